"""A table of words with the surroundings in which they are no fault, and the one loop that reads it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .model import Hit
from .page import Page

NEGATED, HEDGED, QUESTION, ATTRIBUTED = "negated", "hedged", "a question", "said to be the authors' view"

LIMITS = frozenset({"does_not_prove", "open_questions", "limitations"})
"""Fields that tell what is not known: a claim named there is named to be doubted."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that one rule looks for.

    pattern     a regular expression, case does not matter; the whole match is what the finding shows
    cues        one of these must be in the text in small letters, else the pattern is not tried at all
    unless      surroundings in which the words are no fault
    not_before  what may not stand directly before the words; not_after: directly behind them
    but_not_in  fields that are not looked at; only_in: the only ones (empty: all)
    """

    rule: str
    pattern: str
    cues: tuple[str, ...]
    message: str
    unless: frozenset[str] = frozenset({NEGATED, QUESTION})
    not_before: str = ""
    not_after: str = ""
    but_not_in: frozenset[str] = frozenset()
    only_in: frozenset[str] = frozenset()

    def row(self) -> str:
        """The phrase as one line, for the hash of the rule tables."""
        return " | ".join(
            [
                self.rule, self.pattern, self.message, self.not_before, self.not_after,
                *(",".join(sorted(part)) for part in (self.cues, self.unless, self.but_not_in, self.only_in)),
            ]
        )  # fmt: skip


class Phrases:
    """Phrases with their patterns compiled once."""

    def __init__(self, phrases: Sequence[Phrase]) -> None:
        self.phrases = tuple(phrases)
        self._compiled = [
            (
                phrase,
                re.compile(phrase.pattern, re.IGNORECASE),
                re.compile(f"(?:{phrase.not_before})$", re.IGNORECASE) if phrase.not_before else None,
                re.compile(phrase.not_after, re.IGNORECASE) if phrase.not_after else None,
            )
            for phrase in phrases
        ]

    def rows(self) -> list[str]:
        return [phrase.row() for phrase in self.phrases]

    def hits(self, page: Page, *, without: frozenset[str] = frozenset()) -> Iterator[Hit]:
        """Every place where a phrase stands and nothing around it makes it harmless. `without`: rules to leave out."""
        for phrase, pattern, not_before, not_after in self._compiled:
            if phrase.rule in without or not any(cue in page.lower for cue in phrase.cues):
                continue
            for match in pattern.finditer(page.text):
                start, end = match.span()
                if not_before and not_before.search(page.text, max(0, start - 60), start):
                    continue
                if not_after and not_after.match(page.text, end):
                    continue
                if self._is_fault(page, phrase, start):
                    yield Hit(phrase.rule, phrase.message.format(words=match.group()), start, end)

    @staticmethod
    def _is_fault(page: Page, phrase: Phrase, place: int) -> bool:
        key = page.field_at(place).key
        if key in phrase.but_not_in or (phrase.only_in and key not in phrase.only_in):
            return False
        unless = phrase.unless
        return not (
            (QUESTION in unless and page.is_question(place))
            or (NEGATED in unless and page.is_negated(place))
            or (HEDGED in unless and page.is_hedged(place))
            or (ATTRIBUTED in unless and page.is_attributed(place))
        )
