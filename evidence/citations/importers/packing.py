"""Items on their way from one process of ours to another: plain tuples, which are made into records when asked for."""

from __future__ import annotations

from collections.abc import Iterable
from operator import attrgetter
from typing import Any

from ..brief import BAR, FACTS, Brief
from ..record import CitationRecord, Item, LookUp, Name, ParsedEntry, Problem, Relation

_name = attrgetter("family", "given", "particle", "suffix", "literal", "orcid")
_relation = attrgetter("kind", "scheme", "identifier", "reference", "date")

Packed = list[Any]
"""Nothing but tuples, lists, texts and numbers."""


_set = object.__setattr__  # an entry is frozen for everybody else


class Received(ParsedEntry):
    """An entry that another process has read. Its record is made when somebody asks for it; most nobody asks for."""

    __slots__ = ("_brief", "_lists", "_record")
    _record: CitationRecord | None
    _brief: Brief | None
    _lists: tuple[Any, ...] | None

    def __init__(
        self,
        line: int,
        key: str,
        raw: str,
        record: CitationRecord | None = None,
        *,
        brief: Brief | None = None,
        lists: tuple[Any, ...] | None = None,
    ) -> None:
        _set(self, "line", line)
        _set(self, "key", key)
        _set(self, "raw", raw)
        _set(self, "_record", record)
        _set(self, "_brief", brief)
        _set(self, "_lists", lists)

    @property
    def record(self) -> CitationRecord:
        if self._record is None:
            authors, editors, relations = self._lists or (map(_split, self.brief.authors), (), ())
            record = CitationRecord(
                **dict(zip(FACTS, self.brief.facts, strict=True)),
                authors=tuple([Name(*parts) for parts in authors]),
                editors=tuple([Name(*parts) for parts in editors]),
                relations=tuple([Relation(*parts) for parts in relations]),
            )
            _set(self, "_record", record)
            return record
        return self._record

    @property
    def brief(self) -> Brief:
        if self._brief is None:
            brief = Brief.of(self.record)
            _set(self, "_brief", brief)
            return brief
        return self._brief

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, ParsedEntry):
            return NotImplemented
        mine, theirs = ((one.line, one.key, one.raw, one.record) for one in (self, other))
        return mine == theirs

    __hash__ = ParsedEntry.__hash__


def brief_of(entry: ParsedEntry) -> Brief:
    return entry.brief if isinstance(entry, Received) else Brief.of(entry.record)


def _split(joined: str) -> list[str]:
    return joined.split(BAR)


def pack(items: Iterable[Item]) -> Packed:
    """Items as plain tuples; the briefs of entries are worked out here."""
    packed: list[Any] = []
    for item in items:
        if isinstance(item, ParsedEntry):
            record, brief = item.record, Brief.of(item.record)
            lists = None
            if brief.odd or brief.orcids or brief.edited or brief.related:
                lists = (
                    [_name(one) for one in record.authors],
                    [_name(one) for one in record.editors],
                    [_relation(one) for one in record.relations],
                )
            packed.append((item.line, item.key, item.raw, brief.facts, brief.key, brief.slug, brief.authors, lists))
        elif isinstance(item, Problem):
            packed.append((item.line, item.key, item.reason, item.raw, item.refused))
        else:
            packed.append((item.line, item.scheme, item.identifier, item.raw, None))
    return packed


def unpack(packed: Packed) -> list[Item]:
    """The items that were packed, equal to what they were."""
    items: list[Item] = []
    for one in packed:
        if len(one) > 5:
            line, key, raw, facts, plain_key, slug, authors, lists = one
            brief = Brief(facts, plain_key, slug, authors)
            if lists is not None:
                names = lists[0]
                brief.edited, brief.related = bool(lists[1]), bool(lists[2])
                brief.odd = {
                    joined: name[:5] for joined, name in zip(authors, names, strict=True) if BAR in "".join(name)
                }
                brief.orcids = [name[5] for name in names] if any(name[5] for name in names) else ()
            items.append(Received(line, key, raw, brief=brief, lists=lists))
        elif one[4] is None:
            items.append(LookUp(*one[:4]))
        else:
            items.append(Problem(*one))
    return items
