"""What the shelf holds, counted: a few questions, whatever the number of studies. Live pages only.

Answers are kept for one state of the shelf (`shelf_state`): counting a large shelf costs a few hundred milliseconds,
and between two publications every answer is the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache, wraps
from typing import ParamSpec, TypeVar
from uuid import UUID

from django.db.models import Count, Max

from evidence.models import Publication, ShelfEntry, ShelfState, Topic

CRITERIA, VERDICTS = "criteria", "pem"

_Asked, _Answer = ParamSpec("_Asked"), TypeVar("_Answer")


def shelf_state() -> UUID | None:
    """Another one after every change of what is live; None before there was any. One query."""
    return ShelfState.objects.values_list("version", flat=True).first()


def kept(question: Callable[_Asked, _Answer]) -> Callable[..., _Answer]:
    """Ask once for each state of the shelf, given as `state`; without one ask each time. Nobody changes an answer."""
    remembered = lru_cache(maxsize=128)(lambda state, asked: question(*asked))

    @wraps(question)
    def answer(*asked: object, state: UUID | None = None) -> _Answer:
        return question(*asked) if state is None else remembered(state, asked)

    return answer


@dataclass(frozen=True, slots=True)
class Cross:
    """Studies by topic and by something else. A study with two topics counts in both rows, and once in the totals.

    `cells` is (topic key, column key) -> studies; `rows` and `columns` are the totals of each; `unsorted` counts the
    studies without a topic.
    """

    cells: Counter[tuple[str, str]] = field(default_factory=Counter)
    rows: Counter[str] = field(default_factory=Counter)
    columns: Counter[str] = field(default_factory=Counter)
    total: int = 0
    unsorted: int = 0


@kept
def cross(by: str, design: str = "") -> Cross:
    """One query. `by` is VERDICTS or CRITERIA; `design` narrows to one study design ("": all)."""
    column = {VERDICTS: "pem_verdict", CRITERIA: "criteria"}[by]
    entries = ShelfEntry.objects.filter(design=design) if design else ShelfEntry.objects.all()
    groups = entries.order_by().values_list("topics", column).annotate(studies=Count("pk"))
    return crossed((topics, [value] if by == VERDICTS else value, studies) for topics, value, studies in groups)


def crossed(groups: Iterable[tuple[list[str], list[str], int]]) -> Cross:
    """Groups of alike studies (topics, columns, how many) -> the table. Each group is counted once in every total."""
    cells, rows, columns = Counter[tuple[str, str]](), Counter[str](), Counter[str]()
    total = unsorted = 0
    for topics, values, studies in groups:
        total += studies
        unsorted += 0 if topics else studies
        for value in set(values):
            columns[value] += studies
        for topic in set(topics):
            rows[topic] += studies
            for value in set(values):
                cells[topic, value] += studies
    return Cross(cells, rows, columns, total, unsorted)


@kept
def designs() -> dict[str, int]:
    """Study design -> studies; one query."""
    return dict(ShelfEntry.objects.order_by("design").values_list("design").annotate(studies=Count("pk")))


@kept
def years_by_verdict() -> list[tuple[int | None, str, int]]:
    """(year of the paper, verdict, studies); one query."""
    return list(ShelfEntry.objects.order_by().values_list("year", "pem_verdict").annotate(studies=Count("pk")))


@kept
def years_by_criteria() -> list[tuple[int | None, list[str], int]]:
    """(year of the paper, keys of its criteria, studies); one query."""
    return list(ShelfEntry.objects.order_by().values_list("year", "criteria").annotate(studies=Count("pk")))


@kept
def how_checked() -> dict[str, int]:
    """How the page was checked -> studies; one query."""
    return dict(ShelfEntry.objects.order_by().values_list("how_checked").annotate(studies=Count("pk")))


def topic_counts(state: UUID | None) -> Counter[str]:
    """Topic key -> studies; one query."""
    return cross(VERDICTS, "", state=state).rows


@kept
def verdicts_of_topic(key: str) -> dict[str, int]:
    """PEM verdict -> studies with this topic, in the order of the verdicts' keys; one query."""
    having = ShelfEntry.objects.filter(topics__contains=[key]).order_by("pem_verdict")
    return dict(having.values_list("pem_verdict").annotate(studies=Count("pk")))


def demo_is_loaded() -> bool:
    return Publication.objects.filter(demo=True).exists()


@kept
def as_of() -> date | None:
    """The day on which the shelf changed last, a withdrawal included; None before the first publication.

    It stands with every count. Today's date would say no more, and would make every page new each day.
    """
    newest = Publication.objects.standing().aggregate(newest=Max("published_at"))["newest"]
    return newest.date() if newest else None


def vocabulary() -> list[Topic]:
    """Every topic in its order, those that are retired at the end; one query."""
    return sorted(Topic.objects.select_related("replaced_by"), key=lambda topic: topic.retired)
