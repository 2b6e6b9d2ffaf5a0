from django.contrib.postgres.fields import ArrayField
from django.db import models

from evidence.models._guards import one_of
from evidence.pem.facts import REQUIREMENT_STANCE, REQUIREMENT_WORDS
from evidence.tongue import gettext_noop as _

CONFIDENCE = {"high": _("high"), "medium": _("medium"), "low": _("low")}


class DiagnosticCriteria(models.Model):
    """A case definition: reference data, loaded from `evidence/pem/criteria.json` on every migrate."""

    key = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=200)
    aliases = ArrayField(models.CharField(max_length=200), default=list, blank=True)
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    author = models.CharField(max_length=200, blank=True)
    citation = models.CharField(max_length=300, blank=True)
    pem = models.CharField("PEM requirement", max_length=20, choices=REQUIREMENT_WORDS)
    detail = models.TextField(blank=True)
    source = models.TextField(help_text=_("Where the statement about PEM was seen."))
    confidence = models.CharField(max_length=6, choices=CONFIDENCE)
    is_mecfs = models.BooleanField("is a definition of ME/CFS", default=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("position", "key")
        verbose_name_plural = "diagnostic criteria"
        constraints = [
            one_of("pem", REQUIREMENT_STANCE, name="criteria_pem_requirement_is_known_word"),
            one_of("confidence", CONFIDENCE, name="criteria_confidence_is_known_word"),
        ]

    def __str__(self) -> str:
        return self.name
