"""Ways in without a case definition, and PEM required in so many words."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from evidence.classifier.mentions import Mention, find_screening
from evidence.classifier.rules import cues, talk, vocabulary
from evidence.classifier.rules import other_ways as rules
from evidence.classifier.rules.kinds import ME_WORD
from evidence.classifier.scanning import Hit, hits
from evidence.classifier.text import PlainText, Sentences

MOST_TRIES = 3
"""Matches of one rule looked at in one sentence."""


@dataclass(frozen=True, slots=True)
class Way:
    """One informal way in, or the demand for PEM. `group` is whom the sentence is about.

    `instead`: “or a physician's diagnosis”, a way in beside the sets of the same sentence. `cohort`: the sentence
    is about one cohort; `of_another`: after a set, of another cohort than those who had to meet the set.
    """

    key: str
    start: int
    end: int
    rule: str
    sentence: int
    group: str = ""
    instead: bool = False
    cohort: bool = False
    of_another: bool = False


def informal_ways(
    text: PlainText, sentences: Sentences, *, of_the_illness: bool, named: Sequence[Mention] = ()
) -> list[Way]:
    """Every sentence that says how people came in without naming a set.

    `named` are the sets found: “by the International Consensus Criteria” is not a set without a name.
    `of_the_illness` is true if the paper as a whole is about ME/CFS, so that a sentence need not say so again.
    """
    found: list[Way] = []
    starts, ends = sorted(mention.start for mention in named), sorted(mention.end for mention in named)
    about: dict[int, bool] = {}
    ours: dict[int, bool] = {}

    def worth(number: int) -> bool:
        if number not in about:
            start, end = sentences.bounds(number)
            about[number] = rules.ABOUT_PEOPLE_HERE.search(text.lower[start:end]) is not None
        return about[number]

    for one in rules.INFORMAL:
        tried: Counter[int] = Counter()
        for hit in hits(one, text, sentences, worth=worth):
            tried[hit.sentence] += 1
            if tried[hit.sentence] > MOST_TRIES:
                continue
            if one.key == "unspecified_mecfs" and _holds_one(ends, hit.start, hit.end + 12):
                continue
            start, end = sentences.bounds(hit.sentence)
            sentence = text.lower[start:end]
            illness = of_the_illness or _holds_one(ends, start, end)
            if hit.sentence not in ours:
                ours[hit.sentence] = _of_these_people(sentence, illness)
            if ours[hit.sentence] and _speaks_of_people(sentence, hit.start - start, hit.end - start, one.key, illness):
                group = _nearest_group(sentence[: hit.end - start])
                if group != "control":
                    instead = _instead(text.lower, hit, starts, ends, start, end)
                    apart = _ONE_COHORT.search(sentence) is not None
                    past = bisect_right(ends, hit.start) - 1
                    other = past >= 0 and ends[past] > start and _OF_ANOTHER.search(text.lower[ends[past] : hit.end])
                    found.append(
                        Way(one.key, hit.start, hit.end, one.name, hit.sentence, group, instead, apart, bool(other))
                    )
    return _most_telling(found, text)


_OF_ANOTHER = re.compile(
    r"(?:;|\b(?:while|whereas|and)\b)[^;]{0,30}\b(?:second|third|other|another|replication|validation) cohort\b"
)
"""“…; cases of the second cohort carried a code”: the way in of other people than those before."""

_ONE_COHORT = re.compile(
    r"\b(?:main|discovery|first|second|third|other|another|validation|replication|remaining|clinical|"
    r"online) (?:\w+ )?cohort\b"
)


def _instead(lower: str, hit: Hit, starts: Sequence[int], ends: Sequence[int], begin: int, stop: int) -> bool:
    """“Met the CCC or had a diagnosis”: a set and, after a bare “or”, the way in; or the other way round."""
    before = bisect_right(ends, hit.start) - 1
    if before >= 0 and ends[before] > begin and _BARE_OR.search(lower[ends[before] : hit.start]):
        return True
    after = bisect_left(starts, hit.end)
    return after < len(starts) and starts[after] < stop and _BARE_OR.search(lower[hit.end : starts[after]]) is not None


_BARE_OR = re.compile(r"^(?:(?!\band\b)[^;]){0,60}?\bor\b(?:(?!\band\b)[^;]){0,60}$")


def _of_these_people(sentence: str, of_the_illness: bool) -> bool:
    """The sentence is about people with ME/CFS, and not about those of other studies. Asked once a sentence."""
    if not (of_the_illness or cues.GROUP_BEFORE.search(sentence)):
        return False
    if cues.OTHER_ILLNESS.search(sentence) and not ME_WORD.search(sentence):
        return False
    studies = talk.OTHER_STUDIES.search(sentence)
    return studies is None or talk.AS_BEFORE.search(sentence[: studies.start()]) is not None


def _speaks_of_people(sentence: str, start: int, end: int, key: str, of_the_illness: bool) -> bool:
    if key != "self_report" and not of_the_illness and not ME_WORD.search(sentence):
        return False
    if key == "diagnosis_unspecified" and rules.NO_DIAGNOSIS_HERE.search(sentence):
        return False
    if key == "unspecified_mecfs":
        around = sentence[max(0, start - 90) : end + 60]
        if not ME_WORD.search(around) or talk.NEGATED.search(sentence[:start]):
            return False
        if talk.LEFT_OUT.search(around):
            return False
    return not (talk.ADVICE.search(sentence[max(0, start - 40) : end]) or talk.IN_GENERAL.search(sentence[:start]))


def _most_telling(found: Iterable[Way], text: PlainText) -> list[Way]:
    """Of the ways that one sentence gives, the most telling: a self-reported physician's diagnosis is self-report.

    "Reported a diagnosis by a physician" tells of the physician; only "self-reported" outweighs that.
    """
    order = [one.name for one in rules.INFORMAL]
    best: dict[int, list[Way]] = {}
    for way in sorted(found, key=lambda one: (one.sentence, order.index(one.rule), one.start)):
        there = best.setdefault(way.sentence, [])
        if not there:
            there.append(way)
        elif way.key == "physician_dx" and "self" not in text.lower[there[0].start : there[0].end]:
            there[0] = way
    ways = [way for ways in best.values() for way in ways]
    # That a survey was answered tells least: it counts only where nothing else is said.
    return [way for way in ways if way.rule != rules.SURVEYED] or ways


def alternatives_in(text: PlainText, sentences: Sentences, way: Way) -> bool:
    """“A diagnosis or self-diagnosis”: self-report beside a diagnosis of another kind."""
    start, end = sentences.bounds(way.sentence)
    return way.key == "self_report" and _OR_SELF.search(text.lower[start:end]) is not None


_OR_SELF = re.compile(
    r"\bdiagnos(?:is|ed)(?: \w+){0,6} or (?:\w+ ){0,2}self|\bself[- ]?(?:diagnos\w+|report\w*"
    r"|identif\w+)(?: \w+){0,5} or (?:\w+ ){0,3}(?:diagnos|doctor|physician|clinician)"
)


def screening_ways(text: PlainText, sentences: Sentences) -> list[Way]:
    """Where people were found to have ME/CFS by the DePaul Symptom Questionnaire."""
    found = []
    for mention in find_screening(text, sentences):
        number = sentences.around(mention.start)
        start, end = sentences.bounds(number)
        if _SCREENED.search(text.lower[start:end]):
            found.append(Way(mention.key, mention.start, mention.end, mention.rule, number))
    return found


_SCREENED = re.compile(
    r"\bscreen\w*|\b(?:criteria|case definition|diagnos\w+|caseness|identif\w+|classif\w+"
    rf"|met)\b[^.;]{{0,120}}(?:dsq|depaul)|(?:dsq|depaul)[^.;]{{0,120}}\b(?:to (?:identify|screen|diagnose|classify"
    rf"|determine|confirm)|met|criteria for {vocabulary.ME})"
)


def pem_demands(text: PlainText, sentences: Sentences, included: Iterable[Mention]) -> list[Way]:
    """Sentences that make PEM a condition for taking part, beyond what a named set asks."""
    included = list(included)
    places = sorted(mention.start for mention in included)
    ends = sorted(mention.end for mention in included)
    found: list[Way] = []
    tried: Counter[int] = Counter()
    for hit in hits(rules.PEM, text, sentences):
        tried[hit.sentence] += 1
        if tried[hit.sentence] > MOST_TRIES or (found and found[-1].sentence == hit.sentence):
            continue
        start, end = sentences.bounds(hit.sentence)
        sentence = text.lower[start:end]
        name = _demanded(sentence, hit.start - start, hit.end - start) or _along(text.lower, hit, ends, end)
        if not name:
            continue
        if rules.RULE_OF_A_SET.search(sentence) and not _holds_one(places, start, end):
            continue
        group = _nearest_group(sentence[: hit.start - start])
        found.append(Way("pem", hit.start, hit.end, name, hit.sentence, group))
    return found


def _along(lower: str, hit: Hit, ends: Sequence[int], stop: int) -> str:
    """“Patients met the Fukuda criteria and had PEM”: asked for in one breath with the criteria."""
    at = bisect_right(ends, hit.start) - 1
    if at < 0 or hit.start - ends[at] > 110:
        return ""
    between, after = lower[ends[at] : hit.start], lower[hit.end : stop]
    if cues.PART_OF_THEM.search(between) or talk.NOT_FOR_SURE.search(between) or _CHOICE.search(between):
        return ""
    said = rules.PEM_ALONG.search(between) and rules.PEM_ALONG_ENDS.search(after)
    return rules.PEM_ALONG.name if said else ""


def _holds_one(places: Sequence[int], start: int, end: int) -> bool:
    """Whether one of the places, which are in order, lies in start:end."""
    at = bisect_left(places, start)
    return at < len(places) and places[at] < end


def _demanded(sentence: str, start: int, end: int) -> str:
    before, after = sentence[:start], sentence[end:]
    if rules.PEM_NOT_ASKED.search(sentence) or rules.AN_EVENT.search(after):
        return ""
    studies = talk.OTHER_STUDIES.search(sentence)
    if (studies and not talk.AS_BEFORE.search(sentence[: studies.start()])) or talk.ADVICE.search(sentence):
        return ""
    if rules.PEM_SCORE_ASKED.search(before) and rules.FOR_TAKING_PART.search(sentence):
        return rules.PEM_SCORE_ASKED.name
    if (
        rules.AN_EVENT_BEFORE.search(before)
        or before.endswith("and without ")
        or not rules.FOR_TAKING_PART.search(sentence)
    ):
        return ""
    if rules.PEM_LEFT_OUT.search(before[-60:]):
        left_out = talk.LEFT_OUT.search(sentence) or cues.EXCLUSION_LIST.search(sentence)
        return rules.PEM_LEFT_OUT.name if left_out else ""
    exclusion = None
    for exclusion in cues.EXCLUSION_LIST.pattern.finditer(before):  # noqa: B007 - the last one counts
        pass
    asked = None
    for asked in rules.PEM_ASKED_BEFORE.pattern.finditer(before):  # noqa: B007
        pass
    if asked and ";" in before[asked.end() :] and not _A_LIST.search(asked.group()):
        asked = None
    if asked and not (exclusion and exclusion.start() > asked.start() - 12):
        if not _one_of_several(before[asked.end() :], after):
            return rules.PEM_ASKED_BEFORE.name
        return ""
    if exclusion is None and rules.PEM_THEN_IN.search(after) and _WHO_HAD.search(before) and not _CHOICE.search(before):
        return rules.PEM_THEN_IN.name
    condition = rules.PEM_ASKED_AFTER.search(after)
    if exclusion is None and condition and not _CHOICE.search(before):
        # "PEM is required for a diagnosis in patients" is a general truth, unless this study is meant.
        general = rules.PEM_IS_ASKED.search(condition.group()) and not rules.FOR_THIS_STUDY.search(sentence)
        return "" if general else rules.PEM_ASKED_AFTER.name
    return ""


_A_LIST = re.compile(r"criteri|eligib|included|requirement")
"""Words after which the items of a list may follow, parted by semicolons."""

_CHOICE = re.compile(r"\b(?:at least|any|either|one|two|three|four|five|\d) (?:\w+ )?(?:of|or more)\b|\bor $")


_WHO_HAD = re.compile(r"\b(?:who|with|that) (?:(?!without|control)[^.;]){0,90}$")


def _one_of_several(before: str, after: str) -> bool:
    last_clause = before[before.rfind(";") + 1 :]
    return rules.ONE_OF_SEVERAL.search(last_clause) is not None or re.match(r"\)?,? (?:and/)?or\b", after) is not None


def _nearest_group(ahead: str) -> str:
    last = ""
    for match in cues.GROUP_BEFORE.pattern.finditer(ahead):
        last = match.lastgroup or ""
    return last
