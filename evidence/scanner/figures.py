"""Does a number stand in the source? The rules of rounding, of units and of shares.

A number of the text stands in the source when the source has

    the same value      however it is written: "1,439", "1439", "forty-five", "45", "15·5", "15.5"
    more decimals       42.1 may be told as 42, and 3.14 as 3.1 (half up or half down), never the other way round
    nearly the value    after "about", "some", "nearly", "more than" and the like: rounded to its own last figure that
                        is not nought, and never more than a tenth away; "more than" only for more, "nearly" for less
    the same time       24 months for 2 years, 48 hours for 2 days, exact conversions only
    the same share      22 of 40 for 55 %; 0.42 for 42 %; a fraction for a percentage that is at most an eighth of it
                        and at most five points away ("one in five" for 22 %, "half" for 47 %, "a third" for 35.1 %)

P values are never rounded. Units are compared wherever both sides name one.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cached_property

from .page import split_sentences
from .quantities import DURATIONS, PEOPLE, PERSON_NOUNS, Quantity, quantities

NEARLY = 0.1
"""How far a softened number may be from the source's, as a part of the latter."""
SHARE_PART, SHARE_POINTS = 1 / 8, 5.0
"""How far a fraction may be from a percentage: a part of the fraction, and percentage points."""
MOST_ALIKE, MOST_CANDIDATES = 12, 200
"""How often the same amount is kept, and how many numbers are compared with one: a source may be full of numbers."""
STRICT_UNITS = frozenset([*DURATIONS, "percent", "mg", "g", "kg", "µg", "ml", "l", "mm", "cm", "km", "mmHg", PEOPLE])
"""Units that are read without doubt. Two different ones are never the same amount."""

_CHANGED = (
    r"improve(?:d|ment)?s?|reduc(?:ed|tion)|decreas(?:e|ed)|increas(?:e|ed)|declin(?:e|ed)|drop(?:ped)?|fall|fell|fallen|"
    r"rise|rose|risen|lower(?:ed)?|higher|raised|worsen(?:ed|ing)|gain|loss|change[ds]?"
)
_CHANGE_AFTER = re.compile(
    r"\s*(?:%|per ?cent|percent)?\s*(?:\([^)]{0,40}\)\s*)?"
    r"(?:(?:average|mean|overall|relative|significant|further|net) )?"
    r"(?:improvement|reduction|decrease|increase|decline|drop|fall|rise|gain|loss|change|lower|higher|greater|less|fewer|"
    r"better|worse)\b(?!\s+than\s+(?:half|\d))",
    re.IGNORECASE,
)
_CHANGE_BEFORE = re.compile(
    rf"\b(?:{_CHANGED})\b(?:\s+\w+){{0,3}}?\s+(?:by|of)\s+(?:an?\s+)?(?:\w+\s+)?(?:\w+\s+)?$", re.IGNORECASE
)
_OF_PEOPLE = re.compile(
    rf"\s*(?:%|per ?cent|percent)?\s*(?:\([^)]{{0,40}}\)\s*)?of\s+"
    r"(?:the\s+|all\s+|these\s+|those\s+|our\s+)?(?:\d+\s+)?"
    rf"(?:[\w/-]+\s+){{0,3}}?(?:{PERSON_NOUNS}|those|them|whom|sample|cohort)\b",
    re.IGNORECASE,
)
_OF_COUNTED_PEOPLE = re.compile(
    rf"\b(?:{PERSON_NOUNS})\b[^.;()]{{0,20}}\(\s*(?:n\s*=\s*\d+\s*[,;]\s*)?$", re.IGNORECASE
)
_MAYBE_OF_PEOPLE_AFTER = re.compile(
    r"\s*(?:%|per ?cent|percent)?\s*(?:\([^)]{0,40}\)\s*)?(?:had|were|was|met|reported|improved|responded|"
    r"recovered|showed|"
    r"experienced|did|achieved|got|felt|of)\b",
    re.IGNORECASE,
)
_MAYBE_OF_PEOPLE_BEFORE = re.compile(
    r"\b(?:in|rates?|prevalence|proportion|frequency|responders?|response|remission|recovery)\b[^.;]{0,25}$|\d\s*[(/]\s*$",
    re.IGNORECASE,
)
_SCORE_NEAR = re.compile(
    r"\b(?:AUC|AUROC|area under|accurac\w+|sensitivit\w+|specificit\w+|predictive value|ROC)\b", re.IGNORECASE
)


