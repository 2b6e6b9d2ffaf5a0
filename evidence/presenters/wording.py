"""Small words around the evidence: dates, reading time, bylines, in plain English, for files and machines.

Pages for people take theirs from `evidence.presenters.words`, which follow the reader's language.
"""

from __future__ import annotations

from collections.abc import Iterable

from evidence.citations.record import CitationRecord

_MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
_WORDS_A_MINUTE = 150
"""A slow pace: many readers are ill (adults usually read about 240 words a minute)."""


def plain_date(iso: str) -> str:
    """ "2025-08-14" -> "14 August 2025"; "2025-08" -> "August 2025"; "2025" -> "2025"; "" -> ""."""
    parts = [int(part) for part in iso.split("-") if part]
    if len(parts) == 3:
        return f"{parts[2]} {_MONTHS[parts[1] - 1]} {parts[0]}"
    if len(parts) == 2:
        return f"{_MONTHS[parts[1] - 1]} {parts[0]}"
    return str(parts[0]) if parts else ""


def word_count(texts: str | Iterable[str]) -> int:
    return len((texts if isinstance(texts, str) else " ".join(texts)).split())


def minute_halves(words: int) -> int:
    """How long so many words take to read, in halves of a minute, at least one."""
    return max(1, round(words * 2 / _WORDS_A_MINUTE))


def reading_time(texts: str | Iterable[str]) -> str:
    """ "62 words · about half a minute"."""
    words = word_count(texts)
    halves = minute_halves(words)
    if halves == 1:
        minutes = "half a minute"
    elif halves == 2:
        minutes = "1 minute"
    else:
        minutes = f"{halves // 2}{'½' if halves % 2 else ''} minutes"
    return f"{words} word{'' if words == 1 else 's'} · about {minutes}"


def byline_authors(record: CitationRecord) -> str:
    """The first three authors' family names, then "et al."; "" where no author is known."""
    names = [name.family_full for name in record.authors]
    if not names:
        return ""
    if len(names) > 3:
        return ", ".join(names[:3]) + " et al."
    text = " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))
    return text if record.authors_complete else ", ".join(names) + " et al."


def capitalise(text: str) -> str:
    """First letter in upper case, the rest as it is."""
    return text[:1].upper() + text[1:]
