from django.conf import settings
from django.db import models

from evidence.models._guards import append_only
from evidence.tongue import gettext_noop as _


class AuditEvent(models.Model):
    """What was done, by whom, to what, when and why. Written by the actions in the same transaction. Append-only.

    `object_id` is no foreign key: the trail outlives what it tells of.
    """

    at = models.DateTimeField()
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("Empty: the system itself."),
    )
    action = models.CharField(max_length=60)
    object_type = models.CharField(max_length=60)
    object_id = models.BigIntegerField(null=True, blank=True)
    study_id = models.BigIntegerField(null=True, blank=True, db_index=True)
    reason = models.TextField(blank=True)
    detail = models.JSONField(default=dict, blank=True)
    demo = models.BooleanField(default=False, editable=False)

    class Meta:
        ordering = ("-id",)
        indexes = [models.Index(fields=("object_type", "object_id"), name="audit_event_object")]
        triggers = append_only("An audit event")

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.action}"
