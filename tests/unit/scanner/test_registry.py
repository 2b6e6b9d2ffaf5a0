"""The table of rules: complete, documented, and unchanged for as long as the version is."""

from __future__ import annotations

import re

import pytest

from evidence.scanner import RULES, SCANNER_VERSION, Rule, Severity, rules_fingerprint, rules_table, severities
from evidence.scanner.checks import causes
from evidence.scanner.document import scanner_document
from evidence.scanner.glossary import GLOSSARY
from evidence.scanner.page import PLAIN_FIELDS
from evidence.scanner.registry import GROUPS
from evidence.scanner.wording_table import PHRASES
from evidence.vocabulary import TEXT_FIELDS
from tests.source_reading import REPOSITORY

HASHES = {
    "v1.0": "d654f90524d2f515e773017a8a88f47be1e3819e1f88d25870a41ce59f80c5c3",
}
"""Version -> hash of its rule tables. A change of the tables needs a new version, and a new line here."""


def test_the_rules_are_those_of_the_version() -> None:
    assert rules_fingerprint() == HASHES[SCANNER_VERSION], (
        "The rules changed: raise SCANNER_VERSION, so that the shelf is scanned again, and add its hash here."
    )


@pytest.mark.parametrize("rule", RULES.values(), ids=list(RULES))
def test_every_rule_is_documented_in_sentences(rule: Rule) -> None:
    assert re.fullmatch(r"[a-z]+(-[a-z]+)*", rule.key)
    for text in (rule.what, rule.mend):
        assert text.endswith((".", "?", "”", "]"))
        assert "_" not in text.replace("not_required", "")
    assert not rule.name.endswith(".")
    assert rule.example != rule.counter_example


def test_keys_are_said_once_and_groups_are_not_empty() -> None:
    keys = [rule.key for module in GROUPS.values() for rule in module.RULES]
    assert len(keys) == len(set(keys)) == len(RULES) == len(rules_table())
    assert {row.severity for row in rules_table()} == set(severities()) == set(Severity)


def test_the_public_table_shows_no_code() -> None:
    for row in rules_table():
        for text in (row.example_context, row.counter_example_context, row.group, row.name):
            assert not re.search(r"[a-z]_[a-z]", text), text


def test_a_phrase_is_only_tried_where_its_cue_stands_so_each_cue_must_be_in_small_letters() -> None:
    tables = (PHRASES, causes.CLAIMS, causes.WORDINGS, causes.EFFECTS, causes.WHOLE_ILLNESS)
    phrases = [phrase for table in tables for phrase in table.phrases]
    assert len(phrases) > 20
    for phrase in phrases:
        assert phrase.rule in RULES
        assert phrase.cues
        assert all(cue == cue.lower() for cue in phrase.cues)


def test_the_glossary_has_plain_words_for_every_term() -> None:
    variants = [variant.lower() for term in GLOSSARY for variant in (term.term, *term.variants)]
    assert len(variants) == len(set(variants)), "one spelling, one term"
    for term in GLOSSARY:
        assert term.plain
        assert term.plain[0].islower() or term.plain.split()[0].isupper()
        assert len(term.plain.split()) <= 12


def test_plain_fields_are_fields_of_the_page() -> None:
    assert set(PLAIN_FIELDS) <= set(TEXT_FIELDS)


def test_the_document_is_what_the_code_says() -> None:
    path = REPOSITORY / "docs" / "scanner.md"
    text = path.read_text("utf-8")
    assert scanner_document(text) == text, "run: python -m evidence.scanner docs/scanner.md"
