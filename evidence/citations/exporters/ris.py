"""RIS, as Zotero, EndNote, Mendeley, Citavi and Covidence read it.

One tag a line, `TY` first and `ER` last, lines end with CR LF as the specification asks. A value never holds
a line break. The PubMed number stands in `AN` and the PubMed Central number in `C2`, where EndNote and
PubMed's own exports put them; `ID` is the citation key. What kind of article it is stands in `M3` ("Letter"), where
EndNote has its type of article, and the title in the paper's own language in `OP`. Remarks are notes (`N1`, one a
line) and keywords (`KW`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..plain_text import plain_text
from ..record import CitationRecord, Name
from .base import NO_REMARKS, Exporter, Remarks

REFERENCE_TYPES: dict[str, str] = {
    "article-journal": "JOUR",
    "article": "UNPB",
    "book": "BOOK",
    "chapter": "CHAP",
    "paper-conference": "CPAPER",
    "report": "RPRT",
    "thesis": "THES",
    "dataset": "DATA",
    "webpage": "ELEC",
    "software": "COMP",
    "document": "GEN",
}
"""Type of the record -> RIS type. Every PUBLICATION_TYPES key has one."""


class RIS(Exporter):
    """RIS, one record after the other with an empty line between them."""

    name = "ris"
    label = "RIS"
    extension = ".ris"
    media_type = "application/x-research-info-systems; charset=utf-8"

    separator = "\r\n"

    def entry(self, key: str, record: CitationRecord, remarks: Remarks = NO_REMARKS) -> str:
        lines = [f"{tag}  - {text}" for tag, value in _tags(key, record, remarks) if (text := plain_text(value))]
        return "\r\n".join([*lines, "ER  - "]) + "\r\n"


def format_name(name: Name) -> str:
    """ "van der Berg, Anna, Jr": RIS's order is family, given, suffix; a body's name as it is."""
    if name.is_body:
        return name.literal
    parts = [name.family_full, name.given, name.suffix] if name.suffix else [name.family_full, name.given]
    return ", ".join(parts).rstrip(", ") if not name.suffix else ", ".join(parts)


def _tags(key: str, record: CitationRecord, remarks: Remarks) -> Iterator[tuple[str, str]]:
    in_journal = record.type in ("article-journal", "article")
    edited = record.type == "book" and record.editors and not record.authors
    yield "TY", "EDBOOK" if edited else REFERENCE_TYPES[record.type]
    yield from (("AU", format_name(name)) for name in (record.editors if edited else record.authors))
    if not record.authors_complete:
        yield "N1", "The source of this record does not name all authors."
    if not edited:
        yield from (("A2", format_name(name)) for name in record.editors)
    yield "TI", record.title
    yield "T2", record.container_title
    if record.type == "article-journal":
        yield "JF", record.container_title
    yield "J2", record.container_short
    yield "M3", "Preprint" if record.type == "article" else record.says_its_kind.capitalize()
    yield "OP", record.original_title if record.type == "article-journal" else ""
    yield "PY", "" if record.year is None else f"{record.year:04d}"
    yield "DA", _date(record)
    yield "VL", record.volume
    yield "IS", record.issue
    first, _, last = record.pages.partition("-")
    if re.fullmatch(r"\w+-\w+", record.pages):
        yield "SP", first
        yield "EP", last
    else:
        yield "SP", record.pages or (record.number if in_journal else "")
    if in_journal:
        yield "C7", record.number
    elif record.type == "report":
        yield "SN", record.number
    else:
        yield "M1", record.number
    yield "PB", record.publisher
    yield "CY", record.place
    yield "ET", record.edition or record.version
    yield "SN", record.issn if in_journal else record.isbn or ("" if record.type == "report" else record.issn)
    yield "DO", record.doi
    yield "UR", record.doi_url
    yield "UR", record.url
    yield "Y2", record.accessed.replace("-", "/")
    yield "AN", record.pmid
    yield "C2", record.pmcid
    yield "LA", record.language
    yield "ID", key
    yield "AB", record.abstract
    yield "N1", remarks.warning
    yield from (("N1", note) for note in remarks.notes)
    yield from (("KW", keyword) for keyword in remarks.keywords)


def _date(record: CitationRecord) -> str:
    """ "2023/05/04", "2023/05/": RIS parts year, month and day by slashes; a year alone stands in PY."""
    if record.year is None or record.month is None:
        return ""
    return f"{record.year:04d}/{record.month:02d}/" + ("" if record.day is None else f"{record.day:02d}")


__all__ = ["REFERENCE_TYPES", "RIS", "format_name"]
