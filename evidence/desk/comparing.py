"""Two records of one work, field by field: what the other says, and how that compares with ours, in words. Pure.

| told | what it means |
|---|---|
| the same | both say so; signs, case and accents may differ |
| the same title, written differently | a subtitle more, or nearly the same words (`citations.agreement`) |
| differs | they say something else than we do |
| we have none | they say something, we nothing |
| not given | they say nothing |
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import zip_longest

from evidence.citations.agreement import plain_words, titles_agree
from evidence.citations.record import CitationRecord, Name
from evidence.tongue import gettext as _
from evidence.tongue import gettext_noop

FIELDS: dict[str, str] = {
    "title": gettext_noop("Title"),
    "authors": gettext_noop("Authors"),
    "journal": gettext_noop("Journal"),
    "year": gettext_noop("Year"),
    "volume": gettext_noop("Volume"),
    "pages": gettext_noop("Pages"),
    "doi": "DOI",
    "pmid": "PMID",
}
"""What is compared, in the order of the page."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What a registry says in one field, how that compares with ours in words, and whether it contradicts us."""

    text: str
    told: str
    differs: bool = False


def compare(field: str, ours: CitationRecord, theirs: CitationRecord) -> Cell:
    """`field` is a key of FIELDS; the cell holds what they say and how it compares with ours."""
    one, other = shown(field, ours), shown(field, theirs)
    if not other:
        return Cell("", _("not given"))
    if not one:
        return Cell(other, _("we have none"))
    if field == "title" and plain_words(one) != plain_words(other) and titles_agree(one, other):
        return Cell(other, _("the same title, written differently"))
    difference = _authors_differ(ours, theirs) if field == "authors" else _differs(field, ours, theirs)
    return Cell(other, difference or _("the same"), differs=bool(difference))


def shown(field: str, record: CitationRecord) -> str:
    """A field as text; "" where it holds nothing."""
    if field == "authors":
        names = "; ".join(name.display for name in record.authors)
        return names if record.authors_complete or not names else _("%(names)s; and others") % {"names": names}
    if field == "journal":
        return record.container_title or record.container_short
    if field == "pages":
        return record.pages or record.number
    return str(getattr(record, field) or "")


def _differs(field: str, ours: CitationRecord, theirs: CitationRecord) -> str:
    return "" if _keys(field, ours) & _keys(field, theirs) else _("differs")


def _keys(field: str, record: CitationRecord) -> set[str]:
    """The spellings by which a field is recognised: one, but for a journal, which has a short name too."""
    if field == "journal":
        names = (re.sub(r"\(.*?\)", "", name) for name in (record.container_title, record.container_short))
        words = (plain_words(name) for name in names)
        return {"".join(one[1:] if one[:1] == ["the"] else one) for one in words if one}
    text = shown(field, record)
    if field == "pages":
        return {_whole_range(text)}
    if field == "title":
        return {"".join(plain_words(text))}
    return {" ".join(plain_words(text))} if field == "volume" else {text}


def _whole_range(pages: str) -> str:
    """ "1121–3" and "1121-1123" are the same pages."""
    text = re.sub(r"[‐-―−]", "-", pages).replace(" ", "").casefold()
    match = re.fullmatch(r"([a-z]*)(\d+)-([a-z]*)(\d+)", text)
    if match is None or match[3] not in ("", match[1]):
        return text
    first, last = match[2], match[4]
    return f"{match[1]}{first}-{match[1]}{first[: max(len(first) - len(last), 0)]}{last}"


def _authors_differ(ours: CitationRecord, theirs: CitationRecord) -> str:
    """ "" where the same people stand in the same order. A list that its source cut is compared as far as it goes."""
    pairs: Iterable[tuple[Name | None, Name | None]] = zip_longest(ours.authors, theirs.authors)
    if not (ours.authors_complete and theirs.authors_complete):
        pairs = zip(ours.authors, theirs.authors, strict=False)
    elif len(ours.authors) != len(theirs.authors):
        numbers = {"ours": len(ours.authors), "theirs": len(theirs.authors)}
        return _("differs: %(ours)d with us, %(theirs)d there") % numbers
    for number, (one, other) in enumerate(pairs, 1):
        if one and other and not _same_person(one, other):
            names = {"number": number, "ours": one.display, "theirs": other.display}
            return _("differs at author %(number)d: %(ours)s with us, %(theirs)s there") % names
    return ""


def _same_person(one: Name, other: Name) -> bool:
    """The same family name, and first names that begin alike as far as both are given."""
    if plain_words(one.family_full) != plain_words(other.family_full):
        return False
    first, second = plain_words(one.given), plain_words(other.given)
    return not first or not second or first[0][0] == second[0][0]
