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
    original_title   the title in the paper's own language, where `title` is a translation
    kind_of_record   what the work is among KINDS where its source says so ("erratum", "comment"), or "";
                     `kind` falls back on the type
    relations        works this one says it belongs to: the paper an erratum corrects, the notice that retracts it
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from typing import Any

from evidence.tongue import gettext_noop as _

PUBLICATION_TYPES: dict[str, str] = {
    "article-journal": _("journal article"),
    "article": _("preprint"),
    "book": _("book"),
    "chapter": _("book chapter"),
    "paper-conference": _("conference paper"),
    "report": _("report"),
    "thesis": _("thesis"),
    "dataset": _("dataset"),
    "webpage": _("web page"),
    "software": _("software"),
    "document": _("document"),
}
"""CSL type -> the words a reader sees. Every exporter maps every key; a test holds them to it."""

KINDS: dict[str, str] = {
    "article": _("article"),
    "preprint": _("preprint"),
    "book": _("book"),
    "chapter": _("chapter"),
    "report": _("report"),
    "thesis": _("thesis"),
    "dataset": _("data or software"),
    "conference_paper": _("conference paper"),
    "other": _("other document"),
    "erratum": _("correction"),
    "retraction_notice": _("retraction notice"),
    "expression_of_concern": _("expression of concern"),
    "comment": _("comment"),
    "reply": _("reply"),
    "editorial": _("editorial"),
    "letter": _("letter"),
    "news": _("news"),
    "patient_summary": _("summary for patients"),
    "protocol": _("protocol"),
    "peer_review": _("peer review"),
    "review": _("review"),
    "conference_abstract": _("conference abstract"),
    "republished": _("republished article"),
}
"""Kind of a record -> the words a reader sees. From "erratum" on a work may be about another one."""

ABOUT_ANOTHER_WORK = frozenset(
    ["erratum", "retraction_notice", "expression_of_concern", "comment", "reply", "patient_summary", "peer_review"]
)
"""Kinds that carry another work's title and are never that work."""

KIND_OF_TYPE = {
    "article-journal": "article",
    "article": "preprint",
    "book": "book",
    "chapter": "chapter",
    "paper-conference": "conference_paper",
    "report": "report",
    "thesis": "thesis",
    "dataset": "dataset",
    "software": "dataset",
}

RELATIONS: dict[str, str] = {
    "erratum_of": "corrects",
    "has_erratum": "is corrected by",
    "retraction_of": "retracts",
    "retracted_by": "is retracted by",
    "partial_retraction_of": "retracts a part of",
    "partly_retracted_by": "is retracted in part by",
    "concern_about": "expresses concern about",
    "expression_of_concern": "is the subject of the concern expressed in",
    "comment_on": "comments on",
    "commented_by": "is commented on by",
    "reply_to": "replies to",
    "has_reply": "is replied to by",
    "summary_for_patients_of": "summarises for patients",
    "summary_for_patients": "is summarised for patients in",
    "preprint_of": "is a preprint of",
    "published_version_of": "is the published version of",
    "version_of": "is a version of",
    "has_version": "has the version",
    "update_of": "updates",
    "update_in": "is updated by",
    "republished_from": "is republished from",
    "republished_in": "is republished in",
    "original_report_in": "has its original report in",
    "review_of": "reviews",
    "has_review": "is reviewed in",
    "translation_of": "is a translation of",
    "has_translation": "is translated in",
    "supplement_to": "is a supplement to",
    "has_supplement": "has the supplement",
    "protocol_of": "is the protocol of",
    "has_protocol": "has its protocol in",
    "part_of": "is a part of",
    "related": "is related to",
}
"""Kind of a relation -> how a reader says it: this record ... the other work."""


