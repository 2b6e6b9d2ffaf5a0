"""Crossref's JSON: one work, an answer of the API around it ("message"), or a list of works.

Field names are those of Crossref's REST API. `update-to` says what a work corrects or retracts, `updated-by` what
corrects or retracts it, `relation` names preprints, comments, reviews and translations.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from .. import identifiers
from ..dates import ReadDate, iso_date, make_date
from ..kinds import kind_by_title
from ..languages import language_tag
from ..markup import clean_text
from ..names import body, plain_person
from ..plain_text import plain_text
from ..preprints import is_preprint_doi
from ..record import PUBLICATION_TYPES, CitationRecord, Item, Name, ParseResult, Relation
from .base import Text, collected
from .json_items import records_of
from .json_values import dates_of, first_text, text_of
from .pubmed_words import whole_pages

TYPES: dict[str, str] = {
    "journal-article": "article-journal",
    "journal-issue": "book",
    "journal-volume": "book",
    "journal": "book",
    "posted-content": "article",
    "book": "book",
    "monograph": "book",
    "edited-book": "book",
    "reference-book": "book",
    "book-set": "book",
    "book-series": "book",
    "proceedings": "book",
    "proceedings-series": "book",
    "report-series": "book",
    "book-chapter": "chapter",
    "book-section": "chapter",
    "book-part": "chapter",
    "book-track": "chapter",
    "reference-entry": "chapter",
    "proceedings-article": "paper-conference",
    "report": "report",
    "report-component": "report",
    "standard": "report",
    "dissertation": "thesis",
    "dataset": "dataset",
    "database": "dataset",
    "peer-review": "document",
    "component": "document",
    "grant": "document",
    "other": "document",
}
"""Crossref's type -> type of the record."""

UPDATES: dict[str, tuple[str, str, str]] = {
    "correction": ("erratum_of", "has_erratum", "erratum"),
    "corrigendum": ("erratum_of", "has_erratum", "erratum"),
    "erratum": ("erratum_of", "has_erratum", "erratum"),
    "addendum": ("erratum_of", "has_erratum", "erratum"),
    "clarification": ("erratum_of", "has_erratum", "erratum"),
    "retraction": ("retraction_of", "retracted_by", "retraction_notice"),
    "withdrawal": ("retraction_of", "retracted_by", "retraction_notice"),
    "removal": ("retraction_of", "retracted_by", "retraction_notice"),
    "partial_retraction": ("partial_retraction_of", "partly_retracted_by", "retraction_notice"),
    "expression_of_concern": ("concern_about", "expression_of_concern", "expression_of_concern"),
    "new_version": ("update_of", "update_in", ""),
    "new_edition": ("update_of", "update_in", ""),
}
"""Type of an update -> (relation of the notice, relation of the work it is about, kind of the notice)."""

RELATIONS_OF_CROSSREF: dict[str, str] = {
    "is-preprint-of": "preprint_of",
    "has-preprint": "published_version_of",
    "is-version-of": "version_of",
    "has-version": "has_version",
    "is-comment-on": "comment_on",
    "has-comment": "commented_by",
    "is-reply-to": "reply_to",
    "has-reply": "has_reply",
    "is-review-of": "review_of",
    "has-review": "has_review",
    "is-translation-of": "translation_of",
    "has-translation": "has_translation",
    "is-supplement-to": "supplement_to",
    "is-supplemented-by": "has_supplement",
    "is-part-of": "part_of",
    "is-replaced-by": "update_in",
    "replaces": "update_of",
    "is-protocol-for": "protocol_of",
    "has-protocol": "has_protocol",
}
_SCHEMES = {"doi": identifiers.canonical_doi, "pmid": identifiers.canonical_pmid, "pmcid": identifiers.canonical_pmcid}

_SNIFF = re.compile(r"[\s\ufeff]*(?:\[\s*)?\{")
_OF_CROSSREF = re.compile(
    r'"(?:message-type|message-version|is-referenced-by-count|reference-count|content-domain|published-online|'
    r'published-print|update-to|indexed|deposited)"\s*:'
)
_SHAPE_OF_CROSSREF = re.compile(r'"title"\s*:\s*\[|"message"\s*:\s*\{|"container-title"\s*:\s*\[')


class CrossrefJSON:
    """The importer for Crossref's JSON."""

    name = "crossref_json"
    label = "Crossref JSON"
    extensions: tuple[str, ...] = (".json",)
    anchored = True

    def sniff(self, head: str) -> bool:
        return bool(_SNIFF.match(head) and _OF_CROSSREF.search(head) and _SHAPE_OF_CROSSREF.search(head))

    def read(self, text: Text) -> Iterator[Item]:
        return records_of(
            text, key=lambda value: text_of(value.get("DOI")), to_record=to_record, nothing="The file holds no work."
        )

    def parse(self, text: str) -> ParseResult:
        """All of a text at once."""
        return collected(self.read(Text.of(text)))


