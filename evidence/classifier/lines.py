"""Lines of JSON in, lines of JSON out: the form in which other programs ask the classifier."""

from __future__ import annotations

import json
from typing import Any

from evidence.classifier.proposal import Proposal
from evidence.classifier.reading import classify

BYTE_ORDER_MARK = b"\xef\xbb\xbf"


class BadLine(ValueError):
    """A line that cannot be read, with the reason in a sentence."""


def read_line(line: bytes) -> dict[str, Any]:
    """One object out of one line of UTF-8. Raises BadLine."""
    try:
        data = json.loads(line.removeprefix(BYTE_ORDER_MARK).decode("utf-8"))
    except UnicodeDecodeError:
        raise BadLine("The line is not UTF-8.") from None
    except RecursionError:
        raise BadLine("The line is nested too deeply.") from None
    except ValueError as error:
        raise BadLine(f"The line is no JSON: {error}.") from None
    if not isinstance(data, dict):
        raise BadLine("The line holds no object; it needs id, title, text and part.")
    return data


def answer(line: bytes) -> str:
    """The answer to one line, without line end. Raises BadLine."""
    data = read_line(line)
    name = data.get("id")
    if isinstance(name, bool) or not isinstance(name, str | int):
        raise BadLine("The line has no id (a string or a whole number).")
    fields = {}
    for field, default in (("title", ""), ("text", ""), ("part", "abstract")):
        value = data.get(field)
        if value is not None and not isinstance(value, str):
            raise BadLine(f"“{field}” is no string.")
        fields[field] = default if value is None else value
    proposal = classify(**fields)
    return json.dumps({"id": name, **written(proposal, fields["part"])})


def written(proposal: Proposal, part: str) -> dict[str, Any]:
    """A proposal as other programs get it. Spans are places in the text sent, never in a title sent along."""
    return {
        "verdict": str(proposal.verdict),
        "criteria": list(proposal.criteria),
        "combination": proposal.combination,
        "kind": proposal.kind,
        "confidence": proposal.confidence,
        "spans": [
            {"start": span.start, "end": span.end, "rule": span.rule, "key": span.key}
            for span in proposal.spans
            if span.part == part
        ],
        "reasons": list(proposal.reasons),
        "version": proposal.version,
    }
