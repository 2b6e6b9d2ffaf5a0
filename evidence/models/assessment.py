from __future__ import annotations

import pgtrigger
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import CheckConstraint, Q

from evidence import vocabulary as words
from evidence.models._checks import ChecksTogether
from evidence.models._guards import (
    OF_A_DEMO_STUDY,
    OF_A_STUDY_THAT_LEAVES,
    append_only,
    born_with,
    deleted_only_when,
    one_of,
    refusal,
)
from evidence.pem import NOT_APPLICABLE_REASONS, NOT_REQUIRED_REASONS, VERDICT_WORDS, PEMFacts, Verdict
from evidence.tongue import gettext
from evidence.tongue import gettext_noop as _

VERDICT_CHOICES = {str(verdict): text for verdict, text in VERDICT_WORDS.items()}
NEEDS_RECEIPT = (str(Verdict.REQUIRED), str(Verdict.NOT_REQUIRED))
METHODS = {
    "two_coders": _("two coders agreed"),
    "adjudicated": _("two coders differed, and a third person decided"),
    "one_person": _("one person"),
    "machine": _("machine proposal only"),
}
_RECEIPT = ~Q(verdict__in=NEEDS_RECEIPT) | (~Q(quote="") & ~Q(place=""))


class PEMAssessment(ChecksTogether, models.Model):
    """What one coder read about inclusion. Final once submitted."""

    study = models.ForeignKey("evidence.Study", on_delete=models.CASCADE, related_name="assessments")
    coder = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    round = models.PositiveSmallIntegerField(default=1)
    cohorts = models.JSONField(default=list, blank=True, help_text=_("Groups of participants and their rules."))
    not_applicable = models.CharField(max_length=20, blank=True, choices=NOT_APPLICABLE_REASONS)
    verdict = models.CharField("stated verdict", max_length=14, choices=VERDICT_CHOICES, blank=True)
    against_the_rules_because = models.TextField(
        blank=True, help_text=_("Why the stated verdict differs from what the policy computes.")
    )
    quote = models.TextField("the paper's words", blank=True)
    place = models.CharField("where in the paper", max_length=300, blank=True)
    basis = models.CharField(max_length=10, choices=words.BASIS, default="abstract")
    comment = models.TextField(blank=True)
    draft = models.JSONField(
        default=dict,
        blank=True,
        help_text=_("What the coder has typed so far; it may be invalid until it is submitted."),
    )
    edit_token = models.PositiveIntegerField(default=1, editable=False)
    codebook_version = models.CharField(max_length=20, default="v0.1")
    started_at = models.DateTimeField(auto_now_add=True)
    submitted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("study", "round", "id")
        verbose_name = "PEM assessment"
        constraints = [
            models.UniqueConstraint(fields=("study", "coder", "round"), name="assessment_one_a_coder_and_round"),
            one_of("verdict", ["", *VERDICT_CHOICES], name="assessment_verdict_is_known_word"),
            CheckConstraint(
                condition=Q(submitted_at__isnull=True) | (~Q(verdict="") & _RECEIPT),
                name="assessment_submitted_has_verdict_and_receipt",
                violation_error_message=_("“Required” and “not required” need the paper's own words and their place."),
            ),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="final_once_submitted",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__submitted_at__isnull=False),
                func=pgtrigger.Func(refusal(_("A submitted assessment is final: open a new round."))),
            ),
            deleted_only_when(f"OLD.submitted_at IS NULL OR {OF_A_DEMO_STUDY}", "A submitted assessment"),
            pgtrigger.Trigger(
                name="two_coders_a_round",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func=pgtrigger.Func(
                    "PERFORM 1 FROM evidence_study WHERE id = NEW.study_id FOR UPDATE;"
                    " IF (SELECT count(*) FROM evidence_pemassessment"
                    " WHERE study_id = NEW.study_id AND round = NEW.round) >= 2 THEN"
                    + refusal(_("Two people are coding this study already."))
                    + " END IF; RETURN NEW;"
                ),
            ),
        ]

    def __str__(self) -> str:
        return gettext("Assessment %(number)s of study %(study)s") % {"number": self.pk, "study": self.study_id}

    @property
    def facts(self) -> PEMFacts:
        return PEMFacts.from_dict({"cohorts": self.cohorts, "not_applicable": self.not_applicable})


