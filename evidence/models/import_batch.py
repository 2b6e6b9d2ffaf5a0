import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, Q

from evidence.models._guards import deleted_only_when, one_of, refusal, together

OUTCOMES = {
    "created": "new draft",
    "matched": "already here, nothing to change",
    "updated": "already here, empty facts filled in",
    "refused": "refused",
}


class ImportBatch(models.Model):
    """One file that was read: its name, its bytes' SHA-256, and what became of its entries."""

    name = models.CharField("file", max_length=500)
    format = models.CharField(max_length=20)
    sha256 = models.CharField("SHA-256 of the file", max_length=64)
    read = models.PositiveIntegerField(default=0)
    created = models.PositiveIntegerField(default=0)
    matched = models.PositiveIntegerField(default=0)
    updated = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    imported_at = models.DateTimeField()
    imported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    demo = models.BooleanField(default=False, editable=False)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    undone_because = models.TextField("why it was undone", blank=True)

    class Meta:
        ordering = ("-id",)
        verbose_name_plural = "import batches"
        triggers = [
            pgtrigger.Trigger(
                name="undone_for_good",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__undone_at__isnull=False),
                func=pgtrigger.Func(refusal("An import that was undone stays undone: import the file again.")),
            ),
        ]
        constraints = [
            together("undone_at", "undone_by", name="import_undone_at_and_by"),
            CheckConstraint(
                condition=Q(undone_at__isnull=True) | ~Q(undone_because=""),
                name="import_undone_says_why",
                violation_error_message="Say why the import is undone.",
            ),
            CheckConstraint(
                condition=Q(read=models.F("created") + models.F("matched") + models.F("updated") + models.F("refused")),
                name="import_loses_nothing",
                violation_error_message="Every entry that was read is new, known, updated or refused.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.read} entries)"


class ImportRecord(models.Model):
    """One entry of an imported file: its original text and what became of it."""

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="records")
    line = models.PositiveIntegerField()
    key = models.CharField(max_length=500, blank=True)
    raw = models.TextField("original text")
    outcome = models.CharField(max_length=7, choices=OUTCOMES)
    reason = models.TextField(blank=True)
    changes = models.JSONField(default=dict, blank=True)
    study = models.ForeignKey(
        "evidence.Study", on_delete=models.SET_NULL, null=True, blank=True, related_name="import_records"
    )

    class Meta:
        ordering = ("batch", "line", "id")
        triggers = [
            pgtrigger.Trigger(
                name="original_text_is_kept",
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf("raw", "line", "key", "outcome", "reason", "batch_id"),
                func=pgtrigger.Func(refusal("What was read in an import is never changed.")),
            ),
            deleted_only_when("(SELECT demo FROM evidence_importbatch WHERE id = OLD.batch_id)", "An imported entry"),
        ]
        constraints = [
            one_of("outcome", OUTCOMES, name="import_record_outcome_is_known_word"),
            CheckConstraint(
                condition=~Q(outcome="refused") | ~Q(reason=""),
                name="import_record_refusal_has_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key or 'entry'} at line {self.line}: {self.get_outcome_display()}"
