"""Criteria and PEM: what coders read, and how it is settled."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils import timezone

from evidence.actions.audit import record
from evidence.actions.desk import desk_changed
from evidence.actions.roles import require
from evidence.canonical import normalise, text_hash
from evidence.classifier import CLASSIFIER_VERSION, classify_paper
from evidence.models import PEMAssessment, PEMClassification, ProposalSeen, Study
from evidence.models.assessment import NEEDS_RECEIPT
from evidence.models.lease import LEASE
from evidence.pem import Decision, PEMFacts, decide
from evidence.pem.codebook import CODEBOOK_VERSION
from evidence.pem.reference import criteria_by_key
from evidence.pem.verdicts import VERDICT_NAMES
from evidence.tongue import Sentence, gettext_noop, word
from evidence.workflow import Refusal

CODERS_NEEDED = 2
AGAINST_THE_RULES = gettext_noop(
    "By the rules these facts give “{right}”, not “{stated}”. {reasons} Change it, or say why you differ."
)


@transaction.atomic
def start_assessment(*, study: Study, by: models.Model, now: datetime | None = None) -> PEMAssessment:
    """Take one of the two places of the present round, or find the one taken before."""
    now = now or timezone.now()
    require(by, "code_pem")
    study = Study.objects.select_for_update().get(pk=study.pk)
    round = study.coding_round
    mine = study.assessments.filter(coder=by, round=round).first()
    if mine is not None:
        return mine
    if study.proposal_seen.filter(person=by).exists():
        raise Refusal(
            gettext_noop("You have looked at the machine's proposal for this study, so you cannot code it blind.")
        )
    if study.assessments.filter(round=round).count() >= CODERS_NEEDED:
        raise Refusal(gettext_noop("Two people are coding this study already."))
    if study.classifications.filter(assessments__overlap=_ids(study, round)).exists():
        # The reading of the one person shows by now, so whoever came second would not be blind.
        raise Refusal(
            gettext_noop("One person's reading has settled this round. Open a new round to have the study coded again.")
        )
    # The machine reads before the first person does, so that what it says can be measured against people later.
    read_by_machine(study=study, now=now)
    assessment = PEMAssessment.objects.create(study=study, coder=by, round=round)
    record("assessment.started", by=by, about=assessment, study=study, now=now)
    return assessment


@transaction.atomic
def save_draft(
    *, assessment: PEMAssessment, by: models.Model, draft: Mapping[str, Any], token: int | None = None
) -> PEMAssessment:
    """Keep what a coder has typed so far. It may be invalid; nobody else sees it.

    Drafts leave no audit event: they are saved every few seconds and are nobody's word yet.
    """
    assessment = PEMAssessment.objects.select_for_update().get(pk=assessment.pk)
    _check_own(assessment, by)
    if token is not None and token != assessment.edit_token:
        raise Refusal(gettext_noop("This draft was saved from another window in between. Reload to see it."))
    assessment.draft = normalise(dict(draft))
    assessment.edit_token += 1
    assessment.save(update_fields=["draft", "edit_token"])
    return assessment


@transaction.atomic
def hand_back_assessment(*, assessment: PEMAssessment, by: models.Model, now: datetime | None = None) -> None:
    """Give a place in the round back, so that somebody else can code."""
    assessment = PEMAssessment.objects.select_for_update().get(pk=assessment.pk)
    _check_own(assessment, by)
    record("assessment.handed_back", by=by, about=assessment, study=assessment.study, now=now)
    assessment.delete()


@transaction.atomic
def submit_assessment(
    *,
    study: Study,
    by: models.Model,
    facts: PEMFacts,
    verdict: str,
    quote: str = "",
    place: str = "",
    basis: str = "abstract",
    comment: str = "",
    against_the_rules_because: str = "",
    now: datetime | None = None,
) -> PEMAssessment:
    """One coder's reading, final. A stated verdict that contradicts the policy needs a reason.

    When the second coder of the round submits the same reading, the verdict is settled at once.
    """
    now = now or timezone.now()
    assessment = start_assessment(study=study, by=by, now=now)
    _check_own(assessment, by)
    decision = _decide(facts)
    if verdict != decision.verdict and not against_the_rules_because.strip():
        raise Refusal(
            Sentence.of(
                AGAINST_THE_RULES,
                right=word(VERDICT_NAMES[decision.verdict]),
                stated=word(VERDICT_NAMES[verdict]) if verdict in VERDICT_NAMES else verdict.replace("_", " "),
                reasons=Sentence.joined(decision.reasons),
            )
        )
    if verdict in NEEDS_RECEIPT and not (quote.strip() and place.strip()):
        raise Refusal(gettext_noop("“Required” and “not required” need the paper's own words and their place."))
    told = {
        "verdict": verdict, "quote": quote.strip(), "place": place.strip(), "basis": basis, "comment": comment,
        "against_the_rules_because": against_the_rules_because, "submitted_at": now, "draft": {},
        "codebook_version": CODEBOOK_VERSION,
        **facts.to_dict(),
    }  # fmt: skip
    for name, value in told.items():
        setattr(assessment, name, value)
    _check_valid(assessment, exclude=["study", "coder"])
    assessment.save()
    record("assessment.submitted", by=by, about=assessment, study=study, now=now)
    coded = list(study.assessments.filter(round=assessment.round, submitted_at__isnull=False).order_by("submitted_at"))
    if len(coded) >= CODERS_NEEDED and agree(coded):
        settle(assessments=coded, now=now)
    return assessment


@transaction.atomic
def open_new_round(*, study: Study, by: models.Model, reason: str, now: datetime | None = None) -> int:
    """Have a study coded again, by anybody: the full text was read, or a decision was wrong. Returns the round.

    Nothing is deleted: the settled verdict stands until the new round is settled.
    """
    now = now or timezone.now()
    require(by, "edit_desk")
    if not reason.strip():
        raise Refusal(gettext_noop("Say why the study is coded again."))
    study = Study.objects.select_for_update().get(pk=study.pk)
    if not round_is_over(study):
        # The same answer whether nobody has submitted or one coder has: anything else would tell of an open round.
        raise Refusal(
            gettext_noop("The present round of coding is not finished, so there is nothing to code again yet.")
        )
    study.coding_round += 1
    study.save(update_fields=["coding_round"])
    record("coding.new_round", by=by, about=study, now=now, reason=reason.strip(),
           detail={"round": study.coding_round})  # fmt: skip
    return study.coding_round


def round_is_over(study: Study) -> bool:
    """Have both coders of the present round submitted, or has one person's reading settled it?"""
    finished = study.assessments.filter(round=study.coding_round, submitted_at__isnull=False)
    if finished.count() >= CODERS_NEEDED:
        return True
    return study.classifications.filter(assessments__overlap=_ids(study, study.coding_round)).exists()