RESTS_ON_WHAT_PEOPLE_READ = f"""
    SELECT count(DISTINCT coder_id) INTO coders FROM evidence_pemassessment
        WHERE id = ANY(NEW.assessments) AND study_id = NEW.study_id AND submitted_at IS NOT NULL;
    IF coders <> cardinality(NEW.assessments) THEN
        {refusal("A classification rests on submitted assessments of its own study, each by another person.")}
    END IF;
    IF NEW.method = 'adjudicated' AND EXISTS (SELECT 1 FROM evidence_pemassessment
        WHERE id = ANY(NEW.assessments) AND coder_id = NEW.decided_by_id) THEN
        {refusal("A person who coded a study cannot adjudicate it.")}
    END IF;
    RETURN NEW;
"""


class PEMClassification(ChecksTogether, models.Model):
    """The settled PEM verdict with its receipt; the newest row of a study counts. Append-only.

    `verdict` is computed by the policy from `cohorts`. Who decided and how is told by `method`.
    """

    study = models.ForeignKey("evidence.Study", on_delete=models.CASCADE, related_name="classifications")
    verdict = models.CharField(max_length=14, choices=VERDICT_CHOICES)
    cohorts = models.JSONField(default=list, blank=True)
    not_applicable = models.CharField(max_length=20, blank=True, choices=NOT_APPLICABLE_REASONS)
    reasons = ArrayField(models.TextField(), default=list)
    why_not_required = models.CharField(max_length=14, blank=True, choices=NOT_REQUIRED_REASONS)
    quote = models.TextField(blank=True)
    place = models.CharField(max_length=300, blank=True)
    basis = models.CharField(max_length=10, choices=words.BASIS)
    method = models.CharField(max_length=11, choices=METHODS)
    assessments = ArrayField(
        models.BigIntegerField(), default=list, blank=True, help_text=_("Ids of the assessments it rests on.")
    )
    reason = models.TextField(blank=True, help_text=_("Why it was decided so, where a person had to weigh."))
    policy_version = models.CharField(max_length=20)
    machine_version = models.CharField(max_length=60, blank=True)
    machine = models.JSONField(
        "what the machine said", default=dict, blank=True,
        help_text=_("Its whole proposal: spans, confidence, kind of study. Empty where people decided."),
    )  # fmt: skip
    decided_at = models.DateTimeField()
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    demo = models.BooleanField(default=False, editable=False)

    class Meta:
        ordering = ("study", "-id")
        verbose_name = "PEM classification"
        constraints = [
            one_of("verdict", VERDICT_CHOICES, name="classification_verdict_is_known_word"),
            one_of("method", METHODS, name="classification_method_is_known_word"),
            CheckConstraint(
                condition=_RECEIPT,
                name="classification_has_a_receipt",
                violation_error_message=_("“Required” and “not required” need the paper's own words and their place."),
            ),
            CheckConstraint(
                condition=Q(method="machine", decided_by__isnull=True)
                | (~Q(method="machine") & Q(decided_by__isnull=False)),
                name="classification_is_decided_by_a_person_or_a_machine",
            ),
            CheckConstraint(
                condition=Q(method="machine")
                | Q(method="one_person", assessments__len=1)
                | Q(method="two_coders", assessments__len__gte=2)
                | Q(method="adjudicated", assessments__len__gte=2),
                name="classification_names_the_assessments_it_rests_on",
            ),
        ]
        triggers = [
            *append_only("A PEM classification", or_when=f"OLD.method = 'machine' AND {OF_A_STUDY_THAT_LEAVES}"),
            born_with("evidence_study", "study_id"),
            pgtrigger.Trigger(
                name="rests_on_what_people_read",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                declare=[("coders", "integer")],
                func=pgtrigger.Func(RESTS_ON_WHAT_PEOPLE_READ),
            ),
        ]

    def __str__(self) -> str:
        told = {"verdict": self.get_verdict_display(), "study": self.study_id}
        return gettext("%(verdict)s (study %(study)s)") % told

    @property
    def facts(self) -> PEMFacts:
        return PEMFacts.from_dict({"cohorts": self.cohorts, "not_applicable": self.not_applicable})


__all__ = ["METHODS", "NEEDS_RECEIPT", "VERDICT_CHOICES", "PEMAssessment", "PEMClassification"]


class ProposalSeen(models.Model):
    """Somebody looked at a machine's proposal before the study was coded, so they can no longer code it blind."""

    study = models.ForeignKey("evidence.Study", on_delete=models.CASCADE, related_name="proposal_seen")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("study", "at")
        verbose_name_plural = "proposals seen"
        constraints = [models.UniqueConstraint(fields=("study", "person"), name="proposal_is_seen_once_by_a_person")]
        triggers = [deleted_only_when(f"{OF_A_DEMO_STUDY} OR {OF_A_STUDY_THAT_LEAVES}", "What somebody has seen")]

    def __str__(self) -> str:
        told = {"person": self.person, "study": self.study_id}
        return gettext("%(person)s saw the proposal for study %(study)s") % told
