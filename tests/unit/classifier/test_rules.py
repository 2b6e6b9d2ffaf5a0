"""The rule tables: complete, named, and tied to the version."""

from __future__ import annotations

import re

from evidence.classifier import CLASSIFIER_VERSION, rules_fingerprint
from evidence.classifier.rules import FAMILIES
from evidence.classifier.rules.base import fingerprint, rule
from evidence.classifier.rules.kinds import TITLE_KINDS
from evidence.classifier.rules.names import ACRONYMS, NAMES
from evidence.classifier.rules.other_ways import INFORMAL
from evidence.pem import INFORMAL_DIAGNOSES
from evidence.pem.reference import reference_criteria

FINGERPRINTS = {
    "v1.0": "858022c091331caf3b033ba4787da76aecbe5ee4dfafcab7c35afc830c9bf6bd",
    "v1.1": "07a25115136c9b26ff5f022b1886500de2430765d76e361c9c98b76cbcba0c34",
}
"""Version -> fingerprint of its rules. A change of a rule needs a new version and a new line; old lines stay."""


def test_rules_do_not_change_without_a_new_version() -> None:
    assert FINGERPRINTS.get(CLASSIFIER_VERSION) == rules_fingerprint(), (
        f"The rules changed. Raise CLASSIFIER_VERSION and add its fingerprint here: {rules_fingerprint()}"
    )


def test_a_fingerprint_sees_every_part_of_a_rule() -> None:
    plain = fingerprint("v1", [("family", [rule("name", "pattern", "key", "anchor")])])
    others = [
        fingerprint("v2", [("family", [rule("name", "pattern", "key", "anchor")])]),
        fingerprint("v1", [("other", [rule("name", "pattern", "key", "anchor")])]),
        fingerprint("v1", [("family", [rule("other", "pattern", "key", "anchor")])]),
        fingerprint("v1", [("family", [rule("name", "other", "key", "anchor")])]),
        fingerprint("v1", [("family", [rule("name", "pattern", "other", "anchor")])]),
        fingerprint("v1", [("family", [rule("name", "pattern", "key", "other")])]),
        fingerprint("v1", [("family", [])]),
    ]
    assert len({plain, *others}) == 8


def test_every_name_leads_to_a_set_of_the_reference_and_every_set_has_a_name() -> None:
    assert {one.key for one in NAMES} == set(reference_criteria())
    assert {one.key for one in INFORMAL} == set(INFORMAL_DIAGNOSES) - {"dsq_screen"}


def test_names_of_rules_are_told_apart() -> None:
    names = [one.name for one in NAMES]
    assert len(names) == len(set(names))
    assert set(names) >= ACRONYMS


def test_an_alias_of_the_reference_is_known_to_the_rules() -> None:
    """Every alias that stands alone as a name of criteria is found, and leads to its own set."""
    single_words = {"oxford", "nice", "nam", "brighton", "ecd", "pcc", "nightingale", "who", "post covid-19 condition"}
    unknown = []
    for key, entry in reference_criteria().items():
        for alias in entry.aliases:
            if alias.lower() in single_words or "seen" in alias or "current" in alias or "before" in alias:
                continue
            text = f"{alias} criteria".lower()
            found = [one.key for one in NAMES if one.search(text)]
            if key not in found:
                unknown.append((key, alias, found))
    assert not unknown


def test_anchors_stand_wherever_a_pattern_matches() -> None:
    """An anchor that is missing would hide a rule; the sentences of the table would then disagree with themselves."""
    from tests.unit.classifier.sentences import TABLES, TITLED

    texts = [row[0].lower() for rows in TABLES.values() for row in rows] + [f"{a} {b}".lower() for a, b, _ in TITLED]
    hidden = [
        (one.name, text)
        for rules in FAMILIES.values()
        for one in rules
        for text in texts
        if one.pattern.search(text) and not one.may_match(text)
    ]
    assert not hidden


def test_patterns_are_written_for_plain_lower_case_text() -> None:
    capitals = [
        one.name
        for rules in FAMILIES.values()
        for one in rules
        if re.search(r"(?<!\\)[A-Z]", re.sub(r"\\[A-Z]|\(\?P<\w+>", "", one.pattern.pattern))
    ]
    assert not capitals


def test_titles_give_reasons_that_the_policy_knows() -> None:
    assert {one.key for one in TITLE_KINDS} == {
        "editorial",
        "review",
        "view",
        "guideline",
        "animal",
        "in_vitro",
        "model",
    }
