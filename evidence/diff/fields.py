"""What each field of a page's content is called, and how its values read: the table behind every diff.

A field that is not in the table is shown all the same: its label is made from its key ("sample_size" in "trial"
is "Trial: Sample size") and it stands in the section of the block it belongs to, or under "Other". So a field
that somebody adds to the content later is never missing from a diff; a row here only gives it better words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from evidence import vocabulary as words
from evidence.citations.record import PUBLICATION_TYPES
from evidence.pem import INFORMAL_DIAGNOSES, NOT_APPLICABLE_REASONS, NOT_REQUIRED_REASONS, VERDICT_WORDS
from evidence.pem.facts import PURPOSES, REQUIREMENT_WORDS
from evidence.pem.reference import reference_criteria

Path = tuple[str, ...]
"""Keys from the top of the content; "*" stands for any item of a list."""

ITEM = "*"

SECTIONS: dict[str, str] = {
    "page": "This page",
    "pem": "PEM and the criteria used",
    "notices": "Notices",
    "texts": "Texts",
    "citation": "The paper",
    "facts": "Facts",
    "links": "Related records",
    "other": "Other",
    "housekeeping": "House-keeping",
}
"""In the order in which changes are told."""

PEM_METHODS: dict[str, str] = {
    "two_coders": "two coders agreed",
    "adjudicated": "two coders differed, and a third person decided",
    "one_person": "one person",
    "machine": "machine proposal only",
}
"""As `evidence.models.assessment.METHODS` has them; this package knows no models, and a test keeps both equal."""

_INITIALS = {"doi": "DOI", "pmid": "PMID", "pmcid": "PMCID", "url": "URL", "pem": "PEM", "id": "ID", "isbn": "ISBN"}
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip

Told = tuple[str, frozenset[str]]
"""The words of an object, and the keys they have told."""


@dataclass(frozen=True, slots=True)
class Field:
    """How one field is told.

    `words` turns a stored value into a reader's; `short` does so within a sentence; `noun` is what one item of a
    list is called (singular, plural); `added` and `removed` are whole sentences with room for the value.
    `tell` gives the words of an object. `whole`: the value is never taken apart; `whole_items`: its items are not.
    `named`: an item of the list goes by its own words, not by its number. `detail`: follows from other fields or
    matters to few, so that a short account leaves it out (as it does everything in house-keeping).
    """

    label: str
    words: Mapping[str, str] | Callable[[Any], str] | None = None
    short: Mapping[str, str] | None = None
    noun: tuple[str, str] = ("entry", "entries")
    section: str = ""
    added: str = ""
    removed: str = ""
    tell: Callable[[Any], Told] | None = None
    whole: bool = False
    whole_items: bool = False
    named: bool = False
    detail: bool = False


def humanise(key: str) -> str:
    """ "sample_size" -> "Sample size"; "sampleSize" likewise; "doi" -> "DOI"."""
    parts = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", key).replace("_", " ").replace("-", " ").split()
    told = " ".join(_INITIALS.get(part.lower(), part.lower() if part.istitle() else part) for part in parts)
    return capitalise(told) or key


def capitalise(text: str) -> str:
    return text[:1].upper() + text[1:]


def plain_date(value: Any) -> str:
    """ "2025-08-14" -> "14 August 2025"; what is no date stays as it is."""
    match = re.fullmatch(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", str(value))
    if not match or (match[2] and not 1 <= int(match[2]) <= 12):
        return str(value)
    day = [str(int(match[3]))] if match[3] else []
    return " ".join([*day, *([MONTHS[int(match[2]) - 1]] if match[2] else []), match[1]])


def criterion_name(key: Any) -> str:
    entry = reference_criteria().get(str(key))
    return entry.name if entry else INFORMAL_DIAGNOSES.get(str(key), humanise(str(key)))


def _month(value: Any) -> str:
    return MONTHS[value - 1] if isinstance(value, int) and 1 <= value <= 12 else str(value)


def _page(value: Any) -> str:
    return f"/evidence/{value}"


def _unsaid(value: Any) -> str:
    """The address of a linked page is not told: that page may not be published."""
    return ""


def _person(item: Mapping[str, Any]) -> Told:
    parts = ("literal", "given", "particle", "family", "suffix")
    return " ".join(str(item[part]) for part in parts if item.get(part)), frozenset(parts)


def _criterion(item: Mapping[str, Any]) -> Told:
    name, year = str(item.get("name") or criterion_name(item.get("key", ""))), item.get("year")
    said = REQUIREMENT_WORDS.get(str(item.get("pem", "")), humanise(str(item.get("pem") or "")))
    told = f"{name} ({year})" if year and str(year) not in name else name
    return f"{told}: {said}" if said else told, frozenset({"key", "name", "year", "pem", "formal"})


def _topic(item: Mapping[str, Any]) -> Told:
    return str(item.get("name") or humanise(str(item.get("key", "")))), frozenset({"key", "name"})


def _use(item: Mapping[str, Any]) -> Told:
    judged = {"requires": "requires PEM", "does_not_require": "does not require PEM"}
    told = criterion_name(item.get("key", ""))
    if item.get("judged"):
        told += f" (judged for this study: {judged.get(str(item['judged']), humanise(str(item['judged'])))})"
    return told, frozenset({"key", "judged"})


def _record(words_of_kind: Mapping[str, str], *, date: bool = False) -> Callable[[Mapping[str, Any]], Told]:
    """Notices and links: "Correction, 3 May 2024: Its title"."""

    def tell(item: Mapping[str, Any]) -> Told:
        kind = str(item.get("kind", ""))
        told = capitalise(words_of_kind.get(kind, humanise(kind)))
        if date and item.get("date"):
            told += f", {plain_date(item['date'])}"
        if item.get("title"):
            told += f": {item['title']}"
        return told, frozenset({"kind", "title", *(["date"] if date else [])})

    return tell


def _withdrawal(item: Mapping[str, Any]) -> Told:
    on = f" on {plain_date(item['on'])}" if item.get("on") else ""
    because = f": {item['reason']}" if item.get("reason") else ""
    return f"The page was withdrawn{on}{because}", frozenset({"on", "reason"})


_POINTS = ("point", "points")
_VERDICTS = {str(verdict): told for verdict, told in VERDICT_WORDS.items()}
_SETS = ("set of criteria", "sets of criteria")

FIELDS: dict[Path, Field] = {
    ("withdrawn",): Field(
        "Withdrawal", tell=_withdrawal, whole=True, added="{}.", removed="The page is no longer withdrawn.",
        section="page",
    ),
    ("pem",): Field("PEM", section="pem"),
    ("pem", "verdict"): Field(
        "PEM verdict", _VERDICTS, short={key: told.removeprefix("PEM ") for key, told in _VERDICTS.items()}
    ),
    ("pem", "why_not_required"): Field("Why PEM was not required", NOT_REQUIRED_REASONS),
    ("pem", "not_applicable"): Field("Why the badge does not apply", NOT_APPLICABLE_REASONS),
    ("pem", "criteria"): Field("Criteria used", named=True, tell=_criterion, whole_items=True, noun=_SETS),
    ("pem", "cohorts"): Field("Groups of participants", noun=("group", "groups")),
    ("pem", "cohorts", ITEM): Field("Group"),
    ("pem", "cohorts", ITEM, "label"): Field("Name of the group"),
    ("pem", "cohorts", ITEM, "groups"): Field("Criteria that had to be met", whole=True),
    ("pem", "cohorts", ITEM, "groups", ITEM, ITEM): Field("Set of criteria", tell=_use),
    ("pem", "cohorts", ITEM, "explicit_pem"): Field("PEM required in addition"),
    ("pem", "cohorts", ITEM, "purpose"): Field("What the criteria were used for", PURPOSES),
    ("pem", "quote"): Field("The paper's own words"),
    ("pem", "place"): Field("Where in the paper", detail=True),
    ("pem", "reasons"): Field("Why this verdict", noun=("reason", "reasons"), detail=True),
    ("pem", "reason"): Field("Why it was decided so"),
    ("pem", "method"): Field("Who decided on PEM, and how", PEM_METHODS),
    ("pem", "basis"): Field("What the PEM verdict was judged from", words.BASIS),
    ("pem", "decided_on"): Field("PEM decided on", plain_date, detail=True),
    ("pem", "policy_version"): Field("Version of the PEM policy", detail=True),
    ("pem", "machine_version"): Field("Version of the machine that proposed", detail=True),
    ("pem", "keys"): Field("Criteria by which the page is found", criterion_name, section="housekeeping", noun=_SETS),
    ("notices",): Field(
        "Notices", noun=("notice", "notices"), named=True, tell=_record(words.NOTICES, date=True), section="notices"
    ),
    ("notices", ITEM): Field("Notice"),
    ("notices", ITEM, "kind"): Field("Kind", words.NOTICES),
    ("notices", ITEM, "date"): Field("Date", plain_date),
    ("notices", ITEM, "title"): Field("Title"),
    ("notices", ITEM, "detail"): Field("What it says"),
    ("notices", ITEM, "doi"): Field("DOI"),
    ("notices", ITEM, "pmid"): Field("PubMed number"),
    ("notices", ITEM, "source"): Field("Where it was seen"),
    ("texts",): Field("", section="texts"),
    **{
        ("texts", key): Field(label, noun=_POINTS) if key in words.LIST_TEXT_FIELDS else Field(label)
        for key, label in words.TEXT_FIELDS.items()
    },
    ("drafted",): Field("Drafting", section="texts"),
    ("drafted", "by"): Field("Texts written by", words.DRAFTED_BY),
    ("drafted", "version"): Field("Version of the generator", detail=True),
    ("citation",): Field("The paper", section="citation"),
    ("citation", "title"): Field("Title"),
    ("citation", "authors"): Field("Authors", noun=("author", "authors"), named=True, tell=_person, whole_items=True),
    ("citation", "authors_complete"): Field("List of authors is complete"),
    ("citation", "editors"): Field("Editors", noun=("editor", "editors"), named=True, tell=_person, whole_items=True),
    ("citation", "type"): Field("Kind of publication", PUBLICATION_TYPES),
    ("citation", "container_title"): Field("Journal or book"),
    ("citation", "container_short"): Field("Journal, abbreviated"),
    ("citation", "publisher"): Field("Publisher"),
    ("citation", "place"): Field("Place of publication"),
    ("citation", "edition"): Field("Edition"),
    ("citation", "year"): Field("Year"),
    ("citation", "month"): Field("Month", _month),
    ("citation", "day"): Field("Day of the month"),
    ("citation", "volume"): Field("Volume"),
    ("citation", "issue"): Field("Issue"),
    ("citation", "pages"): Field("Pages"),
    ("citation", "number"): Field("Article or report number"),
    ("citation", "doi"): Field("DOI"),
    ("citation", "pmid"): Field("PubMed number"),
    ("citation", "pmcid"): Field("PubMed Central number"),
    ("citation", "isbn"): Field("ISBN"),
    ("citation", "issn"): Field("ISSN"),
    ("citation", "url"): Field("Address of the paper"),
    ("citation", "accessed"): Field("Address read on", plain_date),
    ("citation", "version"): Field("Version of the paper"),
    ("citation", "language"): Field("Language of the paper"),
    ("design",): Field("Study design", words.STUDY_DESIGNS, section="facts"),
    ("peer_review",): Field("Peer review", words.PEER_REVIEW, section="facts"),
    ("basis",): Field("What the texts are based on", words.BASIS, section="facts"),
    ("topics",): Field(
        "Topics", noun=("topic", "topics"), named=True, tell=_topic, whole_items=True, section="facts"
    ),
    ("facts",): Field("", section="facts"),
    ("facts", "cases"): Field("Number of people with ME/CFS"),
    ("facts", "controls"): Field("Number of people in the comparison group"),
    ("facts", "severity"): Field("Severity included"),
    ("facts", "duration"): Field("Duration"),
    ("facts", "country"): Field("Country"),
    ("facts", "funder"): Field("Funder"),
    ("facts", "registration"): Field("Registration"),
    ("facts", "open_access_url"): Field("Address of the free full text"),
    ("judgement",): Field("", section="facts"),
    ("judgement", "risk_of_bias"): Field("Risk of bias", words.RISK_OF_BIAS),
    ("judgement", "replication"): Field("Replication", words.REPLICATION),
    ("judgement", "replication_note"): Field("Note on replication"),
    ("links",): Field(
        "Related records", noun=("related record", "related records"), named=True, tell=_record(words.LINKS),
        section="links",
    ),
    ("links", ITEM): Field("Related record"),
    ("links", ITEM, "kind"): Field("How it is related", words.LINKS),
    ("links", ITEM, "title"): Field("Title"),
    ("links", ITEM, "slug"): Field("Page of the atlas", _unsaid),
    ("links", ITEM, "doi"): Field("DOI"),
    ("links", ITEM, "pmid"): Field("PubMed number"),
    ("slug",): Field("Address of this page", _page, section="housekeeping"),
    ("language",): Field("Language of this page", {"en-GB": "British English"}, section="housekeeping"),
    ("identity",): Field("Identity", section="housekeeping"),
    ("identity", "confirmed_on"): Field("Identity of the paper confirmed on", plain_date),
    ("identity", "sources"): Field("Sources that confirm the identity", noun=("source", "sources")),
    ("schema",): Field("Version of the page's structure", section="housekeeping"),
}  # fmt: skip
"""In the order in which the fields of a section are told."""
