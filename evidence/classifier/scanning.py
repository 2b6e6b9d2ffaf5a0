"""Look only where it can pay: for plain words over the whole text, then for patterns in the sentences that hold one.

Finding a plain word is many times cheaper than trying a pattern at every character, and most sentences hold none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from evidence.classifier.rules.base import Rule
from evidence.classifier.text import PlainText, Sentences


@dataclass(frozen=True, slots=True)
class Hit:
    """A pattern that matched, start:end in the plain text, and the number of its sentence."""

    rule: Rule
    start: int
    end: int
    sentence: int


def sentences_with(text: PlainText, sentences: Sentences, anchors: Iterable[str]) -> list[int]:
    """Numbers of the sentences that hold one of these words, in order."""
    lower, starts, last, first = text.lower, sentences.starts, len(sentences), sentences.first
    found: set[int] = set()
    for anchor in anchors:
        known = first.get(anchor)
        if known is None:
            known = first[anchor] = lower.find(anchor)
        place = known
        while place >= 0:
            number = sentences.around(place)
            found.add(number)
            after = number + 1
            place = lower.find(anchor, starts[after]) if after < last else -1
    return sorted(found) if found else []


def hits(
    one: Rule, text: PlainText, sentences: Sentences, *, worth: Callable[[int], bool] | None = None
) -> Iterator[Hit]:
    """Every match of a rule that has anchors, sentence by sentence; only in those `worth` a look, if it is given."""
    for number in sentences_with(text, sentences, one.anchors):
        if worth and not worth(number):
            continue
        start, end = sentences.bounds(number)
        for match in one.pattern.finditer(text.lower[start:end]):
            yield Hit(one, start + match.start(), start + match.end(), number)


def sentences_hit(one: Rule, text: PlainText, sentences: Sentences) -> Iterator[str]:
    """The sentences in which a rule matches, each once, in lower case."""
    for number in sentences_with(text, sentences, one.anchors):
        start, end = sentences.bounds(number)
        sentence = text.lower[start:end]
        if one.pattern.search(sentence):
            yield sentence


def first_hit(one: Rule, text: PlainText, sentences: Sentences) -> Hit | None:
    """The first match, or None."""
    return next(hits(one, text, sentences), None)
