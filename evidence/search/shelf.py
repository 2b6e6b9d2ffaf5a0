"""Asking the shelf: pages of a result, its counts, all of it as a stream, and what a mistyped word may have meant.

Everything reads the search table and publications, nothing else. What a question costs does not depend on what the
planner guesses: words are always looked up in their index (`matching.planned`), a measured count decides how much of a
text is weighed, and a page far down costs what the first one does (`places`).
"""

from __future__ import annotations

from collections.abc import Iterator
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
from evidence.search.highlights import highlights
from evidence.search.matching import RETRACTED, asked_at_once, entries, planned
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


@dataclass(frozen=True, slots=True)
class Found:
    """One page of a result. `total` is exact up to CAP; `capped` says that there are more. `next` is the next page's
    `after`. `highlights` holds, by the publication's id, a passage with the words that were asked for.
    """

    rows: list[Publication]
    total: int
    capped: bool
    next: str | None
    highlights: dict[int, SafeString] = field(default_factory=dict)


def facets(asked: Asked) -> dict[str, list[FacetValue]]:
    """Facet -> its values with counts, most frequent first, years in order.

    A facet's counts respect everything asked for but its own selection, so that they say what choosing one more value
    of it would bring.
    """
    return counted(asked).facets


def find(asked: Asked, size: int = 20, *, total: int | None = None) -> Found:
    """The page of the result that begins behind `asked.after`. BadCursor when that leads nowhere.

    `total` is the number of results where it is known already (`counted`); else it is counted up to CAP.
    """
    order, place = decode(asked.after, _orders(asked)) if asked.after else (_order(asked, total), None)
    rows, known = _page(asked, order, size + 1, place, count=total is None)
    order = order or _order(asked, known)
    ids = [row[-1] for row in rows[:size]]
    publications = Publication.objects.order_by().in_bulk(ids)  # by themselves they are ordered by the desk's studies
    found = [publications[one] for one in ids if one in publications]
    return Found(
        rows=found,
        total=min(known, CAP) if total is None else total,
        capped=total is None and known > CAP,
        next=encode(order, rows[size - 1]) if len(rows) > size else None,
        highlights=highlights(asked.query, found),
    )


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
    if order == "changed":
        return found, ("published_at", "publication_id")
    if order == "newest":
        return found, ("year_key", "publication_id")
    words = SearchQuery(ranked_text(asked.query), config=CONFIG, search_type="raw")
    # A double holds every rank exactly, so that a page begins where the one before it ended.
    whole, gist = (Cast(SearchRank(F(name), words, weights=WEIGHTS), FloatField()) for name in ("document", "gist"))
    few = RawSQL("(SELECT n FROM counted) <= %s", [WHOLE], output_field=BooleanField())
    rank = {"relevance-whole": whole, "relevance": gist}.get(order) or Case(When(few, then=whole), default=gist)
    return found.annotate(rank=rank), ("rank", "year_key", "publication_id")


def _page(
    asked: Asked, order: str, size: int, behind: list[Any] | None, *, count: bool
) -> tuple[list[tuple[Any, ...]], int]:
    """(the keys of the rows, how many results there are up to one more than WHOLE; 0 where `count` is False)."""
    found, names = _keyed(asked, order)
    columns = ", ".join(names)
    sql, params = found.order_by().values_list(*names).query.sql_with_params()
    counting, begin = "0", ""
    if count:
        count_sql, count_params = entries(asked).order_by().values_list("pk")[: WHOLE + 1].query.sql_with_params()
        begin = f"WITH counted AS MATERIALIZED (SELECT count(*) AS n FROM ({count_sql}) AS capped) "  # noqa: S608
        counting, params = "(SELECT n FROM counted)", (*count_params, *params)
    # With words: first find, then put in order. Without this fence the planner may walk along the years and look for a
    # rare word on the way, through the whole shelf.
    fence = " OFFSET 0" if asked.query.has_text else ""
    where = f" WHERE ({columns}) < ({', '.join(['%s'] * len(names))})" if behind else ""
    down = ", ".join(f"{name} DESC" for name in names)
    rows = asked_at_once(
        asked.query,
        f"{begin}SELECT {columns}, {counting} FROM ({sql}{fence}) AS found ({columns}){where} ORDER BY {down} LIMIT %s",  # noqa: S608
        [*params, *(behind or ()), size],
    )
    if count and not rows and behind:
        return [], _count(asked)
    return [row[:-1] for row in rows], rows[0][-1] if rows else 0


def _count(asked: Asked) -> int:
    """How many match, counted up to one more than WHOLE."""
    with planned(asked.query):
        return entries(asked).order_by()[: WHOLE + 1].count()
