"""What PubMed's two formats say in the same words: kinds of publications, relations, dates, titles, pages.

Sources: NLM, "MEDLINE/PubMed Data Element (Field) Descriptions" and the DTD of PubMed XML (RefType, PublicationType).
"""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import lru_cache

from .. import identifiers
from ..dates import ReadDate, iso_date, make_date, parse_month
from ..kinds import kind_by_title
from ..preprints import is_preprint_doi, server_name
from ..record import Relation

KIND_OF_PUBLICATION: dict[str, str] = {
    "retraction of publication": "retraction_notice",
    "retraction notice": "retraction_notice",
    "expression of concern": "expression_of_concern",
    "published erratum": "erratum",
    "patient education handout": "patient_summary",
    "comment": "comment",
    "corrected and republished article": "republished",
    "editorial": "editorial",
    "clinical trial protocol": "protocol",
    "letter": "letter",
    "news": "news",
    "newspaper article": "news",
    "systematic review": "review",
    "review": "review",
}
"""PubMed's publication type in small letters -> kind of record. Of several the first of this table counts."""

RELATION_OF_REFERENCE: dict[str, str] = {
    "AssociatedDataset": "related",
    "AssociatedPublication": "related",
    "CommentIn": "commented_by",
    "CommentOn": "comment_on",
    "CorrectedandRepublishedFrom": "republished_from",
    "CorrectedandRepublishedIn": "republished_in",
    "ErratumFor": "erratum_of",
    "ErratumIn": "has_erratum",
    "ExpressionOfConcernFor": "concern_about",
    "ExpressionOfConcernIn": "expression_of_concern",
    "OriginalReportIn": "original_report_in",
    "PartialRetractionIn": "partly_retracted_by",
    "PartialRetractionOf": "partial_retraction_of",
    "ReprintIn": "republished_in",
    "ReprintOf": "republished_from",
    "RepublishedFrom": "republished_from",
    "RepublishedIn": "republished_in",
    "RetractedandRepublishedFrom": "republished_from",
    "RetractedandRepublishedIn": "republished_in",
    "RetractionIn": "retracted_by",
    "RetractionOf": "retraction_of",
    "SummaryForPatientsIn": "summary_for_patients",
    "UpdateIn": "update_in",
    "UpdateOf": "update_of",
}
"""RefType of a CommentsCorrections element -> relation. "Cites" is not one: it says nothing about this work."""

_RETRACTED = ("retracted publication",)


def kind_of(publication_types: Collection[str], title: str) -> str:
    """The kind of a record by what PubMed calls it and, where that leaves it open, by its title."""
    said = {words.lower() for words in publication_types}
    kind = next((kind for words, kind in KIND_OF_PUBLICATION.items() if words in said), "")
    by_title = kind_by_title(title)
    if by_title == "reply" and kind in ("", "comment", "letter"):
        return "reply"
    return by_title or kind if kind in ("", "editorial", "letter", "news", "review") else kind


def type_of(publication_types: Collection[str], journal: str, doi: str) -> str:
    """ "article" for a preprint, else "article-journal"."""
    said = {words.lower() for words in publication_types}
    if "preprint" in said or server_name(journal) or is_preprint_doi(doi):
        return "article"
    return "dataset" if "dataset" in said and "journal article" not in said else "article-journal"


def relation(ref_type: str, *, pmid: str, source: str, preprint: bool, kind: str) -> Relation | None:
    """What a reference of PubMed says; None for one that only cites or that names nothing.

    `preprint` and `kind` are those of the record that refers. Between a preprint and a journal PubMed writes
    "UpdateIn" and "UpdateOf"; a summary for patients names its paper as "OriginalReportIn".
    """
    name = RELATION_OF_REFERENCE.get(ref_type)
    if name is None:
        return None
    doi = "" if pmid else identifiers.find_doi(source)
    if name == "update_in" and preprint:
        name = "preprint_of"
    elif name == "update_of" and server_name(source.split(".", 1)[0]):
        name = "published_version_of"
    elif name == "original_report_in" and kind == "patient_summary":
        name = "summary_for_patients_of"
    elif name == "comment_on" and kind == "reply":
        name = "reply_to"
    if not pmid and not doi and not source:
        return None
    scheme, identifier = ("pmid", pmid) if pmid else ("doi", doi) if doi else ("", "")
    return Relation(name, scheme, identifier, source, date_of_reference(source))


