"""What a file is that is no bibliography we read, so that its owner knows what to look for."""

from __future__ import annotations

import re

from ..identifiers import find_dois, find_pmids

_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "a PDF document"),
    (b"PK\x03\x04", "a ZIP archive or an office document"),
    (b"\x1f\x8b", "a compressed file"),
    (b"\xd0\xcf\x11\xe0", "an old office document"),
    (b"SQLite format 3", "a database file"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"{\\rtf", "an RTF document"),
)
_XML = r"(?:<\?xml[^>]{0,300}\?>\s*)?(?:<!--.{0,5000}?-->\s*|<\?[^>]{0,300}\?>\s*)*(?:<!DOCTYPE[^>\[]{0,500}>\s*)?"
_BEGINNINGS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"<!doctype\s+html|<html\b|<head\b|<body\b", re.IGNORECASE), "an HTML page"),
    (
        re.compile(r"<\?xml[^>]{0,200}\?>\s*(?:<!--.{0,2000}?-->\s*)?<(?:!doctype\s+)?html\b", re.I | re.S),
        "an HTML page",
    ),
    (re.compile(_XML + r"<article[\s>]", re.DOTALL), "the full text of a paper in XML (JATS)"),
    (re.compile(_XML + r"<xml>\s*<records>", re.DOTALL), "an EndNote XML file"),
    (re.compile(_XML + r"<(?:\w+:)?mods", re.DOTALL), "a MODS file"),
    (re.compile(_XML + r"<eSearchResult[\s>]", re.DOTALL), "the answer of a PubMed search with numbers only"),
    (re.compile(_XML + r"<eSummaryResult[\s>]", re.DOTALL), "the answer of a PubMed summary"),
    (re.compile(_XML + r"<rdf:RDF[\s>]", re.DOTALL), "an RDF file, as Zotero exports it"),
    (re.compile(_XML + r"<(?:\w+:)?TEI[\s>]", re.DOTALL), "the text of a paper in XML (TEI)"),
    (re.compile(_XML + r"<(?:\w+:)?collection\s[^>]{0,300}MARC21", re.DOTALL), "a MARC XML file"),
    (re.compile(r"<\?xml|<!DOCTYPE|<[A-Za-z][\w:.-]*(?:\s[^<>]{0,2000})?/?>", re.IGNORECASE), "an XML file"),
    (re.compile(r"TY  ?- ", re.IGNORECASE), "a RIS file"),
    (re.compile(r"PMID- ?\d"), "a PubMed (NBIB) file"),
    (re.compile(r"%0 [A-Z]"), "an EndNote file"),
    (re.compile(r"FN [^\n]{1,80}\n(?:VR|PT) |PT [A-Z]\n(?:AU|AF|TI|BA|CA|GP) "), "a Web of Science file"),
    (re.compile(r"RT [A-Z][A-Za-z ]{2,40}\n(?:SR|ID|A1|T1|JF|YR) "), "a RefWorks file"),
    (re.compile(r"Record #\d{1,8} of \d{1,8}\n(?:ID|AU|TI): "), "a Cochrane Library text file"),
    (re.compile(r"VN  - Ovid", re.IGNORECASE), "an Ovid text file"),
    (re.compile(r"\[\s*(?:\{\s*\"|\])|\{\s*(?:\"[^\"\n]{0,200}\"\s*:|\})"), "a JSON file"),
    (re.compile(r"<\d{1,8}>\s*\n\s*[A-Z][a-z]+"), "an Ovid text file"),
)
_MAY_BEGIN: tuple[tuple[re.Pattern[str], str], ...] = (
    (
        re.compile(r"(?:1[.:] )?[^\n]{10,400}\n(?:[^\n]{0,4000}\n){0,60}?(?:Author information:|PMID: \d)"),
        "a PubMed text file for reading",
    ),
    (re.compile(r"cff-version:"), "a CITATION.cff file"),
    (re.compile(r"(?:---\s*\n)?(?:references:\s*\n\s*-\s|[\w:-]+:\s*\n\s+(?:type|title):)"), "a YAML file"),
)
_OF_OTHERS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"(?<!\\)\"itemType\"\s*:"), "JSON of Zotero's own, not CSL-JSON"),
    (re.compile(r"(?<!\\)\"https://openalex\.org/"), "an answer of OpenAlex"),
    (re.compile(r"(?<!\\)\"paperId\"\s*:"), "an answer of Semantic Scholar"),
)
"""JSON that has titles and identifiers, but its authors and types under names that CSL does not know."""
_TABLES: tuple[tuple[str, str], ...] = (
    ("eid", "a table from Scopus"), ("source title", "a table from Scopus"), ("nihms id", "a table from PubMed"),
    ("item type", "a table from Zotero"), ("pt", "a table from Web of Science"),
)  # fmt: skip
"""A column that only one source has -> what the table is."""
_NAMES_OF_COLUMNS = frozenset(
    ["author", "authors", "au", "year", "publication year", "doi", "pmid", "journal", "abstract"]
)

