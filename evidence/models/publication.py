from __future__ import annotations

from typing import Self

import pgtrigger
from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import CheckConstraint, F, GeneratedField, Q
from django.db.models.expressions import RawSQL
from django.utils.functional import cached_property

from evidence.canonical import content_hash
from evidence.citations.record import CitationRecord
from evidence.models._guards import append_only, one_of, refusal
from evidence.models._shelf_sql import FOLLOWS_THE_SHELF
from evidence.models.page_change import publications_are_announced
from evidence.models.registry import REFRESH_THE_ALERT
from evidence.models.revision import FINDINGS, sql_condition
from evidence.tongue import gettext
from evidence.tongue import gettext_noop as _

REVIEW_POLICIES = {
    "two_people": _("two people have to approve"),
    "one_person": _("one person has to approve"),
    "open": _("nobody has to approve"),
}


def _from_content(path: str, output: models.Field, cast: str = "") -> GeneratedField:
    """A column that the database derives from `content`, so that it can never say anything else."""
    keys = ", ".join(f"'{key}'" for key in path.split("."))
    sql = f"jsonb_extract_path_text(content, {keys})"
    return GeneratedField(
        expression=RawSQL(f"({sql}){cast}", [], output_field=output),  # noqa: S611 - constant text of ours
        output_field=output,
        db_persist=True,
    )


DERIVED_COLUMNS = (
    "slug",
    "title",
    "journal",
    "year",
    "doi",
    "pmid",
    "pem_verdict",
    "design",
    "criteria_keys",
    "is_withdrawn",
)
# A BEFORE trigger does not see derived columns yet, so it compares all others.
_MAY_DIFFER = "array[" + ", ".join(f"'{name}'" for name in ("is_current", *DERIVED_COLUMNS)) + "]"


TAKES_ITS_PLACE = f"""
    -- One publisher at a time for a study: the second waits here, then sees the first one's row.
    -- Foreign keys are checked at the end of a transaction, so both rows are asked for here.
    SELECT * INTO page FROM evidence_study WHERE id = NEW.study_id FOR UPDATE;
    IF NOT FOUND THEN {refusal("There is no such study to publish.")} END IF;
    SELECT * INTO source FROM evidence_revision WHERE id = NEW.revision_id;
    IF NOT FOUND THEN {refusal("There is no such revision to publish.")} END IF;
    SELECT * INTO before FROM evidence_publication WHERE study_id = NEW.study_id AND is_current;
    IF source.study_id IS DISTINCT FROM NEW.study_id OR source.sha256 IS DISTINCT FROM NEW.sha256
        OR source.content IS DISTINCT FROM NEW.content OR page.demo IS DISTINCT FROM NEW.demo THEN
        {refusal("A publication holds exactly what its revision holds.")}
    END IF;
    IF EXISTS (SELECT 1 FROM evidence_revisionstep WHERE revision_id = NEW.revision_id AND kind = 'taken_back') THEN
        {refusal("This revision was taken back or edited after it was submitted: its votes are void.")}
    END IF;
    IF EXISTS (SELECT 1 FROM evidence_revision WHERE study_id = NEW.study_id AND number > source.number) THEN
        {refusal("There is a newer revision of this page.")}
    END IF;
    IF source.parent_id IS DISTINCT FROM before.id THEN
        {refusal("The live page has changed since this revision was made: make a new one from it.")}
    END IF;
    IF NEW.number <> coalesce(before.number, 0) + 1 OR NEW.supersedes_id IS DISTINCT FROM before.id
        OR NOT NEW.is_current THEN
        {refusal("A publication takes the next number and supersedes the live one.")}
    END IF;
    -- A wrong identifier is a reason to withdraw a page, so a tombstone asks for no confirmed identity.
    IF NOT NEW.content ? 'withdrawn' AND page.identity_confirmed_at IS NULL THEN
        {refusal("The identity of this study is not confirmed, so it cannot be published.")}
    END IF;
    IF NOT NEW.content ? 'withdrawn' AND NOT EXISTS (SELECT 1 FROM evidence_textscan
        WHERE revision_id = NEW.revision_id AND blocking = 0) THEN
        {refusal("The scanner has not passed this revision: submit it again.")}
    END IF;
    IF NOT NEW.content ? 'withdrawn' AND EXISTS (SELECT 1 FROM evidence_registryanswer
        WHERE study_id = NEW.study_id AND titles_agree IS FALSE AND identifier IN (page.doi, page.pmid)) THEN
        {refusal("A registry has another title under this DOI or PMID, so it cannot be published.")}
    END IF;
    SELECT count(DISTINCT reviewer_id) INTO approvals FROM evidence_review
        WHERE revision_id = NEW.revision_id AND sha256 = NEW.sha256 AND decision = 'approve';
    IF coalesce(jsonb_array_length(NEW.provenance -> 'approvals'), -1) <> approvals THEN
        {refusal("A publication tells of exactly the votes that were given.")}
    END IF;
    IF NEW.override_reason = '' THEN
        needed := CASE NEW.review_policy WHEN 'two_people' THEN 2 WHEN 'one_person' THEN 1 ELSE 0 END;
        IF approvals < needed THEN
            {refusal("There are fewer approvals of this content than the review policy asks for.")}
        END IF;
        IF EXISTS (SELECT 1 FROM evidence_review asked
            WHERE asked.revision_id = NEW.revision_id AND asked.decision = 'request_changes'
            AND NOT EXISTS (SELECT 1 FROM evidence_review decided WHERE decided.revision_id = NEW.revision_id
                AND decided.adjudicates AND decided.decision = 'approve' AND decided.id > asked.id)) THEN
            {refusal("A reviewer asks for changes, and nobody has decided otherwise.")}
        END IF;
        IF EXISTS (SELECT 1 FROM evidence_revisioncontributor
            WHERE NEW.review_policy <> 'open' AND revision_id = NEW.revision_id
            AND person_id = NEW.published_by_id) THEN
            {refusal("A person who contributed to a revision cannot publish it.")}
        END IF;
    END IF;
    UPDATE evidence_publication SET is_current = false WHERE id = before.id;
    RETURN NEW;
"""


