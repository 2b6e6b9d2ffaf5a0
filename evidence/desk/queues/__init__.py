"""What waits for whom: the queues of the desk, derived from what people did and may do.

No state is stored anywhere. `OpenWork` reads every open revision once with its votes, steps and contributors
(never the pages' contents) and asks `workflow.candidate_state`; queues of studies are one SQL question each.
The number of queries is the same for ten studies and for thousands.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import models
from django.db.models import QuerySet
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy

from evidence.desk.queues.forgotten import STALE, failing_pages, found_notices, identity_open, in_limbo, stale_drafts
from evidence.desk.queues.tasks import changes_requested, to_adjudicate, to_answer, to_code, to_publish, to_review
from evidence.desk.queues.work import OpenWork, Waiting
from evidence.models import Lease, Study


@dataclass(frozen=True, slots=True)
class Queue:
    """A queue of the home page. `ability` is what it takes to see it; `rows` gives its rows, oldest first."""

    name: str
    title: str
    about: str
    ability: str
    rows: Callable[[OpenWork], Sequence[Waiting]]


QUEUES: dict[str, Queue] = {
    queue.name: queue
    for queue in (
        Queue(
            "code",
            gettext_lazy("To code"),
            gettext_lazy("Read the paper and code criteria and PEM. Your own drafts come first."),
            "code_pem",
            to_code,
        ),
        Queue(
            "review",
            gettext_lazy("To review"),
            gettext_lazy("Revisions that you had no part in and have not voted on."),
            "review_revision",
            to_review,
        ),
        Queue(
            "adjudicate",
            gettext_lazy("To adjudicate"),
            gettext_lazy("Coders or reviewers differ. You have had no part in it, so you can decide."),
            "adjudicate",
            to_adjudicate,
        ),
        Queue(
            "answer",
            gettext_lazy("Comments to answer"),
            gettext_lazy("Approved with comments. Answer them, and the page can be published."),
            "edit_desk",
            to_answer,
        ),
        Queue(
            "changes",
            gettext_lazy("Changes requested"),
            gettext_lazy("Reviewers ask for changes. Edit and submit again."),
            "edit_desk",
            changes_requested,
        ),
        Queue(
            "publish",
            gettext_lazy("To publish"),
            gettext_lazy("Approved revisions that you had no part in."),
            "publish",
            to_publish,
        ),
        Queue(
            "stale",
            gettext_lazy("Drafts left lying"),
            format_lazy(
                gettext_lazy("Begun, not submitted, and not touched for {days} days. Nobody is to blame."),
                days=STALE.days,
            ),
            "edit_desk",
            stale_drafts,
        ),
        Queue(
            "identity",
            gettext_lazy("Identity not confirmed"),
            gettext_lazy("Look up the DOI or PMID. Nothing is published without it."),
            "confirm_identity",
            identity_open,
        ),
        Queue(
            "notices",
            gettext_lazy("Notices to check"),
            gettext_lazy(
                "A registry names a retraction, a correction or a concern. Read it, and confirm or dismiss it."
            ),
            "edit_desk",
            found_notices,
        ),
        Queue(
            "failing",
            gettext_lazy("Pages that fail the scanner"),
            gettext_lazy(
                "The scanner finds a critical fault in what is live. Mend the "
                "page and publish it again, or dispute the finding."
            ),
            "edit_desk",
            failing_pages,
        ),
        Queue(
            "limbo",
            gettext_lazy("In limbo"),
            gettext_lazy("Nobody eligible is left to take the next step. Ask for another person, or open a new round."),
            "see_reports",
            in_limbo,
        ),
    )
}
"""The order of the home page."""


@dataclass(frozen=True, slots=True)
class Awaiting:
    """A queue with the number of its rows."""

    queue: Queue
    number: int

    @property
    def address(self) -> str:
        return f"/admin/desk/queue/{self.queue.name}"


def awaiting(work: OpenWork) -> list[Awaiting]:
    """How much waits for a person in each queue that their abilities open."""
    return [Awaiting(queue, len(queue.rows(work))) for queue in QUEUES.values() if queue.ability in work.abilities]


def leases_of(person: models.Model, *, now: datetime) -> QuerySet[Lease]:
    """What a person has taken and not handed back, the first to lapse first."""
    mine = Lease.objects.filter(person=person, lapses_at__gt=now).select_related("study").order_by("lapses_at", "pk")
    return mine.only("task", "lapses_at", "study__slug", "study__title")


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a queue's page: what waits, its study, and the leases that others or the person hold on it."""

    waiting: Waiting
    study: Study
    leases: tuple[Lease, ...]


def page_rows(waiting: Sequence[Waiting], *, now: datetime) -> list[Row]:
    """The rows of one page, with studies and leases in two queries."""
    ids = {row.study_id for row in waiting}
    studies = Study.objects.only("slug", "title", "year").in_bulk(ids)
    leases: dict[int, list[Lease]] = {}
    for lease in Lease.objects.filter(study__in=ids, lapses_at__gt=now).select_related("person").order_by("lapses_at"):
        leases.setdefault(lease.study_id, []).append(lease)
    return [
        Row(row, studies[row.study_id], tuple(leases.get(row.study_id, ())))
        for row in waiting
        if row.study_id in studies
    ]


__all__ = ["QUEUES", "Awaiting", "OpenWork", "Queue", "Row", "Waiting", "awaiting", "leases_of", "page_rows"]