ADVICE: dict[str, str] = {
    "an HTML page": "Save the references themselves, not the page: most sites offer “Cite”, “Export” or “Send to”.",
    "a PDF document": "Bring its DOI in a list, or export the reference from the publisher's page.",
    "the full text of a paper in XML (JATS)": "Bring its DOI or PMID in a list instead.",
    "an EndNote XML file": "Export from EndNote as RefMan (RIS) or BibTeX.",
    "an EndNote file": "Export from EndNote as RefMan (RIS) or BibTeX.",
    "a MODS file": "Export from the program that wrote it as RIS or BibTeX.",
    "a Web of Science file": "Export from Web of Science as RIS or BibTeX.",
    "an Ovid text file": "Export from Ovid as RIS.",
    "the answer of a PubMed search with numbers only": "Fetch the records from PubMed and import those.",
    "an office document or a ZIP archive": "Export the references from the program that keeps them.",
    "the answer of a PubMed summary": "Fetch the records from PubMed and import those.",
    "an RDF file, as Zotero exports it": "Export from Zotero as RIS, BibTeX or CSL JSON.",
    "the text of a paper in XML (TEI)": "Bring its DOI or PMID in a list instead.",
    "a MARC XML file": "Export from the library's catalogue as RIS or BibTeX.",
    "a RefWorks file": "Export from RefWorks as RIS or BibTeX.",
    "a Cochrane Library text file": "Export from the Cochrane Library as RIS.",
    "a PubMed text file for reading": "In PubMed choose “Send to: Citation manager”, or the format “PubMed”.",
    "a CITATION.cff file": "Export the reference as BibTeX.",
    "a YAML file": "Export from the program that wrote it as BibTeX, RIS or CSL-JSON.",
    "JSON of Zotero's own, not CSL-JSON": "Export from Zotero as CSL JSON, RIS or BibTeX.",
    "an answer of OpenAlex": "Bring the DOIs in a list instead.",
    "an answer of Semantic Scholar": "Bring the DOIs in a list instead.",
    "a table from Scopus": "Export from Scopus as RIS or BibTeX.",
    "a table from PubMed": "In PubMed choose “Send to: Citation manager”, or the format “PubMed”.",
    "a table from Zotero": "Export from Zotero as RIS, BibTeX or CSL JSON.",
    "a table from Web of Science": "Export from Web of Science as RIS or BibTeX.",
    "a table": "Export the references as RIS or BibTeX, or bring their DOIs or PMIDs in a list.",
    "an XML file": "Export the references as RIS, BibTeX or CSL-JSON.",
    "a text in which DOIs or PMIDs stand": "Bring the identifiers alone, one a line.",
}
"""What a file is -> what its owner can do."""
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1b\x7f\ufffd]")
_BINARY_SHARE = 0.05  # of control characters in the first part of a text; a text has next to none


def what_it_is(data: bytes | str, text: str) -> str:
    """ "an HTML page", "a PDF document", "empty"; "" when nothing speaks for another kind of file.

    `text` is `data` decoded. Only the beginning is looked at.
    """
    if not text.strip("\ufeff \t\r\n\f\v"):
        return "empty"
    if isinstance(data, bytes):
        for magic, words in _MAGIC:
            if data.startswith(magic):
                return words
    head = text[:8000].lstrip("\ufeff \t\r\n")
    if head[0] in "[{" and (words := json_of_others(text)):
        return words
    for beginning, words in _BEGINNINGS:
        if beginning.match(head):
            return words
    if len(_CONTROL.findall(head)) > _BINARY_SHARE * len(head):
        return "a binary file, not a text"
    return ""


def what_it_may_be(text: str) -> str:
    """The same of a text that no importer takes for its own, by marks that may also stand in what one reads."""
    head = text[:8000].lstrip("\ufeff \t\r\n")
    if words := next((words for beginning, words in _MAY_BEGIN if beginning.match(head)), "") or _table(head):
        return words
    return "a text in which DOIs or PMIDs stand" if find_dois(head) or find_pmids(head) else ""


def json_of_others(text: str) -> str:
    """What a JSON text is that looks like CSL-JSON and is another program's; ""."""
    return next((words for mark, words in _OF_OTHERS if mark.search(text)), "")


def _table(head: str) -> str:
    """What a table is by the names of its columns; "" for what is none."""
    first = head.partition("\n")[0][:4000].lower()
    for sign in ",;\t":
        columns = {cell.strip(' "\r') for cell in first.split(sign)}
        if columns & {"pt", "ti"} == {"pt", "ti"} or (
            len(columns) >= 3 and any("title" in one for one in columns) and columns & _NAMES_OF_COLUMNS
        ):
            return next((words for column, words in _TABLES if column in columns), "a table")
    return ""
