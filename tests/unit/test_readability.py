"""How long and how hard a text is: tables of words, sentences and grades."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.desk.readability import counts, grade, sentences, syllables
from evidence.presenters.wording import word_count

WORDS = {
    "rest": 1, "rested": 2, "scores": 1, "disease": 2, "diseases": 3, "house": 1, "table": 2, "role": 1, "roles": 1,
    "changes": 2, "lowered": 2, "needed": 2, "studied": 2, "people": 2, "fatigue": 2, "malaise": 2, "the": 1, "be": 1,
    "exertional": 4, "immune": 2, "ME/CFS": 5, "PEM": 3, "42": 1, "12,5": 1, "—": 1, "naïve": 1, "I": 1, "A": 1,
}  # fmt: skip


@pytest.mark.parametrize(("word", "expected"), WORDS.items())
def test_syllables(word: str, expected: int) -> None:
    assert syllables(word) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", 0),
        ("   \n ", 0),
        ("One", 1),
        ("One. Two! Three? Four…", 4),
        ("Some rested, e.g. the ill ones.", 1),
        ("Some rested, e.g.  the ill ones.", 1),
        ("The mean was 3.5 points.", 1),
        ("One item\nanother item\n\na third", 3),
        ("He said “stop.” Then he left.", 2),
    ],
)
def test_sentences(text: str, expected: int) -> None:
    assert sentences(text) == expected


def test_plain_words_have_a_lower_grade_than_hard_ones() -> None:
    plain = "Some people with the illness rested more. Their scores were lower."
    hard = "Individuals exhibiting post-exertional symptomatology demonstrated statistically attenuated severity."
    assert grade(plain) < 6 < 12 < grade(hard)


@pytest.mark.parametrize(
    ("text", "limit", "expected"),
    [
        ("", 25, "empty"),
        ("One two three.", 0, "3 words · about half a minute · grade 0.0"),
        ("One two three.", 2, "3 words · about half a minute · grade 0.0 · 1 word over the limit of 2"),
        ("word " * 150, 0, "150 words · about 1 minute · grade 54.7"),
    ],
)
def test_counts(text: str, limit: int, expected: str) -> None:
    assert counts(text, limit) == expected


@given(st.text(max_size=400))
def test_every_text_has_a_grade_and_as_many_words_as_the_page_says(text: str) -> None:
    assert grade(text) >= 0
    assert counts(text).startswith("empty" if not word_count(text) else f"{word_count(text)} word")
