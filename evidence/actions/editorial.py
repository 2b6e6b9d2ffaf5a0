"""From the desk to the shelf: submit a revision, vote on it, publish it; and the ways back.

Every function checks the person's abilities, the state of the page and their part in the content through
`evidence.workflow`; the database checks again.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.db.models import Max
from django.utils import timezone

from evidence.actions.assessments import round_is_over
from evidence.actions.audit import record
from evidence.actions.content import language_refusals, page_content, tombstone
from evidence.actions.desk import open_revision
from evidence.actions.drafts import copied_refusals
from evidence.actions.provenance import provenance
from evidence.actions.registered_titles import title_refusals
from evidence.actions.roles import abilities_of, require
from evidence.actions.scanning import freeze_scan, scan_refusals
from evidence.canonical import canonical_json, normalise, text_hash
from evidence.models import (
    Lease,
    Publication,
    Review,
    Revision,
    RevisionContributor,
    RevisionStep,
    Study,
    StudyContributor,
)
from evidence.tongue import Sentence, gettext_noop, word
from evidence.workflow import (
    IDENTITY_OPEN,
    LIVE_PAGE_CHANGED,
    Candidate,
    Refusal,
    Vote,
    candidate_state,
    check_can_vote,
    check_transition,
    comments_answered,
    content_refusals,
    publish_refusals,
)

PAGE_WITHDRAWN = gettext_noop("The page was withdrawn.")
HELD_BY_ANOTHER = gettext_noop(
    "The {name} {value} belongs to the live page {page}. Publish that page with its own "
    "identifier first, or withdraw it."
)


@transaction.atomic
def submit(
    *, study: Study, by: models.Model, reason: str = "", language: str | None = None, now: datetime | None = None
) -> Revision:
    """Freeze the desk's state of a study as a revision, for review.

    `reason` says for readers what changes and why; it is needed once the page is live. `language` is the BCP 47 tag
    of the texts that the page will show, `text_of_page` where it is not named; it is sealed with them.
    Refusal when there are none in it, when the content lacks something that every page needs, when it equals the live
    page, or when a revision is in review already.
    """
    now = now or timezone.now()
    require(by, "edit_desk")
    study = _locked(study)
    if study.assessments.filter(round=study.coding_round).exists() and not round_is_over(study):
        # Neither a frozen page nor its refusals may tell a coder what the other or a machine has read.
        raise Refusal(gettext_noop("This study is being coded, blind. Wait until both coders have finished."))
    waiting = open_revision(study)
    if waiting is not None and state_of(waiting) != "changes_requested":
        raise Refusal(gettext_noop("A revision of this study is in review already. Take it back first."))
    live = _live(study)
    content = normalise(page_content(study, language))
    refusals = language_refusals(study, content["language"]) + content_refusals(content)
    refusals += copied_refusals(content, study) + scan_refusals(content, study)
    if live and not reason.strip():
        refusals.append(gettext_noop("Say what changes on the live page, and why."))
    if live and live.sha256 == text_hash(canonical_json(content)):
        refusals.append(gettext_noop("Nothing differs from the live page."))
    if refusals:
        raise Refusal(*refusals)
    revision = _freeze(study, content, live=live, reason=reason, by=by, now=now)
    freeze_scan(revision=revision, now=now)
    record("revision.submitted", by=by, about=revision, study=study, now=now, detail={"sha256": revision.sha256})
    return revision


@transaction.atomic
def take_back(*, revision: Revision, by: models.Model, note: str, now: datetime | None = None) -> RevisionStep:
    """Take a revision out of review, back to the desk. Its votes are void."""
    now = now or timezone.now()
    revision = _locked_revision(revision)
    check_transition("take_back", state=state_of(revision), abilities=abilities_of(by), contributed=True)
    return _step(revision, "taken_back", by=by, note=note, now=now, event="revision.taken_back")


@transaction.atomic
def answer_comments(*, revision: Revision, by: models.Model, answer: str, now: datetime | None = None) -> RevisionStep:
    """The author side answers the comments that came with approvals, so that the revision can be published."""
    now = now or timezone.now()
    revision = _locked_revision(revision)
    check_transition("answer_comments", state=state_of(revision), abilities=abilities_of(by), contributed=True)
    return _step(revision, "comments_answered", by=by, note=answer, now=now, event="revision.comments_answered")


@transaction.atomic
def vote(
    *,
    revision: Revision,
    by: models.Model,
    decision: str,
    seen: str,
    conflict: str = "none",
    conflict_note: str = "",
    comment: str = "",
    now: datetime | None = None,
) -> Review:
    """One person's vote on exactly the content they saw (`seen` is its SHA-256).

    `decision` is approve, request_changes (with a comment) or declined. With a conflict of interest only
    declining is possible, and the answer is kept.
    """
    now = now or timezone.now()
    revision = _locked_revision(revision)
    _check_seen(revision, seen)
    contributors, votes = _contributors(revision), _votes(revision)
    name = {"declined": "decline"}.get(decision, decision)
    check_transition(name, state=state_of(revision), abilities=abilities_of(by), contributed=by.pk in contributors)
    check_can_vote(person=by.pk, contributors=contributors, votes=votes, conflict=conflict, decision=decision)
    if decision == "request_changes" and not comment.strip():
        raise Refusal(gettext_noop("Say which changes you ask for."))
    review = Review(
        revision=revision, reviewer=by, sha256=seen, decision=decision, comment=comment.strip(),
        conflict=conflict, conflict_note=conflict_note, created_at=now, demo=revision.demo,
    )  # fmt: skip
    return _keep(review, "revision.declined" if decision == "declined" else "revision.voted", now)


@transaction.atomic
def adjudicate(
    *, revision: Revision, by: models.Model, decision: str, seen: str, reason: str, conflict: str = "none",
    now: datetime | None = None,
) -> Review:  # fmt: skip
    """A third person decides between reviewers who differ: approve or request_changes, with a reason."""
    now = now or timezone.now()
    revision = _locked_revision(revision)
    _check_seen(revision, seen)
    contributors, votes = _contributors(revision), _votes(revision)
    name = "adjudicate" if decision == "approve" else "adjudicate_against"
    check_transition(name, state=state_of(revision), abilities=abilities_of(by), contributed=by.pk in contributors)
    check_can_vote(person=by.pk, contributors=contributors, votes=votes, conflict=conflict)
    if not reason.strip():
        raise Refusal(gettext_noop("Say why you decided so."))
    review = Review(
        revision=revision, reviewer=by, sha256=seen, decision=decision, comment=reason.strip(), conflict=conflict,
        adjudicates=True, created_at=now, demo=revision.demo,
    )  # fmt: skip
    return _keep(review, "revision.adjudicated", now)


@transaction.atomic
def publish(*, revision: Revision, by: models.Model, now: datetime | None = None) -> Publication:
    """Put an approved revision on the shelf as the next number. Raises Refusal with every reason at once.

    Two people who publish the same study at once: the second waits for the first, then is told that the live
    page has changed.
    """
    now = now or timezone.now()
    require(by, "publish")
    study = _locked(revision.study)
    revision = Revision.objects.get(pk=revision.pk)
    refusals = refusals_to_publish(revision=revision, by=by)
    if refusals:
        raise Refusal(*refusals)
    return _shelve(study, revision, by=by, now=now, event="publication.published")


@transaction.atomic
def publish_in_emergency(
    *, revision: Revision, by: models.Model, reason: str, now: datetime | None = None
) -> Publication:
    """Publish without the votes that the policy asks for. The page shows `reason` for as long as it stands.

    Content rules and the confirmed identity are never waived.
    """
    now = now or timezone.now()
    study = _locked(revision.study)
    revision = Revision.objects.get(pk=revision.pk)
    check_transition("override", state=state_of(revision), abilities=abilities_of(by), contributed=True)
    if not reason.strip():
        raise Refusal(gettext_noop("Say why this cannot wait for the votes. The page will show it."))
    candidate = candidate_of(revision)
    refusals = [
        *content_refusals(candidate.content), *_held_by_another_page(revision), *title_refusals(revision.study),
    ]  # fmt: skip
    if not candidate.identity_confirmed:
        refusals.append(IDENTITY_OPEN)
    if candidate.parent != candidate.live:
        refusals.append(LIVE_PAGE_CHANGED)
    if refusals:
        raise Refusal(*refusals)
    return _shelve(study, revision, by=by, now=now, event="publication.overridden", override=reason.strip())


@transaction.atomic
def withdraw(*, study: Study, by: models.Model, reason: str, now: datetime | None = None) -> Publication:
    """Take a page down: a tombstone takes the next number, keeps the address and says why.

    Earlier numbers stay readable at their own addresses. A revision in review is taken back.
    """
    now = now or timezone.now()
    study = _locked(study)
    live = _live(study)
    state = "draft" if live is None else "withdrawn" if live.is_withdrawn else "published"
    check_transition("withdraw", state=state, abilities=abilities_of(by), contributed=True)
    if not reason.strip():
        raise Refusal(gettext_noop("Say why the page is withdrawn. The page will show it."))
    waiting = open_revision(study)
    if waiting is not None:
        _step(waiting, "taken_back", by=by, note=PAGE_WITHDRAWN, now=now, event="revision.taken_back")
    content = normalise(tombstone(live.content, reason=reason.strip(), on=now.date().isoformat()))
    revision = _freeze(study, content, live=live, reason=reason, by=by, now=now)
    return _shelve(study, revision, by=by, now=now, event="publication.withdrawn", override=reason.strip())


def refusals_to_publish(*, revision: Revision, by: models.Model) -> list[str]:
    """Every reason why `by` may not publish this revision now; empty where nothing stands in the way."""
    candidate = candidate_of(revision)
    if candidate.published:
        return [gettext_noop("This revision has been published already.")]
    refusals = publish_refusals(candidate, publisher=by.pk, policy=settings.REVIEW_POLICY)
    refusals += _held_by_another_page(revision)
    refusals += title_refusals(revision.study)
    if not refusals and _desk_hash(revision.study, revision) != revision.sha256:
        refusals = [gettext_noop("The desk no longer holds what was approved. Submit it again.")]
    return refusals


def _held_by_another_page(revision: Revision) -> list[str]:
    """One page is live for a DOI and for a PubMed number. Which other page holds one of this revision's?"""
    citation = revision.content["citation"]
    others = Publication.objects.current().exclude(study=revision.study_id)
    reasons = []
    for name, words in (("doi", "DOI"), ("pmid", gettext_noop("PubMed number"))):
        value = citation[name]
        holder = others.filter(**{name: value}).first() if value else None
        if holder is not None:
            reasons.append(Sentence.of(HELD_BY_ANOTHER, name=word(words), value=value, page=holder.slug))
    return reasons


