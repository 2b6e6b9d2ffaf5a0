"""Find a quote in the paper, letter by letter. Pure.

Only what no reader can see may differ: kinds of space, of dash, of quotation mark, composed or decomposed
letters, soft hyphens, inline tags. A word more, a word less or another case is another text. A quote that
begins or ends within a word or a number ("5 %" in "13.5 %") is not found.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from evidence.generator.reading import markup
from evidence.generator.values import Span

_SAME = str.maketrans(
    dict.fromkeys("‐‑‒–—―−﹣－⁃", "-")
    | dict.fromkeys("‘’‚‛′ʼ`´", "'")
    | dict.fromkeys("“”„‟″«»", '"')
    | {"µ": "μ", "⁄": "/", "∼": "~", "⩾": "≥", "⩽": "≤"}
)
_UNSEEN = frozenset("\u00ad\u200b\u200c\u200d\u2060\ufeff")


@dataclass(frozen=True, slots=True)
class Searchable:
    """A text in one spelling, and where each of its letters stands in the original."""

    original: str
    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def find(self, quote: str) -> tuple[int, int] | None:
        """(start, end) in the original of the first place that says exactly `quote`."""
        wanted = searchable(quote).text
        at = self.text.find(wanted) if wanted else -1
        while at >= 0:
            start, end = self.starts[at], self.ends[at + len(wanted) - 1]
            if not (_cuts_before(self.original, start) or _cuts_after(self.original, end)):
                return start, end
            at = self.text.find(wanted, at + 1)
        return None


def searchable(text: str) -> Searchable:
    """Letters in one spelling. A space counts only between two letters or digits: "n = 11" is "n=11"."""
    letters: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    tags = markup(text)
    tag = next(tags, None)
    space = False
    for place, letter in enumerate(text):
        while tag and place >= tag[1]:
            tag = next(tags, None)
        if (tag and place >= tag[0]) or letter in _UNSEEN:
            continue
        for part in unicodedata.normalize("NFKD", letter.translate(_SAME)).translate(_SAME):
            if part.isspace():
                space = True
                continue
            if space and letters and letters[-1].isalnum() and part.isalnum():
                letters.append(" ")
                starts.append(place)
                ends.append(place)
            space = False
            letters.append(part)
            starts.append(place)
            ends.append(place + 1)
    return Searchable(text, "".join(letters), tuple(starts), tuple(ends))


def _belongs(letter: str) -> bool:
    return letter.isalnum() or letter == "_" or unicodedata.combining(letter) > 0


def _cuts_before(text: str, start: int) -> bool:
    if start == 0 or not _belongs(text[start]):
        return False
    if _belongs(text[start - 1]):
        return True
    return text[start].isdigit() and text[start - 1] in ".,·" and start > 1 and text[start - 2].isdigit()


def _cuts_after(text: str, end: int) -> bool:
    if end >= len(text):
        return False
    if unicodedata.combining(text[end]) or (_belongs(text[end - 1]) and _belongs(text[end])):
        return True
    following = text[end + 1 : end + 2]
    return text[end - 1].isdigit() and text[end] in ".,·" and following.isdigit()


class Source:
    """The parts of one paper, ready to be searched for quotes."""

    def __init__(self, parts: dict[str, str]) -> None:
        self.parts = parts
        self._searchable = {part: searchable(text) for part, text in parts.items()}

    def locate(self, quote: str) -> Span | None:
        """The first place that says `quote`: the text of the paper before its title."""
        for part in sorted(self.parts, key=lambda name: name == "title"):
            if found := self._searchable[part].find(quote):
                return Span(part, *found)
        return None

    def words_at(self, span: Span) -> str:
        return self.parts[span.part][span.start : span.end]
