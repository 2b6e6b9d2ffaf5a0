from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import models

from evidence.models._guards import one_of
from evidence.tongue import gettext_noop as _

TASKS = {
    "edit": _("writes the texts"),
    "review": _("reads for review"),
    "adjudicate": _("decides between people who differ"),
}
LEASE = timedelta(hours=48)
PRESENT = timedelta(minutes=10)


class Lease(models.Model):
    """Somebody took a task, so that nobody else does the same work. It lapses after 48 hours, without blame.

    A lease locks nothing: two people who save at once meet through the edit token.
    """

    study = models.ForeignKey("evidence.Study", on_delete=models.CASCADE, related_name="leases")
    task = models.CharField(max_length=10, choices=TASKS)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    taken_at = models.DateTimeField()
    lapses_at = models.DateTimeField(db_index=True)

    class Meta:
        ordering = ("study", "task")
        constraints = [
            models.UniqueConstraint(fields=("study", "task", "person"), name="lease_one_a_person_and_task"),
            one_of("task", TASKS, name="lease_task_is_known_word"),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.get_task_display()}"


class Presence(models.Model):
    """Who has a study open just now ("who else is here"). Forgotten after a few minutes."""

    study = models.ForeignKey("evidence.Study", on_delete=models.CASCADE, related_name="presences")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    seen_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=("study", "person"), name="presence_one_a_person_and_study")]

    def __str__(self) -> str:
        return f"{self.person} has study {self.study_id} open"
