"""What the study workbench shows of one study, read in the same number of queries however long its history is.

Blind coding stays blind here: no assessment, nothing about an unfinished round but that it is unfinished, no
machine's proposal before two people have coded (`evidence.desk.visibility`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from evidence.actions.assessments import round_is_over
from evidence.actions.content import page_content
from evidence.desk.registries import in_short
from evidence.desk.visibility import visible_classifications
from evidence.models import (
    AuditEvent,
    FoundNotice,
    Lease,
    Notice,
    PEMClassification,
    Publication,
    Review,
    Revision,
    RevisionStep,
    Study,
    StudyLink,
)
from evidence.models.study import CONTRIBUTIONS
from evidence.presenters.words import shown
from evidence.tongue import gettext_noop as _
from evidence.workflow import (
    STATE_NAMES,
    STATES,
    Candidate,
    Vote,
    allowed,
    candidate_state,
    comments_answered,
    content_refusals,
)

TRAIL = 60  # events that the page shows; the whole trail is in the admin

_CODING = ("assessment.", "classification.")
"""Beginnings of audit events that tell of coding. The PEM part of the page says what may be said."""

_QUIET = ("lease.",)
"""Who took what and gave it back is no history of the page."""

EVENTS = {
    "study.edited": _("edited the facts"),
    "study.identity_confirmed": _("confirmed the identity"),
    "study.moved": _("gave the page another address"),
    "study.restored": _("put an earlier publication back on the desk"),
    "text.written": _("wrote or edited the texts"),
    "notice.added": _("added a notice"),
    "notice.found": _("learnt of a notice from a registry"),
    "notice.confirmed": _("confirmed a notice that a registry named"),
    "notice.dismissed": _("dismissed a notice that a registry named"),
    "registry.lookup_requested": _("asked for the registries to be asked"),
    "registry.answered": _("kept a new answer of a registry"),
    "link.added": _("added a related record"),
    "finding.disputed": _("disputed a finding of the scanner"),
    "finding.dispute_ended": _("took the dispute of a finding back"),
    "draft.requested": _("asked the generator for a draft"),
    "draft.proposed": _("proposed a draft"),
    "draft.failed": _("could not propose a draft"),
    "draft.taken_over": _("took a proposed block over"),
    "draft.discarded": _("put a draft aside"),
    "page.scan_failed": _("found that the live page fails the scanner"),
    "coding.new_round": _("asked for the study to be coded again"),
    "revision.submitted": _("submitted a revision"),
    "revision.taken_back": _("took a revision back"),
    "revision.voted": _("voted"),
    "revision.declined": _("declined to vote"),
    "revision.adjudicated": _("decided between reviewers"),
    "revision.comments_answered": _("answered the reviewers' comments"),
    "publication.published": _("published"),
    "publication.overridden": _("published in an emergency, without the votes"),
    "publication.withdrawn": _("withdrew the page"),
}
"""Audit event -> what its actor did, in words."""


@dataclass(frozen=True, slots=True)
class RevisionLine:
    """One frozen revision in the history. `state` is derived; a void vote counts for nothing any more."""

    revision: Revision
    state: str
    publication: Publication | None
    votes: tuple[Review, ...]
    taken_back: RevisionStep | None
    answered: RevisionStep | None
    contributors: frozenset[int]

    @property
    def is_open(self) -> bool:
        return self.state not in ("draft", "published")

    @property
    def votes_are_void(self) -> bool:
        return self.state == "draft"

    @property
    def words(self) -> str:
        if self.taken_back is not None:
            return shown(_("taken back"))
        return shown(_("superseded by a newer revision") if self.state == "draft" else STATE_NAMES[self.state])


@dataclass(frozen=True, slots=True)
class Workbench:
    """One study on the desk. `state` is a key of STATES; `may` names the buttons that this person has."""

    study: Study
    authors: list[str]
    state: str
    missing: list[str]
    revisions: list[RevisionLine]
    publications: list[Publication]
    contributors: list[str]
    lease: Lease | None
    pem: PEMClassification | None
    coding_is_open: bool
    notices: list[Notice]
    links: list[StudyLink]
    linked_from: list[StudyLink]
    trail: list[tuple[AuditEvent, str]]
    registries: list[str]
    found_notices: list[FoundNotice]
    may: frozenset[str] = frozenset()

    @property
    def state_name(self) -> str:
        return shown(STATE_NAMES[self.state])

    @property
    def state_words(self) -> str:
        return shown(STATES[self.state])

    @property
    def live(self) -> Publication | None:
        """What stands at the page's address now, a tombstone included."""
        return next((one for one in self.publications if one.is_current), None)

    @property
    def open(self) -> RevisionLine | None:
        """The revision that waits for votes, answers, a decision or a publisher."""
        return next((line for line in self.revisions[:1] if line.is_open), None)


