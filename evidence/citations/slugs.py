"""Addresses and citation keys made from a record: ASCII, stable, with no letter ever deleted.

study_slug(record)  "rodriguez-2023-achieving-symptom"
                    <first author's family name>-<year>-<first two significant words of the title>
unique_slug         "...-2" where the slug is taken
bibtex_key          "mecfsatlas-rodriguez-2023-achieving-symptom"
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container
from itertools import islice

from .record import CitationRecord
from .transliteration import to_ascii

LONGEST_SLUG = 80
_LONGEST_NAME = 40
_LONGEST_WORD = 30

_STOP_WORDS = frozenset(
    # words that carry no meaning of their own in a title, in the languages of our literature
    """
    a an and are as at be been between but by can could did do does during for from had has have how in into
    is it its may might new nor not of on onto or our over per should so some such than that the their there
    these they this those through to toward towards under until upon via versus vs was we were what when
    where whether which who why will with within without would yet der die das den dem des ein eine einer
    eines und oder mit von vom zu zur zum bei im in auf für fuer le la les l un une des du de d et ou en
    dans sur pour par avec au aux el los las una unos unas y o del al con por para het een van voor met op
    """.split()  # noqa: SIM905
)
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


def _ascii_words(text: str) -> list[str]:
    """Words of `text` in ASCII letters and digits: "Prylińska-Jaśkowiak" -> ["prylinska", "jaskowiak"]."""
    if text.isascii():
        return [word.replace("'", "") for word in _WORD.findall(text.lower())]
    words = (to_ascii(word) for word in _WORD.findall(text))
    return [word for raw in words if (word := re.sub(r"[^a-z0-9]+", "", raw.lower()))]


def _first_author(record: CitationRecord) -> str:
    """The family name of the first author (or editor) without its particle's capital games; a body's name."""
    names = record.authors or record.editors
    if not names:
        return ""
    return names[0].family_full


def study_slug(record: CitationRecord) -> str:
    """The address of a study: first author's family name, year, first two significant words of the title.

    Always non-empty ASCII of at most LONGEST_SLUG characters. Without an author the title gives four words;
    without a year "undated" stands in its place, so that two papers of one author stay apart.
    """
    author = _cut(_ascii_words(_first_author(record)), _LONGEST_NAME)
    title = [word[:_LONGEST_WORD] for word in _significant(record.title, 2 if author else 4)]
    year = str(record.year) if record.year is not None else "undated"
    slug = "-".join([*author, year, *title]) if author else "-".join([*title, year])
    return _cut_slug(slug, LONGEST_SLUG) or "untitled"


def _significant(title: str, most: int) -> list[str]:
    """The first words of a title that mean something, in ASCII; where none does, the first words."""
    if title.isascii():  # then there is no need to look at the words behind them
        found = (word for match in _WORD.finditer(title.lower()) if (word := match.group()) not in _STOP_WORDS)
        if (significant := list(islice(found, most))) and "'" not in title:
            return significant
    words = _ascii_words(title)
    return ([word for word in words if word not in _STOP_WORDS] or words)[:most]


def _cut(words: list[str], longest: int) -> list[str]:
    """As many whole words as fit, at least (the beginning of) the first."""
    kept: list[str] = []
    for word in words:
        if kept and len("-".join([*kept, word])) > longest:
            break
        kept.append(word[:longest])
    return kept


def _cut_slug(slug: str, longest: int) -> str:
    return slug if len(slug) <= longest else slug[:longest].rsplit("-", 1)[0]


def unique_slug(base: str, taken: Container[str] | Callable[[str], bool], *, first: int = 2) -> str:
    """`base`, or `base` with the first free number from `first` on; `taken` is a container or a question."""
    is_taken = taken if callable(taken) else taken.__contains__
    if not is_taken(base):
        return base
    number = first
    while True:
        ending = f"-{number}"
        candidate = _cut_slug(base, LONGEST_SLUG - len(ending)) + ending
        if not is_taken(candidate):
            return candidate
        number += 1


def bibtex_key(slug: str, prefix: str = "mecfsatlas-") -> str:
    """The BibTeX key of a page: the configurable prefix and the slug, in signs that every BibTeX takes."""
    return re.sub(r"[^A-Za-z0-9_:./+-]+", "", to_ascii(prefix)) + slug
