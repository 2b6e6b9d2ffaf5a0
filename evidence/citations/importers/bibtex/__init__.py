"""BibTeX and biblatex files.

    blocks        a text taken apart, in linear time whatever is wrong with it
    pieces        the same for a file of any size, a few million characters at a time
    fields        one entry's text to fields and values (bibtexparser, and a reader for what it cannot)
    inheritance   crossref and xdata
    mapping       fields to a `CitationRecord`

A file is gone through before it is read, for what its entries refer to: abbreviations and parents may stand behind
them. Every entry of the file ends as a `ParsedEntry` or as a refused `Problem`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from ...record import Item, ParsedEntry, ParseResult, Problem
from ..base import Text, collected
from .fields import Abbreviations, UnreadableEntry, take_apart
from .inheritance import Fields, inherit
from .mapping import NoTitle, to_record
from .pieces import STEP, Piece, pieces_of

_SNIFF = re.compile(r"^[^\S\r\n]*@[ \t]*[A-Za-z]\w*\s*[{(]", re.MULTILINE)
_REFERS = re.compile(r"\b(?:crossref|xdata)\s*=|@\s*string\b", re.IGNORECASE)
_PARENTS = re.compile(r"\b(?:crossref|xdata)\s*=(?=\s*([^=]{1,2000}))", re.IGNORECASE)
_IDS = re.compile(r"\bids\s*=\s*[{\"]([^{}\"]*)", re.IGNORECASE)
_KEY = re.compile(r"\s*([^\s,={}\"]*)")
_NO_WORK = frozenset(("xdata", "control", "set"))
"""Entry types that describe no work: shared fields, a style's switches, a group of entries."""
_MOST_OF_PARENTS = 20_000_000  # characters of entries that others refer to


class BibTeX:
    """The importer for BibTeX and biblatex."""

    name = "bibtex"
    label = "BibTeX"
    extensions: tuple[str, ...] = (".bib", ".bibtex", ".biblatex")
    anchored = False

    def sniff(self, head: str) -> bool:
        return _SNIFF.search(head.lstrip()[:500_000]) is not None

    def read(self, text: Text) -> Iterator[Item]:
        return _File(text).read()

    def parse(self, text: str) -> ParseResult:
        """All of a text at once."""
        return collected(self.read(Text.of(text)))