def agree(assessments: Sequence[PEMAssessment]) -> bool:
    """Do these readings say the same (order, labels and comments aside)?"""
    return len({_essence(assessment) for assessment in assessments}) == 1


def _check_own(assessment: PEMAssessment, by: models.Model) -> None:
    if assessment.coder_id != by.pk:
        raise Refusal(gettext_noop("This is another person's assessment."))
    if assessment.submitted_at is not None:
        raise Refusal(gettext_noop("You have submitted this assessment; it is final."))


@transaction.atomic
def settle(*, assessments: Sequence[PEMAssessment], now: datetime | None = None) -> PEMClassification:
    """Make the classification from assessments that agree: one person's, or two people's.

    Raises Refusal when they differ (then a third person adjudicates) or when one person coded twice.
    """
    first, last = assessments[0], assessments[-1]
    people = {assessment.coder_id for assessment in assessments}
    if len(people) != len(assessments):
        raise Refusal(gettext_noop("Two assessments by the same person do not make two coders."))
    if any(assessment.submitted_at is None for assessment in assessments):
        raise Refusal(gettext_noop("An assessment has not been submitted yet."))
    if not agree(assessments):
        raise Refusal(gettext_noop("The coders differ. A third person who sees both has to decide."))
    taken = set(_ids(first.study, first.round))
    if len(people) < CODERS_NEEDED and not taken <= {assessment.pk for assessment in assessments}:
        raise Refusal(
            gettext_noop(
                "Two people are coding this study. Wait for both, or ask for the other place to be handed back."
            )
        )
    return _classify(
        study=first.study,
        facts=first.facts,
        method="two_coders" if len(people) > 1 else "one_person",
        by=last.coder,
        assessments=assessments,
        receipt=first,
        now=now,
    )


