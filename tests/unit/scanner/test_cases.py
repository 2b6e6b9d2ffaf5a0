"""The table of small pages: each shows one rule, or something close to it that is no fault."""

from __future__ import annotations

import pytest

from evidence.scanner import RULES, scan
from evidence.scanner.model import Sample
from tests.unit.scanner import cases_numbers, cases_wording

CASES = [
    *cases_numbers.NUMBERS,
    *cases_numbers.SHARES,
    *cases_numbers.DIRECTIONS,
    *cases_wording.WORDING,
    *cases_wording.CAUSES,
    *cases_wording.PEOPLE,
    *cases_wording.PEM,
    *cases_wording.STRUCTURE,
    *cases_wording.PLAIN,
    *cases_wording.LEAKS,
    *cases_wording.COPYING,
]


def rules_of(page: Sample) -> set[str]:
    return {finding.rule for finding in scan(page.texts, page.source, page.facts)}


@pytest.mark.parametrize(
    ("rule", "is_flagged", "page"), CASES, ids=[f"{n}-{rule}-{flag}" for n, (rule, flag, _) in enumerate(CASES)]
)
def test_the_rule_flags_what_is_a_fault_and_nothing_close_to_it(rule: str, is_flagged: bool, page: Sample) -> None:
    assert (rule in rules_of(page)) is is_flagged, f"{page.words!r} gave {sorted(rules_of(page))}"


def test_the_table_is_large_and_knows_every_rule_both_ways() -> None:
    assert len(CASES) >= 150
    examples = {(rule.key, True) for rule in RULES.values()} | {(rule.key, False) for rule in RULES.values()}
    assert {rule for rule, _, _ in CASES} <= set(RULES)
    assert {(rule, flag) for rule, flag, _ in CASES} | examples == examples
    assert sum(flag for _, flag, _ in CASES) > 100
    assert sum(not flag for _, flag, _ in CASES) > 100


@pytest.mark.parametrize("rule", RULES.values(), ids=list(RULES))
def test_the_example_is_flagged_and_the_counter_example_is_not(rule: object) -> None:
    assert rule.key in rules_of(rule.example)
    assert rule.key not in rules_of(rule.counter_example)
