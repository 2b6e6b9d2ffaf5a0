"""Are two records the same work? Identifiers decide first; without them title, year and first author.

    what the records say                                    outcome
    an identifier agrees, none contradicts, titles agree    same
    an identifier agrees, but another one contradicts it    doubtful
    an identifier agrees, but the titles do not             doubtful
    one is a correction, comment or reply, the other not    linked when it names the other, else different
    one is a preprint and the other is not; title and       linked
      first author agree
    identifiers contradict each other                       different
    no identifier in common: title, year, first author      same
      agree
    no identifier in common: as above, but the year is one  doubtful
      off, words are nearly the same, one has a subtitle
      more, or the journals are two
    anything else                                           different

"Linked" records belong together and are never merged. "Doubtful" is for a person.

Titles are the same when no more than spelling differs: words that differ by one letter ("randomised", "randomized"),
words written apart, small words. A word that is only near ("hyper-" for "hypo-") or a subtitle more is doubtful;
another word ("children" for "adults") or another number makes another title, however long both are. SAME and DOUBTFUL
were measured on the editors' own bibliography (tests/unit/citations/test_matching.py repeats the measurement;
docs/formats.md gives the figures).

    title_key("The Effect of β-Alanine: A Trial.")      "the effect of v alanine a trial"
    match_key(record)                                   (title key, year, first author's family name)

The keys are for finding candidates: ASCII, small letters, punctuation and accents gone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from .agreement import titles_agree
from .journals import journals_differ
from .kinds import parent_title
from .plain_text import strip_inline_markup
from .record import ABOUT_ANOTHER_WORK, CitationRecord
from .transliteration import to_ascii

MatchKey = tuple[str, int | None, str]
Outcome = Literal["same", "linked", "doubtful", "different"]
Difference = Literal["spelling", "near", "words"]
"""What two titles differ by: no more than spelling; words that are near, or a subtitle; other words or numbers."""

SAME = 0.94
"""Likeness from which two titles are one, when only spelling differs."""
DOUBTFUL = 0.86
"""Likeness from which a person should look."""
IDENTIFIERS = ("doi", "pmid", "pmcid")

_SMALL_WORDS = frozenset(["a", "an", "the", "of", "and", "in", "on", "for", "to", "with", "by", "from", "at", "s"])
_NAMES_OF_SIGNS = {
    "alpha": "a", "beta": "v", "gamma": "g", "delta": "d", "epsilon": "e", "kappa": "k", "lambda": "l", "mu": "m",
    "omega": "o", "sigma": "s", "tau": "t",
}  # fmt: skip
"""Greek letters by name -> what `to_ascii` makes of the letters themselves."""
_NEAR = 0.75  # likeness of two words that may be one, badly written
_SHORTEST_TYPO = 5  # letters: "IgG" and "IgM", "men" and "man" are different words


@dataclass(frozen=True, slots=True)
class Match:
    """What two records are to each other, and why in a full sentence."""

    outcome: Outcome
    reason: str


def _normalised(text: str) -> str:
    return " ".join(re.findall(r"[a-z0-9]+", to_ascii(text).lower()))


def title_key(record: CitationRecord) -> str:
    """The title as it is compared: "β-Alanine: A Trial." -> "v alanine a trial"."""
    return _normalised(record.title)


def match_key(record: CitationRecord) -> MatchKey:
    """(title key, year, first author's family name or a body's whole name, "" without authors)."""
    return title_key(record), record.year, first_author(record)


def first_author(record: CitationRecord) -> str:
    """The first author's family name, or a body's whole name, as it is compared; "" without authors."""
    first = record.authors[0] if record.authors else None
    return _normalised(first.literal or first.family) if first else ""


def compare(one: CitationRecord, two: CitationRecord) -> Match:
    """What two records are to each other; the module's table says how that is decided."""
    agreeing = [name for name in IDENTIFIERS if getattr(one, name) and getattr(one, name) == getattr(two, name)]
    contradicting = [
        name
        for name in IDENTIFIERS
        if getattr(one, name) and getattr(two, name) and getattr(one, name) != getattr(two, name)
    ]
    about = (one.kind in ABOUT_ANOTHER_WORK, two.kind in ABOUT_ANOTHER_WORK)
    if agreeing:
        return _by_identifier(one, two, agreeing, contradicting)
    if about[0] != about[1] or (about[0] and one.kind != two.kind):
        return _with_notice(one, two)
    if _names_each_other(one, two):
        return Match("linked", "One of the records names the other as a work it belongs to.")
    likeness, difference = titles_alike(one.title, two.title)
    harmless = difference == "spelling"
    author = first_author(one) == first_author(two)
    if likeness >= SAME and harmless and author and first_author(one) and _is_preprint(one) != _is_preprint(two):
        return Match("linked", "One is a preprint and the other its published version: they belong together.")
    if contradicting:
        names = " and ".join(name.upper() for name in contradicting)
        return Match("different", f"The records have different identifiers ({names}).")
    if likeness < DOUBTFUL or difference == "words":
        return Match("different", "The titles are not alike.")
    if likeness >= SAME and harmless and author and one.year == two.year and _says_enough(one):
        if journals_differ(_journal(one), _journal(two)):
            return Match("doubtful", "Title, year and first author are the same, but the journals are not.")
        return Match("same", "Title, year and first author are the same.")
    years = one.year is None or two.year is None or abs(one.year - two.year) <= 1
    if years and (author or not first_author(one) or not first_author(two)):
        return Match("doubtful", "The titles are alike, but not all of title, year and first author is the same.")
    return Match("different", "The titles are alike, but year or first author differ.")


