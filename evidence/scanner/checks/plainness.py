"""Can somebody with brain fog read it: sentences, lengths, reading grade, words of the trade."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from ..glossary import GLOSSARY, Term
from ..model import Hit, Rule, Severity, sample
from ..page import PLAIN_FIELDS, Page, split_sentences
from ..patterns import one_of

MOST_WORDS_IN_A_SENTENCE = 25
MOST_WORDS_IN_THE_SUMMARY = 150
HIGHEST_GRADE = 9.0

_LONG = (
    "The people in this study rested for a long time before they were asked to walk on a treadmill for as long as they "
    "could, and then they rested again."
)
_HARD = "Individuals exhibiting symptomatology demonstrated considerable functional deterioration subsequently."

RULES = (
    Rule(
        "long-sentence",
        Severity.WARNING,
        "A long sentence",
        f"A sentence has at most {MOST_WORDS_IN_A_SENTENCE} words.",
        "Make two sentences of it.",
        sample(_LONG),
        sample("The people in this study rested. Then they walked."),
    ),
    Rule(
        "one-sentence",
        Severity.WARNING,
        "More than one sentence",
        "“In one sentence” is one sentence.",
        "Keep the main point. The rest belongs into the summary.",
        sample("Scores fell. They fell by a lot.", "one_sentence"),
        sample("Scores fell by a lot.", "one_sentence"),
    ),
    Rule(
        "summary-too-long",
        Severity.WARNING,
        "A long summary",
        f"The summary has at most {MOST_WORDS_IN_THE_SUMMARY} words.",
        "Move details to what was observed.",
        sample("They rested and then they walked a bit. " * 20),
        sample("They rested and then they walked a bit. " * 10),
    ),
    Rule(
        "reading-grade",
        Severity.WARNING,
        "Hard to read",
        f"The one sentence, the summary, why it matters and what it does not prove read at grade {HIGHEST_GRADE:.0f} "
        f"or below "
        "(Flesch-Kincaid; short forms in capitals and numbers count one syllable, words of the glossary two).",
        "Use shorter words and shorter sentences.",
        sample(_HARD),
        sample("People with the illness got worse. They could do less than before."),
    ),
    Rule(
        "jargon",
        Severity.WARNING,
        "A word of the trade without a plain one",
        "Words of the glossary are explained where they first stand in the one sentence, the summary, why it matters "
        "or what it does not prove.",
        "Use the plain words, or explain the term in brackets where it first stands.",
        sample("Cytokines were higher."),
        sample("Cytokines (messengers of the immune system) were higher."),
    ),
)  # fmt: skip

_WORD = re.compile(r"[^\W_]+(?:[-'’/.,][^\W_]+)*")
_VOWELS = re.compile(r"[aeiouyà-æè-ïò-öøù-ýÿ]+")
_SILENT_END = re.compile(r"(?:[gq]ue[sd]?|[^aeiouyl]e|[aeiouy]le|[^aeiouycsxzghl]es|[aeiouy]les|[^aeiouytd]ed)$")
_SHORT_FORM = re.compile(r"^(?:[A-Z][A-Za-z]?){1,3}[A-Z]s?$|^[A-Z]{1,5}(?:/[A-Z]{1,5})+s?$|^[A-Z]$")
_NO_LETTER = re.compile(r"[^a-zß-öø-ÿ]")

_EXPLAINED_AFTER = re.compile(
    r"\s*(?:\((?!(?:n|p)\s*[=<>]|\d)|, (?:or|that is|i\.e\.|meaning|which|who|an?|the)\b|[–—:] |”? ?"
    + one_of("is | are | was | means? | meant | describes? | stands? for | refers? to | tests? | measures? | hold")
    + " "
    + one_of(
        """that | an? | the | one | cells? | messengers? | drugs? | small | when | what | for | how | symptoms |
        chemicals | proteins? | signal | called | marks | in which"""
    )
    + ")",
    re.IGNORECASE,
)
_EXPLAINED_BEFORE = re.compile(
    r"(?:\(|\b(?:called|named|known as|termed|so-called|the word)\s+(?:an? |the )?[“\"']?|\bor |[–—]\s?)$",
    re.IGNORECASE,
)


def _by_first_word() -> dict[str, list[tuple[tuple[str, ...], Term, bool]]]:
    """First word in small letters -> (words, term, is it read in capitals only), the longest first."""
    index: dict[str, list[tuple[tuple[str, ...], Term, bool]]] = {}
    for term in GLOSSARY:
        for variant in (term.term, *term.variants):
            capitals = variant.isupper() or variant[:2].isupper()
            words = tuple(variant.split())
            index.setdefault(words[0].lower(), []).append((words, term, capitals))
    for found in index.values():
        found.sort(key=lambda entry: -len(entry[0]))
    return index


_TERMS = _by_first_word()
_TERM_WORDS = frozenset(
    part for term in GLOSSARY for variant in (term.term, *term.variants) for part in variant.lower().split()
)


def check(page: Page) -> Iterator[Hit]:
    for sentence in page.sentences:
        count = len(page.text[sentence.start : sentence.end].split())
        if count > MOST_WORDS_IN_A_SENTENCE:
            yield Hit(
                "long-sentence",
                f"This sentence has {count} words. The most is {MOST_WORDS_IN_A_SENTENCE}.",
                sentence.start,
                sentence.end,
            )
    one = page.field_texts.get("one_sentence", "")
    if sum(1 for _ in split_sentences(one, 0, len(one))) > 1:
        yield Hit("one-sentence", "This is more than one sentence.", field="one_sentence", whole_field=True)
    words = len(page.field_texts.get("summary", "").split())
    if words > MOST_WORDS_IN_THE_SUMMARY:
        yield Hit(
            "summary-too-long", f"The summary has {words} words. The most is {MOST_WORDS_IN_THE_SUMMARY}.",
            field="summary", whole_field=True,
        )  # fmt: skip
    for key in PLAIN_FIELDS:
        text = page.field_texts.get(key, "")
        grade = reading_grade(text) if text else 0.0
        if grade > HIGHEST_GRADE:
            yield Hit(
                "reading-grade", f"This reads at grade {grade:.1f}. The highest is {HIGHEST_GRADE:.0f}.", field=key,
                whole_field=True,
            )  # fmt: skip
    yield from _jargon(page)


def reading_grade(text: str) -> float:
    """The Flesch-Kincaid grade (Kincaid et al. 1975), never below 0.

    Differs from `evidence.desk.readability` in one thing: names that a page cannot do without do not count against it.
    ME/CFS and other short forms in capitals count one syllable, words of the glossary at most two (they are explained).
    """
    words = _WORD.findall(text)
    if not words:
        return 0.0
    count = sum(1 for _ in split_sentences(text, 0, len(text)))
    exact = 0.39 * len(words) / max(1, count) + 11.8 * sum(map(_syllables, words)) / len(words) - 15.59
    return max(0.0, exact)


@lru_cache(maxsize=20_000)
def _syllables(word: str) -> int:
    if _SHORT_FORM.match(word) or any(letter.isdigit() for letter in word):
        return 1
    lower = word.lower()
    if lower in _TERM_WORDS:
        return min(2, _vowel_groups(lower))
    return sum(_vowel_groups(part) for part in re.split(r"[-/]", lower)) or 1


def _vowel_groups(word: str) -> int:
    letters = _NO_LETTER.sub("", word)
    groups = len(_VOWELS.findall(letters))
    if groups > 1 and _SILENT_END.search(letters):
        groups -= 1
    return max(1, groups)


def _jargon(page: Page) -> Iterator[Hit]:
    seen: set[str] = set()
    plain = [field for field in page.fields if field.key in PLAIN_FIELDS]
    for field in plain:
        tokens = list(_WORD.finditer(page.text, field.start, field.end))
        index = 0
        while index < len(tokens):
            found = _term_at(tokens, index)
            if not found:
                index += 1
                continue
            term, size = found
            start, end = tokens[index].start(), tokens[index + size - 1].end()
            index += size
            if term.term in seen:
                continue
            seen.add(term.term)
            if not _is_explained(page, term, start, end) and not _explained_in_the_summary(page, field.key, term):
                yield Hit(
                    "jargon", f"“{page.text[start:end]}” is a word of the trade. In plain words: {term.plain}.",
                    start, end,
                    mend=f"Write “{term.plain}”, or explain the word in brackets.",
                )  # fmt: skip


def _explained_in_the_summary(page: Page, field: str, term: Term) -> bool:
    """The one sentence has 25 words: what it names may be explained where the summary first names it."""
    if field != "one_sentence":
        return False
    summary = next((field for field in page.fields if field.key == "summary"), None)
    if summary is None:
        return False
    tokens = list(_WORD.finditer(page.text, summary.start, summary.end))
    for index in range(len(tokens)):
        found = _term_at(tokens, index)
        if found and found[0] is term:
            return _is_explained(page, term, tokens[index].start(), tokens[index + found[1] - 1].end())
    return False


def _term_at(tokens: list[re.Match[str]], index: int) -> tuple[Term, int] | None:
    for words, term, capitals in _TERMS.get(tokens[index].group().lower().removesuffix("'s"), ()):
        if len(words) > len(tokens) - index:
            continue
        said = [tokens[index + place].group() for place in range(len(words))]
        if all(
            mine == word if capitals else mine.lower() == word.lower() for mine, word in zip(said, words, strict=True)
        ):
            return term, len(words)
    return None


def _is_explained(page: Page, term: Term, start: int, end: int) -> bool:
    if _EXPLAINED_AFTER.match(page.text, end) or _EXPLAINED_BEFORE.search(page.text[max(0, start - 30) : start]):
        return True
    # Its own plain words stand close by, in this sentence or the next one.
    index = page.sentence_index(start)
    last = page.sentences[min(index + 1, len(page.sentences) - 1)]
    near = page.text[page.sentences[max(0, index - 1)].start : min(last.end, end + 400)][-1200:].lower()
    content = [word for word in _WORD.findall(term.plain.lower()) if len(word) > 3]
    said = sum(1 for word in content if word[:5] in near)
    return bool(content) and said >= max(1, (len(content) + 1) // 2)
