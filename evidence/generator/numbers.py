"""The numbers a sentence states, in digits and in words, to hold them against the words it cites. Pure.

Equal are "26.0 %" and "26 per cent", "1,234" and "1234", "twelve" and "12", "4·5" and "4.5", with or without a
minus (a fall of 12 is told as "12 lower"). Not equal are a rounded number and the exact one, and 30 % and 30
people. "One" in words and ordinals ("second") state no number, since both are used for much else.
Numbers in names (SF-36, COVID-19) are no numbers: they are names, and must stand somewhere in the source.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

_UP_TO_NINETEEN = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
UNITS = {name: value for value, name in enumerate(_UP_TO_NINETEEN)}
TENS = {name: 10 * value for value, name in enumerate(_TENS, start=2)}
SCALES = {"hundred": 100, "thousand": 1000, "million": 1_000_000, "dozen": 12}
PROPORTIONS: dict[str, tuple[str, Decimal | None]] = {
    r"\bhalf\b|\bhalves\b": ("half", Decimal(50)),
    r"\btwo[- ]thirds\b": ("two thirds", None),
    r"\b(?:a|one)[- ]third\b": ("a third", None),
    r"\bthree[- ]quarters\b": ("three quarters", Decimal(75)),
    r"\b(?:a|one)[- ]quarter\b": ("a quarter", Decimal(25)),
    r"\btwice\b|\bdoubl(?:ed?|es|ing)\b|\b(?:two|2)[- ]?fold\b|\b(?:two|2) times\b": ("twice", None),
    r"\btripl(?:ed?|es|ing)\b|\b(?:three|3)[- ]?fold\b|\b(?:three|3) times\b": ("three times", None),
}
"""Words for parts and multiples -> (name, the same in per cent where it is exact)."""

_NAME = re.compile(r"(?<![\w.])[^\W\d_][^\W_]*(?:[-/][^\W_]+)*")
_DIGITS = re.compile(
    r"(?<![\d.])(?P<whole>\d{1,3}(?:[,'’][0-9]{3})+(?![\d])|\d{1,3}(?: \d{3})+(?!\d)|\d+)(?:\.(?P<part>\d+))?"
    r"|(?<!\d)\.(?P<bare>\d+)"
)
_COMMA = re.compile(r"(?<![\d.,])(\d+),(\d{1,2})(?![\d,])")
_PERCENT = re.compile(r"\s*(?:%|per ?cent\b|percentage\b|pp\b)", re.IGNORECASE)
_RANGE_TO_PERCENT = re.compile(r"\s*(?:-|to|and|or)\s*-?[\d.]+\s*(?:%|per ?cent\b)", re.IGNORECASE)
_SHARE = re.compile(r"%|\bper ?cent|\bpercentages?\b|\bproportions?\b", re.IGNORECASE)
_WORDS = "|".join([*UNITS, *TENS, *SCALES])
_IN_WORDS = re.compile(rf"\b(?:{_WORDS})(?:(?:[- ]and[- ]|[- ])(?:{_WORDS}))*\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Number:
    """A value as the text states it; `percent` when it is a percentage."""

    value: Decimal
    percent: bool
    said: str


def numbers(text: str) -> list[Number]:
    """The numbers of a sentence of ours, in order of kind: digits first, then words."""
    plain = _plain(text)
    found = []
    for hit in _DIGITS.finditer(_hide_names(plain)):
        percent = bool(_PERCENT.match(plain, hit.end()) or _RANGE_TO_PERCENT.match(plain, hit.end()))
        found.append(Number(_value(hit), percent, hit[0].strip()))
    for hit in _IN_WORDS.finditer(plain):
        words = re.split(r"[- ]+", hit[0].lower())
        if words != ["one"]:
            percent = _PERCENT.match(plain, hit.end()) is not None
            found.extend(Number(Decimal(value), percent, hit[0]) for value in _in_words(words))
    return found


def missing_numbers(sentence: str, cited: str) -> list[str]:
    """What `sentence` states and `cited` does not, as the sentence spells it; empty when all stand there."""
    plain = _plain(cited)
    shares = _SHARE.search(plain) is not None
    values = {False: set[Decimal](), True: set[Decimal]()}
    for value, percent in _readings(plain):
        values[percent].add(value)
    missing = []
    proportions = {name for pattern, (name, _) in PROPORTIONS.items() if re.search(pattern, plain, re.IGNORECASE)}
    for pattern, (name, percent_value) in PROPORTIONS.items():
        if hit := re.search(pattern, sentence, re.IGNORECASE):
            if name not in proportions and (percent_value is None or percent_value not in values[True]):
                missing.append(hit[0])
            sentence = re.sub(pattern, " ", sentence, flags=re.IGNORECASE)
    for number in numbers(sentence):
        stands = number.value in values[number.percent] or (number.percent and shares and number.value in values[False])
        if not stands:
            missing.append(f"{number.said} %" if number.percent else number.said)
    return missing


def names_with_digits(text: str) -> list[str]:
    """ "SF-36", "COVID-19", "VO2peak": names that hold a digit, as they are spelt."""
    return [hit[0] for hit in _NAME.finditer(_plain(text)) if any(letter.isdigit() for letter in hit[0])]


def missing_names(sentence: str, source: str) -> list[str]:
    """Names with a digit that the source does not know; case, hyphens and slashes may differ."""

    def bare(name: str) -> str:
        return re.sub(r"[-/]", "", name.casefold())

    named = names_with_digits(sentence)
    known = bare(_plain(source)) if named else ""
    return [name for name in named if bare(name) not in known]


def _plain(text: str) -> str:
    text = unicodedata.normalize("NFKC", text.replace("·", "."))
    return re.sub(r"[‐‑‒–—−]", "-", text).replace("’", "'")


def _hide_names(text: str) -> str:
    return _NAME.sub(lambda hit: " " * len(hit[0]) if any(c.isdigit() for c in hit[0]) else hit[0], text)


def _value(hit: re.Match[str]) -> Decimal:
    if hit["bare"]:
        return Decimal(f"0.{hit['bare']}")
    whole = re.sub(r"[ ,'’]", "", hit["whole"])
    return Decimal(f"{whole}.{hit['part']}" if hit["part"] else whole)


def _readings(plain: str) -> Iterator[tuple[Decimal, bool]]:
    """Every way in which a paper's numbers can be read: "1 200" is 1200, and may be 1 and 200."""
    hidden = _hide_names(plain)
    for hit in _DIGITS.finditer(hidden):
        percent = bool(_PERCENT.match(plain, hit.end()) or _RANGE_TO_PERCENT.match(plain, hit.end()))
        yield _value(hit), percent
        if " " in hit[0]:
            for piece in hit[0].split():
                yield Decimal(piece), percent
    for hit in _COMMA.finditer(hidden):
        yield Decimal(f"{hit[1]}.{hit[2]}"), _PERCENT.match(plain, hit.end()) is not None
    for hit in _IN_WORDS.finditer(plain):
        percent = _PERCENT.match(plain, hit.end()) is not None
        for value in _in_words(re.split(r"[- ]+", hit[0].lower())):
            yield Decimal(value), percent


def _in_words(words: list[str]) -> list[int]:
    """["one", "hundred", "and", "fifty", "one"] -> [151]; ["two", "and", "three"] -> [2, 3]."""
    found: list[int] = []
    total, group, open_for_more = 0, 0, False
    for word in words:
        if word == "and":
            continue
        if word in SCALES:
            scaled = max(1, group) * SCALES[word]
            total, group = (total + scaled, 0) if scaled >= 1000 else (total, scaled)
            open_for_more = True
            continue
        value = UNITS.get(word, TENS.get(word, 0))
        completes_ten = word in UNITS and 0 < value < 10 and group % 100 >= 20 and group % 10 == 0
        if open_for_more and group % 100 and not completes_ten:
            found.append(total + group)
            total, group = 0, 0
        group += value
        open_for_more = True
    return [*found, total + group]
