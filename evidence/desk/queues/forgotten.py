"""The queues of what may be forgotten: old drafts, identities never looked up, notices, work that nobody may take."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Count, Exists, F, Max, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Greatest
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from evidence.desk import machines
from evidence.desk.queues.rounds import CODERS, coders_differ, in_round, number_of, round_opened
from evidence.desk.queues.work import OpenRevision, OpenWork, Rows, Waiting
from evidence.models import FoundNotice, Revision, RevisionStep, Study, StudyContributor
from evidence.workflow import APPROVALS_NEEDED

STALE = timedelta(days=14)
WORKED = ("wrote", "edited", "generated")
"""Contributions that make a draft somebody's work. A record that was only brought in is not left lying by anybody."""


def stale_drafts(work: OpenWork) -> Sequence[Waiting]:
    """Drafts that somebody worked on, that nobody has touched for two weeks and that are not in review."""
    worked = StudyContributor.objects.filter(study=OuterRef("pk"), kind__in=WORKED).order_by()
    query = (
        Study.objects.annotate(
            worked=Subquery(worked.values("study").annotate(last=Max("at")).values("last")),
            mine=Exists(worked.filter(person=work.person)),
            back=Subquery(
                RevisionStep.objects.filter(revision__study=OuterRef("pk"), kind="taken_back")
                .order_by()
                .values("revision__study")
                .annotate(last=Max("at"))
                .values("last")
            ),
        )
        .annotate(since=Greatest("worked", "back"))  # PostgreSQL's GREATEST passes over what is missing
        .filter(~Exists(_open_revision_of_study()), worked__isnull=False, since__lt=work.now - STALE)
        .order_by("since", "pk")
        .values_list("pk", "since", "mine")
    )

    def row(found: tuple[int, datetime, bool]) -> Waiting:
        pk, since, mine = found
        return Waiting(pk, since, f"/admin/desk/study/{pk}", yours=mine)

    return Rows(query, row)


def _open_revision_of_study() -> QuerySet[Revision]:
    newer = Revision.objects.filter(study=OuterRef("study"), number__gt=OuterRef("number"))
    back = RevisionStep.objects.filter(revision=OuterRef("pk"), kind="taken_back")
    return Revision.objects.filter(~Exists(newer), ~Exists(back), study=OuterRef("pk"), publication__isnull=True)


def identity_open(work: OpenWork) -> Sequence[Waiting]:
    query = (
        Study.objects.filter(identity_confirmed_at__isnull=True)
        .order_by("created_at", "pk")
        .values_list("pk", "created_at", "doi", "pmid")
    )

    def row(found: tuple[int, datetime, str | None, str | None]) -> Waiting:
        pk, since, doi, pmid = found
        return Waiting(pk, since, f"/admin/desk/study/{pk}", "" if doi or pmid else _("Neither a DOI nor a PMID"))

    return Rows(query, row)


def found_notices(work: OpenWork) -> Sequence[Waiting]:
    """Studies for which a registry named a notice that no person has looked at."""
    query = (
        FoundNotice.objects.filter(state="waiting")
        .values("study")
        .annotate(since=Min("found_at"), number=Count("pk"))
        .order_by("since", "study")
        .values_list("study", "since", "number")
    )

    def row(found: tuple[int, datetime, int]) -> Waiting:
        pk, since, number = found
        note = ngettext("%(number)d notice", "%(number)d notices", number) % {"number": number}
        return Waiting(pk, since, f"/admin/desk/registries?study={pk}", note)

    return Rows(query, row)


def failing_pages(work: OpenWork) -> Sequence[Waiting]:
    """Live pages in which the present version of the scanner finds something critical that nobody disputed."""
    return [
        Waiting(
            page.study_id, page.since, f"/admin/desk/study/{page.study_id}#texts",
            ngettext("%(number)d critical finding", "%(number)d critical findings", page.critical)
            % {"number": page.critical},
        )
        for page in machines.failing_pages()
    ]  # fmt: skip


def in_limbo(work: OpenWork) -> Sequence[Waiting]:
    """Work that needs more people than are left: everybody else contributed, voted, coded or has gone."""
    rows = [
        revision.waiting(work.person.pk, note=note)
        for revision in work.revisions
        if (note := _lacks_people(revision, work.able))
    ]
    rows += [
        Waiting(pk, since, f"/admin/desk/study/{pk}", _("Coding needs a person, and nobody eligible is left"))
        for pk, since in _coding_lacks_people(work.able["code_pem"]).values_list("pk", "since")
    ]
    rows += [
        Waiting(pk, since, f"/admin/desk/study/{pk}", _("The coders differ, and nobody is left to decide"))
        for pk, since in _deciding_lacks_people(work.able["adjudicate"]).values_list("pk", "since")
    ]
    return sorted(rows, key=lambda row: (row.since, row.study_id))


def _lacks_people(revision: OpenRevision, able: dict[str, frozenset[int]]) -> str:
    """Why nobody can move a revision on, or ""."""
    if revision.state == "in_review":
        needed = APPROVALS_NEEDED[settings.REVIEW_POLICY] - revision.approvals
        left = len(able["review_revision"] - revision.touched)
        if left < needed:
            votes = ngettext("%(number)d more vote needed", "%(number)d more votes needed", needed) % {"number": needed}
            people = _("%(number)d left who may vote") % {"number": left} if left else _("nobody left who may vote")
            return f"{votes}, {people}"
    if revision.state == "adjudication" and not able["adjudicate"] - revision.touched:
        return _("The reviewers differ, and nobody is left to decide")
    if (
        revision.state == "approved"
        and settings.REVIEW_POLICY != "open"
        and not able["publish"] - revision.contributors
    ):
        return _("Approved, and every publisher contributed to it")
    return ""


def _coding_lacks_people(able: frozenset[int]) -> QuerySet[Study]:
    """Unfinished rounds with more free places than people to take them, or a place of somebody who has gone.

    The rows do not tell which of the two it is, so they tell nothing about who has submitted.
    """
    unfinished = in_round(submitted_at__isnull=True)
    return Study.objects.annotate(
        submitted=number_of(in_round(submitted_at__isnull=False)),
        free=CODERS - number_of(in_round()),
        left=len(able) - number_of(in_round(coder__in=able)),
        gone=Exists(unfinished.exclude(coder__in=able)),
        since=round_opened(),
    ).filter(Q(gone=True) | Q(free__gt=F("left")), submitted__lt=CODERS)


def _deciding_lacks_people(able: frozenset[int]) -> QuerySet[Study]:
    return coders_differ().annotate(left=len(able) - number_of(in_round(coder__in=able))).filter(left=0)
