r"""One entry's text to its type, key and fields; and a field's text to its value.

bibtexparser takes entries apart. It is asked for one entry at a time and for the splitting only: its own
LaTeX decoder loses text, and its library drops a second entry with the same key. Where it fails, or where
what it gives does not hold together (it reads over a missing comma), `_tolerant_fields` reads the entry once
more, mends what can be mended and says so.
"""

from __future__ import annotations

import logging
import re
from dataclasses import dataclass, field

from bibtexparser.entrypoint import parse_string
from bibtexparser.model import Block, DuplicateFieldKeyBlock, Entry

# Its warnings say the same as our problems, but to the wrong reader.
logging.getLogger("bibtexparser").setLevel(logging.CRITICAL)

LONGEST_ENTRY = 1_000_000  # characters; the longest real one we have seen (2,000 authors) has 150,000
LONGEST_VALUE = 500_000  # characters of a value after abbreviations are put in

_MONTHS = """
    jan feb mar apr may jun jul aug sep oct nov dec
    """.split()  # noqa: SIM905

_HEAD = re.compile(r"@[ \t]*([A-Za-z][\w+:.-]*)\s*[{(]\s*")
_BARE = re.compile(r"[^\s#,{}\"=]+")
_FIELD_START = re.compile(r"\s*([^\s=,{}\"#()]+)\s*=")
_NEXT_FIELD = re.compile(r",?\s{0,80}\b[A-Za-z][\w+:.-]{0,60}\s{0,80}=\s{0,80}[{\"\w]")
_END_OF_QUOTE = re.compile(r'"(?=\s*(?:,\s*(?:[A-Za-z][\w+:.-]{0,60}\s*=|\Z)|\Z|\r?\n\s*[A-Za-z][\w+:.-]{0,60}\s*=))')


class UnreadableEntry(ValueError):
    """An entry that could not be taken apart; the message is a full sentence."""


@dataclass(slots=True)
class RawEntry:
    """An entry's parts as they stand in the file: values still with their braces, quotes and `#`."""

    type: str
    key: str
    fields: list[tuple[str, str]]
    remarks: list[str] = field(default_factory=list)
    counts_escaped_braces: bool = True


def take_apart(raw: str, *, counts_escaped_braces: bool = True) -> RawEntry:
    """Type, key and fields of one whole entry `@type{...}`. Raises UnreadableEntry with the reason."""
    if len(raw) > LONGEST_ENTRY:
        raise UnreadableEntry(
            f"The entry is longer than {LONGEST_ENTRY:,} characters, which no reference is; it was not read."
        )
    head = _HEAD_IN_BRACES.match(raw)
    if head and (plain := plainly_written(raw, head)) and plain.end == len(raw):
        return RawEntry(
            head.group(1).lower(), plain.key, [(name, word or f"{{{text}}}") for name, text, word in plain.fields]
        )
    entry = _by_bibtexparser(raw)
    if entry and all(_holds_together(value) for _, value in entry.fields):
        return entry
    return _tolerant_fields(raw, counts_escaped_braces=counts_escaped_braces)


@dataclass(frozen=True, slots=True)
class Plain:
    """An entry of nothing but `name = {value}`, numbers and words. `end` is the place behind its closing brace.

    `fields` are (name, text between the braces, number or word): one of the latter two says something, or none.
    """

    key: str
    fields: list[tuple[str, str, str]]
    end: int


def plainly_written(text: str, head: re.Match[str]) -> Plain | None:
    """The entry whose `@type{` is `head`, where no rule leads to another reading of it; None for any other one.

    Most entries are such. They need no grammar, and come out as bibtexparser would have them: braces close before any
    @ behind which another entry may begin, and no backslash stands where readers disagree about it.
    """
    body = head.end()
    limit = text.find("@", body, body + LONGEST_VALUE)
    limit = min(body + LONGEST_VALUE, len(text)) if limit < 0 else limit
    name = head.group(1).lower()
    if not name.isalnum() or name.startswith(_NO_ENTRY) or body - head.end(1) > 1:
        return None
    for entry, field_ in _PLAINLY:
        if whole := entry.match(text, body, limit):
            end = whole.end()
            if text.find("\\", body, end) >= 0 and _READ_DIFFERENTLY.search(text, body, end):
                return None
            fields = field_.findall(text, whole.end(1), end)
            words = [word for _, _, word in fields if word]
            if entry is _NESTED[0] or text.count("{", body, end) == len(fields) - len(words):
                return Plain(whole.group(1), fields, end)
    return None


