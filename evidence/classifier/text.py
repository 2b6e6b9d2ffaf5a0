"""The text as the rules read it: lower case, plain dashes and quotes, one space, and the way back to the original.

    original   "Patients fulﬁlled the Cana-\\ndian  Consensus Criteria."
    lower      "patients fulfilled the canadian consensus criteria."

Every position of the plain text knows the place in the original it came from, so a span that a rule finds is
cut from the author's own words, ligatures and line breaks included.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_PLAIN = {
    **dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d\u2043"), "-"),
    **dict.fromkeys(map(ord, "\u2018\u2019\u201a\u201b\u2032\u02bc\u00b4`"), "'"),
    **dict.fromkeys(map(ord, "\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb"), '"'),
    **dict.fromkeys(map(ord, "\u2044\u2215\u29f8\uff0f"), "/"),
    **dict.fromkeys(
        map(ord, "\u00a0\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000\t\r\n\f\v"), " "
    ),
}

_ODD = re.compile("[" + "".join(re.escape(chr(code)) for code in _PLAIN) + "]")

_NEEDS_CARE = re.compile(
    # Small letters and the like begin none of these marks: a cheap look that spares trying each mark at each of them.
    r"(?=[^a-z0-9.,()])(?:\s\s|(?<=[a-z])-\s|(?<=[a-z]{3})[A-Z][a-z]{2}|</?\w|&#?\w{1,8};"
    r"|[\u00ad\u200b-\u200f\u2060\ufeff\ufb00-\ufb06\uff01-\uff5e\u0300-\u036f])"
)
"""Marks that cannot be replaced one for one: runs of spaces, broken or glued words, tags, ligatures and the like."""

_MARKS = ("  ", "- ", "<", "&")
_UNUSUAL = re.compile(
    r"[\t-\r\x1c-\x1f\x85\xa0\u1680\u2000-\u200f\u2028\u2029\u202f\u205f\u2060\u3000\ufeff\u00ad\u0300-\u036f"
    r"\ufb00-\ufb06\uff01-\uff5e]"
)
_GLUED = re.compile(r"[A-Z](?<=[a-z]{3}[A-Z])[a-z]{2}")
"""A text without these marks needs no care: many are done with before the dearer look."""

_PIECE = re.compile(
    r"(?=[^a-z0-9.,()])(?:(?P<broken>(?<=[a-z])-(?:[ \t]*\r?\n\s*| )(?=[a-z])(?!(?:and|or|to|nor|versus|vs)\b))"
    r"|(?P<glued>(?<=[a-z]{3})(?=[A-Z][a-z]{2}))"
    r"|(?P<gap>\s*\n[ \t]*\n\s*)"
    r"|(?P<spaces>\s{2,})"
    r"|(?P<tag></?[A-Za-z][^<>]{0,80}>)"
    r"|(?P<entity>&(?:amp|lt|gt|quot|apos|nbsp|ndash|mdash|#\d{2,6}|#x[0-9a-fA-F]{2,5});)"
    r"|(?P<invisible>[\u00ad\u200b-\u200f\u2060\ufeff\u0300-\u036f]+)"
    r"|(?P<wide>[\ufb00-\ufb06\uff01-\uff5e]))"
)
_ENTITIES = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'", "nbsp": " ", "ndash": "-", "mdash": "-"}
PARAGRAPH = "\u2029"
"""One character for an empty line, so that a heading does not run into the sentence below it."""

_END = re.compile(rf"[.!?][\"')\]]*(?:\[?\d[\d,\- ]{{0,30}}\]?)? +|{PARAGRAPH}|\[(?:\u2026|\.\.\.)\]|\u2026 ")
_ABBREVIATED = re.compile(
    r"(?:^|[ (\[,;/])(?:et al|al|e\.g|i\.e|eg|ie|cf|vs|dr|drs|prof|fig|figs|no|nos|approx|ca|ref|refs|st|u\.s|u\.k"
    r"|resp|incl"
    r"|suppl|vol|sec|tab|mr|ms|dept|viz|[a-z])$"
)
LONGEST_BRACKET = 160
"""Characters. A full stop within brackets ends no sentence; brackets that stay open longer are a slip."""

LONGEST_SENTENCE = 900
"""Characters. Anything longer is a table or a list without stops; it is cut, so that work stays in proportion."""


@dataclass(frozen=True, slots=True)
class PlainText:
    """`lower` and `cased` have one length. `origins` gives the original place of each character, None if equal."""

    original: str
    cased: str
    lower: str
    origins: Sequence[int] | None = None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Place in the original of a stretch of the plain text. Never empty for a stretch that is not."""
        if self.origins is None or start >= end:
            return start, end
        return self.origins[start], self.origins[end - 1] + 1


