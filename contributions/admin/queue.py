"""The queue: which letters wait, for whom and how long. It holds nothing that anybody wrote.

Tabs are states of a letter as triagers think of them. A letter whose lease has lapsed waits again, whether the
job that says so has run or not.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth import get_user_model
from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet
from django.http import QueryDict
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from contributions import triage
from contributions.models import Contribution
from contributions.queue_csv import QueueRow
from contributions.spoken import each_spoken, spoken
from evidence.models import Study

PAGE_SIZE = 50
AGES = {"1": _("more than a day"), "7": _("more than a week"), "30": _("more than a month")}
"""Days, as the address carries them -> words."""

Condition = Callable[[Any, datetime], Q]


def waits(person: Any, now: datetime) -> Q:
    """Nobody has it: it came, or was given back, or its lease has lapsed."""
    return Q(state="received") | Q(state="triaged", lease_until__lte=now)


@dataclass(frozen=True, slots=True)
class Tab:
    """One part of the queue. `about` is one sentence; `newest_first` where the letters are done with."""

    name: str
    title: Any
    about: Any
    holds: Condition
    newest_first: bool = False


TABS: Mapping[str, Tab] = {
    tab.name: tab
    for tab in (
        Tab("waiting", _("Waiting"), _("Nobody has taken these yet."), waits),
        Tab(
            "quarantine", _("Held back"), _("A filter guessed that these are no real letters. Look at every one."),
            lambda person, now: Q(state="quarantine"),
        ),
        Tab(
            "mine", _("Yours"), _("What you have taken and not decided."),
            lambda person, now: Q(state="triaged", assignee=person, lease_until__gt=now),
        ),
        Tab(
            "checked", _("Being checked"), _("Somebody has taken these for 48 hours."),
            lambda person, now: Q(state="triaged", lease_until__gt=now),
        ),
        Tab(
            "asked", _("More information wanted"), _("We have asked their writers something."),
            lambda person, now: Q(state="needs_information"),
        ),
        Tab(
            "agreed", _("Accepted"), _("A draft is to be made, or is on its way through review."),
            lambda person, now: Q(state__in=("accepted", "linked")),
        ),
        Tab(
            "closed", _("Closed"), _("Changed, not changed, duplicates, and taken back by their writers."),
            lambda person, now: Q(state__in=sorted(triage.CLOSED)), newest_first=True,
        ),
    )
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for. Whatever makes no sense is passed over."""

    tab: Tab
    kind: str = ""
    study: str = ""
    age: str = ""
    assignee: str = ""

    @classmethod
    def of(cls, query: QueryDict) -> Asked:
        def number(name: str) -> str:
            text = query.get(name, "")
            return text if text.isascii() and text.isdigit() and len(text) < 10 else ""

        assignee = query.get("assignee", "")
        return cls(
            tab=TABS.get(query.get("tab", ""), TABS["waiting"]),
            kind=query["kind"] if query.get("kind", "") in triage.KINDS else "",
            study="none" if query.get("study") == "none" else number("study"),
            age=query["age"] if query.get("age", "") in AGES else "",
            assignee="none" if assignee == "none" else number("assignee"),
        )

    @property
    def filters(self) -> dict[str, str]:
        """What narrows the tab, as the address carries it."""
        narrowed = {"kind": self.kind, "study": self.study, "age": self.age, "assignee": self.assignee}
        return {name: value for name, value in narrowed.items() if value}


@dataclass(frozen=True, slots=True)
class Row:
    """One letter in the queue."""

    letter: Contribution
    age: str
    held_because: tuple[str, ...]
    lease_left: str

    @classmethod
    def of(cls, letter: Contribution, now: datetime) -> Row:
        live = letter.lease_until is not None and letter.lease_until > now
        return cls(
            letter=letter,
            age=plain_age(now - letter.received_at),
            held_because=each_spoken(triage.HELD_BECAUSE[why] for why in letter.held_because),
            lease_left=plain_age(letter.lease_until - now) if live else "",
        )


