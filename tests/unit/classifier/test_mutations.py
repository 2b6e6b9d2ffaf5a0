"""Sentences turned about: what must not matter does not, and what must matter does."""

from __future__ import annotations

import random
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.classifier import classify
from tests.unit.classifier.sentences import COMBINED, INCLUDED, LISTED, METHODS, NEAR, NOT_INCLUDED, PEM_ADDED, Row

TITLE = "A study of people with ME/CFS"
PLAIN = [
    row for row in (*INCLUDED, *COMBINED, *PEM_ADDED, *NOT_INCLUDED, *LISTED, *METHODS, *NEAR) if "\n" not in row[0]
]
NEUTRAL = (
    "Blood was drawn in the morning.",
    "The study was approved by an ethics board.",
    "Sleep was measured with an actigraph for seven nights.",
    "Data were analysed with mixed models (p < 0.05).",
    "Oxygen uptake fell by 12% in one group.",
)

rows = st.sampled_from(PLAIN)


def verdict_of(text: str) -> tuple[str, frozenset[str]]:
    proposal = classify(title=TITLE, text=text, part="methods")
    return str(proposal.verdict), frozenset(proposal.criteria)


@given(
    row=rows,
    before=st.lists(st.sampled_from(NEUTRAL), max_size=4),
    after=st.lists(st.sampled_from(NEUTRAL), max_size=4),
)
def test_sentences_about_other_things_change_nothing(row: Row, before: list[str], after: list[str]) -> None:
    assert verdict_of(" ".join([*before, row[0], *after])) == verdict_of(row[0])


@given(row=rows, seed=st.integers(0, 10**6))
def test_line_breaks_and_spaces_change_nothing(row: Row, seed: int) -> None:
    chance = random.Random(seed)
    text = re.sub(" ", lambda _: chance.choice([" ", "  ", "\n", " \r\n ", "\t", "\u00a0", "\u2009"]), row[0])
    assert verdict_of(text) == verdict_of(row[0])


@given(row=rows, dash=st.sampled_from("\u2010\u2011\u2012\u2013\u2212"))
def test_every_kind_of_dash_is_a_dash(row: Row, dash: str) -> None:
    assert verdict_of(row[0].replace("-", dash)) == verdict_of(row[0])


@given(row=rows)
def test_ligatures_curly_quotes_and_soft_hyphens_change_nothing(row: Row) -> None:
    text = (
        row[0]
        .replace("fi", "\ufb01")
        .replace("fl", "\ufb02")
        .replace("'", "\u2019")
        .replace("criteria", "cri\u00adteria")
    )
    assert verdict_of(text) == verdict_of(row[0])


@given(row=rows)
def test_wide_letters_of_east_asian_typesetting_change_nothing(row: Row) -> None:
    wide = "".join(chr(ord(letter) + 0xFEE0) if letter.isalnum() and letter.isascii() else letter for letter in row[0])
    assert verdict_of(wide) == verdict_of(row[0])


@pytest.mark.parametrize("text", [row[0] for row in INCLUDED if row[0] != row[0].lower()], ids=lambda text: text[:50])
def test_capitals_throughout_change_nothing(text: str) -> None:
    assert verdict_of(text.upper()) == verdict_of(text)


SWAPS = {
    "ccc2003": "Canadian Consensus Criteria",
    "icc2011": "International Consensus Criteria",
    "iom2015": "Institute of Medicine criteria",
    "fukuda1994": "Fukuda criteria",
    "oxford1991": "Oxford criteria",
}
FRAMES = (
    "All patients met the {}.",
    "Patients were diagnosed with ME/CFS according to the {}.",
    "Participants were included if they fulfilled the {} [7].",
    "The {} were used to select patients.",
    "Inclusion criteria: adult age; diagnosis of ME/CFS by the {}; consent.",
    "Thirty women who satisfied the {} took part.",
    "Patients not meeting the {} were excluded.",
)


