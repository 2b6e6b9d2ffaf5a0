"""The room of imports: what was uploaded and waits, what its preview shows, and entries that a person has to decide."""

from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import CheckConstraint, F, Q

from evidence.models._guards import deleted_only_when, one_of, refusal, together
from evidence.tongue import gettext
from evidence.tongue import gettext_noop as _

UPLOAD_STATES = {
    "previewing": _("is being read for its preview"),
    "ready": _("waits for a decision"),
    "committing": _("is being imported"),
    "committed": _("imported"),
    "cancelled": _("cancelled"),
    "failed": _("could not be read"),
    "expired": _("nobody decided in time"),
}
UNDER_WAY = ("previewing", "ready", "committing")
"""States in which the bytes are kept."""
FATES = {
    "new": _("new"),
    "same": _("the same"),
    "changed": _("empty facts filled in"),
    "doubtful": _("in doubt"),
    "refused": _("refused"),
}
DOUBT_STATES = {"open": _("waits for a person"), "decided": _("decided"), "dropped": _("its import was undone")}

_MOVES = "OLD.state || '>' || NEW.state"
_LAWFUL = ", ".join(
    f"'{move}'"
    for move in (
        "previewing>ready", "previewing>failed", "previewing>cancelled", "previewing>expired", "ready>committing",
        "ready>cancelled", "ready>expired", "committing>committed", "committing>ready", "committing>failed",
    )
)  # fmt: skip


