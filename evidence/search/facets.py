"""Counts of all facets of a result in one pass.

One query gives the ids that match the words. Everything else is counted here: for each value of each facet the process
keeps which live pages have it, as the bits of one whole number, so that a count is an AND and a count of bits. That
costs a twentieth of asking the database to group the result once a facet, and each facet's own selection can be left
out of its counts for nothing.

What is kept belongs to one state of the shelf (`ShelfState.version`, another one after every publication, withdrawal
and deletion). The query for the ids tells the state it saw; where it is another one, the columns are read anew.
"""

from __future__ import annotations

import json
from array import array
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial, reduce
from itertools import compress
from operator import or_
from typing import Any
from uuid import UUID

from django.db import connection

from evidence.search.asked import Asked
from evidence.search.kept import forget
from evidence.search.matching import RETRACTED, asked_at_once, matching_text, statement
from evidence.search.query import BY_KEY, FIELDS, plain, value_words
from evidence.search.query.fields import NO_NOTICE
from evidence.tongue import gettext as _

FACETS = (*BY_KEY, "year")
MOST_JOURNALS = 15
_ALL = """
    SELECT (SELECT version FROM evidence_shelfstate WHERE id = 1), publication_id, year, pem_verdict, design,
        how_checked, basis, severity, criteria, topics, notices, journal_key, journal
    FROM (SELECT) AS always LEFT JOIN evidence_shelfentry ON true ORDER BY publication_id
"""
_AROUND = """,
    (SELECT json_object_agg(key, name)::text FROM evidence_topic),
    EXISTS (SELECT FROM evidence_publication WHERE demo)
"""
_FLAGS = bytes.maketrans(b"01", b"\x00\x01")


@dataclass(frozen=True, slots=True)
class FacetValue:
    """One value of a facet: its words, how many results it would leave, and the address that adds or removes it.

    The form needs no addresses, so each is made where somebody asks for it: `leads` is one, or makes one.
    """

    value: str
    words: str
    count: int
    chosen: bool
    leads: str | Callable[[], str] = field(compare=False)

    @property
    def address(self) -> str:
        return self.leads if isinstance(self.leads, str) else self.leads()


@dataclass(frozen=True, slots=True)
class Around:
    """What else a page says, read in the same moment as the result.

    `topics` are names by key; `demo`: something of the demonstration has been published; `shelf` counts all live pages.
    """

    topics: Mapping[str, str]
    demo: bool
    shelf: int


@dataclass(frozen=True, slots=True)
class Counts:
    """`total` results, exact; facet -> values; publications in `total` that are retracted or withdrawn papers.

    `around` is there where it was asked for.
    """

    total: int
    facets: dict[str, list[FacetValue]] = field(default_factory=dict)
    retracted: int = 0
    around: Around | None = None


@dataclass(frozen=True, slots=True)
class _Columns:
    """Facet -> value -> the pages that have it, of one state of the shelf. Bit `places[id]` from the left is a page."""

    version: UUID | None
    places: Mapping[int, int]
    everything: int
    bits: Mapping[str, Mapping[str, int]]
    years: Mapping[int, int]
    journals: array[int]
    journal_keys: list[str]
    journal_names: Mapping[str, str]

    def of(self, ids: Iterable[int]) -> int:
        flags = bytearray(b"0") * len(self.places)
        places = self.places
        for one in ids:
            if one in places:
                flags[places[one]] = 49
        return int(flags, 2) if flags else 0

    def holding(self, key: str, values: Iterable[str]) -> int:
        if key == "journal":
            numbers = {self.journal_keys.index(one) for one in map(plain, values) if one in self.journal_names}
            return int("".join("1" if number in numbers else "0" for number in self.journals) or "0", 2)
        return reduce(or_, (self.bits[key].get(value, 0) for value in values), 0)

    def within(self, first: int | None, last: int | None) -> int:
        inside = (bits for year, bits in self.years.items() if (first or 0) <= year <= (9999 if last is None else last))
        return reduce(or_, inside, 0)

    def journal_counts(self, pages: int) -> Counter[int]:
        flags = bin(pages)[2:].zfill(len(self.places)).encode().translate(_FLAGS)
        return Counter(compress(self.journals, flags))


_kept: dict[str, _Columns] = {}
"""The newest columns of each database, by its name."""


def counted(
    asked: Asked, *, shown: Iterable[str] = FACETS, topics: Mapping[str, str] | None = None, around: bool = False
) -> Counts:
    """How many results there are, exactly, and the counts of the facets `shown`.

    `topics` are the names of topics; with `around` they are read in the same statement, with all that is around.
    """
    version, ids, *beside = _matching(asked, _AROUND if around else "")
    columns = _columns(version)
    told = Around(json.loads(beside[0]) if beside[0] else {}, beside[1], len(columns.places)) if around else None
    topics = told.topics if told else topics
    pages = columns.everything if ids is None else columns.of(ids)
    if asked.leave_out_retracted:
        pages &= ~columns.holding("notice", RETRACTED)
    chosen = {key: columns.holding(key, values) for key, values in asked.query.filters.items()}
    if asked.query.years:
        chosen["year"] = columns.within(*asked.query.years)
    found = reduce(int.__and__, chosen.values(), pages)
    counts = {}
    for key in shown:
        others = reduce(int.__and__, (bits for other, bits in chosen.items() if other != key), pages)
        counts[key] = _values(asked, key, columns, others, topics or {})
    return Counts(found.bit_count(), counts, (found & columns.holding("notice", RETRACTED)).bit_count(), told)


