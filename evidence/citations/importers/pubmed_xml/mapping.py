"""The elements of one PubMed article or book to a `CitationRecord`. Element names are those of NLM's DTD."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from lxml import etree

from ... import identifiers
from ...dates import ReadDate
from ...languages import language_tag
from ...markup import clean_text
from ...names import body, plain_person
from ...plain_text import plain_text
from ...record import CitationRecord, Name, Relation
from .. import pubmed_words as words

_ARTICLE_NUMBER = re.compile(r"[A-Za-z]{0,3}\d{1,8}")
_language = lru_cache(maxsize=256)(language_tag)
_date = words.parts_of_date


class NoTitle(ValueError):
    """An article that names no title cannot become a record."""


def to_record(element: Any) -> tuple[str, CitationRecord, list[str]]:
    """(PMID, record, sentences about what deserves a look) of a PubmedArticle, PubmedBookArticle or MedlineCitation.

    Raises NoTitle with a full sentence.
    """
    if element.tag == "PubmedBookArticle":
        return _book(element)
    citation = element if element.tag == "MedlineCitation" else element.find("MedlineCitation")
    article = citation.find("Article") if citation is not None else None
    if article is None:
        raise NoTitle("The article has no MedlineCitation with an Article in it, so no record can be made from it.")
    return _article(element, citation, article)


def _article(element: Any, citation: Any, article: Any) -> tuple[str, CitationRecord, list[str]]:
    facts: dict[str, Any] = {}
    remarks: list[str] = []
    types: list[str] = []
    title = vernacular = language = pages = ""
    doi = pii = ""
    for child in article:
        tag = child.tag
        if tag == "Journal":
            _journal(child, facts, remarks)
        elif tag == "ArticleTitle":
            title = _text(child)
        elif tag == "VernacularTitle":
            vernacular = _text(child)
        elif tag == "AuthorList":
            facts["authors"] = _names(child)
            facts["authors_complete"] = child.get("CompleteYN") != "N"
        elif tag == "Abstract":
            facts["abstract"] = _abstract(child)
        elif tag == "Pagination":
            pages = _pages(child)
        elif tag == "Language":
            language = language or (child.text or "")
        elif tag == "ELocationID":
            if child.get("EIdType") == "doi" and child.get("ValidYN") != "N":
                doi = doi or identifiers.canonical_doi(child.text or "")
            elif child.get("EIdType") == "pii":
                pii = child.text or ""
        elif tag == "PublicationTypeList":
            types = [kind.text or "" for kind in child]
        elif tag == "ArticleDate" and "year" not in facts:
            facts |= _parts(_date_of(child))
    pmid = pmcid = ""
    relations: tuple[Relation, ...] = ()
    references = None
    for child in citation:
        tag = child.tag
        if tag == "PMID":
            pmid = (child.text or "").strip()
        elif tag == "CommentsCorrectionsList":
            references = child
    for identifier in _identifiers(element):
        kind, value = identifier.get("IdType"), identifier.text or ""
        if kind == "doi":
            doi = doi or identifiers.canonical_doi(value)
        elif kind == "pmc":
            pmcid = identifiers.canonical_pmcid(value)
        elif kind == "pubmed":
            pmid = pmid or value.strip()
    title, original = _titles(title, vernacular)
    if facts.get("container_short") == facts.get("container_title"):
        facts["container_short"] = ""
    record_type = words.type_of(types, facts.get("container_title", ""), doi)
    kind = words.kind_of(types, title)
    pmid = identifiers.canonical_pmid(pmid)
    if references is not None:
        relations = _relations(references, record_type == "article", kind)
    if retracted := words.retracted_without_notice(types, relations):
        relations = (*relations, retracted)
    number = pii if not pages and _ARTICLE_NUMBER.fullmatch(pii) else ""
    record = CitationRecord(
        title=title, original_title=original, type=record_type, kind_of_record=kind, relations=relations, doi=doi,
        pmid=pmid, pmcid=pmcid, pages=pages, number=number, language=_language(language) if language != "und" else "",
        **facts,
    )  # fmt: skip
    if not pmid:
        remarks.append("The article gives no PubMed number.")
    return pmid, record, remarks


def _titles(title: str, vernacular: str) -> tuple[str, str]:
    """(title, title in the paper's own language) of an article; raises NoTitle."""
    title, _ = words.plain_title(title)
    original = words.plain_title(vernacular)[0]
    if title.lower() in words.NO_TITLES:
        title, original = original, ""
    if not re.search(r"\w", title):
        raise NoTitle("The article has no title, so no record can be made from it.")
    return title, original if original != title else ""


def _text(element: Any) -> str:
    """An element's text without its markup."""
    text: str = element.text or ""
    if text.isalpha() and not len(element):
        return text
    if len(element):
        inner = etree.tostring(element, encoding="unicode", with_tail=False)
        return clean_text(inner[inner.index(">") + 1 : inner.rindex("</")])
    return clean_text(text) if "<" in text or "&" in text or "\\" in text or "$" in text else plain_text(text)


def _journal(journal: Any, facts: dict[str, Any], remarks: list[str]) -> None:
    for child in journal:
        tag = child.tag
        if tag == "ISSN":
            facts["issn"] = identifiers.canonical_issn(child.text or "")
        elif tag == "Title":
            facts["container_title"] = _text(child)
        elif tag == "ISOAbbreviation":
            facts["container_short"] = _text(child)
        elif tag == "JournalIssue":
            for part in child:
                if part.tag == "Volume":
                    facts["volume"] = plain_text(part.text or "")
                elif part.tag == "Issue":
                    facts["issue"] = plain_text(part.text or "")
                elif part.tag == "PubDate":
                    date = _date_of(part)
                    facts |= _parts(date)
                    if date.remark:
                        remarks.append(date.remark)


def _date_of(element: Any) -> ReadDate:
    year = month = day = whole = ""
    for part in element:
        text = (part.text or "").strip()
        tag = part.tag
        if tag == "Year":
            year = text
        elif tag == "Month":
            month = text
        elif tag == "Day":
            day = text
        elif tag == "MedlineDate":
            whole = text
    return _date(year, month, day) if year else words.medline_date(whole) if whole else ReadDate()


def _parts(date: ReadDate) -> dict[str, int]:
    if date.year is None:
        return {}
    return {
        name: value
        for name, value in (("year", date.year), ("month", date.month), ("day", date.day))
        if value is not None
    }


def _pages(pagination: Any) -> str:
    first = last = whole = ""
    for part in pagination:
        text = part.text or ""
        if part.tag == "MedlinePgn":
            whole = text
        elif part.tag == "StartPage":
            first = text
        elif part.tag == "EndPage":
            last = text
    return words.whole_pages(whole or (f"{first}-{last}" if last else first))


def _names(authors: Any) -> tuple[Name, ...]:
    names = []
    for author in authors:
        family = given = initials = suffix = whole = orcid = ""
        if author.get("ValidYN") == "N":
            continue
        for part in author:
            tag = part.tag
            if tag == "LastName":
                family = _text(part)
            elif tag == "ForeName":
                given = _text(part)
            elif tag == "Initials":
                initials = part.text or ""
            elif tag == "Suffix":
                suffix = _text(part)
            elif tag == "CollectiveName":
                whole = _text(part)
            elif tag == "Identifier" and part.get("Source") == "ORCID":
                orcid = identifiers.canonical_orcid(part.text or "")
        name = plain_person(family, given or initials, suffix, orcid=orcid) if family else None
        if name is not None:
            names.append(name)
        if whole and (group := body(whole)):
            names.append(group)
    return tuple(names)


def _abstract(abstract: Any) -> str:
    """The parts of an abstract, each with the label that its authors gave it: "METHODS: ..."."""
    parts = []
    for part in abstract:
        if part.tag == "AbstractText" and (text := _text(part)):
            label = part.get("Label")
            parts.append(f"{plain_text(label).rstrip(':')}: {text}" if label and label != "UNLABELLED" else text)
    return " ".join(parts)


def _identifiers(element: Any) -> Any:
    """The identifiers of an article itself, not those of the works it cites."""
    for data in element:
        if data.tag == "PubmedData":
            for child in data:
                if child.tag == "ArticleIdList":
                    return child
    return ()


def _relations(references: Any, preprint: bool, kind: str) -> tuple[Relation, ...]:
    found = []
    for reference in references:
        ref_type = reference.get("RefType", "")
        if ref_type == "Cites":
            continue
        pmid = source = ""
        for part in reference:
            if part.tag == "PMID":
                pmid = identifiers.canonical_pmid(part.text or "")
            elif part.tag == "RefSource":
                source = plain_text(part.text or "")
        relation = words.relation(ref_type, pmid=pmid, source=source, preprint=preprint, kind=kind)
        if relation is not None:
            found.append(relation)
    return tuple(dict.fromkeys(found))


def _book(element: Any) -> tuple[str, CitationRecord, list[str]]:
    document = element.find("BookDocument")
    book = document.find("Book") if document is not None else None
    if document is None or book is None:
        raise NoTitle("The entry has no BookDocument with a Book in it, so no record can be made from it.")
    book_title = words.plain_title(_text_of(book, "BookTitle"))[0]
    chapter = words.plain_title(_text_of(document, "ArticleTitle"))[0]
    if chapter == book_title:
        chapter = ""
    if not re.search(r"\w", chapter or book_title):
        raise NoTitle("The book has no title, so no record can be made from it.")
    authors: tuple[Name, ...] = ()
    editors: tuple[Name, ...] = ()
    for names in (*document.iterfind("AuthorList"), *book.iterfind("AuthorList")):
        if names.get("Type") == "editors":
            editors = editors or _names(names)
        else:
            authors = authors or _names(names)
    date = next((_date_of(found) for found in book.iterfind("PubDate")), ReadDate())
    if date.year is None:
        date = next((_date_of(found) for found in document.iterfind("ContributionDate")), ReadDate())
    dois = [found.text or "" for found in document.iterfind("ArticleIdList/ArticleId") if found.get("IdType") == "doi"]
    dois += [found.text or "" for found in book.iterfind("ELocationID") if found.get("EIdType") == "doi"]
    pmid = identifiers.canonical_pmid(document.findtext("PMID", ""))
    language = document.findtext("Language", "")
    types = [found.text or "" for found in document.iterfind("PublicationType")]
    abstract = document.find("Abstract")
    title = chapter or book_title
    record = CitationRecord(
        title=title,
        type="chapter" if chapter else "book",
        kind_of_record=words.kind_of(types, title),
        authors=authors,
        editors=editors,
        container_title=book_title if chapter else "",
        publisher=_text_of(book, "Publisher/PublisherName"),
        place=_text_of(book, "Publisher/PublisherLocation"),
        edition=_text_of(book, "Edition"),
        volume=_text_of(book, "Volume"),
        pages=_pages(pagination) if (pagination := document.find("Pagination")) is not None else "",
        number=_text_of(book, "ReportNumber"),
        doi=next((doi for written in dois if (doi := identifiers.canonical_doi(written))), ""),
        pmid=pmid,
        isbn=identifiers.canonical_isbn(_text_of(book, "Isbn")),
        language=_language(language) if language != "und" else "",
        abstract=_abstract(abstract) if abstract is not None else "",
        year=date.year,
        month=date.month,
        day=date.day,
    )
    return pmid, record, [date.remark] if date.remark else []


def _text_of(element: Any, path: str) -> str:
    found = element.find(path)
    return _text(found) if found is not None else ""
