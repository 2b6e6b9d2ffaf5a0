"""What `scan` promises of its findings: places, order, fingerprints, facts that are unknown."""

from __future__ import annotations

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.scanner import RULES, Facts, Finding, Severity, Source, scan
from evidence.scanner.page import Page
from evidence.vocabulary import TEXT_FIELDS

LIMITS = "It does not show why sleep was poor."
GOOD = {"summary": "Sleep was poor in 12 people.", "does_not_prove": LIMITS}
SOURCE = Source(title="Sleep in ME/CFS", abstract="Twelve patients had bad nights.", basis="abstract")


def fingerprints(texts: dict[str, str], rule: str, source: Source = SOURCE) -> list[str]:
    return [finding.fingerprint for finding in scan(texts, source) if finding.rule == rule]


def test_a_good_page_gives_no_finding() -> None:
    assert scan(GOOD, SOURCE, Facts(design="cohort", pem_verdict="unclear", year=2020)) == ()


def test_nothing_known_makes_no_finding_but_that_nothing_could_be_compared() -> None:
    assert [finding.rule for finding in scan(GOOD)] == ["source-not-at-hand"]
    assert scan({}) == ()
    assert scan({"summary": "", "limitations": "   \n"}, SOURCE) == ()


def test_a_finding_tells_where_what_and_how_to_mend() -> None:
    (found,) = scan({**GOOD, "why_it_matters": "This may help. It proves a lot."}, SOURCE)
    assert (found.rule, found.severity, found.field) == ("proof", Severity.CRITICAL, "why_it_matters")
    assert (found.start, found.end, found.words) == (18, 24, "proves")
    assert found.message.endswith(".")
    assert found.mend == RULES["proof"].mend
    assert found.to_dict() == {**dataclasses.asdict(found), "severity": "CRITICAL"}


def test_lists_come_as_lines_or_as_items() -> None:
    items = ["It does not show why.", "More research is needed."]
    as_lines = scan({"does_not_prove": "\n".join(items)}, SOURCE)
    assert as_lines == scan({"does_not_prove": items}, SOURCE)
    assert [(found.rule, found.words) for found in as_lines] == [
        ("does-not-prove-boilerplate", "It does not show why."),
        ("does-not-prove-boilerplate", "More research is needed."),
    ]


def test_findings_come_in_the_order_of_the_page_whatever_the_order_of_the_texts() -> None:
    texts = {"limitations": "It proves it.", "summary": "It proves it. A cure!", "one_sentence": "It proves it."}
    found = scan(texts, SOURCE)
    assert found == scan(dict(reversed(texts.items())), SOURCE)
    order = [list(TEXT_FIELDS).index(finding.field) for finding in found if finding.rule in {"proof", "cure"}]
    assert order == sorted(order)


def test_a_field_that_the_page_does_not_know_is_read_too() -> None:
    assert [found.field for found in scan({"lay_title": "A miracle"}, SOURCE)] == ["lay_title"]


def test_a_dispute_holds_while_the_sentence_stands_and_no_longer() -> None:
    before = fingerprints({**GOOD, "summary": "Sleep was poor. It proves a lot."}, "proof")
    same = [
        {**GOOD, "summary": "Quite another start. Sleep  was fine.\n\nIt proves\na lot. And more."},
        {"summary": "It proves a lot.", "one_sentence": "A new one."},
    ]
    changed = [
        {**GOOD, "summary": "Sleep was poor. It proves little."},
        {**GOOD, "summary": "Sleep was poor. It proved a lot."},
        {**GOOD, "why_it_matters": "It proves a lot."},
    ]
    assert len(before) == 1
    assert all(fingerprints(texts, "proof") == before for texts in same if "\n" not in texts["summary"].split("It")[-1])
    assert all(fingerprints(texts, "proof") != before for texts in changed)


def test_the_kind_of_quotation_marks_and_spaces_changes_no_fingerprint() -> None:
    plain = fingerprints({"summary": "They say 'it proves' a \"lot\" - so far."}, "proof")
    printed = fingerprints({"summary": "They say ‘it proves’  a “lot” – so far."}, "proof")
    assert plain == printed != []


def test_the_same_word_twice_in_a_sentence_gives_two_fingerprints() -> None:
    found = fingerprints({"summary": "It proves and proves."}, "proof")
    assert len(set(found)) == 2


def test_a_finding_about_something_missing_keeps_its_fingerprint() -> None:
    one = fingerprints({"summary": "Sleep was poor."}, "does-not-prove-missing")
    other = fingerprints({"summary": "Sleep was good."}, "does-not-prove-missing")
    assert one == other != []


