"""Which numbers a sentence states, and whether the words it cites state them too."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.generator.numbers import missing_names, missing_numbers, names_with_digits, numbers


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("26.0% and 35.1 per cent of 1,234 people", ["26.0%", "35.1%", "1234"]),
        ("between 30 and 40% of them", ["30%", "40%"]),
        ("10–12 months, p<.001, 4·5 points", ["10", "12", "0.001", "4.5"]),
        ("Twenty-two people, one of whom slept", ["22"]),
        ("one hundred and fifty-one; two thousand three hundred; two dozen", ["151", "2300", "24"]),
        ("two and three", ["2", "3"]),
        ("12 000 people in a 2-day test", ["12000", "2"]),
        ("SF-36 and VO2peak in COVID-19", []),
        ("the second day", []),
    ],
)
def test_numbers_in_digits_and_words(text: str, expected: list[str]) -> None:
    assert [f"{one.value}{'%' if one.percent else ''}" for one in numbers(text)] == expected


@pytest.mark.parametrize(
    ("sentence", "cited"),
    [
        ("Twelve people slept.", "12 patients slept"),
        ("12 people slept.", "Twelve patients slept"),
        ("It fell by 26%.", "a fall of 26.0 per cent"),
        ("It was 12 lower.", "a change of −12 points"),
        ("1234 people took part.", "1 234 persons"),
        ("Of 200 people, some slept.", "in group 1 200 people"),
        ("Half of them slept.", "50% slept"),
        ("It doubled.", "a two-fold rise"),
        ("It was 26% and 35%.", "percentages were 26 and 35"),
        ("One of them slept.", "a patient slept"),
        ("The value was 12.5.", "a value of 12,5"),
    ],
)
def test_the_same_number_said_otherwise_stands(sentence: str, cited: str) -> None:
    assert missing_numbers(sentence, cited) == []


@pytest.mark.parametrize(
    ("sentence", "cited", "missing"),
    [
        ("70% did not improve.", "a 30% improvement", ["70 %"]),
        ("84 people took part.", "45 patients and 39 controls", ["84"]),
        ("In 30 people it fell.", "it fell in 30%", ["30"]),
        ("It fell by 30%.", "it fell in 30 people", ["30 %"]),
        ("About 26% slept.", "25.7% slept", ["26 %"]),
        ("A third of them slept.", "35.1% slept", ["A third"]),
        ("It doubled.", "it rose", ["doubled"]),
        ("Five people slept.", "patients slept", ["Five"]),
        ("45 people slept.", "SF-45 was used", ["45"]),
        ("5 people slept.", "in 15 and 50 and 0.5", ["5"]),
    ],
)
def test_another_number_is_missing(sentence: str, cited: str, missing: list[str]) -> None:
    assert missing_numbers(sentence, cited) == missing


def test_names_with_digits_are_looked_for_in_the_source() -> None:
    assert names_with_digits("SF-36 in COVID-19 and VO2peak, 2-day") == ["SF-36", "COVID-19", "VO2peak"]
    assert missing_names("SF-36 and Covid 19 and IL-6", "the SF36 and COVID-19") == ["IL-6"]


@given(st.integers(0, 10**9), st.sampled_from(["", "%", " per cent"]))
def test_a_number_stands_in_itself_and_its_neighbour_does_not(value: int, unit: str) -> None:
    assert missing_numbers(f"It was {value:,}{unit}.", f"a value of {value}{unit} was seen") == []
    assert missing_numbers(f"It was {value + 1}{unit}.", f"a value of {value}{unit} was seen") != []


@given(st.text(max_size=300))
def test_no_text_breaks_the_reading(text: str) -> None:
    assert all(isinstance(one.value, Decimal) for one in numbers(text))
    missing_names(text, text)
