"""What the pages of the letterbox show, as read-only values. Of letters they read the ledger and nothing else."""

from __future__ import annotations

import statistics
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, Max, QuerySet
from django.utils.formats import get_format

from contributions.actions.sending import LetterStatus
from contributions.models import LedgerEntry
from contributions.models.ledger import OUTCOMES
from contributions.spoken import each_spoken, spoken
from contributions.triage import KINDS
from contributions.words import gettext_noop
from evidence.models import Publication

SLUG_MAX = 200


@dataclass(frozen=True, slots=True)
class About:
    """The page that a letter is about. `title` is "" where there is no such page; `slug` "" where none was named."""

    slug: str = ""
    number: int | None = None
    title: str = ""

    @property
    def is_unknown(self) -> bool:
        return bool(self.slug) and not self.title

    @property
    def path(self) -> str:
        return f"/evidence/{self.slug}" + (f"/v/{self.number}" if self.number else "")

    @property
    def diff_path(self) -> str:
        """Where to see what this publication changed; "" for a first one, which changed nothing."""
        return f"{self.path}/diff/{self.number - 1}" if self.number and self.number > 1 else ""


def about_page(slug: str, number: int | None) -> About:
    """What is known of the page that a link named: that very publication, or else what stands at the address."""
    slug = slug[:SLUG_MAX]
    if not slug:
        return About()
    found = Publication.objects.filter(slug=slug)
    if number is not None and (title := found.filter(number=number).values_list("title", flat=True).first()):
        return About(slug, number, title)
    title = Publication.objects.standing().filter(slug=slug).values_list("title", flat=True).first()
    return About(slug, None, title or "")


MEDIAN_NEEDS = 5
"""Answers before a median is told: the days of one or two letters would tell when they came."""


@dataclass(frozen=True, slots=True)
class KindRow:
    """How many letters of one kind ended in which way, in the order of OUTCOMES."""

    words: str
    counts: tuple[int, ...]

    @property
    def total(self) -> int:
        return sum(self.counts)


@dataclass(frozen=True, slots=True)
class Ledger:
    rows: tuple[KindRow, ...]
    total: int
    median_days: str
    """ "6" or "2.5", as the page's language writes it; "" where too few letters have been answered."""


def ledger() -> Ledger:
    """Counts by kind and outcome, and the median of whole days to an answer. Two queries."""
    counts = {
        (kind, outcome): number
        for kind, outcome, number in LedgerEntry.objects.order_by().values_list("kind", "outcome").annotate(Count("pk"))
    }
    rows = tuple(
        row
        for kind, words in KINDS.items()
        if (row := KindRow(spoken(words), tuple(counts.get((kind, outcome), 0) for outcome in OUTCOMES))).total
    )
    # Nobody answered a letter that its writer took back.
    days = list(LedgerEntry.objects.exclude(outcome="withdrawn").values_list("days_to_answer", flat=True))
    median = _plain_number(statistics.median(days)) if len(days) >= MEDIAN_NEEDS else ""
    return Ledger(rows, sum(row.total for row in rows), median)


def _plain_number(value: float) -> str:
    """ "6" or "2.5", with the decimal mark of the page's language."""
    return f"{value:g}".replace(".", get_format("DECIMAL_SEPARATOR"))


@dataclass(frozen=True, slots=True)
class PageChange:
    """A publication that changed a page because of readers. Days only, no letter, no person."""

    page: About
    day: date
    letters: int
    kinds: tuple[str, ...]


def changes() -> QuerySet[LedgerEntry, dict[str, Any]]:
    """One row a publication, newest day first: values for `page_change`."""
    return (
        LedgerEntry.objects.filter(outcome="resolved", publication__isnull=False)
        .values("publication__slug", "publication__number", "publication__title")
        .annotate(day=Max("answered_on"), letters=Count("pk"), about=ArrayAgg("kind", distinct=True))
        .order_by("-day", "publication__slug", "-publication__number")
    )


def page_change(row: dict[str, Any]) -> PageChange:
    return PageChange(
        About(row["publication__slug"], row["publication__number"], row["publication__title"]),
        row["day"],
        row["letters"],
        each_spoken(words for kind, words in KINDS.items() if kind in row["about"]),
    )


SPEAKS = {"reply": gettext_noop("We wrote"), "answer": gettext_noop("You wrote")}
"""Voice of an entry -> how its writer reads it."""


@dataclass(frozen=True, slots=True)
class LetterPage:
    """What the writer of a letter sees of it. Nothing here names a row or a person."""

    words: str
    kind: str
    received_on: date
    entries: tuple[tuple[str, str, date], ...]
    may_answer: bool
    may_withdraw: bool
    erased: bool
    decline_words: str
    change: About | None

    @classmethod
    def of(cls, found: LetterStatus) -> LetterPage:
        change = found.change
        return cls(
            words=" ".join(each_spoken(found.sentences)),
            kind=spoken(KINDS[found.kind]),
            received_on=found.received_on,
            entries=tuple((spoken(SPEAKS[voice]), text, day) for voice, text, day in found.entries),
            may_answer=found.may_answer,
            may_withdraw=found.may_withdraw,
            erased=found.erased,
            decline_words=spoken(found.decline_words),
            change=About(change["slug"], change["number"], change["title"]) if change else None,
        )
