"""What an entry takes over from others: `crossref` (a chapter from its book) and `xdata` (shared fields).

Which field becomes which follows biblatex (manual, appendix B): the title of the parent is the booktitle of
the child, of a periodical its journal. What names the parent itself (DOI, PMID, abstract, pages) is never
taken. An entry takes nothing from itself, also not by a detour.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

Fields = dict[str, str]
Lookup = Callable[[str], "tuple[str, Fields] | None"]
"""Key of an entry -> (its type, its fields with values resolved), or None when the file has no such entry."""
IsSelf = Callable[[str], bool]
"""Whether a key names the very entry that inherits."""

_DEEPEST = 8
_NEVER = frozenset(
    """
    crossref xref entryset ids key label options keywords xdata doi pmid pmcid eprint eprinttype
    archiveprefix url urldate abstract note annote annotation pages eid title subtitle titleaddon shorttitle
    sorttitle indextitle indexsorttitle related execute presort sortkey file
    """.split()  # noqa: SIM905
)
_PARTS = frozenset(
    [
        "inproceedings",
        "conference",
        "incollection",
        "inbook",
        "suppbook",
        "suppcollection",
        "inreference",
        "bookinbook",
    ]
)
_WHOLES = frozenset(
    [
        "book",
        "collection",
        "proceedings",
        "reference",
        "mvbook",
        "mvcollection",
        "mvproceedings",
        "mvreference",
    ]
)


def _renamed(child: str, parent: str) -> Mapping[str, str]:
    if parent == "periodical" or (child in ("article", "suppperiodical") and parent not in _WHOLES):
        return {"title": "journaltitle", "subtitle": "journalsubtitle"}
    if child in _PARTS:
        if parent.startswith("mv"):
            return {"title": "maintitle", "subtitle": "mainsubtitle"}
        return {"title": "booktitle", "subtitle": "booksubtitle"}
    return {"title": "maintitle", "subtitle": "mainsubtitle"}


def inherit(entry_type: str, fields: Fields, lookup: Lookup, is_self: IsSelf) -> tuple[Fields, list[str]]:
    """The entry's fields with those it takes over, and remarks about references that lead nowhere."""
    own = dict(fields)
    remarks: list[str] = []
    _take_xdata(own, lookup, is_self, remarks)
    seen: set[str] = set()
    child = entry_type
    reference = own.get("crossref", "").strip()
    while reference and reference.lower() not in seen and len(seen) < _DEEPEST:
        if is_self(reference):
            remarks.extend([] if seen else [_SELF])
            break
        seen.add(reference.lower())
        found = lookup(reference)
        if found is None:
            remarks.append(f"The entry refers to “{reference}”, which is not in the file.")
            break
        parent_type, parent = found[0], dict(found[1])
        _take_xdata(parent, lookup, is_self, remarks)
        renamed = _renamed(child, parent_type)
        for name, value in parent.items():
            target = renamed.get(name, "" if name in _NEVER else name)
            if target and not own.get(target) and not _same_under_other_name(target, own):
                own[target] = value
        reference = parent.get("crossref", "").strip()
    return own, remarks


_SELF = "The entry refers to itself by crossref or xdata; nothing was taken over from there."
_OTHER_NAMES = {
    "date": ("year",),
    "year": ("date",),
    "month": ("date",),
    "day": ("date",),
    "journaltitle": ("journal",),
}


def _same_under_other_name(target: str, own: Fields) -> bool:
    """A child with a year of its own does not take the parent's date, and the other way round."""
    return any(own.get(name) for name in _OTHER_NAMES.get(target, ()))


def _take_xdata(fields: Fields, lookup: Lookup, is_self: IsSelf, remarks: list[str]) -> None:
    waiting = [key.strip() for key in fields.get("xdata", "").split(",") if key.strip()]
    seen: set[str] = set()
    while waiting and len(seen) < 50:
        key = waiting.pop(0)
        if key.lower() in seen:
            continue
        seen.add(key.lower())
        if is_self(key):
            remarks.append(_SELF)
            continue
        found = lookup(key)
        if found is None:
            remarks.append(f"The entry refers to “{key}”, which is not in the file.")
            continue
        for name, value in found[1].items():
            if name == "xdata":
                waiting.extend(key.strip() for key in value.split(",") if key.strip())
            elif name not in ("crossref", "ids") and not fields.get(name):
                fields[name] = value