def test_facts_are_read_from_the_content_of_a_page() -> None:
    content = {
        "slug": "doe-2020-sleep-poor",
        "design": "cohort",
        "citation": {
            "year": 2020,
            "doi": "10.1234/x",
            "authors": [{"family": "Døe", "given": "Jo"}, {"literal": "A Group"}],
        },
        "pem": {
            "verdict": "not_required",
            "keys": ["fukuda1994"],
            "criteria": [{"name": "Fukuda 1994"}],
            "not_applicable": "",
        },
        "facts": {"cases": 12, "registration": "NCT00000001"},
        "notices": [{"kind": "correction"}],
        "links": [{"kind": "result_of"}],
    }
    facts = Facts.of_page(content, registered_title="Sleep")
    assert facts == Facts(
        pem_verdict="not_required", criteria=("fukuda1994",), criteria_names=("Fukuda 1994",), design="cohort",
        cases=12, year=2020, authors=("Døe", "A Group"), slug="doe-2020-sleep-poor", doi="10.1234/x",
        registration="NCT00000001", notices=("correction",), links=("result_of",), registered_title="Sleep",
    )  # fmt: skip
    assert facts.pem_required is False
    assert Facts.of_page({}) == Facts()
    assert Facts.of_page({"pem": {"not_applicable": "animal"}}).is_about_animals_or_cells
    assert Facts.of_page({"pem": {"not_applicable": "long_covid_only"}}).conditions == ("long_covid",)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("One. Two! Three? Four…", 4),
        ("The team, e.g. Dr. Smith et al. in Oslo, slept.", 1),
        ("It was 3.5 points. It was vs. Placebo.", 2),
        ("One item\nanother item\n\na third", 3),
        ("He said “stop.” Then he left.", 2),
        ("Group A. Group B slept.", 1),
        ("   ", 0),
    ],
)
def test_sentences(text: str, count: int) -> None:
    assert len(Page({"summary": text}, SOURCE, Facts()).sentences) == count


ODD = st.text(
    alphabet=st.sampled_from(
        list("aeinorst ABC.,;:!?()[]{}<>%&_-–—“”‘’'\"\n\t0123456789·½ßİ\u0301\u202e\x00\ud800é€😀")
    ),
    max_size=300,
)
SAID = (
    "the of 45 45.0 1,234 30% half a third one in five patients controls people with ME/CFS mice PEM should rose fell "
    "from to 12 12.5 weeks min cures proves causes not may all (n = 10 ) p = 0.05 . , ; ? “ ” None not_required "
    "10.1234/x NCT00000001 than healthy placebo higher lower cortisol twenty two hundred and \n"
)
WORDS = st.lists(st.sampled_from(SAID.split(" ")), max_size=80).map(" ".join)
FACTS = st.builds(
    Facts,
    pem_verdict=st.sampled_from(["", "required", "not_required", "unclear", "not_applicable", "x"]),
    design=st.sampled_from(["", "cohort", "animal", "in_vitro", "protocol", "commentary", "non_randomised_trial", "x"]),
    conditions=st.sampled_from([(), ("mecfs",), ("long_covid",)]),
    authors=st.sampled_from([(), ("Sørland", "")]),
    cases=st.sampled_from([None, 0, 45]),
    ages=st.sampled_from(["", "adults", "children"]),
    registered_title=st.sampled_from(["", "Sleep"]),
    notices=st.sampled_from([(), ("superseded",)]),
    links=st.sampled_from([None, ()]),
)


@given(
    texts=st.dictionaries(st.sampled_from([*TEXT_FIELDS, "other"]), st.one_of(ODD, WORDS), max_size=4),
    abstract=st.one_of(ODD, WORDS),
    title=st.one_of(ODD, st.just("")),
    basis=st.sampled_from(["", "abstract", "full_text", "title_only"]),
    facts=FACTS,
)
def test_no_text_breaks_it_and_every_place_is_exact(
    texts: dict[str, str], abstract: str, title: str, basis: str, facts: Facts
) -> None:
    source = Source(title=title, abstract=abstract, basis=basis)
    found = scan(texts, source, facts)
    assert found == scan(texts, source, facts)
    for finding in found:
        assert finding.rule in RULES
        assert finding.severity is RULES[finding.rule].severity
        assert finding.message
        assert 0 <= finding.start <= finding.end
        if finding.field in texts:
            assert texts[finding.field][finding.start : finding.end] == finding.words
        elif not finding.field.startswith("facts."):
            assert finding.words == ""
    assert len({(finding.rule, finding.fingerprint) for finding in found}) == len(found)


@given(WORDS)
def test_a_text_never_contradicts_itself(text: str) -> None:
    """What is copied word for word has every number, unit, group and direction of its source."""
    against = {
        "number-not-in-source", "number-not-in-part", "small-number-not-in-source", "share-not-in-source",
        "unit-differs", "number-worked-out", "direction-differs", "count-of-another-group", "comparator-differs",
    }  # fmt: skip
    found: tuple[Finding, ...] = scan({"summary": text}, Source(abstract=text, basis="abstract"))
    assert against.isdisjoint(finding.rule for finding in found)
