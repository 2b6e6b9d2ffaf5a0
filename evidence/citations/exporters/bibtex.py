r"""BibTeX, for LaTeX and for every reference manager.

Which entry type, and why (tried with pybtex, BibTool, bibclean, bibutils, pandoc, citation-js and Zotero's
parser): only the types of BibTeX itself. BibTool skips an entry of any other type, bibutils reads it as an
article; in turn every reader takes @misc, and `type` says in words what it is.

    journal article   @article          conference paper  @inproceedings
    book              @book             report            @techreport
    chapter           @incollection     thesis            @phdthesis
    preprint          @misc, as arXiv and Zotero write it; `howpublished` is the server, for styles to print
    dataset, software, web page, document                 @misc; `howpublished` is the publisher

An entry that lacks what its type cannot do without (a report without an institution) becomes @misc too: a
style would print a hole in its place. `url` is the DOI's own address when there is one. doi and url are written
as they are, because biblatex and every .bst read them verbatim.

Remarks: a warning stands in `note`, which styles print; other remarks stand in `annote`, which they leave out. Zotero
makes notes of both, and tags of the keywords.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..latex import encode, encode_title
from ..names import format_names
from ..plain_text import plain_text
from ..preprints import is_preprint_doi, server_name
from ..record import PUBLICATION_TYPES, CitationRecord
from .base import NO_REMARKS, Exporter, Remarks, safe_key

ENTRY_TYPES: dict[str, str] = {
    "article-journal": "article",
    "article": "misc",
    "book": "book",
    "chapter": "incollection",
    "paper-conference": "inproceedings",
    "report": "techreport",
    "thesis": "phdthesis",
    "dataset": "misc",
    "webpage": "misc",
    "software": "misc",
    "document": "misc",
}
"""Type of the record -> entry type. Every PUBLICATION_TYPES key has one."""

_CANNOT_DO_WITHOUT = {
    "article": "container_title",
    "book": "publisher",
    "incollection": "container_title",
    "inproceedings": "container_title",
    "techreport": "publisher",
    "phdthesis": "publisher",
}
_CONTAINER_FIELD = {"article": "journal", "misc": "booktitle"}
_PUBLISHER_FIELD = {"techreport": "institution", "phdthesis": "school"}
_PRINTS_PUBLISHER = frozenset(("document", "webpage", "dataset", "software"))
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


class BibTeX(Exporter):
    """BibTeX with UTF-8 letters and LaTeX's own signs escaped."""

    name = "bibtex"
    label = "BibTeX"
    extension = ".bib"
    media_type = "application/x-bibtex; charset=utf-8"

    def entry(self, key: str, record: CitationRecord, remarks: Remarks = NO_REMARKS) -> str:
        return format_entry(key, record, remarks)


def format_entry(key: str, record: CitationRecord, remarks: Remarks = NO_REMARKS) -> str:
    """One BibTeX entry, ending in a line feed."""
    entry_type = _entry_type(record)
    lines = [f"@{entry_type}{{{safe_key(key)},\n"]
    fields = [(name, value) for name, value in _fields(record, entry_type) if value]
    if remarks is not NO_REMARKS:
        fields += [(name, value) for name, value in _remark_fields(remarks) if value]
    width = max((len(name) for name, _ in fields), default=0)
    for name, value in fields:
        written = value if name == "month" else f"{{{value}}}"
        lines.append(f"  {name:<{width}} = {written},\n")
    lines.append("}\n")
    return "".join(lines)


def _entry_type(record: CitationRecord) -> str:
    entry_type = ENTRY_TYPES[record.type]
    needed = _CANNOT_DO_WITHOUT.get(entry_type)
    return "misc" if needed and not getattr(record, needed) else entry_type


def _fields(record: CitationRecord, entry_type: str) -> Iterator[tuple[str, str]]:
    in_journal = record.type in ("article-journal", "article")
    yield "author", format_names(record.authors, complete=record.authors_complete)
    yield (
        "author+an:orcid",
        "; ".join(f'{place}="{name.orcid}"' for place, name in enumerate(record.authors, 1) if name.orcid),
    )
    yield "editor", format_names(record.editors)
    yield "title", encode_title(record.title)
    yield "origtitle", encode_title(record.original_title)
    if record.type == "article":
        yield "howpublished", encode(record.container_title)
    elif entry_type == "misc" and record.type == "article-journal":
        yield "journal", encode(record.container_title)
    else:
        yield _CONTAINER_FIELD.get(entry_type, "booktitle"), encode(record.container_title)
    yield "shortjournal", encode(record.container_short)
    yield "type", _kind(record, entry_type)
    yield "entrysubtype", record.says_its_kind
    yield "year", "" if record.year is None else f"{record.year:04d}"
    yield "month", "" if record.month is None else _MONTHS[record.month - 1]
    yield "day", "" if record.day is None else str(record.day)
    yield "volume", encode(record.volume)
    if in_journal:
        yield "number", encode(record.issue)
        yield "eid", encode(record.number)
    else:
        yield "issue", encode(record.issue)
        yield "number", encode(record.number)
    yield "pages", re.sub(r"(?<=\w)-(?=\w)", "--", encode(record.pages))
    if record.type in _PRINTS_PUBLISHER:
        yield "howpublished", encode(record.publisher or record.container_title)
    else:
        yield _PUBLISHER_FIELD.get(entry_type, "publisher"), encode(record.publisher)
    yield "address", encode(record.place)
    yield "edition", encode(record.edition)
    yield "version", encode(record.version)
    yield "isbn", encode(record.isbn)
    yield "issn", encode(record.issn)
    yield "doi", _verbatim(record.doi)
    yield "url", _verbatim(record.doi_url or record.url)
    if record.doi and record.url:
        yield "link", _verbatim(record.url)
    yield "urldate", encode(record.accessed)
    yield "pmid", encode(record.pmid)
    yield "pmcid", encode(record.pmcid)
    yield "language", encode(record.language)
    yield "abstract", encode(record.abstract)


def _remark_fields(remarks: Remarks) -> Iterator[tuple[str, str]]:
    yield "note", encode(remarks.warning)
    yield "annote", encode(" · ".join(remarks.notes))
    yield "keywords", encode(", ".join(remarks.keywords))


def _kind(record: CitationRecord, entry_type: str) -> str:
    """The kind of work in words, where the entry type alone would not say it."""
    if entry_type != "misc":
        return ""
    if record.type == "document":
        marks = (record.url, record.accessed, record.container_title, server_name(record.publisher))
        return "Document" if any(marks) or is_preprint_doi(record.doi) else ""
    return PUBLICATION_TYPES[record.type].capitalize()


def _verbatim(text: str) -> str:
    """An identifier or address as it is; only what would break the braces around it is percent-encoded."""
    text = plain_text(text)
    for sign in "\\{} ":
        text = text.replace(sign, f"%{ord(sign):02X}")
    return text
