"""Tags of one PubMed record to a `CitationRecord`. Tags are NLM's ("MEDLINE/PubMed Data Element Descriptions")."""

from __future__ import annotations

import re

from ... import identifiers
from ...dates import ReadDate
from ...languages import language_tag
from ...markup import clean_text
from ...names import body, plain_person
from ...plain_text import plain_text
from ...record import CitationRecord, Name, Relation
from .. import pubmed_words as words

RELATION_OF_TAG: dict[str, str] = {
    "CIN": "CommentIn",
    "CON": "CommentOn",
    "CRI": "CorrectedandRepublishedIn",
    "CRF": "CorrectedandRepublishedFrom",
    "DDIN": "AssociatedDataset",
    "DRIN": "AssociatedPublication",
    "ECI": "ExpressionOfConcernIn",
    "ECF": "ExpressionOfConcernFor",
    "EIN": "ErratumIn",
    "EFR": "ErratumFor",
    "ORI": "OriginalReportIn",
    "PRIN": "PartialRetractionIn",
    "PROF": "PartialRetractionOf",
    "RIN": "RetractionIn",
    "ROF": "RetractionOf",
    "RPI": "RepublishedIn",
    "RPF": "RepublishedFrom",
    "RRI": "RetractedandRepublishedIn",
    "RRF": "RetractedandRepublishedFrom",
    "SPIN": "SummaryForPatientsIn",
    "UIN": "UpdateIn",
    "UOF": "UpdateOf",
}
"""Tag -> RefType of the same reference in PubMed XML."""

_PMID = re.compile(r"\bPMID:?\s*(\d{1,8})\b")
_ARTICLE_NUMBER = re.compile(r"[A-Za-z]{0,3}\d{1,8}")


class NoTitle(ValueError):
    """A record that names no title cannot become one of ours."""


def to_record(fields: list[tuple[str, str]]) -> tuple[str, CitationRecord, list[str]]:
    """(PMID, record, sentences about what deserves a look) of a record's tags and values. Raises NoTitle."""
    values: dict[str, list[str]] = {}
    for tag, value in fields:
        if value:
            values.setdefault(tag, []).append(value)

    def first(*tags: str) -> str:
        return next((values[tag][0] for tag in tags if tag in values), "")

    remarks: list[str] = []
    is_chapter = "BTI" in values and bool(first("TI")) and first("TI") != first("BTI")
    title, _ = words.plain_title(clean_text(first("TI", "BTI", "CTI")))
    original, _ = words.plain_title(clean_text(first("TT")))
    if title.lower() in words.NO_TITLES:
        title, original = original, ""
    if not re.search(r"\w", title):
        raise NoTitle("The record has no title (TI), so no record can be made from it. Fetch it from PubMed again.")
    types = values.get("PT", [])
    doi, pii = _located(values)
    pmid = identifiers.canonical_pmid(first("PMID"))
    journal = clean_text(first("JT", "TA"))
    is_book = "BTI" in values and not journal
    record_type = ("chapter" if is_chapter else "book") if is_book else words.type_of(types, journal, doi)
    kind = words.kind_of(types, title)
    relations = _relations(values, record_type == "article", kind)
    if retracted := words.retracted_without_notice(types, relations):
        relations = (*relations, retracted)
    date = words.medline_date(first("DP")) if first("DP") else _electronic(first("DEP"))
    if date.remark:
        remarks.append(date.remark)
    pages = words.whole_pages(plain_text(first("PG")))
    language = first("LA")
    return (
        pmid,
        CitationRecord(
            title=title,
            original_title=original if original != title else "",
            type=record_type,
            kind_of_record=kind,
            relations=relations,
            authors=_authors(fields),
            editors=tuple(name for value in values.get("FED", values.get("ED", ())) if (name := _name(value))),
            container_title=clean_text(first("BTI")) if is_chapter and is_book else "" if is_book else journal,
            container_short=clean_text(first("TA")) if first("TA") != first("JT") else "",
            publisher=clean_text(first("PB")),
            place=clean_text(first("CP")) if is_book else "",
            edition=plain_text(first("EN")) if is_book else "",
            year=date.year,
            month=date.month,
            day=date.day,
            volume=plain_text(first("VI")),
            issue=plain_text(first("IP")),
            pages=pages,
            number=pii if not pages and _ARTICLE_NUMBER.fullmatch(pii) else "",
            doi=doi,
            pmid=pmid,
            pmcid=identifiers.canonical_pmcid(first("PMC")),
            isbn=identifiers.canonical_isbn(first("ISBN")),
            issn=identifiers.canonical_issn(_issn(values.get("IS", []))),
            language=language_tag(language) if language and language != "und" else "",
            abstract=clean_text(" ".join(values.get("AB", [])[:1])),
        ),
        remarks,
    )