def read_plain(text: str) -> PlainText:
    """Make a text plain. Time and memory are in proportion to its length."""
    origins: list[int] | None = None
    plain = text
    plainly = not (any(mark in text for mark in _MARKS) or _UNUSUAL.search(text) or _GLUED.search(text))
    if not plainly and _NEEDS_CARE.search(text):
        plain, origins = _with_care(text)
    plain = _ODD.sub(lambda match: _PLAIN[ord(match.group())], plain)
    return PlainText(text, plain, _lowered(plain), origins)


def _lowered(text: str) -> str:
    lower = text.lower()
    if len(lower) == len(text):
        return lower
    return "".join(low if len(low := character.lower()) == 1 else character for character in text)


def _with_care(text: str) -> tuple[str, list[int]]:
    parts: list[str] = []
    origins: list[int] = []
    done = 0
    for match in _PIECE.finditer(text):
        if match.start() > done:
            parts.append(text[done : match.start()])
            origins.extend(range(done, match.start()))
        written = _written_plainly(match)
        parts.append(written)
        origins.extend([match.start()] * len(written))
        done = match.end()
    parts.append(text[done:])
    origins.extend(range(done, len(text)))
    return "".join(parts), origins


def _written_plainly(match: re.Match[str]) -> str:
    kind, found = match.lastgroup, match.group()
    if kind == "gap":
        return PARAGRAPH
    if kind in ("spaces", "glued"):
        return " "
    if kind == "entity":
        return _entity(found[1:-1])
    if kind == "wide":
        return unicodedata.normalize("NFKC", found)
    return ""


def _entity(name: str) -> str:
    if not name.startswith("#"):
        return _ENTITIES[name]
    code = int(name[2:], 16) if name[1] in "xX" else int(name[1:])
    return chr(code) if 0x20 <= code < 0x110000 and not 0xD800 <= code < 0xE000 else " "


_UNITS = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")


def number_of(written: str) -> int:
    """The number that digits or English words below a hundred give; 0 for anything else."""
    if written[:1].isdigit():
        whole = re.match(r"\d+", written.replace(",", ""))
        return int(whole.group()[:9]) if whole and whole.group().isascii() else 0
    tens, _, unit = written.partition("-")
    if tens in _TENS:
        return (_TENS.index(tens) + 2) * 10 + (_UNITS.index(unit) if unit in _UNITS else 0)
    return _UNITS.index(written) if written in _UNITS else 0


class Sentences:
    """Where the sentences of a plain text begin and end."""

    def __init__(self, text: PlainText) -> None:
        self.text = text
        self.starts = list(_starts(text))
        self.first: dict[str, int] = {}
        """Plain words already looked for -> where each stands first, -1 for nowhere (see `scanning.py`)."""

    def around(self, place: int) -> int:
        """Number of the sentence that holds this place."""
        return bisect_right(self.starts, place) - 1

    def bounds(self, number: int) -> tuple[int, int]:
        after = number + 1
        return self.starts[number], self.starts[after] if after < len(self.starts) else len(self.text.lower)

    def __len__(self) -> int:
        return len(self.starts)


def _starts(text: PlainText) -> Iterator[int]:
    begin = 0
    yield begin
    one_case = text.cased == text.lower
    for match in _END.finditer(text.cased):
        place = match.end()
        if place >= len(text.cased):
            break
        if text.cased[match.start()] in ".!?" and not _ends_here(text, match, one_case):
            continue
        yield from _cuts(text, begin, place)
        yield place
        begin = place
    yield from _cuts(text, begin, len(text.cased))


def _ends_here(text: PlainText, match: re.Match[str], one_case: bool) -> bool:
    following = text.cased[match.end()]
    if following.islower() and not one_case:
        return False
    if text.cased[match.start()] != ".":
        return True
    if match.start() and text.cased[match.start() - 1].isdigit() and text.cased[match.start() + 1].isdigit():
        return False
    before = text.cased[max(0, match.start() - LONGEST_BRACKET) : match.start()]
    if before.rfind("(") > before.rfind(")"):
        return False
    return not _ABBREVIATED.search(text.lower[max(0, match.start() - 12) : match.start()])


def _cuts(text: PlainText, begin: int, end: int) -> Iterator[int]:
    while end - begin > LONGEST_SENTENCE:
        cut = text.lower.rfind(" ", begin + LONGEST_SENTENCE // 2, begin + LONGEST_SENTENCE)
        begin = cut + 1 if cut >= 0 else begin + LONGEST_SENTENCE
        yield begin
