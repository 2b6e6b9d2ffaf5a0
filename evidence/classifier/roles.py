"""What one sentence uses a set of criteria for: to include, to sort afterwards, or nothing at all."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from evidence.classifier.rules import cues, talk, vocabulary
from evidence.classifier.rules.base import Rule


class Use(StrEnum):
    """What a set was used for in one sentence."""

    INCLUDED = "included"
    SORTED = "sorted"
    NAMED = "named"


@dataclass(frozen=True, slots=True)
class Role:
    """The use, the cue that shows it (name and place in the sentence) and whom it is about.

    `cue` is (start, end) within the sentence. `part` is true if only some of the people met it. `also` marks a
    requirement on top of another. `group` is "me", "covid", "control", "other" or "". `everybody`: all people of the
    study are the subject.
    """

    use: Use
    rule: str
    cue: tuple[int, int]
    part: bool = False
    also: bool = False
    group: str = ""
    everybody: bool = False


_ONLY = re.compile(r"\b(?:only|just|solely)\b")
"""“Who met only Fukuda were not included”."""

_REACH = 300
"""Characters that a verb reaches forward over a list of names."""


def role_of(sentence: str, start: int, end: int, *, in_title: bool = False, in_list: bool = False) -> Role:
    """Judge the name at start:end of a sentence (lower case).

    `in_list` says that the sentence stands in a list of inclusion criteria begun before it.
    """
    begin = _clause(sentence, start)
    before, after = sentence[begin:start], sentence[end:]
    cue = _cue(sentence, begin, start, end, in_title=in_title, in_list=in_list)
    if _definitions_compared(sentence, begin, in_title=in_title):
        return Role(Use.SORTED, cues.COMPARED.name, (start, end), group=_group(before))
    if cues.AIM_OF_THEM.search(before):
        return Role(Use.SORTED, cues.AIM_OF_THEM.name, (start, end))
    if _held_against(sentence, begin, start, end):
        use = Use.NAMED if _group(before) == "control" else Use.SORTED
        return Role(use, cues.HELD_AGAINST.name, (start, end), group=_group(before))
    if cue is None:
        return _without_cue(before, begin, start, end)
    name, place = cue
    ahead = sentence[begin : max(begin, place[0])]
    group = "covid" if cues.COVID_PEOPLE.search(sentence[place[1] : start]) else _group(ahead or before)
    negated = talk.NEGATED.search(ahead) or talk.NEITHER.search(sentence[min(place[1], start) : start])
    ahead_of_name = sentence[max(begin, place[0] - 60) : start]
    noted = None if negated else cues.NOTED_AFTER.search(after)
    if noted and (name != cues.FULFILLED.name or (" was " not in noted.group() and " were " not in noted.group())):
        return Role(Use.NAMED, cues.NOTED_AFTER.name, place, group=group)
    if not negated and cues.COUNTED_AFTER.search(after) and not cues.TAKEN_IN.search(after):
        return Role(Use.SORTED, cues.COUNTED_AFTER.name, place, part=True, group=group)
    if name == cues.USED_AFTER.name and cues.SORTED_AFTER.search(after):
        return Role(Use.SORTED, cues.SORTED_AFTER.name, place, part=True, group=group)
    if negated is None and cues.PUT_OUT_AFTER.search(after):
        return Role(Use.NAMED, cues.PUT_OUT_AFTER.name, place, group=group)
    if talk.DEFINED_OTHER.search(sentence[place[1] : start]) and name == cues.FULFILLED.name:
        return Role(Use.NAMED, talk.DEFINED_OTHER.name, place, group=group)
    if cues.OTHER_ANALYSIS.search(before) or cues.THEN_SORTED.search(sentence[place[1] : start]):
        return Role(Use.SORTED, cues.PART_OF_THEM.name, (start, end), part=True, group=group)
    reason = _blocked(sentence, begin, start, end, ahead, name)
    if not reason and not (name == cues.FULFILLED.name and cues.TAKEN_IN.search(after)):
        reason = _undone(ahead_of_name, "" if negated else after)
    if reason:
        return Role(Use.NAMED, reason, place, group=group)
    if negated:
        return _negated(sentence, ahead, start, place, group)
    only = _ONLY.search(sentence[place[0] : start]) is not None and talk.LEFT_OUT.search(after) is not None
    if only or _in_exclusions(sentence, start):
        return Role(Use.NAMED, cues.EXCLUSION_LIST.name, place, group=group)
    if group == "control":
        return Role(Use.NAMED, cues.CONTROLS.name, place, group=group)
    listed = name == cues.INCLUSION_LIST.name
    also = cues.ALSO.search(sentence[begin:start]) is not None
    taken = listed or _taken_in(sentence, begin, start, end)
    part = not taken and (_only_part(ahead) or (name == cues.USED_AFTER.name and _met_by_some(after)))
    met = name == cues.FULFILLED.name
    if part or (not listed and not taken and _sorted_by(sentence, begin, start, ahead, met=met)):
        rule = cues.PART_OF_THEM.name if part else cues.SORTED.name
        return Role(Use.SORTED, rule, place, part=part, also=also, group=group)
    everybody = _ALL_OF_US.search(ahead) is not None
    return Role(Use.INCLUDED, name, place, also=also, group=group, everybody=everybody)


_ALL_OF_US = re.compile(
    r"\b(?:all|each|every|they)\b(?: (?:of|the|our|these|them|included|enrolled|recruited|eligible|study|selected"
    r"|adult"
    rf"|female|male|participating|with|who|{vocabulary.PEOPLE}|{vocabulary.ME}))*(?: ?\([^()]{{0,40}}\))?"
    r"(?: (?:had|have|were|also|additionally|thus|therefore))*[ ,]*$"
)
"""Everybody in the study is the subject, not only everybody at one site."""


def _clause(sentence: str, start: int) -> int:
    """Where the clause of this place begins: after a semicolon, unless that stands within the same brackets."""
    begin = sentence.rfind(";", 0, start) + 1
    bracket = sentence.rfind("(", 0, start)
    if 0 <= bracket < begin and ")" not in sentence[bracket:start]:
        begin = sentence.rfind(";", 0, bracket) + 1
    return begin


def _definitions_compared(sentence: str, begin: int, *, in_title: bool) -> bool:
    """This study compares the definitions themselves: people were sorted by them, whoever they were."""
    if in_title:
        return cues.VERSUS.search(sentence) is not None and cues.CONTROLS.search(sentence) is None
    if not cues.COMPARED.search(sentence[begin:]) or not talk.OUR_OWN.search(sentence):
        return False
    return not (talk.OTHER_STUDIES.search(sentence) or talk.ADVICE.search(sentence))


def _held_against(sentence: str, begin: int, start: int, end: int) -> bool:
    """People were looked at in the light of several definitions. Unless the words ask for all of them, that sorts."""
    before, after = sentence[begin:start], sentence[end:]
    held = cues.HELD_AGAINST.search(before)
    if held is None or _of_other_studies(sentence[begin:], start - begin) or talk.ADVICE.search(sentence):
        return False
    if cues.INCLUSION_LIST.search(before) or cues.CAME_IN.search(before[held.start() :]):
        return False
    asked = cues.ALL_OF_THEM.search(re.sub(r"fulfil\w*ment of", "", before[held.start() :]))
    return not (asked or cues.ALL_MET_AFTER.search(after) or cues.LET_IN_BY_THEM.search(after))


def _without_cue(before: str, begin: int, start: int, end: int) -> Role:
    outcome = _last(cues.AS_OUTCOME, before)
    if outcome and cues.LINK_AT_END.search(before[-60:]) and not cues.NOW.search(before[-160:]):
        return Role(Use.SORTED, cues.AS_OUTCOME.name, _placed(outcome, begin), group=_group(before))
    return Role(Use.NAMED, "no word of inclusion", (start, end))


def _undone(ahead: str, after: str) -> str:
    """The name of what takes the use back: another set instead, a wish, a condition, "was not used"; or ""."""
    if talk.INSTEAD.search(ahead):
        return talk.INSTEAD.name
    if talk.NOT_FOR_SURE.search(ahead):
        return talk.NOT_FOR_SURE.name
    return talk.NOT_AFTER.name if talk.NOT_AFTER.search(after[:80]) else ""


def _negated(sentence: str, ahead: str, start: int, place: tuple[int, int], group: str) -> Role:
    """Not met: a result, a reason to leave people out (then everybody else met it), or nothing."""
    if cues.AS_OUTCOME.search(ahead):
        return Role(Use.SORTED, cues.AS_OUTCOME.name, place, part=True, group=group)
    if group != "control" and (talk.LEFT_OUT.search(sentence) or _in_exclusions(sentence, start)):
        return Role(Use.INCLUDED, talk.LEFT_OUT.name, place, group=group)
    return Role(Use.NAMED, talk.NEGATED.name, place, group=group)


def _taken_in(sentence: str, begin: int, start: int, end: int) -> bool:
    """Of those looked at, the ones who met it were taken in: said after the name, or before it in other words."""
    stop = sentence.find(";", end)
    behind = sentence[end : stop if stop >= 0 else len(sentence)]
    return cues.TAKEN_IN.search(behind) is not None or cues.LOOKED_AT_FIRST.search(sentence[begin:start]) is not None


def _met_by_some(after: str) -> bool:
    used = cues.USED_AFTER.search(after[:220])
    return used is not None and talk.MET_BY_SOME.search(after[used.end() - 1 : used.end() + 60]) is not None


def _cue(
    sentence: str, begin: int, start: int, end: int, *, in_title: bool, in_list: bool
) -> tuple[str, tuple[int, int]] | None:
    """The words that say people came in by it, nearest first."""
    before, after = sentence[begin:start], sentence[end:]
    fulfilled = _last(cues.FULFILLED, before[-_REACH:])
    if fulfilled and _tense_fits(fulfilled, sentence, start - len(before[-_REACH:]), in_title=in_title):
        return cues.FULFILLED.name, _placed(fulfilled, start - len(before[-_REACH:]))
    listing = _last(cues.INCLUSION_LIST, sentence[:start])
    if listing:
        return cues.INCLUSION_LIST.name, listing.span()
    people = in_title or _about_people(sentence)
    near = before[-130:]
    link = _last(cues.LINK_AT_END, near)
    if link and people:
        upto = len(before) - len(near)
        chosen = _last(cues.CHOSEN, before[: upto + link.start()]) or _last(cues.CHOSEN, before[: upto + link.end()])
        if chosen:
            return cues.CHOSEN.name, _placed(chosen, begin)
        if cues.ILLNESS_BY.search(near):
            return cues.ILLNESS_BY.name, (start - len(near) + link.start(), start)
    tool = cues.DIAGNOSED_BY_TOOL.search(before[-260:])
    if tool:
        return cues.DIAGNOSED_BY_TOOL.name, _placed(tool, start - len(before[-260:]))
    behind = after[:220]
    for one in (cues.USED_AFTER, cues.ADJECTIVE_AFTER, cues.THEN_PEOPLE):
        match = one.search(behind)
        if match and (one is not cues.THEN_PEOPLE or cues.LINK_AT_END.search(before[-40:])):
            return one.name, (start, end + match.end())
    called = cues.ILLNESS_AFTER.search(behind) if people else None
    if people and called is None and before.removesuffix("the ").endswith((" with ", " had ", " having ")):
        called = _ILLNESS_NEXT.match(behind)
    if called:
        return cues.ILLNESS_AFTER.name, (start, end + called.end())
    used = cues.WE_USED.search(before[-160:])
    for_whom = (cues.BRACKET_PEOPLE, cues.GROUP_BEFORE, cues.FOR_DIAGNOSIS)
    if used and any(one.search(sentence) for one in for_whom):
        return cues.WE_USED.name, _placed(used, start - len(before[-160:]))
    plainly = cues.WE_USED_PLAINLY.search(before[-160:])
    if plainly and cues.TO_FIND_PATIENTS.search(after):
        return cues.WE_USED_PLAINLY.name, _placed(plainly, start - len(before[-160:]))
    bracket = cues.IN_BRACKETS.search(before[-160:])
    if bracket and people:
        return cues.IN_BRACKETS.name, _placed(bracket, start - len(before[-160:]))
    return (cues.INCLUSION_LIST.name, (begin, begin)) if in_list else None


def _blocked(sentence: str, begin: int, start: int, end: int, ahead: str, name: str) -> str:
    """The name of the reason why this is talk about criteria and not their use, or ""."""
    stop = sentence.find(";", end)
    clause = sentence[begin : stop if stop >= 0 else len(sentence)]
    before, after = sentence[begin:start], sentence[end:]
    if _of_other_studies(clause, start - begin):
        return talk.OTHER_STUDIES.name
    if name == cues.INCLUSION_LIST.name:
        return ""
    for one in (talk.ADVICE, cues.COMPARED):
        if one.search(clause):
            return one.name
    if name == cues.FULFILLED.name:
        if talk.IF_THEY.search(ahead[-70:]) and not talk.LET_IN_IF.search(sentence):
            return talk.IF_THEY.name
        by_rule = before.rstrip().endswith(("ment of", "ment of the")) and talk.IN_GENERAL.search(before)
        return talk.IN_GENERAL.name if by_rule and not cues.WILL.search(before) else ""
    if talk.CRITERIA_IN_GENERAL.search(clause):
        return talk.CRITERIA_IN_GENERAL.name
    if talk.DEFINED_OTHER.search(before) and not cues.DIAGNOSIS_WAS.search(clause):
        return talk.DEFINED_OTHER.name
    if talk.IN_GENERAL.search(before) and not cues.WILL.search(before):
        return talk.IN_GENERAL.name
    if talk.FIRST_DEFINED.search(before) and _AS_AN_ILLNESS.search(after):
        return talk.FIRST_DEFINED.name
    for one in (talk.OF_PRACTICE, talk.ASKED_THEM) if name in _USED else ():
        # "…; the CCC were also used" goes on with what the sentence began.
        if one.search(sentence if " also " in after[:120] else clause):
            return one.name
    if cues.IN_THE_STUDY.search(sentence):
        return ""
    for one in (talk.MADE_BY, talk.MOST_USED):
        if one.search(clause):
            return one.name
    return talk.DESCRIBED_AFTER.name if talk.DESCRIBED_AFTER.search(after) else ""


_USED = frozenset({cues.USED_AFTER.name, cues.WE_USED.name, cues.WE_USED_PLAINLY.name})
_AS_AN_ILLNESS = re.compile(r"^[^.;]{0,40}? as (?:an?|the|having|being|persistent|severe|unexplained|chronic)\b")


def _of_other_studies(clause: str, start: int) -> bool:
    """Other people's studies are the subject, and no "we" or "in this study" takes over before the name."""
    studies = talk.OTHER_STUDIES.search(clause) or talk.OTHERS_COHORT.search(clause)
    if studies is None:
        return False
    if _PEOPLE_OF.match(clause[: studies.start()]) and not talk.OUR_OWN.search(clause[:start]):
        return True
    if talk.AS_BEFORE.search(clause[: studies.start()]):
        return False
    return talk.OUR_OWN.search(clause[studies.end() : max(studies.end(), start)]) is None


