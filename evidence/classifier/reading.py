"""Read a paper and propose: the one door of the classifier."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from evidence.classifier.assembling import Assembled, assemble
from evidence.classifier.kinds import Setting, setting_of
from evidence.classifier.mentions import find_mentions
from evidence.classifier.other_ways import Way, alternatives_in, informal_ways, pem_demands, screening_ways
from evidence.classifier.proposal import Proposal, Span
from evidence.classifier.roles import Use
from evidence.classifier.rules import CLASSIFIER_VERSION, cues, talk, vocabulary
from evidence.classifier.rules.other_ways import PEM_WAIVED
from evidence.classifier.statements import Statement, statements_of
from evidence.classifier.text import PlainText, Sentences, read_plain
from evidence.classifier.words import PLACES, confidence_of, tell
from evidence.pem import PEMFacts, Stance, decide
from evidence.pem.reference import criteria_by_key

LONGEST_QUOTE = 600
"""Characters of a proposed receipt. A longer sentence is cut to the words from the cue to the last name."""


@dataclass(frozen=True, slots=True)
class _Read:
    part: str
    text: PlainText
    sentences: Sentences
    setting: Setting
    found: Assembled


def classify(*, title: str = "", text: str = "", part: str = "abstract") -> Proposal:
    """Propose from a title and one text. `part` says where the text comes from: title, abstract, methods or any other.

    With part "title" the text is the title. Spans and quote are cut from the text given; those of the title carry
    the part "title". Never raises for any text.
    """
    if part == "title":
        title, text = text or title, ""
    return _propose(title, [_read(title, part, text)])


def classify_paper(*, title: str, abstract: str = "", methods: str = "") -> Proposal:
    """Propose from all that is at hand. The methods speak first; the abstract only where they say nothing."""
    parts = [("methods", methods), ("abstract", abstract)]
    reads = [_read(title, part, text) for part, text in parts if text.strip()]
    return _propose(title, reads or [_read(title, "abstract", "")])


def _read(title: str, part: str, text: str) -> _Read:
    heading, body = read_plain(title), read_plain(text)
    sentences = Sentences(body)
    setting = setting_of(heading, part, body, sentences)
    if setting.not_applicable and setting.strong and part != "methods":
        return _Read(part, body, sentences, setting, Assembled())
    found = _found_in(body, sentences, setting)
    if setting.strong and setting.yields and any(one.use is Use.INCLUDED for one in found.statements):
        # A title may sound like an essay; methods that say by which criteria people came in settle it.
        setting = replace(setting, not_applicable="", strong=False, found=())
    if not found.cohorts and title:
        found_in_title = _found_in(heading, Sentences(heading), setting, in_title=True, alone=not text.strip())
        if found_in_title.statements or found_in_title.ways:
            return _Read("title", heading, Sentences(heading), setting, found_in_title)
    return _Read(part, body, sentences, setting, found)


TOLD_BY_TITLES = ("self_report", "physician_dx", "icd_code")


def _found_in(
    text: PlainText, sentences: Sentences, setting: Setting, *, in_title: bool = False, alone: bool = False
) -> Assembled:
    mentions = find_mentions(text, sentences)
    statements = statements_of(text, sentences, mentions, in_title=in_title) if mentions else []
    if setting.of_others:
        statements = [_among_others(one, text, sentences) for one in statements]
    elif setting.unnamed:
        statements = [_status_noted(one, text, sentences) if one.use is Use.NAMED else one for one in statements]
    statements = [_as_changed(one, text, sentences) for one in statements]
    if in_title:
        # A title that stands alone may say that people reported the illness themselves, or carry a code.
        ways = informal_ways(text, sentences, of_the_illness=True, named=mentions) if alone else []
        return assemble(statements, [one for one in ways if one.key in TOLD_BY_TITLES], (), ())
    included = [one for statement in statements if statement.use is Use.INCLUDED for one in statement.mentions]
    return assemble(
        statements,
        informal_ways(text, sentences, of_the_illness=setting.of_the_illness, named=mentions),
        pem_demands(text, sentences, included),
        screening_ways(text, sentences),
    )


def _as_changed(statement: Statement, text: PlainText, sentences: Sentences) -> Statement:
    """“Met the CCC except for PEM”, “met the CCC or had fatigue”, “mostly by the CCC”: the name alone tells nothing.

    A set that asks for PEM does not count then; one that does not ask for it still counts.
    """
    if statement.use is not Use.INCLUDED:
        return statement
    start, end = sentences.bounds(statement.sentence)
    ahead, behind = text.lower[start : statement.mentions[0].start], text.lower[statement.mentions[-1].end : end]
    left_out = statement.rule == talk.LEFT_OUT.name
    if PEM_WAIVED.search(text.lower[start:end]):
        reason = PEM_WAIVED.name
    elif not left_out and talk.OR_OTHERS.search(behind):
        reason = talk.OR_OTHERS.name
    elif talk.MOSTLY.search(ahead[-60:]):
        reason = talk.MOSTLY.name
    elif not left_out and talk.EXCEPTIONS.search(text.lower[start:end]):
        reason = talk.EXCEPTIONS.name
    else:
        return statement
    known = criteria_by_key()
    kept = tuple(one for one in statement.mentions if known[one.key].stance is not Stance.REQUIRES)
    return replace(statement, mentions=kept) if kept else replace(statement, use=Use.NAMED, rule=reason)


def _among_others(statement: Statement, text: PlainText, sentences: Sentences) -> Statement:
    """In a study of long COVID or of a population, criteria for ME/CFS sort people, unless said to let them in."""
    if statement.use is Use.NAMED:
        return _status_noted(statement, text, sentences)
    if statement.use is not Use.INCLUDED or statement.rule in (cues.INCLUSION_LIST.name, talk.LEFT_OUT.name):
        return statement
    start, end = sentences.bounds(statement.sentence)
    sentence = text.lower[start:end]
    said = (cues.EVERYBODY, cues.TAKEN_IN, cues.ME_GROUP)
    if any(one.search(sentence) for one in said):
        return statement
    return replace(statement, use=Use.SORTED, rule=cues.SORTED.name, part=True)


def _status_noted(statement: Statement, text: PlainText, sentences: Sentences) -> Statement:
    """“We assessed …, and ME/CFS status using the Canadian criteria”: noted of everybody, asked of nobody."""
    start, _ = sentences.bounds(statement.sentence)
    ahead = text.lower[max(start, statement.mentions[0].start - 120) : statement.mentions[0].start]
    if _STATUS.search(ahead):
        return replace(statement, use=Use.SORTED, rule=cues.SORTED.name, part=True)
    return statement


_STATUS = re.compile(
    rf"{vocabulary.ME}\)?(?: \w+)? (?:status|diagnos[ie]s|symptoms?|criteria|caseness|was|were)[^.;]{{0,60}}"
    r"\b(?:using|by|with|according to|based on)\b"
)


def _propose(title: str, reads: Sequence[_Read]) -> Proposal:
    read = next((one for one in reads if _says_something(one)), reads[0])
    setting = next((one.setting for one in reads if one.setting.strong), read.setting)
    facts = _facts(setting, read.found)
    decision = decide(facts, criteria_by_key())
    applies = not facts.not_applicable
    found = read.found if applies else Assembled()
    criteria, combination = found.criteria, found.combination
    if applies and any(alternatives_in(read.text, read.sentences, way) for way in found.ways):
        criteria, combination = (*criteria, "diagnosis_unspecified"), "or"
    spans = _spans(read, found) if applies else _setting_spans(title, read, setting)
    quote, place = _quote(title, read, found, spans)
    return Proposal(
        facts=facts,
        decision=decision,
        criteria=criteria,
        combination=combination,
        kind=setting.kind,
        spans=spans,
        reasons=tell(found, setting, decision),
        confidence=confidence_of(found, setting, applies=applies),
        quote=quote,
        place=place,
        version=CLASSIFIER_VERSION,
    )


def _says_something(read: _Read) -> bool:
    return bool(read.found.cohorts) and any(one.use is Use.INCLUDED for one in read.found.statements)


def _facts(setting: Setting, found: Assembled) -> PEMFacts:
    if setting.not_applicable and (setting.strong or not _has_people(setting, found)):
        return PEMFacts(not_applicable=setting.not_applicable)
    return PEMFacts(found.cohorts)


def _has_people(setting: Setting, found: Assembled) -> bool:
    """Named sets that people met outweigh a weak sign that nobody took part.

    In a text that argues or sums up, sorting by criteria is somebody else's: only inclusion outweighs that.
    """
    if setting.not_applicable in ("review", "editorial", "in_vitro", "animal"):
        return any(one.use is Use.INCLUDED for one in found.statements)
    return bool(found.statements)


def _spans(read: _Read, found: Assembled) -> tuple[Span, ...]:
    spans = []
    for statement in found.statements:
        start, end = statement.cue
        if start < end:
            spans.append(_span(read, start, end, statement.rule, ""))
        spans.extend(_span(read, one.start, one.end, one.rule, one.key) for one in statement.mentions)
    spans.extend(_span(read, way.start, way.end, way.rule, "" if way.key == "pem" else way.key) for way in found.ways)
    return tuple(sorted(dict.fromkeys(spans), key=lambda one: (one.start, one.end)))


def _span(read: _Read, start: int, end: int, rule: str, key: str) -> Span:
    return Span(read.part, *read.text.span(start, end), rule, key)


def _setting_spans(title: str, read: _Read, setting: Setting) -> tuple[Span, ...]:
    spans = []
    for one in setting.found:
        text = read_plain(title) if one.part == "title" else read.text
        spans.append(Span(one.part, *text.span(one.start, one.end), one.rule, setting.not_applicable))
    return tuple(spans)


def _quote(title: str, read: _Read, found: Assembled, spans: Sequence[Span]) -> tuple[str, str]:
    if not found.statements and not found.ways:
        if spans and spans[0].part == "title":
            return title, PLACES["title"]
        return "", ""
    speaks: Statement | Way = found.statements[0] if found.statements else found.ways[0]
    start, end = read.sentences.bounds(speaks.sentence)
    if end - start > LONGEST_QUOTE:
        start = speaks.cue[0] if isinstance(speaks, Statement) else speaks.start
        end = min(end, max(speaks.mentions[-1].end if isinstance(speaks, Statement) else speaks.end, start))
    begin, stop = read.text.span(start, end)
    return read.text.original[begin:stop].strip(), PLACES.get(read.part, PLACES["text"])
