"""Which publications a feed tells of, newest first, and where its next page begins.

A page of a feed begins behind a moment and a row, never at a number of places: what is published meanwhile moves
nothing.
Each function costs a constant number of queries and gives at most AT_ONCE rows.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db.models import BooleanField, Exists, F, Func, JSONField, Max, OuterRef, QuerySet, Value
from django.db.models.fields.json import KeyTransform
from django.db.models.functions import Coalesce

from evidence.models import NoticeAlert, Publication, ShelfEntry
from evidence.presenters.notice_alert import NoticeAlertLine
from evidence.presenters.wording import plain_date
from evidence.search.asked import Asked
from evidence.search.shelf import find
from evidence.vocabulary import NOTICES

AT_ONCE = 50
BEGAN = datetime(2026, 1, 1, tzinfo=UTC)
"""What an empty feed names as its last change."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_PLACE = re.compile(r"(\d{1,17})-(\d{1,18})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Place:
    """Behind which row a page begins: the time it is ordered by, and the row of its publication."""

    moment: datetime
    row: int

    def __str__(self) -> str:
        return f"{(self.moment - _EPOCH) // timedelta(microseconds=1)}-{self.row}"


def read_place(text: str) -> Place | None:
    """The place of this spelling; None where it is none."""
    match = _PLACE.fullmatch(text)
    if match is None:
        return None
    return Place(_EPOCH + timedelta(microseconds=int(match[1])), int(match[2]))


@dataclass(frozen=True, slots=True)
class Part:
    """One page of a feed. `older` is where the next one begins; None at the end."""

    rows: list[Any]
    older: Place | None


def new_pages(before: Place | None) -> Part:
    """Entries of the search table with their live publication, by the time at which the page was published first."""
    found = ShelfEntry.objects.select_related("publication").only("first_published_at", "publication")
    return _part(found, "first_published_at", before)


def matches(asked: Asked) -> tuple[Part, str | None]:
    """The same for any search, by the time at which the page changed last, whatever order was asked for.

    Behind the page of the feed goes where the next one begins, as the list spells it. Raises `BadCursor`.
    """
    # How many there are is not told, so they need not be counted: anything but none will do.
    found = find(replace(asked, sort="changed"), size=AT_ONCE, total=AT_ONCE)
    entries = ShelfEntry.objects.only("first_published_at").in_bulk([publication.pk for publication in found.rows])
    rows = []
    for publication in found.rows:
        if entry := entries.get(publication.pk):
            entry.publication = publication
            rows.append(entry)
    return Part(rows, None), found.next


def alerts(publications: Iterable[Publication]) -> dict[int, NoticeAlertLine]:
    """Row of a publication -> the notice about its paper that was found and that the page does not tell of yet."""
    of = {publication.study_id: publication for publication in publications}
    told = {}
    for alert in NoticeAlert.objects.filter(pk__in=of):
        line = NoticeAlertLine(
            alert.confirmed_kind, NOTICES.get(alert.confirmed_kind, ""), plain_date(alert.found_at.date().isoformat())
        )
        told[of[alert.pk].pk] = line
    return told


def changes(before: Place | None) -> Part:
    """Every publication of every page. `withdrawn_since` tells whether the page is gone today."""
    gone = Publication.objects.standing().filter(slug=OuterRef("slug"), is_withdrawn=True).exclude(pk=OuterRef("pk"))
    return _part(Publication.objects.annotate(withdrawn_since=Exists(gone)), "published_at", before)


def notices(before: Place | None) -> Part:
    """Publications that brought a notice about their paper to a live page, and tombstones.

    `notices_before` is what the publication before told; None where there was none.
    """
    brought = Func(
        Coalesce(KeyTransform("notices", "supersedes__content"), Value([], output_field=JSONField())),
        KeyTransform("notices", "content"),
        arg_joiner=" @> ",
        template="NOT (%(expressions)s)",
        output_field=BooleanField(),
    )
    with_notice = ShelfEntry.objects.filter(has_notice=True).values("slug")
    told = (
        Publication.objects.filter(slug__in=with_notice, is_withdrawn=False)
        .annotate(brought=brought, notices_before=KeyTransform("notices", "supersedes__content"))
        .filter(brought=True)
    )
    gone = Publication.objects.standing().filter(is_withdrawn=True)
    parts = (_rows(told, "published_at", before), _rows(gone, "published_at", before))
    return _cut([row for rows in parts for row in rows], "published_at")


def last_change() -> datetime:
    """When anything on the shelf changed last; a withdrawal is a change."""
    return Publication.objects.aggregate(last=Max("published_at"))["last"] or BEGAN


def _part(found: QuerySet[Any], moment: str, before: Place | None) -> Part:
    return _cut(_rows(found, moment, before), moment)


def _rows(found: QuerySet[Any], moment: str, before: Place | None) -> Iterable[Any]:
    if before:
        at = {moment: before.moment}
        found = found.filter(**{f"{moment}__lte": before.moment}).exclude(**at, pk__gte=before.row)
    return found.order_by(F(moment).desc(), F("pk").desc())[: AT_ONCE + 1]


def _cut(rows: list[Any] | Iterable[Any], moment: str) -> Part:
    ordered = sorted(rows, key=lambda row: (getattr(row, moment), row.pk), reverse=True)
    shown = ordered[:AT_ONCE]
    more = len(ordered) > AT_ONCE
    return Part(shown, Place(getattr(shown[-1], moment), shown[-1].pk) if more else None)