@dataclass(frozen=True, slots=True)
class Name:
    """One author or editor: a person (family, and usually given), or a body with its whole name in `literal`.

    `particle` is the non-dropping part before the family name ("van der", "de la"); `suffix` is "Jr", "III".
    Exactly one of `family` and `literal` is filled. `orcid` ("0000-0002-1825-0097") is what the source said about
    the person; it does not belong to the name, so two names that are written alike are equal.
    """

    family: str = ""
    given: str = ""
    particle: str = ""
    suffix: str = ""
    literal: str = ""
    orcid: str = field(default="", compare=False)

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
class Relation:
    """This record `kind` the other work, which is named by an identifier, or only by the text of a reference.

    `kind` is one of RELATIONS. `scheme` is "doi", "pmid", "pmcid", "arxiv" or "" and `identifier` is canonical in it;
    `reference` is how the source cites the other work. `date` is that of the other work as the source gives it
    ("2025", "2025-08", "2025-08-14"), or ""; it does not tell two relations apart.
    """

    kind: str
    scheme: str = ""
    identifier: str = ""
    reference: str = ""
    date: str = field(default="", compare=False)

    def __post_init__(self) -> None:
        if self.kind not in RELATIONS:
            raise ValueError(f"{self.kind!r} is not a relation we know.")
        if bool(self.scheme) != bool(self.identifier):
            raise ValueError("An identifier needs its scheme, and a scheme an identifier.")
        if not self.identifier and not self.reference.strip():
            raise ValueError("A relation names the other work by an identifier or by a reference.")


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
    original_title: str = ""
    kind_of_record: str = ""
    relations: tuple[Relation, ...] = ()

    def __post_init__(self) -> None:
        if not self.title.strip():
            raise ValueError("A citation record needs a title.")
        if self.type not in PUBLICATION_TYPES:
            raise ValueError(f"{self.type!r} is not a publication type we know.")
        if self.kind_of_record and self.kind_of_record not in KINDS:
            raise ValueError(f"{self.kind_of_record!r} is not a kind of record we know.")
        if self.month is not None and self.year is None:
            raise ValueError("A month needs a year.")
        if self.day is not None and self.month is None:
            raise ValueError("A day needs a month.")
        if self.month is not None and not 1 <= self.month <= 12:
            raise ValueError(f"{self.month} is not a month.")
        if self.day is not None and not 1 <= self.day <= 31:
            raise ValueError(f"{self.day} is not a day of a month.")

    @property
    def kind(self) -> str:
        """What the work is, one of KINDS: what the source says, else what its type says."""
        return self.kind_of_record or KIND_OF_TYPE.get(self.type, "other")

    @property
    def says_its_kind(self) -> str:
        """The words for its kind (English), where the source says more than the type does; else ""."""
        told = self.kind_of_record
        return KINDS[told] if told and told != KIND_OF_TYPE.get(self.type, "other") else ""

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
        """Plain JSON types only; `from_dict` gives an equal record back.

        What was added to the record later (ORCIDs, the original title, kind, relations) stands in it only where it
        says something, so that the content of what was published before stays the same to the byte.
        """
        data = dataclasses.asdict(self) | {
            "authors": [_name_to_dict(name) for name in self.authors],
            "editors": [_name_to_dict(name) for name in self.editors],
            "relations": [_relation_to_dict(relation) for relation in self.relations],
        }
        return {key: value for key, value in data.items() if value or key not in _LATER}

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> CitationRecord:
        names = {key: tuple(Name(**name) for name in data.get(key, ())) for key in ("authors", "editors")}
        relations = tuple(Relation(**relation) for relation in data.get("relations", ()))
        return cls(**(data | names | {"relations": relations}))


_LATER = frozenset(["original_title", "kind_of_record", "relations"])


def _relation_to_dict(relation: Relation) -> dict[str, str]:
    parts: dict[str, str] = dataclasses.asdict(relation)
    if not relation.date:
        del parts["date"]
    return parts


def _name_to_dict(name: Name) -> dict[str, str]:
    parts: dict[str, str] = dataclasses.asdict(name)
    if not name.orcid:
        del parts["orcid"]
    return parts


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
class LookUp:
    """One entry that is nothing but an identifier: its record has to be looked up before anything is known of it.

    `scheme` is "doi", "pmid" or "pmcid", `identifier` is canonical in it; `raw` is what stood in the file.
    """

    line: int
    scheme: str
    identifier: str
    raw: str = field(default="", repr=False)


Item = ParsedEntry | Problem | LookUp
"""What an importer gives for one thing it met in a file."""


@dataclass(frozen=True, slots=True)
class ParseResult:
    """What an importer gives back: every entry is in `entries`, in `lookups`, or a refused one in `problems`.

    `fault` is a full sentence when the file as a whole could not be read ("The file is an HTML page, ..."); then
    there are no entries, and the same sentence stands in `problems`. Else it is "". `format` is the importer's name.
    """

    entries: tuple[ParsedEntry, ...] = ()
    problems: tuple[Problem, ...] = ()
    fault: str = ""
    lookups: tuple[LookUp, ...] = ()
    format: str = ""

    @property
    def read(self) -> int:
        """How many entries stood in the file: those read, those to look up, and those refused."""
        return len(self.entries) + len(self.lookups) + sum(problem.refused for problem in self.problems)
