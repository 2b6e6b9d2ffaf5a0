"""The accounts of the people who work on the atlas (readers have none), and how the jobs of the site went."""

from __future__ import annotations

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from evidence.models.spoken import speak


class User(AbstractUser):
    """An editor, coder, reviewer, publisher, triager or administrator.

    `public_name` is what a page may say of them; without one they are "an editor of the atlas".
    """

    public_name = models.CharField(
        max_length=150, blank=True, help_text=_("The name that public pages may show. Empty: none is shown.")
    )
    demo = models.BooleanField("account of the demonstration", default=False, editable=False)

    def __str__(self) -> str:
        return self.public_name or self.username


class JobRun(models.Model):
    """How one job of the site last went (`atlas.jobs`). One row a job; counts and kinds of errors, never content."""

    name = models.CharField(max_length=40, primary_key=True)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    succeeded_at = models.DateTimeField(null=True, blank=True)
    counts = models.JSONField(default=dict, blank=True)
    error = models.CharField(max_length=200, blank=True)
    failures_in_a_row = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("name",)
        verbose_name = "job"

    def __str__(self) -> str:
        return self.name


speak(User, JobRun)