class _File:
    """One file: gone through for what is referred to, then read."""

    def __init__(self, text: Text) -> None:
        self.text = text
        self.abbreviations = Abbreviations()
        self.parents: dict[str, Piece] = {}
        self.parents_in_lower_case: dict[str, Piece] = {}
        self.shared: dict[str, tuple[str, Fields] | None] = {}
        self.first_with_key: dict[str, int] = {}
        self.small: list[Piece] | None = None

    def read(self) -> Iterator[Item]:
        if len(self.text.head(STEP)) < STEP:
            self.small = list(pieces_of(self.text))
        if self.refers():
            yield from self.look_through()
        found = False
        for piece in self.pieces():
            if piece.block.kind in ("entry", "no-at-sign"):
                found = True
                if piece.block.type not in _NO_WORK:
                    yield from self.read_entry(piece)
        if not found:
            yield Problem(1, "", "The file holds no BibTeX entry.", refused=False)

    def pieces(self) -> Iterable[Piece]:
        return pieces_of(self.text) if self.small is None else self.small

    def refers(self) -> bool:
        if self.small is not None:
            return any(_refers(piece.raw) for piece in self.small)
        before = ""
        for part in self.text.parts():
            if _refers(before + part[:40]) or _refers(part):
                return True
            before = part[-40:]  # a word may be cut; the next part shows the rest of it
        return False

    def look_through(self) -> Iterator[Problem]:
        """Take in the abbreviations and the entries that others refer to."""
        wanted: set[str] = set()
        for piece in self.pieces():
            if piece.block.kind == "string":
                yield from self.define(piece)
            elif not piece.block.fault:
                for match in _PARENTS.finditer(piece.raw):
                    wanted.update(re.split(r"[\s,{}\"#]+", match.group(1)))
        wanted.discard("")
        in_lower_case = {key.lower() for key in wanted}
        kept = 0
        for piece in self.pieces() if wanted else ():
            if piece.block.kind == "entry" and not piece.block.fault:
                for key in self.keys_of(piece):
                    if key.lower() in in_lower_case and kept < _MOST_OF_PARENTS:
                        kept += len(piece.raw)
                        self.parents.setdefault(key, piece)
                        self.parents_in_lower_case.setdefault(key.lower(), piece)

    def key_of(self, piece: Piece) -> str:
        match = _KEY.match(piece.raw, piece.body)
        return match.group(1) if match else ""

    def keys_of(self, piece: Piece) -> list[str]:
        """The key of an entry and the other names that biblatex's `ids` gives it."""
        others = _IDS.search(piece.raw)
        return [self.key_of(piece), *(key.strip() for key in (others.group(1).split(",") if others else ()))]

    def define(self, piece: Piece) -> Iterator[Problem]:
        fault = piece.block.fault or self.abbreviations.define(piece.raw)
        if fault:
            fault = fault.replace("The entry is", "The abbreviation is")
            yield Problem(piece.block.line, "", fault, refused=False)

    def read_entry(self, piece: Piece) -> Iterator[Item]:
        block, raw = piece.block, piece.raw
        if block.fault:
            key = self.key_of(piece) if block.kind == "entry" else ""
            yield Problem(block.line, key, block.fault, raw=raw)
            return
        try:
            key, entry_type, fields, remarks = self.fields_of(piece)
        except UnreadableEntry as unreadable:
            yield Problem(block.line, self.key_of(piece), str(unreadable), raw=raw)
            return
        if key and self.first_with_key.get(key) == hash(raw):
            reason = "The entry stands in the file twice, word for word; it was read once."
            yield Problem(block.line, key, reason, raw=raw)
            return
        missing: list[str] = []
        try:
            if "crossref" in fields or "xdata" in fields:
                fields, missing = inherit(entry_type, fields, self.find, lambda other: self.is_self(other, key, piece))
            record, more = to_record(entry_type, fields, key)
        except NoTitle as refusal:
            yield Problem(block.line, key, " ".join([str(refusal), *remarks]), raw=raw)
            return
        if key in self.first_with_key:
            remarks.append(f"The key “{key}” was used before in this file; both entries were read.")
        elif key:
            self.first_with_key[key] = hash(raw)
        yield ParsedEntry(block.line, key, raw, record)
        remarks = [block.remark, *remarks, *missing, *more]
        yield from (Problem(block.line, key, remark, refused=False) for remark in dict.fromkeys(remarks) if remark)

    def fields_of(self, piece: Piece) -> tuple[str, str, Fields, list[str]]:
        """(key, type, fields with abbreviations put in, remarks). Raises UnreadableEntry."""
        plain = piece.block.plain
        if plain is not None and (plainly := self.abbreviations.in_fields(plain)) is not None:
            return plain.key, piece.block.type, plainly, []
        entry = take_apart(piece.raw, counts_escaped_braces=piece.block.counts_escaped_braces)
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

    def parent(self, key: str) -> Piece | None:
        return self.parents.get(key) or self.parents_in_lower_case.get(key.lower())

    def is_self(self, other: str, key: str, piece: Piece) -> bool:
        """Whether the key `other` names the entry of `piece`, whose own key is `key`."""
        parent = self.parent(other)
        return other == key or (parent is not None and parent.place == piece.place)

    def find(self, key: str) -> tuple[str, Fields] | None:
        """Type and fields of the entry with this key, for those that refer to it."""
        if key not in self.shared:
            self.shared[key] = None
            piece = self.parent(key)
            if piece is not None:
                try:
                    _, entry_type, fields, _ = self.fields_of(piece)
                    self.shared[key] = (entry_type, fields)
                except UnreadableEntry:
                    pass
        return self.shared[key]


def _refers(text: str) -> bool:
    """Whether a text holds one of the words by which entries refer to something; most hold none of their letters."""
    plain = text.casefold()
    return any(word in plain for word in ("crossref", "xdata", "string")) and _REFERS.search(text) is not None


_TELLING = frozenset(
    """
    title subtitle author editor journal journaltitle booktitle year date month volume number issue pages
    doi pmid pmcid isbn issn url publisher institution school edition abstract eprint eid
    """.split()  # noqa: SIM905
)
"""Fields for which a second, different value deserves a look; for notes and keywords it does not."""
