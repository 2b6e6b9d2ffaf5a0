"""Which generator made a draft, and a fingerprint of its rules: a change of rules without a new version fails a test.

`GENERATOR_VERSION` is shown on pages. It rises whenever the same paper could give another proposal: prompts,
schema, rules of support, cues of the baseline, licences.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

from evidence.generator import answers, extractive, licences, numbers, ordering, prompting, reading, support

GENERATOR_VERSION = "v1"


def rules() -> dict[str, Any]:
    """Every table and limit that decides what is proposed, in plain values."""
    return {
        "prompt": [prompting.PROMPT_VERSION, prompting.prompt_sha256()],
        "sent": [prompting.MAX_SOURCE_CHARACTERS, prompting.LEFT_OUT],
        "schema": [answers.answer_schema(), answers.NOT_IN_STRICT_SCHEMAS],
        "support": [
            support.RULES,
            support.SHORTEST_QUOTE,
            support.LONGEST_QUOTE,
            sorted(support.LOOSE_FIELDS),
            sorted(support.COMMON),
            *support.PATTERNS,
        ],
        "numbers": [numbers.UNITS, numbers.TENS, numbers.SCALES, list(numbers.PROPORTIONS)],
        "reading": [reading.SECTIONS, reading.SPEAKS_TO_MACHINES],
        "extractive": [
            extractive.CUES,
            [extractive.HEADING_WEIGHT, extractive.PLACE_WEIGHT],
            sorted(extractive.BESIDE),
            extractive.MAX_SENTENCES,
            [ordering.STAGES, ordering.USUAL_PLACE, ordering.ENOUGH],
            [[recipe.field, recipe.roles] for recipe in extractive.RECIPES],
        ],
        "licences": sorted(licences.OPEN_LICENCES),
    }


def fingerprint() -> str:
    """SHA-256 of `rules()`."""
    return hashlib.sha256(json.dumps(rules(), sort_keys=True, ensure_ascii=False).encode()).hexdigest()