@given(frame=st.sampled_from(FRAMES), key=st.sampled_from(sorted(SWAPS)))
def test_another_set_in_the_same_frame_gives_its_own_verdict(frame: str, key: str) -> None:
    expected = "not_required" if key in ("fukuda1994", "oxford1991") else "required"
    assert verdict_of(frame.format(SWAPS[key])) == (expected, frozenset({key}))


@given(first=st.sampled_from(sorted(SWAPS)), second=st.sampled_from(sorted(SWAPS)), word=st.sampled_from(["and", "or"]))
def test_and_and_or_follow_the_policy_whatever_the_order(first: str, second: str, word: str) -> None:
    if first == second:
        return
    text = f"All patients met the {SWAPS[first]} {word} the {SWAPS[second]}."
    weak = {"fukuda1994", "oxford1991"} & {first, second}
    required = not weak if word == "or" else len(weak) < 2
    assert verdict_of(text) == ("required" if required else "not_required", frozenset({first, second}))


NEGATIONS = (
    "Healthy controls did not meet the {}.",
    "None of the controls had ever met the {}, and controls were not tested.",
    "Several case definitions exist, for example the {}.",
    "Future studies should recruit patients who meet the {}.",
    "Earlier studies included patients who met the {}.",
    "The {} were not used.",
    "The {} were published by an expert panel.",
    "ME/CFS is usually diagnosed with the {}.",
    "Exclusion criteria for controls: meeting the {}.",
    "It is unknown how many of them would have met the {}.",
)


@given(frame=st.sampled_from(NEGATIONS), key=st.sampled_from(sorted(SWAPS)))
def test_a_set_that_let_nobody_in_is_never_the_reason_for_required(frame: str, key: str) -> None:
    verdict, keys = verdict_of(frame.format(SWAPS[key]) + " We studied 30 patients.")
    assert (verdict, keys) == ("unclear", frozenset())


PARTS_OF_THEM = (
    "Twelve of the patients also met the {}.",
    "A subset fulfilled the {} as well.",
    "Of these, 40% met the {}.",
    "Some participants additionally satisfied the {}.",
    "Six months later, 9 of 40 patients met the {}.",
)


@given(frame=st.sampled_from(PARTS_OF_THEM), key=st.sampled_from(["ccc2003", "icc2011", "iom2015"]))
def test_what_only_some_met_makes_nothing_required(frame: str, key: str) -> None:
    verdict, _ = verdict_of("All patients met the Oxford criteria. " + frame.format(SWAPS[key]))
    assert verdict == "not_required"


@given(text=st.text(max_size=400), title=st.text(max_size=80))
def test_any_text_is_read_without_complaint_and_twice_alike(text: str, title: str) -> None:
    first = classify(title=title, text=text, part="methods")
    assert first == classify(title=title, text=text, part="methods")
    for span in first.spans:
        assert 0 <= span.start < span.end <= len(text if span.part == "methods" else title)
    assert first.quote in text or first.quote in title


WORDS = (
    "patients", "met", "the", "Fukuda", "criteria", "Canadian", "Consensus", "and", "or", "not", "PEM", "required", "(",
    ")", "[12]", ";", ".", "et al.", "diagnosed", "by", "ICC", "IOM", "controls", "of", "30", "post-exertional malaise",
    "were excluded", "ME/CFS", "long COVID", "self-reported", "CDC", "1994", "-", "Inclusion criteria:", "\n",
)  # fmt: skip


@given(words=st.lists(st.sampled_from(WORDS), max_size=60))
def test_word_salad_is_read_and_its_receipt_is_verbatim(words: list[str]) -> None:
    text = " ".join(words)
    proposal = classify(title=TITLE, text=text, part="methods")
    assert proposal.quote in text or proposal.quote == TITLE
    assert all(text[span.start : span.end].strip() for span in proposal.spans if span.part == "methods")
