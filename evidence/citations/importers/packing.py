"""Items on their way from one process of ours to another: plain tuples, each name of a person once."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from operator import attrgetter
from typing import Any

from ..record import CitationRecord, Item, LookUp, Name, ParsedEntry, Problem, Relation

_FIELDS = tuple(field.name for field in dataclasses.fields(CitationRecord))
_TUPLES = tuple(_FIELDS.index(name) for name in ("authors", "editors", "relations"))
_AUTHORS, _EDITORS, _RELATIONS = _TUPLES
_record = attrgetter(*_FIELDS)
_name = attrgetter("family", "given", "particle", "suffix", "literal", "orcid")
_relation = attrgetter("kind", "scheme", "identifier", "reference")

Packed = tuple[list[Any], list[Any]]
"""(names, items) of nothing but tuples, texts and numbers."""


def pack(items: Iterable[Item]) -> Packed:
    """Items as plain tuples; people stand in them by their place in the list of names."""
    places: dict[tuple[str, ...], int] = {}
    packed: list[Any] = []
    for item in items:
        if isinstance(item, ParsedEntry):
            values = list(_record(item.record))
            values[_AUTHORS] = [places.setdefault(_name(one), len(places)) for one in values[_AUTHORS]]
            values[_EDITORS] = [places.setdefault(_name(one), len(places)) for one in values[_EDITORS]]
            values[_RELATIONS] = [_relation(one) for one in values[_RELATIONS]]
            packed.append((item.line, item.key, item.raw, values))
        elif isinstance(item, Problem):
            packed.append((item.line, item.key, item.reason, item.raw, item.refused))
        else:
            packed.append((item.line, item.scheme, item.identifier, item.raw, None))
    return list(places), packed


def unpack(packed: Packed) -> list[Item]:
    """The items that were packed, equal to what they were."""
    names = [Name(*parts) for parts in packed[0]]
    items: list[Item] = []
    for one in packed[1]:
        if len(one) == 4:
            line, key, raw, values = one
            for place in (_AUTHORS, _EDITORS):
                values[place] = tuple([names[number] for number in values[place]])
            values[_RELATIONS] = tuple([Relation(*parts) for parts in values[_RELATIONS]])
            items.append(ParsedEntry(line, key, raw, CitationRecord(*values)))
        elif one[4] is None:
            items.append(LookUp(*one[:4]))
        else:
            items.append(Problem(*one))
    return items