class SourceFigures:
    """Every amount of a source, ready to be asked for."""

    def __init__(self, text: str) -> None:
        self.text = text
        found = quantities(text)
        self._plain = sorted(_seldom(one for one in found if one.form != "share"), key=lambda one: one.value)
        self._values = [one.value for one in self._plain]
        self._shares = sorted({one.value for one in found if one.form == "share" or one.unit == "percent"})

    def matches(self, one: Quantity) -> list[Quantity]:
        """The numbers of the source that `one` may be, by value alone."""
        span = _span(one)
        return [other for other in self._between(*span) if _is_told_by(other, one)]

    def _between(self, low: float, high: float) -> Iterator[Quantity]:
        first = bisect_left(self._values, low)
        for index in range(first, min(first + MOST_CANDIDATES, len(self._values))):
            if self._values[index] > high:
                return
            yield self._plain[index]

    def stands(self, one: Quantity) -> bool:
        """Is the value there, in whatever unit?"""
        if one.form == "share":
            return self._share_stands(one)
        return bool(self.matches(one)) or self._converted(one) or self._as_share(one)

    def unit_fits(self, one: Quantity) -> bool:
        """False only where the source has this value in other units alone, and every unit is read without doubt."""
        if one.unit not in STRICT_UNITS or one.is_labelled:
            return True
        found = self.matches(one)
        if any(other.unit == one.unit or other.unit not in STRICT_UNITS for other in found):
            return True
        return self._converted(one) or self._as_share(one)

    def _converted(self, one: Quantity) -> bool:
        if one.unit not in DURATIONS:
            return False
        kind, factor = DURATIONS[one.unit]
        for unit, (other_kind, other_factor) in DURATIONS.items():
            if other_kind == kind and unit != one.unit:
                wanted = one.value * factor / other_factor
                if any(other.unit == unit for other in self._between(wanted - 1e-9, wanted + 1e-9)):
                    return True
        return False

    def _as_share(self, one: Quantity) -> bool:
        if one.unit != "percent":
            return False
        half = 0.5 * 10**-one.decimals + 1e-9
        if any(abs(share - one.value) <= half for share in _near(self._shares, one.value, half)):
            return True
        wanted = one.value / 100
        return 0 < wanted < 1 and any(
            not other.is_p and not other.unit and other.decimals >= 2
            for other in self._between(wanted - 1e-9, wanted + 1e-9)
        )

    def percentages(self, one: Quantity) -> list[Quantity]:
        """The percentages of the source that a percentage or a fraction of the text may stand for."""
        if one.form != "share":
            return [other for other in self.matches(one) if other.unit == "percent"]
        reach = min(one.value * SHARE_PART, SHARE_POINTS)
        return [other for other in self._between(one.value - reach, one.value + reach) if other.unit == "percent"]

    def _share_stands(self, one: Quantity) -> bool:
        if one.whole is not None:
            first, second = (Quantity(0, 0, value) for value in one.whole)
            if self.matches(first) and self.matches(second):
                return True
        reach = min(one.value * SHARE_PART, SHARE_POINTS)
        low, high = one.value - reach, one.value + reach
        if one.about == "over":
            low, high = one.value - 1e-9, one.value + 2 * reach
        elif one.about == "under":
            low, high = one.value - 2 * reach, one.value + 1e-9
        index = bisect_left(self._shares, low)
        if index < len(self._shares) and self._shares[index] <= high:
            return True
        return any(
            not other.is_p and not other.unit and other.decimals >= 2 for other in self._between(low / 100, high / 100)
        )

    # --- What a percentage is of ---------------------------------------------------------------------
    def is_change(self, one: Quantity) -> bool:
        return is_change(self.text, one)

    def is_share(self, one: Quantity) -> bool:
        return is_share(self.text, one)

    def may_be_share(self, one: Quantity) -> bool:
        """Can it be read as a share of people at all? Then nobody is blamed for reading it so."""
        return is_share(self.text, one) or (
            not is_change(self.text, one)
            and bool(
                _MAYBE_OF_PEOPLE_AFTER.match(self.text, one.end)
                or _MAYBE_OF_PEOPLE_BEFORE.search(self.text[max(0, one.start - 60) : one.start])
            )
        )

    def is_score(self, one: Quantity) -> bool:
        return bool(_SCORE_NEAR.search(self.text, max(0, one.start - 80), one.end + 60))

    # --- Derived numbers -----------------------------------------------------------------------------
    @cached_property
    def _counts(self) -> list[float]:
        return sorted({one.value for one in self._plain if one.unit == PEOPLE})[:40]

    @cached_property
    def _sums(self) -> frozenset[float]:
        percents = sorted({(one.value, one.decimals) for one in self._plain if one.unit == "percent"})[:40]
        sums = {a + b for a in self._counts for b in self._counts} | {a - b for a in self._counts for b in self._counts}
        return frozenset(sums | {round(a - b, max(da, db)) for a, da in percents for b, db in percents})

    def is_worked_out(self, one: Quantity) -> bool:
        """Is it the sum or difference of two counts of people, or the difference of two percentages?"""
        return one.value > 0 and one.value in self._sums and one.role in {"", "people"}

    def counts(self, role: str) -> set[float]:
        return {one.value for one in self._plain if one.unit == PEOPLE and one.role == role and one.value > 1}

    @cached_property
    def sentence_spans(self) -> list[tuple[int, int]]:
        return list(split_sentences(self.text, 0, len(self.text)))