_PEOPLE_OF = re.compile(rf"^\W*(?:[\w-]+ ){{0,4}}?{vocabulary.PEOPLE} (?:in|of|from) (?:an?|the|that|one|this)? ?$")
"""“Participants in the cohort of others met it”."""


def _tense_fits(fulfilled: re.Match[str], sentence: str, offset: int, *, in_title: bool) -> bool:
    """Whether the verb tells what these people did. `offset`: where the text it was found in begins in the sentence."""
    word, ahead = fulfilled.group(), fulfilled.string[: fulfilled.start()]
    place = offset + len(ahead)
    if _LEADS_TO_IT.search(ahead):
        return True
    if _NOT_SO.search(ahead) and cues.EXCLUSION_LIST.search(sentence[:place]):
        return True
    if cues.PRESENT_TENSE.pattern.match(word):
        if _BULLET.search(ahead) or _COUNTED.search(ahead):
            return True
        if _FRAGMENT.search(ahead) and not _GOES_ON.search(sentence[place:]):
            return True
        whole = _ALL_OF_THEM.search(ahead) is not None and not ahead.endswith(("who ", "that ", "which "))
        counted = in_title and cues.PART_OF_THEM.search(ahead[-40:]) is not None
        return whole or counted or cues.WILL.search(sentence) is not None
    if word.endswith("ing"):
        return in_title or cues.IN_THE_STUDY.search(sentence) is not None
    return True


