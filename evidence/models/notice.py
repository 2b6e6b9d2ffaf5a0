from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, Q

from evidence import vocabulary as words
from evidence.models._checks import ChecksTogether
from evidence.models._guards import OF_A_DEMO_STUDY, deleted_only_when, one_of, together
from evidence.tongue import gettext
from evidence.tongue import gettext_noop as _


class Notice(ChecksTogether, models.Model):
    """A retraction, withdrawal, expression of concern, correction or supersession of the paper.

    `date` is an ISO date as exact as the source gives it ("2025", "2025-08", "2025-08-14").
    """

    study = models.ForeignKey("evidence.Study", on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=21, choices=words.NOTICES)
    date = models.CharField(max_length=10, blank=True, help_text=_("2025, 2025-08 or 2025-08-14"))
    title = models.TextField(blank=True)
    doi = models.CharField("DOI of the notice", max_length=300, blank=True)
    pmid = models.CharField("PMID of the notice", max_length=12, blank=True)
    source = models.TextField(help_text=_("Where the notice was seen."))
    detail = models.TextField(blank=True, help_text=_("What it says, in our words."))
    found_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ("study", "date", "id")
        triggers = [
            deleted_only_when(f"OLD.confirmed_at IS NULL OR {OF_A_DEMO_STUDY}", "A confirmed notice"),
        ]
        constraints = [
            one_of("kind", words.NOTICES, name="notice_kind_is_known_word"),
            together("confirmed_at", "confirmed_by", name="notice_confirmed_at_and_by"),
            CheckConstraint(
                condition=Q(date="") | Q(date__regex=r"^\d{4}(-\d{2}(-\d{2})?)?$"),
                name="notice_date_is_iso",
                violation_error_message=_("A date looks like 2025, 2025-08 or 2025-08-14."),
            ),
            CheckConstraint(
                condition=~Q(source=""),
                name="notice_names_its_source",
                violation_error_message=_("Say where the notice was seen."),
            ),
        ]

    def __str__(self) -> str:
        return " ".join((self.get_kind_display(), f"({self.date})" if self.date else gettext("(no date)")))
