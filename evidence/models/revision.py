from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, Q
from django.db.models.expressions import RawSQL

from evidence.models._guards import append_only, born_with, never_truncated, one_of, refusal
from evidence.models.study import CONTRIBUTIONS
from evidence.tongue import gettext
from evidence.tongue import gettext_noop as _
from evidence.vocabulary import FINDINGS_FIELDS, LANGUAGE_TAG

FINDINGS = "array[" + ",".join(f"'{field}'" for field in sorted(FINDINGS_FIELDS)) + "]"


def sql_condition(condition: str) -> RawSQL:
    return RawSQL(condition, [], output_field=models.BooleanField())  # noqa: S611 - constant text of ours


class Revision(models.Model):
    """The whole content of a page, frozen for review. Append-only.

    `canonical` is the canonical JSON, `sha256` the hash of its UTF-8 bytes (the database recomputes it) and
    `content` the same as JSON. Votes name the hash they saw, so an edit, which makes a new revision, voids them.
    """

    study = models.ForeignKey("evidence.Study", on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField()
    content = models.JSONField()
    canonical = models.TextField()
    sha256 = models.CharField("SHA-256", max_length=64)
    parent = models.ForeignKey(
        "evidence.Publication",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("The live publication it was made from."),
    )
    reason = models.TextField(blank=True, help_text=_("What changed and why, for readers."))
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    demo = models.BooleanField(default=False, editable=False)

    class Meta:
        ordering = ("study", "-number")
        constraints = [
            models.UniqueConstraint(fields=("study", "number"), name="revision_numbers_are_unique_in_a_study"),
            CheckConstraint(
                condition=sql_condition("sha256 = encode(sha256(convert_to(canonical, 'UTF8')), 'hex')"),
                name="revision_hash_is_the_hash_of_its_content",
            ),
            CheckConstraint(
                condition=sql_condition("canonical::jsonb = content"), name="revision_canonical_text_is_its_content"
            ),
            CheckConstraint(
                condition=sql_condition(
                    f"content ->> 'basis' <> 'title_only' OR NOT (content -> 'texts' ?| {FINDINGS})"
                ),
                name="revision_from_a_title_alone_tells_no_findings",
                violation_error_message=_("From a title alone no findings can be told."),
            ),
            CheckConstraint(
                # IS TRUE: a page that names no language is no page in a language that we know.
                condition=sql_condition(f"(content ->> 'language' ~ '{LANGUAGE_TAG}') IS TRUE"),
                name="revision_says_in_which_language_it_is",
                violation_error_message=_("Write the language of the page as a tag: “en-GB”, “de”."),
            ),
            CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(reason=""),
                name="revision_of_a_live_page_says_why",
                violation_error_message=_("Say what changes on the live page, and why."),
            ),
        ]
        triggers = [
            *append_only("A revision"),
            born_with("evidence_study", "study_id"),
            pgtrigger.Trigger(
                name="names_everybody_who_contributed",
                when=pgtrigger.After,
                timing=pgtrigger.Deferred,
                operation=pgtrigger.Insert,
                func=pgtrigger.Func(
                    "IF EXISTS (SELECT 1 FROM evidence_studycontributor s WHERE s.study_id = NEW.study_id"
                    " AND s.at <= NEW.created_at AND NOT EXISTS (SELECT 1 FROM evidence_revisioncontributor c"
                    " WHERE c.revision_id = NEW.id AND c.person_id = s.person_id AND c.kind = s.kind)) THEN"
                    + refusal(_("A revision names everybody who contributed to what the desk holds."))
                    + " END IF; RETURN NULL;"
                ),
            ),
        ]

    def __str__(self) -> str:
        return gettext("Revision %(number)s of study %(study)s") % {"number": self.number, "study": self.study_id}


class RevisionContributor(models.Model):
    """Who contributed to a revision, frozen with it. They neither vote on it nor publish it. Append-only."""

    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="contributors")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=9, choices=CONTRIBUTIONS)

    class Meta:
        ordering = ("revision", "person", "kind")
        constraints = [
            models.UniqueConstraint(
                fields=("revision", "person", "kind"), name="revision_contributor_kind_is_kept_once"
            ),
            one_of("kind", CONTRIBUTIONS, name="revision_contributor_kind_is_known_word"),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="never_updated",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                func=pgtrigger.Func(refusal(_("Who contributed to a revision is never changed."))),
            ),
            pgtrigger.Trigger(
                name="never_deleted",
                when=pgtrigger.Before,
                operation=pgtrigger.Delete,
                func=pgtrigger.Func(
                    "IF (SELECT demo FROM evidence_revision WHERE id = OLD.revision_id) THEN RETURN OLD; END IF;"
                    + refusal(_("Who contributed to a revision is never deleted."))
                ),
            ),
            never_truncated("Who contributed to a revision"),
            pgtrigger.Trigger(
                name="frozen_with_the_revision",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func=pgtrigger.Func(
                    "IF EXISTS (SELECT 1 FROM evidence_review WHERE revision_id = NEW.revision_id)"
                    " OR EXISTS (SELECT 1 FROM evidence_publication WHERE revision_id = NEW.revision_id) THEN"
                    + refusal(_("Who contributed to a revision is frozen before the first vote."))
                    + " END IF; RETURN NEW;"
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} {self.get_kind_display()}"


STEPS = {
    "taken_back": _("taken back, or edited after it was submitted: its votes are void"),
    "comments_answered": _("the author side answered the reviewers' comments"),
}


class RevisionStep(models.Model):
    """Something that happened to a revision besides votes. Append-only."""

    revision = models.ForeignKey(Revision, on_delete=models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=17, choices=STEPS)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        help_text=_("Empty: the system."),
    )
    note = models.TextField(help_text=_("Why, or the answer."))
    at = models.DateTimeField()
    demo = models.BooleanField(default=False, editable=False)

    class Meta:
        ordering = ("revision", "at")
        constraints = [
            models.UniqueConstraint(
                fields=("revision",), condition=Q(kind="taken_back"), name="revision_is_taken_back_once"
            ),
            one_of("kind", STEPS, name="revision_step_kind_is_known_word"),
            CheckConstraint(
                condition=~Q(note=""),
                name="revision_step_says_why",
                violation_error_message=_("Say why, or give the answer."),
            ),
        ]
        triggers = [
            *append_only("What happened to a revision"),
            born_with("evidence_revision", "revision_id"),
            pgtrigger.Trigger(
                name="nothing_happens_after_publication",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func=pgtrigger.Func(
                    "IF EXISTS (SELECT 1 FROM evidence_publication WHERE revision_id = NEW.revision_id) THEN"
                    + refusal(_("This revision is published: nothing more happens to it."))
                    + " END IF; RETURN NEW;"
                ),
            ),
        ]

    def __str__(self) -> str:
        told = {"step": self.get_kind_display(), "revision": self.revision_id}
        return gettext("%(step)s (revision %(revision)s)") % told