def state_of(revision: Revision) -> str:
    """A key of `workflow.STATES`, derived from what the database holds now."""
    return candidate_state(candidate_of(revision), settings.REVIEW_POLICY)


def candidate_of(revision: Revision) -> Candidate:
    """The revision with everything the rules ask about."""
    study = revision.study
    live = _live(study)
    steps = set(revision.steps.values_list("kind", flat=True))
    return Candidate(
        sha256=revision.sha256,
        content=revision.content,
        parent=revision.parent_id,
        live=live.pk if live else None,
        votes=_votes(revision),
        contributors=_contributors(revision),
        identity_confirmed=Study.objects.filter(pk=study.pk, identity_confirmed_at__isnull=False).exists(),
        taken_back="taken_back" in steps,
        is_latest=not study.revisions.filter(number__gt=revision.number).exists(),
        comments_answered=comments_answered(
            remarks=revision.reviews.filter(decision="approve")
            .exclude(comment="")
            .values_list("created_at", flat=True),
            answers=revision.steps.filter(kind="comments_answered").values_list("at", flat=True),
        ),
        published=Publication.objects.filter(revision=revision).exists(),
    )


def _locked(study: Study) -> Study:
    return Study.objects.select_for_update().get(pk=study.pk)


def _locked_revision(revision: Revision) -> Revision:
    """The study's row is the lock for everything that happens to its revisions."""
    _locked(revision.study)
    return Revision.objects.get(pk=revision.pk)


