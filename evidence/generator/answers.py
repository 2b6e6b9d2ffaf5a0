"""From the text of a model's answer to candidates: refusals recognised, JSON read, the schema checked. Pure.

The faults name the place and the rule, never what the answer said: they go into messages and errors.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any, NoReturn

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from evidence.generator.reading import storable
from evidence.generator.support import Candidate

SCHEMA_FILE = Path(__file__).parent / "answer.schema.json"
MAX_FAULTS = 5
NOT_IN_STRICT_SCHEMAS = ("$schema", "title", "minLength", "maxLength", "maxItems")
"""Keywords that some servers refuse in a strict schema; we check them ourselves."""

_THOUGHTS = re.compile(r"\s*<think(?:ing)?>.*?</think(?:ing)?>", re.DOTALL | re.IGNORECASE)
_DECLINES = re.compile(
    r"(?:I(?:'|’)?m|I am|we(?:'|’)?re|we are) (?:very |really )?(?:sorry|unable|not able)\b|(?:sorry|apologies)\b"
    r"|(?:I|we) (?:can(?:no|'|’)t|cannot|can not|won(?:'|’)t|will not|must decline|decline|do not feel able)\b"
    r"|as an AI\b",
    re.IGNORECASE,
)


class Unusable(Exception):
    """The answer is no draft. `faults` say why, one short sentence each, fit to be sent back."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__(" ".join(faults))
        self.faults = faults


@cache
def answer_schema() -> dict[str, Any]:
    """The schema that every answer is held against."""
    schema: dict[str, Any] = json.loads(SCHEMA_FILE.read_text("utf-8"))
    return schema


def schema_to_send(fields: tuple[str, ...]) -> dict[str, Any]:
    """The same schema for a server's strict mode: simple keywords only, and the wanted fields as the choice."""
    schema: dict[str, Any] = _stripped(deepcopy(answer_schema()))
    schema["properties"]["sentences"]["items"]["properties"]["field"]["enum"] = list(fields)
    return schema


def declines(content: str) -> bool:
    """Does the answer decline in words instead of giving JSON?"""
    said = _said(content)
    return "{" not in said[:2000] and _DECLINES.match(said) is not None


def candidates_in(content: str) -> list[Candidate]:
    """The sentences of an answer in its order. Unusable where it is no JSON or does not keep to the schema.

    What local models put around their JSON is looked past: thoughts in <think>, a code fence, a few words.
    What follows the object is not read.
    """
    answer = _json_in(content)
    errors = sorted(
        Draft202012Validator(answer_schema()).iter_errors(answer), key=lambda error: list(map(str, error.path))
    )
    if errors:
        raise Unusable(list(_told(errors)))
    return [
        Candidate(one["field"], one["role"], storable(one["text"]), tuple(map(storable, one["quotes"])))
        for one in answer["sentences"]
    ]


def _said(content: str) -> str:
    """The answer without the thoughts that some models put before it."""
    thoughts = _THOUGHTS.match(content)
    return content[thoughts.end() if thoughts else 0 :].strip()


def _json_in(content: str) -> Any:
    said = _said(content)
    begin = said.find("{")
    if begin < 0:
        raise Unusable(["It holds no JSON object."])
    try:
        answer, _ = json.JSONDecoder(parse_constant=_no_number).raw_decode(said, begin)
    except json.JSONDecodeError as error:
        raise Unusable([f"It is not valid JSON: {error.msg} at character {error.pos}."]) from None
    except (ValueError, RecursionError):
        raise Unusable(["It is not valid JSON: a number is no number, or brackets are nested too deeply."]) from None
    return answer


def _no_number(name: str) -> NoReturn:
    raise ValueError(name)


def _told(errors: list[ValidationError]) -> Iterator[str]:
    for error in errors[:MAX_FAULTS]:
        place = ".".join(str(step) for step in error.absolute_path) or "the object"
        match error.validator:
            case "required":
                yield f"{place}: a part is missing; needed are {', '.join(error.validator_value)}."
            case "enum":
                yield f"{place}: is none of {', '.join(error.validator_value)}."
            case "type":
                yield f"{place}: is not of the type {error.validator_value}."
            case "additionalProperties":
                yield f"{place}: holds parts that were not asked for."
            case _:
                yield f"{place}: breaks the rule {error.validator} ({error.validator_value})."
    if len(errors) > MAX_FAULTS:
        yield f"There are {len(errors) - MAX_FAULTS} more faults."


def _stripped(node: Any) -> Any:
    if isinstance(node, dict):
        return {key: _stripped(value) for key, value in node.items() if key not in NOT_IN_STRICT_SCHEMAS}
    if isinstance(node, list):
        return [_stripped(value) for value in node]
    return node
