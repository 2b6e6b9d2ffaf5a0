"""Any field's label, section and words, whether `fields` knows it or not."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from evidence.diff.fields import FIELDS, ITEM, Path, humanise
from evidence.tongue import gettext as _

_ORDER = {path: place for place, path in enumerate(FIELDS)}
_STORED_WORD = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)+")


def label_of(path: Path) -> str:
    """What a reader calls the field at `path`."""
    known = FIELDS.get(path)
    if known and known.label:
        return _(known.label)
    if path[-1] == ITEM:
        return label_of(path[:-1])
    own = humanise(path[-1])
    if len(path) == 1 or known:
        return own
    parent = path[:-1]
    if parent[-1] == ITEM:
        return own
    block = FIELDS.get(parent)
    if block is None:
        return f"{label_of(parent)}: {own}"
    return f"{_(block.label)}: {own}" if block.label else own


def section_of(path: Path) -> str:
    """The section in which a field is told: its own, or that of the block it belongs to."""
    for length in range(len(path), 0, -1):
        known = FIELDS.get(path[:length])
        if known and known.section:
            return known.section
    return "other"


def order_of(path: Path) -> int:
    """For sorting within a section: the place in the table; what is not in it comes after its known neighbours."""
    if path in _ORDER:
        return _ORDER[path]
    for length in range(len(path) - 1, 0, -1):
        neighbours = [place for known, place in _ORDER.items() if known[:length] == path[:length]]
        if neighbours:
            return max(neighbours)
    return len(_ORDER)


def words_of(path: Path, value: Any) -> str:
    """A stored value as a reader reads it; "" for what is empty. Objects and lists become one line or more."""
    if value is None or value == "" or value == [] or value == {}:
        return ""
    if isinstance(value, Mapping):
        return _object_words(path, value)
    if isinstance(value, list):
        return _list_words(path, value)
    known = FIELDS.get(path)
    table = known.words if known else None
    if callable(table):
        return table(value)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if table is not None:
        return _(table[str(value)]) if str(value) in table else humanise(str(value)).lower()
    text = str(value)
    return text.replace("_", " ") if not known and _STORED_WORD.fullmatch(text) else text


def _object_words(path: Path, value: Mapping[str, Any]) -> str:
    *lines, last = lines_of(path, value) or [""]
    return "; ".join([*(line.removesuffix(".") for line in lines), last])


def lines_of(path: Path, value: Any) -> list[str]:
    """The words of an item in a list, an object's lesser fields in lines of their own."""
    if not isinstance(value, Mapping):
        return [words_of(path, value)]
    tell = next((known.tell for place in (path, path[:-1]) if (known := FIELDS.get(place)) and known.tell), None)
    told, keys = tell(value) if tell else ("", frozenset[str]())
    rest = sorted((order_of((*path, key)), key) for key in value if key not in keys)
    lines = [
        f"{label_of((*path, key))}: {said}" for _, key in rest if (said := words_of((*path, key), value[key])).strip()
    ]
    return [*([told] if told else []), *lines]


def _list_words(path: Path, value: list[Any]) -> str:
    if path == ("pem", "cohorts", ITEM, "groups"):
        return _rule_words(path, value)
    return "; ".join(filter(None, (words_of(item_path(path), item) for item in value)))


def item_path(path: Path) -> Path:
    """Where the words of a list's items are looked up: a table of values belongs to the list itself."""
    known = FIELDS.get(path)
    return path if known and known.words is not None else (*path, ITEM)


def _rule_words(path: Path, groups: list[Any]) -> str:
    """Groups that must all be met, each with alternatives: "Fukuda 1994 and (CCC 2003 or ICC 2011)"."""
    told = []
    for group in groups:
        uses = group if isinstance(group, list) else [group]
        alternatives = [words_of((*path, ITEM, ITEM), use) for use in uses]
        either = _(" or ").join(alternatives)
        told.append(f"({either})" if len(alternatives) > 1 and len(groups) > 1 else either)
    return _(" and ").join(told)