_NOT_SO = re.compile(r"\bnot $")
"""“Exclusion criteria: patients who do not meet …”."""

_BULLET = re.compile(
    r"(?:^|[\u2022\u25aa*;:]|- )\s*(?:(?:be )?diagnosed with|(?:a )?diagnosis of|have|has|had|adults?|"
    r"aged?)\b[^.;:*\u2022]{0,60}"
    r"\band (?:must )?$|(?:^|[.:;\u2022*]|(?:^|[\s(])(?:\d\d?|[a-z]|i{2,3})[.)]|(?<![\w)])-)\s*(?:must )?$"
)
"""“- Meet the Fukuda criteria”: an item of a list says what is asked for."""

_FRAGMENT = re.compile(
    rf"^\W*(?:(?:\d\d?[.)]|[a-z][.)]) )?(?:the |adult |female |male |"
    rf"consenting )*{vocabulary.PEOPLE}\b[^.;]{{0,70}}\b(?:who|that) $"
)
_GOES_ON = re.compile(
    r"\b(?:are|has|have|requires?|includes?|is|were|was|may|can|might|could|often|show|tend|experience|report|differ|"
    r"should|need|do|suffer|"
    r"exhibit|has|have|requires?|includes?)\b"
)
"""“Patients over 18, who fulfil the Oxford criteria.” has no other verb: it is an item, not a general truth."""