def _seldom(found: Iterable[Quantity]) -> Iterator[Quantity]:
    """The same amount of the same thing a few times at most."""
    seen: Counter[tuple[float, int, str, str]] = Counter()
    for one in found:
        key = (one.value, one.decimals, one.unit, one.role)
        seen[key] += 1
        if seen[key] <= MOST_ALIKE:
            yield one


def is_change(text: str, one: Quantity) -> bool:
    """ "a 30 % improvement", "fell by 30 %": how much something changed."""
    return bool(_CHANGE_AFTER.match(text, one.end) or _CHANGE_BEFORE.search(text[max(0, one.start - 60) : one.start]))


def is_share(text: str, one: Quantity) -> bool:
    """ "30 % of patients", "28 patients (9 %)": how many of the people."""
    return bool(_OF_PEOPLE.match(text, one.end) or _OF_COUNTED_PEOPLE.search(text[max(0, one.start - 60) : one.start]))


def _near(values: list[float], wanted: float, reach: float) -> Iterator[float]:
    for index in range(bisect_left(values, wanted - reach), len(values)):
        if values[index] > wanted + reach:
            return
        yield values[index]


def _last_figure(value: float) -> float:
    """The worth of one in the last figure that is not nought: 30 -> 10, 1,500 -> 100, 12 -> 1."""
    unit = 1.0
    while value and value % (unit * 10) == 0 and unit < 1e15:
        unit *= 10
    return unit


def _span(one: Quantity) -> tuple[float, float]:
    reach = max(0.5 * 10**-one.decimals, abs(one.value) * NEARLY / (1 - NEARLY) if one.about else 0.0) + 1e-9
    return one.value - reach, one.value + reach


def _is_told_by(source: Quantity, told: Quantity) -> bool:
    away = told.value - source.value
    if abs(away) <= 1e-9 * max(1.0, abs(told.value)):
        return True
    if told.is_p or source.is_p:
        return False
    if source.decimals > told.decimals and abs(away) <= 0.5 * 10**-told.decimals + 1e-9:
        return True
    if not told.about or told.decimals or abs(away) > NEARLY * abs(source.value):
        return False
    unit = _last_figure(told.value)
    if told.about == "over":
        return -unit < away <= 0
    if told.about == "under":
        return 0 <= away < unit
    return abs(away) <= unit / 2
