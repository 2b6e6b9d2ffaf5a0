"""`/corrections` and its feed: what changed because of readers. Public; it reads the ledger and nothing else."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, time
from urllib.parse import urlsplit

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import conditional_page, require_safe

from contributions.models.ledger import OUTCOMES
from contributions.presenters import PageChange, changes, ledger, page_change
from contributions.spoken import each_spoken

PAGE_SIZE = 20
IN_THE_FEED = 50
BEGAN = date(2026, 1, 1)
"""Year of the feed's ids, and the day that an empty feed names."""


def public(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Read only, compressed, with an ETag. It takes nothing in, so it needs no CSRF check."""
    return csrf_exempt(require_safe(conditional_page(gzip_page(view))))


@public
def corrections(request: HttpRequest) -> HttpResponse:
    paginator = Paginator(changes(), PAGE_SIZE)
    asked = request.GET.get("page", "1")
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 7 else 0
    if not 1 <= number <= paginator.num_pages:
        raise Http404(
            _("The list of changes has %(pages)d pages; there is no page “%(asked)s”.")
            % {"pages": paginator.num_pages, "asked": asked[:20]}
        )
    if "page" in request.GET and number == 1:
        return redirect("contributions:corrections")
    page = paginator.page(number)
    context = {
        "page": page,
        "changes": [page_change(row) for row in page.object_list],
        "ledger": ledger(),
        "outcomes": each_spoken(OUTCOMES.values()),
    }
    return render(request, "contributions/corrections.html", context)


@public
def corrections_feed(request: HttpRequest) -> HttpResponse:
    feed = _feed([page_change(row) for row in changes()[:IN_THE_FEED]])
    return HttpResponse(feed.writeString("utf-8"), content_type=Atom1Feed.content_type)


class Feed(Atom1Feed):
    """Atom, with plain text as text, and a date that stays the same while nothing changes."""

    def latest_post_date(self) -> datetime:
        return max((item["updateddate"] for item in self.items), default=_midnight(BEGAN))

    def add_item_elements(self, handler, item) -> None:  # type: ignore[no-untyped-def]
        summary, item["description"] = item["description"], None
        super().add_item_elements(handler, item)
        handler.addQuickElement("summary", summary)


def _feed(found: Iterable[PageChange]) -> Feed:
    site = settings.SITE_URL
    feed = Feed(
        title=f"{settings.SITE_NAME}: what readers put right",
        link=f"{site}/corrections",
        description="Pages that were changed because of letters from readers.",
        language="en-GB",
        author_name=settings.SITE_NAME,
        feed_url=f"{site}/feeds/corrections.atom",
        feed_guid=_tag("corrections"),
    )
    for change in found:
        words = "A letter from a reader" if change.letters == 1 else f"{change.letters} letters from readers"
        feed.add_item(
            title=change.page.title,
            link=f"{site}{change.page.path}",
            description=f"{words} led to publication {change.page.number} of this page.",
            unique_id=_tag(f"corrections/{change.page.slug}/{change.page.number}"),
            updateddate=_midnight(change.day),
        )
    return feed


def _tag(name: str) -> str:
    """A name that stays when the address of the page changes (RFC 4151)."""
    return f"tag:{urlsplit(settings.SITE_URL).hostname},{BEGAN.year}:{name}"


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), UTC)
