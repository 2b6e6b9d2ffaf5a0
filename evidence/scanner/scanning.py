"""`scan`: texts, source and facts in, findings out. Pure and deterministic; never raises on any text."""

from __future__ import annotations

import hashlib
import re
from collections import Counter

from .model import Facts, Finding, Hit, Severity, Source, TextsOfAPage
from .page import Page
from .registry import GROUPS, RULES

_ORDER = {severity: place for place, severity in enumerate(Severity)}
_SAME = str.maketrans(
    {"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "\u00a0": " ", "\u202f": " ", "·": "."}
)
_SPACE = re.compile(r"\s+")


def scan(texts: TextsOfAPage, source: Source | None = None, facts: Facts | None = None) -> tuple[Finding, ...]:
    """What is wrong with the wording and the numbers of a page, in the order of the page, facts last.

    `texts` has the fields of `vocabulary.TEXT_FIELDS` (others are read too); lists come with one item a line or as a
    sequence of items. What `source` and `facts` do not say is not held against the text.
    """
    page = Page(texts, source or Source(), facts or Facts())
    hits = [hit for module in GROUPS.values() for hit in module.check(page)]
    return _findings(page, hits)


def _findings(page: Page, hits: list[Hit]) -> tuple[Finding, ...]:
    prints = _Fingerprints(page)
    places = {field.key: index for index, field in enumerate(page.fields)}
    found: dict[tuple[str, str, int, int], tuple[tuple[int, int, int, int, str], Finding]] = {}
    for hit in sorted(hits, key=lambda hit: (hit.start, hit.end, hit.rule, hit.field)):
        if not hit.field and hit.end > page.field_at(hit.start).end:
            continue  # words of two fields that happen to follow each other
        rule = RULES[hit.rule]
        key, start, end, words = _place(page, hit)
        if (hit.rule, key, start, end) in found:
            continue
        finding = Finding(
            rule=hit.rule,
            severity=rule.severity,
            field=key,
            start=start,
            end=end,
            words=words,
            message=hit.message,
            mend=hit.mend or rule.mend,
            fingerprint=prints.of(hit, key, words),
        )
        order = (places.get(key, len(places)), start, _ORDER[rule.severity], end, hit.rule)
        found[hit.rule, key, start, end] = order, finding
    return tuple(finding for _, finding in sorted(found.values(), key=lambda pair: pair[0]))


def _place(page: Page, hit: Hit) -> tuple[str, int, int, str]:
    """(field, start, end, words) as the finding tells them."""
    if hit.fact:
        return hit.field, 0, len(hit.fact), hit.fact
    if hit.field:
        text = page.text_of(hit.field) if hit.whole_field else ""
        return hit.field, 0, len(text), text
    field = page.field_at(hit.start)
    return field.key, hit.start - field.start, hit.end - field.start, page.text[hit.start : hit.end]


class _Fingerprints:
    """Rule, field, words and the sentence around them, however they are spaced and quoted; numbered if they repeat."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._sentences: dict[int, str] = {}
        self._seen: Counter[str] = Counter()

    def of(self, hit: Hit, field: str, words: str) -> str:
        around = "" if hit.field else self._sentence(self._page.sentence_index(hit.start))
        whole = "\x1f".join((hit.rule, field, _normal(words), around))
        digest = hashlib.sha256(whole.encode("utf-8", "surrogatepass")).hexdigest()[:20]
        self._seen[digest] += 1
        return digest if self._seen[digest] == 1 else f"{digest}-{self._seen[digest]}"

    def _sentence(self, index: int) -> str:
        if index not in self._sentences:
            sentence = self._page.sentences[index]
            text = _normal(self._page.text[sentence.start : sentence.end])
            self._sentences[index] = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
        return self._sentences[index]


def _normal(text: str) -> str:
    return _SPACE.sub(" ", text.translate(_SAME)).strip().casefold()