ONE_STANDS = f"""
    SELECT count(*) FILTER (WHERE is_current),
        count(*) FILTER (WHERE is_current AND number = (
            SELECT max(number) FROM evidence_publication
            WHERE study_id = CASE WHEN TG_OP = 'DELETE' THEN OLD.study_id ELSE NEW.study_id END)),
        count(*)
    INTO standing, newest, published FROM evidence_publication
    WHERE study_id = CASE WHEN TG_OP = 'DELETE' THEN OLD.study_id ELSE NEW.study_id END;
    IF published > 0 AND (standing <> 1 OR newest <> 1) THEN
        {refusal("Exactly one publication of a study is current: the newest.")}
    END IF;
    RETURN NULL;
"""


class PublicationQuerySet(models.QuerySet["Publication"]):
    def current(self) -> Self:
        """The shelf as readers see it now: one publication a study. Every public surface starts here.

        A withdrawn page is none of them: only its address still answers, with a tombstone (`standing`).
        """
        return self.filter(is_current=True, is_withdrawn=False)

    def standing(self) -> Self:
        """What stands at each address now, tombstones included."""
        return self.filter(is_current=True)

    def newest_first(self) -> Self:
        return self.order_by(F("year").desc(nulls_last=True), "-published_at", "-pk")


class Publication(models.Model):
    """The shelf: publication `number` of a study's page, an immutable copy of an approved revision.

    A page is rendered from one row. `content` is the revision's content and `sha256` its hash; `provenance`
    tells how it came about: votes, who published, the review policy, versions, and the history up to itself.
    The database allows one current row a study and changes `is_current` only when the next one is inserted.
    """

    study = models.ForeignKey("evidence.Study", on_delete=models.PROTECT, related_name="publications")
    number = models.PositiveIntegerField()
    revision = models.OneToOneField("evidence.Revision", on_delete=models.PROTECT, related_name="publication")
    content = models.JSONField()
    sha256 = models.CharField("SHA-256", max_length=64)
    provenance = models.JSONField()
    review_policy = models.CharField(max_length=10, choices=REVIEW_POLICIES)
    override_reason = models.TextField(blank=True)
    reason = models.TextField(blank=True, help_text=_("What changed and why, for readers."))
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    is_current = models.BooleanField(default=True, editable=False)
    supersedes = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="superseded_by"
    )
    demo = models.BooleanField(default=False, editable=False)

    # For finding. Derived from `content` by the database.
    slug = _from_content("slug", models.CharField(max_length=120))
    title = _from_content("citation.title", models.TextField())
    journal = _from_content("citation.container_title", models.TextField())
    year = _from_content("citation.year", models.IntegerField(null=True), "::integer")
    doi = _from_content("citation.doi", models.CharField(max_length=300))
    pmid = _from_content("citation.pmid", models.CharField(max_length=12))
    pem_verdict = _from_content("pem.verdict", models.CharField(max_length=14, null=True))
    design = _from_content("design", models.CharField(max_length=20))
    is_withdrawn = GeneratedField(
        expression=RawSQL("content ? 'withdrawn'", [], output_field=models.BooleanField()),
        output_field=models.BooleanField(),
        db_persist=True,
    )
    criteria_keys = GeneratedField(
        expression=RawSQL("content #> '{pem,keys}'", [], output_field=models.JSONField(null=True)),
        output_field=models.JSONField(null=True),
        db_persist=True,
    )

    objects = PublicationQuerySet.as_manager()

    class Meta:
        ordering = ("study_id", "-number")  # by the column: "study" would join the desk's table to every list
        indexes = [
            models.Index(
                F("year").desc(nulls_last=True),
                F("published_at").desc(),
                F("id").desc(),
                condition=Q(is_current=True, is_withdrawn=False),
                name="publication_newest_first",
            ),
            models.Index("slug", "number", name="publication_slug_number"),
            models.Index("published_at", "id", name="publication_in_order_of_time"),
            models.Index("pem_verdict", condition=Q(is_current=True), name="publication_verdict"),
            models.Index("demo", condition=Q(demo=True), name="publication_demo"),
            GinIndex("criteria_keys", name="publication_criteria"),
        ]
        constraints = [
            models.UniqueConstraint(fields=("study", "number"), name="publication_numbers_are_unique_in_a_study"),
            models.UniqueConstraint(
                fields=("study",), condition=Q(is_current=True), name="publication_one_current_a_study"
            ),
            models.UniqueConstraint(
                fields=("slug",), condition=Q(is_current=True), name="publication_one_current_an_address"
            ),
            models.UniqueConstraint(
                fields=("doi",),
                condition=Q(is_current=True, is_withdrawn=False) & ~Q(doi=""),
                name="publication_one_current_a_doi",
            ),
            models.UniqueConstraint(
                fields=("pmid",),
                condition=Q(is_current=True, is_withdrawn=False) & ~Q(pmid=""),
                name="publication_one_current_a_pmid",
            ),
            one_of("review_policy", REVIEW_POLICIES, name="publication_review_policy_is_known_word"),
            CheckConstraint(
                condition=Q(number=1, supersedes__isnull=True) | Q(number__gt=1, supersedes__isnull=False),
                name="publication_supersedes_the_one_before",
            ),
            CheckConstraint(
                condition=sql_condition(
                    f"content ? 'withdrawn' OR NOT (content -> 'texts' ?| {FINDINGS})"
                    " OR content -> 'texts' ? 'does_not_prove'"
                ),
                name="publication_tells_what_the_study_does_not_prove",
                violation_error_message=_("“What this study does not prove” is missing."),
            ),
            CheckConstraint(
                # IS TRUE: a verdict that is missing is no verdict that passes.
                condition=sql_condition(
                    "content ? 'withdrawn' OR (content #>> '{pem,verdict}' IN ('unclear', 'not_applicable')"
                    " OR (content #>> '{pem,verdict}' IN ('required', 'not_required')"
                    " AND content #>> '{pem,quote}' <> '' AND content #>> '{pem,place}' <> '')) IS TRUE"
                ),
                name="publication_has_a_pem_verdict_with_its_receipt",
                violation_error_message=_("The PEM verdict needs the paper's own words and their place."),
            ),
            CheckConstraint(
                condition=Q(number=1) | ~Q(reason=""),
                name="publication_that_changes_a_page_says_why",
                violation_error_message=_("Say what changes on the live page, and why."),
            ),
        ]
        triggers = [
            *(trigger for trigger in append_only("A publication") if trigger.name != "never_updated"),
            pgtrigger.Trigger(
                name="never_updated",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                # The one lawful update is made by `takes_its_place` below, one trigger deep.
                func=pgtrigger.Func(
                    "IF pg_trigger_depth() > 1 AND OLD.is_current AND NOT NEW.is_current"
                    f" AND to_jsonb(NEW) - {_MAY_DIFFER} = to_jsonb(OLD) - {_MAY_DIFFER} THEN RETURN NEW; END IF;"
                    + refusal(_("A publication is never changed: publish the next number."))
                ),
            ),
            pgtrigger.Trigger(
                name="takes_its_place",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                declare=[
                    ("page", "evidence_study%ROWTYPE"),
                    ("source", "evidence_revision%ROWTYPE"),
                    ("before", "evidence_publication%ROWTYPE"),
                    ("approvals", "integer"),
                    ("needed", "integer"),
                ],
                func=pgtrigger.Func(TAKES_ITS_PLACE),
            ),
            pgtrigger.Trigger(
                name="tells_of_confirmed_notices",
                when=pgtrigger.After,
                operation=pgtrigger.Insert,
                declare=[("about", "bigint")],
                func=pgtrigger.Func("about := NEW.study_id;" + REFRESH_THE_ALERT),
            ),
            pgtrigger.Trigger(
                name="search_follows_the_shelf",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                declare=[("was_live", "boolean"), ("is_live", "boolean")],
                func=pgtrigger.Func(FOLLOWS_THE_SHELF),
            ),
            publications_are_announced(),
            pgtrigger.Trigger(
                name="one_stands",
                when=pgtrigger.After,
                timing=pgtrigger.Deferred,  # asked when the transaction ends, whatever happened in it
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                declare=[("standing", "integer"), ("newest", "integer"), ("published", "integer")],
                func=pgtrigger.Func(ONE_STANDS),
            ),
        ]

    def __str__(self) -> str:
        return gettext("Publication %(number)s of %(slug)s") % {"number": self.number, "slug": self.slug}

    @cached_property
    def citation(self) -> CitationRecord:
        """The paper's bibliographic facts as published."""
        return CitationRecord.from_dict(self.content["citation"])

    @property
    def hash_is_true(self) -> bool:
        """Recomputes the hash from the stored content."""
        return content_hash(self.content) == self.sha256
