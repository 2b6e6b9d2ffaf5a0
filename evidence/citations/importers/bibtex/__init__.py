"""BibTeX and biblatex files.

    blocks        the file taken apart, in linear time whatever is wrong with it
    fields        one entry's text to fields and values (bibtexparser, and a reader for what it cannot)
    inheritance   crossref and xdata
    mapping       fields to a `CitationRecord`

Every entry of the file ends in `ParseResult.entries` or as a refused `Problem`.
"""

from __future__ import annotations

import re

from ...record import ParsedEntry, ParseResult, Problem
from .blocks import Block, split_blocks
from .fields import Abbreviations, UnreadableEntry, take_apart
from .inheritance import Fields, inherit
from .mapping import NoTitle, to_record

_SNIFF = re.compile(r"^[^\S\r\n]*@[ \t]*[A-Za-z]\w*\s*[{(]", re.MULTILINE)
_REFERS = re.compile(r"\b(?:crossref|xdata)\s*=", re.IGNORECASE)
_IDS = re.compile(r"\bids\s*=\s*[{\"]([^{}\"]*)", re.IGNORECASE)
_KEY = re.compile(r"\s*([^\s,={}\"]*)")
_NO_WORK = frozenset(("xdata", "control", "set"))
"""Entry types that describe no work: shared fields, a style's switches, a group of entries."""


class BibTeX:
    """The importer for BibTeX and biblatex."""

    name = "bibtex"
    label = "BibTeX"
    extensions: tuple[str, ...] = (".bib", ".bibtex", ".biblatex")

    def sniff(self, text: str) -> bool:
        return _SNIFF.search(text.lstrip()[:500_000]) is not None

    def parse(self, text: str) -> ParseResult:
        return _File(text).read()


class _File:
    """One pass over one file."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.abbreviations = Abbreviations()
        self.entries: list[ParsedEntry] = []
        self.problems: list[Problem] = []
        self.places: dict[str, Block] = {}
        self.places_in_lower_case: dict[str, Block] = {}
        self.shared: dict[str, tuple[str, Fields] | None] = {}
        self.first_with_key: dict[str, str] = {}

    def read(self) -> ParseResult:
        blocks = []
        refers = _REFERS.search(self.text) is not None
        for block in split_blocks(self.text):
            if block.kind == "string":
                self.define(block)
            elif block.kind in ("entry", "no-at-sign"):
                blocks.append(block)
                if refers and not block.fault:
                    for key in self.keys_of(block):
                        self.places.setdefault(key, block)
                        self.places_in_lower_case.setdefault(key.lower(), block)
        for block in blocks:
            if block.type not in _NO_WORK:
                self.read_entry(block)
        if not blocks:
            self.problems.append(Problem(1, "", "The file holds no BibTeX entry.", refused=False))
        return ParseResult(tuple(self.entries), tuple(self.problems))

    def raw(self, block: Block) -> str:
        return self.text[block.start : block.end]

    def key_of(self, block: Block) -> str:
        match = _KEY.match(self.text, block.body)
        return match.group(1) if match else ""

    def keys_of(self, block: Block) -> list[str]:
        """The key of an entry and the other names that biblatex's `ids` gives it."""
        others = _IDS.search(self.text, block.start, block.end)
        return [self.key_of(block), *(key.strip() for key in (others.group(1).split(",") if others else ()))]

    def define(self, block: Block) -> None:
        fault = block.fault or self.abbreviations.define(self.raw(block))
        if fault:
            fault = fault.replace("The entry is", "The abbreviation is")
            self.problems.append(Problem(block.line, "", fault, refused=False))

    def refuse(self, block: Block, key: str, reason: str) -> None:
        self.problems.append(Problem(block.line, key, reason, raw=self.raw(block)))

    def read_entry(self, block: Block) -> None:
        raw = self.raw(block)
        if block.fault:
            self.refuse(block, self.key_of(block) if block.kind == "entry" else "", block.fault)
            return
        try:
            key, entry_type, fields, remarks = self.fields_of(block)
        except UnreadableEntry as unreadable:
            self.refuse(block, self.key_of(block), str(unreadable))
            return
        if key and self.first_with_key.get(key) == raw:
            self.refuse(block, key, "The entry stands in the file twice, word for word; it was read once.")
            return
        try:
            fields, missing = inherit(
                entry_type, fields, self.find, lambda other: other == key or self.place_of(other) is block
            )
            record, more = to_record(entry_type, fields, key)
        except NoTitle as refusal:
            reason = " ".join([str(refusal), *remarks])
            self.refuse(block, key, reason)
            return
        if key in self.first_with_key:
            remarks.append(f"The key “{key}” was used before in this file; both entries were read.")
        elif key:
            self.first_with_key[key] = raw
        self.entries.append(ParsedEntry(block.line, key, raw, record))
        remarks = [block.remark, *remarks, *missing, *more]
        self.problems.extend(
            Problem(block.line, key, remark, refused=False) for remark in dict.fromkeys(remarks) if remark
        )

    def fields_of(self, block: Block) -> tuple[str, str, Fields, list[str]]:
        """(key, type, fields with abbreviations put in, remarks). Raises UnreadableEntry."""
        entry = take_apart(self.raw(block), counts_escaped_braces=block.counts_escaped_braces)
        remarks = entry.remarks
        fields: Fields = {}
        for written, raw in entry.fields:
            name = written.lower()
            try:
                value, more = self.abbreviations.value(raw, counts_escaped_braces=entry.counts_escaped_braces)
            except UnreadableEntry:
                if name in _TELLING:
                    raise
                continue  # a picture in somebody's note, a file in a file field
            remarks.extend(more)
            if not fields.get(name):
                fields[name] = value
            elif value and " ".join(value.split()) != " ".join(fields[name].split()) and name in _TELLING:
                remarks.append(f"The field “{name}” stands twice with different values; the first was kept.")
        return entry.key, entry.type, fields, remarks

    def place_of(self, key: str) -> Block | None:
        """The entry that a reference means. BibTeX does not tell capitals from small letters in keys."""
        return self.places.get(key) or self.places_in_lower_case.get(key.lower())

    def find(self, key: str) -> tuple[str, Fields] | None:
        """Type and fields of the entry with this key, for those that refer to it."""
        if key not in self.shared:
            self.shared[key] = None
            block = self.place_of(key)
            if block is not None:
                try:
                    _, entry_type, fields, _ = self.fields_of(block)
                    self.shared[key] = (entry_type, fields)
                except UnreadableEntry:
                    pass
        return self.shared[key]


_TELLING = frozenset(
    """
    title subtitle author editor journal journaltitle booktitle year date month volume number issue pages
    doi pmid pmcid isbn issn url publisher institution school edition abstract eprint eid
    """.split()  # noqa: SIM905
)
"""Fields for which a second, different value deserves a look; for notes and keywords it does not."""
