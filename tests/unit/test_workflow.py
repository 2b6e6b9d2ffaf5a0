"""The editorial rules as truth tables: who may vote, what may be published, what a badge may claim."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.vocabulary import FINDINGS_FIELDS
from evidence.workflow import (
    APPROVALS_NEEDED,
    Candidate,
    Refusal,
    Vote,
    approving_people,
    check_can_vote,
    content_refusals,
    how_checked,
    publish_refusals,
)

THIS, OTHER = "a" * 64, "b" * 64  # the hash of the content at hand, and of an older one
EDITOR, REVIEWER_ONE, REVIEWER_TWO, PUBLISHER = 1, 2, 3, 4

COMPLETE: Mapping[str, Any] = {
    "basis": "abstract",
    "design": "cohort",
    "texts": {"one_sentence": "Scores were lower.", "does_not_prove": ["That rest was the cause."]},
    "pem": {"verdict": "required", "quote": "All fulfilled the criteria.", "place": "Methods"},
}


def approves(person: int, sha256: str = THIS) -> Vote:
    return Vote(person, sha256, "approve")


def asks_for_changes(person: int, sha256: str = THIS) -> Vote:
    return Vote(person, sha256, "request_changes")


def candidate(
    *votes: Vote,
    content: Mapping[str, Any] = COMPLETE,
    parent: int | None = None,
    live: int | None = None,
    contributors: frozenset[int] = frozenset({EDITOR}),
    identity_confirmed: bool = True,
) -> Candidate:
    return Candidate(THIS, content, parent, live, votes, contributors, identity_confirmed)


# --- Who may vote --------------------------------------------------------------------------------------

CONTRIBUTED = "You contributed to this revision, so you cannot vote on it."
VOTED = "You have already voted on this revision."
CONFLICT = "Say first whether you have a conflict of interest."


@pytest.mark.parametrize(
    ("contributed", "voted", "conflict", "refusal"),
    [
        # had a part in it, has voted, said about conflicts -> refused with
        (False, False, "none", None),
        (False, False, "author", "With a conflict of interest you cannot vote. Decline, and your answer is kept."),
        (False, False, "", CONFLICT),
        (False, True, "none", VOTED),
        (False, True, "", VOTED),
        (True, False, "none", CONTRIBUTED),
        (True, False, "", CONTRIBUTED),
        (True, True, "none", CONTRIBUTED),
        (True, True, "", CONTRIBUTED),
    ],
)
def test_who_may_vote(contributed: bool, voted: bool, conflict: str, refusal: str | None) -> None:
    def check() -> None:
        check_can_vote(
            person=REVIEWER_ONE,
            contributors=[EDITOR, *([REVIEWER_ONE] if contributed else [])],
            votes=[approves(REVIEWER_TWO), *([asks_for_changes(REVIEWER_ONE)] if voted else [])],
            conflict=conflict,
        )

    if refusal is None:
        check()
    else:
        with pytest.raises(Refusal) as refused:
            check()
        assert str(refused.value) == refusal


def test_a_vote_on_older_content_still_counts_as_having_voted_on_the_revision() -> None:
    with pytest.raises(Refusal, match="already voted"):
        check_can_vote(person=REVIEWER_ONE, contributors=[], votes=[approves(REVIEWER_ONE, OTHER)], conflict="none")


def test_a_refusal_keeps_its_sentences() -> None:
    refusal = Refusal("The design is missing.", "The verdict is missing.")
    assert str(refusal) == "The design is missing. The verdict is missing."
    assert refusal.sentences == ("The design is missing.", "The verdict is missing.")


# --- What may be published -----------------------------------------------------------------------------

NOT_ENOUGH = "This content has {} of the {} approvals that the review policy asks for."
CHANGED = "The live page has changed since this revision was made: make a new one from it."
NO_IDENTITY = "The identity of this study is not confirmed: look up its DOI or PMID first."
WANTS_CHANGES = "A reviewer asks for changes."
OWN_WORK = "You contributed to this revision, so you cannot publish it."


@pytest.mark.parametrize(
    ("policy", "votes", "counted", "enough"),
    [
        ("two_people", [], 0, False),
        ("two_people", [approves(REVIEWER_ONE)], 1, False),
        ("two_people", [approves(REVIEWER_ONE), approves(REVIEWER_TWO)], 2, True),
        ("two_people", [approves(REVIEWER_ONE), approves(REVIEWER_ONE)], 1, False),
        ("two_people", [approves(REVIEWER_ONE), approves(REVIEWER_TWO, OTHER)], 1, False),
        ("two_people", [approves(REVIEWER_ONE, OTHER), approves(REVIEWER_TWO, OTHER)], 0, False),
        ("two_people", [approves(REVIEWER_ONE), approves(REVIEWER_TWO), approves(PUBLISHER)], 3, True),
        ("one_person", [], 0, False),
        ("one_person", [approves(REVIEWER_ONE, OTHER)], 0, False),
        ("one_person", [approves(REVIEWER_ONE)], 1, True),
        ("open", [], 0, True),
        ("open", [approves(REVIEWER_ONE)], 1, True),
    ],
)
def test_how_many_people_must_have_approved_exactly_this(
    policy: str, votes: list[Vote], counted: int, enough: bool
) -> None:
    refusals = publish_refusals(candidate(*votes), publisher=PUBLISHER, policy=policy)
    assert refusals == ([] if enough else [NOT_ENOUGH.format(counted, APPROVALS_NEEDED[policy])])


@pytest.mark.parametrize(
    ("parent", "live", "allowed"),
    [
        (None, None, True),  # a new page
        (7, 7, True),  # made from the live page
        (7, 8, False),  # somebody published in between
        (None, 8, False),  # made before the page went live
        (7, None, False),
    ],
)
def test_a_revision_is_published_only_onto_the_page_it_was_made_from(
    parent: int | None, live: int | None, allowed: bool
) -> None:
    refusals = publish_refusals(candidate(parent=parent, live=live), publisher=PUBLISHER, policy="open")
    assert refusals == ([] if allowed else [CHANGED])


@pytest.mark.parametrize("policy", APPROVALS_NEEDED)
@pytest.mark.parametrize("contributed", [True, False])
def test_nobody_publishes_their_own_work_unless_the_policy_is_open(policy: str, contributed: bool) -> None:
    votes = [approves(REVIEWER_ONE), approves(REVIEWER_TWO)]
    people = frozenset({EDITOR, PUBLISHER} if contributed else {EDITOR})
    refusals = publish_refusals(candidate(*votes, contributors=people), publisher=PUBLISHER, policy=policy)
    assert refusals == ([OWN_WORK] if contributed and policy != "open" else [])


@pytest.mark.parametrize("policy", APPROVALS_NEEDED)
def test_one_wish_for_changes_stops_the_page_under_every_policy(policy: str) -> None:
    votes = [approves(REVIEWER_ONE), approves(REVIEWER_TWO), asks_for_changes(5)]
    told = publish_refusals(candidate(*votes), publisher=PUBLISHER, policy=policy)
    assert told == ["The reviewers differ: a third person has to decide."]
    alone = publish_refusals(candidate(asks_for_changes(5)), publisher=PUBLISHER, policy=policy)
    assert WANTS_CHANGES in alone


@pytest.mark.parametrize("policy", APPROVALS_NEEDED)
def test_without_a_confirmed_identity_nothing_is_published_under_any_policy(policy: str) -> None:
    votes = [approves(REVIEWER_ONE), approves(REVIEWER_TWO)]
    refusals = publish_refusals(candidate(*votes, identity_confirmed=False), publisher=PUBLISHER, policy=policy)
    assert refusals == [NO_IDENTITY]


@pytest.mark.parametrize(
    ("policy", "moved", "wish", "own_work", "identity"),
    list(itertools.product(APPROVALS_NEEDED, *([False, True],) * 4)),
)
def test_every_reason_is_told_at_once_and_none_hides_another(
    policy: str, moved: bool, wish: bool, own_work: bool, identity: bool
) -> None:
    votes = [asks_for_changes(5)] if wish else []
    refusals = publish_refusals(
        candidate(
            *votes,
            parent=7 if moved else None,
            contributors=frozenset({PUBLISHER if own_work else EDITOR}),
            identity_confirmed=identity,
        ),
        publisher=PUBLISHER,
        policy=policy,
    )
    needed = APPROVALS_NEEDED[policy]
    expected = {
        NO_IDENTITY: not identity,
        CHANGED: moved,
        WANTS_CHANGES: wish,
        NOT_ENOUGH.format(0, needed): needed > 0,
        OWN_WORK: own_work and policy != "open",
    }
    assert refusals == [sentence for sentence, holds in expected.items() if holds]


def test_a_policy_that_nobody_knows_is_an_error_not_an_open_door() -> None:
    with pytest.raises(KeyError):
        publish_refusals(candidate(), publisher=PUBLISHER, policy="nobody")


# --- What every page needs -----------------------------------------------------------------------------

NO_FINDINGS = "The texts rest on the title only, so no findings can be told."
NO_LIMITS = "“What this study does not prove” is missing."
NO_VERDICT = "The PEM classification is missing."
NO_RECEIPT = "The PEM verdict needs the paper's own words and their place."
NO_DESIGN = "The study design is missing."


def with_pem(verdict: str, quote: str = "", place: str = "") -> dict[str, Any]:
    return {**COMPLETE, "pem": {"verdict": verdict, "quote": quote, "place": place}}


@pytest.mark.parametrize(
    ("content", "refusals"),
    [
        (COMPLETE, []),
        ({**COMPLETE, "design": ""}, [NO_DESIGN]),
        ({**COMPLETE, "pem": {}}, [NO_VERDICT]),
        # A receipt for every verdict that says something about the paper.
        (with_pem("required"), [NO_RECEIPT]),
        (with_pem("required", quote="All met the criteria."), [NO_RECEIPT]),
        (with_pem("required", place="Methods"), [NO_RECEIPT]),
        (with_pem("not_required"), [NO_RECEIPT]),
        (with_pem("not_required", "Fukuda criteria were met.", "Methods"), []),
        (with_pem("unclear"), []),
        (with_pem("not_applicable"), []),
        # Texts.
        ({**COMPLETE, "texts": {}}, []),
        ({**COMPLETE, "texts": {}, "basis": "title_only"}, []),
        ({**COMPLETE, "texts": {"why_it_matters": "Few have asked."}, "basis": "title_only"}, []),
        ({**COMPLETE, "texts": {"summary": "Scores fell."}}, [NO_LIMITS]),
        ({**COMPLETE, "texts": {"why_it_matters": "Few have asked."}}, []),
        ({**COMPLETE, "basis": "title_only"}, [NO_FINDINGS]),
        ({}, [NO_VERDICT, NO_DESIGN]),
    ],
)
def test_what_the_content_itself_lacks(content: Mapping[str, Any], refusals: list[str]) -> None:
    assert content_refusals(content) == refusals
    ready = candidate(approves(REVIEWER_ONE), approves(REVIEWER_TWO), content=content)
    assert publish_refusals(ready, publisher=PUBLISHER, policy="two_people") == refusals


@pytest.mark.parametrize("field", sorted(FINDINGS_FIELDS))
def test_from_a_title_alone_no_block_of_findings_is_told(field: str) -> None:
    content = {**COMPLETE, "basis": "title_only", "texts": {field: "It worked.", "does_not_prove": ["Much."]}}
    assert content_refusals(content) == [NO_FINDINGS]


# --- What the badge claims -----------------------------------------------------------------------------


def provenance(*people_and_hashes: tuple[int, str]) -> dict[str, Any]:
    return {"approvals": [{"person": person, "sha256": sha256} for person, sha256 in people_and_hashes]}


@pytest.mark.parametrize(
    ("votes", "words"),
    [
        ([], "not checked"),
        ([(REVIEWER_ONE, OTHER)], "not checked"),
        ([(REVIEWER_ONE, THIS)], "checked by one person"),
        ([(REVIEWER_ONE, THIS), (REVIEWER_ONE, THIS)], "checked by one person"),
        ([(REVIEWER_ONE, THIS), (REVIEWER_TWO, OTHER)], "checked by one person"),
        ([(REVIEWER_ONE, THIS), (REVIEWER_TWO, THIS)], "checked by two people"),
        ([(REVIEWER_ONE, THIS), (REVIEWER_TWO, THIS), (5, THIS)], "checked by 3 people"),
    ],
)
def test_the_badge_counts_distinct_people_who_saw_exactly_this(votes: list[tuple[int, str]], words: str) -> None:
    assert how_checked(provenance(*votes), THIS) == words


def test_a_page_without_provenance_claims_nothing() -> None:
    assert how_checked({}, THIS) == "not checked"


votes_of_anybody = st.lists(
    st.builds(
        Vote,
        st.integers(1, 6),
        st.sampled_from([THIS, OTHER]),
        st.sampled_from(["approve", "request_changes"]),
    ),
    max_size=12,
)


@given(votes=votes_of_anybody)
def test_only_approvals_of_this_content_count_and_each_person_once(votes: list[Vote]) -> None:
    people = approving_people(votes, THIS)
    assert people == {vote.person for vote in votes if (vote.sha256, vote.decision) == (THIS, "approve")}


@given(votes=votes_of_anybody, policy=st.sampled_from(list(APPROVALS_NEEDED)))
def test_what_may_be_published_never_claims_more_people_than_voted(votes: list[Vote], policy: str) -> None:
    if not publish_refusals(candidate(*votes), publisher=PUBLISHER, policy=policy):
        people = approving_people(votes, THIS)
        assert len(people) >= APPROVALS_NEEDED[policy]
        claim = how_checked(provenance(*((person, THIS) for person in people)), THIS)
        assert claim == {0: "not checked", 1: "checked by one person", 2: "checked by two people"}.get(
            len(people), f"checked by {len(people)} people"
        )