def workbench(study: Study, *, person: models.Model, abilities: Iterable[str], now: datetime) -> Workbench:
    """Everything the page shows, as `person` may see it."""
    publications = list(
        study.publications.select_related("published_by").defer("content", "provenance").order_by("-number")
    )
    revisions = _revisions(study)
    visible = visible_classifications(person).filter(study=study).order_by("-pk")
    pem = visible.exclude(method="machine").first() or visible.first()
    lease = study.leases.filter(task="edit", lapses_at__gt=now).select_related("person").first()
    bench = Workbench(
        study=study,
        authors=[
            f"{one.author} (ORCID {one.orcid})" if one.orcid else str(one.author)
            for one in study.authorships.select_related("author").order_by("position")
        ],
        state=_state(revisions, publications),
        missing=_missing(study, pem),
        revisions=revisions,
        publications=publications,
        contributors=[
            f"{one.person} {shown(CONTRIBUTIONS[one.kind])}" for one in study.contributors.select_related("person")
        ],
        lease=lease,
        pem=pem,
        coding_is_open=not round_is_over(study),
        notices=list(study.notices.order_by("-date", "-pk")),
        links=list(study.links.select_related("target")),
        linked_from=list(study.linked_from.select_related("study")),
        trail=_trail(study),
        registries=in_short(study),
        found_notices=list(study.found_notices.filter(state="waiting").order_by("found_at", "pk")),
    )
    return replace(bench, may=_may(bench, person, frozenset(abilities)))


def last_savers(study: Study, part: str) -> dict[str, AuditEvent]:
    """Field -> the event that changed it last; under "" the newest event of all.

    `part` is facts or texts. For a page that tells a second saver by whom and when something was saved.
    """
    action, side = {"facts": ("study.edited", "after"), "texts": ("text.written", "before")}[part]
    events = AuditEvent.objects.filter(study_id=study.pk).filter(Q(action=action) | Q(action="study.restored"))
    newest: dict[str, AuditEvent] = {}
    for event in events.select_related("actor").order_by("-pk")[:200]:
        newest.setdefault("", event)
        for name in event.detail.get(side, ()):
            newest.setdefault(name, event)
    return newest


def _revisions(study: Study) -> list[RevisionLine]:
    """Every revision, newest first, with its state derived as `actions.editorial.candidate_of` derives one."""
    rows = (
        study.revisions.select_related("created_by", "publication")
        .defer("content", "canonical", "publication__content", "publication__provenance")
        .prefetch_related("reviews__reviewer", "steps__person", "contributors")
        .order_by("-number")
    )
    return [_line(revision, is_latest=place == 0) for place, revision in enumerate(rows)]


def _line(revision: Revision, *, is_latest: bool) -> RevisionLine:
    steps = {step.kind: step for step in revision.steps.all()}
    votes = tuple(sorted(revision.reviews.all(), key=lambda review: review.pk))
    publication = getattr(revision, "publication", None)
    contributors = frozenset(one.person_id for one in revision.contributors.all())
    candidate = Candidate(
        sha256=revision.sha256,
        content={},
        votes=tuple(
            Vote(vote.reviewer_id, vote.sha256, vote.decision, bool(vote.comment), vote.adjudicates) for vote in votes
        ),
        contributors=contributors,
        taken_back="taken_back" in steps,
        is_latest=is_latest,
        comments_answered=comments_answered(
            remarks=[vote.created_at for vote in votes if vote.decision == "approve" and vote.comment],
            answers=[step.at for step in revision.steps.all() if step.kind == "comments_answered"],
        ),
        published=publication is not None,
    )
    return RevisionLine(
        revision=revision,
        state=candidate_state(candidate, settings.REVIEW_POLICY),
        publication=publication,
        votes=votes,
        taken_back=steps.get("taken_back"),
        answered=steps.get("comments_answered"),
        contributors=contributors,
    )


def _state(revisions: list[RevisionLine], publications: list[Publication]) -> str:
    """Of the candidate where one is open; else of the page: published, withdrawn, or still a draft."""
    if revisions and revisions[0].is_open:
        return revisions[0].state
    live = next((one for one in publications if one.is_current), None)
    if live is None:
        return "draft"
    return "withdrawn" if live.is_withdrawn else "published"


def _missing(study: Study, pem: PEMClassification | None) -> list[str]:
    """What the present content lacks. Of the classification only what this person may see is judged."""
    content: dict[str, Any] = page_content(study)
    content["pem"] = {} if pem is None else {"verdict": pem.verdict, "quote": pem.quote, "place": pem.place}
    return [shown(sentence) for sentence in content_refusals(content)]


def _trail(study: Study) -> list[tuple[AuditEvent, str]]:
    hidden = Q()
    for beginning in (*_CODING, *_QUIET):
        hidden |= Q(action__startswith=beginning)
    events = AuditEvent.objects.filter(study_id=study.pk).exclude(hidden).select_related("actor").defer("detail")
    return [(event, shown(EVENTS.get(event.action, event.action))) for event in events.order_by("-pk")[:TRAIL]]


def _may(bench: Workbench, person: models.Model, abilities: frozenset[str]) -> frozenset[str]:
    """The buttons. Hiding one protects nothing: the actions check again."""
    line = bench.open
    contributed = line is not None and person.pk in line.contributors
    page = "draft" if bench.live is None else "withdrawn" if bench.live.is_withdrawn else "published"
    facts = {"state": bench.state, "abilities": abilities, "contributed": contributed}
    may = {name for name in ("submit", "take_back", "answer_comments") if allowed(name, **facts)}
    if allowed("withdraw", **(facts | {"state": page})):
        may.add("withdraw")
    if "confirm_identity" in abilities and (bench.study.doi or bench.study.pmid):
        may.add("confirm_identity")
    if abilities & {"code_pem", "adjudicate"}:
        may.add("code")
    if "edit_desk" in abilities:
        may |= {"edit", "restore"}
        if not bench.coding_is_open:
            may.add("code_again")
        if bench.lease is None:
            may.add("take_lease")
        elif bench.lease.person_id == person.pk:
            may.add("hand_back_lease")
    return frozenset(may)
