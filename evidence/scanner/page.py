"""The texts of a page as one text with its sentences, and the source beside it: made once for a scan.

All patterns run over the joined text; places lead back to field and offset. Everything a rule asks about the
surroundings of a place looks at a bounded stretch, so that a scan takes a time in proportion to the text.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from evidence.vocabulary import FINDINGS_FIELDS, TEXT_FIELDS

from .model import Facts, Source, TextsOfAPage
from .patterns import one_of
from .quantities import Quantity, quantities

PLAIN_FIELDS = ("one_sentence", "summary", "why_it_matters", "does_not_prove")
"""What every reader reads first: held to the reading grade and to plain words."""

LOOK_BACK, LOOK_AHEAD = 160, 100
"""Characters of the same sentence that are looked at around a place."""

_SEPARATOR = "\n\n"
_SENTENCE_END = re.compile(r"""[.!?…]["'”’)\]]{0,3}\s+(?![\sa-zß-öø-ÿ])|[\r\n]+""")
_ABBREVIATION = re.compile(r"(?:\b(?:e\.g|i\.e|al|vs|cf|approx|ca|Dr|Prof|St|No|Fig|resp)|\b[A-Z])\.$")
_CLAUSE_END = re.compile(r"[;:]|,? (?:but|yet|however|although|whereas|while) |, (?:and then|so) ", re.IGNORECASE)

