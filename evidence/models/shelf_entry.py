from __future__ import annotations

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import F
from django.db.models.functions import Coalesce

from evidence.models._guards import never_truncated, refusal
from evidence.models.publication import Publication
from evidence.tongue import gettext_noop as _

HOW_CHECKED = {
    "two_people": _("checked by two people or more"),
    "one_person": _("checked by one person"),
    "not_checked": _("not checked"),
}


def _kept_by_the_database() -> pgtrigger.Trigger:
    """The trigger on publications writes, one trigger deep; nobody else does."""
    return pgtrigger.Trigger(
        name="kept_by_the_database",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        func=pgtrigger.Func(
            "IF pg_trigger_depth() > 1 THEN RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END; END IF;"
            + refusal(_("The search table follows the shelf by itself: publish instead."))
        ),
    )


class ShelfEntry(models.Model):
    """One row of the search table for each live page: what it is found by. A tombstone has none.

    The database keeps it (`follows_the_shelf` on publications), so that no path can forget it; nobody else writes it.
    """

    publication = models.OneToOneField(
        Publication, on_delete=models.DO_NOTHING, primary_key=True, related_name="shelf_entry"
    )
    slug = models.CharField(max_length=120)
    number = models.PositiveIntegerField()
    title = models.TextField()
    year = models.IntegerField(null=True)
    journal = models.TextField()
    journal_key = models.TextField(help_text=_("The journal in its plain spelling."))
    doi = models.CharField(max_length=300)
    pmid = models.CharField(max_length=12)
    pmcid = models.CharField(max_length=20)
    pem_verdict = models.CharField(max_length=14)
    design = models.CharField(max_length=20)
    basis = models.CharField(max_length=10)
    peer_review = models.CharField(max_length=13)
    how_checked = models.CharField(max_length=11, choices=HOW_CHECKED)
    severity = models.BooleanField(help_text=_("The severity of those who took part is known."))
    criteria = ArrayField(models.TextField())
    topics = ArrayField(models.TextField())
    notices = ArrayField(models.TextField(), help_text=_("Kinds, each once."))
    authors = ArrayField(models.TextField(), help_text=_("Keys of names (`evidence.search.authors`), and ORCIDs."))
    published_at = models.DateTimeField()
    first_published_at = models.DateTimeField()
    has_notice = models.BooleanField()
    demo = models.BooleanField()
    document = SearchVectorField(
        help_text=_("Weights: A title; B one sentence, journal, design, criteria, topics; C other texts; D authors.")
    )
    gist = SearchVectorField(
        help_text=_("Of `document` the words in A or B, with every place they have: small, and enough to rank by.")
    )

    class Meta:
        indexes = [
            GinIndex(fields=["document"], name="entry_document", fastupdate=False),
            models.Index(Coalesce("year", 0).desc(), F("publication").desc(), name="entry_newest_first"),
            models.Index(F("published_at").desc(), F("publication").desc(), name="entry_changed_last"),
            models.Index("slug", name="entry_slug"),
            GinIndex(fields=["authors"], name="entry_authors"),
            GinIndex(fields=["criteria"], name="entry_criteria"),
        ]
        triggers = [_kept_by_the_database(), never_truncated("The search table")]

    def __str__(self) -> str:
        return f"{self.slug}, publication {self.number}"


class ShelfWord(models.Model):
    """A word of live pages: what a mistyped word is compared with. It goes with the last page that holds it."""

    word = models.TextField(primary_key=True)

    class Meta:
        indexes = [GinIndex(fields=["word"], name="word_trigrams", opclasses=["gin_trgm_ops"])]
        triggers = [_kept_by_the_database()]

    def __str__(self) -> str:
        return self.word


class ShelfState(models.Model):
    """One row: which state the shelf is in. `version` is another one after every change of what is live."""

    version = models.UUIDField()
    changed_at = models.DateTimeField()

    class Meta:
        triggers = [_kept_by_the_database()]

    def __str__(self) -> str:
        return f"The shelf since {self.changed_at}"
