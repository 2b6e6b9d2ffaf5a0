from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, Q

from evidence.models._checks import ChecksTogether
from evidence.models._guards import append_only, born_with, one_of, refusal
from evidence.tongue import gettext
from evidence.tongue import gettext_noop as _

DECISIONS = {"approve": _("approves"), "request_changes": _("asks for changes"), "declined": _("declined to vote")}
CONFLICTS = {
    "none": _("no conflict of interest"),
    "author": _("is an author of the paper"),
    "co_author": _("has published with the authors"),
    "institution": _("works at the same institution"),
    "funder": _("is paid by the same funder"),
    "other": _("another conflict of interest"),
}


class Review(ChecksTogether, models.Model):
    """One person's vote on one revision, bound to the hash of what they saw. Append-only."""

    revision = models.ForeignKey("evidence.Revision", on_delete=models.PROTECT, related_name="reviews")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    sha256 = models.CharField("SHA-256 of what was seen", max_length=64)
    decision = models.CharField(max_length=15, choices=DECISIONS)
    comment = models.TextField(blank=True)
    conflict = models.CharField("conflict of interest", max_length=11, choices=CONFLICTS)
    conflict_note = models.TextField(blank=True)
    adjudicates = models.BooleanField(
        "decides between reviewers who differ", default=False, help_text=_("One a revision, with a reason.")
    )
    created_at = models.DateTimeField()
    demo = models.BooleanField(default=False, editable=False)

    class Meta:
        ordering = ("revision", "created_at")
        constraints = [
            models.UniqueConstraint(fields=("revision", "reviewer"), name="review_one_vote_a_person_and_revision"),
            one_of("decision", DECISIONS, name="review_decision_is_known_word"),
            one_of("conflict", CONFLICTS, name="review_conflict_is_known_word"),
            CheckConstraint(
                condition=~Q(decision="request_changes") | ~Q(comment=""),
                name="review_that_asks_for_changes_says_which",
                violation_error_message=_("Say which changes you ask for."),
            ),
            CheckConstraint(
                condition=Q(decision="declined") | Q(conflict="none"),
                name="review_with_a_conflict_of_interest_cannot_vote",
                violation_error_message=_("With a conflict of interest you cannot vote. Decline instead."),
            ),
            CheckConstraint(
                condition=Q(adjudicates=False) | (~Q(comment="") & ~Q(decision="declined")),
                name="review_that_adjudicates_gives_a_reason",
                violation_error_message=_("Say why you decided so."),
            ),
            models.UniqueConstraint(
                fields=("revision",), condition=Q(adjudicates=True), name="review_one_adjudication_a_revision"
            ),
        ]
        triggers = [
            *append_only("A vote"),
            born_with("evidence_revision", "revision_id"),
            pgtrigger.Trigger(
                name="votes_see_the_content_and_have_no_part_in_it",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func=pgtrigger.Func(
                    "IF NEW.sha256 IS DISTINCT FROM"
                    " (SELECT sha256 FROM evidence_revision WHERE id = NEW.revision_id) THEN"
                    + refusal(_("This vote names other content than the revision holds."))
                    + " END IF; IF EXISTS (SELECT 1 FROM evidence_revisioncontributor"
                    " WHERE revision_id = NEW.revision_id AND person_id = NEW.reviewer_id) THEN"
                    + refusal(_("A person who contributed to a revision cannot vote on it."))
                    + " END IF; IF EXISTS (SELECT 1 FROM evidence_revisionstep"
                    " WHERE revision_id = NEW.revision_id AND kind = 'taken_back') THEN"
                    + refusal(_("This revision was taken back: there is nothing to vote on."))
                    + " END IF; IF EXISTS (SELECT 1 FROM evidence_publication WHERE revision_id = NEW.revision_id)"
                    " OR EXISTS (SELECT 1 FROM evidence_revision newer JOIN evidence_revision this"
                    " ON this.study_id = newer.study_id AND newer.number > this.number"
                    " WHERE this.id = NEW.revision_id) THEN"
                    + refusal(_("This revision is published or has been replaced: there is nothing to vote on."))
                    + " END IF; IF NEW.adjudicates AND (SELECT count(DISTINCT decision) FROM evidence_review"
                    " WHERE revision_id = NEW.revision_id AND decision IN ('approve', 'request_changes')) < 2 THEN"
                    + refusal(_("There is nothing to adjudicate: the reviewers do not differ."))
                    + " END IF; RETURN NEW;"
                ),
            ),
        ]

    def __str__(self) -> str:
        told = {"who": self.reviewer, "does": self.get_decision_display(), "revision": self.revision_id}
        return gettext("%(who)s %(does)s (revision %(revision)s)") % told