def _by_identifier(one: CitationRecord, two: CitationRecord, agreeing: list[str], contradicting: list[str]) -> Match:
    same = " and ".join(name.upper() for name in agreeing)
    if contradicting:
        other = " and ".join(name.upper() for name in contradicting)
        return Match("doubtful", f"The records have the same {same}, but a different {other}: one of them is wrong.")
    if one.kind in ABOUT_ANOTHER_WORK and one.kind == two.kind:
        return Match("same", f"The records have the same {same}.")
    likeness, difference = titles_alike(one.title, two.title)
    if (one.kind in ABOUT_ANOTHER_WORK) != (two.kind in ABOUT_ANOTHER_WORK) or not (
        titles_agree(one.title, two.title) or (likeness >= SAME and difference != "words")
    ):
        return Match("doubtful", f"The records have the same {same}, but their titles are not the same work's.")
    return Match("same", f"The records have the same {same}.")


def _with_notice(one: CitationRecord, two: CitationRecord) -> Match:
    """A correction, comment, reply or summary for patients, and another record."""
    if _names_each_other(one, two):
        return Match("linked", "One of the records names the other as a work it belongs to.")
    for notice, work in ((one, two), (two, one)):
        parent = parent_title(notice.title)
        if len(parent.split()) >= 4 and titles_alike(parent, work.title)[0] >= SAME:
            return Match("linked", f"The {notice.kind.replace('_', ' ')} carries the title of the other record.")
    return Match("different", "A notice, a comment or a summary for patients is not the work it is about.")


def _names_each_other(one: CitationRecord, two: CitationRecord) -> bool:
    return any(
        relation.scheme in IDENTIFIERS and relation.identifier == getattr(other, relation.scheme)
        for record, other in ((one, two), (two, one))
        for relation in record.relations
        if relation.kind not in ("related", "part_of")
    )


def _journal(record: CitationRecord) -> tuple[str, str]:
    return record.container_title, record.container_short


def _is_preprint(record: CitationRecord) -> bool:
    return record.type == "article"


def _says_enough(record: CitationRecord) -> bool:
    """Whether a title with its author names one work: "Editorial" does not."""
    words = len(title_key(record).split())
    return record.year is not None and (words >= 3 if record.authors else words >= 5)


def titles_alike(one: str, two: str) -> tuple[float, Difference]:
    """(likeness from 0 to 1, what the difference is) of two titles."""
    words = [_words(title) for title in (one, two)]
    if not all(words):
        return 0.0, "words"
    joined = ["".join(word for word in each if word not in _SMALL_WORDS) or "".join(each) for each in words]
    if joined[0] == joined[1]:
        return 1.0, "spelling"
    if [word for word in words[0] if word.isdigit()] != [word for word in words[1] if word.isdigit()]:
        return min(_ratio(*joined), SAME - 0.01), "words"
    short, long = sorted(words, key=len)
    if len(short) >= 5 and long[: len(short)] == short:
        return max(DOUBTFUL, min(_ratio(*joined), SAME - 0.01)), "near"  # one with a subtitle more
    return _ratio(*joined), _difference(*words)


def _words(title: str) -> list[str]:
    title = strip_inline_markup(title).replace("&", " and ")
    return [_NAMES_OF_SIGNS.get(word, word) for word in _normalised(title).split()]


def _ratio(one: str, two: str) -> float:
    matcher = SequenceMatcher(None, one, two, autojunk=False)
    if matcher.real_quick_ratio() < DOUBTFUL or matcher.quick_ratio() < DOUBTFUL:
        return 0.0
    return matcher.ratio()


def _difference(one: list[str], two: list[str]) -> Difference:
    """Whether words differ by single letters, by being written apart and by small words; or by more."""
    difference: Difference = "spelling"
    for tag, start, end, begin, stop in SequenceMatcher(None, one, two, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        mine = [word for word in one[start:end] if word not in _SMALL_WORDS]
        theirs = [word for word in two[begin:stop] if word not in _SMALL_WORDS]
        if "".join(mine) == "".join(theirs):
            continue
        if len(mine) != len(theirs):
            return "words"
        for our, their in zip(mine, theirs, strict=True):
            if _is_a_typo(our, their):
                continue
            if min(len(our), len(their)) < _SHORTEST_TYPO or SequenceMatcher(None, our, their).ratio() < _NEAR:
                return "words"
            difference = "near"
    return difference


def _is_a_typo(one: str, two: str) -> bool:
    """Whether two words differ by one letter more, less, other, or by two that changed places."""
    if one == two:
        return True
    short, long = sorted((one, two), key=len)
    if len(long) - len(short) > 1 or len(short) < _SHORTEST_TYPO or any(sign.isdigit() for sign in short + long):
        return False
    place = next((place for place, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    if len(short) < len(long):
        return short[place:] == long[place + 1 :]
    return short[place + 1 :] == long[place + 1 :] or (
        short[place : place + 2] == long[place : place + 2][::-1] and short[place + 2 :] == long[place + 2 :]
    )