_OF_REFERENCE = re.compile(r"[.?!]\s+(\d{4}(?:\s+[A-Z][a-z]{2,8}(?:-[A-Z][a-z]{2,8})?(?:\s+\d{1,2})?)?)\s*(?:[;:.]|\Z)")


def date_of_reference(source: str) -> str:
    """When a work appeared that is cited as "J Rest. 2020 May 5;12(3):45": "2020-05-05"; "" where that is not said."""
    match = _OF_REFERENCE.search(source)
    date = medline_date(match.group(1)) if match else ReadDate()
    return iso_date((date.year, date.month, date.day))


def retracted_without_notice(publication_types: Collection[str], relations: Collection[Relation]) -> Relation | None:
    """The relation of a publication that PubMed marks as retracted without naming the notice."""
    if not any(words.lower() in _RETRACTED for words in publication_types):
        return None
    if any(known.kind in ("retracted_by", "republished_in", "partly_retracted_by") for known in relations):
        return None
    return Relation("retracted_by", reference="PubMed marks this publication as retracted and names no notice.")


_MEDLINE_DATE = re.compile(
    r"\s*(?:([A-Za-z]+)\s+)?(\d{4})(?:\s*-\s*\d{4}(?=\s|$))?(?:\s+([A-Za-z]+)(?:\s+(\d{1,2})(?!\d))?)?"
)
_SEASON = re.compile(r"spring|summer|autumn|fall|winter|christmas|easter|quarter", re.IGNORECASE)


@lru_cache(maxsize=4096)
def medline_date(text: str) -> ReadDate:
    """A date as PubMed prints it; of a range the first: "2018 Apr 5", "1998 Dec-1999 Jan", "2011 Spring"."""
    match = _MEDLINE_DATE.match(text)
    if not match:
        return ReadDate(remark=f"No year could be read from “{text[:60]}”.")
    before, year, month_word, day = match.groups()
    if not month_word or _SEASON.fullmatch(month_word) or (before and _SEASON.fullmatch(before)):
        return make_date(int(year), source=text)
    month, _ = parse_month(month_word)
    return make_date(int(year), month, int(day) if day and month else None, source=text)


@lru_cache(maxsize=4096)
def parts_of_date(year: str, month: str, day: str) -> ReadDate:
    """A date whose parts stand apart: ("2020", "Jul", "24"), ("2020", "07", "")."""
    if not year.isdigit():
        return medline_date(f"{year} {month} {day}".strip())
    number = int(month) if month.isdigit() else parse_month(month)[0] if month and not _SEASON.match(month) else None
    return make_date(int(year), number, int(day) if day.isdigit() and number else None, source=f"{year} {month} {day}")


_ENDS_IN_ITS_OWN_STOP = re.compile(r"(?:\.\w{1,3}|\bal|\.|\b[JS]r|\bvs|\bInc|\bLtd)\.\Z")


def plain_title(title: str) -> tuple[str, bool]:
    """(title, whether it is a translation) without the full stop that PubMed puts behind each title.

    "et al.", "U.S." and an ellipsis keep theirs. Square brackets round the whole title say that PubMed translated it.
    """
    if title.endswith(".") and not _ENDS_IN_ITS_OWN_STOP.search(title[-8:]):
        title = title[:-1].rstrip()
    if title.startswith("[") and title.endswith("]") and title.find("]") == len(title) - 1:
        return title[1:-1].rstrip(".").strip(), True
    return title, False


NO_TITLES = frozenset(["not available", "no title available", "in process citation", "untitled", ""])

_RANGE = re.compile(r"([A-Za-z]*)(\d+)-([A-Za-z]*)(\d+)\Z")


def whole_pages(text: str) -> str:
    """Pages with their last number written out: "454-81" -> "454-481"."""
    if text.isalnum():
        return text
    text = re.sub(r"\s*[-‐‑‒–—−]+\s*", "-", text.strip())
    match = _RANGE.match(text)
    if not match:
        return re.sub(r"\s*[,;]\s*", ", ", text)
    prefix, first, other, last = match.groups()
    if len(last) < len(first) and (not other or other == prefix):
        last = first[: len(first) - len(last)] + last
        other = prefix
    return f"{prefix}{first}-{other}{last}" if first != last or prefix != other else f"{prefix}{first}"
