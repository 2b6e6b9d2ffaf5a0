"""Which items of a list stayed, changed, moved, came and went."""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from evidence.canonical import canonical_json
from evidence.diff.words import longest_rise, overlap, plain_words

_ALIKE = 0.5  # how many of their fields two objects must share to be one that changed
_WORDED_ALIKE = 0.6  # how many of their words two texts must share; "That it ..." alone is not enough
_MANY = 2_500  # pairs of items up to which likeness is looked for
_IDENTITIES = ("key", "id")
"""Keys by which an object says what it is: where they differ, it is another one."""


@dataclass(frozen=True, slots=True)
class MatchedItems:
    """Places (from 0) before and after. `changed` and `moved` hold pairs; an item may be in both."""

    removed: tuple[int, ...]
    added: tuple[int, ...]
    changed: tuple[tuple[int, int], ...]
    moved: tuple[tuple[int, int], ...]


def match_items(
    before: Sequence[Any],
    after: Sequence[Any],
    before_words: Sequence[str],
    after_words: Sequence[str],
    *,
    one_is_the_other: bool = False,
) -> MatchedItems:
    """Match equal items first, then those that are most alike; the rest came or went.

    The words are those of each item, for measuring likeness. `one_is_the_other`: a list's only object stays itself
    however much of it changed, unless it says that it is another one. Where more than some 50 items differ on either
    side, only equal ones are matched.
    """
    equal = _equal_pairs(before, after)
    taken, other_taken = {place for place, _ in equal}, {other for _, other in equal}
    removed = [place for place in range(len(before)) if place not in taken]
    added = [place for place in range(len(after)) if place not in other_taken]
    changed = _alike_pairs(before, after, before_words, after_words, removed, added)
    if one_is_the_other and len(before) == len(after) == 1 and not equal and _may_be_one(before[0], after[0]):
        changed = [(0, 0)]
    gone, came = {place for place, _ in changed}, {other for _, other in changed}
    pairs = sorted([*equal, *changed])
    in_order = {pairs[index] for index in longest_rise([other for _, other in pairs])}
    return MatchedItems(
        removed=tuple(place for place in removed if place not in gone),
        added=tuple(place for place in added if place not in came),
        changed=tuple(sorted(changed, key=lambda pair: pair[1])),
        moved=tuple(sorted((pair for pair in pairs if pair not in in_order), key=lambda pair: pair[1])),
    )


def _equal_pairs(before: Sequence[Any], after: Sequence[Any]) -> list[tuple[int, int]]:
    places: defaultdict[str, deque[int]] = defaultdict(deque)
    for place, item in enumerate(before):
        places[canonical_json(item)].append(place)
    pairs = []
    for other, item in enumerate(after):
        waiting = places.get(canonical_json(item))
        if waiting:
            pairs.append((waiting.popleft(), other))
    return pairs


def _alike_pairs(
    before: Sequence[Any],
    after: Sequence[Any],
    before_words: Sequence[str],
    after_words: Sequence[str],
    removed: Sequence[int],
    added: Sequence[int],
) -> list[tuple[int, int]]:
    """The most alike first, each item once."""
    if not removed or not added or len(removed) * len(added) > _MANY:
        return []
    counted = {place: Counter(plain_words(before_words[place])) for place in removed}
    other_counted = {place: Counter(plain_words(after_words[place])) for place in added}
    # Sorted so that the way back gives the same pairs.
    ranked = sorted(
        (-likeness, abs(place - other), place + other, place, other)
        for place in removed
        for other in added
        if (likeness := _likeness(before[place], after[other], counted[place], other_counted[other]))
    )
    pairs: list[tuple[int, int]] = []
    taken, other_taken = set[int](), set[int]()
    for *_, place, other in ranked:
        if place not in taken and other not in other_taken:
            pairs.append((place, other))
            taken.add(place)
            other_taken.add(other)
    return pairs


def _likeness(before: Any, after: Any, words: Counter[str], other_words: Counter[str]) -> float:
    """From 0, two things, to 1."""
    if isinstance(before, dict) and isinstance(after, dict):
        if not _may_be_one(before, after):
            return 0.0
        if any(before.get(name) and before.get(name) == after.get(name) for name in _IDENTITIES):
            return 1.0
        told = {key for item in (before, after) for key, value in item.items() if value not in (None, "", [], {})}
        shared = sum(before.get(key) == after.get(key) for key in told) / len(told) if told else 1.0
        return shared if shared >= _ALIKE else 0.0
    shared = overlap(words, other_words)
    return shared if shared >= _WORDED_ALIKE else 0.0


def _may_be_one(before: Any, after: Any) -> bool:
    """Two objects, neither of which says that it is not the other."""
    if not (isinstance(before, dict) and isinstance(after, dict)):
        return False
    return not any(before[name] != after[name] for name in _IDENTITIES if before.get(name) and after.get(name))
