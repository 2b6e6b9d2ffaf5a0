from __future__ import annotations

from typing import TYPE_CHECKING

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import CheckConstraint, Q

from evidence import vocabulary as words
from evidence.citations.record import KINDS, PUBLICATION_TYPES, CitationRecord, Name
from evidence.models._checks import ChecksTogether
from evidence.models._guards import (
    OF_A_DEMO_STUDY,
    OF_A_STUDY_THAT_LEAVES,
    deleted_only_when,
    leaves,
    one_of,
    refusal,
    together,
)
from evidence.models.merging import MergedIdentity
from evidence.roles import ABILITIES
from evidence.tongue import gettext_noop as _

if TYPE_CHECKING:
    from evidence.models.assessment import PEMClassification

TAKEN_BY_A_MERGE = _("This DOI, PMID or PMCID belongs to another study, into which its record was merged.")


class Study(ChecksTogether, models.Model):
    """One published work on the desk: bibliographic facts, how it was identified, and facts of its design.

    Readers never see a study, only the publications made from it. A study without a DOI or a PMID whose
    registered title was compared with ours is "identity not confirmed" and cannot be published.
    """

    slug = models.SlugField(
        max_length=120, unique=True, help_text=_("The page's address. It is frozen by the first publication.")
    )
    # Bibliographic facts, as `CitationRecord` defines them.
    type = models.CharField(max_length=20, choices=PUBLICATION_TYPES, default="article-journal")
    kind_of_record = models.CharField(
        "kind of record", max_length=21, choices=KINDS, blank=True,
        help_text=_("Where its source says more than the type: a letter, a correction, a summary for patients."),
    )  # fmt: skip
    title = models.TextField()
    original_title = models.TextField(
        blank=True,
        help_text=_("In the language of the paper, where the title above is a translation."),
    )
    authors_complete = models.BooleanField(
        "list of authors is complete", default=True, help_text=_("No where the source cut it (“and others”).")
    )
    editors = models.JSONField(default=list, blank=True)
    container_title = models.CharField("journal or book", max_length=500, blank=True)
    container_short = models.CharField("journal, abbreviated", max_length=300, blank=True)
    publisher = models.CharField(max_length=500, blank=True)
    place = models.CharField(max_length=300, blank=True)
    edition = models.CharField(max_length=100, blank=True)
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    month = models.PositiveSmallIntegerField(null=True, blank=True)
    day = models.PositiveSmallIntegerField(null=True, blank=True)
    volume = models.CharField(max_length=100, blank=True)
    issue = models.CharField(max_length=100, blank=True)
    pages = models.CharField(max_length=200, blank=True)
    number = models.CharField("article or report number", max_length=200, blank=True)
    doi = models.CharField("DOI", max_length=300, null=True, blank=True, unique=True)
    pmid = models.CharField("PMID", max_length=12, null=True, blank=True, unique=True)
    pmcid = models.CharField("PMCID", max_length=20, null=True, blank=True, unique=True)
    isbn = models.CharField("ISBN", max_length=200, blank=True)
    issn = models.CharField("ISSN", max_length=200, blank=True)
    url = models.TextField("address", blank=True)
    version = models.CharField("version of the work", max_length=200, blank=True)
    accessed = models.CharField(max_length=10, blank=True)
    language = models.CharField(max_length=35, blank=True, help_text=_("BCP 47: “en”, “de”."))
    abstract = models.TextField(blank=True, help_text=_("For editors only; never shown to readers."))
    # Identity: was the identifier looked up, and does the registered title match?
    identity_confirmed_at = models.DateTimeField(null=True, blank=True)
    identity_confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    identity_sources = ArrayField(
        models.TextField(), default=list, blank=True, help_text=_("The sources that confirm DOI and PMID.")
    )
    registered_title = models.TextField(blank=True)
    # Facts of the study.
    design = models.CharField(max_length=20, choices=words.STUDY_DESIGNS, blank=True)
    topics = ArrayField(
        models.CharField(max_length=40), default=list, blank=True, help_text=_("What the study is about; any number.")
    )
    peer_review = models.CharField(max_length=13, choices=words.PEER_REVIEW, default="unknown")
    basis = models.CharField("texts rest on", max_length=10, choices=words.BASIS, default="title_only")
    basis_seen = models.TextField("where that was read", blank=True)
    participants_cases = models.PositiveIntegerField(null=True, blank=True)
    participants_controls = models.PositiveIntegerField(null=True, blank=True)
    severity = models.CharField("severity included", max_length=300, blank=True)
    duration = models.CharField(max_length=300, blank=True)
    country = models.CharField(max_length=200, blank=True)
    funder = models.TextField(blank=True)
    registration = models.CharField("trial registration", max_length=200, blank=True)
    open_access_url = models.TextField("open access address", blank=True)
    licence = models.CharField(
        "licence of the paper's text", max_length=200, blank=True,
        help_text=_(
            "As the registry has it (“CC BY 4.0”). It decides whether the text may be sent to a language model."
        ),
    )  # fmt: skip
    risk_of_bias = models.CharField(max_length=13, choices=words.RISK_OF_BIAS, default="not_judged")
    replication = models.CharField(max_length=12, choices=words.REPLICATION, default="not_assessed")
    replication_note = models.TextField(blank=True, help_text=_("Which papers replicate or contradict it."))
    # House-keeping.
    facts_from = ArrayField(models.TextField(), default=list, blank=True, help_text=_("Where these facts were read."))
    match_key = models.CharField(
        max_length=300,
        blank=True,
        editable=False,
        help_text=_("Title, year, first author; made plain."),
    )
    coding_round = models.PositiveSmallIntegerField(
        default=1, editable=False, help_text=_("Which round of blind coding the study is in.")
    )
    edit_token = models.PositiveIntegerField(default=1, editable=False)
    demo = models.BooleanField("part of the demonstration", default=False, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ("-year", "slug")
        verbose_name_plural = "studies"
        permissions = [*ABILITIES.items()]
        # One index for the whole key and for how it begins; Django's own for a text are two.
        indexes = [models.Index(fields=["match_key"], name="study_match_key", opclasses=["varchar_pattern_ops"])]
        constraints = [
            one_of("type", PUBLICATION_TYPES, name="study_type_is_known_word"),
            one_of("kind_of_record", ["", *KINDS], name="study_kind_of_record_is_known_word"),
            one_of("design", ["", *words.STUDY_DESIGNS], name="study_design_is_known_word"),
            one_of("peer_review", words.PEER_REVIEW, name="study_peer_review_is_known_word"),
            one_of("basis", words.BASIS, name="study_basis_is_known_word"),
            one_of("risk_of_bias", words.RISK_OF_BIAS, name="study_risk_of_bias_is_known_word"),
            one_of("replication", words.REPLICATION, name="study_replication_is_known_word"),
            CheckConstraint(condition=~Q(title=""), name="study_has_a_title"),
            CheckConstraint(
                condition=Q(doi__isnull=True) | Q(doi__regex=r"^10\.[0-9]{4,9}(\.[0-9]+)*/[^[:space:][:upper:]]+$"),
                name="study_doi_is_canonical",
                violation_error_message=_("A DOI is kept in lower case, without https://doi.org/ before it."),
            ),
            CheckConstraint(
                condition=Q(pmid__isnull=True) | Q(pmid__regex=r"^[1-9][0-9]{0,8}$"),
                name="study_pmid_is_canonical",
                violation_error_message=_("A PMID is a number without leading zeros."),
            ),
            CheckConstraint(
                condition=Q(pmcid__isnull=True) | Q(pmcid__regex=r"^PMC[1-9][0-9]*$"),
                name="study_pmcid_is_canonical",
                violation_error_message=_("A PMCID looks like PMC1234567."),
            ),
            CheckConstraint(
                condition=(Q(month__isnull=True) | Q(year__isnull=False, month__range=(1, 12)))
                & (Q(day__isnull=True) | Q(month__isnull=False, day__range=(1, 31))),
                name="study_month_needs_year_and_day_needs_month",
                violation_error_message=_("A month needs a year, and a day needs a month."),
            ),
            CheckConstraint(
                condition=Q(open_access_url="") | Q(open_access_url__regex=r"^https?://[^[:space:]@<>\"]+$"),
                name="study_open_access_url_is_a_web_address",
                violation_error_message=_("An open access address starts with https:// and holds no name or password."),
            ),
            together("identity_confirmed_at", "identity_confirmed_by", name="study_identity_confirmed_at_and_by"),
            CheckConstraint(
                condition=Q(identity_confirmed_at__isnull=True) | Q(doi__isnull=False) | Q(pmid__isnull=False),
                name="study_identity_needs_a_doi_or_a_pmid",
                violation_error_message=_("An identity is confirmed by a DOI or a PMID; this study has neither."),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="address_is_frozen_once_published",
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf("slug"),
                condition=pgtrigger.Q(old__slug__df=pgtrigger.F("new__slug")),
                func=pgtrigger.Func(
                    "IF EXISTS (SELECT 1 FROM evidence_publication WHERE study_id = OLD.id) THEN"
                    + refusal(_("The address of a published study is frozen."))
                    + " END IF; RETURN NEW;"
                ),
            ),
            pgtrigger.Trigger(
                name="demo_mark_is_frozen",
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf("demo"),
                condition=pgtrigger.Q(old__demo__df=pgtrigger.F("new__demo")),
                func=pgtrigger.Func(refusal(_("A study is born in the demonstration or outside it, for good."))),
            ),
            deleted_only_when(f"OLD.demo OR {leaves('OLD.id')}", "A study"),
            # One statement for all rows of an import: it asks once, however many come.
            pgtrigger.Trigger(
                name="nobody_takes_a_merged_identity",
                level=pgtrigger.Statement,
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                referencing=pgtrigger.Referencing(new="fresh"),
                func=pgtrigger.Func(
                    "IF EXISTS (SELECT 1 FROM evidence_mergedidentity m WHERE m.undone_at IS NULL AND (EXISTS"
                    " (SELECT 1 FROM fresh WHERE doi = m.doi) OR EXISTS (SELECT 1 FROM fresh WHERE pmid = m.pmid)"
                    " OR EXISTS (SELECT 1 FROM fresh WHERE pmcid = m.pmcid))) THEN"
                    + refusal(TAKEN_BY_A_MERGE)
                    + " END IF; RETURN NULL;"
                ),
            ),
            pgtrigger.Trigger(
                name="nobody_turns_to_a_merged_identity",
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf("doi", "pmid", "pmcid"),
                condition=pgtrigger.Q(old__doi__df=pgtrigger.F("new__doi"))
                | pgtrigger.Q(old__pmid__df=pgtrigger.F("new__pmid"))
                | pgtrigger.Q(old__pmcid__df=pgtrigger.F("new__pmcid")),
                func=pgtrigger.Func(
                    "IF EXISTS (SELECT 1 FROM evidence_mergedidentity m WHERE m.undone_at IS NULL"
                    " AND m.study_id <> NEW.id AND (m.doi = NEW.doi OR m.pmid = NEW.pmid OR m.pmcid = NEW.pmcid)) THEN"
                    + refusal(TAKEN_BY_A_MERGE)
                    + " END IF; RETURN NEW;"
                ),
            ),
            pgtrigger.Trigger(
                name="topics_are_of_the_vocabulary",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("topics"),
                condition=pgtrigger.Condition("cardinality(NEW.topics) > 0"),
                # Whoever deletes a topic at the same moment waits, and then finds it in use.
                func=pgtrigger.Func(
                    "PERFORM 1 FROM evidence_topic WHERE key = ANY(NEW.topics) FOR KEY SHARE;"
                    " IF (SELECT count(*) FROM evidence_topic WHERE key = ANY(NEW.topics))"
                    " <> cardinality(NEW.topics) THEN"
                    + refusal(_("The topics of a study are topics of the vocabulary, each of them once."))
                    + " END IF; RETURN NEW;"
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.slug}: {self.title[:80]}"

    def clean(self) -> None:
        """An identifier of a study that was merged into another belongs to that other one."""
        mine = {name: value for name in ("doi", "pmid", "pmcid") if (value := getattr(self, name))}
        known = Q()
        for name, value in mine.items():
            known |= Q(**{name: value})
        if mine and MergedIdentity.objects.filter(known, undone_at__isnull=True).exclude(study=self.pk).exists():
            raise ValidationError(TAKEN_BY_A_MERGE)

    @property
    def identity_confirmed(self) -> bool:
        return self.identity_confirmed_at is not None

    @property
    def standing_classification(self) -> PEMClassification | None:
        """The PEM verdict that counts: the newest one by people, else the newest proposal of a machine."""
        by_people = self.classifications.exclude(method="machine").order_by("-pk").first()
        return by_people or self.classifications.order_by("-pk").first()

    @property
    def record(self) -> CitationRecord:
        """The bibliographic facts as the one record (reads the authorships)."""
        authors = self.authorships.select_related("author").order_by("position")
        return CitationRecord(
            **{field: getattr(self, field) or "" for field in RECORD_TEXTS},
            **{field: getattr(self, field) for field in ("year", "month", "day", "authors_complete")},
            authors=tuple(authorship.name for authorship in authors),
            editors=tuple(Name(**name) for name in self.editors),
        )


RECORD_TEXTS = [
    "type",
    "title",
    "container_title",
    "container_short",
    "publisher",
    "place",
    "edition",
    "volume",
    "issue",
    "pages",
    "number",
    "doi",
    "pmid",
    "pmcid",
    "isbn",
    "issn",
    "url",
    "accessed",
    "version",
    "language",
    "abstract",
    "original_title",
    "kind_of_record",
]
"""The fields of `CitationRecord` that are texts and stand on `Study` under the same name."""

CONTRIBUTIONS = {
    "imported": _("brought the record in"),
    "wrote": _("wrote or edited the texts"),
    "edited": _("edited the facts"),
    "generated": _("ran the generator"),
}


class StudyContributor(models.Model):
    """Who had a hand in the desk's present state of a study, and how. Frozen into each revision.

    Four eyes rest on this: by what a person did, never by the role they hold.
    """

    study = models.ForeignKey(  # found by the constraint on study, person and kind
        Study, on_delete=models.CASCADE, related_name="contributors", db_index=False
    )
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=9, choices=CONTRIBUTIONS)
    at = models.DateTimeField()

    class Meta:
        ordering = ("study", "at")
        constraints = [
            models.UniqueConstraint(fields=("study", "person", "kind"), name="contributor_kind_is_kept_once"),
            one_of("kind", CONTRIBUTIONS, name="contributor_kind_is_known_word"),
        ]
        triggers = [
            # Forgotten only once what they did has been frozen with their name, reviewed and published.
            deleted_only_when(
                f"{OF_A_DEMO_STUDY} OR {OF_A_STUDY_THAT_LEAVES}"
                " OR EXISTS (SELECT 1 FROM evidence_publication p JOIN evidence_revision r"
                " ON r.id = p.revision_id JOIN evidence_revisioncontributor c ON c.revision_id = r.id"
                " WHERE p.study_id = OLD.study_id AND r.created_at >= OLD.at AND p.override_reason = ''"
                " AND p.review_policy <> 'open' AND c.person_id = OLD.person_id AND c.kind = OLD.kind)",
                "Who contributed to what nobody has reviewed yet",
            ),
            pgtrigger.Trigger(
                name="only_moves_on",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func=pgtrigger.Func(
                    "IF NEW.study_id <> OLD.study_id OR NEW.person_id <> OLD.person_id OR NEW.kind <> OLD.kind"
                    " OR NEW.at < OLD.at THEN"
                    + refusal(_("Who contributed is never changed; only the time of the last contribution moves on."))
                    + " END IF; RETURN NEW;"
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.get_kind_display()}"