def _live(study: Study) -> Publication | None:
    return study.publications.filter(is_current=True).first()


def _check_seen(revision: Revision, seen: str) -> None:
    if seen != revision.sha256:
        raise Refusal(
            gettext_noop("The content has changed since you read it. Read the new revision and vote on that.")
        )


def _contributors(revision: Revision) -> frozenset[int]:
    return frozenset(revision.contributors.values_list("person_id", flat=True))


def _votes(revision: Revision) -> tuple[Vote, ...]:
    return tuple(
        Vote(review.reviewer_id, review.sha256, review.decision, bool(review.comment), review.adjudicates)
        for review in revision.reviews.order_by("pk")
    )


def _desk_hash(study: Study, revision: Revision) -> str:
    """The hash of what the desk would give now."""
    content = page_content(study, revision.content.get("language", "en-GB"))
    return text_hash(canonical_json(content))


def _freeze(
    study: Study, content: Mapping[str, Any], *, live: Publication | None, reason: str, by: models.Model, now: datetime
) -> Revision:
    canonical = canonical_json(content)
    last = study.revisions.aggregate(number=Max("number"))["number"] or 0
    revision = Revision.objects.create(
        study=study, number=last + 1, content=content, canonical=canonical, sha256=text_hash(canonical),
        parent=live, reason=reason.strip(), created_at=now, created_by=by, demo=study.demo,
    )  # fmt: skip
    hands = set(study.contributors.values_list("person_id", "kind"))
    if live is not None and live.is_withdrawn:
        # Behind a tombstone the whole page is new to readers, so everybody who ever had a hand in it counts.
        hands |= set(RevisionContributor.objects.filter(revision__study=study).values_list("person_id", "kind"))
    RevisionContributor.objects.bulk_create(
        RevisionContributor(revision=revision, person_id=person, kind=kind) for person, kind in sorted(hands)
    )
    return revision


