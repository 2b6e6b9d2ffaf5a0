"""What the classifier makes of single sentences, and that its words about them are exact."""

from __future__ import annotations

import pytest

from evidence.classifier import Proposal, classify, classify_paper
from evidence.pem import decide
from evidence.pem.reference import criteria_by_key
from tests.unit.classifier import passages_a, passages_b
from tests.unit.classifier.sentences import NEVER_REQUIRED, TABLES, TITLED, VERDICTS

PASSAGES = (*passages_a.PASSAGES, *passages_b.PASSAGES)
TITLE = "A study of people with ME/CFS"
ROWS = [(family, *row) for family, rows in TABLES.items() for row in rows]
TEXTS = (
    [row[1] for row in ROWS] + [text for _, text, _ in TITLED] + [text for text, _ in VERDICTS] + list(NEVER_REQUIRED)
)


def read(text: str) -> Proposal:
    return classify(title=TITLE, text=text, part="methods")


def test_the_table_is_worth_its_name() -> None:
    assert len(ROWS) + len(TITLED) >= 150
    assert len({row[1] for row in ROWS}) == len(ROWS)


@pytest.mark.parametrize(("family", "text", "verdict", "keys", "combination"), ROWS, ids=[row[1][:70] for row in ROWS])
def test_a_sentence_is_understood(family: str, text: str, verdict: str, keys: str, combination: str) -> None:
    proposal = read(text)
    assert (str(proposal.verdict), sorted(proposal.criteria), proposal.combination) == (
        verdict,
        sorted(keys.split()),
        combination,
    ), proposal.reasons


@pytest.mark.parametrize(("text", "verdict"), VERDICTS, ids=[row[0][:70] for row in VERDICTS])
def test_a_turn_of_phrase_gets_its_verdict(text: str, verdict: str) -> None:
    assert str(read(text).verdict) == verdict


@pytest.mark.parametrize("text", NEVER_REQUIRED, ids=[text[:70] for text in NEVER_REQUIRED])
@pytest.mark.parametrize("title", [TITLE, "", "Chronic fatigue syndrome: a cohort"])
def test_doubt_never_ends_in_required(title: str, text: str) -> None:
    assert str(classify(title=title, text=text, part="methods").verdict) != "required"


@pytest.mark.parametrize(("title", "text", "verdict"), TITLED, ids=[row[0][:60] for row in TITLED])
def test_a_paper_is_understood_with_its_title(title: str, text: str, verdict: str) -> None:
    assert str(classify(title=title, text=text, part="abstract").verdict) == verdict


@pytest.mark.parametrize(("title", "text", "verdict"), PASSAGES, ids=[row[1][:60] for row in PASSAGES])
@pytest.mark.parametrize("part", ["abstract", "methods"])
def test_a_passage_is_understood_wherever_it_stands(title: str, text: str, verdict: str, part: str) -> None:
    proposal = classify(title=title, text=text, part=part)
    assert str(proposal.verdict) == verdict, proposal.reasons
    assert proposal.decision == decide(proposal.facts, criteria_by_key())


@pytest.mark.parametrize("text", TEXTS, ids=[text[:60] for text in TEXTS])
def test_the_verdict_is_the_policy_and_the_words_are_the_papers_own(text: str) -> None:
    proposal = read(text)
    assert proposal.decision == decide(proposal.facts, criteria_by_key())
    assert proposal.quote in (text, text.strip()) or proposal.quote in text or proposal.quote == TITLE
    assert 0 < proposal.confidence < 1
    assert all(reason.endswith(".") and reason.lstrip('"')[0].isupper() for reason in proposal.reasons)
    for span in proposal.spans:
        source = {"methods": text, "title": TITLE}[span.part]
        assert 0 <= span.start < span.end <= len(source)
    if proposal.criteria and "diagnosis_unspecified" not in proposal.criteria:
        assert {span.key for span in proposal.spans} >= set(proposal.criteria)
    if proposal.verdict == "required":
        assert proposal.quote, "Without the words there is no receipt."


@pytest.mark.parametrize(
    ("text", "rule", "words"),
    [
        (
            "All patients met the Canadian Consensus Criteria.",
            "Canadian Consensus Criteria",
            "Canadian Consensus Criteria",
        ),
        ("All patients met the Fukuda criteria [3].", "Fukuda", "Fukuda"),
        ("Pa\u00adtients ful\ufb01lled the Cana-\ndian  Consensus  Criteria.", "Canadian Consensus Criteria", None),
    ],
)
def test_a_span_is_cut_from_the_original(text: str, rule: str, words: str | None) -> None:
    (span,) = [span for span in read(text).spans if span.rule == rule]
    assert text[span.start : span.end] == (words or "Cana-\ndian  Consensus  Criteria")


def test_the_receipt_is_the_deciding_sentence_and_its_place() -> None:
    text = "We drew blood. All patients met the Canadian Consensus Criteria [4]. Controls were healthy."
    proposal = read(text)
    assert proposal.quote == "All patients met the Canadian Consensus Criteria [4]."
    assert proposal.place == "Methods"


def test_the_receipt_of_an_endless_sentence_is_cut_to_the_words_that_count() -> None:
    text = "We saw " + "many tired people, " * 30 + "and all met the Canadian Consensus Criteria, " + "and so on, " * 30
    proposal = read(text)
    assert len(proposal.quote) <= 600
    assert "met the Canadian Consensus Criteria" in proposal.quote


def test_the_methods_speak_before_the_abstract() -> None:
    proposal = classify_paper(
        title=TITLE,
        abstract="Patients met the Fukuda criteria.",
        methods="Patients met the Canadian Consensus Criteria.",
    )
    assert (str(proposal.verdict), proposal.place) == ("required", "Methods")


def test_the_abstract_speaks_where_the_methods_say_nothing() -> None:
    proposal = classify_paper(title=TITLE, abstract="Patients met the Fukuda criteria.", methods="Blood was drawn.")
    assert (proposal.criteria, proposal.place) == (("fukuda1994",), "Abstract")


def test_a_title_alone_can_name_the_criteria() -> None:
    proposal = classify(title="Sleep in 30 people fulfilling the Canadian Consensus Criteria for ME/CFS", part="title")
    assert (str(proposal.verdict), proposal.place) == ("required", "Title")
    assert {span.part for span in proposal.spans} == {"title"}


def test_nothing_at_all_is_unclear() -> None:
    proposal = classify()
    assert (str(proposal.verdict), proposal.criteria, proposal.spans, proposal.quote) == ("unclear", (), (), "")


def test_an_unknown_part_is_read_as_text() -> None:
    proposal = classify(title=TITLE, text="Patients met the Oxford criteria.", part="supplement")
    assert (proposal.criteria, proposal.place) == (("oxford1991",), "Text")
    assert {span.part for span in proposal.spans} == {"supplement"}