def to_record(work: dict[str, Any]) -> tuple[CitationRecord, list[str]]:
    """The record of a Crossref work and sentences about what deserves a look. Raises ValueError with a sentence."""
    remarks: list[str] = []
    title = clean_text(first_text(work, "title"))
    subtitle = clean_text(first_text(work, "subtitle"))
    if title and subtitle and subtitle.lower() not in title.lower():
        title = f"{title}{' ' if title[-1] in '?!:.' else ': '}{subtitle}"
    doi_text = text_of(work.get("DOI"))
    doi = identifiers.canonical_doi(doi_text)
    if doi_text and not doi:
        remarks.append(f"“{doi_text[:80]}” is not a DOI; it was left out.")
    if not re.search(r"\w", title):
        what = f"The work {doi}" if doi else "The work"
        raise ValueError(f"{what} has no title, so no record can be made from it. Add its title and import again.")
    said = text_of(work.get("type"))
    record_type = TYPES.get(said, said if said in PUBLICATION_TYPES else "document")
    if said and said not in TYPES and said not in PUBLICATION_TYPES:
        remarks.append(f"The type “{said[:40]}” was read as: {PUBLICATION_TYPES[record_type]}.")
    subtype = text_of(work.get("subtype"))
    if record_type == "article" and subtype and subtype != "preprint" and not is_preprint_doi(doi):
        record_type = "document"
    relations, kind = _relations(work)
    kind = kind_by_title(title) or kind or ("peer_review" if said == "peer-review" else "")
    container = clean_text(first_text(work, "container-title"))
    publisher = clean_text(first_text(work, "publisher"))
    if record_type == "article":
        institution = work.get("institution")
        if isinstance(institution, list) and institution and isinstance(institution[0], dict):
            container = container or clean_text(text_of(institution[0].get("name")))
        container = (
            container or clean_text(first_text(work, "group-title")) if not publisher else container or publisher
        )
        publisher = "" if publisher == container else publisher
    date = _date(work)
    if date.remark:
        remarks.append(date.remark)
    pages = whole_pages(plain_text(first_text(work, "page")))
    number = plain_text(first_text(work, "article-number"))
    issn, isbn = first_text(work, "ISSN"), first_text(work, "ISBN")
    issue = work.get("journal-issue")
    original = clean_text(first_text(work, "original-title"))
    return CitationRecord(
        title=title,
        original_title=original if original != title else "",
        type=record_type,
        kind_of_record=kind,
        relations=relations,
        authors=names_of(work.get("author")),
        editors=names_of(work.get("editor")),
        container_title=container,
        container_short=clean_text(first_text(work, "short-container-title")),
        publisher=publisher,
        place=clean_text(first_text(work, "publisher-location")),
        edition=plain_text(first_text(work, "edition-number")),
        year=date.year,
        month=date.month,
        day=date.day,
        volume=plain_text(first_text(work, "volume")),
        issue=plain_text(first_text(work, "issue") or (first_text(issue, "issue") if isinstance(issue, dict) else "")),
        pages=pages,
        number="" if number == pages else number,
        doi=doi,
        isbn=identifiers.canonical_isbn(isbn),
        issn=identifiers.canonical_issn(issn),
        language=language_tag(text_of(work.get("language"))) if work.get("language") else "",
        abstract=clean_text(first_text(work, "abstract")),
    ), remarks


def names_of(written: Any) -> tuple[Name, ...]:
    """The names of a list of Crossref contributors."""
    names = []
    for one in written if isinstance(written, list) else ():
        if not isinstance(one, dict):
            continue
        orcid = identifiers.canonical_orcid(text_of(one.get("ORCID")))
        family, given = clean_text(text_of(one.get("family"))), clean_text(text_of(one.get("given")))
        whole = clean_text(text_of(one.get("name")) or text_of(one.get("literal")))
        if whole and not family:
            name = body(whole)
        else:
            name = plain_person(family, given, clean_text(text_of(one.get("suffix"))), orcid=orcid)
        if name is not None:
            names.append(name)
    return tuple(names)


def _date(work: dict[str, Any]) -> ReadDate:
    """The first date of publication of the final form: in print, else as issued, else online."""
    for field in ("published-print", "issued", "published", "published-online", "posted", "created"):
        if parts := dates_of(work.get(field)):
            source = "-".join(str(part) for part in parts if part is not None)
            return make_date(parts[0], parts[1], parts[2], source=source)
    return ReadDate(remark="The work gives no year.")


def _relations(work: dict[str, Any]) -> tuple[tuple[Relation, ...], str]:
    """(relations, the kind of record that they make of the work)."""
    found: list[Relation] = []
    kind = ""
    for field, place in (("update-to", 0), ("updated-by", 1)):
        updates = work.get(field)
        for update in updates if isinstance(updates, list) else ():
            if not isinstance(update, dict):
                continue
            said = text_of(update.get("type")).lower().replace("-", "_").replace(" ", "_")
            known = UPDATES.get(said, ("update_of", "update_in", ""))
            doi = identifiers.canonical_doi(text_of(update.get("DOI")))
            if doi and doi != identifiers.canonical_doi(text_of(work.get("DOI"))):
                label = plain_text(text_of(update.get("label")))
                found.append(Relation(known[place], "doi", doi, label, iso_date(dates_of(update.get("updated")))))
                if place == 0:
                    kind = kind or known[2]
    relations = work.get("relation")
    for name, targets in relations.items() if isinstance(relations, dict) else ():
        relation = RELATIONS_OF_CROSSREF.get(name, "related" if str(name).startswith(("is-", "has-")) else "")
        for target in targets if relation and isinstance(targets, list) else ():
            if not isinstance(target, dict):
                continue
            scheme = text_of(target.get("id-type")).lower()
            canonical = _SCHEMES[scheme](text_of(target.get("id"))) if scheme in _SCHEMES else ""
            if canonical:
                found.append(Relation(relation, scheme, canonical))
            elif reference := plain_text(text_of(target.get("id")))[:500]:
                found.append(Relation(relation, reference=reference))
    of_relations = {relation.kind for relation in found}
    if not kind:
        kind = "reply" if "reply_to" in of_relations else "comment" if "comment_on" in of_relations else ""
    return tuple(dict.fromkeys(found)), kind
