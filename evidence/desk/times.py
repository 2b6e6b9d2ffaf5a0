"""How long revisions stay in each state, worked out again from what happened to them and when.

Nothing stores a state, so its history is replayed: after each vote and each step the state is derived as it
was then.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import pairwise
from statistics import median

from django.conf import settings

from evidence.models import Publication, Review, Revision, RevisionStep
from evidence.workflow import STATES, Candidate, Vote, candidate_state

Moment = tuple[datetime, str]
Event = tuple[datetime, Review | RevisionStep | Publication]


@dataclass(frozen=True, slots=True)
class History:
    """What became of one revision: `moments` are (when, state) at every change, beginning with its submission."""

    moments: tuple[Moment, ...]
    first_vote: datetime | None

    @property
    def submitted(self) -> datetime:
        return self.moments[0][0]

    def reached(self, state: str) -> datetime | None:
        """When it first came into a state."""
        return next((at for at, now in self.moments if now == state), None)


def histories() -> list[History]:
    """The history of each revision that went through review, in four queries however many there are.

    A tombstone goes through no review and is left out.
    """
    happened: dict[int, list[Event]] = defaultdict(list)
    for review in Review.objects.defer("conflict_note").order_by("pk"):
        happened[review.revision_id].append((review.created_at, review))
    for step in RevisionStep.objects.only("revision_id", "kind", "at").order_by("pk"):
        happened[step.revision_id].append((step.at, step))
    policies, tombstones = {}, set()
    for one in Publication.objects.only("revision_id", "published_at", "review_policy", "is_withdrawn").order_by("pk"):
        happened[one.revision_id].append((one.published_at, one))
        policies[one.revision_id] = one.review_policy
        if one.is_withdrawn:
            tombstones.add(one.revision_id)
    return [
        _history(sha256, submitted, happened[pk], policies.get(pk, settings.REVIEW_POLICY))
        for pk, sha256, submitted in Revision.objects.order_by("pk").values_list("pk", "sha256", "created_at")
        if pk not in tombstones
    ]


def _history(sha256: str, submitted: datetime, happened: list[Event], policy: str) -> History:
    candidate = Candidate(sha256=sha256, content={})
    moments: list[Moment] = [(submitted, candidate_state(candidate, policy))]
    for at, event in sorted(happened, key=lambda one: one[0]):
        candidate = _after(candidate, event)
        state = candidate_state(candidate, policy)
        if state != moments[-1][1]:
            moments.append((at, state))
    votes = [at for at, event in happened if isinstance(event, Review) and event.decision != "declined"]
    return History(tuple(moments), min(votes, default=None))


def _after(candidate: Candidate, event: Review | RevisionStep | Publication) -> Candidate:
    if isinstance(event, Publication):
        return replace(candidate, published=True)
    if isinstance(event, RevisionStep):
        return replace(candidate, **{event.kind: True})  # a kind of step is named like the fact it makes true
    vote = Vote(event.reviewer_id, event.sha256, event.decision, bool(event.comment), event.adjudicates)
    return replace(candidate, votes=(*candidate.votes, vote))


def stays(found: Iterable[History]) -> list[tuple[str, float, int]]:
    """(state, median hours, number) over every stay in a state that has ended."""
    hours: dict[str, list[float]] = defaultdict(list)
    for history in found:
        for (since, state), (until, _) in pairwise(history.moments):
            hours[state].append(_hours(until - since))
    return [(state, round(median(hours[state]), 1), len(hours[state])) for state in STATES if hours[state]]


def milestones(found: Iterable[History]) -> list[tuple[str, float, int]]:
    """(milestone, median hours since the submission, number) for the first vote, approval and publication."""
    taken: dict[str, list[float]] = {"first vote": [], "approved": [], "published": []}
    for history in found:
        reached = {"first vote": history.first_vote} | {
            state: history.reached(state) for state in ("approved", "published")
        }
        for name, at in reached.items():
            if at is not None:
                taken[name].append(_hours(at - history.submitted))
    return [(name, round(median(hours), 1), len(hours)) for name, hours in taken.items() if hours]


def _hours(span: timedelta) -> float:
    return span.total_seconds() / 3600
