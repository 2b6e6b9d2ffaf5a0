"""Items of lists: which stayed, moved, changed, came and went."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.canonical import canonical_json
from evidence.diff.items import MatchedItems, match_items


def matched(before: list, after: list, **more: bool) -> MatchedItems:
    return match_items(before, after, [str(item) for item in before], [str(item) for item in after], **more)


@pytest.mark.parametrize(
    ("before", "after", "removed", "added", "changed", "moved"),
    [
        (["a"], ["a", "b"], (), (1,), (), ()),
        (["a", "b"], ["b"], (0,), (), (), ()),
        (["a", "b", "c"], ["c", "a", "b"], (), (), (), ((2, 0),)),
        (["a", "a"], ["a"], (1,), (), (), ()),
        (["one two three"], ["one two four"], (), (), ((0, 0),), ()),
        (["one two three"], ["five six seven"], (0,), (0,), (), ()),
        (["one two three", "x"], ["x", "one two four"], (), (), ((0, 1),), ((0, 1),)),
        # Objects: alike by their fields; a key says who is who.
        ([{"n": "x", "y": 1}], [{"n": "x", "y": 2}], (), (), ((0, 0),), ()),
        ([{"key": "x", "y": 1}], [{"key": "z", "y": 1}], (0,), (0,), (), ()),
        ([{"key": "x", "y": 1, "z": 1}], [{"key": "x", "y": 2, "z": 2}], (), (), ((0, 0),), ()),
        # 1 and true are two things.
        ([1], [True], (0,), (0,), (), ()),
        ([], [], (), (), (), ()),
    ],
)  # fmt: skip
def test_items_are_matched(before, after, removed, added, changed, moved) -> None:
    found = matched(before, after)
    assert (found.removed, found.added, found.changed, found.moved) == (removed, added, changed, moved)


def test_an_only_object_stays_itself_unless_it_says_otherwise() -> None:
    before, after = {"rule": "a", "why": "b"}, {"rule": "c", "why": "d"}
    assert matched([before], [after]).changed == ()
    assert matched([before], [after], one_is_the_other=True).changed == ((0, 0),)
    assert matched([before | {"id": 1}], [after | {"id": 2}], one_is_the_other=True).changed == ()
    assert matched(["a"], ["b"], one_is_the_other=True).changed == ()


def test_where_very_much_differs_likeness_is_not_asked() -> None:
    before = [f"item {number} of the first list" for number in range(60)]
    after = [f"item {number} of the second list" for number in range(60)]
    found = matched(before, after)
    assert (len(found.removed), len(found.added), found.changed) == (60, 60, ())


ITEMS = st.lists(
    st.one_of(
        st.sampled_from(["a", "a b", "a b c", "d", ""]),
        st.integers(0, 2),
        st.booleans(),
        st.fixed_dictionaries({"key": st.sampled_from("xyz")}, optional={"n": st.integers(0, 2)}),
    ),
    max_size=8,
)


@given(ITEMS, ITEMS)
def test_every_item_is_told_once(before: list, after: list) -> None:
    found = matched(before, after)
    gone = {*found.removed, *(place for place, _ in found.changed)}
    came = {*found.added, *(other for _, other in found.changed)}
    stayed = sorted(canonical_json(item) for place, item in enumerate(before) if place not in gone)
    assert stayed == sorted(canonical_json(item) for place, item in enumerate(after) if place not in came)


@given(ITEMS, ITEMS)
def test_the_way_back_is_the_way_there_reversed(before: list, after: list) -> None:
    there, back = matched(before, after), matched(after, before)
    assert set(there.removed) == set(back.added)
    assert set(there.added) == set(back.removed)
    assert {(other, place) for place, other in there.changed} == set(back.changed)
    assert len(there.moved) == len(back.moved)


@given(ITEMS)
def test_nothing_happened_to_the_same_list(items: list) -> None:
    assert matched(items, items) == MatchedItems((), (), (), ())
