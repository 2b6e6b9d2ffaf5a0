"""The scanner at the desk: what it finds, what editors dispute, and what stands in the way of a submission."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from evidence.actions.assessments import round_is_over
from evidence.actions.audit import record
from evidence.actions.content import page_content
from evidence.actions.roles import require
from evidence.models import FindingDispute, Publication, Revision, ShelfScan, Study, TextScan
from evidence.scanner import SCANNER_VERSION, Facts, Finding, Severity, Source, scan
from evidence.tongue import gettext_noop
from evidence.workflow import Refusal


@dataclass(frozen=True, slots=True)
class Judged:
    """A finding, and the dispute that answers it, if there is one."""

    finding: Finding
    dispute: FindingDispute | None

    @property
    def blocks(self) -> bool:
        return self.finding.severity is Severity.CRITICAL and self.dispute is None


def findings_of(content: Mapping[str, Any], study: Study) -> tuple[Finding, ...]:
    """What the scanner finds in the content of a page, compared with what the desk holds of the paper.

    A machine's proposal counts for nothing here while the round of blind coding is open.
    """
    source = Source(title=study.title, abstract=study.abstract, basis=content["basis"])
    if content.get("pem", {}).get("method") == "machine" and not round_is_over(study):
        # What the scanner says would tell whoever may still code the study what the machine has read.
        content = {**content, "pem": {}}
    facts = Facts.of_page(content, registered_title=study.registered_title)
    return tuple(scan(content["texts"], source, facts))


def desk_findings(study: Study) -> list[Judged]:
    """What the scanner finds on the desk now, worst first, each with its dispute."""
    return _judged(findings_of(page_content(study), study), study)


def _judged(findings: Sequence[Finding], study: Study) -> list[Judged]:
    disputes = {dispute.fingerprint: dispute for dispute in study.disputes.select_related("by")}
    order = list(Severity)
    judged = [Judged(finding, disputes.get(finding.fingerprint)) for finding in findings]
    return sorted(judged, key=lambda one: order.index(one.finding.severity))


def scan_refusals(content: Mapping[str, Any], study: Study) -> list[str]:
    """A sentence for each critical finding that nobody disputed. With one of them nothing is submitted."""
    return [
        f"{one.finding.message} {one.finding.mend}" + (f" (“{one.finding.words[:120]}”)" if one.finding.words else "")
        for one in _judged(findings_of(content, study), study)
        if one.blocks
    ]


@transaction.atomic
def dispute_finding(
    *, study: Study, fingerprint: str, reason: str, by: models.Model, now: datetime | None = None
) -> FindingDispute:
    """Say that one finding on the desk is wrong, and why. Reviewers see it; it holds while the sentence stays."""
    now = now or timezone.now()
    require(by, "edit_desk")
    if not reason.strip():
        raise Refusal(gettext_noop("Say why the finding is wrong. Reviewers will read it."))
    study = Study.objects.select_for_update().get(pk=study.pk)
    found = next((one.finding for one in desk_findings(study) if one.finding.fingerprint == fingerprint), None)
    if found is None:
        raise Refusal(
            gettext_noop("This finding is not there any more: the text has changed. Look at the findings again.")
        )
    if study.disputes.filter(fingerprint=fingerprint).exists():
        raise Refusal(gettext_noop("This finding has been disputed already."))
    dispute = FindingDispute.objects.create(
        study=study, fingerprint=fingerprint, rule=found.rule, field=found.field, words=found.words,
        reason=reason.strip(), by=by, at=now,
    )  # fmt: skip
    record("finding.disputed", by=by, about=dispute, study=study, now=now, reason=reason.strip(),
           detail={"rule": found.rule, "field": found.field})  # fmt: skip
    return dispute


@transaction.atomic
def end_dispute(*, dispute: FindingDispute, by: models.Model, now: datetime | None = None) -> None:
    """Take a dispute back: the finding counts again."""
    require(by, "edit_desk")
    dispute = FindingDispute.objects.select_for_update().get(pk=dispute.pk)
    record("finding.dispute_ended", by=by, about=dispute, study=dispute.study, now=now or timezone.now(),
           reason=dispute.reason, detail={"rule": dispute.rule, "field": dispute.field})  # fmt: skip
    dispute.delete()


@transaction.atomic
def freeze_scan(*, revision: Revision, now: datetime | None = None) -> TextScan:
    """Keep with a revision what the scanner finds in it, and what was disputed. Part of submitting it."""
    now = now or timezone.now()
    judged = _judged(findings_of(revision.content, revision.study), revision.study)
    disputed = {one.dispute.fingerprint: one.dispute for one in judged if one.dispute is not None}
    return TextScan.objects.create(
        revision=revision, scanner_version=SCANNER_VERSION, findings=[one.finding.to_dict() for one in judged],
        disputes={
            fingerprint: {"reason": dispute.reason, "by": str(dispute.by), "on": dispute.at.date().isoformat()}
            for fingerprint, dispute in disputed.items()
        },
        blocking=sum(one.blocks for one in judged), scanned_at=now, demo=revision.demo,
    )  # fmt: skip


def not_scanned() -> models.QuerySet[Publication]:
    """Live pages that this version of the scanner has not seen."""
    seen = ShelfScan.objects.filter(scanner_version=SCANNER_VERSION).values("publication")
    return Publication.objects.current().exclude(pk__in=seen).order_by("pk")


@transaction.atomic
def scan_page(*, publication: Publication, now: datetime | None = None) -> ShelfScan:
    """Scan a live page with the present version. What editors disputed when it was submitted stays disputed."""
    now = now or timezone.now()
    study = publication.study
    frozen = TextScan.objects.filter(revision=publication.revision_id).first()
    disputed = set(frozen.disputes) if frozen else set()
    open_ones = [one for one in findings_of(publication.content, study) if one.fingerprint not in disputed]
    counts = {severity: sum(one.severity is severity for one in open_ones) for severity in Severity}
    scanned, made = ShelfScan.objects.update_or_create(
        publication=publication, scanner_version=SCANNER_VERSION,
        defaults={
            "findings": [one.to_dict() for one in open_ones], "critical": counts[Severity.CRITICAL],
            "warnings": counts[Severity.WARNING], "scanned_at": now,
        },
    )  # fmt: skip
    if made and scanned.critical:
        record("page.scan_failed", by=None, about=publication, study=study, now=now,
               detail={"scanner": SCANNER_VERSION, "critical": scanned.critical})  # fmt: skip
    return scanned
