"""Atom feeds: new pages, changes, notices, and any search."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date

from evidence.feeds import shelf
from evidence.feeds.atom import MEDIA_TYPE, Entry, Feed, render
from evidence.feeds.entries import change_entry, notice_entry, page_entry, tag
from evidence.feeds.shelf import Part, Place
from evidence.models import ShelfEntry
from evidence.search.asked import from_params
from evidence.search.shelf import BadCursor
from evidence.views.caching import conditional, public_page

Pairs = Sequence[tuple[str, str]]
"""Names and values of parameters."""


@public_page
def evidence(request: HttpRequest) -> HttpResponse:
    return _plain(
        request, "evidence", shelf.new_pages, _pages,
        page="/evidence", title="new evidence pages", subtitle="Pages about studies, as they are published.",
    )  # fmt: skip


@public_page
def changes(request: HttpRequest) -> HttpResponse:
    return _plain(
        request, "changes", shelf.changes, lambda rows: map(change_entry, rows),
        page="/evidence?sort=changed", title="all changes",
        subtitle="Every publication of every page, with its reason, and pages that we withdrew.",
    )  # fmt: skip


@public_page
def notices(request: HttpRequest) -> HttpResponse:
    return _plain(
        request, "notices", shelf.notices, lambda rows: map(notice_entry, rows),
        page="/retractions", title="notices about papers",
        subtitle="Retractions, corrections and concerns about papers in the atlas, and pages that we withdrew.",
    )  # fmt: skip


@public_page
def search(request: HttpRequest) -> HttpResponse:
    """The parameters are those of the list; the order is the feed's own."""
    asked = from_params(request.GET)
    asked = replace(asked, sort=asked.default_sort)
    try:
        part, older = shelf.matches(asked)
    except BadCursor as error:
        raise Http404(str(error)) from None
    box = asked.query.text
    return _answer(
        request, "search", _pages(part.rows),
        page=asked.first_page().address("/evidence"), asked=asked.first_page().params,
        here=[("after", asked.after)] if asked.after else [], older=[("after", older)] if older else [],
        title=f"search for {box}" if box else "search for everything",
        subtitle=" ".join(("Pages that match, those that changed last first.", *asked.problems)),
    )  # fmt: skip


def _pages(rows: list[ShelfEntry]) -> list[Entry]:
    alerts = shelf.alerts(row.publication for row in rows)
    return [
        page_entry(row.publication, first_published=row.first_published_at, alert=alerts.get(row.pk)) for row in rows
    ]


def _plain(
    request: HttpRequest,
    name: str,
    told: Callable[[Place | None], Part],
    entries: Callable[[list[Any]], Iterable[Entry]],
    **words: str,
) -> HttpResponse:
    """A feed that takes no question."""
    text = request.GET.get("before", "")
    place = shelf.read_place(text) if text else None
    if text and place is None:
        raise Http404("This address leads to no page of the feed. Begin again with the feed itself.")
    part = told(place)
    return _answer(
        request, name, entries(part.rows),
        here=[("before", text)] if text else [], older=[("before", str(part.older))] if part.older else [], **words,
    )  # fmt: skip


def _answer(
    request: HttpRequest, name: str, entries: Iterable[Entry],
    *, page: str, title: str, subtitle: str, here: Pairs, older: Pairs, asked: Pairs = (),
) -> HttpResponse:  # fmt: skip
    """`asked` are the parameters that name the feed, `here` and `older` what leads to this page and to the next."""
    address, changed = f"{settings.SITE_URL}/feeds/{name}.atom", shelf.last_change()
    feed = Feed(
        id=tag(_with(f"feeds/{name}", asked)),
        title=f"{settings.SITE_NAME}: {title}",
        subtitle=subtitle,
        address=_with(address, [*asked, *here]),
        newest=_with(address, asked),
        older=_with(address, [*asked, *older]) if older else "",
        page=settings.SITE_URL + page,
        author=settings.SITE_NAME,
        site=settings.SITE_URL + "/",
        licence=f"{settings.CONTENT_LICENCE}: {settings.CONTENT_LICENCE_URL}",
        licence_address=settings.CONTENT_LICENCE_URL,
        updated=shelf.BEGAN,
        entries=tuple(entries),
    )
    text = render(feed)

    def draw() -> HttpResponse:
        # For readers that keep a date and no ETag.
        same = get_conditional_response(request, last_modified=int(changed.timestamp()))
        return same or HttpResponse(text, content_type=MEDIA_TYPE)

    response = conditional(request, ("feed", text), draw)
    response.headers["Last-Modified"] = http_date(changed.timestamp())
    return response


def _with(address: str, pairs: Pairs) -> str:
    return f"{address}?{urlencode(list(pairs), safe=':/')}" if pairs else address
