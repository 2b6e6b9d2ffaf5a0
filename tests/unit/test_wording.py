"""Small words around the evidence: dates, reading times, bylines."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.citations.record import CitationRecord, Name
from evidence.presenters.wording import byline_authors, capitalise, plain_date, reading_time, word_count


@pytest.mark.parametrize(
    ("iso", "words"),
    [
        ("2025-08-14", "14 August 2025"),
        ("2025-08-04", "4 August 2025"),
        ("2025-01", "January 2025"),
        ("2025-12", "December 2025"),
        ("2025", "2025"),
        ("", ""),
    ],
)
def test_a_date_is_as_exact_as_its_source(iso: str, words: str) -> None:
    assert plain_date(iso) == words


@given(st.dates())
def test_every_day_has_plain_words(day) -> None:
    words = plain_date(day.isoformat())
    assert words.startswith(f"{day.day} ")
    assert words.endswith(f" {day.year}")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (0, "0 words · about half a minute"),
        (1, "1 word · about half a minute"),
        (62, "62 words · about half a minute"),
        (112, "112 words · about half a minute"),
        (113, "113 words · about 1 minute"),
        (150, "150 words · about 1 minute"),
        (225, "225 words · about 1½ minutes"),
        (300, "300 words · about 2 minutes"),
        (400, "400 words · about 2½ minutes"),
    ],
)
def test_reading_time_is_told_for_a_slow_pace(words: int, told: str) -> None:
    assert reading_time("word " * words) == told


def test_a_list_is_read_like_its_text() -> None:
    items = ["Scores were lower.", "The group was small."]
    assert word_count(items) == word_count(" ".join(items)) == 7
    assert reading_time(items) == reading_time(" ".join(items))


@given(st.integers(0, 3000), st.integers(0, 500))
def test_more_words_never_take_less_time(words: int, more: int) -> None:
    def minutes(count: int) -> float:
        told = reading_time("word " * count).partition("about ")[2]
        if told == "half a minute":
            return 0.5
        whole, half, _ = told.partition("½")
        return float(whole.split()[0]) + (0.5 if half else 0)

    assert minutes(words) <= minutes(words + more)


ANNA, BERG, CELIK, DIAZ = (
    Name(family="Anna", given="A"),
    Name(family="Berg", given="Ludwig", particle="van der"),
    Name(family="Çelik", given="Ayşe"),
    Name(family="Díaz", given="José", suffix="Jr"),
)
BODY = Name(literal="Institute of Medicine")


@pytest.mark.parametrize(
    ("authors", "complete", "byline"),
    [
        ((), True, ""),
        ((ANNA,), True, "Anna"),
        ((ANNA, BERG), True, "Anna and van der Berg"),
        ((ANNA, BERG, CELIK), True, "Anna, van der Berg and Çelik"),
        ((ANNA, BERG, CELIK, DIAZ), True, "Anna, van der Berg, Çelik et al."),
        ((BODY,), True, "Institute of Medicine"),
        ((DIAZ, BODY), True, "Díaz and Institute of Medicine"),
        # The source itself cut the list: that is said, never guessed.
        ((ANNA,), False, "Anna et al."),
        ((ANNA, BERG), False, "Anna, van der Berg et al."),
        ((ANNA, BERG, CELIK, DIAZ), False, "Anna, van der Berg, Çelik et al."),
        ((), False, ""),
    ],
)
def test_the_byline_names_the_first_three(authors: tuple[Name, ...], complete: bool, byline: str) -> None:
    record = CitationRecord(title="Rest", authors=authors, authors_complete=complete)
    assert byline_authors(record) == byline


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("cohort study", "Cohort study"),
        ("IOM", "IOM"),
        ("éclair", "Éclair"),
        ("", ""),
        ("a", "A"),
        ("1 person", "1 person"),
    ],
)
def test_only_the_first_letter_is_raised(text: str, shown: str) -> None:
    assert capitalise(text) == shown