@transaction.atomic
def adjudicate(
    *,
    assessments: Sequence[PEMAssessment],
    by: models.Model,
    facts: PEMFacts,
    receipt: PEMAssessment,
    reason: str,
    now: datetime | None = None,
) -> PEMClassification:
    """A third person decides between coders who differ. `receipt` is the assessment whose quote is kept.

    Once: what was decided is decided again only after a new round.
    """
    require(by, "adjudicate")
    study = Study.objects.select_for_update().get(pk=assessments[0].study_id)
    if by.pk in {assessment.coder_id for assessment in assessments}:
        raise Refusal(gettext_noop("You coded this study yourself, so you cannot adjudicate it."))
    check_adjudicable(study=study, assessments=assessments)
    if receipt not in assessments:
        raise Refusal(gettext_noop("The words that are kept are those of one of the two readings."))
    if not reason.strip():
        raise Refusal(gettext_noop("Say why you decided so."))
    return _classify(
        study=study, facts=facts, method="adjudicated", by=by, assessments=assessments,
        receipt=receipt, reason=reason, now=now,
    )  # fmt: skip


def check_adjudicable(*, study: Study, assessments: Sequence[PEMAssessment]) -> None:
    """Refusal unless these are the two finished readings of the present round, differ, and nobody decided yet."""
    finished = [one for one in assessments if one.submitted_at is not None and one.round == study.coding_round]
    if len(finished) < CODERS_NEEDED or len(finished) < len(assessments):
        raise Refusal(gettext_noop("The present round of coding is not finished, so there is nothing to decide yet."))
    if agree(assessments):
        raise Refusal(gettext_noop("The two readings say the same, so there is nothing to decide."))
    if study.classifications.filter(assessments__overlap=[one.pk for one in assessments]).exists():
        raise Refusal(gettext_noop("A third person has decided between these two readings already."))


@transaction.atomic
def free_place(*, assessment: PEMAssessment, by: models.Model, reason: str, now: datetime | None = None) -> None:
    """Take an unfinished place in a round back from somebody who left it for 48 hours, without blame.

    What they had typed is kept in the trail, which shows nothing of it before the round is over.
    """
    now = now or timezone.now()
    require(by, "manage_accounts")
    assessment = PEMAssessment.objects.select_for_update().get(pk=assessment.pk)
    if assessment.submitted_at is not None:
        raise Refusal(gettext_noop("This assessment has been submitted; there is nothing to take back."))
    if assessment.started_at > now - LEASE:
        raise Refusal(
            gettext_noop("The place was taken less than 48 hours ago. Wait, or ask the coder to hand it back.")
        )
    if not reason.strip():
        raise Refusal(gettext_noop("Say why the place is taken back."))
    record("assessment.place_freed", by=by, about=assessment, study=assessment.study, now=now, reason=reason.strip(),
           detail={"coder": str(assessment.coder), "draft": assessment.draft})  # fmt: skip
    assessment.delete()


@transaction.atomic
def look_at_proposal(*, study: Study, by: models.Model, now: datetime | None = None) -> ProposalSeen:
    """Look at a machine's proposal while coding is open, and give up coding this study. Not for who codes it."""
    now = now or timezone.now()
    require(by, "see_desk")
    study = Study.objects.select_for_update().get(pk=study.pk)
    if study.assessments.filter(coder=by, round=study.coding_round, submitted_at__isnull=True).exists():
        raise Refusal(
            gettext_noop("You are coding this study. Finish or hand back first; until then the proposal stays hidden.")
        )
    seen, made = ProposalSeen.objects.get_or_create(study=study, person=by, defaults={"at": now})
    if made:
        record("proposal.seen", by=by, about=seen, study=study, now=now)
    return seen


