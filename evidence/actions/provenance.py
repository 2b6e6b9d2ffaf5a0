"""How a publication came about, frozen beside its content for the page to tell."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Min

from evidence.models import PEMAssessment, PEMClassification, Publication, Revision, TextScan
from evidence.pem import POLICY_VERSION


def provenance(
    revision: Revision, live: Publication | None, *, number: int, by: models.Model, now: datetime
) -> dict[str, Any]:
    """Votes bound to the hash, who published, versions, the coders' readings, and the history up to itself.

    `coding` holds both coders' fields under lasting pseudonyms, so that agreement can be worked out from the
    shelf alone. `machine` holds what the classifier had read before the first of them began; it is absent where it
    had read nothing, so that its error rate is worked out from blind readings alone.
    """
    coded = _coded(revision)
    blind = _blind_reading(revision, coded)
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
        "versions": {"policy": POLICY_VERSION, "page": revision.content["schema"], **_machines(revision, blind)},
        "coding": [reading(assessment) for assessment in coded] if len(coded) > 1 else [],
        "history": history,
    } | ({"machine": _machine(blind)} if blind else {})


def _coded(revision: Revision) -> list[PEMAssessment]:
    """The assessments that the settled verdict rests on, in a fixed order."""
    settled = revision.study.classifications.exclude(method="machine").order_by("-pk").first()
    return list(PEMAssessment.objects.filter(pk__in=settled.assessments).order_by("pk")) if settled else []


def _blind_reading(revision: Revision, coded: list[PEMAssessment]) -> PEMClassification | None:
    """The machine's newest reading from before the first person of the settled round began."""
    if not coded:
        return None
    places = PEMAssessment.objects.filter(study=revision.study, round=coded[0].round)
    began = places.aggregate(first=Min("started_at"))["first"]
    return _by_machine(revision).filter(decided_at__lte=began).first()


def _by_machine(revision: Revision) -> models.QuerySet[PEMClassification]:
    return revision.study.classifications.filter(method="machine").order_by("-pk")


def _machines(revision: Revision, blind: PEMClassification | None) -> dict[str, str]:
    """The versions of the machines that read the paper, checked the texts and drafted them: of those that did."""
    read = blind or _by_machine(revision).first()
    scan = TextScan.objects.filter(revision=revision).first()
    versions = {
        "classifier": _version(read.machine_version) if read else "",
        "scanner": scan.scanner_version if scan else "",
        "generator": revision.content.get("drafted", {}).get("version", ""),
    }
    return {name: version for name, version in versions.items() if version}


def _version(told: str) -> str:
    """ "v1.0" of "Classifier v1.0"."""
    return told.removeprefix("Classifier ")


def _machine(row: PEMClassification) -> dict[str, Any]:
    said = row.machine
    criteria = said.get("criteria")
    return {
        "version": _version(row.machine_version),
        "verdict": row.verdict,
        "criteria": sorted(criteria if isinstance(criteria, list) else row.facts.keys),
        "combination": said.get("combination", ""),
        "confidence": said.get("confidence"),
    }


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
