"""How a publication came about, frozen beside its content for the page to tell."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import models

from evidence.models import PEMAssessment, Publication, Revision
from evidence.pem import POLICY_VERSION


def provenance(
    revision: Revision, live: Publication | None, *, number: int, by: models.Model, now: datetime
) -> dict[str, Any]:
    """Votes bound to the hash, who published, versions, the coders' readings, and the history up to itself.

    `coding` holds both coders' fields under lasting pseudonyms, so that agreement can be worked out from the
    shelf alone.
    """
    history = list(live.provenance["history"]) if live else []
    history.append({"number": number, "published_on": now.date().isoformat(), "reason": revision.reason})
    return {
        "approvals": [
            {
                "person": review.reviewer_id,
                "name": review.reviewer.public_name,
                "sha256": review.sha256,
                "on": review.created_at.date().isoformat(),
            }
            for review in revision.reviews.filter(decision="approve")
            .select_related("reviewer")
            .order_by("created_at", "pk")
        ],
        "objections": revision.reviews.filter(decision="request_changes").count(),
        "publisher": by.public_name,
        "versions": {"policy": POLICY_VERSION, "page": revision.content["schema"]},
        "coding": _coding(revision),
        "history": history,
    }


def _coding(revision: Revision) -> list[dict[str, Any]]:
    settled = revision.study.classifications.exclude(method="machine").order_by("-pk").first()
    if settled is None or len(settled.assessments) < 2:
        return []
    return [
        reading(assessment) for assessment in PEMAssessment.objects.filter(pk__in=settled.assessments).order_by("pk")
    ]


def reading(assessment: PEMAssessment) -> dict[str, Any]:
    facts = assessment.facts
    cohorts = facts.cohorts
    return {
        "coder": f"coder-{assessment.coder_id}",
        "verdict": assessment.verdict,
        "criteria": sorted(facts.keys),
        "combination": " + ".join(sorted(cohort.combination for cohort in cohorts)) or "none",
        "explicit_pem": "yes" if any(cohort.explicit_pem for cohort in cohorts) else "no",
        "purpose": " + ".join(sorted({cohort.purpose for cohort in cohorts})) or "none",
        "basis": assessment.basis,
        "place_given": bool(assessment.place),
    }
