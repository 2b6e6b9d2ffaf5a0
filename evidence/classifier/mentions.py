"""Find the names of criteria in a text, each once, the longer name before the shorter."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from evidence.classifier.rules.names import ACRONYMS, COMPANY, DSQ, NAMES, NOT_THESE
from evidence.classifier.rules.vocabulary import ME, PEOPLE
from evidence.classifier.scanning import hits, sentences_with
from evidence.classifier.text import PlainText, Sentences


@dataclass(frozen=True, slots=True)
class Mention:
    """One name where it stands in the plain text, with the rule that knew it."""

    key: str
    start: int
    end: int
    rule: str


_SAME_THING = re.compile(
    r"[ /(\[\])\-,:;'\"]*(?:(?:criteria|criterion|case|definitions?|as|defined|described|published|established"
    r"|proposed|revised|developed|outlined|referred to|called|termed|abbreviated|also|by|of|from|in|the|and prevention"
    r"|for|me/cfs|cfs/me|cfs|me|chronic fatigue syndrome|see|e\.g\.|ie|i\.e\.|reference|ref|refs|research"
    r"|diagnostic|clinical|international|et al\.?|\d{1,3}|also known as|a\.k\.a\.|so-called"
    r"|commonly|known)[ /(\[\])\-,:;.'\"]*)*+"
)
"""What stands between two names of one set: “the CDC criteria (Fukuda et al.)”, “the 2015 CDC/IOM criteria”."""


def find_mentions(text: PlainText, sentences: Sentences) -> list[Mention]:
    """Every name, in the order of the text. Of two that overlap, the one of the earlier rule stays."""
    found: list[Mention] = []
    lower = text.lower
    for one in NAMES:
        for number in sentences_with(text, sentences, one.anchors):
            start, end = sentences.bounds(number)
            for match in one.pattern.finditer(lower[start:end]):
                after = _with_citation(lower, start + match.end())
                found.append(Mention(one.key, start + match.start(), after, one.name))
    found = _without_overlaps(found)
    if any(mention.rule in ACRONYMS for mention in found):
        full = {sentences.around(one.start) for one in found if one.rule not in ACRONYMS}
        found = [one for one in found if one.rule not in ACRONYMS or _in_company(one, text, sentences, full)]
    return _one_name_each(_resolve(found, lower), lower)


_CITATION = re.compile(
    r"(?:,? (?:[a-z]\.?){1,2}(?=,? et))?(?:'s)?(?: and (?:colleagues|co-?workers))?,?(?: et ?al\b\.?)?,?"
    r"(?: ?[(\[] ?(?:19|20)\d\d[a-z]?[)\]]|,? (?:19|20)\d\d\b)?(?: ?[\[(][\d ,-]{1,12}[\])])?"
)


def _with_citation(lower: str, end: int) -> int:
    """The end of “Fukuda et al. (1994) [12]”, so that its full stops do not look like ends of clauses."""
    match = _CITATION.match(lower, end)
    return match.end() if match and "et" in match.group() else end


def _without_overlaps(found: list[Mention]) -> list[Mention]:
    order = {one.name: place for place, one in enumerate(NAMES)}
    kept: list[Mention] = []
    for mention in sorted(found, key=lambda one: (one.start, order[one.rule])):
        while kept and mention.start < kept[-1].end and order[mention.rule] < order[kept[-1].rule]:
            kept.pop()
        if not kept or mention.start >= kept[-1].end:
            kept.append(mention)
    return kept


def _in_company(mention: Mention, text: PlainText, sentences: Sentences, full: set[int]) -> bool:
    """An abbreviation counts beside words of diagnosis or a full name, and never as a coefficient of agreement."""
    number = sentences.around(mention.start)
    start, end = sentences.bounds(number)
    sentence = text.lower[start:end]
    if NOT_THESE.search(sentence):
        return False
    if _BEFORE_PEOPLE.match(text.lower, mention.end):
        return True
    if number in full or _AFTER_PEOPLE.search(text.lower[max(start, mention.start - 60) : mention.start]):
        return True
    near = text.lower[max(start, mention.start - 160) : min(end, mention.end + 60)]
    return COMPANY.search(near) is not None


_BEFORE_PEOPLE = re.compile(
    r"[- ](?:defined|diagnosed|positive|confirmed|verified|fulfilling|compliant)\b|"
    r" (?:me/cfs|cfs/me|cfs)\b"
)
_AFTER_PEOPLE = re.compile(
    rf"(?:{ME}|\b{PEOPLE})\)?"
    r"(?: ?[(\[](?:n ?= ?\d+ ?[,;] ?)?(?:all )?| (?:according to|by|per|based on|using|following) (?:the )?)$"
)
"""“60 adults with ME/CFS (CCC)”: right behind the illness or the people, an abbreviation is a set of criteria."""


def _resolve(found: list[Mention], lower: str) -> list[Mention]:
    """“The CDC criteria (Fukuda)” is Fukuda; a bare “CDC criteria” is, if the same text says so elsewhere.

    In the same way “the NICE guideline (NG206)” is that of 2021.
    """
    kept: list[Mention] = []
    for place, mention in enumerate(found):
        after = found[place + 1] if place + 1 < len(found) else None
        if after and after.key in _SAID_BY.get(mention.key, ()) and _same_thing(lower, mention, after):
            continue
        if kept and kept[-1].key in _SAID_BY.get(mention.key, ()) and _same_thing(lower, kept[-1], mention):
            continue
        kept.append(mention)
    meant = {one.key for one in kept if one.key in _OLD_CDC and "cdc" in one.rule.lower() + lower[one.start : one.end]}
    if len(meant) == 1:
        (key,) = meant
        kept = [replace(one, key=key) if one.key == "cdc_unspecified" else one for one in kept]
    return kept


_OLD_CDC = frozenset({"fukuda1994", "holmes1988", "reeves2005"})
_SAID_BY: dict[str, frozenset[str]] = {
    "cdc_unspecified": frozenset(one.key for one in NAMES) - {"cdc_unspecified", "who_pcc"},
    "nice2007": frozenset({"nice2021"}),
}
"""A name that leaves the edition open -> the names beside it that say which one is meant."""


def _same_thing(lower: str, first: Mention, second: Mention) -> bool:
    between = lower[first.end : second.start]
    if len(between) > 60:
        return False
    if first.key == second.key and _OR_ELSE.fullmatch(between):
        return True
    return _SAME_THING.fullmatch(between) is not None


_OR_ELSE = re.compile(r"(?: (?:case )?(?:criteria|definitions?))? ?[(\[](?:or|also|previously)\b[^()]{0,25}")
"""“The Fukuda definition (or 1994 CDC criteria)”: the same set in other words."""


def _one_name_each(found: Iterable[Mention], lower: str) -> list[Mention]:
    """“Canadian Consensus Criteria (CCC; Carruthers 2003)” is one mention, from the first word to the last."""
    kept: list[Mention] = []
    for mention in found:
        if kept and kept[-1].key == mention.key and _same_thing(lower, kept[-1], mention):
            kept[-1] = replace(kept[-1], end=mention.end)
        else:
            kept.append(mention)
    return kept


def find_screening(text: PlainText, sentences: Sentences) -> list[Mention]:
    """Where the DePaul Symptom Questionnaire is named."""
    return [Mention(DSQ.key, hit.start, hit.end, DSQ.name) for hit in hits(DSQ, text, sentences)]
