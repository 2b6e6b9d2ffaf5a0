"""The present round of blind coding, as expressions over `Study`.

Blind: queues tell of an unfinished round only what everybody may know (a place can be taken or not) and what
concerns the person who asks. How many have submitted, and who, shows in no count and in no row.
"""

from __future__ import annotations

from typing import Any

from django.db.models import Count, Exists, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from evidence.models import AuditEvent, PEMAssessment, PEMClassification, Study

CODERS = 2


def in_round(**more: Any) -> QuerySet[PEMAssessment]:
    """The places taken in the present round of the outer study."""
    return PEMAssessment.objects.filter(study=OuterRef("pk"), round=OuterRef("coding_round"), **more)


def number_of(places: QuerySet[PEMAssessment]) -> Coalesce:
    return Coalesce(Subquery(places.order_by().values("study").annotate(n=Count("pk")).values("n")), 0)


def round_opened() -> Coalesce:
    """When the present round began: when it was opened again, or when the study came in."""
    opened = AuditEvent.objects.filter(action="coding.new_round", study_id=OuterRef("pk")).order_by("-pk")
    return Coalesce(Subquery(opened.values("at")[:1]), F("created_at"))


def coders_differ() -> QuerySet[Study]:
    """Studies whose present round both coders have finished, and which no classification has settled.

    Coders who agree are settled in the moment when the second one submits, so these differ.
    """
    rests_on_it = PEMClassification.objects.filter(study=OuterRef("study"), assessments__contains=[OuterRef("pk")])
    submitted = in_round(submitted_at__isnull=False)
    return Study.objects.annotate(
        submitted=number_of(submitted),
        unsettled=Exists(submitted.annotate(settled=Exists(rests_on_it)).filter(settled=False)),
        since=Subquery(submitted.order_by("-submitted_at").values("submitted_at")[:1]),
    ).filter(submitted__gte=CODERS, unsettled=True)
