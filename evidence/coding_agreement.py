"""How well blind coders agree, field by field: raw agreement and a kappa, with the measure named. Pure.

A study counts for a field when at least two people coded it. Which kappa is right depends on who coded:

    exactly two people in all      Cohen's kappa: each coder has their own habits, so the agreement expected by
                                   chance is that of the two coders' own shares.
                                   Cohen J. Educ Psychol Meas 1960;20:37-46.
    more people, in changing pairs Fleiss' kappa: the coders of one study need not be those of the next, so chance
                                   is worked out from the shares of all codings together. Each study weighs the
                                   same, however many coded it. (Cohen's kappa over a pooled table of pairs would
                                   be wrong: who stands first in a pair means nothing.)
                                   Fleiss JL. Psychol Bull 1971;76:378-382; for unequal numbers of coders
                                   Gwet KL. Handbook of Inter-Rater Reliability, 4th ed., 2014, chapter 2.

A kappa is (observed - expected) / (1 - expected). Where every coding has the same value, expected agreement is 1
and kappa is not defined; that says nothing bad about the coders. The interval is the asymptotic one (delta method:
for two coders that of Fleiss, Cohen and Everitt, Psychol Bull 1969;72:323-327) and is left out below `FEW` studies.
Values are names without an order: no disagreement weighs more than another.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

from evidence.tongue import gettext_noop

FEW = 10
"""Fewer studies than this are too few to say much."""

COHEN = gettext_noop("Cohen's kappa")
FLEISS = gettext_noop("Fleiss' kappa")
_NORMAL_95 = 1.959964


@dataclass(frozen=True, slots=True)
class Coding:
    """What one person coded for one study: `values` maps a field to the value given."""

    study: str
    coder: str
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Agreement:
    """Agreement in one field.

    `studies` were coded by two people or more, which gives `pairs` of codings, by `coders` people in all. `raw`
    (0 to 1) is the share of pairs that agree, each study weighing the same; None without studies. `kappa` is None
    where it is not defined; then `reason` says why in a sentence. `interval` is the 95 % interval or None.
    """

    field: str
    studies: int
    pairs: int
    coders: int
    raw: float | None
    kappa: float | None
    measure: str
    interval: tuple[float, float] | None
    reason: str

    @property
    def are_few(self) -> bool:
        """True where the figures rest on too few studies to say much."""
        return self.studies < FEW


def agreement(codings: Iterable[Coding], field: str) -> Agreement:
    """Agreement in `field`, over every study that at least two people coded in it.

    A coding without the field is left aside; of two codings of a study by one person the first counts.
    """
    by_study: defaultdict[str, dict[str, str]] = defaultdict(dict)
    for coding in codings:
        if field in coding.values:
            by_study[coding.study].setdefault(coding.coder, coding.values[field])
    units = [coded for _, coded in sorted(by_study.items()) if len(coded) > 1]
    coders = sorted({coder for coded in units for coder in coded})
    pairs = sum(len(coded) * (len(coded) - 1) // 2 for coded in units)
    measure = COHEN if len(coders) == 2 else FLEISS
    if not units:
        reason = gettext_noop("No study has been coded by two people.")
        return Agreement(field, 0, 0, 0, None, None, measure, None, reason)
    agreed = [_agreed(list(coded.values())) for coded in units]
    raw = sum(agreed) / len(agreed)
    chances = _cohen_chances(units, *coders) if len(coders) == 2 else _fleiss_chances(units)
    if len({value for coded in units for value in coded.values()}) == 1:
        reason = gettext_noop("Not defined: every coding has the same value, so nothing could have differed by chance.")
        return Agreement(field, len(units), pairs, len(coders), raw, None, measure, None, reason)
    # The chances of the studies are such that their mean is twice the agreement expected by chance.
    expected = sum(chances) / len(chances) / 2
    kappa = (raw - expected) / (1 - expected)
    interval = _interval(kappa, agreed, chances, raw, expected) if len(units) >= FEW else None
    return Agreement(field, len(units), pairs, len(coders), raw, kappa, measure, interval, "")


def _agreed(values: Sequence[str]) -> float:
    """The share of pairs among one study's codings that agree."""
    size = len(values)
    return sum(count * (count - 1) for count in Counter(values).values()) / (size * (size - 1))


def _cohen_chances(units: Sequence[Mapping[str, str]], one: str, other: str) -> list[float]:
    """For each study: how often the other coder gives this one's value, plus the other way round."""
    ones, others = (Counter(coded[coder] for coded in units) for coder in (one, other))
    return [(others[coded[one]] + ones[coded[other]]) / len(units) for coded in units]


def _fleiss_chances(units: Sequence[Mapping[str, str]]) -> list[float]:
    """For each study: twice the mean share, among all studies, of the values it was given."""
    shares: Counter[str] = Counter()
    for coded in units:
        for value in coded.values():
            shares[value] += 1 / len(coded) / len(units)  # type: ignore[assignment]  # a Counter holds shares as well
    return [2 * sum(shares[value] for value in coded.values()) / len(coded) for coded in units]


def _interval(
    kappa: float, agreed: Sequence[float], chances: Sequence[float], raw: float, expected: float
) -> tuple[float, float]:
    """95 %: how far each study pulls kappa, squared and summed up (delta method)."""
    pulls = [
        (study - raw) - (1 - kappa) * (chance - 2 * expected) for study, chance in zip(agreed, chances, strict=True)
    ]
    error = sqrt(sum(pull * pull for pull in pulls)) / len(pulls) / (1 - expected)
    return max(-1.0, kappa - _NORMAL_95 * error), min(1.0, kappa + _NORMAL_95 * error)
