"""Asking the shelf: pages of a result, its counts, all of it as a stream, and what a mistyped word may have meant.

Everything reads the search table, publications and which notices were found since, nothing else. What a question costs
does not depend on what the planner guesses: words are always looked up in their index (`matching.asked_at_once`), a
measured count decides how much of a text is weighed, and a page far down costs what the first one does (`places`).
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db.models import BooleanField, Case, F, FloatField, QuerySet, When
from django.db.models.expressions import RawSQL
from django.db.models.functions import Cast, Coalesce
from django.utils.safestring import SafeString

from evidence.models import Publication, ShelfEntry
from evidence.search.asked import Asked
from evidence.search.facets import Counts, FacetValue, counted
from evidence.search.highlights import NO_TEXTS, Texts, highlights, wanted_words
from evidence.search.kept import Draw, Hit, pages
from evidence.search.matching import RETRACTED, asked_at_once, entries, planned, statement
from evidence.search.places import BadCursor, decode, encode
from evidence.search.suggestions import suggest
from evidence.search.words import CONFIG, WEIGHTS, ranked_text

__all__ = [
    "CAP", "RETRACTED", "BadCursor", "Counts", "FacetValue", "Found", "counted", "entries", "facets", "find",
    "ordered", "publications", "suggest",
]  # fmt: skip

CAP = 1_000
"""Results are counted up to here: "1,000+"."""
WHOLE = 2_500
"""Up to so many results the whole text of each is weighed; of more, the words that also stand in title, sentence,
journal or labels. Those decide in any case: a word in the title counts more than any number of places further down."""

_STEMS = (
    "ARRAY(SELECT DISTINCT stem FROM unnest(%s::text[]) word, LATERAL unnest(ts_lexize('evidence_stem', word)) stem)"
)
_WITH_HITS = (
    "SELECT page.*, {stems}, live.sha256, live.published_at, alert.confirmed_kind FROM ({page}) AS page"
    " LEFT JOIN evidence_publication live ON live.id = page.publication_id"
    " LEFT JOIN evidence_noticealert alert ON alert.study_id = live.study_id ORDER BY {down}"
)


@dataclass(frozen=True, slots=True)
class Found:
    """One page of a result. `total` is exact up to CAP; `capped` says that there are more. `next` is the next page's
    `after`. `highlights` holds, by the publication's id, a passage with the words that were asked for. `rows` has what
    was made of each publication where `find` was told to draw them, `ids` their ids.
    """

    rows: list[Any]
    total: int
    capped: bool
    next: str | None
    highlights: dict[int, SafeString] = field(default_factory=dict)
    ids: list[int] = field(default_factory=list)


def facets(asked: Asked) -> dict[str, list[FacetValue]]:
    """Facet -> its values with counts, most frequent first, years in order.

    A facet's counts respect everything asked for but its own selection, so that they say what choosing one more value
    of it would bring.
    """
    return counted(asked).facets


def find(
    asked: Asked, size: int = 20, *, total: int | None = None, draw: Draw | None = None, depends_on: Hashable = None
) -> Found:
    """The page of the result that begins behind `asked.after`. BadCursor when that leads nowhere.

    `total` is the number of results where it is known already (`counted`); else it is counted up to CAP. With `draw`
    the rows are what it makes of each publication; that is kept, so `depends_on` says what it depends on besides.
    """
    order, place = decode(asked.after, _orders(asked)) if asked.after else (_order(asked, total), None)
    if total == 0 and not asked.after:
        return Found([], 0, False, None)
    rows, known = _page(asked, order, size + 1, place, count=total is None)
    order = order or _order(asked, known)
    shown = [row[-1] for row in rows[:size] if row[-1] is not None]
    drawn = _pages(shown, draw, depends_on, marked=asked.query.has_text)
    return Found(
        rows=[drawn[hit.pk][1] for hit in shown if hit.pk in drawn],
        total=min(known, CAP) if total is None else total,
        capped=total is None and known > CAP,
        next=encode(order, rows[size - 1][:-2]) if len(rows) > size else None,
        highlights=highlights(
            asked.query, {pk: texts for pk, (texts, _) in drawn.items()}, rows[0][-2] if rows else ()
        ),
        ids=[hit.pk for hit in shown if hit.pk in drawn],
    )


def _pages(
    shown: list[Hit], draw: Draw | None, depends_on: Hashable, *, marked: bool
) -> Mapping[int, tuple[Texts, Any]]:
    """Id -> texts, which are needed where words are `marked` in them, and what is shown."""
    if draw is not None:
        return pages(shown, depends_on, draw)
    # By themselves they are ordered by the desk's studies.
    found = Publication.objects.order_by().in_bulk([hit.pk for hit in shown])
    return {pk: (Texts.of(one.content) if marked else NO_TEXTS, one) for pk, one in found.items()}


def ordered(asked: Asked) -> tuple[QuerySet[ShelfEntry], tuple[str, ...]]:
    """What matches, in the chosen order, and the names of the keys of that order, all descending."""
    found, names = _keyed(asked, _order(asked, _count(asked) if asked.sort == "relevance" else 0))
    return found.order_by(*(f"-{name}" for name in names)), names


def publications(asked: Asked, chunk: int = 500) -> Iterator[Publication]:
    """Every match in the chosen order, streamed by a server-side cursor."""
    with planned(asked.query):
        for entry in ordered(asked)[0].select_related("publication").only("publication").iterator(chunk_size=chunk):
            yield entry.publication


def _orders(asked: Asked) -> tuple[str, ...]:
    return ("relevance", "relevance-whole") if asked.sort == "relevance" else (asked.sort,)


def _order(asked: Asked, total: int | None) -> str:
    """The order of a first page; "" where it depends on a number of results that is not known yet."""
    if asked.sort != "relevance":
        return asked.sort
    return "" if total is None else "relevance-whole" if total <= WHOLE else "relevance"


def _keyed(asked: Asked, order: str) -> tuple[QuerySet[ShelfEntry], tuple[str, ...]]:
    """Matching entries with the keys of an order (see `places.KEYS`), and the names of these keys.

    The order "" weighs as much of each text as the number of results allows: it needs `counted` beside it (`_page`).
    """
    found = entries(asked).annotate(year_key=Coalesce("year", 0))
    if order in ("changed", "newest"):
        return found, _names(order)
    words = SearchQuery(ranked_text(asked.query), config=CONFIG, search_type="raw")
    # A double holds every rank exactly, so that a page begins where the one before it ended.
    whole, gist = (Cast(SearchRank(F(name), words, weights=WEIGHTS), FloatField()) for name in ("document", "gist"))
    few = RawSQL("(SELECT n FROM counted) <= %s", [WHOLE], output_field=BooleanField())
    rank = {"relevance-whole": whole, "relevance": gist}.get(order) or Case(When(few, then=whole), default=gist)
    return found.annotate(rank=rank), _names(order)


def _names(order: str) -> tuple[str, ...]:
    """Keys of an order, the first decides."""
    if order == "changed":
        return ("published_at", "publication_id")
    return ("year_key", "publication_id") if order == "newest" else ("rank", "year_key", "publication_id")


def _page(
    asked: Asked, order: str, size: int, behind: list[Any] | None, *, count: bool
) -> tuple[list[tuple[Any, ...]], int]:
    """(the rows, how many results there are).

    A row is its keys, the stems of what is asked for, and the Hit (None where the page has just gone). Results are
    counted up to one more than WHOLE; 0 where `count` is False.
    """
    names = _names(order)
    columns = ", ".join(names)
    sql, params = statement(asked, lambda one: _keyed(one, order)[0].order_by().values_list(*names), "page", order)
    counting, begin, count_params = "0", "", ()
    if count:
        count_sql, count_params = statement(
            asked, lambda one: entries(one).order_by().values_list("pk")[: WHOLE + 1], "count"
        )
        begin = f"WITH counted AS MATERIALIZED (SELECT count(*) AS n FROM ({count_sql}) AS capped) "  # noqa: S608
        counting = "(SELECT n FROM counted)"
    # With words: first find, then put in order. Without this fence the planner may walk along the years and look for a
    # rare word on the way, through the whole shelf.
    fence = " OFFSET 0" if asked.query.has_text else ""
    where = f" WHERE ({columns}) < ({', '.join(['%s'] * len(names))})" if behind else ""
    down = ", ".join(f"{name} DESC" for name in names)
    page = (
        f"SELECT {columns}, {counting} AS known FROM ({sql}{fence}) AS found ({columns}){where}"  # noqa: S608
        f" ORDER BY {down} LIMIT %s"
    )
    wanted = wanted_words(asked.query)
    rows = asked_at_once(
        asked.query,
        begin
        + _WITH_HITS.format(
            stems=_STEMS if wanted else "NULL", page=page, down=", ".join(f"page.{name} DESC" for name in names)
        ),
        [*count_params, *([wanted] if wanted else []), *params, *(behind or ()), size],
    )
    if count and not rows and behind:
        return [], _count(asked)
    keys = len(names)
    told = [
        (*row[:keys], row[keys + 1], Hit(row[keys - 1], *row[keys + 2 :]) if row[keys + 2] else None) for row in rows
    ]
    return told, rows[0][keys] if rows else 0


def _count(asked: Asked) -> int:
    """How many match, counted up to one more than WHOLE."""
    with planned(asked.query):
        return entries(asked).order_by()[: WHOLE + 1].count()
