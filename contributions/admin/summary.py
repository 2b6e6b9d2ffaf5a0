"""For the first page of the desk: how many letters await this person. Numbers only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Min
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from contributions.actions.reading import may_read
from contributions.admin.door import may_count
from contributions.admin.queue import counts, plain_age, waits
from contributions.models import Contribution

SHOWN = {"waiting": _("Letters: waiting"), "quarantine": _("Letters: held back"), "mine": _("Letters: yours")}
"""Tab of the queue -> the words of its line on the first page."""


@dataclass(frozen=True, slots=True)
class Awaiting:
    """One line of the first page: how many, what they are, where they are."""

    number: int
    title: Any
    about: Any
    address: str


@dataclass(frozen=True, slots=True)
class Summary:
    """`lines` have something in them. `may_read` is False for who may only count, and then `lines` is empty.

    `oldest` is the age of the letter that has waited longest, "" where none waits; `address` leads to the queue.
    """

    lines: tuple[Awaiting, ...]
    open: int
    oldest: str
    address: str
    may_read: bool


def waiting_summary(user: Any, *, now: datetime | None = None) -> Summary | None:
    """What awaits this person; None for everybody who is neither a triager nor answers for accounts."""
    now = now or timezone.now()
    if not may_count(user):
        return None
    reads, address = may_read(user), reverse("letters:queue")
    found = counts(person=user, now=now)
    first = Contribution.objects.filter(waits(user, now)).aggregate(first=Min("received_at"))["first"]
    lines = tuple(
        Awaiting(number, SHOWN[tab.name], tab.about, f"{address}?tab={tab.name}")
        for tab, number in found
        if reads and number and tab.name in SHOWN
    )
    waiting = sum(number for tab, number in found if tab.name in ("waiting", "quarantine"))
    return Summary(lines, waiting, plain_age(now - first) if first else "", address, reads)
