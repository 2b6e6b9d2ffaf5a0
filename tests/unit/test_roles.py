"""Truth table of the pure rules: state x transition x role x contributed? -> allowed?

The tables below are written by hand from the issue, not read from the code.
"""

from __future__ import annotations

import itertools

import pytest

from evidence.roles import ABILITIES, ROLES
from evidence.workflow import BY_NAME, STATES, TRANSITIONS, Refusal, allowed, check_transition

EDITOR, REVIEWER, PUBLISHER, ADMINISTRATOR = "Editor", "Coder and reviewer", "Publisher", "Administrator"

STATES_OF: dict[str, set[str]] = {
    "submit": {"draft", "changes_requested", "published", "withdrawn"},
    "take_back": {"in_review", "changes_requested", "consolidating", "adjudication", "approved"},
    "decline": {"in_review", "consolidating", "adjudication", "approved"},
    "approve": {"in_review", "consolidating", "approved"},
    "request_changes": {"in_review", "consolidating", "approved"},
    "answer_comments": {"consolidating"},
    "adjudicate": {"adjudication"},
    "adjudicate_against": {"adjudication"},
    "publish": {"approved"},
    "override": {"in_review", "changes_requested", "consolidating", "adjudication", "approved"},
    "withdraw": {"published"},
    "count": set(),
    "split": set(),
    "supersede": set(),
}
"""Transition -> the states in which a person may do it. What the system does, nobody may."""

ROLES_OF: dict[str, set[str]] = {
    "submit": {EDITOR},
    "take_back": {EDITOR},
    "decline": {REVIEWER},
    "approve": {REVIEWER},
    "request_changes": {REVIEWER},
    "answer_comments": {EDITOR},
    "adjudicate": {REVIEWER},
    "adjudicate_against": {REVIEWER},
    "publish": {PUBLISHER, ADMINISTRATOR},
    "override": {ADMINISTRATOR},
    "withdraw": {PUBLISHER, ADMINISTRATOR},
    "count": set(),
    "split": set(),
    "supersede": set(),
}
FOUR_EYES = {"decline", "approve", "request_changes", "adjudicate", "adjudicate_against", "publish"}
"""Never for somebody who contributed, whatever their role."""


def abilities(role: str) -> frozenset[str]:
    return next(one.abilities for one in ROLES if one.name == role)


def expected(name: str, state: str, role: str, contributed: bool, policy: str = "two_people") -> bool:
    if contributed and name in FOUR_EYES and not (name == "publish" and policy == "open"):
        return False
    return state in STATES_OF[name] and role in ROLES_OF[name]


def test_the_tables_of_this_test_know_every_transition_and_role() -> None:
    assert set(STATES_OF) == set(ROLES_OF) == {transition.name for transition in TRANSITIONS}
    assert set().union(*ROLES_OF.values()) <= {role.name for role in ROLES}
    assert set().union(*STATES_OF.values()) <= set(STATES)


@pytest.mark.parametrize("name", BY_NAME)
@pytest.mark.parametrize("state", STATES)
def test_who_may_do_what_in_which_state(state: str, name: str) -> None:
    for role, contributed, policy in itertools.product(ROLES, (False, True), ("two_people", "one_person", "open")):
        may = allowed(name, state=state, abilities=role.abilities, contributed=contributed, policy=policy)
        assert may is expected(name, state, role.name, contributed, policy), (
            f"{role.name}, {'' if contributed else 'not '}contributed, {policy}"
        )


@pytest.mark.parametrize("name", BY_NAME)
def test_without_a_role_nothing_is_allowed(name: str) -> None:
    for state, contributed in itertools.product(STATES, (False, True)):
        assert not allowed(name, state=state, abilities=(), contributed=contributed)


@pytest.mark.parametrize("name", BY_NAME)
def test_all_abilities_together_do_not_outweigh_what_a_person_did(name: str) -> None:
    """A superuser has every ability, and is bound like everybody else."""
    for state, contributed in itertools.product(STATES, (False, True)):
        may = allowed(name, state=state, abilities=ABILITIES, contributed=contributed)
        assert may is (state in STATES_OF[name] and not (contributed and name in FOUR_EYES))


@pytest.mark.parametrize("name", BY_NAME)
def test_every_refusal_is_a_sentence(name: str) -> None:
    for state, able, contributed in itertools.product(STATES, ((), tuple(ABILITIES)), (False, True)):
        if allowed(name, state=state, abilities=able, contributed=contributed):
            continue
        with pytest.raises(Refusal, match=r"^[A-Z][^_]+\.$"):
            check_transition(name, state=state, abilities=able, contributed=contributed)


def test_every_role_rests_on_known_abilities_and_every_ability_has_a_role() -> None:
    assert set().union(*(role.abilities for role in ROLES)) == set(ABILITIES)


def test_no_role_alone_can_bring_a_page_from_draft_to_the_shelf() -> None:
    for role in ROLES:
        assert not {"edit_desk", "review_revision"} <= role.abilities
        assert not {"edit_desk", "publish"} <= role.abilities
        assert not {"review_revision", "publish"} <= role.abilities
