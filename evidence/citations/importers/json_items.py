"""The items of a JSON file of any size, one after the other.

    [{...}, {...}]                          an array of items
    {"items": [...]}                        an array under a name (Zotero's API)
    {"message": {"items": [...]}}           Crossref's answer to a search
    {"message": {...}}, {...}               one item
    {...}\\n{...}                            one item a line (JSON Lines)

Only the brackets around an item are looked at until it ends; then it is read alone. So memory is bounded by one
item, and an item that is no JSON is refused without the others.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from ..plain_text import plain_text
from ..record import CitationRecord, Item, ParsedEntry, Problem
from .base import LONGEST_ENTRY, Text

_DEEPEST = 100
_TOKEN = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"|["{}\[\]]', re.DOTALL)
_PLAIN = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"|[^\s,\[\]{}":]+', re.DOTALL)
_BLANK = re.compile(r"[\s,\ufeff]*")
_WRAPPERS = frozenset(["message", "items", "references", "data"])
"""Names under which files keep their items."""
_OF_AN_ITEM = frozenset(["title", "DOI", "type", "author", "issued", "container-title"])
_ENVELOPE = 20_000  # characters in which an envelope shows what it is


@dataclass(frozen=True, slots=True)
class JSONItem:
    """One item: its line, its text, and what it says (an object)."""

    line: int
    raw: str
    value: dict[str, Any]


class _Reader:
    """A text with a place in it; what has been passed is forgotten."""

    def __init__(self, text: Text) -> None:
        self.parts = text.parts()
        self.text = ""
        self.place = 0
        self.line = 1
        self.counted = 0
        self.ended = False

    def more(self) -> bool:
        """Read on; False at the end. Places stay right only behind `forget`."""
        part = next(self.parts, None)
        if part is None:
            self.ended = True
            return False
        self.text += part
        return True

    def forget(self) -> None:
        """Drop what stands before the place."""
        self.line_here()
        self.text = self.text[self.place :]
        self.place = self.counted = 0

    def line_here(self) -> int:
        """The line of the place."""
        self.line += self.text.count("\n", self.counted, self.place)
        self.counted = self.place
        return self.line

    def next_sign(self) -> str:
        """The next sign that is not blank or a comma, not passed; "" at the end."""
        while True:
            match = _BLANK.match(self.text, self.place)
            self.place = match.end() if match else self.place
            if self.place < len(self.text):
                return self.text[self.place]
            self.forget()
            if not self.more():
                return ""

    def value(self) -> tuple[str, str]:
        """(text of the value that begins here, a sentence when it does not end or is too long); passes it."""
        if self.text[self.place : self.place + 1] not in ("{", "["):
            return self._plain_value(), ""
        self.forget()
        depth, place = 0, 0
        deep = False
        while True:
            for match in _TOKEN.finditer(self.text, place):
                sign = match.group()
                if sign == '"':  # a string that does not end in what has been read
                    place = match.start()
                    break
                if sign in "{[":
                    depth += 1
                    deep = deep or depth > _DEEPEST
                elif sign in "}]":
                    depth -= 1
                    if depth == 0:
                        return self._taken(
                            match.end(), "The item is nested too deeply to be a reference." if deep else ""
                        )
                place = match.end()
            if len(self.text) > LONGEST_ENTRY:
                return self._taken(
                    len(self.text), f"The item is longer than {LONGEST_ENTRY:,} characters, which none is."
                )
            if not self.more():
                return self._taken(len(self.text), "The item is not closed before the file ends.")

    def _taken(self, end: int, fault: str) -> tuple[str, str]:
        raw = self.text[:end]
        self.place = end
        return raw, fault

    def _plain_value(self) -> str:
        """A string, number or word."""
        while True:
            match = _PLAIN.match(self.text, self.place)
            if match and (match.end() < len(self.text) or self.ended):
                self.place = match.end()
                return match.group()
            self.forget()
            if len(self.text) > LONGEST_ENTRY or not self.more():
                self.place = match.end() - match.start() if match else min(1, len(self.text))
                return self.text[: self.place]


def items_of(text: Text) -> Iterator[JSONItem | Problem]:
    """The items of a file, and a refusal for each that cannot be read."""
    reader = _Reader(text)
    begun = False
    while sign := reader.next_sign():
        if sign in "[]}":
            reader.place += 1
        elif sign == "{":
            inside = 0 if begun else _inside_of_envelope(reader)
            if inside:
                reader.place += inside
            else:
                begun = True
                yield _item(reader)
        else:
            yield from _stray(reader)


def _inside_of_envelope(reader: _Reader) -> int:
    """How far it is from the brace of an object that only holds items to those items; 0 when it is an item itself."""
    while len(reader.text) - reader.place < _ENVELOPE and reader.more():
        continue
    depth = 0
    for match in _TOKEN.finditer(reader.text, reader.place, reader.place + _ENVELOPE):
        sign = match.group()
        if sign in ("{", "["):
            depth += 1
        elif sign in ("}", "]"):
            depth -= 1
            if depth == 0:
                return 0
        elif depth == 1 and (behind := _VALUE_BEHIND.match(reader.text, match.end())):
            if sign[1:-1] in _OF_AN_ITEM:
                return 0
            if sign[1:-1] in _WRAPPERS and behind.group(1):
                return behind.start(1) - reader.place
    return 0


_VALUE_BEHIND = re.compile(r"\s*:\s*([\[{])?")


def _item(reader: _Reader) -> JSONItem | Problem:
    line = reader.line_here()
    raw, fault = reader.value()
    if fault:
        return Problem(line, "", f"{fault} Export the file again.", raw=raw)
    try:
        value = json.loads(raw)
    except (ValueError, RecursionError) as error:
        said = error.msg if isinstance(error, json.JSONDecodeError) else "a number or a nesting too large"
        at = line + (error.lineno - 1 if isinstance(error, json.JSONDecodeError) else 0)
        return Problem(line, "", f"The item is no valid JSON (line {at}: {said}). Export the file again.", raw=raw)
    return JSONItem(line, raw, value)


def _stray(reader: _Reader) -> Iterator[Problem]:
    """What stands beside the items: names and values of an envelope are passed over, a bare value is refused."""
    line = reader.line_here()
    raw, _ = reader.value()
    if reader.next_sign() != ":":
        if raw.strip():
            reason = "This is no item but a bare value; nothing was read from it. Export the file again."
            yield Problem(line, "", reason, raw=raw[:1000])
        return
    reader.place += 1
    value = reader.next_sign()
    if value and not (raw[1:-1] in _WRAPPERS and value in "[{"):
        reader.value()


def records_of(
    text: Text,
    *,
    key: Callable[[dict[str, Any]], str],
    to_record: Callable[[dict[str, Any]], tuple[CitationRecord, list[str]]],
    nothing: str,
) -> Iterator[Item]:
    """What the items of a file give: records with remarks, or refusals.

    `key` is what an item calls itself; `to_record` raises ValueError with a sentence; `nothing` is told of a file
    without an item.
    """
    found = False
    for item in items_of(text):
        found = True
        if isinstance(item, Problem):
            yield item
            continue
        name = plain_text(key(item.value))[:500]
        try:
            record, remarks = to_record(item.value)
        except ValueError as refusal:
            yield Problem(item.line, name, str(refusal), raw=item.raw)
            continue
        yield ParsedEntry(item.line, name, item.raw, record)
        yield from (Problem(item.line, name, remark, refused=False) for remark in remarks)
    if not found:
        yield Problem(1, "", nothing, refused=False)
