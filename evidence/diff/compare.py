"""Walks two contents side by side, whatever is in them, and collects what differs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from evidence.canonical import normalise
from evidence.diff.changes import Change, ContentDiff, Kind
from evidence.diff.fields import FIELDS, ITEM, SECTIONS, Field, Path
from evidence.diff.items import match_items
from evidence.diff.labels import item_path, label_of, lines_of, order_of, section_of, words_of
from evidence.diff.words import ADDED, EQUAL, REMOVED, Paragraph, Run, plain_words, whole_runs, word_runs
from evidence.tongue import gettext as _

_COHORTS: Path = ("pem", "cohorts")
_SECTION_ORDER = {section: place for place, section in enumerate(SECTIONS)}
_NO_FIELD = Field("")
_LONG = 8  # words from which a text is compared word by word


def diff_content(before: Mapping[str, Any] | None, after: Mapping[str, Any]) -> ContentDiff:
    """What changed from one content of a page to another; `before` is None where there was no page.

    Both are the `content` of a revision or publication (shape: `evidence.actions.content`). The whole structure is
    walked, so that any field shows, known or not. No changes means: the canonical JSON of both is the same.
    Raises TypeError for what has no canonical form (a float, a key that is no text).
    """
    walk = _Walk()
    walk.objects((), normalise(dict(before or {})), normalise(dict(after)), "")
    changes = sorted(walk.changes, key=lambda change: (_SECTION_ORDER[change.section], order_of(change.path)))
    if before is None:
        changes = [change for change in changes if change.kind is not Kind.STORED]  # the empty fields of a new page
    return ContentDiff(tuple(changes), is_new=before is None)


class _Walk:
    """Collects changes. `owner` is the item of a list that a field belongs to, for its label ("Correction: ")."""

    def __init__(self) -> None:
        self.changes: list[Change] = []
        self._quiet: set[tuple[Path, str]] = set()

    def values(self, path: Path, before: Any, after: Any, owner: str) -> None:
        known = FIELDS.get(path, _NO_FIELD)
        if same(before, after):
            return
        if _is_empty(before) and _is_empty(after):
            self._stored(path, owner)
        elif known.whole:
            self._leaf(path, before, after, owner)
        elif _fits(before, Mapping) and _fits(after, Mapping):
            self.objects(path, before or {}, after or {}, owner)
        elif _fits(before, list) and _fits(after, list):
            self._lists(path, before or [], after or [], owner)
        else:
            self._leaf(path, before, after, owner)

    def objects(self, path: Path, before: Mapping[str, Any], after: Mapping[str, Any], owner: str) -> None:
        for key in sorted(before.keys() | after.keys()):
            # A key that is missing and one that holds null differ in the canonical JSON.
            if (key in before) != (key in after) and before.get(key) is None and after.get(key) is None:
                self._stored((*path, key), owner)
            else:
                self.values((*path, key), before.get(key), after.get(key), owner)

    def _leaf(self, path: Path, before: Any, after: Any, owner: str) -> None:
        old, new = _told(path, before), _told(path, after)
        if plain_words(old) == plain_words(new):
            runs = word_runs(old, new)
            if any(run.op != EQUAL for paragraph in runs for run in paragraph):
                self._add(path, Kind.TEXT, owner, old, new, runs)
            else:
                self._stored(path, owner)
        elif not old.strip():
            self._add(path, Kind.ADDED, owner, old, new, whole_runs(ADDED, [new]))
        elif not new.strip():
            self._add(path, Kind.REMOVED, owner, old, new, whole_runs(REMOVED, [old]))
        elif _is_prose(path, old, new):
            self._add(path, Kind.TEXT, owner, old, new, word_runs(old, new))
        else:
            self._add(path, Kind.VALUE, owner, old, new, _exchange(old, new))

    def _lists(self, path: Path, before: list[Any], after: list[Any], owner: str) -> None:
        known = FIELDS.get(path, _NO_FIELD)
        told = item_path(path)
        if not (before and after) and _is_told_as_one(known, before or after):
            self._whole_list(path, before, after, owner)
            return
        said, other_said = [words_of(told, item) for item in before], [words_of(told, item) for item in after]
        matched = match_items(before, after, said, other_said, one_is_the_other=not known.named)
        for place in matched.removed:
            self._add_item(path, Kind.ITEM_REMOVED, owner, before[place], said[place])
        for place in matched.added:
            self._add_item(path, Kind.ITEM_ADDED, owner, after[place], other_said[place])
        for place, other in matched.changed:
            self._item(path, before[place], after[other], other, owner, alone=len(before) == len(after) == 1)
        for place, other in matched.moved:
            self._add_item(path, Kind.ITEM_MOVED, owner, after[other], other_said[other], (place + 1, other + 1))

    def _whole_list(self, path: Path, before: list[Any], after: list[Any], owner: str) -> None:
        told = [said for item in before or after if (said := words_of(item_path(path), item)).strip()]
        if not told:
            self._stored(path, owner)
        elif after:
            self._add(path, Kind.ADDED, owner, "", "\n\n".join(told), whole_runs(ADDED, told))
        else:
            self._add(path, Kind.REMOVED, owner, "\n\n".join(told), "", whole_runs(REMOVED, told))

    def _item(self, path: Path, before: Any, after: Any, place: int, owner: str, *, alone: bool) -> None:
        known = FIELDS.get(path, _NO_FIELD)
        told = item_path(path)
        if isinstance(after, dict | list) and type(before) is type(after) and not known.whole_items:
            name = _name(path, after, place, alone=alone)
            self.values((*path, ITEM), before, after, f"{owner}: {name}" if owner else name)
            return
        old, new = words_of(told, before), words_of(told, after)
        if plain_words(old) == plain_words(new):
            self._stored(path, owner)
        else:
            self._add(
                path, Kind.ITEM_CHANGED, owner, old, new, _exchange(old, new) if known.named else word_runs(old, new)
            )

    def _stored(self, path: Path, owner: str) -> None:
        if (path, owner) not in self._quiet:
            self._quiet.add((path, owner))
            self._add(path, Kind.STORED, owner)

    def _add_item(
        self, path: Path, kind: Kind, owner: str, item: Any, words: str, moved: tuple[int, int] | None = None
    ) -> None:
        """An item that came, went or moved; one without words is nothing that a reader would see."""
        if not words.strip():
            self._stored(path, owner)
            return
        op = {Kind.ITEM_ADDED: ADDED, Kind.ITEM_REMOVED: REMOVED}.get(kind, EQUAL)
        before, after = "" if op == ADDED else words, "" if op == REMOVED else words
        runs = whole_runs(op, lines_of(item_path(path), item))
        self._add(path, kind, owner, before, after, runs, name=_short(path, item), moved=moved)

    def _add(
        self, path: Path, kind: Kind, owner: str, before: str = "", after: str = "", runs: tuple[Paragraph, ...] = (),
        *, name: str = "", moved: tuple[int, int] | None = None,
    ) -> None:  # fmt: skip
        label = f"{owner}: {label_of(path)}" if owner else label_of(path)
        section = "housekeeping" if kind is Kind.STORED else section_of(path)
        self.changes.append(Change(path, section, label, kind, before, after, runs, name, moved))


def same(before: Any, after: Any) -> bool:
    """Equal as JSON: true is not 1."""
    if isinstance(before, dict) and isinstance(after, dict):
        return before.keys() == after.keys() and all(same(before[key], after[key]) for key in before)
    if isinstance(before, list) and isinstance(after, list):
        return len(before) == len(after) and all(map(same, before, after))
    return type(before) is type(after) and bool(before == after)


def _is_empty(value: Any) -> bool:
    return value is None or value == "" or value == [] or value == {}


def _is_told_as_one(field: Field, items: list[Any]) -> bool:
    """A list that came or went whole is one change, unless its items deserve a sentence each."""
    if field.named and len(items) == 1:
        return False
    return field.whole_items or not any(isinstance(item, dict) for item in items)


def _fits(value: Any, kind: type) -> bool:
    return _is_empty(value) or isinstance(value, kind)


def _told(path: Path, value: Any) -> str:
    """A list that became a text, or a text that became a list, is compared as paragraphs."""
    if isinstance(value, list) and not FIELDS.get(path, _NO_FIELD).whole:
        return "\n\n".join(filter(None, (words_of(item_path(path), item) for item in value)))
    return words_of(path, value)


def _is_prose(path: Path, before: str, after: str) -> bool:
    if FIELDS.get(path, _NO_FIELD).words is not None or FIELDS.get(path, _NO_FIELD).whole:
        return False
    return path[0] == "texts" or max(len(plain_words(before)), len(plain_words(after))) >= _LONG


def _exchange(before: str, after: str) -> tuple[Paragraph, ...]:
    return ((Run(REMOVED, before), Run(ADDED, after)),)


def _short(path: Path, item: Any) -> str:
    """What an item is called in a sentence: its own words without its lesser fields."""
    tell = FIELDS.get(path, _NO_FIELD).tell
    return tell(item)[0] if tell and isinstance(item, dict) else words_of(item_path(path), item)


def _name(path: Path, item: Any, place: int, *, alone: bool) -> str:
    """What an item is called where one of its fields changed: "Correction, 3 May 2024", "Group 2", "Arms, entry 1"."""
    known = FIELDS.get(path, _NO_FIELD)
    if alone and path == _COHORTS:
        return ""
    if known.tell:
        return _short(path, item)
    number = "" if alone else f" {place + 1}"
    if FIELDS.get((*path, ITEM)):
        return f"{label_of((*path, ITEM))}{number}"
    return _("%(list)s, entry %(number)d") % {"list": label_of(path), "number": place + 1} if number else label_of(path)
