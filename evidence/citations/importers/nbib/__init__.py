"""PubMed's text format (`.nbib`, MEDLINE): a tag of up to four letters, a hyphen, a value, continued by blanks.

    PMID- 28754806
    TI  - A title that goes on
          in the next line.

Records are parted by an empty line; a new `PMID` begins a new record all the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ...record import Item, ParsedEntry, ParseResult, Problem
from ..base import LONGEST_ENTRY, Text, collected, lines_of
from .mapping import NoTitle, to_record

_TAG = re.compile(r"([A-Z][A-Z0-9]{1,3}) {0,2}- ?(.*)\Z", re.DOTALL)
_SNIFF = re.compile(
    r"[\s\ufeff]*(?:PMID ?- ?(?:\d|[ \t]*\n[A-Z]{2,4} *- )|"
    r"(?:OWN|STAT|PMCR) ?- \S[^\n]*\n(?:[A-Z]{2,4} *- .*\n|\s+.*\n){0,30}PMID)"
)


class NBIB:
    """The importer for PubMed's text format."""

    name = "nbib"
    label = "PubMed (NBIB, MEDLINE)"
    extensions: tuple[str, ...] = (".nbib", ".txt", ".medline")
    anchored = True

    def sniff(self, head: str) -> bool:
        return _SNIFF.match(head) is not None

    def read(self, text: Text) -> Iterator[Item]:
        found = False
        for line, fields, raw, stray in _records(text):
            found = True
            yield from _read(line, fields, raw, stray)
        if not found:
            yield Problem(1, "", "The file holds no PubMed record.", refused=False)

    def parse(self, text: str) -> ParseResult:
        """All of a text at once."""
        return collected(self.read(Text.of(text)))


Fields = list[tuple[str, str]]


def _records(text: Text) -> Iterator[tuple[int, Fields, str, list[str]]]:
    """(line, tags and values, original text, sentences about stray lines) of each record."""
    fields: Fields = []
    raw: list[str] = []
    remarks: list[str] = []
    begin = length = 0
    behind_blank = True
    for number, (line, _) in enumerate(lines_of(text), start=1):
        line = line.removeprefix("\ufeff") if number == 1 else line
        if not line.strip():
            behind_blank = True
            continue
        match = _TAG.match(line)
        if match and fields and match.group(1) == "PMID" and _ends(fields, behind_blank):
            yield begin, fields, "\n".join(raw), remarks
            fields, raw, remarks, length = [], [], [], 0
        if not fields:
            begin = number
        length += len(line)
        if length <= LONGEST_ENTRY:
            raw.append(line)
            if match:
                fields.append((match.group(1), match.group(2).strip()))
            elif fields and (line[0] in " \t" or not behind_blank):
                tag, value = fields[-1]
                fields[-1] = (tag, f"{value} {line.strip()}" if value else line.strip())
            else:
                if not fields:
                    fields.append(("", ""))
                remarks.append(f"Line {number}: “{line.strip()[:60]}” has no tag; it was left out.")
        behind_blank = False
    if fields:
        yield begin, fields, "\n".join(raw), remarks


def _ends(fields: Fields, behind_blank: bool) -> bool:
    """A second PMID begins a new record: behind an empty line, or where the record has its PMID already."""
    return behind_blank or any(tag == "PMID" for tag, _ in fields)


def _read(line: int, fields: Fields, raw: str, remarks: list[str]) -> Iterator[Item]:
    pmid = next((value for tag, value in fields if tag == "PMID"), "")
    if len(raw) >= LONGEST_ENTRY - 1:
        reason = f"The record is longer than {LONGEST_ENTRY:,} characters, which none is; it was not read."
        yield Problem(line, pmid[:20], reason, raw=raw)
        return
    try:
        key, record, more = to_record(fields)
    except NoTitle as refusal:
        yield Problem(line, pmid[:20], str(refusal), raw=raw)
        return
    yield ParsedEntry(line, key, raw, record)
    for remark in (*remarks, *more):
        yield Problem(line, key, remark, refused=False)
