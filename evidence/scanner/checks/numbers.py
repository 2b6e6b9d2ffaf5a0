"""Every number of the text must stand in the source, with its unit and for the same thing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from evidence.pem.reference import reference_criteria

from ..figures import SourceFigures, is_change, is_share
from ..model import Hit, Rule, Severity, sample
from ..page import Page
from ..quantities import PEOPLE, UNITS, Quantity

_SMALL_WORD = 12
"""Number words up to this one often count what the text itself sets out ("two groups"): looked at less hard."""

_RECRUITED = "We recruited 45 patients with ME/CFS and 39 healthy controls."

RULES = (
    Rule(
        "number-not-in-source",
        Severity.CRITICAL,
        "A number that the source does not have",
        "Every number in digits, every number word above twelve, every percentage, p value and duration must stand in "
        "what the text was written from.",
        "Take the number from the source, or leave it out.",
        sample("The study had 84 patients.", abstract=_RECRUITED),
        sample("The study had forty-five patients.", abstract=_RECRUITED),
    ),
    Rule(
        "number-not-in-part",
        Severity.WARNING,
        "A number that is not in the part of the paper at hand",
        "As above, where the text was written from the full text and only a part of it is at hand here.",
        "Look the number up in the paper. Add the passage to the source if it is there.",
        sample("People rested for 35 minutes.", abstract="People rested.", basis="full_text"),
        sample("People rested for 35 minutes.", abstract="They rested for 35 min.", basis="full_text"),
    ),
    Rule(
        "small-number-not-in-source",
        Severity.WARNING,
        "A number word that the source does not have",
        "Number words from two to twelve before people, a time or another unit must stand in the source.",
        "Check the number against the source.",
        sample("People were followed for nine weeks.", abstract="Follow-up was 8 weeks."),
        sample("People were followed for eight weeks.", abstract="Follow-up was 8 weeks."),
    ),
    Rule(
        "number-worked-out",
        Severity.WARNING,
        "A number that was worked out",
        "A sum or difference of numbers of the source is not in the source. It is easily wrong.",
        "Give the source's own numbers, or have a second person check the sum.",
        sample("In all, 84 people took part.", abstract=_RECRUITED),
        sample("In all, 45 patients and 39 healthy people took part.", abstract=_RECRUITED),
    ),
    Rule(
        "share-not-in-source",
        Severity.WARNING,
        "A fraction that no percentage of the source bears out",
        "Half, a third, one in five and the like must be within an eighth of themselves, and within five points, of a "
        "percentage or a count of the source.",
        "Give the percentage or the two numbers.",
        sample("About a third of the patients slept badly.", abstract="Poor sleep was reported by 61% of patients."),
        sample("About a third of the patients slept badly.", abstract="Poor sleep was reported by 35.1% of patients."),
    ),
    Rule(
        "unit-differs",
        Severity.CRITICAL,
        "The right number with the wrong unit",
        "The source has this number in another unit only: 20 hours is not 20 minutes, 30 % is not 30 people.",
        "Use the unit of the source.",
        sample("Symptoms lasted 20 minutes.", abstract="Symptoms lasted 20 hours."),
        sample("Symptoms lasted two days.", abstract="Symptoms lasted 48 hours."),
    ),
    Rule(
        "count-of-another-group",
        Severity.WARNING,
        "A number of people told of another group",
        "The source gives this number for another group (patients, healthy people, all, women, men), and another "
        "number "
        "for this one.",
        "Check which group the number belongs to.",
        sample("The study had 84 cases and 45 controls.", abstract=f"Of 84 participants in all, {_RECRUITED}"),
        sample("The study had 45 patients and 39 healthy people.", abstract=_RECRUITED),
    ),
    Rule(
        "fact-not-in-source",
        Severity.WARNING,
        "A fact of the page that the source does not have",
        "The numbers of people with ME/CFS and of the comparison group on the page must stand in the source, where the "
        "source counts people.",
        "Check the fact against the paper.",
        sample("The study looked at blood.", abstract=_RECRUITED, cases=84),
        sample("The study looked at blood.", abstract=_RECRUITED, cases=45, controls=39),
    ),
    Rule(
        "change-is-not-a-share",
        Severity.CRITICAL,
        "A change in a score told as a share of people, or the other way round",
        "“Symptoms improved by 30 %” says how much a score changed. It says nothing about how many people improved "
        "or did "
        "not improve.",
        "Say what changed by that much. Leave out how many people, unless the source counts them.",
        sample("So 70% of patients did not improve.", abstract="There was about 30 % improvement in symptoms."),
        sample("Symptom scores were about 30% lower.", abstract="There was about 30 % improvement in symptoms."),
    ),
    Rule(
        "score-is-not-a-share",
        Severity.WARNING,
        "A score of a test told as a share of people",
        "Area under the curve, accuracy, sensitivity and specificity are not the share of people that a test gets "
        "right "
        "in daily life.",
        "Name the score, and say what it stands for.",
        sample("The test found 94% of patients.", abstract="The area under the curve (AUC) was 94% in men."),
        sample("The score for telling them apart was 94%.", abstract="The area under the curve (AUC) was 94% in men."),
    ),
    Rule(
        "source-not-at-hand",
        Severity.NOTE,
        "Nothing to compare with",
        "The source is not at hand, so numbers, directions and copied sentences could not be checked.",
        "Add the abstract to the study.",
        sample("Scores fell by 12%.", basis="abstract"),
        sample("Scores fell by 12%.", abstract="Scores fell by 12%."),
    ),
)

_ROLE_WORDS = {
    "case": "people with the illness", "control": "the comparison group", "women": "women", "men": "men",
    "people": "all people",
}  # fmt: skip


@lru_cache(maxsize=16)
def figures_of(text: str) -> SourceFigures:
    """A page is scanned again and again while it is written; its source stays."""
    return SourceFigures(text)


@lru_cache(maxsize=64)
def _own_years(year: int | None, criteria: tuple[str, ...], names: tuple[str, ...]) -> frozenset[float]:
    """Years that need not stand in the source: the paper's own and those of case definitions."""
    known = reference_criteria()
    years = {float(entry.year) for entry in known.values() if entry.year}
    years |= {float(found) for text in (*criteria, *names) for found in re.findall(r"(?:19|20)\d\d", text)}
    return frozenset(years | ({float(year)} if year else set()))


