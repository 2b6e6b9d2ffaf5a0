"""Codes, marks and broken letters that belong to machines and never to readers."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from evidence.citations.identifiers import canonical_doi
from evidence.pem.reference import reference_criteria

from ..model import Hit, Rule, Severity, sample
from ..page import Page

RULES = (
    Rule(
        "internal-code",
        Severity.CRITICAL,
        "A code of the machine",
        "Values such as not_required and ccc2003, empty values such as None, marks of a template and HTML never "
        "reach readers.",
        "Write the words that readers see.",
        sample("The PEM verdict is not_required."),
        sample("Post-exertional malaise was not required."),
    ),
    Rule(
        "placeholder",
        Severity.CRITICAL,
        "A place that was never filled",
        "Marks that somebody left for later: TBD, “insert here”, lorem ipsum, three question marks and the like.",
        "Fill the place or take it out.",
        sample("The study had [insert number] people."),
        sample("The study had few people."),
    ),
    Rule(
        "broken-letters",
        Severity.CRITICAL,
        "Broken letters",
        "Signs of a text read in the wrong encoding, such as “Ã©” or “�”.",
        "Type the letter again.",
        sample("The work of FernÃ¡ndez was repeated."),
        sample("The work of Fernández was repeated."),
    ),
    Rule(
        "letters-lost",
        Severity.CRITICAL,
        "Letters lost from a name",
        "A name of an author, or the address made of it, from which letters with accents were deleted.",
        "Write the name with all its letters; in addresses the plain letter stands for the accented one.",
        sample("As fernndez says, more work is needed.", authors=("Fernández",)),
        sample("As Fernandez says, more work is needed.", authors=("Fernández",)),
    ),
    Rule(
        "identifier-of-another-paper",
        Severity.CRITICAL,
        "An identifier that is not this study's",
        "A DOI, a PubMed number or a trial number in the text must be that of the study, or stand in the source.",
        "Check the identifier: it must lead to this paper.",
        sample("The paper is 10.1234/other.1.", doi="10.1234/this.1"),
        sample("The paper is 10.1234/this.1.", doi="10.1234/this.1"),
    ),
    Rule(
        "broken-citation",
        Severity.WARNING,
        "A citation gone wrong",
        "A doubled full stop, an author called “Unknown”.",
        "Write the reference anew, or leave it out: the page formats the reference by itself.",
        sample("This was seen before (Unknown et al., 2019).."),
        sample("This was seen before, by another team."),
    ),
    Rule(
        "address-of-the-atlas-as-paper",
        Severity.WARNING,
        "The address of a page of ours where the paper's belongs",
        "The address of the paper on the page must lead to the paper, not to our page about it.",
        "Give the DOI, or the address at the publisher.",
        sample(
            "The study looked at sleep.", url="https://atlas.example/evidence/doe-2020-sleep", slug="doe-2020-sleep"
        ),
        sample("The study looked at sleep.", url="https://journal.example/articles/1", slug="doe-2020-sleep"),
    ),
)

_MARKS = re.compile(
    r"(?<![\w/.@:#-])[a-z][a-z0-9]*(?:_[a-z0-9]+)+(?![\w/@])|\b[A-Z]+(?:_[A-Z]+)+\b|"
    r"\{\{.{0,80}?\}\}|\{%.{0,80}?%\}|\{#.{0,80}?#\}|\$\{.{0,80}?\}|\{[a-z_][\w.]{0,40}\}|%\([a-z_]\w{0,40}\)[sd]|"
    r"</?(?:p|b|i|em|strong|br|div|span|a|ul|ol|li|sup|sub|h[1-6]|table|td|tr|script)(?:\s[^<>]{0,200})?/?>|"
    r"&(?:amp|lt|gt|nbsp|quot|#\d{1,6});|\[object Object\]"
)
_MARK_CUES = ("_", "{", "<", "&", "%(", "[object")
_EMPTY = re.compile(
    r"\bNaN\b|\b(?:undefined|null)\b(?=[.,;:]|$)|\bnan%|(?<=[:(=] )None\b|^None\.?$|"
    r"(?<![.!?\n“”\"')\]…–—] )(?<![(\[“‘\"'–—-])(?<!^)(?<!\n)\bNone\b(?! of\b)",
    re.MULTILINE,
)
_EMPTY_CUES = ("nan", "undefined", "null", "none")
_PLACEHOLDER = re.compile(
    r"\b(?:T[O]DO|F[I]XME|TBD|X{3,})\b|\blorem ipsum\b|"
    r"\[(?:insert|fill|add|your|number|name|xx|citation needed|\?)[^\]]{0,60}\]|"
    r"\b(?:insert|fill in) (?:text|number|name|here)\b|\bplaceholder\b|\?\?\?+|_{3,}",
    re.IGNORECASE,
)
_MOJIBAKE = re.compile(r"�|Ã[\u0080-\u00bf©¡¤¶¼³¨ª«±]|â€[\u0080-\u00bf™œ“”˜]?|Â[ \u00a0-\u00bf]|&#\d+;|ï¿½")
_IDENTIFIER = re.compile(
    r"\b10\.\d{4,9}/[^\s\"<>]{1,200}|\bPMID:?\s*(?P<pmid>\d{1,9})\b|\b(?P<trial>NCT\d{8}|ISRCTN\d{6,8}|ACTRN\d{14}|"
    r"DRKS\d{8})\b",
    re.IGNORECASE,
)
_CITATION = re.compile(r"(?<![.])\.\.(?![.])|\bUnknown et al\b|\bby Unknown\b|\bet al\.\.|\(Unknown,? \d{4}\)")
_WORD = re.compile(r"[^\W\d_]{3,}")


@lru_cache(maxsize=1)
def _key_cues() -> tuple[str, ...]:
    """Keys of case definitions that are no word of any language: those with a year."""
    return tuple(key for key in reference_criteria() if re.search(r"\d", key))


@lru_cache(maxsize=1)
def _criteria_keys() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(sorted(_key_cues(), key=len, reverse=True))})\b")


def check(page: Page) -> Iterator[Hit]:
    code = "“{}” is a code, not a word for readers."
    for pattern, cues, rule, message in (
        (_MARKS, _MARK_CUES, "internal-code", code),
        (_EMPTY, _EMPTY_CUES, "internal-code", code),
        (_criteria_keys(), _key_cues(), "internal-code", code),
        (_PLACEHOLDER, ("",), "placeholder", "“{}” was never filled in."),
        (_MOJIBAKE, ("",), "broken-letters", "“{}” is a letter that was broken on its way."),
        (_CITATION, ("..", "unknown"), "broken-citation", "“{}” is not how a reference is written."),
    ):
        if any(cue in page.lower for cue in cues):
            for match in pattern.finditer(page.text):
                yield Hit(rule, message.format(match.group()), *match.span())
    yield from _identifiers(page)
    yield from _names(page)
    if (
        page.facts.slug
        and page.facts.url
        and page.facts.url.rstrip("/").split("?")[0].endswith(f"/evidence/{page.facts.slug}")
    ):
        yield Hit(
            "address-of-the-atlas-as-paper", "This is the address of our page, not of the paper.", field="facts.url",
            fact=page.facts.url,
        )  # fmt: skip


def _identifiers(page: Page) -> Iterator[Hit]:
    facts = page.facts
    for match in _IDENTIFIER.finditer(page.text):
        start, end = match.span()
        words = match.group()
        if match.group("pmid"):
            is_known, known = match.group("pmid") in {facts.pmid, ""}, facts.pmid
        elif match.group("trial"):
            is_known, known = match.group("trial").upper() in facts.registration.upper(), facts.registration
        else:
            words = words.rstrip(".,;:)]”’")
            end = start + len(words)
            doi, known = canonical_doi(words), canonical_doi(facts.doi) if facts.doi else ""
            is_known = not doi or doi == known
        # Nothing known to compare with, or the source itself names it: no finding.
        if is_known or (not known and not page.source.is_at_hand) or words.lower() in page.source.text.lower():
            continue
        yield Hit("identifier-of-another-paper", f"{words} is not an identifier of this study.", start, end)


def _without_foreign_letters(name: str) -> str:
    """What is left of a name when somebody deletes every letter that is not ASCII."""
    return "".join(letter for letter in unicodedata.normalize("NFC", name) if letter.isascii()).lower()


def _names(page: Page) -> Iterator[Hit]:
    lost: dict[str, str] = {}
    for author in page.facts.authors:
        for word in author.split():
            crippled = _without_foreign_letters(word)
            if (
                len(crippled) >= 4
                and crippled != word.lower()
                and any(letter.isalpha() and not letter.isascii() for letter in word)
            ):
                lost[crippled] = word
    if not lost:
        return
    for match in _WORD.finditer(page.text):
        name = lost.get(match.group().lower())
        if name:
            yield Hit("letters-lost", f"Letters are missing: the name is {name}.", *match.span())
    first = page.facts.slug.split("-")[0] if page.facts.slug else ""
    if first in lost:
        yield Hit(
            "letters-lost", f"Letters are missing: the name is {lost[first]}.", field="facts.slug", fact=page.facts.slug
        )
