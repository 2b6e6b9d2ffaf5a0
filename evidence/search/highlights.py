"""A passage of each page that was found, with the words that were asked for marked.

Texts are taken apart into words here and compared by their stems, so that "ME/CFS" and "Fernández" are marked although
the index spells them otherwise. Every piece is escaped before a tag of ours is put round it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from sys import intern
from typing import Any

from django.db import connection
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from evidence.search.query import Query, plain
from evidence.search.words import single_words, spellings

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
LONGEST = 32
"""Words of a passage."""
BEGINNING = 3
"""Letters that a stem keeps of its word."""
MOST_WORDS = 10_000
_MOST_READ = 20_000

_stems: dict[str, frozenset[str]] = {}


@dataclass(frozen=True, slots=True)
class Texts:
    """The texts of a page, each with its different words, and all words by the beginning of their plain spelling."""

    each: tuple[tuple[str, frozenset[str]], ...]
    beginnings: Mapping[str, tuple[tuple[str, str], ...]]

    @classmethod
    def of(cls, content: Mapping[str, Any]) -> Texts:
        each = tuple((text, frozenset(map(intern, _WORD.findall(text)))) for text in passages(content))
        beginnings: dict[str, tuple[tuple[str, str], ...]] = {}
        for word in frozenset[str]().union(*(words for _, words in each)):
            spelling = intern(plain(word))
            beginnings[spelling[:BEGINNING]] = (*beginnings.get(spelling[:BEGINNING], ()), (word, spelling))
        return cls(each, beginnings)

    def beginning(self, beginnings: Iterable[str]) -> Iterator[tuple[str, str]]:
        """(word as it is written, its plain spelling) of those that begin so."""
        for one in beginnings:
            if len(one) == BEGINNING:
                yield from self.beginnings.get(one, ())
            else:
                for key, words in self.beginnings.items():
                    if key.startswith(one):
                        yield from words


NO_TEXTS = Texts((), {})


def wanted_words(query: Query) -> list[str]:
    """Plain spellings of the words that are marked: what was asked for, as in Britain and in America."""
    return [way for word in single_words(query) for way in spellings(word)]


def highlights(query: Query, pages: Mapping[int, Texts], stems: Iterable[str] | None = None) -> dict[int, SafeString]:
    """Id -> the best passage of its texts; those in which none of the words stands are left out.

    `stems` are those of `wanted_words`, where they are known already.
    """
    wanted = wanted_words(query)
    if not wanted or not pages:
        return {}
    beginnings = {word[:BEGINNING] for word in wanted}
    near = {pk: list(texts.beginning(beginnings)) for pk, texts in pages.items()}
    spelt = {spelling for words in near.values() for _, spelling in words}
    if not spelt:
        return {}
    known = _stems_of(spelt)
    asked = frozenset(stems) if stems is not None else frozenset(stem for one in _read(wanted).values() for stem in one)
    found = {}
    for pk, words in near.items():
        hits = frozenset(word for word, spelling in words if not asked.isdisjoint(known[spelling]))
        if hits:
            # The text with the most different words; the first of several.
            text, _ = max(pages[pk].each, key=lambda one: len(one[1] & hits))
            found[pk] = _marked(text, hits)
    return found


def passages(content: Mapping[str, Any]) -> Iterator[str]:
    """The texts of a page in their order, lists as one text each item."""
    for block in content.get("texts", {}).values():
        yield from (text[:_MOST_READ] for text in ([block] if isinstance(block, str) else block))


def _stems_of(words: set[str]) -> dict[str, frozenset[str]]:
    """Plain spelling -> stems. Kept: they are words of live pages and follow from a dictionary that does not change."""
    kept = {word: stems for word in words if (stems := _stems.get(word)) is not None}
    if new := words - kept.keys():
        if len(_stems) > MOST_WORDS:
            _stems.clear()
        read = _read(sorted(new))
        for word, stems in read.items():
            _stems[word] = kept[word] = stems
    return kept


def _read(words: list[str]) -> dict[str, frozenset[str]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT word, ts_lexize('evidence_stem', word) FROM unnest(%s::text[]) word", [words])
        return {word: frozenset(stems or ()) for word, stems in cursor.fetchall()}


def _marked(text: str, hits: frozenset[str]) -> SafeString:
    words = list(_WORD.finditer(text))
    marks = [word.group() in hits for word in words]
    begin = _best_window(marks)
    shown = range(begin, min(begin + LONGEST, len(words)))
    start = words[begin].start() if begin else 0
    end = len(text) if shown.stop == len(words) else words[shown.stop - 1].end()
    pieces, place = ["… " if begin else ""], start
    for number in shown:
        word = words[number]
        if marks[number]:
            pieces += [escape(text[place : word.start()]), "<mark>", escape(word.group()), "</mark>"]
            place = word.end()
    pieces += [escape(text[place:end]), "" if end == len(text) else " …"]
    # Safe: every piece of the text was escaped.
    return mark_safe("".join(pieces))  # noqa: S308


def _best_window(marks: list[bool]) -> int:
    """Where the window of LONGEST words with the most hits begins: the earliest, from a little before its first hit."""
    if len(marks) <= LONGEST:
        return 0
    inside = best = sum(marks[:LONGEST])
    begin = 0
    for place in range(1, len(marks) - LONGEST + 1):
        inside += marks[place + LONGEST - 1] - marks[place - 1]
        if inside > best:
            best, begin = inside, place
    return max(0, min(begin + (marks.index(True, begin) - begin) - 6, len(marks) - LONGEST)) if begin else 0
