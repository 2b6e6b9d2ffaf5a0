"""CSL-JSON: what Zotero, Mendeley, pandoc and citation-js write, and what doi.org gives on request."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from .. import identifiers
from ..dates import ReadDate, make_date, parse_date
from ..kinds import kind_by_title, kind_by_words
from ..languages import language_tag
from ..markup import clean_text
from ..names import body, plain_person
from ..plain_text import plain_text
from ..preprints import is_preprint_doi, server_name
from ..record import PUBLICATION_TYPES, CitationRecord, Item, Name, ParseResult
from . import foreign
from .base import Text, collected
from .json_items import records_of
from .json_values import dates_of, first_text, text_of
from .pubmed_words import whole_pages

_TYPES = {
    "article-magazine": "article-journal",
    "article-newspaper": "article-journal",
    "journal-article": "article-journal",
    "review": "article-journal",
    "review-book": "article-journal",
    "posted-content": "article",
    "preprint": "article",
    "book-chapter": "chapter",
    "entry": "chapter",
    "entry-dictionary": "chapter",
    "entry-encyclopedia": "chapter",
    "speech": "paper-conference",
    "proceedings-article": "paper-conference",
    "post": "webpage",
    "post-weblog": "webpage",
    "website": "webpage",
    "classic": "book",
    "monograph": "book",
    "edited-book": "book",
    "collection": "book",
    "periodical": "book",
    "dissertation": "thesis",
    "standard": "report",
}
_SNIFF = re.compile(r"[\s\ufeff]*(?:\[\s*\{|\{)")
_OF_CSL = re.compile(
    r'"(?:citation-key|container-title|issued|DOI|author|publisher-place|citation-label|id)"\s*:\s*(?=[\"{\[\d])'
)
_OF_AN_ITEM = re.compile(r'"type"\s*:\s*"[a-z-]{3,30}"|"title"\s*:\s*"|"citation-key"\s*:')
_EXTRA = re.compile(r"^\s*(PMID|PMCID|DOI|arXiv)\s*:\s*(\S.*?)\s*$", re.IGNORECASE | re.MULTILINE)


class CSLJSON:
    """The importer for CSL-JSON."""

    name = "csl_json"
    label = "CSL-JSON"
    extensions: tuple[str, ...] = (".json",)
    anchored = True

    def sniff(self, head: str) -> bool:
        if not (_SNIFF.match(head) and _OF_CSL.search(head) and _OF_AN_ITEM.search(head)):
            return False
        return not foreign.json_of_others(head)

    def read(self, text: Text) -> Iterator[Item]:
        return records_of(
            text,
            key=lambda value: str(value.get("citation-key") or value.get("id") or ""),
            to_record=to_record,
            nothing="The file holds no item.",
        )

    def parse(self, text: str) -> ParseResult:
        """All of a text at once."""
        return collected(self.read(Text.of(text)))


def to_record(item: dict[str, Any]) -> tuple[CitationRecord, list[str]]:
    """The record of a CSL item and sentences about what deserves a look. Raises ValueError with a sentence."""
    remarks: list[str] = []
    title = clean_text(first_text(item, "title"))
    if not re.search(r"\w", title):
        raise ValueError("The item has no title, so no record can be made from it. Add its title and import again.")
    said = text_of(item.get("type"))
    record_type = _TYPES.get(said, said)
    if record_type not in PUBLICATION_TYPES:
        record_type = "document"
        if said and said not in PUBLICATION_TYPES:
            remarks.append(f"The type “{said[:40]}” was read as: {PUBLICATION_TYPES[record_type]}.")
    extra = {name.upper(): value for name, value in _EXTRA.findall(text_of(item.get("note")))}
    doi_text = first_text(item, "DOI") or extra.get("DOI", "")
    doi = identifiers.canonical_doi(doi_text)
    if doi_text and not doi:
        remarks.append(f"“{doi_text[:80]}” is not a DOI; it was left out.")
    container = clean_text(first_text(item, "container-title"))
    publisher = clean_text(first_text(item, "publisher"))
    server = server_name(container) or server_name(publisher)
    if record_type in ("article", "article-journal") and (is_preprint_doi(doi) or server_name(container)):
        record_type = "article"
    if record_type == "article" and not container and (server or publisher):
        container, publisher = publisher, ""
    url = first_text(item, "URL").strip()
    own_doi = identifiers.canonical_doi(url)
    doi = doi or own_doi
    pmid_text = text_of(item.get("PMID")) or extra.get("PMID", "")
    pmid = identifiers.canonical_pmid(pmid_text) or identifiers.find_pmid(url)
    pmcid = identifiers.canonical_pmcid(text_of(item.get("PMCID")) or extra.get("PMCID", ""))
    pmcid = pmcid or identifiers.find_pmcid(pmid_text)
    if pmid_text and not pmid and not pmcid:
        remarks.append(f"“{pmid_text[:40]}” is not a PubMed number; it was left out.")
    authors, complete = names_of(item.get("author"))
    custom = item.get("custom")
    if isinstance(custom, dict) and custom.get("authors-complete") is False:
        complete = False
    editors, _ = names_of(item.get("editor"))
    date = _date(item.get("issued"))
    if date.remark:
        remarks.append(date.remark)
    accessed = _date(item.get("accessed"))
    isbn_text, issn_text = first_text(item, "ISBN"), first_text(item, "ISSN")
    original = clean_text(first_text(item, "original-title"))
    pages = whole_pages(plain_text(first_text(item, "page")))
    number = plain_text(first_text(item, "number") or first_text(item, "article-number"))
    return CitationRecord(
        title=title,
        original_title=original if original != title else "",
        type=record_type,
        kind_of_record=kind_by_title(title) or kind_by_words(first_text(item, "genre")),
        authors=authors,
        authors_complete=complete or not authors,
        editors=editors,
        container_title=container,
        container_short=clean_text(
            first_text(item, "container-title-short") or first_text(item, "journalAbbreviation")
        ),
        publisher=publisher,
        place=clean_text(first_text(item, "publisher-place")),
        edition=plain_text(first_text(item, "edition")),
        year=date.year,
        month=date.month,
        day=date.day,
        volume=plain_text(first_text(item, "volume")),
        issue=plain_text(first_text(item, "issue")),
        pages=pages,
        number="" if number == pages else number,
        doi=doi,
        pmid=pmid,
        pmcid=pmcid,
        isbn=identifiers.canonical_isbn(isbn_text),
        issn=identifiers.canonical_issn(issn_text),
        url="" if own_doi or not re.match(r"(?:https?|ftp)://\S+\Z", url) else url,
        accessed="-".join(f"{part:02d}" for part in (accessed.year, accessed.month, accessed.day) if part is not None),
        version=plain_text(first_text(item, "version")),
        language=language_tag(first_text(item, "language")) if item.get("language") else "",
        abstract=clean_text(first_text(item, "abstract")),
    ), remarks


def names_of(written: Any) -> tuple[tuple[Name, ...], bool]:
    """(names, whether that is all of them) of a list of CSL names."""
    names: list[Name] = []
    complete = True
    for one in written if isinstance(written, list) else ():
        if not isinstance(one, dict):
            one = {"literal": one} if isinstance(one, str) else {}
        literal = clean_text(text_of(one.get("literal")) or text_of(one.get("name")))
        family, given = clean_text(text_of(one.get("family"))), clean_text(text_of(one.get("given")))
        particle = clean_text(text_of(one.get("non-dropping-particle")) or text_of(one.get("dropping-particle")))
        if re.fullmatch(r"others|et\.? al\.?", (literal or family).lower()) and not given:
            complete = False
            continue
        orcid = identifiers.canonical_orcid(text_of(one.get("ORCID")))
        if one.get("isInstitution") and family and not given:
            literal = literal or family
        if literal:
            name = body(literal)
        else:
            name = plain_person(family, given, clean_text(text_of(one.get("suffix"))), particle, orcid)
        if name is not None:
            names.append(name)
    return tuple(names), complete


def _date(written: Any) -> ReadDate:
    """A CSL date: date-parts, or a text in `raw` or `literal`, or a bare text; of a range the first."""
    parts = dates_of(written)
    if parts:
        year, month, day = parts
        return make_date(year, month, day, source="-".join(str(part) for part in parts if part is not None))
    text = written if isinstance(written, str) else ""
    if isinstance(written, dict):
        text = text_of(written.get("raw")) or text_of(written.get("literal")) or text_of(written.get("date-parts"))
    if text:
        return parse_date(text)
    return ReadDate(remark="The item has a date in which no year could be read.") if written else ReadDate()
