"""May a sentence be proposed? It must rest on words of the paper that can be shown beside it. Pure.

Every candidate passes here, whoever wrote it: what a model says about itself counts for nothing. A sentence is
kept only with the places that it rests on; one that is dropped is listed with the rule that dropped it. The
rules are RULES, tried in that order. They ask whether a sentence is supported, not whether it is well said:
wording, direction and population are the scanner's.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field

from evidence.generator.numbers import missing_names, missing_numbers, numbers
from evidence.generator.quotes import Source
from evidence.generator.reading import addressed_to_machines, sentences, without_markup
from evidence.generator.values import DraftRequest, DroppedSentence, ProposedSentence, Span
from evidence.vocabulary import FINDINGS_FIELDS, TEXT_FIELDS

RULES: dict[str, str] = {
    "not_asked_for": "This field was not asked for.",
    "address_or_markup": "It holds an address, markup or signs that nobody sees. Reading texts hold words only.",
    "speaks_to_machines": "It speaks to a machine, not to a reader.",
    "no_quote": "It cites no words of the paper.",
    "quote_not_in_source": "The words it cites do not stand in the paper: “{said}”.",
    "quote_too_short": "The words it cites are too few to carry it: “{said}”.",
    "quote_too_long": "It cites so long a stretch that nobody can see what it rests on.",
    "quote_speaks_to_machines": "It cites words that speak to a machine, not to a reader.",
    "findings_from_title": "It tells of findings and cites the title only.",
    "number_not_in_quote": "It states numbers that do not stand in the words it cites: {said}.",
    "name_not_in_source": "It uses names that the paper does not: {said}.",
    "negation_left_out": "The words it cites stand in a sentence that says “{said}”, which it leaves out.",
    "unrelated": "It shares no word and no number with the words it cites.",
    "said_already": "The same sentence stands in this field already.",
    "one_sentence_only": "This field holds one sentence, and there is one already.",
}
"""Rule -> what the editor reads; {said} is filled in."""

SHORTEST_QUOTE = 3
"""Words. Two words stand nearly anywhere."""
LONGEST_QUOTE = 700
"""Characters: about the longest single sentence of an abstract."""
LOOSE_FIELDS = frozenset({"does_not_prove", "open_questions", "why_it_matters", "limitations"})
"""Fields that say what the paper lacks, or why it was made: they may share common words only."""
COMMON = frozenset((
    "about", "after", "also", "among", "because", "before", "being", "between", "both", "could", "does",
    "during", "each", "from", "group", "groups", "have", "having", "into", "less", "made", "many", "more",
    "most", "much", "only", "other", "over", "patient", "patients", "people", "person", "participants", "same",
    "should", "show", "shown", "shows", "some", "study", "studies", "such", "than", "that", "their", "them",
    "then", "there", "these", "they", "this", "those", "through", "trial", "under", "very", "were", "what",
    "when", "where", "which", "while", "will", "with", "within", "without", "would",
))  # fmt: skip
"""Words that two sentences about anything share."""

_ADDRESS_OR_MARKUP = re.compile(
    r"https?:|www\.|\b[\w.+-]+@[\w-]+\.\w|\b[a-z0-9-]+\.(?:com|org|net|info|io|ru|xyz)\b|<[a-z/!][^>]*>|\]\(|[*_`]{2}"
    r"|^#|[{}]|[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufffd]",
    re.IGNORECASE,
)
_NEGATION = re.compile(
    r"\b(?:not|no|nor|neither|never|without|none|cannot|fail(?:ed|s)? to|unable to|lack(?:ed|s)?|absence of)\b|n't\b",
    re.IGNORECASE,
)
_SAYS_SO_TOO = re.compile(
    _NEGATION.pattern + r"|\b(?:un\w+|alike|similar\w*|same|equal\w*|few|little|rul\w+ out|miss\w+|absent)\b|n’t\b",
    re.IGNORECASE,
)
_CLAUSE_END = re.compile(r"[,;:]|\b(?:but|whereas|while|although|though|however)\b", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+(?:/[^\W\d_]+)*")

PATTERNS = tuple(one.pattern for one in (_ADDRESS_OR_MARKUP, _NEGATION, _SAYS_SO_TOO, _CLAUSE_END))
"""For the fingerprint of the rules."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence as a provider offers it: with quotes to be found, or with the places themselves."""

    field: str
    role: str
    text: str
    quotes: tuple[str, ...] = ()
    spans: tuple[Span, ...] = ()


@dataclass(slots=True)
class Judged:
    """What was kept, by field in the order of the page, and what was dropped, in the order it came."""

    kept: dict[str, tuple[ProposedSentence, ...]] = field(default_factory=dict)
    dropped: list[DroppedSentence] = field(default_factory=list)


class _Refused(Exception):
    def __init__(self, rule: str, said: str = "") -> None:
        super().__init__(rule)
        self.rule, self.said = rule, said