def _step(revision: Revision, kind: str, *, by: models.Model, note: str, now: datetime, event: str) -> RevisionStep:
    if not note.strip():
        raise Refusal(
            gettext_noop("Say why, in a few words.")
            if kind == "taken_back"
            else gettext_noop("Answer the comments in a few words.")
        )
    step = RevisionStep.objects.create(
        revision=revision, kind=kind, person=by, note=note.strip(), at=now, demo=revision.demo
    )
    record(event, by=by, about=step, study=revision.study, now=now, reason=note.strip())
    return step


def _keep(review: Review, event: str, now: datetime) -> Review:
    review.full_clean(exclude=["revision", "reviewer"])
    review.save()
    study = review.revision.study
    Lease.objects.filter(study=study, person=review.reviewer, task__in=("review", "adjudicate")).delete()
    record(event, by=review.reviewer, about=review, study=study, now=now, detail={"decision": review.decision})
    return review


def _shelve(
    study: Study, revision: Revision, *, by: models.Model, now: datetime, event: str, override: str = ""
) -> Publication:
    live = _live(study)
    number = live.number + 1 if live else 1
    publication = Publication.objects.create(
        study=study,
        number=number,
        revision=revision,
        content=revision.content,
        sha256=revision.sha256,
        provenance=provenance(revision, live, number=number, by=by, now=now),
        review_policy=settings.REVIEW_POLICY,
        override_reason=override,
        reason=revision.reason,
        published_at=now,
        published_by=by,
        supersedes=live,
        demo=study.demo,
    )
    if not override and settings.REVIEW_POLICY != "open":
        # What was contributed up to this revision has been reviewed, so a new round starts empty. What went out
        # unreviewed (in an emergency, under an open policy) is remembered until somebody has reviewed it.
        StudyContributor.objects.filter(study=study, at__lte=revision.created_at).delete()
    Lease.objects.filter(study=study, task="edit").delete()
    record(event, by=by, about=publication, study=study, now=now, reason=override or revision.reason,
           detail={"number": number, "sha256": revision.sha256})  # fmt: skip
    return publication
