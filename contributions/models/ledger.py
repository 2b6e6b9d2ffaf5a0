from __future__ import annotations

from django.db import models
from django.db.models import CheckConstraint, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from contributions import triage
from contributions.models._guards import append_only, one_of
from contributions.spoken import choices

OUTCOMES = {name: triage.STATES[name] for name in ("resolved", "declined", "duplicate", "withdrawn")}


class LedgerEntry(models.Model):
    """What became of one letter, told in public: no content, no person, no way back to the letter.

    Public pages read this table and no other of this app. `answered_on` and `days_to_answer` are whole days;
    only a change of a page names the page.
    """

    kind = models.CharField(max_length=13, choices=choices(triage.KINDS))
    outcome = models.CharField(max_length=10, choices=choices(OUTCOMES))
    answered_on = models.DateField(db_index=True)
    days_to_answer = models.PositiveIntegerField()
    publication = models.ForeignKey(
        "evidence.Publication", on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    demo = models.BooleanField(default=False, editable=False)

    class Meta:
        ordering = ("-answered_on", "-id")
        verbose_name_plural = _("ledger entries")
        constraints = [
            one_of("kind", triage.KINDS, name="ledger_kind_is_known_word"),
            one_of("outcome", OUTCOMES, name="ledger_outcome_is_known_word"),
            CheckConstraint(
                condition=Q(outcome="resolved") | Q(publication__isnull=True),
                name="ledger_names_a_page_only_for_a_change",
            ),
        ]
        triggers = append_only("What became of a letter")

    def __str__(self) -> str:
        return gettext("%(kind)s: %(outcome)s on %(day)s") % {
            "kind": self.get_kind_display(), "outcome": self.get_outcome_display(), "day": self.answered_on,
        }  # fmt: skip