_NEGATION = re.compile(
    one_of(
        """not(?! only) | no | nothing | never | none | nobody | neither | nor | cannot | without | hardly |
        rarely | unable | lack(?:s|ed)? of | rul(?:e[sd]?|ing) out | fail(?:s|ed)? to | far from | rather than |
        instead of | unproven | too (?:few|small|early|soon) | little | remains? to be"""
    )
    + r"|n[’']t\b",
    re.IGNORECASE,
)
_HEDGE = re.compile(
    one_of(
        """may | might | could | can | would | perhaps | possibl[ey] | possibility | likely | probabl[ey] |
        unclear | whether | if | suggest\\w* | hint\\w* | think\\w* | thought | believ\\w* | propos\\w* |
        hypothes\\w* | speculat\\w* | suspect\\w* | wonder\\w* | ask(?:s|ed)? | theor(?:y|ies) | idea\\w* |
        hop(?:e|es|ed|ing) | seem\\w* | appear\\w* | question\\w* | assum\\w* | consistent with | in line with |
        tr(?:y|ies|ied) to | aim\\w* | purpose | goal | plan(?:s|ned)? |
        to (?:find|see|learn|test) (?:out|whether|if|what|how)"""
    ),
    re.IGNORECASE,
)
_SPEAKERS = one_of(
    """authors? | researchers | scientists | investigators | people | participants | patients | respondents |
    they | team | paper | guideline | guidance | report | panel | committee"""
)
_ATTRIBUTION = re.compile(
    _SPEAKERS
    + r"(?:['’]s?)? (?:\w+ ){0,2}?"
    + one_of(
        """says? | said | writes? | wrote | thinks? | thought | conclude[sd]? | argue[sd]? | sees? | saw |
        regard(?:s|ed)? | believe[sd]? | state[sd]? | claim(?:s|ed)? | interpret(?:s|ed)? | propose[sd]? |
        suggest(?:s|ed)? | recommend(?:s|ed)? | advise[sd]? | call(?:s|ed)? | report(?:s|ed)? | finds? |
        hope[sd]? | stress(?:es|ed)? | expect(?:s|ed)? | takes? | describe[sd]? | felt | told"""
    )
    + "|"
    + one_of("according to | in (?:the|their) (?:authors?['’]s?|view|words|opinion)"),
    re.IGNORECASE,
)
_ATTRIBUTED_BEHIND = re.compile(
    r", (?:says?|said|writes?|wrote|thinks?|thought|argued?|concluded?|advised?) (?:the |its )?" + _SPEAKERS,
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A stretch of the joined text; `field` is the index of its field."""

    start: int
    end: int
    field: int


@dataclass(frozen=True, slots=True)
class Field:
    key: str
    start: int
    end: int


def split_sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """(start, end) of each sentence, without white space around it.

    A sentence ends with a full stop, question or exclamation mark before white space unless a small letter follows,
    and with each line. "e.g.", "et al.", "vs." and single initials end none.
    """
    begin = start
    for match in _SENTENCE_END.finditer(text, start, end):
        if text[match.start()] == "." and _ABBREVIATION.search(text, max(begin, match.start() - 8), match.start() + 1):
            continue
        yield from _stripped(text, begin, match.end())
        begin = match.end()
    yield from _stripped(text, begin, end)


def _stripped(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while end > start and text[end - 1].isspace():
        end -= 1
    while start < end and text[start].isspace():
        start += 1
    if start < end:
        yield start, end


class Page:
    """Texts, source and facts, made ready for the checks."""

    def __init__(self, texts: TextsOfAPage, source: Source, facts: Facts) -> None:
        self.source, self.facts = source, facts
        known = [key for key in TEXT_FIELDS if key in texts]
        parts: list[str] = []
        fields: list[Field] = []
        at = 0
        for key in (*known, *(key for key in texts if key not in TEXT_FIELDS)):
            value = texts[key]
            text = value if isinstance(value, str) else "\n".join(value)
            fields.append(Field(key, at, at + len(text)))
            parts.append(text)
            at += len(text) + len(_SEPARATOR)
        self.text = _SEPARATOR.join(parts)
        self.fields = tuple(fields)
        self._field_starts = [field.start for field in fields]

    @cached_property
    def lower(self) -> str:
        """For asking whether a word is there at all; its places are not those of `text`."""
        return self.text.lower()

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        return tuple(
            Sentence(start, end, index)
            for index, field in enumerate(self.fields)
            for start, end in split_sentences(self.text, field.start, field.end)
        )

    @cached_property
    def quantities(self) -> list[Quantity]:
        return quantities(self.text)

    @cached_property
    def _sentence_starts(self) -> list[int]:
        return [sentence.start for sentence in self.sentences]

    @cached_property
    def field_texts(self) -> dict[str, str]:
        """Field -> its text, for fields that are not empty."""
        found = {field.key: self.text[field.start : field.end] for field in self.fields}
        return {key: text for key, text in found.items() if text.strip()}

    def text_of(self, key: str) -> str:
        field = next((field for field in self.fields if field.key == key), None)
        return self.text[field.start : field.end] if field else ""

    @property
    def has_findings(self) -> bool:
        return not FINDINGS_FIELDS.isdisjoint(self.field_texts)

    def field_at(self, place: int) -> Field:
        return self.fields[bisect_right(self._field_starts, place) - 1]

    def sentence_index(self, place: int) -> int:
        return max(0, bisect_right(self._sentence_starts, place) - 1)

    def sentence_at(self, place: int) -> Sentence:
        return self.sentences[self.sentence_index(place)]

    def before(self, place: int, *, clause: bool = True, length: int = LOOK_BACK) -> str:
        """What stands before a place in its sentence; with `clause` only since the last "but", ";" and the like."""
        text = self.text[max(self.sentence_at(place).start, place - length) : place]
        if clause:
            ends = [match.end() for match in _CLAUSE_END.finditer(text)]
            return text[ends[-1] :] if ends else text
        return text

    def after(self, place: int, length: int = LOOK_AHEAD) -> str:
        return self.text[place : min(self.sentence_at(max(0, place - 1)).end, place + length)]

    def around(self, start: int, end: int) -> str:
        """The sentence of a place, cut where it is very long."""
        sentence = self.sentence_at(start)
        return self.text[max(sentence.start, start - 400) : min(sentence.end, end + 400)]

    def is_question(self, place: int) -> bool:
        sentence = self.sentence_at(place)
        return self.text[sentence.end - 1 : sentence.end] == "?" or self.text[sentence.end - 2 : sentence.end] == "?”"

    def is_negated(self, place: int) -> bool:
        return bool(_NEGATION.search(self.before(place)))

    def is_hedged(self, place: int) -> bool:
        return bool(_HEDGE.search(self.before(place, clause=False)))

    def is_doubted(self, place: int) -> bool:
        """A question, something denied, or something that only may be."""
        return self.is_question(place) or self.is_negated(place) or self.is_hedged(place)

    def is_attributed(self, place: int) -> bool:
        if self.field_at(place).key == "authors_conclude":
            return True
        return bool(
            _ATTRIBUTION.search(self.before(place, clause=False)) or _ATTRIBUTED_BEHIND.search(self.after(place, 200))
        )
