"""Where things stand in a chart: nothing outside the drawing, nothing over another, nothing that is there unseen."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.charts.layout import Bins, bars, grid, nice_ceiling, strips, wrap, year_bins

COUNTS = st.integers(0, 10**12) | st.integers(0, 3)
SHAPES = st.tuples(st.integers(0, 6), st.integers(0, 6)).flatmap(
    lambda shape: st.lists(
        st.lists(COUNTS, min_size=shape[1], max_size=shape[1]), min_size=shape[0], max_size=shape[0]
    ).map(lambda counts: (shape[1], counts))
)


@given(SHAPES)
def test_marks_stay_in_their_places_and_grow_with_their_counts(world: tuple[int, list[list[int]]]) -> None:
    columns, counts = world
    drawn = grid([f"Topic {n}" for n in range(len(counts))], [f"Verdict {n}" for n in range(columns)], counts)
    assert len(drawn.marks) == len(counts) * columns
    for mark in drawn.marks:
        assert (mark.radius == 0) == (mark.count == 0) == (counts[mark.row][mark.column] == 0)
        assert 0 <= mark.left <= mark.left + mark.across <= mark.number_x
        assert mark.number_x + 7 * len(mark.number) <= drawn.columns[mark.column].x + drawn.width // columns
        assert mark.number_x + 7 * len(mark.number) <= drawn.width
        assert drawn.rules[mark.row] <= mark.top
        assert mark.top + mark.across <= drawn.rules[mark.row + 1] < drawn.height
    for one in drawn.marks:
        for other in drawn.marks:
            assert one.count <= other.count or one.radius >= other.radius


@given(SHAPES)
def test_columns_of_all_strips_are_on_one_scale(world: tuple[int, list[list[int]]]) -> None:
    columns, counts = world
    drawn = strips([f"Series {n}" for n in range(len(counts))], [str(2000 + n) for n in range(columns)], counts)
    assert drawn.top >= max((number for row in counts for number in row), default=0)
    below = 0
    for row, strip in zip(counts, drawn.strips, strict=True):
        assert strip.title.lines[0][1] > below, "a strip begins under the one before"
        assert [column.count for column in strip.columns] == row
        for column in strip.columns:
            assert (column.height == 0) == (column.count == 0)
            assert strip.scale[1] <= column.y <= strip.base
            assert drawn.left <= column.x
            assert column.x + column.width <= drawn.right
        below = strip.axis_y
    assert below < drawn.height


@given(st.lists(COUNTS, max_size=8))
def test_bars_leave_room_for_their_numbers(counts: list[int]) -> None:
    drawn = bars([f"Checked by {n}" for n in range(len(counts))], counts)
    for bar in drawn.bars:
        assert (bar.width == 0) == (bar.count == 0)
        assert bar.number_x + 7 * len(bar.number) <= drawn.width
        assert bar.y + bar.height <= drawn.height


def test_area_and_length_are_as_the_counts() -> None:
    small, large = grid(["Gut"], ["a", "b"], [[25, 100]]).marks
    assert (small.radius, large.radius) == (8, 16)
    short, long = bars(["a", "b"], [1, 4]).bars
    assert long.width == pytest.approx(4 * short.width, abs=4)


def test_an_empty_shelf_draws_empty_charts() -> None:
    assert grid([], [], []).marks == ()
    assert strips(["PEM required"], [], [[]]).strips[0].columns == ()
    assert bars([], []).bars == ()


@pytest.mark.parametrize("counts", [[[1]], [[1, 2], [3, 4]], [[1, -1]]])
def test_what_has_another_shape_or_is_below_nothing_is_refused(counts: list[list[int]]) -> None:
    with pytest.raises(ValueError, match=r"number for each|below 0"):
        grid(["Gut"], ["required", "unclear"], counts)


@pytest.mark.parametrize(("number", "ceiling"), [(0, 1), (1, 1), (3, 5), (10, 10), (11, 20), (5_000_001, 10**7)])
def test_scales_end_at_a_round_number(number: int, ceiling: int) -> None:
    assert nice_ceiling(number) == ceiling


def test_years_are_told_without_gaps_in_steps_that_are_round() -> None:
    assert year_bins([], most=10) == Bins(1, ())
    assert year_bins([2019], most=10) == Bins(1, (2019,))
    assert year_bins([2017, 2019], most=10).labels == ("2017", "2018", "2019")
    by_five = year_bins([1988, 2026], most=10)
    assert by_five.labels[0] == "1985 to 1989"
    assert by_five.labels[-1] == "2025 to 2029"
    assert [by_five.place(year) for year in (1988, 1990, 2026)] == [0, 1, 8]
    with pytest.raises(ValueError, match="two steps"):
        year_bins([2019], most=1)


@given(st.sets(st.integers(1000, 3000), min_size=1), st.integers(2, 40))
def test_every_year_has_its_step(years: set[int], most: int) -> None:
    bins = year_bins(years, most=most)
    assert len(bins.starts) <= most
    for year in years:
        start = bins.starts[bins.place(year)]
        assert start <= year < start + bins.step


@given(st.text(alphabet="ab c,-", max_size=80), st.integers(4, 30))
def test_labels_fit_their_lines(text: str, characters: int) -> None:
    lines = wrap(text, characters)
    assert len(lines) <= 3
    assert all(len(line) <= characters for line in lines)


def test_labels_are_parted_between_words_and_say_when_they_are_cut() -> None:
    assert wrap("Heart, circulation and breathing", 16) == ("Heart,", "circulation and", "breathing")
    assert wrap("one two three four five", 5)[-1].endswith("…")
    assert wrap("Electroencephalography", 12) == ("Electroence-", "phalography")
