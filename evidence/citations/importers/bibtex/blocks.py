r"""A BibTeX file taken apart into blocks: `@type{...}` with their places and lines, nothing read yet.

    @article{key, ...}     an entry
    @string{name = "..."}  an abbreviation;  @preamble{...}, @comment{...} are passed over
    anything between       a comment, as in BibTeX; so is a line that begins with %

We do this step ourselves because a file has to be taken apart once, in linear time and whatever is wrong with
it: an entry that never closes ends where the next one begins, and is told. A line `@type{key,` at the level of
the entry's own fields begins the next entry; deeper, inside a value, it is text as long as the braces close
(an abstract may quote BibTeX), which `_Closings` looks up. BibTeX counts every brace, most other programs leave
out `\{` and `\}`; where the two rules disagree, the one that ends in a clean place wins.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from .fields import LONGEST_ENTRY, Plain, plainly_written

Kind = Literal["entry", "string", "preamble", "comment", "no-at-sign"]

_START = re.compile(r"@[ \t]*([A-Za-z][\w+:.-]*)\s*([{(])")
_NEXT_ENTRY = r"[\r\n][ \t]*@[ \t]*[A-Za-z]\w*[ \t]*[{(]\s*(?:[^\s{}(),=\"]+\s*,|[A-Za-z]\w*\s*=)"
_BRACES = re.compile(r"[{}\"]|" + _NEXT_ENTRY)
_BRACES_BUT_ESCAPED = re.compile(r"\\[\\{}]|[{}\"]|" + _NEXT_ENTRY)
_BRACES_ONLY = re.compile(r"[{}]")
_BRACE_OR_QUOTE = re.compile(r"[{}\"]")
_BRACES_ONLY_BUT_ESCAPED = re.compile(r"\\[\\{}]|[{}]")
_ROUND = re.compile(r"[{}()\"]|" + _NEXT_ENTRY)
_FIRST_SIGN = re.compile(r"[ \t\f\v]*(\S)")
_SPACES = re.compile(r"\s*")
_ESCAPED_BRACE = re.compile(r"\\[{}]")
_CLEAN_END = re.compile(r"[ \t]*(?:\Z|[\r\n%@])")
_FIELD_BEHIND = re.compile(r"\s*,\s*[A-Za-z][\w+-]*\s*=")
_WITHOUT_AT = re.compile(
    r"^[ \t]*(?:article|book|inproceedings|incollection|inbook|misc|techreport|phdthesis|online|report)"
    r"[ \t]*\{[ \t]*[^\s,{}=]*[ \t]*,\s*[A-Za-z][\w+-]*\s*=",
    re.MULTILINE | re.IGNORECASE,
)
_LINE_END = re.compile(r"\r\n|\r|\n")
_LONGEST_READING_ON = 4_000_000  # characters in all that reading on behind a line like an entry may cost
_LONGEST_COMMENT_SEARCH = 4_000_000  # characters in all that unclosed comments may cost


@dataclass(frozen=True, slots=True)
class Block:
    """A block of a file. `body` is where its content begins; `fault` is a sentence when it never closes.

    `counts_escaped_braces` says which of the two rules found its end; `remark` is a sentence or ""; `plain` is what
    stands in an entry that needs no grammar.
    """

    kind: Kind
    type: str
    start: int
    body: int
    end: int
    line: int
    counts_escaped_braces: bool = True
    fault: str = ""
    remark: str = ""
    plain: Plain | None = None


class Lines:
    """Places in a text -> line numbers from `first_line`; a line ends with LF, CR LF or CR."""

    def __init__(self, text: str, first_line: int = 1) -> None:
        self.text = text
        self.before = first_line - 1
        self.starts: list[int] = []
        if "\r" in text:
            self.starts = [0, *(match.end() for match in _LINE_END.finditer(text))]
        self.counted, self.place = 0, 0  # line feeds before a place: blocks are asked about in their order

    def number(self, place: int) -> int:
        if self.starts:
            return self.before + bisect_right(self.starts, place)
        if place < self.place:
            self.counted, self.place = 0, 0
        self.counted += self.text.count("\n", self.place, place)
        self.place = place
        return self.before + self.counted + 1

    def start(self, place: int) -> int:
        """Where the line of `place` begins."""
        if self.starts:
            return self.starts[bisect_right(self.starts, place) - 1]
        return self.text.rfind("\n", 0, place) + 1


class _Closings:
    """Where the blocks of a text close when nothing but braces is looked at: one pass for each way of counting.

    Only braces that begin a block are remembered, so that a file of nothing but braces costs no memory.
    """

    def __init__(self, text: str) -> None:
        self.text = text
        self.budget = _LONGEST_READING_ON

    def of(self, body: int, *, counts_escaped_braces: bool) -> int:
        """The end of the block whose content begins at `body`; -1 when it never closes."""
        return (self.by_every_brace if counts_escaped_braces else self.by_unescaped_braces).get(body, -1)

    def quotes_close(self, body: int, end: int) -> bool:
        """Whether the quotation marks between fields are even from `body` to `end`; False when that costs too much."""
        if end - body > self.budget:
            return False
        self.budget -= end - body
        depth, marks = 0, 0
        for match in _BRACE_OR_QUOTE.finditer(self.text, body, end - 1):
            sign = match.group()
            depth += (sign == "{") - (sign == "}")
            marks += sign == '"' and depth == 0
        return marks % 2 == 0

    @cached_property
    def by_every_brace(self) -> dict[int, int]:
        return self._pairs(_BRACES_ONLY)

    @cached_property
    def by_unescaped_braces(self) -> dict[int, int]:
        return self._pairs(_BRACES_ONLY_BUT_ESCAPED)

    @cached_property
    def bodies(self) -> frozenset[int]:
        return frozenset(match.end() for match in _START.finditer(self.text) if match.group(2) == "{")

    def _pairs(self, tokens: re.Pattern[str]) -> dict[int, int]:
        ends: dict[int, int] = {}
        opened: list[tuple[int, int]] = []
        depth = 0
        for match in tokens.finditer(self.text):
            sign = match.group()
            if sign == "{":
                if match.end() in self.bodies:
                    opened.append((depth, match.end()))
                depth += 1
            elif sign == "}":
                depth -= 1
                if opened and opened[-1][0] == depth:
                    ends[opened.pop()[1]] = match.end()
        return ends


def split_blocks(text: str, *, first_line: int = 1) -> Iterator[Block]:
    """The blocks of a BibTeX text, whose first line has this number, in their order. Linear in its length."""
    lines = Lines(text, first_line)
    closings = _Closings(text)
    comment_budget = _LONGEST_COMMENT_SEARCH
    place = 0
    behind_a_block = -1  # where the first sign behind the last closed block stands
    while match := _START.search(text, place):
        if match.start() != behind_a_block and not _can_start(text, match, lines):
            place = match.start() + 1
            continue
        yield from _entries_without_at(text, place, match.start(), lines)
        name = match.group(1).lower()
        if name == "comment":
            end = _end_of_comment(text, match, comment_budget)
            if end < 0:
                comment_budget -= min(comment_budget, len(text) - match.end())
                end = match.end()
            else:
                behind_a_block = _behind_spaces(text, end)
            yield Block("comment", name, match.start(), match.end(), end, lines.number(match.start()))
        else:
            block = _block(text, match, name, lines, closings)
            yield block
            end = block.end
            if not block.fault:
                behind_a_block = _behind_spaces(text, end)
        place = end
    yield from _entries_without_at(text, place, len(text), lines)


def _behind_spaces(text: str, place: int) -> int:
    match = _SPACES.match(text, place)
    return match.end() if match else place


def _can_start(text: str, match: re.Match[str], lines: Lines) -> bool:
    """An @ begins a block unless its line is commented out or it is part of a word (an address of mail)."""
    first = _FIRST_SIGN.match(text, lines.start(match.start()))
    if first and first.group(1) == "%":
        return False
    if first and first.start(1) == match.start():
        return True
    return match.group(2) == "{" and not re.match(r"[\w.]", text[match.start() - 1])


def _entries_without_at(text: str, start: int, end: int, lines: Lines) -> Iterator[Block]:
    if text.find("{", start, end) < 0:
        return
    for match in _WITHOUT_AT.finditer(text, start, end):
        begin = match.start() + len(match.group()) - len(match.group().lstrip())
        yield Block(
            "no-at-sign",
            "",
            begin,
            match.end(),
            end,
            lines.number(begin),
            fault="This looks like an entry without its @ sign; nothing was read from it.",
        )
        return


def _end_of_comment(text: str, match: re.Match[str], budget: int) -> int:
    depth = 1
    limit = match.end() + budget
    for brace in _BRACES_ONLY.finditer(text, match.end(), limit):
        depth += 1 if brace.group() == "{" else -1
        if depth == 0:
            return brace.end()
    return -1


@dataclass(frozen=True, slots=True)
class _End:
    """Where a block ends, whether it closes there, and where inside it a line looked like another entry (or -1)."""

    place: int
    closed: bool
    inner: int = -1


def _block(text: str, match: re.Match[str], name: str, lines: Lines, closings: _Closings) -> Block:
    kind: Kind = "string" if name == "string" else "preamble" if name == "preamble" else "entry"
    line = lines.number(match.start())
    body = match.end()
    counts = True
    plain = None
    if match.group(2) == "{" and kind == "entry" and (plain := plainly_written(text, match)):
        end = _End(plain.end, True)
    elif match.group(2) == "(":
        end = _end_of_round(text, body, closings)
    else:
        end = _end_of_braces(text, body, closings, counts_escaped_braces=True)
        clean = end.closed and end.inner < 0 and _CLEAN_END.match(text, end.place)
        if not clean and _ESCAPED_BRACE.search(text, body, end.place):
            other = _end_of_braces(text, body, closings, counts_escaped_braces=False)
            if other.closed and (not end.closed or (other.inner < 0 and _CLEAN_END.match(text, other.place))):
                end, counts = other, False
    fault = "" if end.closed else _unclosed(text, end.place, match.group(2))
    remark = ""
    if end.closed and kind == "entry" and _FIELD_BEHIND.match(text, end.place):
        remark = "A closing brace too many ends this entry early; the fields behind it were not read."
    elif end.inner >= 0:
        remark = (
            f"Line {lines.number(end.inner)} looks like the beginning of another entry, but stands inside a field of "
            "this one; it was kept as text."
        )
    return Block(kind, name, match.start(), body, end.place, line, counts, fault, remark, plain)


def _unclosed(text: str, end: int, opening: str) -> str:
    what = "brace" if opening == "{" else "bracket"
    where = "the file ends" if end >= len(text) else "the next entry begins"
    return f"The entry is not closed: a closing {what} (or a brace or quotation mark inside) is missing before {where}."


def _end_of_braces(text: str, body: int, closings: _Closings, *, counts_escaped_braces: bool) -> _End:
    """The end of a block in braces; one that does not close ends where the next entry begins."""
    if counts_escaped_braces and (end := _end_before_an_at_sign(text, body)):
        return _End(end, True)
    depth, quoted = 1, False
    for match in (_BRACES if counts_escaped_braces else _BRACES_BUT_ESCAPED).finditer(text, body):
        sign = match.group()
        if sign == "{":
            depth += 1
        elif sign == "}":
            depth -= 1
            if depth == 0:
                return _End(match.end(), True)
        elif sign == '"':
            quoted = quoted != (depth == 1)
        elif sign[0] in "\r\n":
            inner = match.end() - len(sign.lstrip())
            if depth > 1 or quoted:
                end = closings.of(body, counts_escaped_braces=counts_escaped_braces)
                if (
                    0 <= end <= body + LONGEST_ENTRY
                    and _CLEAN_END.match(text, end)
                    and (not quoted or closings.quotes_close(body, end))
                ):
                    return _End(end, True, inner)
            return _End(match.start(), False)
    return _End(len(text), False)


def _end_before_an_at_sign(text: str, body: int) -> int:
    """Where the braces close, when they do before any @ behind which another entry may begin; else 0."""
    depth = 1
    limit = text.find("@", body)
    for match in _BRACES_ONLY.finditer(text, body, limit if limit >= 0 else len(text)):
        if match.group() == "{":
            depth += 1
        else:
            depth -= 1
            if depth == 0:
                return match.end()
    return 0


def _end_of_round(text: str, body: int, closings: _Closings) -> _End:
    depth, quoted = 0, False
    inner = next_entry = -1
    for match in _ROUND.finditer(text, body):
        sign = match.group()
        if next_entry >= 0 and match.start() - next_entry > closings.budget:
            break
        if sign == "{":
            depth += 1
        elif sign == "}":
            depth = max(0, depth - 1)
        elif sign == '"' and depth == 0:
            quoted = not quoted
        elif sign == ")" and depth == 0 and not quoted:
            return _End(match.end(), True, inner)
        elif sign[0] in "\r\n":
            if next_entry < 0:
                inner, next_entry = match.end() - len(sign.lstrip()), match.start()
            if depth == 0 and not quoted:
                break
            depth += sign.count("{")
    else:
        if next_entry < 0:
            return _End(len(text), False)
    closings.budget = max(0, closings.budget - (match.start() - next_entry))
    return _End(next_entry, False)
