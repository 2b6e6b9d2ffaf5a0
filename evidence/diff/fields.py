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
from evidence.citations.record import KINDS, PUBLICATION_TYPES
from evidence.pem import INFORMAL_DIAGNOSES, NOT_APPLICABLE_REASONS, NOT_REQUIRED_REASONS, VERDICT_WORDS
from evidence.pem.facts import PURPOSES, REQUIREMENT_WORDS
from evidence.pem.reference import reference_criteria
from evidence.tongue import gettext
from evidence.tongue import gettext_noop as _

Path = tuple[str, ...]
"""Keys from the top of the content; "*" stands for any item of a list."""

ITEM = "*"

SECTIONS: dict[str, str] = {
    "page": _("This page"),
    "pem": _("PEM and the criteria used"),
    "notices": _("Notices"),
    "texts": _("Texts"),
    "citation": _("The paper"),
    "facts": _("Facts"),
    "links": _("Related records"),
    "other": _("Other"),
    "housekeeping": _("House-keeping"),
}
"""In the order in which changes are told."""

PEM_METHODS: dict[str, str] = {
    "two_coders": _("two coders agreed"),
    "adjudicated": _("two coders differed, and a third person decided"),
    "one_person": _("one person"),
    "machine": _("machine proposal only"),
}
"""As `evidence.models.assessment.METHODS` has them; this package knows no models, and a test keeps both equal."""

