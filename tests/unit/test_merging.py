"""The three-way merge: what each of two people changed -> what becomes of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.desk.merging import merge, same


@pytest.mark.parametrize(
    ("started", "saved", "typed", "outcome", "merged"),
    [
        ("a", "a", "a", "nobody", "a"),
        ("a", "b", "a", "saved", "b"),
        ("a", "a", "c", "typed", "c"),
        ("a", "b", "b", "both", "b"),
        ("a", "b", "c", "differ", "c"),
        ("a", "", "c", "differ", "c"),
        ("a", "", "a", "saved", ""),
        ("a", "b", "a\r\n", "saved", "b"),
        ("a\nb", "a\nb", "a\r\nb\r\n", "nobody", "a\nb"),
        (None, None, "", "nobody", None),
        (None, 1988, None, "saved", 1988),
        (None, None, 12, "typed", 12),
        (1, 2, 3, "differ", 3),
        (True, False, True, "saved", False),
        (True, True, False, "typed", False),
        (["x"], ["x"], ["x", "y"], "typed", ["x", "y"]),
        (["x"], ["y"], ["z"], "differ", ["z"]),
    ],
)
def test_each_field_has_one_outcome(started, saved, typed, outcome, merged) -> None:
    (field,) = merge({"f": started}, {"f": saved}, {"f": typed})
    assert (field.outcome, field.merged) == (outcome, merged)


@pytest.mark.parametrize(
    ("saved", "typed", "outcome"), [("a", "a", "nobody"), ("a", "b", "differ"), ("", "b", "differ")]
)
def test_without_a_known_start_every_difference_is_asked(saved: str, typed: str, outcome: str) -> None:
    (field,) = merge(None, {"f": saved}, {"f": typed})
    assert field.outcome == outcome


values = st.one_of(st.none(), st.booleans(), st.text(max_size=3), st.integers(0, 3), st.lists(st.text(max_size=2)))


@given(values, values, values)
def test_nobodys_change_is_lost_without_being_asked(started, saved, typed) -> None:
    (field,) = merge({"f": started}, {"f": saved}, {"f": typed})
    if field.outcome != "differ":
        for one in (saved, typed):
            assert same(one, started) or same(field.merged, one)


@given(values, values, values)
def test_the_outcome_is_the_same_from_both_sides(started, saved, typed) -> None:
    mirrored = {"saved": "typed", "typed": "saved"}
    (one,) = merge({"f": started}, {"f": saved}, {"f": typed})
    (other,) = merge({"f": started}, {"f": typed}, {"f": saved})
    assert other.outcome == mirrored.get(one.outcome, one.outcome)
