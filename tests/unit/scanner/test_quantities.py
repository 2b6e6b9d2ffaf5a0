"""Numbers as people write them, with their units."""

from __future__ import annotations

import pytest

from evidence.scanner.figures import SourceFigures
from evidence.scanner.quantities import Quantity, quantities, read_digits

WRITTEN: list[tuple[str, list[tuple[float, str]]]] = [
    ("1,439 people", [(1439, "people")]),
    ("10 458 letters", [(10458, "")]),
    ("10\u202f458 letters", [(10458, "")]),
    ("15·5 and 15.5", [(15.5, ""), (15.5, "")]),
    ("12,5 mg", [(12.5, "mg")]),
    ("p = .045", [(0.045, "")]),
    ("2.5 million", [(2_500_000, "")]),
    ("forty-five", [(45, "")]),
    ("forty five", [(45, "")]),
    ("a hundred and two women", [(102, "people")]),
    ("three thousand two hundred", [(3200, "")]),
    ("two and three", [(2, ""), (3, "")]),
    ("five six", [(5, ""), (6, "")]),
    ("8-9 months", [(8, "month"), (9, "month")]),
    ("8 to 9 months", [(8, "month"), (9, "month")]),
    ("24, 48 and 72 h", [(24, "hour"), (48, "hour"), (72, "hour")]),
    ("26.0% and 35.1 %", [(26, "percent"), (35.1, "percent")]),
    ("30 per cent", [(30, "percent")]),
    ("a 12-month trial", [(12, "month")]),
    ("day 2", [(2, "day")]),
    ("n = 47 patients", [(47, "people")]),
    ("healthy controls (n=39)", [(39, "people")]),
    ("39 age- and sex-matched healthy controls", [(39, "people")]),
    ("one in five", [(1, ""), (20, "percent"), (5, "")]),
    ("two thirds of them", [(200 / 3, "percent")]),
    ("about a third", [(100 / 3, "percent")]),
    ("a third group", []),
    ("more than half", [(50, "percent")]),
    ("the first half", []),
    ("half a year", []),
    ("COVID-19, SF-36, CD38, VO2, 16S, IL-6, TNF-α", []),
    ("2nd, phase 3, table 2, type 2", []),
    ("https://example.org/12/34 and NCT02229942 and 10.1234/5", []),
    ("", []),
    ("hundreds of people", []),
]


@pytest.mark.parametrize(("text", "expected"), WRITTEN)
def test_numbers_and_units(text: str, expected: list[tuple[float, str]]) -> None:
    assert [(pytest.approx(one.value), one.unit) for one in quantities(text)] == expected


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("45 patients", "case"),
        ("45 people with ME/CFS", "case"),
        ("45 with ME/CFS", "case"),
        ("45 CFS patients and others", "case"),
        ("45 healthy people", "control"),
        ("45 people without ME/CFS", "control"),
        ("45 matched controls", "control"),
        ("the healthy group of controls (n = 45)", "control"),
        ("45 women", "women"),
        ("45 people", "people"),
        ("45 doctors", "people"),
    ],
)
def test_whom_a_number_counts(text: str, role: str) -> None:
    assert [one.role for one in quantities(text)] == [role]


@pytest.mark.parametrize(
    ("written", "value", "decimals"),
    [("1,234", 1234, 0), ("1,234.50", 1234.5, 2), ("12,5", 12.5, 1), ("0·05", 0.05, 2)],
)
def test_digits(written: str, value: float, decimals: int) -> None:
    assert read_digits(written) == (value, decimals)


def test_what_is_no_number_is_refused() -> None:
    with pytest.raises(ValueError, match="could not convert"):
        read_digits("1.2.3")


def test_places_are_those_of_the_text() -> None:
    text = "About 1,439 people, one in five, slept for forty-five minutes."
    assert [text[one.start : one.end] for one in quantities(text)] == [
        "1,439",
        "one",
        "one in five",
        "five",
        "forty-five",
    ]


# The rules of rounding, as docs/scanner.md states them.
ROUNDED = [
    ("42.1%", "42%", True), ("42.1%", "42.1%", True), ("42.1%", "42.14%", False), ("42.1%", "43%", False),
    ("12.5%", "12%", True), ("12.5%", "13%", True), ("42%", "42.1%", False),
    ("28.7%", "about 30%", True), ("28.7%", "30%", False), ("28.7%", "about 35%", False), ("34.9%", "about 30%", False),
    ("42 people", "more than 40 people", True), ("42 people", "more than 50 people", False),
    ("42 people", "almost 40 people", False), ("48 people", "nearly 50 people", True),
    ("48 people", "more than 50 people", False), ("11,785 people", "more than 11,000 people", True),
    ("11,785 people", "about 12,000 people", True), ("11,785 people", "about 15,000 people", False),
    ("24 months", "two years", True), ("48 h", "2 days", True), ("6 weeks", "1.5 months", False),
    ("22 of 40", "55%", True), ("0.55", "55%", True), ("22 of 40", "56%", False),
    ("22.1%", "one in five", True), ("35.1%", "a third of them", True), ("22.1%", "one in three", False),
    ("44.1%", "fewer than half", True), ("55%", "fewer than half", False), ("p = 0.045", "p = 0.05", False),
]  # fmt: skip


@pytest.mark.parametrize(("source", "told", "stands"), ROUNDED)
def test_which_rounding_stands_in_the_source(source: str, told: str, stands: bool) -> None:
    figures = SourceFigures(source)
    shares: list[Quantity] = [one for one in quantities(told) if one.form == "share"]
    asked = shares or quantities(told)
    assert all(figures.stands(one) for one in asked) is stands
