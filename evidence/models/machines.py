from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, Q

from evidence.models._guards import append_only, born_with, one_of
from evidence.tongue import gettext
from evidence.tongue import gettext_noop as _

DRAFT_STATES = {
    "requested": _("asked for"),
    "ready": _("proposed; a person looks at it"),
    "failed": _("nothing could be proposed"),
    "discarded": _("put aside"),
}


class TextScan(models.Model):
    """What the scanner found in a revision when it was submitted, and what editors disputed. Frozen with it.

    `findings` are `scanner.Finding.to_dict()`; `disputes` maps a finding's fingerprint to reason, person and day;
    `blocking` counts critical findings that nobody disputed: with one of them nothing is published.
    """

    revision = models.OneToOneField("evidence.Revision", on_delete=models.CASCADE, related_name="scan")
    scanner_version = models.CharField(max_length=20)
    findings = models.JSONField(default=list, blank=True)
    disputes = models.JSONField(default=dict, blank=True)
    blocking = models.PositiveIntegerField()
    scanned_at = models.DateTimeField()
    demo = models.BooleanField(default=False, editable=False)

    class Meta:
        ordering = ("revision",)
        triggers = [*append_only("The scan of a revision"), born_with("evidence_revision", "revision_id")]

    def __str__(self) -> str:
        told = {"revision": self.revision_id, "version": self.scanner_version}
        return gettext("Scan of revision %(revision)s by scanner %(version)s") % told


class FindingDispute(models.Model):
    """An editor says that one finding is wrong, and why. It holds while the sentence stays; reviewers see it."""

    study = models.ForeignKey("evidence.Study", on_delete=models.CASCADE, related_name="disputes")
    fingerprint = models.CharField(max_length=64)
    rule = models.CharField(max_length=60)
    field = models.CharField(max_length=60)
    words = models.TextField(blank=True)
    reason = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("study", "id")
        constraints = [
            models.UniqueConstraint(fields=("study", "fingerprint"), name="dispute_one_a_finding"),
            CheckConstraint(condition=~Q(reason=""), name="dispute_has_a_reason"),
        ]

    def __str__(self) -> str:
        return gettext("Dispute of %(rule)s in %(field)s") % {"rule": self.rule, "field": self.field}


class ShelfScan(models.Model):
    """What a version of the scanner finds in a published page. Made again when the version rises."""

    publication = models.ForeignKey("evidence.Publication", on_delete=models.CASCADE, related_name="scans")
    scanner_version = models.CharField(max_length=20)
    findings = models.JSONField(default=list, blank=True)
    critical = models.PositiveIntegerField()
    warnings = models.PositiveIntegerField()
    scanned_at = models.DateTimeField()

    class Meta:
        ordering = ("-critical", "-warnings", "publication")
        constraints = [
            models.UniqueConstraint(fields=("publication", "scanner_version"), name="shelf_scan_once_a_version")
        ]

    def __str__(self) -> str:
        told = {"publication": self.publication_id, "critical": self.critical, "warnings": self.warnings}
        return gettext("Publication %(publication)s: %(critical)d critical, %(warnings)d warnings") % told


class GeneratedDraft(models.Model):
    """Sentences that a generator proposes for a study's texts, each with the place in the paper it rests on.

    `proposal` is `generator.DraftProposal.as_json()`. It becomes content only field by field, when a person takes a
    field over: `taken_over` maps a field to that person and moment.
    """

    study = models.ForeignKey("evidence.Study", on_delete=models.CASCADE, related_name="generated_drafts")
    state = models.CharField(max_length=9, choices=DRAFT_STATES, default="requested")
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    requested_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    label = models.CharField("generator", max_length=100, blank=True)
    publishable = models.BooleanField(default=False, help_text=_("May a person take a field over as it is?"))
    proposal = models.JSONField(default=dict, blank=True)
    error = models.CharField(max_length=500, blank=True)
    taken_over = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ("study", "-id")
        constraints = [
            one_of("state", DRAFT_STATES, name="generated_draft_state_is_known_word"),
            CheckConstraint(condition=~Q(state="failed") | ~Q(error=""), name="generated_draft_failed_says_why"),
            CheckConstraint(condition=~Q(state="ready") | ~Q(label=""), name="generated_draft_names_its_generator"),
        ]

    def __str__(self) -> str:
        told = {"study": self.study_id, "generator": self.label or gettext("a generator")}
        return gettext("Draft for study %(study)s by %(generator)s") % told

    @property
    def sentences(self) -> list[str]:
        """Every proposed sentence as it was proposed."""
        return [one["text"] for rows in self.proposal.get("fields", {}).values() for one in rows]
