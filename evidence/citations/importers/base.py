"""What an importer is, and the text it is given.

An importer walks through a text once (BibTeX twice, for what its entries refer to) and gives one `Item` after the
other, so that its memory is bounded by a part of the file and never by the file. It raises nothing for what
stands in a file.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Protocol

from ..record import Item, LookUp, ParsedEntry, ParseResult, Problem

PART = 1 << 20
"""Characters that are read at once."""
LONGEST_ENTRY = 2_000_000
"""Characters of one entry; the longest real one we have seen (2,000 authors) has 150,000."""
HEAD = 64_000
"""Characters at the beginning of a text by which its format is told."""


class Text:
    """A text that is read in parts, from its beginning and as often as needed."""

    def __init__(self, parts: Callable[[], Iterator[str]]) -> None:
        self._parts = parts

    @classmethod
    def of(cls, text: str) -> Text:
        return cls(lambda: (text[place : place + PART] for place in range(0, len(text), PART)))

    def parts(self) -> Iterator[str]:
        """The text from its beginning, in parts of at most about PART characters."""
        return self._parts()

    def head(self, length: int = HEAD) -> str:
        """The first `length` characters, or the whole text when it is shorter."""
        found: list[str] = []
        missing = length
        for part in self.parts():
            found.append(part[:missing])
            missing -= len(part)
            if missing <= 0:
                break
        return "".join(found)


class Importer(Protocol):
    """What a format has to bring along.

    `sniff` looks at the beginning of a text (`HEAD` characters, or all of it) and says whether it is this format;
    `read` gives what stands in the text. `anchored` formats show at the very beginning what they are; the others may
    also stand inside something else (BibTeX in a web page).
    """

    name: str
    label: str
    extensions: tuple[str, ...]
    anchored: bool

    def sniff(self, head: str) -> bool: ...

    def read(self, text: Text) -> Iterator[Item]: ...


def collected(items: Iterable[Item]) -> ParseResult:
    """All items of a reading in one result."""
    entries: list[ParsedEntry] = []
    problems: list[Problem] = []
    lookups: list[LookUp] = []
    for item in items:
        if isinstance(item, ParsedEntry):
            entries.append(item)
        elif isinstance(item, Problem):
            problems.append(item)
        else:
            lookups.append(item)
    return ParseResult(tuple(entries), tuple(problems), lookups=tuple(lookups))


_LINE_END = re.compile(r"\r\n|\r|\n")


def lines_of(text: Text, *, longest: int = LONGEST_ENTRY) -> Iterator[tuple[str, bool]]:
    """(line without its end, whether it was cut) of a text whose lines end with LF, CR LF or CR.

    A line longer than `longest` characters is cut there; the rest of it is passed over.
    """
    rest: list[str] = []  # of a line whose end has not been seen
    length = 0
    behind_return = False
    for part in text.parts():
        if behind_return and part.startswith("\n"):
            part = part[1:]
        behind_return = part.endswith("\r")
        *whole, last = _LINE_END.split(part)
        for line in whole:
            if rest:
                line = "".join(rest) + line[: max(0, longest + 1 - length)]
                rest, length = [], 0
            yield (line, False) if len(line) <= longest else (line[:longest], True)
        if last and length <= longest:
            rest.append(last)
            length += len(last)
    if rest:
        line = "".join(rest)
        yield (line, False) if len(line) <= longest else (line[:longest], True)