_COUNTED = re.compile(rf"\b{vocabulary.NUMBER} (?:[\w/-]+ ){{0,3}}{vocabulary.PEOPLE} $")
"""“19 patients fulfil …”: counted people are people of the study."""

_LEADS_TO_IT = re.compile(
    r"\b(?:did not|(?:found|confirmed|fail\w*|verified|shown|judged|known|determined|considered|reported|able"
    r"|deemed|seen) to) $"
)
"""“Were found to meet”: the present form tells of the past."""

_ALL_OF_THEM = re.compile(r"(?<!not )\b(?:all|every|each)\b")


def _about_people(sentence: str) -> bool:
    if cues.DIAGNOSIS_WAS.search(sentence) or (_HEADED.search(sentence) and not _GOES_ON.search(sentence)):
        return True
    return (
        cues.BRACKET_PEOPLE.search(sentence) is not None or cues.GROUP_BEFORE.search(sentence) is not None
    ) and cues.IN_THE_STUDY.search(sentence) is not None


_ILLNESS_NEXT = re.compile(rf"(?: criteria)?(?: for)? {vocabulary.ME}")
"""“Women with CCC ME/CFS”, “patients with the CDC criteria for CFS”."""

_HEADED = re.compile(
    rf"^\W*(?:\w+ ){{0,2}}?(?:{vocabulary.PEOPLE} with )?{vocabulary.ME}\)? (?:diagnosed |defined |fulfilling |"
    rf"meeting )?"
    r"(?:according to|as per|by|per|as defined by|based on)\b"
)
"""“ME/CFS according to the CCC, compared with …”: a heading or an item, no sentence."""