_JUDGED = {"requires": _("requires PEM"), "does_not_require": _("does not require PEM")}
_INITIALS = {"doi": "DOI", "pmid": "PMID", "pmcid": "PMCID", "url": "URL", "pem": "PEM", "id": "ID", "isbn": "ISBN"}
MONTHS = (
    _("January"), _("February"), _("March"), _("April"), _("May"), _("June"), _("July"), _("August"),
    _("September"), _("October"), _("November"), _("December"),
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
    noun: tuple[str, str] = (_("entry"), _("entries"))
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
    if not match[2]:
        return match[1]
    month = gettext(MONTHS[int(match[2]) - 1])
    if not match[3]:
        return gettext("%(month)s %(year)s") % {"month": month, "year": match[1]}
    return gettext("%(day)s %(month)s %(year)s") % {"day": int(match[3]), "month": month, "year": match[1]}


def criterion_name(key: Any) -> str:
    entry = reference_criteria().get(str(key))
    return entry.name if entry else gettext(INFORMAL_DIAGNOSES.get(str(key), humanise(str(key))))


def told_word(table: Mapping[str, str], value: Any) -> str:
    """The words of a stored value; those of its key where the table does not know it."""
    key = str(value or "")
    return gettext(table[key]) if table.get(key) else humanise(key)


def _month(value: Any) -> str:
    return gettext(MONTHS[value - 1]) if isinstance(value, int) and 1 <= value <= 12 else str(value)


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
    said = told_word(REQUIREMENT_WORDS, item.get("pem"))
    told = f"{name} ({year})" if year and str(year) not in name else name
    return f"{told}: {said}" if said else told, frozenset({"key", "name", "year", "pem", "formal"})


def _topic(item: Mapping[str, Any]) -> Told:
    return str(item.get("name") or humanise(str(item.get("key", "")))), frozenset({"key", "name"})


def _use(item: Mapping[str, Any]) -> Told:
    told = criterion_name(item.get("key", ""))
    if item.get("judged"):
        judged = told_word(_JUDGED, item["judged"])
        told = gettext("%(criteria)s (judged for this study: %(judged)s)") % {"criteria": told, "judged": judged}
    return told, frozenset({"key", "judged"})


def _record(words_of_kind: Mapping[str, str], *, date: bool = False) -> Callable[[Mapping[str, Any]], Told]:
    """Notices and links: "Correction, 3 May 2024: Its title"."""

    def tell(item: Mapping[str, Any]) -> Told:
        kind = str(item.get("kind", ""))
        told = capitalise(told_word(words_of_kind, kind))
        if date and item.get("date"):
            told += f", {plain_date(item['date'])}"
        if item.get("title"):
            told += f": {item['title']}"
        return told, frozenset({"kind", "title", *(["date"] if date else [])})

    return tell


def _withdrawal(item: Mapping[str, Any]) -> Told:
    told = gettext("The page was withdrawn")
    if item.get("on"):
        told = gettext("The page was withdrawn on %(date)s") % {"date": plain_date(item["on"])}
    return f"{told}: {item['reason']}" if item.get("reason") else told, frozenset({"on", "reason"})


_POINTS = (_("point"), _("points"))
_VERDICTS = {str(verdict): told for verdict, told in VERDICT_WORDS.items()}
_SHORT_VERDICTS = {
    "required": _("required"), "not_required": _("not required"), "unclear": _("unclear"),
    "not_applicable": _("not applicable"),
}  # fmt: skip
_SETS = (_("set of criteria"), _("sets of criteria"))

FIELDS: dict[Path, Field] = {
    ("withdrawn",): Field(
        _("Withdrawal"), tell=_withdrawal, whole=True, added="{}.", removed=_("The page is no longer withdrawn."),
        section="page",
    ),
    ("pem",): Field(_("PEM"), section="pem"),
    ("pem", "verdict"): Field(
        _("PEM verdict"), _VERDICTS, short=_SHORT_VERDICTS
    ),
    ("pem", "why_not_required"): Field(_("Why PEM was not required"), NOT_REQUIRED_REASONS),
    ("pem", "not_applicable"): Field(_("Why the badge does not apply"), NOT_APPLICABLE_REASONS),
    ("pem", "criteria"): Field(_("Criteria used"), named=True, tell=_criterion, whole_items=True, noun=_SETS),
    ("pem", "cohorts"): Field(_("Groups of participants"), noun=(_("group"), _("groups"))),
    ("pem", "cohorts", ITEM): Field(_("Group")),
    ("pem", "cohorts", ITEM, "label"): Field(_("Name of the group")),
    ("pem", "cohorts", ITEM, "groups"): Field(_("Criteria that had to be met"), whole=True),
    ("pem", "cohorts", ITEM, "groups", ITEM, ITEM): Field(_("Set of criteria"), tell=_use),
    ("pem", "cohorts", ITEM, "explicit_pem"): Field(_("PEM required in addition")),
    ("pem", "cohorts", ITEM, "purpose"): Field(_("What the criteria were used for"), PURPOSES),
    ("pem", "quote"): Field(_("The paper's own words")),
    ("pem", "place"): Field(_("Where in the paper"), detail=True),
    ("pem", "reasons"): Field(_("Why this verdict"), noun=(_("reason"), _("reasons")), detail=True),
    ("pem", "reason"): Field(_("Why it was decided so")),
    ("pem", "method"): Field(_("Who decided on PEM, and how"), PEM_METHODS),
    ("pem", "basis"): Field(_("What the PEM verdict was judged from"), words.BASIS),
    ("pem", "decided_on"): Field(_("PEM decided on"), plain_date, detail=True),
    ("pem", "policy_version"): Field(_("Version of the PEM policy"), detail=True),
    ("pem", "machine_version"): Field(_("Version of the machine that proposed"), detail=True),
    ("pem", "keys"): Field(
        _("Criteria by which the page is found"), criterion_name, section="housekeeping", noun=_SETS
    ),
    ("notices",): Field(
        _("Notices"), noun=(_("notice"), _("notices")), named=True, tell=_record(words.NOTICES, date=True),
        section="notices",
    ),
    ("notices", ITEM): Field(_("Notice")),
    ("notices", ITEM, "kind"): Field(_("Kind"), words.NOTICES),
    ("notices", ITEM, "date"): Field(_("Date"), plain_date),
    ("notices", ITEM, "title"): Field(_("Title")),
    ("notices", ITEM, "detail"): Field(_("What it says")),
    ("notices", ITEM, "doi"): Field(_("DOI")),
    ("notices", ITEM, "pmid"): Field(_("PubMed number")),
    ("notices", ITEM, "source"): Field(_("Where it was seen")),
    ("texts",): Field("", section="texts"),
    **{
        ("texts", key): Field(label, noun=_POINTS) if key in words.LIST_TEXT_FIELDS else Field(label)
        for key, label in words.TEXT_FIELDS.items()
    },
    ("drafted",): Field(_("Drafting"), section="texts"),
    ("drafted", "by"): Field(_("Texts written by"), words.DRAFTED_BY),
    ("drafted", "version"): Field(_("Version of the generator"), detail=True),
    ("citation",): Field(_("The paper"), section="citation"),
    ("citation", "title"): Field(_("Title")),
    ("citation", "original_title"): Field(_("Title in the paper's own language")),
    ("citation", "authors"): Field(
        _("Authors"), noun=(_("author"), _("authors")), named=True, tell=_person, whole_items=True
    ),
    ("citation", "authors_complete"): Field(_("List of authors is complete")),
    ("citation", "editors"): Field(
        _("Editors"), noun=(_("editor"), _("editors")), named=True, tell=_person, whole_items=True
    ),
    ("citation", "type"): Field(_("Kind of publication"), PUBLICATION_TYPES),
    ("citation", "kind_of_record"): Field(_("What its source says it is"), KINDS),
    ("citation", "container_title"): Field(_("Journal or book")),
    ("citation", "container_short"): Field(_("Journal, abbreviated")),
    ("citation", "publisher"): Field(_("Publisher")),
    ("citation", "place"): Field(_("Place of publication")),
    ("citation", "edition"): Field(_("Edition")),
    ("citation", "year"): Field(_("Year")),
    ("citation", "month"): Field(_("Month"), _month),
    ("citation", "day"): Field(_("Day of the month")),
    ("citation", "volume"): Field(_("Volume")),
    ("citation", "issue"): Field(_("Issue")),
    ("citation", "pages"): Field(_("Pages")),
    ("citation", "number"): Field(_("Article or report number")),
    ("citation", "doi"): Field(_("DOI")),
    ("citation", "pmid"): Field(_("PubMed number")),
    ("citation", "pmcid"): Field(_("PubMed Central number")),
    ("citation", "isbn"): Field(_("ISBN")),
    ("citation", "issn"): Field(_("ISSN")),
    ("citation", "url"): Field(_("Address of the paper")),
    ("citation", "accessed"): Field(_("Address read on"), plain_date),
    ("citation", "version"): Field(_("Version of the paper")),
    ("citation", "language"): Field(_("Language of the paper")),
    ("design",): Field(_("Study design"), words.STUDY_DESIGNS, section="facts"),
    ("peer_review",): Field(_("Peer review"), words.PEER_REVIEW, section="facts"),
    ("basis",): Field(_("What the texts are based on"), words.BASIS, section="facts"),
    ("topics",): Field(
        _("Topics"), noun=(_("topic"), _("topics")), named=True, tell=_topic, whole_items=True, section="facts"
    ),
    ("facts",): Field("", section="facts"),
    ("facts", "cases"): Field(_("Number of people with ME/CFS")),
    ("facts", "controls"): Field(_("Number of people in the comparison group")),
    ("facts", "severity"): Field(_("Severity included")),
    ("facts", "duration"): Field(_("Duration")),
    ("facts", "country"): Field(_("Country")),
    ("facts", "funder"): Field(_("Funder")),
    ("facts", "registration"): Field(_("Registration")),
    ("facts", "open_access_url"): Field(_("Address of the free full text")),
    ("judgement",): Field("", section="facts"),
    ("judgement", "risk_of_bias"): Field(_("Risk of bias"), words.RISK_OF_BIAS),
    ("judgement", "replication"): Field(_("Replication"), words.REPLICATION),
    ("judgement", "replication_note"): Field(_("Note on replication")),
    ("links",): Field(
        _("Related records"), noun=(_("related record"), _("related records")), named=True, tell=_record(words.LINKS),
        section="links",
    ),
    ("links", ITEM): Field(_("Related record")),
    ("links", ITEM, "kind"): Field(_("How it is related"), words.LINKS),
    ("links", ITEM, "title"): Field(_("Title")),
    ("links", ITEM, "slug"): Field(_("Page of the atlas"), _unsaid),
    ("links", ITEM, "doi"): Field(_("DOI")),
    ("links", ITEM, "pmid"): Field(_("PubMed number")),
    ("slug",): Field(_("Address of this page"), _page, section="housekeeping"),
    ("language",): Field(_("Language of this page"), words.LANGUAGES, section="housekeeping"),
    ("identity",): Field(_("Identity"), section="housekeeping"),
    ("identity", "confirmed_on"): Field(_("Identity of the paper confirmed on"), plain_date),
    ("identity", "sources"): Field(_("Sources that confirm the identity"), noun=(_("source"), _("sources"))),
    ("schema",): Field(_("Version of the page's structure"), section="housekeeping"),
}  # fmt: skip
"""In the order in which the fields of a section are told."""