class Judge:
    """Holds one paper against the sentences offered about it."""

    def __init__(self, request: DraftRequest) -> None:
        self.request = request
        self.source = Source(request.parts)
        self._whole = "\n".join(map(without_markup, request.parts.values()))
        self._sentences = {part: sentences(text) for part, text in request.parts.items()}
        self.addressed = {part: found for part, text in request.parts.items() if (found := addressed_to_machines(text))}
        """Part -> stretches that speak to machines."""

    def judge(self, candidates: Iterable[Candidate]) -> Judged:
        """Each sentence of each candidate is judged by itself, with the candidate's quotes."""
        judged = Judged()
        kept: dict[str, list[ProposedSentence]] = {name: [] for name in TEXT_FIELDS}
        for candidate in candidates:
            text = " ".join(candidate.text.split())
            for said in [text[one.start : one.end] for one in sentences(text)] or [text]:
                try:
                    spans = self._spans(candidate, said)
                    _judge_beside(kept[candidate.field], said, candidate.field)
                except _Refused as refused:
                    reason = RULES[refused.rule].format(said=refused.said)
                    judged.dropped.append(DroppedSentence(candidate.field, said, candidate.role, refused.rule, reason))
                else:
                    kept[candidate.field].append(ProposedSentence(said, candidate.role, spans))
        judged.kept = {name: tuple(found) for name, found in kept.items() if found}
        return judged

    def _spans(self, candidate: Candidate, said: str) -> tuple[Span, ...]:
        """The places the sentence rests on; _Refused with the first rule that it breaks."""
        if candidate.field not in self.request.fields:
            raise _Refused("not_asked_for")
        if _ADDRESS_OR_MARKUP.search(said):
            raise _Refused("address_or_markup")
        if addressed_to_machines(said):
            raise _Refused("speaks_to_machines")
        spans = candidate.spans or self._located(candidate.quotes)
        for span in spans:
            if any(span.start < end and start < span.end for start, end in self.addressed.get(span.part, ())):
                raise _Refused("quote_speaks_to_machines")
        if candidate.field in FINDINGS_FIELDS and all(span.part == "title" for span in spans):
            raise _Refused("findings_from_title")
        cited = "\n".join(without_markup(self.source.words_at(span)) for span in spans)
        if missing := missing_numbers(said, cited):
            raise _Refused("number_not_in_quote", ", ".join(missing))
        if missing := missing_names(said, self._whole):
            raise _Refused("name_not_in_source", ", ".join(missing))
        if not _SAYS_SO_TOO.search(said):
            for span in spans:
                if left_out := self._negation_around(span):
                    raise _Refused("negation_left_out", left_out)
        if not _related(said, cited, loose=candidate.field in LOOSE_FIELDS):
            raise _Refused("unrelated")
        return spans

    def _located(self, quotes: tuple[str, ...]) -> tuple[Span, ...]:
        quotes = tuple(quote for quote in quotes if quote.strip())
        if not quotes:
            raise _Refused("no_quote")
        spans = []
        for quote in quotes:
            span = self.source.locate(quote)
            if span is None:
                raise _Refused("quote_not_in_source", _shortened(quote))
            if len(quote.split()) < SHORTEST_QUOTE:
                raise _Refused("quote_too_short", _shortened(quote))
            if span.end - span.start > LONGEST_QUOTE:
                raise _Refused("quote_too_long")
            if span not in spans:
                spans.append(span)
        return tuple(spans)

    def _negation_around(self, span: Span) -> str:
        """The "not" that stands in the same clause as the quote, before or after it; "" where there is none."""
        text = self.source.parts[span.part]
        for one in self._sentences[span.part]:
            if one.start < span.end and span.start < one.end:
                before = text[one.start : max(one.start, span.start)]
                ends = [mark.end() for mark in _CLAUSE_END.finditer(before)]
                clause = before[ends[-1] if ends else 0 :]
                after = text[min(span.end, one.end) : one.end]
                if end := _CLAUSE_END.search(after):
                    after = after[: end.start()]
                if hit := _NEGATION.search(clause) or _NEGATION.search(after):
                    return hit[0].lower()
        return ""


def _judge_beside(kept: list[ProposedSentence], said: str, name: str) -> None:
    if any(_spelling(one.text) == _spelling(said) for one in kept):
        raise _Refused("said_already")
    if name == "one_sentence" and kept:
        raise _Refused("one_sentence_only")


def _spelling(text: str) -> str:
    return re.sub(r"\W+", " ", text.casefold()).strip()


def _shortened(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 80 else f"{text[:79]}…"


def _stems(text: str, *, loose: bool) -> set[str]:
    plain = unicodedata.normalize("NFKD", text)
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    found = set()
    for word in _WORD.findall(plain):
        if word.isupper() and len(word) > 1:
            if loose or word != "ME/CFS":
                found.add(word.lower())
        elif len(word) > 3 and (loose or word.lower() not in COMMON):
            found.add(word.lower()[:5])
    return found


def _related(said: str, cited: str, *, loose: bool) -> bool:
    if _stems(said, loose=loose) & _stems(cited, loose=loose):
        return True
    return bool({one.value for one in numbers(said)} & {one.value for one in numbers(cited)})
