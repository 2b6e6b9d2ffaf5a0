"""What a coder records: rules of inclusion as groups of alternatives, kept and brought back without loss."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.pem import INFORMAL_DIAGNOSES, NOT_APPLICABLE_REASONS, Cohort, CriteriaUse, PEMFacts, Stance
from evidence.pem.facts import PURPOSES, REQUIREMENT_STANCE, REQUIREMENT_WORDS, Criterion
from tests.unit.pem.worlds import CCC, FUKUDA, ICC, IOM, PHYSICIAN, cohort, cohorts, study

# --- Building from a plain list ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("keys", "combination", "also", "rule", "called"),
    [
        ([], "none", [], cohort(), "none"),
        ([FUKUDA], "single", [], cohort(FUKUDA), "single"),
        ([FUKUDA, CCC], "and", [], cohort(FUKUDA, CCC), "and"),
        ([CCC, ICC], "or", [], cohort((CCC, ICC)), "or"),
        ([CCC, IOM], "or", [PHYSICIAN], cohort((CCC, IOM), PHYSICIAN), "mixed"),
        ([FUKUDA], "single", [PHYSICIAN], cohort(FUKUDA, PHYSICIAN), "and"),
        ([], "none", [PHYSICIAN], cohort(PHYSICIAN), "single"),
        ([], "or", [], cohort(), "none"),
    ],
)
def test_a_rule_is_built_from_a_list_and_named_by_its_shape(
    keys: list[str], combination: str, also: list[str], rule: Cohort, called: str
) -> None:
    built = Cohort.of(keys, combination, also)
    assert built == rule
    assert built.combination == called


def test_what_else_is_known_of_a_cohort_goes_along() -> None:
    built = Cohort.of([CCC], label="Norway", explicit_pem=True, purpose="classification")
    assert (built.label, built.explicit_pem, built.purpose) == ("Norway", True, "classification")


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: Cohort.of([CCC, ICC]), "Several sets need a combination: and, or."),
        (lambda: Cohort.of([CCC], "xor"), "'xor' is no combination of criteria."),
        (
            lambda: Cohort.of([CCC], "none"),
            "Sets were named, so their combination is one of: single, and, or.",
        ),
        (lambda: Cohort(groups=((),)), "A group of alternatives needs at least one member."),
        (lambda: Cohort(purpose="decoration"), "'decoration' is no purpose of criteria."),
        (lambda: CriteriaUse(CCC, "perhaps"), "'perhaps' is no judgement about PEM."),
        (lambda: CriteriaUse(CCC, "unknown"), "'unknown' is no judgement about PEM."),
        (lambda: PEMFacts(not_applicable="plants"), "'plants' is no reason why the badge does not apply."),
        (
            lambda: PEMFacts((cohort(CCC),), not_applicable="animal"),
            "Either the badge does not apply, or there are cohorts to judge; not both.",
        ),
    ],
)
def test_contradictions_are_refused_with_a_sentence(make: Any, sentence: str) -> None:
    with pytest.raises(ValueError, match=re.escape(sentence)) as refusal:
        make()
    assert str(refusal.value) == sentence


def test_keys_are_named_once_in_the_order_given() -> None:
    facts = study(cohort(PHYSICIAN, (CCC, IOM)), cohort((IOM, ICC), CCC))
    assert facts.cohorts[0].keys == (PHYSICIAN, CCC, IOM)
    assert facts.keys == (PHYSICIAN, CCC, IOM, ICC)


# --- Kept as JSON --------------------------------------------------------------------------------------


@given(one=cohorts())
def test_a_cohort_comes_back_from_json_as_it_went(one: Cohort) -> None:
    assert Cohort.from_dict(json.loads(json.dumps(one.to_dict()))) == one


@given(
    facts=st.builds(PEMFacts, st.lists(cohorts(), max_size=3).map(tuple))
    | st.builds(PEMFacts, not_applicable=st.sampled_from(list(NOT_APPLICABLE_REASONS)))
)
def test_facts_come_back_from_json_as_they_went(facts: PEMFacts) -> None:
    assert PEMFacts.from_dict(json.loads(json.dumps(facts.to_dict()))) == facts


def test_facts_stored_before_a_field_existed_are_still_read() -> None:
    assert PEMFacts.from_dict({}) == PEMFacts()
    assert Cohort.from_dict({"groups": [[{"key": CCC}]]}) == cohort(CCC)


# --- One set of criteria -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pem", "confidence", "stance", "person_decides"),
    [
        ("mandatory", "high", Stance.REQUIRES, False),
        ("mandatory_like", "medium", Stance.REQUIRES, False),
        ("optional", "high", Stance.DOES_NOT_REQUIRE, False),
        ("absent", "high", Stance.DOES_NOT_REQUIRE, False),
        ("absent_or_optional", "medium", Stance.DOES_NOT_REQUIRE, False),
        ("mandatory", "low", Stance.UNKNOWN, True),
        ("optional", "low", Stance.UNKNOWN, True),
        ("ambiguous", "high", Stance.UNKNOWN, True),
        ("unknown", "high", Stance.UNKNOWN, True),
        ("not_own_definition", "high", Stance.UNKNOWN, True),
    ],
)
def test_no_conclusion_is_drawn_where_the_wording_is_not_certain(
    pem: str, confidence: str, stance: Stance, person_decides: bool
) -> None:
    criterion = Criterion("a_set", "A set", pem, confidence)
    assert criterion.stance is stance
    assert criterion.person_decides is person_decides


def test_some_sets_are_a_persons_call_however_sure_the_data_are() -> None:
    london = Criterion("london", "London criteria", "mandatory_like", "high")
    assert london.person_decides
    assert london.stance is Stance.UNKNOWN


def test_every_requirement_has_its_stance_and_its_words() -> None:
    assert set(REQUIREMENT_STANCE) == set(REQUIREMENT_WORDS)


def test_words_for_readers_are_there_for_every_way_in_and_every_purpose() -> None:
    assert all(INFORMAL_DIAGNOSES.values())
    assert set(PURPOSES) == {"inclusion", "classification"}
