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
_XML = r"(?:<\?xml[^>]{0,300}\?>\s*)?(?:<!--.{0,5000}?-->\s*|<\?[^>]{0,300}\?>\s*)*(?:<!DOCTYPE[^>\[]{0,500}>\s*)?"
_BEGINNINGS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"<!doctype\s+html|<html\b|<head\b|<body\b", re.IGNORECASE), "an HTML page"),
    (
        re.compile(r"<\?xml[^>]{0,200}\?>\s*(?:<!--.{0,2000}?-->\s*)?<(?:!doctype\s+)?html\b", re.I | re.S),
        "an HTML page",
    ),
    (re.compile(_XML + r"<article[\s>]", re.DOTALL), "the full text of a paper in XML (JATS)"),
    (re.compile(_XML + r"<xml>\s*<records>", re.DOTALL), "an EndNote XML file"),
    (re.compile(_XML + r"<(?:\w+:)?mods", re.DOTALL), "a MODS file"),
    (re.compile(_XML + r"<eSearchResult[\s>]", re.DOTALL), "the answer of a PubMed search with numbers only"),
    (re.compile(r"<\?xml|<!DOCTYPE|<[A-Za-z][\w:.-]*(?:\s[^<>]{0,2000})?/?>", re.IGNORECASE), "an XML file"),
    (re.compile(r"TY  ?- ", re.IGNORECASE), "a RIS file"),
    (re.compile(r"PMID- ?\d"), "a PubMed (NBIB) file"),
    (re.compile(r"%0 [A-Z]"), "an EndNote file"),
    (re.compile(r"FN [^\n]{1,80}\n(?:VR|PT) "), "a Web of Science file"),
    (re.compile(r"\[\s*(?:\{\s*\"|\])|\{\s*(?:\"[^\"\n]{0,200}\"\s*:|\})"), "a JSON file"),
    (re.compile(r"<\d{1,8}>\s*\n\s*[A-Z][a-z]+"), "an Ovid text file"),
)
ADVICE: dict[str, str] = {
    "an HTML page": "Save the references themselves, not the page: most sites offer “Cite”, “Export” or “Send to”.",
    "a PDF document": "Bring its DOI in a list, or export the reference from the publisher's page.",
    "the full text of a paper in XML (JATS)": "Bring its DOI or PMID in a list instead.",
    "an EndNote XML file": "Export from EndNote as RefMan (RIS) or BibTeX.",
    "an EndNote file": "Export from EndNote as RefMan (RIS) or BibTeX.",
    "a MODS file": "Export from the program that wrote it as RIS or BibTeX.",
    "a Web of Science file": "Export from Web of Science as RIS or BibTeX.",
    "an Ovid text file": "Export from Ovid as RIS.",
    "the answer of a PubMed search with numbers only": "Fetch the records from PubMed and import those.",
    "an office document or a ZIP archive": "Export the references from the program that keeps them.",
}
"""What a file is -> what its owner can do."""
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
