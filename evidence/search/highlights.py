"""A passage of each page that was found, with the words that were asked for marked.

Texts are taken apart into words here and compared by their stems, so that "ME/CFS" and "Fernández" are marked although
the index spells them otherwise. Every piece is escaped before a tag of ours is put round it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.db import connection
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from evidence.models import Publication
from evidence.search.query import Query, plain
from evidence.search.words import single_words, spellings

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
LONGEST = 32
"""Words of a passage."""
_MOST_READ = 20_000


def highlights(query: Query, publications: Iterable[Publication]) -> dict[int, SafeString]:
    """Publication id -> its best passage; those in whose texts none of the words stands are left out."""
    wanted = [way for word in single_words(query) for way in spellings(word)]
    if not wanted:
        return {}
    texts = {one.pk: [(text, set(_WORD.findall(text))) for text in passages(one.content)] for one in publications}
    hits = _hits(wanted, {word for each in texts.values() for _, words in each for word in words})
    found = {}
    for pk, each in texts.items():
        # The text with the most different words; the first of several.
        text, held = max(each, key=lambda one: len(one[1] & hits), default=("", set()))
        if held & hits:
            found[pk] = _marked(text, hits)
    return found


def passages(content: Mapping[str, Any]) -> Iterator[str]:
    """The texts of a page in their order, lists as one text each item."""
    for block in content.get("texts", {}).values():
        yield from (text[:_MOST_READ] for text in ([block] if isinstance(block, str) else block))


def _hits(wanted: list[str], words: set[str]) -> frozenset[str]:
    """Those of `words`, as they are written, that have a stem of `wanted`. A stem keeps the beginning of its word."""
    beginnings = tuple({word[:3] for word in wanted})
    spelt = {word: plain(word) for word in words}
    candidates = {spelling for spelling in spelt.values() if spelling.startswith(beginnings)}
    if not candidates:
        return frozenset()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT word FROM unnest(%s::text[]) word WHERE ts_lexize('evidence_stem', word) && ARRAY("
            "SELECT unnest(ts_lexize('evidence_stem', one)) FROM unnest(%s::text[]) one)",
            [sorted(candidates), wanted],
        )
        same = {word for (word,) in cursor.fetchall()}
    return frozenset(word for word, spelling in spelt.items() if spelling in same)


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
