"""What the desk asks of every entry, worked out where the entry is read: that may be another process.

A `Brief` is plain texts and numbers. Most entries are new and need no more than that; the record itself is for those
that meet a study which is here.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any

from .matching import match_key
from .record import CitationRecord
from .slugs import study_slug

_LISTS = ("authors", "editors", "relations")
FACTS = tuple(one.name for one in dataclasses.fields(CitationRecord) if one.name not in _LISTS)
"""The facts of a record that are no lists, in its order."""

facts_of = attrgetter(*FACTS)
parts_of = attrgetter("family", "given", "particle", "suffix", "literal")
"""A name's parts, in the order in which the database joins them."""
BAR = "|"


@dataclass(slots=True)
class Brief:
    """One entry in brief.

    facts    the values of FACTS
    key      `plain_key`: by what it is met when it has no identifier
    slug     the address it would have
    authors  their names as the database joins them, "Berg|Anna|van der||", in their order
    odd      a joined name -> its parts, for names that hold a bar themselves
    orcids   what the source says about each author; empty when it says nothing
    edited   whether it names editors
    related  whether it names works that it belongs to
    """

    facts: Sequence[Any]
    key: str
    slug: str
    authors: Sequence[str]
    odd: Mapping[str, Sequence[str]] = field(default_factory=dict)
    orcids: Sequence[str] = ()
    edited: bool = False
    related: bool = False

    @classmethod
    def of(cls, record: CitationRecord) -> Brief:
        names = record.authors
        joined = [BAR.join(parts_of(name)) for name in names]
        brief = cls(facts_of(record), plain_key(record), study_slug(record), joined)
        if BAR.join(joined).count(BAR) != max(0, 5 * len(names) - 1):
            brief.odd = {
                one: parts_of(name) for one, name in zip(joined, names, strict=True) if one.count(BAR) != _BARS
            }
        if any(name.orcid for name in names):
            brief.orcids = [name.orcid for name in names]
        brief.edited, brief.related = bool(record.editors), bool(record.relations)
        return brief


_BARS = 4  # between the parts of a name


def plain_key(record: CitationRecord) -> str:
    """What two records of one work share when neither has an identifier; "" when it would say too little.

    "2019|berg|rest and symptoms ...". Without an author a short title ("Editorial") names nothing.
    """
    title, year, author = match_key(record)
    if not title or (not author and len(title.split()) < 5):
        return ""
    return f"{year or ''}|{author}|{title}"[:300]
