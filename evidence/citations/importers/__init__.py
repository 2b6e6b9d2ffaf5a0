"""Importers: a file in, `CitationRecord`s out. The registry, and the door that picks the right one.

    parse(data)                    bytes or text, all at once; the format is found by looking at the text
    parse(data, format="bibtex")   or told
    read_file(opened)              a file of any size, one item after the other
    read_text(text)                a text that somebody pasted, the same way
    read_beside(opened)            a large file, read by a process of its own

    unpacking   gzip and ZIP, within limits          encoding   bytes to text
    registry    the formats and their order          foreign    what a file is that is none of them
    base        what an importer is                  reading    the door
    beside      a reader in a process of its own     packing    how its items come over

Nothing here raises for what stands in a file: what cannot be read is a `Problem` with line, key and reason. A
file that is no bibliography at all (a saved web page, a PDF) gives nothing but the result's `fault`.
"""

from __future__ import annotations

from evidence.citations import sayings  # noqa: F401 - so that what was stored is known again

from .base import Importer, Text
from .beside import AtPath, ReadingBrokeOff, read_beside
from .encoding import decode_text
from .reading import FileReading, parse, read_file, read_text
from .registry import IMPORTERS
from .unpacking import MOST_BYTES

__all__ = [
    "IMPORTERS",
    "MOST_BYTES",
    "AtPath",
    "FileReading",
    "Importer",
    "ReadingBrokeOff",
    "Text",
    "decode_text",
    "parse",
    "read_beside",
    "read_file",
    "read_text",
]
