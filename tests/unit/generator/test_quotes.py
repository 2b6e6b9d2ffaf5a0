"""A quote is found letter by letter, or not at all."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.generator.quotes import Source
from evidence.generator.values import Span
from tests.unit.generator.worlds import ABSTRACT, TITLE


def found(text: str, quote: str) -> str | None:
    source = Source({"abstract": text})
    span = source.locate(quote)
    return source.words_at(span) if span else None


@pytest.mark.parametrize(
    ("text", "quote", "expected"),
    [
        ("Steps fell by 13.8%.", "Steps fell by 13.8%", "Steps fell by 13.8%"),
        ("Steps fell\n  by\u00a013.8%.", "Steps fell by 13.8%", "Steps fell\n  by\u00a013.8%"),
        ("In all (n\u2009=\u200911) slept.", "(n = 11) slept", "(n\u2009=\u200911) slept"),
        ("In all (<i>n</i> = 11) slept.", "(n=11) slept", "(<i>n</i> = 11) slept"),
        ("A post‑exertional fall – “crash”.", 'post-exertional fall - "crash"', "post‑exertional fall – “crash”"),
        ("Fr\u00e9d\u00e9ric slept.", unicodedata.normalize("NFD", "Frédéric slept"), "Frédéric slept"),
        ("Fre\u0301deric slept.", "Fr\u00e9deric slept", "Fre\u0301deric slept"),
        ("fa\u00adtigue fell", "fatigue fell", "fa\u00adtigue fell"),
    ],
)  # fmt: skip
def test_what_no_reader_sees_may_differ(text: str, quote: str, expected: str) -> None:
    assert found(text, quote) == expected


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("Steps did not fall.", "Steps did fall"),
        ("Steps did not fall.", "Steps fall"),
        ("Steps did not fall.", "steps did not fall"),
        ("Steps … fell.", "Steps and sleep fell"),
        ("It was 13.5 % in all.", "5 % in all"),
        ("It was 13.5 % in all.", "It was 13"),
        ("In 145 people it fell.", "45 people it fell"),
        ("In 1,450 people", "In 1"),
        ("They are therein.", "there in"),
        ("A cafe\u0301 opened", "A cafe"),
        ("Anything", ""),
        ("Anything", " \u200b "),
    ],
)
def test_another_text_is_not_found(text: str, quote: str) -> None:
    assert found(text, quote) is None


def test_a_later_place_is_found_when_the_first_cuts_a_number() -> None:
    assert Source({"abstract": "13.5 % here, 5 % there"}).locate("5 %") == Span("abstract", 13, 16)


def test_the_text_comes_before_the_title() -> None:
    source = Source({"title": "Sleep was poor", "abstract": "We say: Sleep was poor in all."})
    assert source.locate("Sleep was poor") == Span("abstract", 8, 22)


@given(st.data())
def test_every_stretch_of_whole_words_is_found_at_a_place_that_says_it(data: st.DataObject) -> None:
    text = data.draw(
        st.sampled_from([ABSTRACT, TITLE, "Ünï 1.5 – x² ½\u2009% (a,b) <i>n</i>=3; é e\u0301 ﬁne “q” 3·4"])
    )
    words = text.split()
    first = data.draw(st.integers(0, len(words) - 1))
    last = data.draw(st.integers(first, len(words) - 1))
    quote = "\u2003".join(words[first : last + 1])
    said = found(text, quote)
    assert said is not None
    assert said.split() == words[first : last + 1] or "<i>" in text


@given(st.text(max_size=200), st.text(max_size=30))
def test_no_text_breaks_the_search(text: str, quote: str) -> None:
    said = found(text, quote)
    assert said is None or said in text