def check(page: Page) -> Iterator[Hit]:
    if not page.source.is_at_hand:
        if page.has_findings and page.source.basis != "title_only":
            yield Hit("source-not-at-hand", "The source is not at hand: numbers could not be checked.", field="summary")
        return
    source = figures_of(page.source.text)
    years = _own_years(page.facts.year, page.facts.criteria, page.facts.criteria_names)
    found = page.quantities
    ratios = {place: one for one in found if one.whole for place in (one.start, *_second_place(page, one))}
    for one in found:
        if one.form == "word" and one.value <= 1:
            continue
        if one.is_year_like and one.value in years:
            continue
        yield from _check_one(page, source, one, ratios)
    yield from _check_facts(page, source)


def _check_one(page: Page, source: SourceFigures, one: Quantity, ratios: dict[int, Quantity]) -> Iterator[Hit]:
    words = page.text[one.start : one.end]
    told_as_share = _as_share_of_people(page, source, one)
    if told_as_share:
        yield told_as_share
        return
    if one.form == "share":
        if not source.stands(one) and (one.whole is None or _is_fraction_in_words(one)):
            yield Hit("share-not-in-source", f"No percentage of the source bears out “{words}”.", one.start, one.end)
        return
    ratio = ratios.get(one.start)
    if ratio and (_is_fraction_in_words(ratio) or source.stands(ratio)):
        return
    if not source.stands(one):
        yield from _missing(page, source, one, words)
    elif not source.unit_fits(one):
        other = next(other for other in source.matches(one))
        theirs = source.text[other.start : other.end]
        yield Hit(
            "unit-differs",
            f"The source has {theirs} in another unit ({_unit_words(other.unit)}), not {_unit_words(one.unit)}.",
            one.start,
            one.end,
        )
    else:
        yield from _of_another_group(source, one)


def _second_place(page: Page, ratio: Quantity) -> tuple[int]:
    """Where the second number of "24 of 57" begins."""
    words = page.text[ratio.start : ratio.end]
    return (ratio.end - len(re.split(r"[\s/]", words)[-1]),)