class ImportUpload(models.Model):
    """A file or a pasted text that was brought, and where it stands. Its bytes stay until it is decided about.

    `digest` is a hash over the fates that the preview shows: only an import with exactly these is kept. `done` of
    `total` bytes tell the progress; they are written beside the import's transaction, so that others see them.
    """

    name = models.CharField("file", max_length=500)
    pasted = models.BooleanField(default=False)
    format = models.CharField("format, where it was told", max_length=20, blank=True)
    size = models.PositiveBigIntegerField("bytes")
    sha256 = models.CharField("SHA-256", max_length=64)
    state = models.CharField(max_length=10, choices=UPLOAD_STATES, default="previewing")
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()
    kept_until = models.DateTimeField()
    in_background = models.BooleanField(default=False)
    attempts = models.PositiveSmallIntegerField(default=0)
    done = models.PositiveBigIntegerField(default=0)
    total = models.PositiveBigIntegerField(default=0)
    previewed_at = models.DateTimeField(null=True, blank=True)
    read = models.PositiveIntegerField(default=0)
    counts = models.JSONField(default=dict, blank=True, help_text=_("Fate -> number of entries."))
    remarks = models.JSONField(default=list, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    what_changed = models.TextField(blank=True, help_text=_("Why the preview is shown anew."))
    fault = models.TextField(blank=True)
    batch = models.OneToOneField(
        "evidence.ImportBatch", on_delete=models.PROTECT, null=True, blank=True, related_name="upload"
    )
    committed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ("-id",)
        constraints = [
            one_of("state", UPLOAD_STATES, name="upload_state_is_known_word"),
            CheckConstraint(
                condition=Q(state="committed", batch__isnull=False) | (~Q(state="committed") & Q(batch__isnull=True)),
                name="upload_that_was_imported_has_its_batch",
            ),
            CheckConstraint(condition=~Q(state="failed") | ~Q(fault=""), name="upload_that_failed_says_why"),
            CheckConstraint(
                condition=~Q(state__in=("ready", "committing", "committed")) | ~Q(digest=""),
                name="upload_is_imported_after_its_preview",
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="what_was_uploaded_is_sealed",
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf(
                    "name", "pasted", "format", "size", "sha256", "uploaded_by_id", "uploaded_at"
                ),
                func=pgtrigger.Func(refusal(_("What was uploaded is never changed: upload it anew."))),
            ),
            pgtrigger.Trigger(
                name="moves_only_along_the_table",
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf("state"),
                condition=pgtrigger.Q(old__state__df=pgtrigger.F("new__state")),
                func=pgtrigger.Func(
                    f"IF {_MOVES} NOT IN ({_LAWFUL}) THEN"
                    + refusal(_("An upload that was decided about stays as it is."))
                    + " END IF; IF NEW.state = 'committed' AND NOT EXISTS (SELECT 1 FROM evidence_importbatch"
                    " WHERE id = NEW.batch_id AND sha256 = NEW.sha256) THEN"
                    + refusal(_("An upload is imported with exactly the bytes that were previewed."))
                    + " END IF; RETURN NEW;"
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.get_state_display()})"

    @property
    def is_open(self) -> bool:
        return self.state in UNDER_WAY


class ImportUploadPart(models.Model):
    """A piece of an upload's bytes, at most a megabyte, so that no file has to be in memory as a whole."""

    upload = models.ForeignKey(ImportUpload, on_delete=models.CASCADE, related_name="parts")
    number = models.PositiveIntegerField()
    data = models.BinaryField()

    class Meta:
        ordering = ("upload", "number")
        constraints = [models.UniqueConstraint(fields=("upload", "number"), name="upload_part_is_kept_once")]
        triggers = [
            pgtrigger.Trigger(
                name="never_updated",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func=pgtrigger.Func(refusal(_("What was uploaded is never changed: upload it anew."))),
            ),
            deleted_only_when(
                "coalesce((SELECT state FROM evidence_importupload WHERE id = OLD.upload_id), '')"
                f" NOT IN ({', '.join(repr(state) for state in UNDER_WAY)})",
                "What was uploaded and waits for a decision",
            ),
        ]

    def __str__(self) -> str:
        return gettext("Part %(number)s of upload %(upload)s") % {"number": self.number, "upload": self.upload_id}


class ImportPreviewRow(models.Model):
    """What an import would make of one entry. It goes with the preview.

    `changes` are [label, before, after], `kept` are [label, ours, theirs] that differ and stay ours, `candidates` are
    studies that the entry may be, as they looked then. `was` is its fate in the preview before, where that differed.
    """

    upload = models.ForeignKey(ImportUpload, on_delete=models.CASCADE, related_name="rows")
    position = models.PositiveIntegerField()
    line = models.PositiveIntegerField()
    key = models.CharField(max_length=500, blank=True)
    fate = models.CharField(max_length=8, choices=FATES)
    title = models.TextField(blank=True)
    reason = models.TextField(blank=True)
    study_number = models.BigIntegerField(null=True, blank=True)
    changes = models.JSONField(default=list, blank=True)
    kept = models.JSONField(default=list, blank=True)
    entry = models.JSONField(default=list, blank=True)
    candidates = models.JSONField(default=list, blank=True)
    was = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("upload", "position")
        constraints = [
            models.UniqueConstraint(fields=("upload", "position"), name="preview_row_one_a_position"),
            one_of("fate", FATES, name="preview_row_fate_is_known_word"),
        ]
        indexes = [models.Index(fields=("upload", "fate", "position"), name="preview_row_by_fate")]

    def __str__(self) -> str:
        told = {"key": self.key or gettext("entry"), "line": self.line, "words": self.get_fate_display()}
        return gettext("%(key)s at line %(line)s: %(words)s") % told


class DoubtfulEntry(models.Model):
    """An entry of an import that may be one of several studies, or none of them. A person decides.

    `record` is the entry as `CitationRecord`, `candidates` are numbers of studies. The decision goes through the import
    path: `decided_in` is the small batch it made, so that it can be undone like every other.
    """

    batch = models.ForeignKey("evidence.ImportBatch", on_delete=models.CASCADE, related_name="doubts")
    line = models.PositiveIntegerField()
    key = models.CharField(max_length=500, blank=True)
    raw = models.TextField("original text")
    reason = models.TextField("why it is in doubt")
    record = models.JSONField()
    candidates = ArrayField(models.BigIntegerField(), default=list, blank=True)
    fingerprint = models.CharField(max_length=64)
    state = models.CharField(max_length=7, choices=DOUBT_STATES, default="open")
    found_at = models.DateTimeField()
    study = models.ForeignKey(
        "evidence.Study", on_delete=models.SET_NULL, null=True, blank=True, related_name="decided_doubts"
    )
    is_new = models.BooleanField(default=False)
    decided_in = models.ForeignKey(
        "evidence.ImportBatch", on_delete=models.PROTECT, null=True, blank=True, related_name="decisions"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    because = models.TextField("why it was decided so", blank=True)

    class Meta:
        ordering = ("-id",)
        verbose_name_plural = "doubtful entries"
        constraints = [
            models.UniqueConstraint(
                fields=("fingerprint",), condition=~Q(state="dropped"), name="doubt_is_kept_once_an_entry"
            ),
            one_of("state", DOUBT_STATES, name="doubt_state_is_known_word"),
            together("decided_at", "decided_by", "decided_in", name="doubt_decided_at_and_by_and_in"),
            CheckConstraint(
                condition=Q(state="decided", decided_at__isnull=False)
                | Q(~Q(state="decided"), decided_at__isnull=True),
                name="doubt_is_decided_by_a_person",
            ),
            CheckConstraint(condition=Q(is_new=False) | ~Q(because=""), name="doubt_decided_as_new_says_why"),
            CheckConstraint(condition=~Q(decided_in=F("batch")), name="doubt_is_decided_in_a_batch_of_its_own"),
        ]

    def __str__(self) -> str:
        told = {"key": self.key or gettext("entry"), "line": self.line, "words": self.get_state_display()}
        return gettext("%(key)s at line %(line)s: %(words)s") % told