_HEAD_IN_BRACES = re.compile(r"@[ \t]*([A-Za-z][\w+:.-]*)\{")
_NO_ENTRY = ("comment", "string", "preamble")
_IN_BRACES = r"[^{}]*+(?:\{[^{}]*+(?:\{[^{}]*+\}[^{}]*+)*+\}[^{}]*+)*+"
"""A text with at most two pairs of braces, one in the other."""
_NAME, _WORD = r"[A-Za-z][\w+:.-]*+", r"[A-Za-z]++|[0-9]++"


def _patterns(value: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """A whole entry behind its `@type{`, and one field of it, when `value` stands in the braces of each field."""
    return (
        re.compile(
            r"\s*+([^\s,={}\"#()]++)\s*+,"
            rf"(?:\s*+{_NAME}\s*+=\s*+(?:\{{{value}\}}|{_WORD})\s*+(?:,|(?=\}})))++\s*+\}}"
        ),
        re.compile(rf"({_NAME})\s*+=\s*+(?:\{{({value})\}}|({_WORD}))\s*+[,}}]\s*+"),
    )


_NESTED = _patterns(_IN_BRACES)
_PLAINLY = (_patterns(r"[^}]*+"), _NESTED)
"""First the quicker way: there, as many braces open as fields have braces, or braces stand in braces."""
_READ_DIFFERENTLY = re.compile(r"\\[{}\",=\r\n\\]")
"""Signs with a backslash before them, about which readers disagree."""


def _by_bibtexparser(raw: str) -> RawEntry | None:
    try:
        blocks = parse_string(raw, parse_stack=[]).blocks
    except Exception:  # its own consistency checks raise; the entry is then read the other way
        return None
    if len(blocks) != 1:
        return None
    block: Block | None = blocks[0]
    if isinstance(block, DuplicateFieldKeyBlock):
        block = block.ignore_error_block
    if not isinstance(block, Entry):
        return None
    fields = [(part.key, part.value) for part in block.fields]
    if any(not _FIELD_NAME.fullmatch(name) for name, _ in fields):
        return None
    return RawEntry(block.entry_type.lower(), block.key, fields)


_FIELD_NAME = re.compile(r"[^\s=,{}\"#()]+")


def _holds_together(value: str) -> bool:
    try:
        list(_pieces(value, counts_escaped_braces=False))
    except _Malformed:
        return False
    return True


# -- a value: {braces}, "quotes", names of abbreviations and numbers, joined by # -------------------------


class _Malformed(ValueError):
    """A value breaks at `place`; `unbalanced` when a brace or quotation mark is never closed."""

    def __init__(self, place: int, *, unbalanced: bool = False) -> None:
        super().__init__(place)
        self.place = place
        self.unbalanced = unbalanced


_SPACES_AND_COMMAS = re.compile(r"[\s,]*")
_SPACES = re.compile(r"\s*")
_EVERY_BRACE = re.compile(r"[{}]")
_BRACE_BUT_ESCAPED = re.compile(r"\\[\\{}]|[{}]")
_BRACE_OR_QUOTE = re.compile(r"\\[\\{}]|[{}\"]")


def _after_spaces(text: str, place: int) -> int:
    match = _SPACES.match(text, place)
    return match.end() if match else place


def _closing(text: str, place: int, *, counts_escaped_braces: bool) -> int:
    """Place of the brace that closes the one at `place`. Raises _Malformed when none does."""
    depth = 0
    tokens = _EVERY_BRACE if counts_escaped_braces else _BRACE_BUT_ESCAPED
    for match in tokens.finditer(text, place):
        if match.group() == "{":
            depth += 1
        elif match.group() == "}":
            depth -= 1
            if depth == 0:
                return match.start()
    raise _Malformed(place, unbalanced=True)


def _closing_quote(text: str, place: int) -> int:
    """Place of the quotation mark that closes the one at `place`; one in braces is text."""
    depth = 0
    for match in _BRACE_OR_QUOTE.finditer(text, place + 1):
        sign = match.group()
        if sign == "{":
            depth += 1
        elif sign == "}":
            depth -= 1
        elif sign == '"' and depth <= 0:
            return match.start()
    raise _Malformed(place, unbalanced=True)


def _pieces(text: str, place: int = 0, *, counts_escaped_braces: bool) -> list[tuple[bool, str]]:
    """(is it the name of an abbreviation, text) of each piece of the value from `place` to the end.

    Raises _Malformed where it breaks; the place is then just behind what could be read.
    """
    pieces: list[tuple[bool, str]] = []
    length = len(text)
    while True:
        place = _after_spaces(text, place)
        if place >= length:
            if pieces:
                raise _Malformed(place)  # a # with nothing behind it
            return [(False, "")]
        if text[place] in '{"':
            if text[place] == "{":
                end = _closing(text, place, counts_escaped_braces=counts_escaped_braces)
            else:
                end = _closing_quote(text, place)
            pieces.append((False, text[place + 1 : end]))
            place = end + 1
        else:
            bare = _BARE.match(text, place)
            if not bare:
                raise _Malformed(place)
            pieces.append((not bare.group().isdigit(), bare.group()))
            place = bare.end()
        behind = _after_spaces(text, place)
        if behind >= length:
            return pieces
        if text[behind] != "#":
            raise _Malformed(behind)
        place = behind + 1


@dataclass(slots=True)
class Abbreviations:
    """The `@string` abbreviations of a file, those read so far; months are known from the beginning."""

    texts: dict[str, str] = field(default_factory=lambda: {month: month for month in _MONTHS})

    def value(self, raw: str, *, counts_escaped_braces: bool = False) -> tuple[str, list[str]]:
        """The text of a raw value with abbreviations put in (LaTeX still in it), and remarks about it.

        Raises UnreadableEntry when it grows beyond LONGEST_VALUE: abbreviations of abbreviations can do that.
        """
        if raw[:1] == "{" and raw.find("}") == len(raw) - 1 and raw.rfind("{") == 0 and raw[-2] != "\\":
            if len(raw) < LONGEST_VALUE:
                return raw[1:-1], []  # as most are
            pieces = [(False, raw[1:-1])]
        else:
            pieces = self.pieces(raw, counts_escaped_braces)
        if not pieces:
            return raw, []
        texts, remarks = [], []
        for is_name, text in pieces:
            if not is_name:
                texts.append(text)
            elif (known := self.texts.get(text.lower())) is not None:
                texts.append(known)
            else:
                texts.append(text)
                remarks.append(f"The abbreviation “{text}” is defined nowhere in the file; its name was kept as text.")
        if sum(map(len, texts)) > LONGEST_VALUE:
            raise UnreadableEntry(f"A value holds more than {LONGEST_VALUE:,} characters, which none does.")
        return "".join(texts), remarks

    def in_fields(self, entry: Plain) -> dict[str, str] | None:
        """The fields of a plain entry by their names in small letters; None where something in them has to be told."""
        fields = {name.lower(): text or word for name, text, word in entry.fields}
        if len(fields) < len(entry.fields):
            return None
        for name, _, word in entry.fields:
            if word and not word.isdigit():
                if (known := self.texts.get(word.lower())) is None:
                    return None
                fields[name.lower()] = known
        return fields

    @staticmethod
    def pieces(raw: str, counts_escaped_braces: bool) -> list[tuple[bool, str]]:
        """The pieces of a raw value by the one or by the other way of counting braces; [] when neither reads it."""
        for counts in (counts_escaped_braces, not counts_escaped_braces):
            try:
                return _pieces(raw, counts_escaped_braces=counts)
            except _Malformed:
                continue
        return []

    def define(self, raw: str) -> str:
        """Take in a whole `@string{name = value}`; returns a sentence when it could not be read, else ""."""
        head = _HEAD.match(raw)
        content = raw[head.end() : -1] if head else ""
        match = _FIELD_START.match(content)
        if not match:
            return "The abbreviation could not be read: it is not of the form name = text."
        try:
            text, remarks = self.value(content[match.end() :].strip().rstrip(","))
        except UnreadableEntry as unreadable:
            return str(unreadable)
        self.texts[match.group(1).lower()] = text
        return remarks[0] if remarks else ""


# -- reading what bibtexparser cannot ---------------------------------------------------------------------


def _tolerant_fields(raw: str, *, counts_escaped_braces: bool) -> RawEntry:
    head = _HEAD.match(raw)
    if not head:
        raise UnreadableEntry("The entry does not begin like one: @type{key, ...")
    content = raw[head.end() : -1]
    entry = RawEntry(head.group(1).lower(), "", [], counts_escaped_braces=counts_escaped_braces)
    key = re.match(r"([^,={}\"]*?)\s*(?:,|\Z)", content)
    if key:
        entry.key, place = key.group(1).strip(), key.end()
    else:
        place = 0
        entry.remarks.append("The entry has no key.")
    while True:
        if skipped := _SPACES_AND_COMMAS.match(content, place):
            place = skipped.end()
        if place >= len(content):
            break
        start = _FIELD_START.match(content, place)
        if not start:
            place = _skip_stray_text(content, place, entry)
            continue
        place = _read_value(content, start, entry)
    if not entry.fields:
        raise UnreadableEntry("The entry could not be taken apart: no field of the form name = {value} was found.")
    return entry


def _skip_stray_text(content: str, place: int, entry: RawEntry) -> int:
    following = _NEXT_FIELD.search(content, place)
    end = max(following.start() if following else len(content), place + 1)
    stray = " ".join(content[place:end][:200].split())
    shown = stray if len(stray) <= 60 else stray[:57] + "..."
    entry.remarks.append(f"“{shown}” is no field of the form name = {{value}}; it was left out.")
    return end


def _read_value(content: str, start: re.Match[str], entry: RawEntry) -> int:
    """Read the value behind `name =` and add the field; returns where the next one may begin."""
    name, place = start.group(1), _after_spaces(content, start.end())
    try:
        _pieces(content, place, counts_escaped_braces=entry.counts_escaped_braces)
        entry.fields.append((name, content[place:].strip()))
        return len(content)
    except _Malformed as broken:
        end, unbalanced = broken.place, broken.unbalanced
    if unbalanced:
        raise UnreadableEntry(f"The braces or quotation marks of the field “{name}” do not close.")
    value = content[place:end].rstrip()
    if value and content.startswith(",", end):
        entry.fields.append((name, value))
        return end
    if value and not value.endswith("#") and _NEXT_FIELD.match(content, end):
        entry.remarks.append(f"A comma is missing behind the field “{name}”.")
        entry.fields.append((name, value))
        return end
    if content.startswith('"', place) and (quote := _END_OF_QUOTE.search(content, place + 1)):
        entry.remarks.append(f"The field “{name}” holds quotation marks inside quotation marks.")
        entry.fields.append((name, "{" + content[place + 1 : quote.start()] + "}"))
        return quote.end()
    following = _NEXT_FIELD.search(content, place)
    end = max(following.start() if following else len(content), place)
    text = content[place:end].strip().strip(",").strip()
    if text:
        entry.remarks.append(f"The value of the field “{name}” is not of the form {{value}}; it was read as it stands.")
        entry.fields.append((name, "{" + text + "}"))
    return end