def _is_fraction_in_words(one: Quantity) -> bool:
    """ "one in five" says a share; "six of ten" and "28 of 302" say two numbers, which are checked one by one."""
    return one.whole is not None and one.role == "in" and one.whole[1] <= 10


def _missing(page: Page, source: SourceFigures, one: Quantity, words: str) -> Iterator[Hit]:
    if one.form == "word" and one.value <= _SMALL_WORD:
        if one.unit and one.unit not in {"times", "point", "step"}:
            yield Hit(
                "small-number-not-in-source", f"The source does not have “{words}” in this sense.", one.start, one.end
            )
    elif source.is_worked_out(one):
        yield Hit(
            "number-worked-out",
            f"{words} is not in the source. It is a sum or a difference of numbers there.",
            one.start,
            one.end,
        )
    elif page.source.is_whole:
        yield Hit("number-not-in-source", f"{words} does not stand in the source.", one.start, one.end)
    else:
        yield Hit("number-not-in-part", f"{words} does not stand in the part of the paper at hand.", one.start, one.end)


def _as_share_of_people(page: Page, source: SourceFigures, one: Quantity) -> Hit | None:
    if one.unit != "percent" or (one.whole and source.stands(one)):
        return None
    if is_share(page.text, one):
        for value, what in ((one.value, ""), (100 - one.value, "the rest of ")):
            theirs = source.percentages(replace(one, value=value))
            if any(source.may_be_share(other) for other in theirs):
                return None
            if any(source.is_change(other) for other in theirs):
                return Hit(
                    "change-is-not-a-share",
                    f"This tells {what}a change in a score as a share of people. The source tells how much something "
                    "changed, not how many people changed.",
                    one.start,
                    one.end,
                )
            if not what and any(source.is_score(other) for other in theirs) and not _counts_people(source, theirs):
                return Hit(
                    "score-is-not-a-share",
                    "In the source this is a score of how well a test tells groups apart, not a share of people.",
                    one.start,
                    one.end,
                )
    elif is_change(page.text, one):
        theirs = source.percentages(one)
        if theirs and all(source.is_share(other) and not source.is_change(other) for other in theirs):
            return Hit(
                "change-is-not-a-share",
                "In the source this is a share of people, not how much something changed.",
                one.start,
                one.end,
            )
    return None


def _counts_people(source: SourceFigures, theirs: list[Quantity]) -> bool:
    return any(other.unit == PEOPLE for other in theirs) or not all(source.is_score(other) for other in theirs)


def _of_another_group(source: SourceFigures, one: Quantity) -> Iterator[Hit]:
    if one.unit != PEOPLE or one.role in {"", "people"}:
        return
    roles = {other.role for other in source.matches(one) if other.unit == PEOPLE}
    if not roles or one.role in roles or any(other.unit != PEOPLE for other in source.matches(one)):
        return
    theirs = source.counts(one.role)
    if not theirs or one.value in theirs:
        return
    # A number of women may well be the number of patients: only the two sides of a comparison exclude each other.
    if one.role in {"women", "men"} or (roles & {"women", "men"} and one.role != "control"):
        return
    numbers = ", ".join(f"{value:,.0f}" for value in sorted(theirs)[:4])
    yield Hit(
        "count-of-another-group",
        f"The source gives this number for {' and '.join(_ROLE_WORDS[role] for role in sorted(roles))}, and for "
        f"{_ROLE_WORDS[one.role]} it gives {numbers}.",
        one.start,
        one.end,
    )


def _check_facts(page: Page, source: SourceFigures) -> Iterator[Hit]:
    for name, value in (("cases", page.facts.cases), ("controls", page.facts.controls)):
        if value is None or not (source.counts("case") or source.counts("control")):
            continue
        if not source.stands(Quantity(0, 0, float(value))):
            yield Hit(
                "fact-not-in-source",
                f"The page gives {value} as the number of "
                f"{'people with ME/CFS' if name == 'cases' else 'people compared with'}. The source does not.",
                field=f"facts.{name}",
                fact=str(value),
            )


def _unit_words(unit: str) -> str:
    return {"percent": "per cent", PEOPLE: "people"}.get(
        unit, unit + ("" if unit not in UNITS or len(unit) < 3 else "s")
    )
