"""Keys under which two records of one work meet when neither has an identifier.

    title_key("The Effect of β-Alanine: A Trial.")      "the effect of v alanine a trial"
    match_key(record)                                   (title key, year, first author's family name)

The keys are for comparing only: ASCII, small letters, punctuation and accents gone.
"""

from __future__ import annotations

import re

from .record import CitationRecord
from .transliteration import to_ascii

MatchKey = tuple[str, int | None, str]


def _normalised(text: str) -> str:
    return " ".join(re.findall(r"[a-z0-9]+", to_ascii(text).lower()))


def title_key(record: CitationRecord) -> str:
    """The title as it is compared: "β-Alanine: A Trial." -> "v alanine a trial"."""
    return _normalised(record.title)


def match_key(record: CitationRecord) -> MatchKey:
    """(title key, year, first author's family name or a body's whole name, "" without authors)."""
    first = record.authors[0] if record.authors else None
    return title_key(record), record.year, _normalised(first.literal or first.family) if first else ""
