"""What one sentence says about inclusion: which sets, whether all or any of them, and of whom.

A sentence can make several statements: "Nineteen people with long COVID fulfilled the WHO definition and twenty
people with ME/CFS fulfilled the Canadian or the International Consensus Criteria" makes two.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from evidence.classifier.mentions import Mention
from evidence.classifier.roles import Role, Use, role_of
from evidence.classifier.rules import cues, talk, vocabulary
from evidence.classifier.text import PlainText, Sentences, number_of


@dataclass(frozen=True, slots=True)
class Statement:
    """Sets that one sentence uses together. `combination` is single, and, or, and/or; `cue` is a span of the text.

    `everybody` and `own_people` say whose rule it is: that of the whole study, or of one site or cohort only.
    `every_one`: the words ask for each of the sets ("both", "had to meet"), and not only a list with "and".
    """

    use: Use
    mentions: tuple[Mention, ...]
    combination: str
    rule: str
    cue: tuple[int, int]
    sentence: int
    part: bool = False
    also: bool = False
    group: str = ""
    everybody: bool = False
    own_people: bool = False
    every_one: bool = False

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(mention.key for mention in self.mentions))


_ANY_OF = re.compile(
    r"\b(?:either|at least|minimum of|any) (?:one |two |1 )?(?:\w+ )?(?:of|the|or)\b|\beither\b|\bany (?:one )?of\b"
    r"|\bone (?:or more |or both |or other )?of\b"
    r"|\bat least one\b|\bany one\b|\b(?:definitions|criteria|sets) separately\b"
    r"|\b(?:any|various|different|differing|alternative) (?:[\w/-]+ ){0,3}?(?:criteria|definitions?|sets?)\b"
)
_ANY_OF_THESE = re.compile(
    r"\W*(?:(?:fulfil(?:l)?ment of|meeting|patients had to meet|participants had to meet) )?(?:at least |any )?"
    r"(?:one|any|either)(?: or more)? of (?:these|those|them|the (?:\w+ ){0,3}(?:criteria|definitions?|sets))\b"
)
_TOOL = re.compile(
    r"\b(?:questionnaires?|algorithms?|worksheets?|checklists?|instruments?|tools?)\b[^.;]{0,60}\b(?:provid\w+|cover\w*"
    r"|includ\w+|compris\w+|implement\w*|contain\w*|offer\w*|based on|operationali\w+|built|compil\w+)\b"
)
"""A tool that puts several sets to work leaves open how many of them had to be met."""

_OR = re.compile(r"\bor\b|\balternatively\b")
_AND_OR = re.compile(r"\b(?:either|one) or both\b|\band ?/ ?or\b|\(and/or\)")
_AND = re.compile(
    r"\band\b|&|\bas well as\b|\bplus\b|\balong with\b|\btogether with\b|\bin addition to\b|\bcombined with\b"
    r"|\bin combination with\b|\balso\b|\bbesides\b|\bsupplemented (?:by|with)\b|\+"
)
_ALL_OF = re.compile(r"\b(?:both|all (?:of|three|four|two)|each of|all the following)\b")
_EACH_ITS_OWN = re.compile(
    r"\brespectively\b|\bn ?= ?\d[^()]{0,20}\)[^.;]{0,60}\band\b|\bdepending on\b|\bwhichever\b|\bvariously\b"
    rf"|\band (?:a further |the remaining )?{vocabulary.NUMBER} (?:[\w/-]+ )?(?:the|diagnosed|met|meeting|fulfil\w*|"
    rf"satisf\w+|with|were"
    r"|by|according)\b"
    r"|\b(?:the other|another|others)\b|\b(?:second|latter|remaining)\b"
    r"|\bin (?!addition|combination|full|detail|brief|turn|\d)[a-z]+(?: [a-z]+)?,? and\b"
    r"|\bwhile\b|\bwhereas\b|\buntil\b|\bonwards?\b|\bthereafter\b|\binitially\b|\bsince \d|\b(?:before|after"
    r"|from) (?:\w+ ){0,3}\d{4}\b|\bformerly\b|\bpreviously\b|\blater\b"
)
_EACH_BEHIND = re.compile(
    r"\brespectively\b|\bdepending on\b|\bwhichever\b|\bvariously\b|\bn ?= ?\d[^()]{0,20}\)[^.;]{0,60}\band\b"
)
_NEW_CLAUSE = re.compile(rf";|\b(?:diagnosed|confirmed|who (?:met|fulfilled)|while|whereas)\b|{cues.FULFILLED.source}")
_OTHER_PEOPLE = re.compile(
    rf"{cues.CONTROLS.source}|{vocabulary.LONG_COVID}|\bwith (?:fibromyalgia|"
    rf"depression)"
)


_OWN_PEOPLE = re.compile(
    r"\b(?:cohorts?|sites?|[Ff]irst|[Ss]econd|[Oo]ther|[Aa]nother|[Rr]emaining|[Aa]dolescents?|[Cc]hildren"
    r"|sub-?sample)\b"
    r"|\b(?:from|in|at) (?:the )?[A-Z][a-z]+"
)
"""Words for some of the people: one cohort, one site, one age."""

_SHARE = re.compile(r"[\w ]{0,12}\((?!100)\d{1,2}(?:\.\d+)? ?%")
"""“CCC (90%)” in a list of names: a share of the people, not everybody."""

_TURN = re.compile(
    r"\b(?:as(?! well)|since|because|although|though|but|before|prior to|until|was|were|had|is|are|information|data)\b"
    r"|\(not\b"
)
"""What follows may be no part of the list: it is judged for itself."""

_CANDIDATES = re.compile(
    r"\b(?:potential(?:ly)?|candidates?|applicants?|volunteers were screened|for (?:study )?eligibility)\b"
)
_OF_THESE = re.compile(r"^\W*(?:(?:out )?of|among|from)? ?(?:these|them|those|whom)\b|^\W*of the \d+")
"""“Sixty potential patients were seen. Of these, 58 met it”: those who did not were no patients of the study."""

MOST_STATEMENTS = 8
"""In one sentence. What comes after them is a table without stops, not a sentence that anybody can follow."""


def statements_of(
    text: PlainText, sentences: Sentences, mentions: Sequence[Mention], *, in_title: bool = False
) -> list[Statement]:
    """Everything that the sentences with a name in them say, in order."""
    found: list[Statement] = []
    place = 0
    count = len(sentences)
    while place < len(mentions):
        number = sentences.around(mentions[place].start)
        _, end = sentences.bounds(number)
        stop = place
        while stop < len(mentions) and mentions[stop].start < end:
            stop += 1
        told = _of_sentence(text, sentences, number, mentions[place:stop], in_title=in_title)
        if number + 1 < count and any(one.combination == "and" for one in told):
            begin, after = sentences.bounds(number + 1)
            if _ANY_OF_THESE.match(text.lower, begin, after):
                told = [replace(one, combination="or" if one.combination == "and" else one.combination) for one in told]
        found.extend(told)
        place = stop
    return found


def _of_sentence(
    text: PlainText, sentences: Sentences, number: int, mentions: Sequence[Mention], *, in_title: bool
) -> list[Statement]:
    start, end = sentences.bounds(number)
    sentence = text.lower[start:end]
    in_list = _in_a_list(text, sentences, number)
    runs: list[tuple[Role, list[Mention]]] = []
    for mention in mentions:
        if len(mentions) > 1 and _SHARE.match(text.lower, mention.end):
            continue
        between = text.lower[runs[-1][1][-1].end : mention.start] if runs else ""
        if runs and _goes_on(between):
            runs[-1][1].append(mention)
            continue
        if len(runs) == MOST_STATEMENTS:
            break
        role = role_of(sentence, mention.start - start, mention.end - start, in_title=in_title, in_list=in_list)
        if role.part and number and _OF_THESE.search(sentence) and _CANDIDATES.search(_before(text, sentences, number)):
            role = replace(role, use=Use.INCLUDED, rule=cues.FULFILLED.name, part=False)
        if role.use is Use.INCLUDED and number and _fewer(sentence, _before(text, sentences, number)):
            role = replace(role, use=Use.SORTED, rule=cues.PART_OF_THEM.name, part=True)
        goes_on = role.rule == cues.USED_AFTER.name and number and " also " in sentence
        if goes_on and talk.OF_PRACTICE.search(_before(text, sentences, number)):
            role = replace(role, use=Use.NAMED, rule=talk.OF_PRACTICE.name)
        same_cue = runs and runs[-1][0].cue == role.cue and runs[-1][0].use is role.use
        if same_cue and not _OTHER_PEOPLE.search(between) and not cues.BRACKET_PEOPLE.search(between):
            runs[-1][1].append(mention)
        else:
            runs.append((role, [mention]))
    return _told(text, start, end, number, runs)


def _before(text: PlainText, sentences: Sentences, number: int) -> str:
    start, end = sentences.bounds(number - 1)
    return text.lower[start:end]


_COUNT_FIRST = re.compile(
    rf"^\W*(?P<count>{vocabulary.NUMBER}) (?:of them |(?:[\w/-]+ ){{0,3}}?{vocabulary.PEOPLE} )?(?:also |"
    rf"who )?(?:met|meet|fulfil\w*|satisf\w+)\b"
)
_COUNTS = re.compile(
    rf"\b(?P<count>{vocabulary.NUMBER}) (?:[\w/-]+ ){{0,3}}?(?:patients|participants|people|"
    rf"individuals|adults)\b"
)


def _fewer(sentence: str, before: str) -> bool:
    """“We enrolled 42 patients. Nineteen patients met it.”: counted, and fewer than the sentence before counted."""
    here = _COUNT_FIRST.search(sentence)
    if here is None or cues.TAKEN_IN.search(sentence) or _CANDIDATES.search(before):
        return False
    count = number_of(here["count"])
    return any(number_of(one["count"]) > count for one in _COUNTS.finditer(before))


def _told(
    text: PlainText, start: int, end: int, number: int, runs: Sequence[tuple[Role, list[Mention]]]
) -> list[Statement]:
    found: list[Statement] = []
    for role, named in runs:
        combination = _combination(text.lower, start, end, named)
        every_one = _all_asked(text.lower, start, end, named)
        if combination == "and" and not every_one and role.use is Use.INCLUDED:
            between = text.lower[start + role.cue[0] : named[0].start]
            keys = {one.key for one in named}
            looked_at = role.rule == cues.CHOSEN.name and cues.LOOKED_AT.search(between) is not None
            if looked_at and cues.LET_IN_BY_THEM.search(text.lower[named[-1].end : end]):
                looked_at = False
            # "Were assessed by A, B and C", "were checked against A and B": nobody is said to have had to meet them.
            if looked_at and ("against" in between or len(keys) > 2):
                role = replace(role, use=Use.SORTED, rule=cues.HELD_AGAINST.name)
            elif looked_at or seldom_together(keys) or _unknown_between(text.lower, named):
                combination = "or"
        statement = Statement(
            role.use,
            tuple(named),
            combination,
            role.rule,
            (start + role.cue[0], start + role.cue[1]),
            number,
            role.part,
            role.also,
            role.group,
            role.everybody,
            _OWN_PEOPLE.search(text.cased[start : max(start, start + role.cue[0])]) is not None,
            every_one,
        )
        if found and statement.use is Use.INCLUDED and found[-1].use is Use.INCLUDED:
            between = text.lower[found[-1].mentions[-1].end : named[0].start]
            if _OR.search(between):
                found[-1] = _either(found[-1], statement)
                continue
            others = (_OTHER_PEOPLE, _EACH_ITS_OWN, cues.BRACKET_PEOPLE.pattern)
            if not any(one.search(between) for one in others):
                statement = replace(statement, also=True)
        found.append(statement)
    return found


def _either(first: Statement, second: Statement) -> Statement:
    """“Met the Fukuda criteria or fulfilled the Canadian criteria” is one rule with alternatives."""
    return replace(first, mentions=first.mentions + second.mentions, combination="or")


def _goes_on(between: str) -> bool:
    """The next name belongs to the same list as the one before."""
    return (
        len(between) <= 90
        and not _NEW_CLAUSE.search(between)
        and not _OTHER_PEOPLE.search(between)
        and not talk.INSTEAD.search(between)
        and not _TURN.search(between)
        and not talk.NOT_FOR_SURE.search(between)
        and not cues.BRACKET_PEOPLE.search(between)
    )


_EARLY = frozenset({"holmes1988", "oxford1991"})
_LATE = frozenset({"ccc2003", "rccc2010", "icc2011", "iom2015"})


def seldom_together(keys: Collection[str]) -> bool:
    """Sets that hardly anybody asks for together: a mere "and" between them is more likely a list of what was used."""
    return len(keys) > 2 or not (_EARLY.isdisjoint(keys) or _LATE.isdisjoint(keys))


_ANOTHER = re.compile(r"\) ?, ?(?:the )?[a-z][\w ()-]{2,40},? and\b|^ ?, ?(?:the )?[a-z][\w ()-]{2,40},? and\b")


def _unknown_between(lower: str, named: Sequence[Mention]) -> bool:
    """“Fukuda (1994), Canadian (2003) and IOM”: a list of more than two, one of them in words that no rule knows."""
    return any(_ANOTHER.search(lower[one.end : other.start]) for one, other in pairwise(named))


def _all_asked(lower: str, start: int, end: int, named: Sequence[Mention]) -> bool:
    ahead = lower[max(start, named[0].start - 130) : named[-1].start]
    behind = lower[named[-1].end : min(end, named[-1].end + 110)]
    return cues.ALL_OF_THEM.search(ahead) is not None or cues.ALL_MET_AFTER.search(behind) is not None


def _combination(lower: str, start: int, end: int, named: Sequence[Mention]) -> str:
    """How the sets of one list combine. In doubt “or”, the weaker reading."""
    if len({mention.key for mention in named}) == 1:
        return "single"
    betweens = [lower[one.end : other.start] for one, other in pairwise(named)]
    ahead = lower[max(start, named[0].start - 130) : named[0].start]
    if any(("/" in one or " or both" in one) and _AND_OR.search(one) for one in (ahead, *betweens)):
        return "and/or"
    behind = lower[named[-1].end : min(end, named[-1].end + 110)]
    if any(_OR.search(between) for between in betweens) or _ANY_OF.search(ahead) or _TOOL.search(ahead):
        return "or"
    if _EACH_BEHIND.search(behind) or any(_EACH_ITS_OWN.search(between) for between in betweens):
        return "or"
    if _AND.search(betweens[-1]) or _ALL_OF.search(ahead):
        return "and"
    return "or"


_LIST_BEGINS = re.compile(
    rf"(?:{cues.INCLUSION_LIST.source})[^:]{{0,80}}:? ?(?:\(?\d\)?)?$|(?:inclusion|eligibility) criteria\W*$"
)


def _in_a_list(text: PlainText, sentences: Sentences, number: int) -> bool:
    """True for an item of a list: up to three short pieces after a heading “Inclusion criteria:”."""
    for back in range(1, 4):
        if number - back < 0:
            return False
        start, end = sentences.bounds(number - back)
        piece = text.lower[start:end].strip(" \u2029.")
        if cues.EXCLUSION_LIST.search(piece):
            return False
        if cues.INCLUSION_LIST.may_match(piece) and _LIST_BEGINS.search(piece):
            return True
        if len(piece) > 160:
            return False
    return False