@transaction.atomic
def propose(
    *,
    study: Study,
    facts: PEMFacts,
    machine_version: str,
    basis: str = "abstract",
    quote: str = "",
    place: str = "",
    machine: Mapping[str, Any] | None = None,
    now: datetime | None = None,
) -> PEMClassification:
    """What a machine read, to stand until a person has coded. The page says that it is a proposal.

    Kept also when people have settled the verdict already; it never takes the place of their decision
    (`Study.standing_classification`).
    """
    return _classify(
        study=study, facts=facts, method="machine", by=None, assessments=(), receipt=None, basis=basis,
        quote=quote, place=place, machine_version=machine_version, machine=dict(machine or {}), now=now,
    )  # fmt: skip


@transaction.atomic
def read_by_machine(*, study: Study, now: datetime | None = None) -> PEMClassification | None:
    """Have the classifier read title and abstract, once a version and text. None where nothing new is to be said."""
    said = classify_paper(title=study.title, abstract=study.abstract)
    version = machine_version(said.version)
    source = text_hash(f"{study.title}\n{study.abstract}")
    if study.classifications.filter(method="machine", machine_version=version, machine__source=source).exists():
        return None
    if str(said.verdict) in NEEDS_RECEIPT and not (said.quote and said.place):
        return None  # a verdict without the paper's words is none
    return propose(
        study=study, facts=said.facts, machine_version=version, quote=said.quote, place=said.place,
        basis="abstract" if study.abstract.strip() else "title_only",
        machine=said.to_dict() | {"source": source}, now=now,
    )  # fmt: skip


def machine_version(version: str) -> str:
    """ "Classifier v1.0": what pages and the scoreboard call the classifier."""
    return f"Classifier {version}"


def unread_studies() -> models.QuerySet[Study]:
    """Studies on which the present version of the classifier has said nothing yet."""
    read = PEMClassification.objects.filter(method="machine", machine_version=machine_version(CLASSIFIER_VERSION))
    return Study.objects.exclude(pk__in=read.values("study")).order_by("pk")


def _classify(
    *,
    study: Study,
    facts: PEMFacts,
    method: str,
    by: models.Model | None,
    assessments: Sequence[PEMAssessment],
    receipt: PEMAssessment | None,
    now: datetime | None,
    **more: Any,
) -> PEMClassification:
    now = now or timezone.now()
    decision = _decide(facts)
    if receipt is not None:
        more |= {"quote": receipt.quote, "place": receipt.place, "basis": receipt.basis}
    classification = PEMClassification(
        study=study,
        verdict=str(decision.verdict),
        reasons=list(decision.reasons),
        why_not_required=decision.why_not_required,
        policy_version=decision.policy_version,
        method=method,
        assessments=[assessment.pk for assessment in assessments],
        decided_by=by,
        decided_at=now,
        demo=study.demo,
        **facts.to_dict(),
        **more,
    )
    _check_valid(classification, exclude=["study", "decided_by"])
    classification.save()
    if method != "machine" or not study.classifications.exclude(method="machine").exists():
        desk_changed(study, by=by, kind="", now=now)
    record("classification.settled", by=by, about=classification, study=study, now=now, detail={"method": method})
    return classification


def _ids(study: Study, round: int) -> list[int]:
    return list(study.assessments.filter(round=round).values_list("pk", flat=True))


def _check_valid(row: models.Model, *, exclude: Sequence[str]) -> None:
    """A value that does not fit is refused in the words of its field, never as an error of the program."""
    try:
        row.full_clean(exclude=exclude)
    except ValidationError as error:
        raise Refusal(*error.messages) from None


def _decide(facts: PEMFacts) -> Decision:
    try:
        return decide(facts, criteria_by_key())
    except KeyError as error:
        raise Refusal(error.args[0]) from None


def _essence(assessment: PEMAssessment) -> tuple[Any, ...]:
    """What two coders have to agree on: the facts (order and labels aside) and the verdict."""
    cohorts = frozenset(
        (
            frozenset(frozenset((use.key, use.judged) for use in group) for group in cohort.groups),
            cohort.explicit_pem,
            cohort.purpose,
        )
        for cohort in assessment.facts.cohorts
    )
    return cohorts, assessment.not_applicable, assessment.verdict
