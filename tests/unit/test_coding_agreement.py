"""Agreement of coders, held against tables of textbooks, each worked out by hand in its test."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.coding_agreement import COHEN, FEW, FLEISS, Coding, agreement

APPROX = {"abs": 0.0005}


def two_coders(table: Sequence[Sequence[int]]) -> list[Coding]:
    """Codings by A (rows) and B (columns) that give this square table of counts."""
    codings = []
    number = itertools.count()
    for row, counts in enumerate(table):
        for column, count in enumerate(counts):
            for _ in range(count):
                study = f"s{next(number)}"
                codings += [Coding(study, "A", {"x": f"v{row}"}), Coding(study, "B", {"x": f"v{column}"})]
    return codings


def ratings(table: Sequence[Sequence[int]]) -> list[Coding]:
    """A row a study: how many coders gave each value. Nobody codes twice anywhere, as raters do in Fleiss' setting."""
    codings = []
    for study, counts in enumerate(table):
        given_values = [f"v{value}" for value, count in enumerate(counts) for _ in range(count)]
        codings += [
            Coding(f"s{study:02}", f"coder {study % 3} {place}", {"x": value})
            for place, value in enumerate(given_values)
        ]
    return codings


def test_cohen_on_fifty_applications() -> None:
    """Two readers say yes or no to 50 proposals for a grant: 20 both yes, 15 both no, 5 and 10 differ."""
    found = agreement(two_coders([[20, 5], [10, 15]]), "x")
    # Observed (20 + 15) / 50 = 0.7; by chance 0.5 * 0.6 + 0.5 * 0.4 = 0.5; (0.7 - 0.5) / 0.5 = 0.4.
    assert (found.measure, found.studies, found.pairs, found.coders) == (COHEN, 50, 50, 2)
    assert found.raw == pytest.approx(0.7)
    assert found.kappa == pytest.approx(0.4)


@pytest.mark.parametrize(
    ("table", "kappa"),
    [
        # The same raw agreement of 60 in 100 with other shares.
        # By chance 0.6 * 0.7 + 0.4 * 0.3 = 0.54; (0.6 - 0.54) / 0.46.
        ([[45, 15], [25, 15]], 0.1304),
        # By chance 0.6 * 0.3 + 0.4 * 0.7 = 0.46; (0.6 - 0.46) / 0.54.
        ([[25, 35], [5, 35]], 0.2593),
    ],
)
def test_cohen_depends_on_the_shares_of_each_coder(table: list[list[int]], kappa: float) -> None:
    found = agreement(two_coders(table), "x")
    assert found.raw == pytest.approx(0.6)
    assert found.kappa == pytest.approx(kappa, **APPROX)


def test_cohen_on_a_hundred_diagnoses_with_its_interval() -> None:
    """Psychotic, neurotic or organic: Fleiss, Levin and Paik, Statistical Methods for Rates and Proportions, ch. 18."""
    found = agreement(two_coders([[75, 1, 4], [5, 4, 1], [0, 0, 10]]), "x")
    # Observed 0.89; by chance 0.8 * 0.8 + 0.1 * 0.05 + 0.1 * 0.15 = 0.66; 0.23 / 0.34 = 0.676.
    assert found.raw == pytest.approx(0.89)
    assert found.kappa == pytest.approx(0.6765, **APPROX)
    # Fleiss, Cohen and Everitt's error, from the cells: 0.0877 (the book: 0.087, of the rounded kappa 0.68).
    error = fleiss_cohen_everitt([[75, 1, 4], [5, 4, 1], [0, 0, 10]])
    assert error == pytest.approx(0.0877, abs=0.0008)
    low, high = found.interval
    assert (low, high) == pytest.approx((0.6765 - 1.96 * error, 0.6765 + 1.96 * error), abs=0.001)


def fleiss_cohen_everitt(table: list[list[int]]) -> float:
    """The asymptotic error of Cohen's kappa as the paper of 1969 writes it, cell by cell (its formula 13)."""
    total = sum(map(sum, table))
    cells = {(i, j): count / total for i, row in enumerate(table) for j, count in enumerate(row)}
    sizes = range(len(table))
    rows = [sum(cells[i, j] for j in sizes) for i in sizes]
    columns = [sum(cells[i, j] for i in sizes) for j in sizes]
    observed = sum(cells[i, i] for i in sizes)
    expected = sum(rows[i] * columns[i] for i in sizes)
    diagonal = sum(cells[i, i] * ((1 - expected) - (columns[i] + rows[i]) * (1 - observed)) ** 2 for i in sizes)
    beside = (1 - observed) ** 2 * sum(
        cells[i, j] * (columns[i] + rows[j]) ** 2 for i in sizes for j in sizes if i != j
    )
    middle = (observed * expected - 2 * expected + observed) ** 2
    return ((diagonal + beside - middle) / (total * (1 - expected) ** 4)) ** 0.5


TEN_SUBJECTS = [
    [0, 0, 0, 0, 14], [0, 2, 6, 4, 2], [0, 0, 3, 5, 6], [0, 3, 9, 2, 0], [2, 2, 8, 1, 1],
    [7, 7, 0, 0, 0], [3, 2, 6, 3, 0], [2, 5, 3, 2, 2], [6, 5, 2, 1, 0], [0, 2, 2, 3, 7],
]  # fmt: skip


