"""The 25 case definitions, and the policy measured against the labelled excerpts of ../shared.

The excerpts are third-party text, so they are read where they lie and never copied.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from evidence.pem import INFORMAL_DIAGNOSES, Cohort, PEMFacts, Verdict
from evidence.pem.facts import PERSON_DECIDES, REQUIREMENT_STANCE
from evidence.pem.reference import OTHER_CONDITIONS, criteria_by_key, reference_criteria
from tests.unit.pem.worlds import CCC, FUKUDA, ICC, IOM, PHYSICIAN, cohort, included_by, judge, study

PEM_DATA = Path(__file__).resolve().parents[3] / ".." / "shared" / "data" / "pem"
CRITERIA = Path(__file__).resolve().parents[3] / "evidence" / "pem" / "criteria.json"
needs_shared = pytest.mark.skipif(not PEM_DATA.is_dir(), reason="The folder ../shared/data/pem is not here.")


def read_ours() -> Mapping[str, Any]:
    return json.loads(CRITERIA.read_text("utf-8"))


# --- The reference data --------------------------------------------------------------------------------


@needs_shared
def test_our_reference_data_are_the_shared_ones() -> None:
    assert read_ours() == json.loads((PEM_DATA / "criteria.json").read_text("utf-8"))


def test_there_are_25_sets_each_under_one_key() -> None:
    assert len(read_ours()["criteria"]) == len(reference_criteria()) == 25
    assert set(criteria_by_key()) == set(reference_criteria())


def test_the_file_and_the_policy_use_the_same_words() -> None:
    ours = read_ours()
    assert set(ours["pem_values"]) == set(REQUIREMENT_STANCE)
    assert set(ours["non_definition_keys"]) == set(INFORMAL_DIAGNOSES)
    assert set(INFORMAL_DIAGNOSES).isdisjoint(reference_criteria())


def test_every_set_says_where_its_claim_was_seen_and_how_sure_it_is() -> None:
    for key, entry in reference_criteria().items():
        assert entry.name, key
        assert entry.detail, key
        assert entry.source, key
        assert entry.confidence in ("high", "medium", "low"), key
        assert entry.pem in REQUIREMENT_STANCE, key


def test_what_rests_on_memory_alone_is_of_low_confidence() -> None:
    for key, entry in reference_criteria().items():
        if entry.source.startswith("background knowledge"):
            assert entry.confidence == "low", key
            assert entry.criterion.person_decides, key


def test_no_alias_stands_for_two_sets() -> None:
    owner: dict[str, str] = {}
    for key, entry in reference_criteria().items():
        for alias in entry.aliases:
            assert owner.setdefault(alias.casefold(), key) == key, alias


def test_the_sets_that_a_person_decides_are_all_known() -> None:
    assert set(reference_criteria()) >= PERSON_DECIDES
    assert set(reference_criteria()) >= OTHER_CONDITIONS


STRICTER_THAN_THE_FILE = {
    "australian1990": "The file's own confidence is low: the exertion clause has not been seen.",
    "rcpch2004": "The file's own confidence is low: the wording has not been read.",
    "london": "The policy names the London variants as a person's call: unpublished versions differ.",
}
"""Where the file proposes a badge and the policy asks for a person first: the verdict is "unclear"."""


@pytest.mark.parametrize("row", read_ours()["criteria"], ids=lambda row: row["key"])
def test_a_set_used_alone_gives_the_badge_that_the_file_proposes(row: Mapping[str, Any]) -> None:
    verdict = judge(included_by(row["key"])).verdict
    if row["key"] in STRICTER_THAN_THE_FILE:
        assert verdict is Verdict.UNCLEAR
        assert row["default_pem_status"] != "unclear", "no longer an exception: take it out of the table"
    else:
        assert verdict == row["default_pem_status"]


# --- The labelled excerpts: gold criteria and combination -> the policy's verdict ----------------------

COMBINATIONS = {"single": "single", "and": "and", "or": "or", "and/or": "or"}
"""How the labels name combinations -> how we do. "and/or" asks for at least one of them."""

READ_MORE_CLOSELY: dict[str, tuple[PEMFacts, str]] = {
    "jb-2024-walitt-deep-phenotyping-post-infectious-meth": (
        included_by((FUKUDA, CCC, IOM), explicit_pem=True),
        "Any one of three sets was enough, and PEM was asked for besides.",
    ),
    "jb-2025-ponting-initial-findings-decodeme-genome-meth": (
        included_by(PHYSICIAN, (CCC, IOM), explicit_pem=True),
        "The diagnosis was no alternative: it had to be there, and PEM, and one of the two sets.",
    ),
    "jb-2026-sasso-large-scale-investigation-confirms-meth": (
        included_by(PHYSICIAN, (CCC, ICC)),
        "The diagnosis was no alternative: it was confirmed by one of the two sets.",
    ),
    "ylp-fnins20": (
        included_by(PHYSICIAN, (CCC, ICC)),
        "The diagnosis was no alternative: it came on top of one of the two sets.",
    ),
    "PMC11968624-abst": (
        included_by(IOM, purpose="classification"),
        "The set classified people who were already in the study.",
    ),
}
"""Excerpts whose flat list of criteria cannot say the whole rule: the facts as a coder would record them."""


def labelled() -> list[dict[str, Any]]:
    lines = (PEM_DATA / "dev.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines if line.strip()]


def combined() -> list[dict[str, Any]]:
    """The excerpts that name criteria and how they combine."""
    return [row for row in labelled() if row["gold"]["combination"] in COMBINATIONS]


def as_listed(row: Mapping[str, Any]) -> PEMFacts:
    gold = row["gold"]
    return study(Cohort.of(gold["criteria"], COMBINATIONS[gold["combination"]]))


@needs_shared
def test_the_policy_agrees_with_every_labelled_combination() -> None:
    rows = combined()
    wrong = []
    for row in rows:
        facts = READ_MORE_CLOSELY[row["id"]][0] if row["id"] in READ_MORE_CLOSELY else as_listed(row)
        verdict = judge(facts).verdict
        if verdict != row["gold"]["pem_status"]:
            wrong.append(f"{row['id']}: {verdict} instead of {row['gold']['pem_status']} ({row['rationale']})")
    assert not wrong, "\n".join(wrong)
    assert len(rows) == 35


@needs_shared
def test_only_the_excerpts_named_here_need_more_than_their_list_of_criteria() -> None:
    """The flat lists alone agree in 30 of 35 excerpts; the other five each have their sentence."""
    disagree = {row["id"] for row in combined() if judge(as_listed(row)).verdict != row["gold"]["pem_status"]}
    assert disagree == set(READ_MORE_CLOSELY)


@needs_shared
def test_a_wrong_list_never_gives_a_bolder_badge_than_the_label() -> None:
    """Where the list alone misleads, it errs towards caution, but for the set that only classified."""
    bolder = {
        row["id"]
        for row in combined()
        if judge(as_listed(row)).verdict is Verdict.REQUIRED and row["gold"]["pem_status"] != "required"
    }
    assert bolder == {"PMC11968624-abst"}


@needs_shared
def test_excerpts_without_criteria_are_unclear_unless_nobody_with_mecfs_took_part() -> None:
    """Hohberger 2025 is the exception: a trial in long COVID, labelled by its outcome measure."""
    assert judge(study(cohort())).verdict is Verdict.UNCLEAR
    silent = [row for row in labelled() if row["gold"]["combination"] == "none"]
    others = {row["id"] for row in silent if row["gold"]["pem_status"] not in ("unclear", "not_applicable")}
    assert others == {"jb-2025-hohberger-safety-tolerability-clinical-effects-meth"}
    assert len(silent) == 40


@needs_shared
def test_every_key_that_a_label_names_is_known() -> None:
    named = {key for row in labelled() for key in row["gold"]["criteria"]}
    assert named <= {*reference_criteria(), *INFORMAL_DIAGNOSES}
