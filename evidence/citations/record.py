"""The one record at which all importers and exporters meet.

Text in, record out; record in, text out. A `CitationRecord` holds the bibliographic facts of one work as
plain Unicode text: no LaTeX, no HTML, no entities. It knows nothing of Django and nothing of any file
format. Two records are equal when they say the same thing.

Field conventions (they follow CSL 1.0.2 where CSL has a word for it):

    type             one of PUBLICATION_TYPES, CSL's own names ("article-journal", "book", "chapter", ...)
    title            plain text, Unicode, single spaces, no trailing full stop added or removed
    authors, editors in the order of the paper; every one of them (never "et al.", never "and others")
    authors_complete False when the source itself cut the list ("and others"): shown, never guessed
    container_title  journal, book or proceedings, in full;  container_short: its abbreviation if given
    year, month, day integers; a month needs a year, a day needs a month
    pages            "53-70", "e52935", "S1-S9, 44": an ASCII hyphen between first and last page
    number           article number or report number, when it is not the page
    doi              canonical: lower case, no prefix, starts with "10." ; pmid: digits; pmcid: "PMC" + digits
    url              only an address that is not the DOI's own; the DOI's address is derived (`doi_url`)
    accessed         ISO date on which `url` was read ("2026-11-24"); version: which version of it was read
    language         BCP 47 ("en", "de"), or ""
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from typing import Any

PUBLICATION_TYPES: dict[str, str] = {
    "article-journal": "journal article",
    "article": "preprint",
    "book": "book",
    "chapter": "book chapter",
    "paper-conference": "conference paper",
    "report": "report",
    "thesis": "thesis",
    "dataset": "dataset",
    "webpage": "web page",
    "software": "software",
    "document": "document",
}
"""CSL type -> the words a reader sees. Every exporter maps every key; a test holds them to it."""


@dataclass(frozen=True, slots=True)
class Name:
    """One author or editor: a person (family, and usually given), or a body with its whole name in `literal`.

    `particle` is the non-dropping part before the family name ("van der", "de la"); `suffix` is "Jr", "III".
    Exactly one of `family` and `literal` is filled.
    """

    family: str = ""
    given: str = ""
    particle: str = ""
    suffix: str = ""
    literal: str = ""

    def __post_init__(self) -> None:
        if bool(self.family) == bool(self.literal):
            raise ValueError("A name is either a person with a family name or a body with a literal name.")
        if self.literal and (self.given or self.particle or self.suffix):
            raise ValueError("A body's name is one literal; it has no given name, particle or suffix.")

    @property
    def is_body(self) -> bool:
        return bool(self.literal)

    @property
    def family_full(self) -> str:
        """Family name with its particle, as a byline shows it: "van der Berg"; a body's whole name."""
        return self.literal or " ".join(part for part in (self.particle, self.family) if part)

    @property
    def display(self) -> str:
        """The name in reading order: "Ludwig van der Berg Jr"."""
        if self.literal:
            return self.literal
        return " ".join(part for part in (self.given, self.particle, self.family, self.suffix) if part)


@dataclass(frozen=True, slots=True)
class CitationRecord:
    """The bibliographic facts of one work. See the module's docstring for what each field holds."""

    title: str
    type: str = "article-journal"
    authors: tuple[Name, ...] = ()
    authors_complete: bool = True
    editors: tuple[Name, ...] = ()
    container_title: str = ""
    container_short: str = ""
    publisher: str = ""
    place: str = ""
    edition: str = ""
    year: int | None = None
    month: int | None = None
    day: int | None = None
    volume: str = ""
    issue: str = ""
    pages: str = ""
    number: str = ""
    doi: str = ""
    pmid: str = ""
    pmcid: str = ""
    isbn: str = ""
    issn: str = ""
    url: str = ""
    accessed: str = ""
    version: str = ""
    language: str = ""
    abstract: str = field(default="", repr=False)

    def __post_init__(self) -> None:
        if not self.title.strip():
            raise ValueError("A citation record needs a title.")
        if self.type not in PUBLICATION_TYPES:
            raise ValueError(f"{self.type!r} is not a publication type we know.")
        if self.month is not None and self.year is None:
            raise ValueError("A month needs a year.")
        if self.day is not None and self.month is None:
            raise ValueError("A day needs a month.")
        if self.month is not None and not 1 <= self.month <= 12:
            raise ValueError(f"{self.month} is not a month.")
        if self.day is not None and not 1 <= self.day <= 31:
            raise ValueError(f"{self.day} is not a day of a month.")

    @property
    def doi_url(self) -> str:
        """The DOI's permanent address, or ""."""
        from evidence.citations.identifiers import doi_url

        return doi_url(self.doi) if self.doi else ""

    @property
    def address(self) -> str:
        """Where the work itself is found: the DOI's address first, PubMed's next, then its own URL."""
        if self.doi:
            return self.doi_url
        if self.pmid:
            return f"https://pubmed.ncbi.nlm.nih.gov/{self.pmid}/"
        return self.url

    @property
    def date_parts(self) -> tuple[int, ...]:
        """(year,), (year, month), (year, month, day) or ()."""
        return tuple(part for part in (self.year, self.month, self.day) if part is not None)

    def to_dict(self) -> dict[str, Any]:
        """Plain JSON types only; `from_dict` gives an equal record back."""
        return dataclasses.asdict(self) | {
            "authors": [dataclasses.asdict(name) for name in self.authors],
            "editors": [dataclasses.asdict(name) for name in self.editors],
        }

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> CitationRecord:
        names = {key: tuple(Name(**name) for name in data.get(key, ())) for key in ("authors", "editors")}
        return cls(**(data | names))


@dataclass(frozen=True, slots=True)
class Problem:
    """Something a reader of a file could not take in, told so that a person can mend it.

    `line` counts from 1 in the file that was given; `key` is the entry's key or ""; `reason` is a full
    sentence. A refused entry keeps its original text in `raw`.
    """

    line: int
    key: str
    reason: str
    raw: str = field(default="", repr=False)
    refused: bool = True  # False: the entry was read, but something in it deserves a look


@dataclass(frozen=True, slots=True)
class ParsedEntry:
    """One entry that was read: where it stood, its key, its original text, and the record it gave."""

    line: int
    key: str
    raw: str = field(repr=False)
    record: CitationRecord


@dataclass(frozen=True, slots=True)
class ParseResult:
    """What an importer gives back: every entry is either in `entries` or a refused one in `problems`.

    `fault` is a full sentence when the file as a whole could not be read ("The file is an HTML page, ..."); then
    there are no entries, and the same sentence stands in `problems`. Else it is "".
    """

    entries: tuple[ParsedEntry, ...] = ()
    problems: tuple[Problem, ...] = ()
    fault: str = ""

    @property
    def read(self) -> int:
        """How many entries stood in the file: those read plus those refused."""
        return len(self.entries) + sum(problem.refused for problem in self.problems)
