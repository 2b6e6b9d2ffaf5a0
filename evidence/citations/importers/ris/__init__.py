"""RIS, as EndNote, Zotero, Scopus, Web of Science, Mendeley, Ovid and publishers write it.

    TY  - JOUR
    AU  - Berg, Anna
    ER  -

A tag is two signs, two blanks (or one, or none, or a tab), a hyphen; a file that begins with `ty` has small letters.
A record begins with `TY` and ends with `ER`; one without `ER` ends where the next begins, or with the file. A line
without a tag goes on with the value before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...record import Item, ParsedEntry, ParseResult, Problem
from ..base import LONGEST_ENTRY, Text, collected, lines_of
from .mapping import TAGS, NoTitle, to_record

_TAG = re.compile(r"\s{0,3}([A-Z][A-Z0-9]|[a-z][a-z0-9])([ \t]{0,3})-(?:[ \t](.*)|(?=\Z)|(?<=  -)(.*))\Z", re.DOTALL)
_BLANK = r"[ \t]{0,3}"
_SNIFF = re.compile(
    rf"[\s\ufeff]*(?:(?:[^\n]{{0,200}}\n){{0,20}}?[ \t\ufeff]*)?"
    rf"(?:TY{_BLANK}-{_BLANK}\S[^\n]*\n(?:[^\n]*\n){{0,20}}?\s{{0,3}}[A-Z][A-Z0-9]{_BLANK}-"
    rf"|ty{_BLANK}-{_BLANK}[A-Za-z]{{3,8}}\s*\n\s{{0,3}}[a-z][a-z0-9]{_BLANK}-)",
)
_LONGEST_VALUES = 20_000  # tags of one record; the longest real one (5,000 authors) has fewer


class RIS:
    """The importer for RIS."""

    name = "ris"
    label = "RIS"
    extensions: tuple[str, ...] = (".ris",)
    anchored = True

    def sniff(self, head: str) -> bool:
        return _SNIFF.match(head) is not None

    def read(self, text: Text) -> Iterator[Item]:
        found = False
        for record in _records(text):
            found = True
            yield from record.read()
        if not found:
            yield Problem(1, "", "The file holds no RIS record.", refused=False)

    def parse(self, text: str) -> ParseResult:
        """All of a text at once."""
        return collected(self.read(Text.of(text)))


class _Record:
    """One record as it is gathered line by line."""

    def __init__(self, line: int) -> None:
        self.line = line
        self.fields: list[tuple[str, str]] = []
        self.raw: list[str] = []
        self.length = 0
        self.remarks: list[str] = []
        self.has_type = False
        self.has_more = False  # than its type

    def take(self, line: str) -> bool:
        """Keep the original text; False once the record has become longer than any is."""
        self.length += len(line) + 1
        if self.length <= LONGEST_ENTRY:
            self.raw.append(line)
        return self.length <= LONGEST_ENTRY

    def read(self) -> Iterator[Item]:
        raw = "\n".join(self.raw)
        key = next((value for tag, value in self.fields if tag == "ID" and value), "")[:500]
        if self.length > LONGEST_ENTRY or len(self.fields) > _LONGEST_VALUES:
            reason = (
                f"The record is longer than {LONGEST_ENTRY:,} characters or {_LONGEST_VALUES:,} lines; it was not read."
            )
            yield Problem(self.line, key, reason, raw=raw)
            return
        if not self.has_type:
            reason = (
                "The record does not begin with its type (a line “TY  - JOUR”), so it was not read. "
                "Add it and import again."
            )
            yield Problem(self.line, key, reason, raw=raw)
            return
        try:
            record, remarks = to_record(self.fields)
        except NoTitle as refusal:
            yield Problem(self.line, key, str(refusal), raw=raw)
            return
        yield ParsedEntry(self.line, key, raw, record)
        for remark in dict.fromkeys((*self.remarks, *remarks)):
            yield Problem(self.line, key, remark, refused=False)


def _records(text: Text) -> Iterator[_Record]:
    record: _Record | None = None
    behind_blank = True
    small = False
    for number, (line, cut) in enumerate(lines_of(text), start=1):
        if number == 1:
            line = line.removeprefix("\ufeff")
        line = line.replace("\ufeff", "")
        match = _tag(line, small=small)
        if match is None:
            if record is not None and line.strip():
                _go_on(record, line, number, behind_blank)
            behind_blank = not line.strip()
            continue
        behind_blank = False
        tag, value = match.group(1).upper(), (match.group(3) or match.group(4) or "").strip()
        small = small or match.group(1) == "ty"
        if tag == "ER":
            if record is not None:
                record.take(line)
                yield record
            record = None
            continue
        if tag == "TY" and record is not None and record.has_more:
            record.remarks.append("The record has no ER line at its end; it was read up to the next one.")
            yield record
            record = None
        if record is None:
            record = _Record(number)
        record.has_type = record.has_type or (tag == "TY" and not record.fields)
        record.has_more = record.has_more or tag != "TY"
        if record.take(line) and not cut:
            record.fields.append((tag, value))
    if record is not None:
        record.remarks.append("The record has no ER line at its end; it was read up to the end of the file.")
        yield record


def _tag(line: str, *, small: bool) -> re.Match[str] | None:
    """The tag of a line. With fewer blanks than RIS asks for it has to be one that RIS has ("IL - 6 rose" is text).

    In small letters it counts only where the record's type stands in small letters too.
    """
    match = _TAG.match(line)
    if not match:
        return None
    tag = match.group(1)
    if tag.islower():
        return match if tag.upper() in TAGS and (small or tag == "ty") else None
    return match if len(match.group(2)) >= 2 or tag in TAGS else None


def _go_on(record: _Record, line: str, number: int, behind_blank: bool) -> None:
    """A line without a tag: the rest of an abstract, another keyword, an address; it belongs to the value before it."""
    if not record.take(line):
        return
    if not record.fields:
        record.remarks.append(f"Line {number}: “{line.strip()[:60]}” has no tag; it was left out.")
        return
    tag, value = record.fields[-1]
    if tag in ("AU", "A1", "A2", "A3", "ED", "KW", "UR"):
        record.fields.append((tag, line.strip()))
    else:
        record.fields[-1] = (tag, f"{value} {line.strip()}" if value else line.strip())