def test_fleiss_on_ten_subjects_and_fourteen_raters() -> None:
    """The worked example that textbooks and encyclopedias give for Fleiss' kappa: 0.210."""
    found = agreement(ratings(TEN_SUBJECTS), "x")
    # The mean of the ten shares of agreeing pairs (the first row 1, the second 0.253, ...) is 0.378. The shares of
    # the five values are 20, 28, 39, 21 and 32 of 140; the sum of their squares is 0.213. 0.165 / 0.787 = 0.210.
    assert found.measure == FLEISS
    assert (found.studies, found.pairs) == (10, 10 * 14 * 13 // 2)
    assert found.raw == pytest.approx(0.378, **APPROX)
    assert sum((count / 140) ** 2 for count in (20, 28, 39, 21, 32)) == pytest.approx(0.213, **APPROX)
    assert found.kappa == pytest.approx(0.210, **APPROX)


def test_changing_pairs_are_not_cohen() -> None:
    """Four studies, three people, two of them each time."""
    codings = [
        Coding("s1", "A", {"x": "yes"}), Coding("s1", "B", {"x": "yes"}),
        Coding("s2", "B", {"x": "no"}), Coding("s2", "C", {"x": "no"}),
        Coding("s3", "A", {"x": "yes"}), Coding("s3", "C", {"x": "no"}),
        Coding("s4", "C", {"x": "yes"}), Coding("s4", "A", {"x": "yes"}),
    ]  # fmt: skip
    found = agreement(codings, "x")
    # Three of four pairs agree. Yes was given 5 times in 8: 0.625² + 0.375² = 0.53125; 0.21875 / 0.46875 = 0.4667.
    assert (found.measure, found.coders, found.studies, found.pairs) == (FLEISS, 3, 4, 4)
    assert found.raw == pytest.approx(0.75)
    assert found.kappa == pytest.approx(0.4667, **APPROX)


def test_studies_with_more_coders_weigh_no_more() -> None:
    """One study by three people of whom two agree, one by two people who agree."""
    codings = [
        Coding("s1", "A", {"x": "yes"}), Coding("s1", "B", {"x": "yes"}), Coding("s1", "C", {"x": "no"}),
        Coding("s2", "A", {"x": "yes"}), Coding("s2", "D", {"x": "yes"}),
    ]  # fmt: skip
    found = agreement(codings, "x")
    # Raw (1/3 + 1) / 2 = 2/3. Shares: yes (2/3 + 1) / 2 = 5/6, no 1/6; by chance 26/36. (2/3 - 13/18) / (5/18) = -0.2.
    assert (found.studies, found.pairs, found.coders) == (2, 4, 4)
    assert found.raw == pytest.approx(2 / 3)
    assert found.kappa == pytest.approx(-0.2)


def test_without_variation_kappa_is_not_defined() -> None:
    found = agreement(two_coders([[12]]), "x")
    assert (found.raw, found.kappa, found.interval) == (1.0, None, None)
    assert found.reason.startswith("Not defined: every coding has the same value")


def test_two_coders_who_never_agree_are_no_better_than_chance() -> None:
    found = agreement(two_coders([[0, 12], [0, 0]]), "x")
    assert (found.raw, found.kappa) == (0.0, 0.0)


def test_without_studies_there_is_nothing_to_say() -> None:
    for codings in (
        [],
        [Coding("s1", "A", {"x": "yes"})],
        [Coding("s1", "A", {"x": "1"}), Coding("s2", "B", {"x": "1"})],
    ):
        found = agreement(codings, "x")
        assert (found.studies, found.pairs, found.raw, found.kappa) == (0, 0, None, None)
        assert found.reason == "No study has been coded by two people."


def test_a_field_that_was_not_coded_is_left_aside() -> None:
    codings = [Coding("s1", "A", {"x": "1"}), Coding("s1", "B", {}), *two_coders([[1, 1], [0, 1]])]
    assert agreement(codings, "x").studies == 3
    assert agreement(codings, "y").studies == 0


def test_one_person_twice_is_one_person() -> None:
    codings = [Coding("s1", "A", {"x": "1"}), Coding("s1", "A", {"x": "2"})]
    assert agreement(codings, "x").studies == 0
    assert agreement([*codings, Coding("s1", "B", {"x": "1"})], "x").raw == 1.0


@pytest.mark.parametrize(("size", "few"), [(FEW - 1, True), (FEW, False)])
def test_few_studies_have_no_interval(size: int, few: bool) -> None:
    found = agreement(two_coders([[size - 1, 0], [0, 1]]), "x")
    assert found.are_few is few
    assert (found.interval is None) is few


CODINGS = st.lists(
    st.builds(
        Coding,
        study=st.sampled_from(["s1", "s2", "s3", "s4", "s5"]),
        coder=st.sampled_from("ABC"),
        values=st.fixed_dictionaries({}, optional={"x": st.sampled_from(["1", "2", "3"])}),
    ),
    max_size=15,
)


@given(CODINGS)
def test_figures_stay_within_their_bounds(codings: list[Coding]) -> None:
    found = agreement(codings, "x")
    assert (found.raw is None) == (found.studies == 0)
    assert (found.kappa is None) == bool(found.reason)
    if found.raw is not None:
        assert 0 <= found.raw <= 1
    if found.kappa is not None:
        assert -1 <= found.kappa <= 1
        assert (found.kappa == pytest.approx(1)) == (found.raw == pytest.approx(1))
        assert found.kappa <= found.raw + 1e-9


@given(CODINGS)
def test_names_of_coders_and_values_do_not_matter(codings: list[Coding]) -> None:
    names, values = {"A": "Z", "B": "Y", "C": "X"}, {"1": "c", "2": "b", "3": "a"}
    renamed = [
        Coding(one.study, names[one.coder], {key: values[value] for key, value in one.values.items()})
        for one in codings
    ]
    one, other = agreement(codings, "x"), agreement(renamed, "x")
    assert (one.raw, one.studies, one.measure) == (other.raw, other.studies, other.measure)
    assert (one.kappa is None) == (other.kappa is None)
    if one.kappa is not None:
        assert one.kappa == pytest.approx(other.kappa)
