"""Blind coding: who may see whose reading, on every surface of the desk.

Neither coder sees the other's reading, nor a machine's proposal, until both have submitted. Nobody else at
the desk sees them either: a word in the corridor unblinds as well as a page does. Roles, superusers included,
make no difference. One exception: who publishes a page answers for all of it, so somebody who can never code reads
in a review what the page would show, a machine's proposal included (`must_stay_blind`).
"""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from evidence.actions.assessments import round_is_over
from evidence.actions.roles import abilities_of
from evidence.models import AuditEvent, PEMAssessment, PEMClassification, Revision, Study
from evidence.tongue import gettext, gettext_noop

CODERS = 2


def _submitted_in_round(study: str, round: str) -> Coalesce:
    """How many coders have submitted in the round that the outer row belongs to."""
    counted = (
        PEMAssessment.objects.filter(study=OuterRef(study), round=OuterRef(round), submitted_at__isnull=False)
        .order_by()
        .values("study")
        .annotate(n=Count("pk"))
        .values("n")
    )
    return Coalesce(Subquery(counted), 0)


def visible_assessments(person: models.Model) -> QuerySet[PEMAssessment]:
    """The readings that `person` may see: their own, those of rounds that two people have finished, and those
    that a settled verdict rests on already."""
    settled = PEMClassification.objects.filter(study=OuterRef("study"), assessments__contains=[OuterRef("pk")])
    return (
        PEMAssessment.objects.annotate(submitted_in_round=_submitted_in_round("study", "round"))
        .annotate(is_settled=Exists(settled))
        .filter(
            Q(coder=person) | Q(submitted_at__isnull=False) & (Q(submitted_in_round__gte=CODERS) | Q(is_settled=True))
        )
    )


def visible_classifications(person: models.Model) -> QuerySet[PEMClassification]:
    """Settled verdicts, and machine proposals only once two people have submitted in the study's present round."""
    return PEMClassification.objects.annotate(submitted_in_round=_submitted_in_present_round()).filter(
        ~Q(method="machine") | Q(submitted_in_round__gte=CODERS)
    )


def _submitted_in_present_round() -> Coalesce:
    counted = (
        PEMAssessment.objects.filter(
            study=OuterRef("study"), round=F("study__coding_round"), submitted_at__isnull=False
        )
        .order_by()
        .values("study")
        .annotate(n=Count("pk"))
        .values("n")
    )
    return Coalesce(Subquery(counted), 0)


def visible_events(person: models.Model) -> QuerySet[AuditEvent]:
    """The trail, without the news that somebody else has finished their reading while a round is open.

    That places were taken or handed back shows: it says nothing about what anybody read. Who was refused a page is the
    business of whoever gives roles: most often somebody only pressed the wrong button.
    """
    known = visible_assessments(person).values("pk")
    unfinished = Study.objects.annotate(submitted=_submitted_in_own_round()).filter(submitted__lt=CODERS).values("pk")
    events = AuditEvent.objects.all()
    if not person.has_perm("evidence.manage_accounts"):
        events = events.exclude(action="account.refused")
    return events.exclude(Q(action="assessment.submitted") & ~Q(actor=person) & ~Q(object_id__in=known)).exclude(
        # It holds what somebody had typed.
        Q(action="assessment.place_freed") & Q(study_id__in=unfinished)
    )


def _submitted_in_own_round() -> Coalesce:
    counted = (
        PEMAssessment.objects.filter(study=OuterRef("pk"), round=OuterRef("coding_round"), submitted_at__isnull=False)
        .order_by()
        .values("study")
        .annotate(n=Count("pk"))
        .values("n")
    )
    return Coalesce(Subquery(counted), 0)


def must_stay_blind(person: models.Model, revision: Revision) -> bool:
    """Would this revision show a proposal to somebody who could still code the study blind?"""
    study = revision.study
    return (
        revision.content.get("pem", {}).get("method") == "machine"
        and coding_is_open(study)
        and "code_pem" in abilities_of(person)
        and not study.proposal_seen.filter(person=person).exists()
    )


def coding_is_open(study: Study) -> bool:
    """True while the present round of blind coding is unfinished: nothing about it may be shown."""
    return not round_is_over(study)


UNTIL_CODED = gettext_noop("hidden until two people have coded the study")


def blind_content(content: dict[str, Any], *, study: Study) -> dict[str, Any]:
    """A revision's content as the desk may show it: a machine's proposal stays hidden while coding is open."""
    if content.get("pem", {}).get("method") == "machine" and coding_is_open(study):
        return content | {"pem": {"method": "machine", "hidden": gettext(UNTIL_CODED)}}
    return content
