"""Places in the paper's words, as machines keep them, made ready to be marked on a page. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a text, the marks that it carries, and those of them that begin here for the first time."""

    text: str
    marks: tuple[str, ...] = ()
    begins: tuple[str, ...] = ()


def pieces(text: str, places: Iterable[tuple[int, int, str]]) -> list[Piece]:
    """The whole text, cut where a place (start, end, mark) begins or ends. Places outside the text are passed over."""
    inside = [(start, end, mark) for start, end, mark in places if 0 <= start < end <= len(text)]
    first: dict[str, int] = {}
    for start, _end, mark in sorted(inside):
        first.setdefault(mark, start)
    cuts = sorted({0, len(text), *(start for start, _, _ in inside), *(end for _, end, _ in inside)})
    return [
        Piece(
            text[start:end],
            tuple(dict.fromkeys(mark for one, other, mark in inside if one <= start and end <= other)),
            tuple(mark for mark, begin in first.items() if begin == start),
        )
        for start, end in pairwise(cuts)
    ]


def place_of(span: Mapping[str, Any]) -> tuple[str, int, int] | None:
    """(part, start, end) of a stored span, or None where it is none."""
    part, start, end = span.get("part"), span.get("start"), span.get("end")
    return (part, start, end) if isinstance(part, str) and type(start) is int and type(end) is int else None


def mappings(value: Any) -> list[Mapping[str, Any]]:
    return [one for one in value if isinstance(one, Mapping)] if isinstance(value, list | tuple) else []
