"""One reading of the desk for one person: every open revision with its derived state, and who is able to do what."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, overload

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import models
from django.db.models import BooleanField, Case, Exists, OuterRef, Prefetch, QuerySet, Value, When

from evidence.models import Review, Revision, RevisionContributor, RevisionStep
from evidence.workflow import Candidate, Vote, approving_people, candidate_state, comments_answered


@dataclass(frozen=True, slots=True)
class Waiting:
    """One row of a queue: which study, since when, the room where it is done, and a word about it.

    `yours` is True where the person has begun it or contributed to it.
    """

    study_id: int
    since: datetime
    address: str
    note: str = ""
    yours: bool = False


class Rows(Sequence[Waiting]):
    """A queue that is a query: its length is a COUNT, and a page of it is one SELECT."""

    def __init__(self, query: QuerySet[Any], row: Callable[[Any], Waiting]) -> None:
        self.query, self.row = query, row

    def __len__(self) -> int:
        return self.query.count()

    @overload
    def __getitem__(self, key: int) -> Waiting: ...

    @overload
    def __getitem__(self, key: slice) -> list[Waiting]: ...

    def __getitem__(self, key: int | slice) -> Waiting | list[Waiting]:
        return [self.row(one) for one in self.query[key]] if isinstance(key, slice) else self.row(self.query[key])


@dataclass(frozen=True, slots=True)
class OpenRevision:
    """An open revision as the queues see it. `since` is when it came into its state."""

    pk: int
    study_id: int
    number: int
    state: str
    since: datetime
    contributors: frozenset[int]
    voters: frozenset[int]
    approvals: int

    @property
    def touched(self) -> frozenset[int]:
        """The people who may no longer decide about it."""
        return self.contributors | self.voters

    def waiting(self, person: int, *, room: str = "review", note: str = "") -> Waiting:
        address = f"/admin/desk/review/{self.pk}" if room == "review" else f"/admin/desk/study/{self.study_id}"
        return Waiting(self.study_id, self.since, address, note, yours=person in self.contributors)


class OpenWork:
    """The desk at one moment, for one person. Each question is asked of the database once at most."""

    def __init__(self, person: models.Model, abilities: Iterable[str], *, now: datetime) -> None:
        self.person, self.abilities, self.now = person, frozenset(abilities), now

    @cached_property
    def revisions(self) -> list[OpenRevision]:
        return sorted(open_revisions(), key=lambda revision: (revision.since, revision.pk))

    def in_state(self, state: str) -> list[OpenRevision]:
        return [revision for revision in self.revisions if revision.state == state]

    @cached_property
    def able(self) -> dict[str, frozenset[int]]:
        """Ability -> the active people who have it (superusers have all)."""
        return {name: people_with(name) for name in ("code_pem", "review_revision", "adjudicate", "publish")}


def people_with(ability: str) -> frozenset[int]:
    """Ids of the active people who have an ability."""
    able = get_user_model().objects.with_perm(
        f"evidence.{ability}", backend="django.contrib.auth.backends.ModelBackend"
    )
    return frozenset(able.values_list("pk", flat=True))


def open_revisions() -> list[OpenRevision]:
    """Every revision that is neither published nor taken back nor overtaken by a newer one. Four queries."""
    newer = Revision.objects.filter(study=OuterRef("study"), number__gt=OuterRef("number"))
    back = RevisionStep.objects.filter(revision=OuterRef("pk"), kind="taken_back")
    says = Case(When(comment="", then=Value(False)), default=Value(True), output_field=BooleanField())
    found = (
        Revision.objects.filter(~Exists(newer), ~Exists(back), publication__isnull=True)
        .only("pk", "study_id", "number", "sha256", "created_at")
        .order_by("pk")
        .prefetch_related(
            Prefetch("reviews", Review.objects.annotate(says=says).defer("comment", "conflict_note").order_by("pk")),
            Prefetch("steps", RevisionStep.objects.only("revision_id", "kind", "at").order_by("pk")),
            Prefetch("contributors", RevisionContributor.objects.order_by("pk")),
        )
    )
    return [_open(revision) for revision in found]


def _open(revision: Revision) -> OpenRevision:
    reviews, steps = list(revision.reviews.all()), list(revision.steps.all())
    votes = tuple(
        Vote(review.reviewer_id, review.sha256, review.decision, review.says, review.adjudicates) for review in reviews
    )
    candidate = Candidate(
        sha256=revision.sha256,
        content={},
        votes=votes,
        comments_answered=comments_answered(
            remarks=[review.created_at for review in reviews if review.decision == "approve" and review.says],
            answers=[step.at for step in steps if step.kind == "comments_answered"],
        ),
    )
    state = candidate_state(candidate, settings.REVIEW_POLICY)
    moved = [review.created_at for review in reviews if review.decision != "declined"] + [step.at for step in steps]
    return OpenRevision(
        pk=revision.pk,
        study_id=revision.study_id,
        number=revision.number,
        state=state,
        since=revision.created_at if state == "in_review" else max(moved, default=revision.created_at),
        contributors=frozenset(contributor.person_id for contributor in revision.contributors.all()),
        voters=frozenset(vote.person for vote in votes),
        approvals=len(approving_people(votes, revision.sha256)),
    )
