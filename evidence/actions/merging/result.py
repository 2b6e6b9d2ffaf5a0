"""What two studies become when they are merged: field by field, before anything is done.

A fact that only one of them has is kept. Where both say something, the one that stays wins unless a person takes the
other's. What goes together is chosen together: the date, the authors and whether their list is complete.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from evidence.models import Study

IDENTIFIERS = ("doi", "pmid", "pmcid")
GROUPS: dict[str, tuple[str, ...]] = {"published": ("year", "month", "day"), "authors": ("authors_complete",)}
"""Choices that stand for several fields; the authors themselves are rows of their own."""

_HOUSE_KEEPING = frozenset(
    [
        "id", "slug", "match_key", "coding_round", "edit_token", "demo", "created_at", "updated_at",
        "identity_confirmed_at", "identity_confirmed_by", "identity_sources", "registered_title",
    ]
)  # fmt: skip
_GROUPED = frozenset(name for names in GROUPS.values() for name in names)
FIELDS: tuple[str, ...] = (
    "title", "authors", "published",
    *(
        field.name
        for field in Study._meta.concrete_fields
        if field.name not in _HOUSE_KEEPING | _GROUPED | {"title"} and not field.is_relation
    ),
)  # fmt: skip
"""What can be chosen, in the order of the page."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One field of both: their values as they are stored, and whether the other's is taken."""

    name: str
    stays: Any
    goes: Any
    taken: bool

    @property
    def differs(self) -> bool:
        return bool(self.stays != self.goes)

    @property
    def is_open(self) -> bool:
        """Do both say something, and not the same?"""
        return self.differs and not is_empty(self.name, self.stays) and not is_empty(self.name, self.goes)


def value_of(study: Study, name: str) -> Any:
    """A field, or the fields of a group, as they are stored."""
    if name == "authors":
        return [(link.author_id, link.orcid) for link in study.authorships.all()], study.authors_complete
    if name in GROUPS:
        return tuple(getattr(study, part) for part in GROUPS[name])
    return getattr(study, name)


def is_empty(name: str, value: Any) -> bool:
    """Does a value say nothing? Words that stand for "nobody has looked" say nothing either."""
    if name == "authors":
        return not value[0]
    if name in GROUPS:
        return value[0] is None
    field = Study._meta.get_field(name)
    return value in (None, "", []) or (field.has_default() and name != "type" and value == field.get_default())


def choices(survivor: Study, merged: Study, taken: Collection[str]) -> list[Choice]:
    """What becomes of each field when `survivor` stays; `taken` names fields for which a person takes the other's.

    The authorships of both are prefetched, or asked for.
    """
    found = []
    for name in FIELDS:
        ours, theirs = value_of(survivor, name), value_of(merged, name)
        theirs_says = not is_empty(name, theirs)
        lacks = is_empty(name, ours) or (name == "authors" and _lacks_orcids(ours, theirs))
        take = theirs_says and (lacks or (name in taken and ours != theirs))
        found.append(Choice(name, ours, theirs, take))
    return found


def _lacks_orcids(ours: Any, theirs: Any) -> bool:
    """Are these the same authors, and does only the other list say who some of them are, and nothing else?"""
    return bool(
        ours != theirs
        and ours[1] == theirs[1]
        and [author for author, _ in ours[0]] == [author for author, _ in theirs[0]]
        and all(own in ("", other) for (_, own), (_, other) in zip(ours[0], theirs[0], strict=True))
    )
