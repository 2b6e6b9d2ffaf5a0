"""What every exporter is: a name, a file's extension and media type, and text from keyed records."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ..record import CitationRecord
from ..transliteration import to_ascii

KeyedRecord = tuple[str, CitationRecord]
"""(citation key, record): the key names the record inside the file."""


@dataclass(frozen=True, slots=True)
class Remarks:
    """What a file says about a record besides its bibliographic facts, in the fields that reference managers keep.

    `warning` is what a reader must not miss and a style should print ("Retracted"); `status` is the same as one word
    or two; `notes` go to the reader's own notes, each without a full stop at its end; a keyword holds no comma and no
    semicolon, because programs part keywords there.
    """

    warning: str = ""
    status: str = ""
    notes: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if any("," in keyword or ";" in keyword for keyword in self.keywords):
            raise ValueError("A keyword with a comma or a semicolon is read as two.")


NO_REMARKS = Remarks()
RemarkedRecord = tuple[str, CitationRecord, Remarks]
"""(citation key, record, remarks)."""


class Exporter(ABC):
    """Records in, text out.

    `render` gives the whole text; `stream` the same text in pieces, one record after the other, so that a
    file of any length needs the memory of one record. "".join(stream(items)) == render(items).
    `stream_with_remarks` writes what is said about each record besides.
    """

    name: str
    label: str
    extension: str
    media_type: str
    opening = ""
    separator = "\n"
    closing = ""

    @abstractmethod
    def entry(self, key: str, record: CitationRecord, remarks: Remarks = NO_REMARKS) -> str:
        """The text of one record. Remarks that the format has no field for are left out."""

    def stream_with_remarks(self, items: Iterable[RemarkedRecord]) -> Iterator[str]:
        """The text of these records in pieces."""
        before = self.opening
        for key, record, remarks in items:
            yield before + self.entry(key, record, remarks)
            before = self.separator
        if ending := ("" if before == self.separator else before) + self.closing:
            yield ending

    def stream(self, items: Iterable[KeyedRecord]) -> Iterator[str]:
        """The text of these records in pieces."""
        return self.stream_with_remarks((key, record, NO_REMARKS) for key, record in items)

    def render(self, items: Iterable[KeyedRecord]) -> str:
        """The text of these records."""
        return "".join(self.stream(items))


def safe_key(key: str) -> str:
    """A citation key in the characters that every BibTeX program takes; never empty."""
    return re.sub(r"[^A-Za-z0-9_:./+-]+", "-", to_ascii(key)).strip("-") or "entry"
