"""The queues of work: what one person may take up now."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.db.models import Exists, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from evidence.desk.queues.rounds import CODERS, coders_differ, in_round, number_of, round_opened
from evidence.desk.queues.work import OpenWork, Rows, Waiting
from evidence.models import Study


def to_code(work: OpenWork) -> Sequence[Waiting]:
    """The person's own unfinished drafts first, then studies with a place to take, oldest first."""
    mine = in_round(coder=work.person)
    query = (
        Study.objects.annotate(
            mine=Exists(mine.filter(submitted_at__isnull=True)),
            done=Exists(mine.filter(submitted_at__isnull=False)),
            places=number_of(in_round()),
            since=Coalesce(Subquery(mine.values("started_at")[:1]), round_opened()),
        )
        .filter(Q(mine=True) | Q(done=False, places__lt=CODERS))
        .order_by("-mine", "since", "pk")
        .values_list("pk", "since", "mine")
    )

    def row(found: tuple[int, datetime, bool]) -> Waiting:
        pk, since, mine = found
        return Waiting(pk, since, f"/admin/desk/coding/{pk}", _("Your draft") if mine else "", yours=mine)

    return Rows(query, row)


def to_review(work: OpenWork) -> Sequence[Waiting]:
    return [
        revision.waiting(work.person.pk)
        for revision in work.in_state("in_review")
        if work.person.pk not in revision.touched
    ]


def to_publish(work: OpenWork) -> Sequence[Waiting]:
    own_work_too = settings.REVIEW_POLICY == "open"
    return [
        revision.waiting(work.person.pk)
        for revision in work.in_state("approved")
        if own_work_too or work.person.pk not in revision.contributors
    ]


def to_answer(work: OpenWork) -> Sequence[Waiting]:
    return [revision.waiting(work.person.pk) for revision in work.in_state("consolidating")]


def changes_requested(work: OpenWork) -> Sequence[Waiting]:
    return [revision.waiting(work.person.pk, room="study") for revision in work.in_state("changes_requested")]


def to_adjudicate(work: OpenWork) -> Sequence[Waiting]:
    """Coders who differ, and reviewers who differ; nothing that the person coded, voted on or contributed to."""
    coding = coders_differ().filter(~Exists(in_round(coder=work.person))).values_list("pk", "since")
    rows = [Waiting(pk, since, f"/admin/desk/coding/{pk}/adjudicate", _("The coders differ")) for pk, since in coding]
    rows += [
        revision.waiting(work.person.pk, note=_("The reviewers differ"))
        for revision in work.in_state("adjudication")
        if work.person.pk not in revision.touched
    ]
    return sorted(rows, key=lambda row: (row.since, row.study_id))