def _located(values: dict[str, list[str]]) -> tuple[str, str]:
    """(DOI, publisher's item number) of "10.1136/x [doi]" and "x-2017 [pii]"."""
    doi = pii = ""
    for value in (*values.get("LID", ()), *values.get("AID", ())):
        text, _, kind = value.rpartition(" [")
        if kind == "doi]":
            doi = doi or identifiers.canonical_doi(text)
        elif kind == "pii]":
            pii = pii or text
    if not doi and (sources := values.get("SO")):
        doi = identifiers.find_doi(sources[0])
    return doi, pii


def _issn(written: list[str]) -> str:
    """As in PubMed XML: the ISSN of the printed or electronic journal, not the one that links both."""
    return next((value for value in written if "Linking" not in value), written[0] if written else "")


def _electronic(text: str) -> ReadDate:
    text = text.strip()
    return words.parts_of_date(text[:4], text[4:6], text[6:8]) if re.fullmatch(r"\d{8}", text) else ReadDate()


def _authors(fields: list[tuple[str, str]]) -> tuple[Name, ...]:
    """The authors in their order: full names (FAU) where they are given, else short ones (AU); bodies (CN) between."""
    full = any(tag == "FAU" and value for tag, value in fields)
    names: list[Name] = []
    for tag, value in fields:
        if tag == ("FAU" if full else "AU") and value:
            name = _name(value)
        elif tag == "CN" and value:
            name = body(plain_text(value))
        elif tag == "AUID" and names and not names[-1].is_body and (orcid := identifiers.canonical_orcid(value)):
            last = names.pop()
            name = Name(last.family, last.given, last.particle, last.suffix, orcid=orcid)
        else:
            continue
        if name is not None:
            names.append(name)
    return tuple(names)


def _name(value: str) -> Name | None:
    """ "Berg, Anna B Jr" or "Berg AB Jr"; a single name stands alone."""
    text = plain_text(value)
    family, comma, given = text.partition(",")
    if not comma:
        match = re.fullmatch(r"(.+?) ([A-Z]{1,4})(?: (Jr|Sr|2nd|3rd|4th|II|III|IV))?", text)
        return plain_person(match.group(1), match.group(2), match.group(3) or "") if match else plain_person(text)
    parts = given.split(",")
    given, suffix = parts[0].strip(), parts[1].strip() if len(parts) > 1 else ""
    match = re.fullmatch(r"(.*?)\s*\b(Jr|Sr|2nd|3rd|4th|II|III|IV)", given) if not suffix else None
    if match:
        given, suffix = match.groups()
    return plain_person(family.strip(), given, suffix)


def _relations(values: dict[str, list[str]], preprint: bool, kind: str) -> tuple[Relation, ...]:
    found = []
    for tag, ref_type in RELATION_OF_TAG.items():
        for value in values.get(tag, ()):
            match = _PMID.search(value)
            pmid = identifiers.canonical_pmid(match.group(1)) if match else ""
            source = plain_text(_PMID.sub("", value)).strip(" .") + ("." if value else "")
            relation = words.relation(ref_type, pmid=pmid, source=source, preprint=preprint, kind=kind)
            if relation is not None:
                found.append(relation)
    return tuple(dict.fromkeys(found))
