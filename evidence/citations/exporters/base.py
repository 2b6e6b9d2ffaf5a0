"""What every exporter is: a name, a file's extension and media type, and text from keyed records."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator

from ..record import CitationRecord
from ..transliteration import to_ascii

KeyedRecord = tuple[str, CitationRecord]
"""(citation key, record): the key names the record inside the file."""


class Exporter(ABC):
    """Records in, text out.

    `render` gives the whole text; `stream` the same text in pieces, one record after the other, so that a
    file of any length needs the memory of one record. "".join(stream(items)) == render(items).
    """

    name: str
    label: str
    extension: str
    media_type: str

    @abstractmethod
    def stream(self, items: Iterable[KeyedRecord]) -> Iterator[str]:
        """The text of these records in pieces."""

    def render(self, items: Iterable[KeyedRecord]) -> str:
        """The text of these records."""
        return "".join(self.stream(items))


def safe_key(key: str) -> str:
    """A citation key in the characters that every BibTeX program takes; never empty."""
    return re.sub(r"[^A-Za-z0-9_:./+-]+", "-", to_ascii(key)).strip("-") or "entry"
