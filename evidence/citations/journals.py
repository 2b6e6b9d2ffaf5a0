"""Do two names of journals name two journals? Said only where no way of shortening a name makes one of the other.

journals_differ(("Journal of Rest", "J Rest"), ("J. Rest", ""))      False
journals_differ(("Journal of Rest", ""), ("Annals of Fatigue", ""))   True
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import product

from .agreement import plain_words

_SMALL = frozenset(
    ["a", "an", "and", "der", "die", "das", "de", "des", "for", "für", "in", "la", "le", "of", "the", "und"]
)


def journals_differ(one: Iterable[str], two: Iterable[str]) -> bool:
    """Whether the names of one journal (in full, abbreviated) fit none of the other's. No name says nothing."""
    ours, theirs = ([words for name in names if (words := _words(name))] for names in (one, two))
    return bool(ours and theirs) and not any(_may_be_one(*pair) for pair in product(ours, theirs))


def _words(name: str) -> list[str]:
    return [word for word in plain_words(re.sub(r"\(.*?\)", " ", name)) if word not in _SMALL]


def _may_be_one(one: list[str], two: list[str]) -> bool:
    short, long = sorted((one, two), key=lambda words: (len(words), sum(map(len, words))))
    return (
        "".join(one) == "".join(two)
        or _shortens(short, long)
        or (len(short) == 1 and len(long) > 1 and short[0] == "".join(word[0] for word in long))
    )


def _shortens(short: list[str], long: list[str]) -> bool:
    """Is each word a shortened one of the other name, in their order? "natl" of "national", "j" of "journal"."""
    waiting = iter(long)
    return all(any(_is_short_for(word, other) for other in waiting) for word in short)


def _is_short_for(one: str, two: str) -> bool:
    word, whole = sorted((one, two), key=len)
    letters = iter(whole)
    return word[0] == whole[0] and all(letter in letters for letter in word)
