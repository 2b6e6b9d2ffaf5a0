"""What a file is that is no bibliography we read, so that its owner knows what to look for."""

from __future__ import annotations

import re

_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "a PDF document"),
    (b"PK\x03\x04", "a ZIP archive or an office document"),
    (b"\x1f\x8b", "a compressed file"),
    (b"\xd0\xcf\x11\xe0", "an old office document"),
    (b"SQLite format 3", "a database file"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"{\\rtf", "an RTF document"),
)
_BEGINNINGS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"<!doctype\s+html|<html\b|<head\b|<body\b", re.IGNORECASE), "an HTML page"),
    (
        re.compile(r"<\?xml[^>]{0,200}\?>\s*(?:<!--.{0,2000}?-->\s*)?<(?:!doctype\s+)?html\b", re.I | re.S),
        "an HTML page",
    ),
    (re.compile(r"<\?xml|<[A-Za-z][\w:.-]*(?:\s[^<>]{0,2000})?/?>"), "an XML file"),
    (re.compile(r"TY  ?- ", re.IGNORECASE), "a RIS file"),
    (re.compile(r"PMID- ?\d"), "a PubMed (NBIB) file"),
    (re.compile(r"%0 [A-Z]"), "an EndNote file"),
    (re.compile(r"FN [^\n]{1,80}\n(?:VR|PT) "), "a Web of Science file"),
    (re.compile(r"\[\s*(?:\{\s*\"|\])|\{\s*(?:\"[^\"\n]{0,200}\"\s*:|\})"), "a JSON file"),
)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1b\x7f\ufffd]")
_BINARY_SHARE = 0.05  # of control characters in the first part of a text; a text has next to none


def what_it_is(data: bytes | str, text: str) -> str:
    """ "an HTML page", "a PDF document", "empty"; "" when nothing speaks for another kind of file.

    `text` is `data` decoded. Only the beginning is looked at.
    """
    if not text.strip("\ufeff \t\r\n\f\v"):
        return "empty"
    if isinstance(data, bytes):
        for magic, words in _MAGIC:
            if data.startswith(magic):
                return words
    head = text[:8000].lstrip("\ufeff \t\r\n")
    for beginning, words in _BEGINNINGS:
        if beginning.match(head):
            return words
    if len(_CONTROL.findall(head)) > _BINARY_SHARE * len(head):
        return "a binary file, not a text"
    return ""
