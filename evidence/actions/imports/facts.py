"""What an entry says beside what the desk says: in words, for a preview. Pure but for the lists of authors it is given.

Empty facts are filled in, and what is there already is never overwritten. What an entry says otherwise is shown as
"kept, differs".
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from evidence.actions.imports import sentences as said
from evidence.citations.agreement import plain_words
from evidence.citations.record import KINDS, PUBLICATION_TYPES, CitationRecord
from evidence.tongue import Sentence
from evidence.tongue import gettext_noop as _

LABELS: dict[str, str] = {
    "type": _("Kind of work"), "title": _("Title"), "authors": _("Authors"), "authors_complete": _("Authors"),
    "container_title": _("Journal or book"), "container_short": _("Journal, abbreviated"), "publisher": _("Publisher"),
    "place": _("Place"), "edition": _("Edition"), "year": _("Year"), "month": _("Month"), "day": _("Day"),
    "volume": _("Volume"), "issue": _("Issue"), "pages": _("Pages"), "number": _("Number"), "doi": _("DOI"),
    "pmid": _("PMID"), "pmcid": _("PMCID"), "isbn": _("ISBN"), "issn": _("ISSN"), "url": _("Address"),
    "version": _("Version"), "accessed": _("Read on"), "language": _("Language"), "abstract": _("Abstract"),
    "editors": _("Editors"), "original_title": _("Title in the paper's language"),
    "kind_of_record": _("Kind of record"), "orcids": _("ORCIDs of the authors"),
}  # fmt: skip
SHOWN = (
    "title", "authors", "container_title", "year", "volume", "pages", "doi", "pmid", "pmcid", "type", "kind_of_record",
)  # fmt: skip
"""What tells two works apart at a glance, in the order of the page."""

_COMPARED = (
    "type", "title", "container_title", "publisher", "edition", "year", "volume", "issue", "pages", "number", "doi",
    "pmid", "pmcid", "original_title", "kind_of_record",
)  # fmt: skip
_LONGEST = 500  # characters of a value that are shown

Line = list[str]


def facts_of(record: CitationRecord) -> list[Line]:
    """[label, value] of what an entry, or a study, says about who it is."""
    return [[LABELS[name], value] for name in SHOWN if (value := shown(name, _value(name, record)))]


def shown(name: str, value: Any) -> str:
    """A value as a reader of the preview sees it; "" for none."""
    if value in (None, "", [], ()):
        return ""
    if name == "type":
        return PUBLICATION_TYPES.get(value, str(value))
    if name == "kind_of_record":
        return KINDS.get(value, str(value))
    if name == "abstract":
        return Sentence.of(said.AN_ABSTRACT, count=len(str(value)))
    if name == "authors_complete":
        return said.THE_WHOLE_LIST
    if name in ("editors", "authors") and isinstance(value, list | tuple):
        return "; ".join(_name(one) for one in value)[:_LONGEST]
    text = str(value)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]} …"


def _name(one: Any) -> str:
    if isinstance(one, Mapping):
        return " ".join(part for part in (one.get("given", ""), one.get("particle", ""), one.get("family", "")) if part)
    return str(getattr(one, "display", one))


def _value(name: str, record: CitationRecord) -> Any:
    return getattr(record, name)


def filled_in(changes: Mapping[str, Any], record: CitationRecord | None = None) -> list[Line]:
    """[label, before, after] of what an import fills in on a study that is here. `changes` are those of its record."""
    lines = []
    for name, value in changes.items():
        if name == "authors":
            continue  # the list as it was, for an undo
        if name == "orcids":
            value = "; ".join(f"{place}. {orcid}" for place, orcid in value.items())
        after = shown(name, value)
        if name == "authors_complete":
            lines.append([LABELS[name], said.A_LIST_CUT, _authors(record) or after])
        else:
            lines.append([LABELS.get(name, name), said.NOTHING, after])
    return lines


def _authors(record: CitationRecord | None) -> str:
    return shown("authors", record.authors) if record else ""


def kept_though_different(study: Any, record: CitationRecord, families: Sequence[str]) -> list[Line]:
    """[label, ours, theirs] where the desk and the entry say different things and the desk keeps its own.

    `families` are the study's authors' family names in their order.
    """
    lines = [
        [LABELS[name], shown(name, getattr(study, name)), shown(name, getattr(record, name))]
        for name in _COMPARED
        if _differ(name, getattr(study, name), getattr(record, name)) and not _is_short_name(name, study, record)
    ]
    theirs = [name.literal or name.family for name in record.authors]
    whole = families and theirs and study.authors_complete and record.authors_complete
    if whole and [plain_words(one) for one in families] != [plain_words(one) for one in theirs]:
        lines.append([LABELS["authors"], _few(families), _few(theirs)])
    return lines


def _differ(name: str, ours: Any, theirs: Any) -> bool:
    if ours in (None, "", []) or theirs in (None, "", []):
        return False
    if name == "pages":
        return re.sub(r"[‐-―−\s]", "-", str(ours)) != re.sub(r"[‐-―−\s]", "-", str(theirs))
    if isinstance(ours, str):
        return "".join(plain_words(ours)) != "".join(plain_words(str(theirs)))
    return bool(ours != theirs)


def _is_short_name(name: str, study: Any, record: CitationRecord) -> bool:
    """Whether a journal is only written shorter by one of the two."""
    if name != "container_title":
        return False
    pairs = ((study.container_short, record.container_title), (study.container_title, record.container_short))
    return any(one and plain_words(one) == plain_words(other) for one, other in pairs)


def _few(names: Sequence[str]) -> str:
    shown_names = "; ".join(names[:6])
    if len(names) <= 6:
        return shown_names
    return Sentence.of(said.AND_MORE, names=shown_names, count=len(names) - 6)
