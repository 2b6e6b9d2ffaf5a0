"""Which words of a text went, came and stayed, in a time that hardly grows faster than the text.

Texts are parted at white space into words; an empty line parts paragraphs. What is common at both ends is set
aside, then words that either side says once anchor the rest (patience diff), and `difflib` compares the small
gaps between anchors word by word. A gap too large to compare, without anything in common that stands out, is told
as taken out and put in as a whole: for a reader that is the truth about a text written anew.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

EQUAL, REMOVED, ADDED = "equal", "removed", "added"
PARAGRAPH_SIGN = "¶"
"""Shown where nothing but the break between two paragraphs came or went."""

_BREAK = "\n\n"
_SMALL = 4_096  # words times words: what difflib may compare at once
_ROUNDS = 8  # how often a gap may be parted again by anchors of its own
_STRAY = 2  # so few words that stayed between two changes only break up the reading


@dataclass(frozen=True, slots=True)
class Run:
    """Words in a row that share a fate: `op` is equal, removed or added."""

    op: str
    text: str

    @property
    def is_added(self) -> bool:
        return self.op == ADDED

    @property
    def is_removed(self) -> bool:
        return self.op == REMOVED


Paragraph = tuple[Run, ...]


@dataclass(slots=True)
class _Piece:
    """A stretch of both texts: the words that went and those that came, or twice the words that stayed."""

    removed: list[str]
    added: list[str]
    is_same: bool


def word_runs(before: str, after: str) -> tuple[Paragraph, ...]:
    """Both texts as one, paragraph by paragraph: equal and removed words make `before`, equal and added `after`."""
    return tuple(_paragraphs(_calm(_pieces(_tokens(before), _tokens(after)))))


def whole_runs(op: str, texts: Sequence[str]) -> tuple[Paragraph, ...]:
    """Texts that came or went as a whole, a paragraph each."""
    paragraphs = [paragraph for text in texts for paragraph in re.split(r"\n\s*\n", text)]
    return tuple((Run(op, " ".join(words)),) for paragraph in paragraphs if (words := paragraph.split()))


def plain_words(text: str) -> list[str]:
    """The words of a text, whatever white space stands between them."""
    return text.split()


def overlap(before: Counter[str], after: Counter[str]) -> float:
    """How much of their words two texts share, in any order: 0 to 1."""
    total = before.total() + after.total()
    return 2 * (before & after).total() / total if total else 1.0


def _tokens(text: str) -> list[str]:
    tokens: list[str] = []
    for paragraph in re.split(r"\n\s*\n", text):
        words = paragraph.split()
        if words and tokens:
            tokens.append(_BREAK)
        tokens += words
    return tokens


def _pieces(before: list[str], after: list[str]) -> Iterator[_Piece]:
    """Both texts in stretches that stayed and stretches that changed, in turns."""
    at, to = 0, 0
    for start, other, size in (*same_stretches(before, after), (len(before), len(after), 0)):
        if start > at or other > to:
            yield _Piece(before[at:start], after[to:other], is_same=False)
        if size:
            yield _Piece(before[start : start + size], after[other : other + size], is_same=True)
        at, to = start + size, other + size


def same_stretches(before: Sequence[str], after: Sequence[str]) -> list[tuple[int, int, int]]:
    """(place before, place after, length) of the stretches that stayed, in order."""
    found: list[tuple[int, int, int]] = []
    gaps = [(0, len(before), 0, len(after), _ROUNDS)]
    while gaps:
        low, high, other_low, other_high, rounds = gaps.pop()
        start, other = low, other_low
        while low < high and other_low < other_high and before[low] == after[other_low]:
            low, other_low = low + 1, other_low + 1
        if low > start:
            found.append((start, other, low - start))
        end = high
        while low < high and other_low < other_high and before[high - 1] == after[other_high - 1]:
            high, other_high = high - 1, other_high - 1
        if end > high:
            found.append((high, other_high, end - high))
        if low == high or other_low == other_high:
            continue
        if (high - low) * (other_high - other_low) <= _SMALL:
            matcher = SequenceMatcher(None, before[low:high], after[other_low:other_high], autojunk=False)
            found += [(low + a, other_low + b, size) for a, b, size in matcher.get_matching_blocks() if size]
            continue
        anchors = _anchors(before, after, low, high, other_low, other_high) if rounds else []
        for place, other_place in anchors:
            gaps.append((low, place, other_low, other_place, rounds - 1))
            found.append((place, other_place, 1))
            low, other_low = place + 1, other_place + 1
        if anchors:
            gaps.append((low, high, other_low, other_high, rounds - 1))
    return _joined(sorted(found))


def _joined(stretches: list[tuple[int, int, int]]) -> list[tuple[int, int, int]]:
    joined: list[tuple[int, int, int]] = []
    for start, other, size in stretches:
        if joined and (start, other) == (joined[-1][0] + joined[-1][2], joined[-1][1] + joined[-1][2]):
            joined[-1] = (joined[-1][0], joined[-1][1], joined[-1][2] + size)
        else:
            joined.append((start, other, size))
    return joined


def _anchors(
    before: Sequence[str], after: Sequence[str], low: int, high: int, other_low: int, other_high: int
) -> list[tuple[int, int]]:
    """Where either gap says something that it says once: three words in a row, else one. As many as keep order."""
    for size in (3, 1):
        once = _said_once(before, low, high, size)
        other_once = _said_once(after, other_low, other_high, size)
        pairs = [(place, other_once[words]) for words, place in once.items() if words in other_once]
        if pairs:
            return [pairs[index] for index in longest_rise([other for _, other in pairs])]
    return []


def _said_once(words: Sequence[str], low: int, high: int, size: int) -> dict[tuple[str, ...], int]:
    """The `size` words in a row that stand once between `low` and `high` -> where, in order."""
    places: dict[tuple[str, ...], int] = {}
    again: set[tuple[str, ...]] = set()
    for place in range(low, high - size + 1):
        said = tuple(words[place : place + size])
        if said in places:
            again.add(said)
        places.setdefault(said, place)
    return {said: place for said, place in places.items() if said not in again}


def longest_rise(numbers: Sequence[int]) -> list[int]:
    """Indices of a longest subsequence of different numbers that rises (patience sorting, n log n)."""
    tops: list[int] = []
    top_indices: list[int] = []
    previous: list[int] = []
    for index, number in enumerate(numbers):
        pile = bisect_left(tops, number)
        previous.append(top_indices[pile - 1] if pile else -1)
        tops[pile : pile + 1] = [number]
        top_indices[pile : pile + 1] = [index]
    rise: list[int] = []
    index = top_indices[-1] if top_indices else -1
    while index >= 0:
        rise.append(index)
        index = previous[index]
    return rise[::-1]


def _calm(pieces: Iterator[_Piece]) -> list[_Piece]:
    """Lets one or two stray words that stayed go with the changes around them: fewer, longer runs read easier."""
    calm: list[_Piece] = []
    for piece in pieces:
        calm.append(piece)
        while len(calm) > 2 and not piece.is_same and _is_stray(calm[-3], calm[-2], calm[-1]):
            stray, last = calm[-2:]
            del calm[-2:]
            calm[-1].removed += stray.removed + last.removed
            calm[-1].added += stray.added + last.added
    return calm


def _is_stray(first: _Piece, between: _Piece, last: _Piece) -> bool:
    size = len(between.removed)
    around = min(len(piece.removed) + len(piece.added) for piece in (first, last))
    return between.is_same and size <= _STRAY and around >= 2 * size and _BREAK not in between.removed


def _paragraphs(pieces: list[_Piece]) -> Iterator[Paragraph]:
    runs: list[Run] = []
    for piece in pieces:
        sides = ((EQUAL, piece.removed),) if piece.is_same else ((REMOVED, piece.removed), (ADDED, piece.added))
        for op, words in sides:
            for number, stretch in enumerate(_stretches(words)):
                if number:
                    if op != EQUAL and words == [_BREAK]:
                        runs.append(Run(op, PARAGRAPH_SIGN))
                    if runs:
                        yield tuple(runs)
                    runs = []
                if stretch:
                    runs.append(Run(op, " ".join(stretch)))
    if runs:
        yield tuple(runs)


def _stretches(words: list[str]) -> list[list[str]]:
    """The words parted at the breaks between paragraphs."""
    parts: list[list[str]] = [[]]
    for word in words:
        if word == _BREAK:
            parts.append([])
        else:
            parts[-1].append(word)
    return parts
