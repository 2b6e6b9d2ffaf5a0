"""Importers: a file's text in, `CitationRecord`s out. The registry, and the door that picks the right one.

    parse(data)                    bytes or text; the format is found by looking at the text
    parse(data, format="bibtex")   or told

Nothing here raises for what stands in a file: what cannot be read is a `Problem` with line, key and reason. A
file that is no bibliography at all (a saved web page, a PDF) gives nothing but the result's `fault`.
"""

from __future__ import annotations

import re
from typing import Protocol

from ..record import ParseResult, Problem
from .bibtex import BibTeX
from .encoding import decode_text
from .foreign import what_it_is


class Importer(Protocol):
    """What a format has to bring along. `sniff` looks at a text and says whether it is this format."""

    name: str
    label: str
    extensions: tuple[str, ...]

    def sniff(self, text: str) -> bool: ...

    def parse(self, text: str) -> ParseResult: ...


_NO_TEXT = re.compile("[\0\ud800-\udfff]")

IMPORTERS: dict[str, Importer] = {importer.name: importer for importer in (BibTeX(),)}
"""Name -> importer, in the order in which they are asked whether a text is theirs."""


def parse(data: bytes | str, *, format: str | None = None) -> ParseResult:
    """The records of a file and its problems.

    `data` are the file's bytes (decoded here: BOM, UTF-8, UTF-16, a declared encoding, else Windows-1252) or
    its text. `format` is a key of IMPORTERS; without it the text decides. Raises KeyError for a format we do
    not know, nothing else.
    """
    text, problems = (
        decode_text(data) if isinstance(data, bytes) else (_NO_TEXT.sub("\ufffd", data.removeprefix("\ufeff")), ())
    )
    if format is not None:
        importer: Importer | None = IMPORTERS[format]
    else:
        importer = next((known for known in IMPORTERS.values() if known.sniff(text)), None)
    result = importer.parse(text) if importer else ParseResult()
    foreign = "" if result.entries else what_it_is(data, text)
    if importer is None or foreign or (not result.read and not importer.sniff(text)):
        return _nothing(foreign)
    return ParseResult(entries=result.entries, problems=(*problems, *result.problems))


def _nothing(foreign: str) -> ParseResult:
    """The result of a file that is no bibliography; `foreign` says what it is instead, or is ""."""
    labels = ", ".join(known.label for known in IMPORTERS.values())
    if foreign == "empty":
        fault = "The file is empty; nothing was imported."
    elif foreign:
        fault = (
            f"The file is {foreign}, which is in none of the formats that can be read ({labels}); nothing was imported."
        )
    else:
        fault = f"The file is in none of the formats that can be read ({labels}); nothing was imported."
    return ParseResult(problems=(Problem(line=1, key="", reason=fault, refused=False),), fault=fault)


__all__ = ["IMPORTERS", "Importer", "decode_text", "parse"]
