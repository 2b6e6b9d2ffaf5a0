"""Which way a thing went, and compared with what: against the numbers themselves and against the source."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from ..figures import SourceFigures
from ..model import Hit, Rule, Severity, sample
from ..movements import DOWN, UP, Movement, movements, same_thing
from ..page import Page
from ..phrases import LIMITS
from ..quantities import Quantity, read_digits
from .numbers import figures_of

RULES = (
    Rule(
        "direction-against-numbers",
        Severity.CRITICAL,
        "Rose, but the numbers fall",
        "“Rose from 55 to 26” contradicts itself.",
        "Check the numbers and the word against the source.",
        sample("The score rose from 55.0 to 25.9.", abstract="The score went from 25.9 to 55.0."),
        sample("The score rose from 25.9 to 55.0.", abstract="The score went from 25.9 to 55.0."),
    ),
    Rule(
        "direction-differs",
        Severity.WARNING,
        "Higher here, lower in the source",
        "Where text and source speak of the same number, or of the same thing in the same group, they must say the "
        "same direction.",
        "Check the direction against the source, and who is compared with whom.",
        sample("Peak work was 12.5% higher on day 2.", abstract="Peak work was 12.5% lower on day 2."),
        sample("Peak work was 12.5% lower on day 2.", abstract="Peak work decreased by 12.5% on day 2."),
    ),
    Rule(
        "comparator-differs",
        Severity.WARNING,
        "Compared with somebody the source does not name",
        "“Than placebo”, “than healthy people”, “than before” need such a group or time in the source.",
        "Say with whom or what the source compares.",
        sample("Fatigue fell more than with placebo.", abstract="Fatigue fell more than in the usual care group."),
        sample("Fatigue fell more than with placebo.", abstract="Fatigue fell more than in the sham group."),
    ),
)

_UP, _DOWN = "|".join(sorted(UP)), "|".join(sorted(DOWN))
_SOFT = r"(?:about |around |some |nearly |a mean of |an average of )?"
_FROM_TO = re.compile(
    r"\b(?P<word>rose|rise|rises|risen|increased?|increases|grew|climbed|fell|falls?|fallen|decreased?|decreases|declined?|"
    r"dropped|drop|reduced|reduction|lowered|raised)\b"
    r"(?:\s+(?!(?:and|but|while|who|that|which|went|moved|changed|came|ranged)\b)[\w-]{1,30}){0,7}?\s+from\s+"
    rf"{_SOFT}(?P<first>[\d.,·]*\d)\s*(?:%|[a-z]{{1,12}})?(?:\s*\([^)]{{0,30}}\))?\s+to\s+{_SOFT}(?P<last>\d(?:[\d.,·]*\d)?)"
    r"(?!\d)(?P<unit>\s*(?:years?|months?|weeks?|days?)\b)?",
    re.IGNORECASE,
)
"""How something changed from one number to another. With a time behind it, it may say when and not how much."""
_AFTER_NUMBER = re.compile(
    rf"\s*(?:%|per ?cent|points?|steps?)?\s*(?:\w+ly\s+|\w+\s+)?(?P<word>{_UP}|{_DOWN})\b(?!\s+than\s+(?:half|\d))",
    re.IGNORECASE,
)
_BEFORE_NUMBER = re.compile(
    rf"\b(?P<word>{_UP}|{_DOWN})\b(?:\s+\w+){{0,3}}?\s+(?:by|of)\s+(?:about|around|some|nearly|almost|approximately|"
    rf"over|an average of|more than)?\s*$",
    re.IGNORECASE,
)
_NOT_MORE_THAN = re.compile(r"\b(?:not|no|n['’]t|neither|nor)\b", re.IGNORECASE)

COMPARATORS: dict[str, tuple[str, str]] = {
    "placebo": (r"placebo|sham|dummy", r"placebo|sham|dummy|saline|own stool|autologous"),
    "healthy people": (
        r"healthy (?:people|controls?|volunteers?|participants?|women|men|group|adults)",
        r"health|control|\bHCs?\b|\bHVs?\b|unaffected|well\b|sedentary|non-?fatigued|matched",
    ),
    "usual care": (
        r"usual care|standard care|specialist medical care|waiting list",
        r"usual|standard|specialist|SMC|TAU|waiting|waitlist",
    ),
    "people with depression": (r"people with depression|depressed (?:people|patients)", r"depress|MDD"),
    "people with multiple sclerosis": (
        r"people with (?:MS|multiple sclerosis)|(?:MS|multiple sclerosis) patients",
        r"\bMS\b|multiple sclerosis",
    ),
    "people with fibromyalgia": (r"people with fibromyalgia|fibromyalgia patients", r"fibromyalgia|\bFM\b"),
}
"""Whom a text compares with -> how it says so, and how a source may say so."""

_THAN = {
    name: (
        re.compile(
            rf"\b(?:than|compared (?:with|to)|against|versus|vs\.?|unlike)\s+(?:(?:did|with|in|on|to|that|those|the|"
            rf"of|for|a|an|among)\s+){{0,3}}(?:{ours})\b",
            re.IGNORECASE,
        ),
        re.compile(theirs, re.IGNORECASE),
    )
    for name, (ours, theirs) in COMPARATORS.items()
}


def check(page: Page) -> Iterator[Hit]:
    yield from _against_the_numbers(page)
    if not page.source.is_at_hand:
        return
    source = figures_of(page.source.text)
    yield from _of_numbers(page, source)
    yield from _of_things(page, source)
    yield from _comparators(page)


def direction(word: str) -> int:
    """1 for up, -1 for down."""
    return -1 if word.lower() in DOWN else 1


def _against_the_numbers(page: Page) -> Iterator[Hit]:
    if " from " not in page.lower:
        return
    for match in _FROM_TO.finditer(page.text):
        first, last = _number(match.group("first")), _number(match.group("last"))
        if first is None or last is None or first == last or match.group("unit") or _are_years(first, last):
            continue
        if (last > first) != (direction(match.group("word")) > 0) and not page.is_negated(match.start()):
            yield Hit(
                "direction-against-numbers",
                f"“{match.group('word')}” does not fit the numbers {match.group('first')} and {match.group('last')}.",
                *match.span(),
            )


def _are_years(first: float, last: float) -> bool:
    return 1900 <= first <= 2099 and 1900 <= last <= 2099


def _number(written: str) -> float | None:
    try:
        return read_digits(written.rstrip(".,·"))[0]
    except ValueError:
        return None


def _direction_of(text: str, one: Quantity) -> int:
    """The direction that stands directly beside a number: 1, -1, or 0 where there is none."""
    after = _AFTER_NUMBER.match(text, one.end)
    before = text[max(0, one.start - 70) : one.start]
    found = after or _BEFORE_NUMBER.search(before)
    if not found or _NOT_MORE_THAN.search(before[-30:]):
        return 0
    return direction(found.group("word"))


def _of_numbers(page: Page, source: SourceFigures) -> Iterator[Hit]:
    for one in page.quantities:
        if one.form == "share" or not (one.unit == "percent" or one.decimals):
            continue
        ours = _direction_of(page.text, one)
        if not ours:
            continue
        theirs = {_direction_of(source.text, other) for other in source.matches(one) if other.unit == one.unit} - {0}
        if theirs == {-ours}:
            yield Hit(
                "direction-differs",
                f"With this number the source says “{'higher' if ours < 0 else 'lower'}” or the like.",
                one.start,
                one.end,
            )


_MOST_MOVEMENTS = 100
"""So many movements of one thing are compared; no paper has more."""


@lru_cache(maxsize=16)
def _movements(text: str) -> dict[str, tuple[Movement, ...]]:
    """Word -> what moved by that name in the source."""
    different = {(one.things, one.way): one for one in movements(text)}
    found: dict[str, list[Movement]] = {}
    for one in different.values():
        for thing in one.things:
            found.setdefault(thing, []).append(one)
    return {thing: tuple(moved[:_MOST_MOVEMENTS]) for thing, moved in found.items()}


def _of_things(page: Page, source: SourceFigures) -> Iterator[Hit]:
    theirs = _movements(source.text)
    if not theirs:
        return
    for one in movements(page.text):
        same = [other for thing in one.things for other in theirs.get(thing, ()) if same_thing(one, other)]
        if not same or any(other.way == one.way for other in same):
            continue
        if (
            page.is_question(one.start)
            or page.is_negated(one.start)
            or page.field_at(one.start).key == "open_questions"
        ):
            continue
        other = same[0]
        yield Hit(
            "direction-differs",
            f"The source says the opposite direction: “{source.text[other.start : other.end]}”.",
            one.start,
            one.end,
        )


def _comparators(page: Page) -> Iterator[Hit]:
    for name, (ours, theirs) in _THAN.items():
        match = ours.search(page.text)
        if not match or theirs.search(page.source.text):
            continue
        for match in ours.finditer(page.text):
            if page.field_at(match.start()).key in LIMITS | {"strengths"} or page.is_question(match.start()):
                continue
            yield Hit(
                "comparator-differs", f"The source names no such comparison ({name}).", match.start(), match.end()
            )
