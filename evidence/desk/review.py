"""What the review page tells of one frozen revision: its state in words, what it needs next, who had a hand in it,
how everybody voted, what changed, and what the person who looks at it may do.

Reads only. The number of queries does not grow with votes, revisions or studies.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.db import models
from django.utils.translation import gettext as _

from evidence.desk.machines import FoundLine, frozen_findings
from evidence.diff import ContentDiff, SectionChanges, diff_content
from evidence.models import Lease, Publication, Review, Revision, RevisionStep, TextScan
from evidence.models.review import CONFLICTS, DECISIONS
from evidence.models.study import CONTRIBUTIONS
from evidence.presenters.words import shown, shown_capital
from evidence.tongue import gettext_noop
from evidence.workflow import (
    APPROVALS_NEEDED,
    STATE_NAMES,
    STATES,
    Candidate,
    Refusal,
    allowed,
    approving_people,
    candidate_state,
    check_transition,
)

CHECKLIST = {
    "numbers": gettext_noop("Every number on the page stands in the source."),
    "does_not_prove": gettext_noop("“What this study does not prove” is specific to this study."),
    "verdict": gettext_noop("The PEM verdict follows from the quoted words, and the quote stands where it says."),
    "no_advice": gettext_noop("Nothing on the page advises anybody what to do."),
    "plain_words": gettext_noop("The words are plain, and claim no more than the source does."),
}
"""What a reviewer looks at before approving. A condition of the form; it is stored nowhere."""

_NEXT = {
    "changes_requested": gettext_noop("An editor changes the texts and submits them again. That makes a new revision."),
    "consolidating": gettext_noop("An editor answers the comments that came with the approvals."),
    "adjudication": gettext_noop("A third person, who neither contributed nor voted, decides between the reviewers."),
    "approved": gettext_noop("A publisher who had no part in it publishes it."),
    "published": gettext_noop("Nothing. It is what readers see."),
    "superseded": gettext_noop("Nothing. It stays readable under its number."),
    "withdrawn": gettext_noop("Nothing. A tombstone stands at the address and says why."),
    "draft": gettext_noop("Nothing. No vote on it counts any more."),
}


@dataclass(frozen=True, slots=True)
class VoteLine:
    """One vote in words. `void` says why it does not count, "" where it does."""

    who: str
    decision: str
    on: datetime
    comment: str
    conflict: str
    conflict_note: str
    adjudicates: bool
    void: str


@dataclass(frozen=True, slots=True)
class ContributorLine:
    who: str
    what: str


class ReviewPage:
    """One revision as `person`, who has `abilities`, finds it at `now`.

    `candidate` is the revision as the rules see it (`actions.editorial.candidate_of`), `policy` the review policy;
    `revision` comes with its study, parent, publication and author of the submission. `since` is the number of an
    earlier revision to compare with, as text: for somebody who has read that one.
    """

    def __init__(
        self,
        revision: Revision,
        candidate: Candidate,
        *,
        person: models.Model,
        abilities: Collection[str],
        policy: str,
        now: datetime,
        since: str = "",
    ) -> None:
        self.revision, self.candidate = revision, candidate
        self.study = revision.study
        self.person, self.abilities, self.policy, self.now = person, abilities, policy, now
        self._since = since
        self.rule_state = candidate_state(candidate, policy)

    # --- Where it stands -----------------------------------------------------------------------------
    @cached_property
    def publication(self) -> Publication | None:
        return getattr(self.revision, "publication", None)

    @property
    def state(self) -> str:
        """A key of STATES; a published revision may have been superseded since."""
        if self.publication is None:
            return self.rule_state
        if not self.publication.is_current:
            return "superseded"
        return "withdrawn" if self.is_tombstone else "published"

    @property
    def state_words(self) -> str:
        if self.taken_back:
            return _("Taken back: its votes are void")
        if not self.candidate.is_latest and self.publication is None:
            return _("Replaced by a newer revision: its votes are void")
        return ": ".join((shown_capital(STATE_NAMES[self.state]), shown(STATES[self.state])))

    @property
    def next_words(self) -> str:
        if self.state != "in_review":
            return _(_NEXT[self.state])
        missing = APPROVALS_NEEDED[self.policy] - len(approving_people(self.candidate.votes, self.candidate.sha256))
        if missing == 1:
            return _("One more approval, by somebody who had no part in it.")
        return _("%(number)d more approvals, by people who had no part in it.") % {"number": missing}

    @property
    def is_open(self) -> bool:
        """May anything still be done with it?"""
        return self.candidate.is_latest and not self.candidate.taken_back and self.publication is None

    @property
    def is_tombstone(self) -> bool:
        return "withdrawn" in self.revision.content

    @cached_property
    def steps(self) -> dict[str, RevisionStep]:
        return {step.kind: step for step in self.revision.steps.select_related("person")}

    @property
    def taken_back(self) -> RevisionStep | None:
        return self.steps.get("taken_back")

    @property
    def answered(self) -> RevisionStep | None:
        return self.steps.get("comments_answered")

    @cached_property
    def others(self) -> list[Revision]:
        """The other revisions of this study, newest first, without their contents."""
        rows = self.study.revisions.exclude(pk=self.revision.pk).defer("content", "canonical")
        return list(rows.order_by("-number"))

    @property
    def newer(self) -> Revision | None:
        return next((other for other in self.others if other.number > self.revision.number), None)

    # --- Who -----------------------------------------------------------------------------------------
    @cached_property
    def contributors(self) -> list[ContributorLine]:
        kinds: dict[models.Model, set[str]] = {}
        for row in self.revision.contributors.select_related("person").order_by("person__username"):
            kinds.setdefault(row.person, set()).add(row.kind)
        return [
            ContributorLine(str(person), ", ".join(_(words) for kind, words in CONTRIBUTIONS.items() if kind in what))
            for person, what in kinds.items()
        ]

    @property
    def contributed(self) -> bool:
        return self.person.pk in self.candidate.contributors

    @cached_property
    def reviews(self) -> list[Review]:
        return list(self.revision.reviews.select_related("reviewer").order_by("created_at", "pk"))

    @property
    def votes(self) -> list[VoteLine]:
        void = ""
        if self.publication is None and not self.is_open:
            step = self.taken_back
            void = step.note if step else _("A newer revision took its place.")
        return [
            VoteLine(
                who=str(review.reviewer),
                decision=_(DECISIONS[review.decision]),
                on=review.created_at,
                comment=review.comment,
                conflict="" if review.conflict == "none" else _(CONFLICTS[review.conflict]),
                conflict_note=review.conflict_note,
                adjudicates=review.adjudicates,
                void=void,
            )
            for review in self.reviews
        ]

    @cached_property
    def leases(self) -> list[Lease]:
        """Who is reading it for review, or deciding, just now."""
        running = self.study.leases.filter(task__in=("review", "adjudicate"), lapses_at__gt=self.now)
        return list(running.select_related("person").order_by("taken_at"))

    @property
    def my_lease(self) -> Lease | None:
        return next((lease for lease in self.leases if lease.person_id == self.person.pk), None)

    # --- What changed --------------------------------------------------------------------------------
    @cached_property
    def live(self) -> Publication | None:
        return Publication.objects.standing().filter(study=self.study).first()

    @property
    def compared_with(self) -> Publication | None:
        """What an open revision would replace, and what a closed one was made from."""
        return self.live if self.is_open else self.revision.parent

    @property
    def compared_words(self) -> str:
        if self.compared_with is None:
            return _("nothing (the whole page)")
        return _("the live page") if self.is_open else _("the page it was made from")

    @property
    def is_stale(self) -> bool:
        """Was the live page changed after this revision was made?"""
        return self.is_open and self.candidate.parent != self.candidate.live

    @property
    def earlier(self) -> list[Revision]:
        return [other for other in self.others if other.number < self.revision.number]

    @property
    def since(self) -> Revision | None:
        """The earlier revision that was asked for, if there is such a one."""
        return next((other for other in self.earlier if str(other.number) == self._since), None)

    @cached_property
    def changes(self) -> ContentDiff:
        """The whole difference to the live page (or to `since`); for a new page, everything it would hold."""
        before = self.since or self.compared_with
        return diff_content(before.content if before else None, self.revision.content)

    @property
    def sections(self) -> list[SectionChanges]:
        """The changes by section; of a new page the texts first, as readers meet them."""
        found = list(self.changes.sections)
        return sorted(found, key=lambda section: section.key != "texts") if self.changes.is_new else found

    # --- What the scanner found ----------------------------------------------------------------------
    @cached_property
    def scan(self) -> TextScan | None:
        """What was found when this was submitted, frozen with it. A tombstone has none."""
        return TextScan.objects.filter(revision=self.revision).first()

    @cached_property
    def findings(self) -> list[FoundLine]:
        """Worst first, each with the dispute that editors gave."""
        return frozen_findings(self.scan)

    # --- What the person may do ----------------------------------------------------------------------
    def may(self, transition: str) -> bool:
        return allowed(
            transition, state=self.rule_state, abilities=self.abilities, contributed=self.contributed,
            policy=self.policy,
        )  # fmt: skip

    @property
    def own_vote(self) -> Review | None:
        return next((review for review in self.reviews if review.reviewer_id == self.person.pk), None)

    @property
    def decides(self) -> str:
        """ "vote", "adjudicate", or "" where there is nothing for this person to decide."""
        if not self.is_open or self.own_vote is not None:
            return ""
        if self.may("approve"):
            return "vote"
        return "adjudicate" if self.may("adjudicate") else ""

    @property
    def why_nothing_to_decide(self) -> str:
        """In words, why this person is offered no vote on an open revision."""
        own = self.own_vote
        if own is not None:
            return _(_AS_TOLD_TO_YOU[own.decision])
        if self.contributed:
            return _("You contributed to this revision, so others decide about it.")
        try:
            name = "adjudicate" if self.rule_state == "adjudication" else "approve"
            check_transition(name, state=self.rule_state, abilities=self.abilities, contributed=self.contributed)
        except Refusal as refusal:
            return " ".join(shown(sentence) for sentence in refusal.sentences)
        return ""

    @property
    def offers(self) -> frozenset[str]:
        """The deeds that have a form on the page."""
        if not self.is_open:
            return frozenset()
        own = [name for name in ("answer_comments", "take_back") if self.may(name)]
        return frozenset(["take", "hand_back", "publish", *own, *(["decide"] if self.decides else [])])

    @property
    def task(self) -> str:
        """The lease that fits what the person may do here."""
        return {"vote": "review", "adjudicate": "adjudicate"}.get(self.decides, "")


_AS_TOLD_TO_YOU = {
    "approve": gettext_noop("You have voted: you approved it. A vote is final; a new revision asks again."),
    "request_changes": gettext_noop(
        "You have voted: you asked for changes. A vote is final; a new revision asks again."
    ),
    "declined": gettext_noop("You have voted: you declined to vote. A vote is final; a new revision asks again."),
}
