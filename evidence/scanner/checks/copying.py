"""Sentences copied from the source: long runs of the same words in the same order.

Names do not count as copying, because nothing else can be said: the title of the study, names of the illness and of
criteria, journals. A name of several words counts as one word. Quotation marks make a quote of up to 40 words.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from evidence.pem.reference import reference_criteria

from ..model import Hit, Rule, Severity, sample
from ..page import Page

FEWEST_WORDS, MANY_WORDS, LONGEST_QUOTE = 10, 25, 40
"""So many words in a row are copied; so many block submission; so many may stand between quotation marks."""

_SENTENCE = "After the walk the seven green kettles sang in the cold morning light of the long hall"
_REST = "while the keeper of the hall counted every kettle twice and wrote the numbers down in a small red book"
_WHOLE = f"{_SENTENCE} {_REST}"

RULES = (
    Rule(
        "copied",
        Severity.WARNING,
        "Words copied from the source",
        f"{FEWEST_WORDS} or more words in a row stand in the same order in the source. Names, criteria and the title "
        f"do not count.",
        "Say it in our own words.",
        sample(f"{_SENTENCE}.", abstract=f"In the study, {_SENTENCE.lower()}."),
        sample("Seven kettles sang in the hall.", abstract=f"In the study, {_SENTENCE.lower()}."),
    ),
    Rule(
        "copied-at-length",
        Severity.CRITICAL,
        "A passage copied from the source",
        f"{MANY_WORDS} or more words in a row are the source's. That may also break the law.",
        "Say it in our own words.",
        sample(f"{_WHOLE}.", abstract=f"In the study, {_WHOLE.lower()}."),
        sample(f"{_SENTENCE}.", abstract=f"In the study, {_WHOLE.lower()}."),
    ),
)

_WORD = re.compile(r"[^\W_]+(?:[-'’/.,][^\W_]+)*")
_NAMES = (
    "myalgic encephalomyelitis/chronic fatigue syndrome", "myalgic encephalomyelitis / chronic fatigue syndrome",
    "myalgic encephalomyelitis or chronic fatigue syndrome", "chronic fatigue syndrome/myalgic encephalomyelitis",
    "myalgic encephalomyelitis", "chronic fatigue syndrome", "post-exertional malaise", "canadian consensus criteria",
    "international consensus criteria", "institute of medicine", "national academy of "
                                                                 "medicine", "national health service",
    "national institute for health and care research", "medical research council", "severe acute respiratory "
                                                                                   "syndrome coronavirus 2",
    "post-acute sequelae of sars-cov-2", "post covid-19 condition", "short form 36", "depaul symptom questionnaire",
)  # fmt: skip
_MODULUS = (1 << 61) - 1
_BASE = 1_000_003


@lru_cache(maxsize=1)
def _name_pattern() -> re.Pattern[str]:
    names = {
        *_NAMES,
        *(alias.lower() for entry in reference_criteria().values() for alias in (entry.name, *entry.aliases)),
    }
    several = sorted((name for name in names if " " in name), key=len, reverse=True)
    return re.compile("|".join(rf"\b{re.escape(name)}\b" for name in several), re.IGNORECASE)


def tokens(text: str) -> list[tuple[str, int, int]]:
    """(word in small letters, start, end); a name of several words is one word."""
    found: list[tuple[str, int, int]] = []
    at = 0
    for name in _name_pattern().finditer(text):
        found += [(match.group().lower(), *match.span()) for match in _WORD.finditer(text, at, name.start())]
        found.append((" ".join(name.group().lower().split()), *name.span()))
        at = name.end()
    return found + [(match.group().lower(), *match.span()) for match in _WORD.finditer(text, at)]


class _Runs:
    """Every run of FEWEST_WORDS words of a source, to be asked for in constant time."""

    def __init__(self, text: str) -> None:
        words = [word for word, _, _ in tokens(text)]
        self.numbers: dict[str, int] = {}
        self.words = [self.numbers.setdefault(word, len(self.numbers) + 1) for word in words]
        self.places: dict[int, int] = {}
        for place, value in enumerate(_rolling(self.words)):
            self.places.setdefault(value, place)

    def runs_of(self, said: list[str]) -> Iterator[tuple[int, int]]:
        """(first, behind the last) index of each longest run of words that stands in the source."""
        numbers = [self.numbers.get(word, 0) for word in said]
        start = end = -1
        for place, value in enumerate(_rolling(numbers)):
            other = self.places.get(value)
            if other is None or numbers[place : place + FEWEST_WORDS] != self.words[other : other + FEWEST_WORDS]:
                continue
            if start >= 0 and place == end - FEWEST_WORDS + 1:
                end += 1
                continue
            if start >= 0:
                yield start, end
            start, end = place, place + FEWEST_WORDS
        if start >= 0:
            yield start, end


def _rolling(numbers: list[int]) -> Iterator[int]:
    """A number for each stretch of FEWEST_WORDS: equal stretches give equal numbers."""
    if len(numbers) < FEWEST_WORDS:
        return
    value = 0
    for number in numbers[:FEWEST_WORDS]:
        value = (value * _BASE + number) % _MODULUS
    yield value
    top = pow(_BASE, FEWEST_WORDS - 1, _MODULUS)
    for gone, come in zip(numbers, numbers[FEWEST_WORDS:], strict=False):
        value = ((value - gone * top) * _BASE + come) % _MODULUS
        yield value


@lru_cache(maxsize=16)
def _runs(text: str) -> _Runs:
    return _Runs(text)


def check(page: Page) -> Iterator[Hit]:
    if not page.source.is_at_hand:
        return
    runs = _runs("\n\n".join((page.source.abstract, page.source.full_text)))
    title = f" {' '.join(word for word, _, _ in tokens(page.source.title))} "
    for field in page.fields:
        text = page.text[field.start : field.end]
        said = tokens(text)
        for first, behind in runs.runs_of([word for word, _, _ in said]):
            count = behind - first
            start, end = said[first][1], said[behind - 1][2]
            if f" {' '.join(word for word, _, _ in said[first:behind])} " in title:
                continue
            if count <= LONGEST_QUOTE and _is_quoted(text, start, end):
                continue
            yield Hit(
                "copied-at-length" if count >= MANY_WORDS else "copied",
                f"{count} words in a row stand in the source in the same order.",
                field.start + start,
                field.start + end,
            )


def _is_quoted(text: str, start: int, end: int) -> bool:
    before, after = text[max(0, start - 300) : start], text[end : end + 300]
    opened = max(before.rfind("“"), before.rfind("‘"))
    closed = min((place for mark in "”’" if (place := after.find(mark)) >= 0), default=-1)
    return opened >= 0 and closed >= 0 and "”" not in before[opened:] and "“" not in after[:closed]
