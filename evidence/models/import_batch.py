import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import CheckConstraint, Q

from evidence.models._guards import deleted_only_when, one_of, refusal, together
from evidence.tongue import gettext
from evidence.tongue import gettext_noop as _

OUTCOMES = {
    "created": _("new draft"),
    "matched": _("already here, nothing to change"),
    "updated": _("already here, empty facts filled in"),
    "refused": _("refused"),
}


UNDO_STATES = {
    "waiting": _("is being taken back"),
    "done": _("taken back"),
    "refused": _("was not taken back"),
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
                func=pgtrigger.Func(refusal(_("An import that was undone stays undone: import the file again."))),
            ),
        ]
        constraints = [
            together("undone_at", "undone_by", name="import_undone_at_and_by"),
            CheckConstraint(
                condition=Q(undone_at__isnull=True) | ~Q(undone_because=""),
                name="import_undone_says_why",
                violation_error_message=_("Say why the import is undone."),
            ),
            CheckConstraint(
                condition=Q(read=models.F("created") + models.F("matched") + models.F("updated") + models.F("refused")),
                name="import_loses_nothing",
                violation_error_message=_("Every entry that was read is new, known, updated or refused."),
            ),
        ]

    def __str__(self) -> str:
        return gettext("%(name)s (%(number)d entries)") % {"name": self.name, "number": self.read}


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
                func=pgtrigger.Func(refusal(_("What was read in an import is never changed."))),
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
        told = {"key": self.key or gettext("entry"), "line": self.line, "words": self.get_outcome_display()}
        return gettext("%(key)s at line %(line)s: %(words)s") % told


class ImportUndo(models.Model):
    """Somebody wants a long import taken back: a job does it, and what came of it stays.

    `done` of `total` drafts tell the progress; they are written beside the transaction, so that others see them. `said`
    are the sentences with which it was refused.
    """

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="undos")
    reason = models.TextField("why it is taken back")
    state = models.CharField(max_length=7, choices=UNDO_STATES, default="waiting")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    ended_at = models.DateTimeField(null=True, blank=True)
    said = ArrayField(models.TextField(), default=list, blank=True)

    class Meta:
        ordering = ("-id",)
        verbose_name = "undo of an import"
        verbose_name_plural = "undos of imports"
        constraints = [
            one_of("state", UNDO_STATES, name="import_undo_state_is_known_word"),
            models.UniqueConstraint(
                fields=("batch",), condition=Q(state="waiting"), name="import_undo_is_wanted_once_at_a_time"
            ),
            CheckConstraint(condition=~Q(reason=""), name="import_undo_is_wanted_for_a_reason"),
            CheckConstraint(
                condition=Q(state="waiting", ended_at__isnull=True) | Q(~Q(state="waiting"), ended_at__isnull=False),
                name="import_undo_that_ended_says_when",
            ),
            CheckConstraint(condition=~Q(state="refused") | ~Q(said=[]), name="import_undo_refused_says_why"),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="what_was_asked_is_sealed",
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf("batch_id", "reason", "asked_by_id", "asked_at"),
                func=pgtrigger.Func(refusal(_("What was asked for is never changed: ask anew."))),
            ),
            pgtrigger.Trigger(
                name="ended_for_good",
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf("state", "ended_at", "said"),
                func=pgtrigger.Func(
                    "IF OLD.state <> 'waiting' THEN"
                    + refusal(_("What came of an undo stays: ask anew."))
                    + " END IF; IF NEW.state = 'done' AND EXISTS (SELECT 1 FROM evidence_importbatch"
                    " WHERE id = NEW.batch_id AND undone_at IS NULL) THEN"
                    + refusal(_("An undo is done when its import is undone."))
                    + " END IF; RETURN NEW;"
                ),
            ),
            deleted_only_when(
                "(SELECT demo FROM evidence_importbatch WHERE id = OLD.batch_id)", "That an import was to be taken back"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.batch}: {self.get_state_display()}"
