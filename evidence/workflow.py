"""The editorial rules, pure: states, who may move what, what may be published, what a page may claim.

Every `check_...` raises `Refusal` with a sentence fit for the person who tried; `..._refusals` list all of
them, for a page that shows what is still missing. The database keeps the same promises in constraints and
triggers (`evidence/models`); these functions are there so that people are told kindly and early.

No state is stored. The state of a page's candidate is derived from the frozen revision, the votes that saw
exactly its content, and the shelf (`candidate_state`), so there is no field that a form could set.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from evidence.tongue import Sentence as Sentence  # for whoever shows what a Refusal says
from evidence.tongue import gettext_noop as _
from evidence.tongue import word
from evidence.vocabulary import FINDINGS_FIELDS

APPROVALS_NEEDED: Mapping[str, int] = {"two_people": 2, "one_person": 1, "open": 0}
"""Review policy -> how many people who had no part in the content have to approve exactly this content."""

STATES: Mapping[str, str] = {
    "draft": _("being worked on at the desk"),
    "in_review": _("frozen; waiting for votes"),
    "changes_requested": _("reviewers ask for changes"),
    "consolidating": _("approved with comments that the author side has not answered yet"),
    "adjudication": _("reviewers differ; a third person decides"),
    "approved": _("approved as the review policy asks; waiting to be published"),
    "published": _("on the shelf"),
    "superseded": _("on the shelf under its number; a newer publication is current"),
    "withdrawn": _("a tombstone stands at the address and says why"),
}
STATE_NAMES: Mapping[str, str] = {
    "draft": _("draft"),
    "in_review": _("in review"),
    "changes_requested": _("changes requested"),
    "consolidating": _("consolidating"),
    "adjudication": _("adjudication"),
    "approved": _("approved"),
    "published": _("published"),
    "superseded": _("superseded"),
    "withdrawn": _("withdrawn"),
}
"""How the sentences of the rules name a state."""


@dataclass(frozen=True, slots=True)
class Transition:
    """One way from state to state.

    `side` is author, reviewer, publisher or system; `ability` the permission it takes ("" for the system);
    `contributors_may` is False where nobody who contributed to the revision may do it. `target` is "" where the
    state stays as it is.
    """

    name: str
    sources: tuple[str, ...]
    target: str
    side: str
    ability: str
    contributors_may: bool
    guard: str
    event: str


_VOTING = ("in_review", "consolidating", "approved")
_OPEN = (*_VOTING, "adjudication")
TRANSITIONS: tuple[Transition, ...] = (
    Transition(
        "submit", ("draft", "changes_requested", "published", "withdrawn"), "in_review", "author", "edit_desk", True,
        "the content is complete and differs from the live page, with a reason where one is live",
        "revision.submitted",
    ),
    Transition(
        "take_back", ("in_review", "changes_requested", "consolidating", "adjudication", "approved"), "draft",
        "author", "edit_desk", True, "always; any edit of the desk does it too, and the votes are void",
        "revision.taken_back",
    ),
    Transition(
        "decline", _OPEN, "", "reviewer", "review_revision", False,
        "the conflict of interest is stated and kept", "revision.declined",
    ),
    Transition(
        "approve", _VOTING, "approved", "reviewer", "review_revision", False,
        "the hash seen is the revision's, no conflict of interest, first vote of this person", "revision.voted",
    ),
    Transition(
        "request_changes", _VOTING, "changes_requested", "reviewer", "review_revision", False,
        "a comment says which changes", "revision.voted",
    ),
    Transition(
        "count", ("in_review", "approved"), "consolidating", "system", "", True,
        "enough approvals, and one carries a comment", "revision.voted",
    ),
    Transition(
        "split", _VOTING, "adjudication", "system", "", True,
        "one person approves and another asks for changes", "revision.voted",
    ),
    Transition(
        "answer_comments", ("consolidating",), "approved", "author", "edit_desk", True,
        "each comment is answered in words", "revision.comments_answered",
    ),
    Transition(
        "adjudicate", ("adjudication",), "approved", "reviewer", "adjudicate", False,
        "a third person who has not voted decides for it, with a reason", "revision.adjudicated",
    ),
    Transition(
        "adjudicate_against", ("adjudication",), "changes_requested", "reviewer", "adjudicate", False,
        "a third person who has not voted decides against it, with a reason", "revision.adjudicated",
    ),
    Transition(
        "publish", ("approved",), "published", "publisher", "publish", False,
        "identity confirmed, parent is the live publication, votes as the policy asks, nothing blocks",
        "publication.published",
    ),
    Transition(
        "override", ("in_review", "changes_requested", "consolidating", "adjudication", "approved"), "published",
        "publisher", "override", True, "a reason that the public page shows", "publication.overridden",
    ),
    Transition(
        "supersede", ("published",), "superseded", "system", "", True, "the next number is published",
        "publication.published",
    ),
    Transition(
        "withdraw", ("published",), "withdrawn", "publisher", "publish", True, "a reason that the page shows",
        "publication.withdrawn",
    ),
)  # fmt: skip
BY_NAME: Mapping[str, Transition] = {transition.name: transition for transition in TRANSITIONS}

_SIDES = {
    "author": _("an editor"),
    "reviewer": _("a reviewer"),
    "publisher": _("a publisher"),
    "system": _("the system"),
}
_CANNOT = {
    "submit": _("There is nothing to submit: it is {state}."),
    "take_back": _("There is nothing in review to take back: it is {state}."),
    "decline": _("There is no vote to decline: it is {state}."),
    "approve": _("This revision is not open for votes: it is {state}."),
    "request_changes": _("This revision is not open for votes: it is {state}."),
    "answer_comments": _("No reviewer's comment waits for an answer: it is {state}."),
    "adjudicate": _("The reviewers do not differ: it is {state}."),
    "adjudicate_against": _("The reviewers do not differ: it is {state}."),
    "publish": _("This revision is not approved: it is {state}."),
    "override": _("There is no revision in review to publish: it is {state}."),
    "withdraw": _("There is no published page to withdraw: it is {state}."),
}
_NOT_YOURS = {
    "decline": _("You contributed to this revision, so there is no vote of yours to decline."),
    "approve": _("You contributed to this revision, so you cannot vote on it."),
    "request_changes": _("You contributed to this revision, so you cannot vote on it."),
    "adjudicate": _("You contributed to this revision, so you cannot decide about it."),
    "adjudicate_against": _("You contributed to this revision, so you cannot decide about it."),
    "publish": _("You contributed to this revision, so you cannot publish it."),
}


IDENTITY_OPEN = _("The identity of this study is not confirmed: look up its DOI or PMID first.")
LIVE_PAGE_CHANGED = _("The live page has changed since this revision was made: make a new one from it.")
TOO_FEW = _("This content has {approvals} of the {needed} approvals that the review policy asks for.")


class Refusal(Exception):
    """The rules say no. `str()` is a full English sentence (or several) for the person who tried.

    A page says `sentences` in the reader's language; some of them are of the kind that knows its parts.
    """

    def __init__(self, *sentences: str) -> None:
        super().__init__(" ".join(sentences))
        self.sentences = sentences


@dataclass(frozen=True, slots=True)
class Vote:
    """One vote as the rules see it.

    `person` is an id, `sha256` what they saw, `decision` approve, request_changes or declined; `comment`
    says whether words came with it; an `adjudicates` vote decides between reviewers who differ.
    """

    person: int
    sha256: str
    decision: str
    comment: bool = False
    adjudicates: bool = False


@dataclass(frozen=True, slots=True)
class Candidate:
    """A frozen revision with all that the rules ask about.

    `parent` and `live` are ids of publications (None: the page is new); `contributors` are ids of people;
    `votes` stand in the order in which they were given; `taken_back` is True once it was taken back or edited;
    `is_latest` False once a newer revision exists; `comments_answered` True when every approval that came with a
    comment is older than an answer of the author side.
    """

    sha256: str
    content: Mapping[str, Any] = field(repr=False)
    parent: int | None = None
    live: int | None = None
    votes: tuple[Vote, ...] = ()
    contributors: frozenset[int] = frozenset()
    identity_confirmed: bool = False
    taken_back: bool = False
    is_latest: bool = True
    comments_answered: bool = False
    published: bool = False


def candidate_state(candidate: Candidate, policy: str) -> str:
    """A key of STATES, derived. Only votes that saw exactly this content count."""
    if candidate.published:
        return "published"
    if candidate.taken_back or not candidate.is_latest:
        return "draft"
    votes = [vote for vote in candidate.votes if vote.sha256 == candidate.sha256]
    approvals = approving_people(votes, candidate.sha256)
    decided = max((place for place, vote in enumerate(votes) if vote.adjudicates), default=-1)
    if decided >= 0 and votes[decided].decision != "approve":
        return "changes_requested"
    # An adjudication settles what was asked for before it. Whoever asks for changes after it is heard.
    if any(vote.decision == "request_changes" for vote in votes[decided + 1 :]):
        return "changes_requested" if decided >= 0 or not approvals else "adjudication"
    if len(approvals) < APPROVALS_NEEDED[policy]:
        return "in_review"
    remarks = any(vote.comment and vote.decision == "approve" and not vote.adjudicates for vote in votes)
    return "consolidating" if remarks and not candidate.comments_answered else "approved"


def check_transition(
    name: str, *, state: str, abilities: Iterable[str], contributed: bool, policy: str = "two_people"
) -> Transition:
    """May a person with these abilities do this in this state? Raises Refusal; returns the transition.

    `contributed`: had the person a hand in the revision? Under the policy "open" a contributor may publish,
    and the page then says that nobody checked it.
    """
    transition = BY_NAME[name]
    if transition.side == "system":
        raise Refusal(_("This follows by itself from what people did. Nobody can do it."))
    if transition.ability not in set(abilities):
        side = word(_SIDES[transition.side])
        raise Refusal(Sentence.of(_("This takes {side}: your role does not include it."), side=side))
    if state not in transition.sources:
        raise Refusal(Sentence.of(_CANNOT[name], state=state_told(state)))
    if contributed and not transition.contributors_may and not (name == "publish" and policy == "open"):
        raise Refusal(_NOT_YOURS[name])
    return transition


def allowed(name: str, **facts: Any) -> bool:
    """The boolean twin of `check_transition`, for pages that show or hide a button."""
    try:
        check_transition(name, **facts)
    except Refusal:
        return False
    return True


def check_can_vote(
    *, person: int, contributors: Iterable[int], votes: Iterable[Vote], conflict: str, decision: str = "approve"
) -> None:
    """Four eyes: by what a person did, whatever their role. Raises Refusal."""
    if person in set(contributors):
        raise Refusal(_("You contributed to this revision, so you cannot vote on it."))
    if any(vote.person == person for vote in votes):
        raise Refusal(_("You have already voted on this revision."))
    if not conflict:
        raise Refusal(_("Say first whether you have a conflict of interest."))
    if conflict != "none" and decision != "declined":
        raise Refusal(_("With a conflict of interest you cannot vote. Decline, and your answer is kept."))


def publish_refusals(candidate: Candidate, *, publisher: int, policy: str) -> list[str]:
    """Every reason why this revision may not be published by this person under this review policy."""
    reasons = list(content_refusals(candidate.content))
    if not candidate.identity_confirmed:
        reasons.append(IDENTITY_OPEN)
    if candidate.parent != candidate.live:
        reasons.append(LIVE_PAGE_CHANGED)
    if candidate.taken_back:
        reasons.append(_("This revision was taken back or edited after it was submitted: its votes are void."))
    elif not candidate.is_latest:
        reasons.append(_("There is a newer revision of this page."))
    state = candidate_state(candidate, policy)
    if state == "changes_requested":
        reasons.append(_("A reviewer asks for changes."))
    elif state == "adjudication":
        reasons.append(_("The reviewers differ: a third person has to decide."))
    elif state == "consolidating":
        reasons.append(_("A reviewer's comment has not been answered yet."))
    approvals = len(approving_people(candidate.votes, candidate.sha256))
    needed = APPROVALS_NEEDED[policy]
    if approvals < needed:
        reasons.append(Sentence.of(TOO_FEW, approvals=approvals, needed=needed))
    if policy != "open" and publisher in candidate.contributors:
        reasons.append(_("You contributed to this revision, so you cannot publish it."))
    return reasons


def content_refusals(content: Mapping[str, Any]) -> list[str]:
    """What is missing or forbidden in the content itself. A tombstone needs its reason only."""
    if "withdrawn" in content:
        return [] if content["withdrawn"].get("reason") else [_("Say why the page is withdrawn.")]
    reasons = []
    texts = content.get("texts", {})
    told = FINDINGS_FIELDS & set(texts)
    if told and content.get("basis") == "title_only":
        reasons.append(_("The texts rest on the title only, so no findings can be told."))
    if told and not texts.get("does_not_prove"):
        reasons.append(_("“What this study does not prove” is missing."))
    pem = content.get("pem")
    if not pem:
        reasons.append(_("The PEM classification is missing."))
    elif pem["verdict"] in ("required", "not_required") and not (pem.get("quote") and pem.get("place")):
        reasons.append(_("The PEM verdict needs the paper's own words and their place."))
    if not content.get("design"):
        reasons.append(_("The study design is missing."))
    return reasons


def comments_answered(*, remarks: Iterable[datetime], answers: Iterable[datetime]) -> bool:
    """Is every approval that came with a comment (`remarks`: when) older than an answer (`answers`: when)?"""
    last = max(answers, default=None)
    return last is not None and all(at <= last for at in remarks)


def approving_people(votes: Iterable[Vote], sha256: str) -> frozenset[int]:
    """The people who approved exactly this content."""
    return frozenset(vote.person for vote in votes if vote.decision == "approve" and vote.sha256 == sha256)


def how_checked(provenance: Mapping[str, Any], sha256: str) -> str:
    """The words of the badge, counted from the votes that saw exactly this content. Nothing stores them."""
    people = {vote["person"] for vote in provenance.get("approvals", ()) if vote["sha256"] == sha256}
    if len(people) > 2:
        return f"checked by {len(people)} people"
    return (_("not checked"), _("checked by one person"), _("checked by two people"))[len(people)]


def state_told(state: str) -> Sentence:
    """A state by its name and in words, as it stands inside a sentence: "in review (frozen; waiting for votes)"."""
    return Sentence.of("{name} ({words})", name=word(STATE_NAMES[state]), words=word(STATES[state]))


def mermaid() -> str:
    """The state machine as a Mermaid diagram; `docs/workflow.md` is held equal to it."""
    lines = ["stateDiagram-v2", "    [*] --> draft"]
    for state, words in STATES.items():
        lines.append(f"    {state}: {state.replace('_', ' ')}<br/>{words.replace(';', ',')}")
    for transition in TRANSITIONS:
        for source in transition.sources:
            lines.append(f"    {source} --> {transition.target or source}: {transition.name} ({transition.side})")
    return "\n".join(lines) + "\n"


def transitions_table() -> str:
    """Every transition with who, guard and event, as a Markdown table."""
    lines = ["| transition | from | to | who | what it takes | audit event |", "|---|---|---|---|---|---|"]
    for t in TRANSITIONS:
        who = t.side if t.contributors_may or t.side == "system" else f"{t.side}, never a contributor"
        sources = ", ".join(source.replace("_", " ") for source in t.sources)
        target = t.target.replace("_", " ") or "stays"
        lines.append(f"| {t.name} | {sources} | {target} | {who} | {t.guard} | `{t.event}` |")
    return "\n".join(lines) + "\n"