def _values(asked: Asked, key: str, columns: _Columns, pages: int, topics: Mapping[str, str]) -> list[FacetValue]:
    if key == "year":
        numbers = {str(year): (bits & pages).bit_count() for year, bits in columns.years.items()}
        first, last = asked.query.years or (None, None)
        return [
            FacetValue(
                year, year, count, asked.query.years == (int(year), int(year)), partial(_in_year, asked, int(year))
            )
            for year, count in sorted(numbers.items())
            if count or (first or 0) <= int(year) <= (last or 0)
        ]
    chosen = asked.query.filters.get(key, ())
    if key == "journal":
        most = columns.journal_counts(pages)
        named = {columns.journal_names[columns.journal_keys[number]]: count for number, count in most.items()}
        order = sorted(named, key=lambda name: (-named[name], plain(name)))[:MOST_JOURNALS]
        wanted = {plain(value) for value in chosen}
        order += [value for value in chosen if plain(value) not in set(map(plain, order))]
        return [_value(asked, key, name, name, named.get(name, 0), plain(name) in wanted) for name in order if name]
    counts = {value: (bits & pages).bit_count() for value, bits in columns.bits[key].items()}
    known = BY_KEY[key].values
    order = [value for value in known or sorted(counts) if counts.get(value) or value in chosen]
    order += [value for value in chosen if value not in order]
    if key != "pem":
        order.sort(key=lambda value: -counts.get(value, 0))
    words = topics if key == "topic" else {}
    return [
        _value(asked, key, value, words.get(value) or shown_value(key, value), counts.get(value, 0), value in chosen)
        for value in order
    ]


def _in_year(asked: Asked, year: int) -> str:
    return replace(asked.first_page(), query=replace(asked.query, years=(year, year))).address("/evidence")


def shown_value(key: str, value: str) -> str:
    """The words of a value in the language of the page; names of criteria and journals stay as they are."""
    return value if key in ("journal", "topic") else _(value_words(key, value))


def _value(asked: Asked, key: str, value: str, words: str, count: int, chosen: bool) -> FacetValue:
    return FacetValue(value, words, count, chosen, partial(_toggled_address, asked, key, value))


def _toggled_address(asked: Asked, key: str, value: str) -> str:
    return toggled(asked, key, value).address("/evidence")


def toggled(asked: Asked, key: str, value: str) -> Asked:
    """The same question with one value of a facet added, or removed where it is chosen; from the first page."""
    filters = dict(asked.query.filters)
    same = [one for one in filters.get(key, ()) if plain(one) == plain(value)]
    values = [one for one in filters.get(key, ()) if one not in same] + ([] if same else [value])
    known = BY_KEY[key].values
    filters[key] = tuple(one for one in known if one in values) if known else tuple(sorted(values, key=plain))
    ordered = {one.key: filters[one.key] for one in FIELDS if filters.get(one.key)}
    return replace(asked.first_page(), query=replace(asked.query, filters=ordered))


def _matching(asked: Asked, beside: str = "") -> list[Any]:
    """State of the shelf, ids of the pages that match the box, and whatever columns are named `beside`.

    None for the ids where the box asks for nothing.
    """
    query = asked.query
    boundless = not (query.has_text or query.excluded or query.excluded_authors or query.identifier)
    state = "SELECT version FROM evidence_shelfstate WHERE id = 1"
    if boundless and not query.excluded_filters:
        version, *more = asked_at_once(query, f"SELECT ({state}){beside}", [])[0]
        return [version, None, *more]
    sql, params = statement(
        Asked(query=replace(query, filters={}, years=None)),
        lambda one: matching_text(one.query).order_by().values_list("publication_id"),
        "ids",
    )
    # The statement is Django's own, with its parameters beside it.
    text = f"SELECT ({state}), string_agg(id::text, ','){beside} FROM ({sql}) AS found (id)"  # noqa: S608
    version, ids, *more = asked_at_once(query, text, params)[0]
    return [version, [int(one) for one in ids.split(",")] if ids else [], *more]


def _columns(version: UUID | None) -> _Columns:
    kept = _kept.get(connection.alias)
    if kept is None or kept.version != version:
        kept = _kept[connection.alias] = _read()
        forget(kept.places)
    return kept


def _read() -> _Columns:
    """All columns of the search table that are facets, in the state that this one query sees."""
    with connection.cursor() as cursor:
        cursor.execute(_ALL)
        rows = cursor.fetchall()
    version = rows[0][0]  # also where there is no entry: then the row holds nothing else
    rows = [row for row in rows if row[1] is not None]
    places: dict[str, defaultdict[str, list[int]]] = {key: defaultdict(list) for key in BY_KEY if key != "journal"}
    years: defaultdict[int, list[int]] = defaultdict(list)
    journals = array("I")
    numbers: dict[str, int] = {}
    names: dict[str, str] = {}
    for place, row in enumerate(rows):
        year, pem, design, checked, basis, severity, criteria, topics, notices, journal, name = row[2:]
        if year is not None:
            years[year].append(place)
        for key, value in (("pem", pem), ("design", design), ("checked", checked), ("basis", basis)):
            places[key][value].append(place)
        places["severity"]["given" if severity else "not_given"].append(place)
        for key, values in (("criteria", criteria), ("topic", topics), ("notice", notices or [NO_NOTICE])):
            for value in values:
                places[key][value].append(place)
        journals.append(numbers.setdefault(journal, len(numbers)))
        names[journal] = name
    width = len(rows)
    return _Columns(
        version=version,
        places={row[1]: place for place, row in enumerate(rows)},
        everything=(1 << width) - 1,
        bits={key: {value: _bits(at, width) for value, at in values.items()} for key, values in places.items()},
        years={year: _bits(at, width) for year, at in years.items()},
        journals=journals,
        journal_keys=list(numbers),
        journal_names=names,
    )


def _bits(places: list[int], width: int) -> int:
    flags = bytearray(b"0") * width
    for place in places:
        flags[place] = 49
    return int(flags, 2)