@dataclass(frozen=True, slots=True)
class Queue:
    """One page of the queue, and what can be chosen."""

    asked: Asked
    page: Page[Contribution]
    rows: list[Row]
    counts: list[tuple[Tab, int]]
    studies: list[tuple[str, str]]
    people: list[tuple[str, str]]


def letters(asked: Asked, *, person: Any, now: datetime) -> QuerySet[Contribution]:
    """The letters of a tab, narrowed, oldest first (closed ones: newest first)."""
    found = Contribution.objects.filter(asked.tab.holds(person, now))
    if asked.kind:
        found = found.filter(kind=asked.kind)
    if asked.study:
        found = found.filter(study=None) if asked.study == "none" else found.filter(study=int(asked.study))
    if asked.age:
        found = found.filter(received_at__lte=now - timedelta(days=int(asked.age)))
    if asked.assignee:
        found = found.filter(assignee=None if asked.assignee == "none" else int(asked.assignee))
    order = ("-closed_at", "-pk") if asked.tab.newest_first else ("received_at", "pk")
    sealed = ("message_sealed", "source_sealed", "passage_sealed", "contact_sealed")
    return found.select_related("study", "assignee", "publication").defer(*sealed).order_by(*order)


def queue(asked: Asked, *, person: Any, now: datetime, page: str | None = None) -> Queue:
    """What the queue's page shows. The number of queries does not grow with the letters."""
    shown = Paginator(letters(asked, person=person, now=now), PAGE_SIZE).get_page(page)
    return Queue(
        asked=asked,
        page=shown,
        rows=[Row.of(letter, now) for letter in shown.object_list],
        counts=counts(person=person, now=now),
        studies=_studies(asked, person, now),
        people=_people(asked, person, now),
    )


def table_row(letter: Contribution) -> QueueRow:
    """The letter as a line of the table that is downloaded."""
    return QueueRow(
        number=letter.pk,
        kind=letter.kind,
        state=letter.state,
        received_at=letter.received_at,
        study=letter.study.slug if letter.study else "",
        publication=letter.publication.number if letter.publication else None,
        assignee=str(letter.assignee) if letter.assignee else "",
        lease_until=letter.lease_until,
        held_because=tuple(letter.held_because),
    )


def counts(*, person: Any, now: datetime) -> list[tuple[Tab, int]]:
    """Each tab with how many letters it holds, in one query."""
    found = Contribution.objects.aggregate(
        **{name: Count("pk", filter=tab.holds(person, now)) for name, tab in TABS.items()}
    )
    return [(tab, found[name]) for name, tab in TABS.items()]


def states() -> list[tuple[str, int]]:
    """How many letters are in each state: all that somebody sees who is no triager."""
    found = dict(Contribution.objects.order_by().values_list("state").annotate(n=Count("pk")))
    return [(spoken(words), found.get(state, 0)) for state, words in triage.STATES.items()]


def _studies(asked: Asked, person: Any, now: datetime) -> list[tuple[str, str]]:
    told = Contribution.objects.filter(asked.tab.holds(person, now), study__isnull=False).values("study")
    found = Study.objects.filter(pk__in=told).order_by("slug").values_list("pk", "slug")[:200]
    return [("none", gettext("no study named")), *((str(pk), slug) for pk, slug in found)]


def _people(asked: Asked, person: Any, now: datetime) -> list[tuple[str, str]]:
    told = Contribution.objects.filter(asked.tab.holds(person, now), assignee__isnull=False).values("assignee")
    found = get_user_model().objects.filter(pk__in=told).order_by("username")[:200]
    return [("none", gettext("nobody")), *((str(one.pk), str(one)) for one in found)]


def plain_age(span: timedelta) -> str:
    """ "5 minutes", "47 hours", "12 days": one whole unit, rounded down; hours up to two days."""
    seconds = max(0, int(span.total_seconds()))
    if (number := seconds // 86_400) >= 2:
        return ngettext("%(number)d day", "%(number)d days", number) % {"number": number}
    if number := seconds // 3_600:
        return ngettext("%(number)d hour", "%(number)d hours", number) % {"number": number}
    if number := seconds // 60:
        return ngettext("%(number)d minute", "%(number)d minutes", number) % {"number": number}
    return gettext("less than a minute")
