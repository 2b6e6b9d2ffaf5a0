"""The table of rules, and the version that stands for it.

A change of a rule, of a word in a table or of a limit needs a new SCANNER_VERSION: findings on pages name it, and
`manage.py scan_texts` rescans the shelf when it rises. A test holds the hash of the tables to the version.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import ModuleType
from typing import Any

from evidence.canonical import content_hash
from evidence.tongue import gettext_noop as _
from evidence.vocabulary import BASIS, STUDY_DESIGNS, TEXT_FIELDS

from . import figures, glossary, movements, page, phrases, quantities, wording_table
from .checks import (
    causes,
    copying,
    directions,
    leaks,
    numbers,
    pem_claims,
    plainness,
    population,
    structure,
    wording,
)
from .model import SEVERITY_WORDS, Rule, Sample
from .phrases import Phrases

SCANNER_VERSION = "v1.0"

GROUPS: dict[str, ModuleType] = {
    _("Numbers"): numbers,
    _("Direction and comparison"): directions,
    _("Cause and effect"): causes,
    _("Words and advice"): wording,
    _("Who was studied"): population,
    _("Post-exertional malaise"): pem_claims,
    _("What the page must have"): structure,
    _("Plain language"): plainness,
    _("Codes and broken text"): leaks,
    _("Copying"): copying,
}
"""Heading of the public table -> the checks under it, in order."""

RULES: dict[str, Rule] = {rule.key: rule for module in GROUPS.values() for rule in module.RULES}


@dataclass(frozen=True, slots=True)
class RuleRow:
    """One row of the public table. `example` is flagged by the rule, `counter_example` is not."""

    key: str
    group: str
    severity: str
    name: str
    what: str
    mend: str
    example: str
    example_context: str
    counter_example: str
    counter_example_context: str


@cache
def rules_table() -> tuple[RuleRow, ...]:
    """Every rule with its examples in words, in the order of the public page `/methodology/scanner`."""
    return tuple(
        RuleRow(
            key=rule.key,
            group=group,
            severity=rule.severity.value,
            name=rule.name,
            what=rule.what,
            mend=rule.mend,
            example=shown(rule.example),
            example_context=context(rule.example),
            counter_example=shown(rule.counter_example),
            counter_example_context=context(rule.counter_example),
        )
        for group, module in GROUPS.items()
        for rule in module.RULES
    )


def severities() -> dict[str, str]:
    """Severity -> what follows from it, for the page."""
    return {severity.value: words for severity, words in SEVERITY_WORDS.items()}


def shown(made_up: Sample) -> str:
    words = made_up.words.strip()
    return words if len(words) <= 240 else f"{words[:200].rsplit(' ', 1)[0]} … ({len(words.split())} words)"


_FACT_WORDS = {
    "pem_verdict": "PEM verdict",
    "cases": "people with ME/CFS",
    "controls": "comparison group",
    "authors": "authors",
    "slug": "address",
    "doi": "DOI",
    "url": "address of the paper",
    "registered_title": "registered title",
    "notices": "notice",
    "links": "related records",
    "conditions": "illness of the people",
    "population": "studied",
    "ages": "ages",
}


def context(made_up: Sample) -> str:
    """What the example needs to be understood: its field, source and facts, in words."""
    parts = [f"in “{TEXT_FIELDS[made_up.field]}”"] if made_up.field != "summary" else []
    if made_up.source.title:
        parts.append(f"title: “{made_up.source.title}”")
    if made_up.source.abstract:
        abstract = made_up.source.abstract
        parts.append(f"source: “{abstract if len(abstract) <= 160 else abstract[:150].rsplit(' ', 1)[0] + ' …'}”")
    elif made_up.source.basis == "title_only":
        parts.append(f"written from {BASIS['title_only']}")
    facts = made_up.facts
    if facts.design:
        parts.append(f"design: {STUDY_DESIGNS[facts.design]}")
    for name, words in _FACT_WORDS.items():
        value = getattr(facts, name)
        if value in ("", (), None):
            continue
        told = ", ".join(value) if isinstance(value, tuple) else str(value)
        parts.append(f"{words}: {told.replace('_', ' ')}")
    parts += [f"“{TEXT_FIELDS[key]}”: “{text}”" for key, text in made_up.besides]
    return "; ".join(parts)


def rules_fingerprint() -> str:
    """SHA-256 of every rule, word list, pattern and limit: all constants of all modules of the scanner."""
    modules = (page, phrases, quantities, figures, movements, glossary, wording_table, *GROUPS.values())
    return content_hash(
        {
            "rules": [list(vars_of(row).values()) for row in rules_table()],
            "tables": {module.__name__: _tables(module) for module in modules},
        }
    )


def vars_of(row: RuleRow) -> dict[str, str]:
    return {name: getattr(row, name) for name in row.__slots__}


def _tables(module: ModuleType) -> dict[str, Any]:
    constants = {name: value for name, value in vars(module).items() if re.fullmatch(r"_?[A-Z][A-Z_]+", name)}
    return {name: _told(value) for name, value in sorted(constants.items()) if name != "RULES"}


def _told(value: Any) -> Any:
    """A constant as plain values, the same in every process."""
    if isinstance(value, re.Pattern):
        return [value.pattern, value.flags]
    if isinstance(value, Phrases):
        return value.rows()
    if isinstance(value, Mapping):
        return {str(key): _told(one) for key, one in value.items()}
    if isinstance(value, set | frozenset):
        return sorted(str(one) for one in value)
    if isinstance(value, list | tuple):
        return [_told(one) for one in value]
    return value if isinstance(value, str | int) else repr(value)
