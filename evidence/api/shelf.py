"""What the API asks the shelf for, each in a fixed number of queries.

Every order is given: the default one of publications is by study, which would read a table of the desk.
"""

from __future__ import annotations

from django.db.models import F, QuerySet
from django.http import Http404, HttpResponse, HttpResponsePermanentRedirect

from evidence.api import addresses
from evidence.api.problems import Refused
from evidence.api.schemas.study import PublicationLine
from evidence.models import Publication, SlugRedirect
from evidence.views.study import shelf


def standing(found: QuerySet[Publication]) -> Publication | None:
    """The page that stands, of those found; a live one before a withdrawn one."""
    return found.order_by("is_withdrawn").first()


def by_slug(slug: str) -> Publication | HttpResponse:
    """The page at an address, or a permanent redirect to where it has moved. Raises Http404."""
    return standing(shelf().standing().filter(slug=slug)) or moved(slug)


def numbered(slug: str, number: int) -> Publication | HttpResponse:
    """One publication of a page. Raises Http404."""
    publication = shelf().filter(slug=slug, number=number).order_by("pk").first()
    if publication is not None:
        return publication
    if Publication.objects.filter(slug=slug).exists():
        raise Http404(f"There is no publication {number} of this study.")
    return moved(slug, f"/versions/{number}")


def moved(slug: str, suffix: str = "") -> HttpResponse:
    """A permanent redirect to the page that once had this address. Raises Http404."""
    once = SlugRedirect.objects.filter(old_slug=slug).values("study_id")
    now = Publication.objects.standing().filter(study_id__in=once).order_by("pk").values_list("slug", flat=True).first()
    if now is None:
        raise Http404(f"There is no study “{slug[:120]}”.")
    return HttpResponsePermanentRedirect(addresses.of_study(now) + suffix)


def refuse_withdrawn(publication: Publication) -> None:
    """A tombstone is told as a problem: when the page went, and why."""
    if not publication.is_withdrawn:
        return
    withdrawn = publication.content["withdrawn"]
    raise Refused(
        410,
        f"This page was withdrawn on {withdrawn['on']}. {withdrawn['reason']}",
        more={
            "slug": publication.slug,
            "number": publication.number,
            "reason": withdrawn["reason"],
            "withdrawn_on": withdrawn["on"],
            "page": addresses.site(f"/evidence/{publication.slug}"),
        },
    )


def publications_of(slug: str) -> list[PublicationLine]:
    """Every publication of a page, oldest first."""
    rows = (
        Publication.objects.filter(slug=slug)
        .order_by("number")
        .values("number", "published_at", "reason", "sha256", "is_current", "is_withdrawn")
        .annotate(withdrawn_because=F("content__withdrawn__reason"))
    )
    return [
        PublicationLine(
            number=row["number"],
            published_at=addresses.moment(row["published_at"]),
            reason=reason(row["number"], row["reason"], row["withdrawn_because"]),
            sha256=row["sha256"],
            is_current=row["is_current"],
            is_withdrawal=row["is_withdrawn"],
            address=addresses.site(f"/evidence/{slug}/v/{row['number']}"),
            api=addresses.of_version(slug, row["number"]),
        )
        for row in rows
    ]


def reason(number: int, given: str, withdrawn_because: str | None) -> str:
    """Why a publication came, for readers: as the history of its page tells it."""
    return withdrawn_because or given or ("First publication of this page." if number == 1 else "")


def published_targets(publication: Publication) -> frozenset[str]:
    """Which of the records that a page links to have a live page of their own."""
    targets = [link["slug"] for link in publication.content["links"] if link["slug"]]
    found = Publication.objects.current().filter(slug__in=targets).order_by()
    return frozenset(found.values_list("slug", flat=True))