def _in_exclusions(sentence: str, start: int) -> bool:
    exclusion = _last(cues.EXCLUSION_LIST, sentence[:start])
    if exclusion is None:
        return False
    inclusion = _last(cues.INCLUSION_LIST, sentence[:start])
    return inclusion is None or inclusion.start() < exclusion.start()


def _only_part(ahead: str) -> bool:
    near = ahead[-90:]
    part, everybody = _last(cues.PART_OF_THEM, near), _last(cues.EVERYBODY, near)
    if part is None or _WHOLE.search(near):
        return False
    return everybody is None or everybody.start() < part.start()


_WHOLE = re.compile(r"\b(\d+) (?:out )?of (?:the )?\1\b")
"""“25 of 25 patients” is everybody."""


def _sorted_by(sentence: str, begin: int, start: int, ahead: str, *, met: bool) -> bool:
    """Sorted, or met as a result: said before the name. What people were sorted into afterwards does not matter."""
    before = sentence[begin:start]
    if cues.AS_OUTCOME.search(ahead if met else before):
        return True
    found = _last(cues.SORTED, before)
    if found is None or cues.CONTROLS.search(sentence):
        return False
    return not _AS_CASES.match(before[found.end() :])


_AS_CASES = re.compile(rf"(?: \w+)? as (?:having )?(?:[\w-]+ ){{0,2}}?(?:cases?|patients|{vocabulary.ME})")
"""“Classified as cases if they met it” lets people in."""


def _group(ahead: str) -> str:
    last = ""
    seen: set[str] = set()
    for match in cues.GROUP_BEFORE.pattern.finditer(ahead[-_REACH:]):
        last = match.lastgroup or ""
        seen.add(last)
    if last == "control" and "me" in seen:
        return "me"
    return last


def _last(one: Rule, text: str) -> re.Match[str] | None:
    if not one.may_match(text):
        return None
    last = None
    for last in one.pattern.finditer(text):  # noqa: B007 - the last one is what is asked for
        pass
    return last


def _placed(match: re.Match[str], by: int) -> tuple[int, int]:
    return match.start() + by, match.end() + by
