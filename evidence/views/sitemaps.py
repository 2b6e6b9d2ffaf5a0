"""`/sitemap.xml` and its parts: every page that a search engine should know, with the time at which it changed last."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import Max
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import Resolver404, resolve

from evidence.harvest import sitemap
from evidence.models import ShelfEntry, Topic
from evidence.pem import VERDICT_WORDS
from evidence.pem.reference import reference_criteria
from evidence.views.caching import conditional, public_page

IN_A_PART = 10_000
"""Addresses. Small parts are quick to make and quick to ask for again; the protocol allows five times as many."""

GUIDES = (
    "/", "/evidence", "/evidence/search-help", "/map", "/charts", "/topics", "/authors", "/retractions", "/corrections",
    "/releases", "/api", "/methodology", "/methodology/scanner", "/methodology/classifier", "/criteria",
)  # fmt: skip
"""Pages that stand by themselves. Some belong to other rooms of the site, so each is named only where it answers."""

_IN_USE = {
    name: f"SELECT key, max(published_at) FROM evidence_shelfentry, unnest({name}) AS key GROUP BY key"  # noqa: S608
    for name in ("criteria", "topics")
}
_AUTHORS = """
    SELECT key, max(published_at) FROM evidence_shelfentry, unnest(authors) AS key
    WHERE key COLLATE "C" >= 'a' GROUP BY key ORDER BY key COLLATE "C" OFFSET %s LIMIT %s
"""
_COUNT_AUTHORS = """
    SELECT count(DISTINCT key) FROM evidence_shelfentry, unnest(authors) AS key WHERE key COLLATE "C" >= 'a'
"""
"""Names as papers write them; an ORCID leads to the same page and begins with a digit."""


@public_page
def index(request: HttpRequest) -> HttpResponse:
    entries = ShelfEntry.objects.count()
    authors = _rows(_COUNT_AUTHORS)[0][0] if _answers("/authors/a") else 0
    parts = [("pages", 1, _newest())]
    parts += [("evidence", 1 + at, _newest(_slice(at))) for at in range(_parts(entries))]
    parts += [("authors", 1 + at, None) for at in range(_parts(authors))]
    told = [(f"{settings.SITE_URL}/sitemap-{name}-{number}.xml", changed) for name, number, changed in parts]
    return _answer(request, sitemap.index(told))


@public_page
def part(request: HttpRequest, part: str, number: str) -> HttpResponse:
    at = int(number) - 1
    rows: list[tuple[str, datetime | None]] = []
    if part == "pages" and at == 0:
        rows = _pages()
    elif part == "evidence":
        rows = [(f"/evidence/{slug}", changed) for slug, changed in _slice(at).values_list("slug", "published_at")]
    elif part == "authors" and _answers("/authors/a"):
        rows = [(f"/authors/{key}", changed) for key, changed in _rows(_AUTHORS, at * IN_A_PART, IN_A_PART)]
    if not rows:
        raise Http404("There is no such part. The sitemap names those there are.")
    return _answer(request, sitemap.urlset((settings.SITE_URL + path, changed) for path, changed in rows))


def _pages() -> list[tuple[str, datetime | None]]:
    criteria, topics = dict(_rows(_IN_USE["criteria"])), dict(_rows(_IN_USE["topics"]))
    standing = Topic.objects.filter(retired=False).values_list("key", flat=True)
    rows = [
        *((path, None) for path in GUIDES if _answers(path, alone=True)),
        *((f"/pem/{verdict.replace('_', '-')}", None) for verdict in VERDICT_WORDS),
        *((f"/criteria/{key}", criteria.get(key)) for key in reference_criteria()),
        *((f"/topics/{key}", topics.get(key)) for key in standing),
    ]
    return [(path, changed) for path, changed in rows if _answers(path)]


def _slice(at: int) -> Any:
    """Part `at` of the evidence pages, in the order of their rows."""
    return ShelfEntry.objects.order_by("pk")[at * IN_A_PART : (at + 1) * IN_A_PART]


def _parts(count: int) -> int:
    return -(-count // IN_A_PART)


def _newest(entries: Any = ShelfEntry.objects) -> datetime | None:
    return entries.aggregate(newest=Max("published_at"))["newest"]


def _rows(sql: str, *values: int) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchall()


def _answers(path: str, *, alone: bool = False) -> bool:
    """Is there a view at this address? `alone`: one for this address only, not for a whole kind of them."""
    try:
        found = resolve(path)
    except Resolver404:
        return False
    return not (alone and found.kwargs)


def _answer(request: HttpRequest, pieces: Iterable[str]) -> HttpResponse:
    text = "".join(pieces)
    return conditional(
        request, ("sitemap", text), lambda: HttpResponse(text, content_type="application/xml; charset=utf-8")
    )
