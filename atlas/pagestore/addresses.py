"""Which addresses are kept as finished pages, and under which name of a file. Pure.

An address is kept when one of KEPT fits it as a whole. Nothing else ever becomes a path: no dot in front, no empty
part, no percent sign, no capital letter of somebody's choice.
"""

from __future__ import annotations

import re

LONGEST = 200
"""Characters of an address. A slug has 120 at most."""

_SLUG = r"[a-z0-9]+(?:-[a-z0-9]+)*"

FAMILY_FILES = ("bib", "ris", "csl.json", "txt", "jsonld")
"""What stands beside an evidence page: extensions of its citation files."""

KEPT = (
    r"/",
    rf"/evidence/(?P<slug>{_SLUG})(?:\.(?:{'|'.join(map(re.escape, FAMILY_FILES))})|/history|/v/[1-9][0-9]{{0,8}})?",
    r"/(?:evidence|evidence/search-help|criteria|methodology|glossary|topics|map|charts|retractions|authors|api)",
    r"/methodology/(?:scanner|classifier|agreement\.csv)",
    rf"/(?:criteria|pem|topics)/{_SLUG}",
    rf"/(?:map|charts/{_SLUG})\.csv",
    r"/(?:about|process|editorial-policy|what-is-pem|why-criteria-matter|start|faq|privacy|accessibility|press|contact"
    r"|copyright|start/[a-z-]+)(?:/v/[1-9][0-9]{0,8})?",
    r"/feeds/(?:evidence|changes|notices)\.atom",
    r"/(?:sitemap|sitemap-[a-z]+-[1-9][0-9]{0,4})\.xml",
    r"/robots\.txt",
)
"""Whole addresses. Not kept: whatever carries a question, lists without end, releases (they are files already), the
corrections (letters of readers), redirects, tombstones, and everything private."""

READ_MOST = ("/", "/evidence", "/topics", "/criteria", "/methodology", "/sitemap.xml", "/map", "/feeds/evidence.atom")
"""By people and by machines: baked before all others that a publication changes."""

_KEPT = re.compile("|".join(f"(?:{one})" for one in KEPT), re.ASCII)
_EXTENSION = re.compile(r"\.[a-z]+\Z", re.ASCII)
_NEGOTIATED = re.compile(rf"/evidence/{_SLUG}", re.ASCII)
_NOT_A_STUDY = ("/evidence/search-help",)


def is_kept(address: str) -> bool:
    return len(address) <= LONGEST and _KEPT.fullmatch(address) is not None


def is_negotiated(address: str) -> bool:
    """Does this address answer with another file where a program asks for one (`evidence.views.negotiation`)?"""
    return _NEGOTIATED.fullmatch(address) is not None and address not in _NOT_A_STUDY


def slug_of(address: str) -> str:
    """The slug of the study whose family the address belongs to; "" for all others."""
    found = _KEPT.fullmatch(address)
    slug = (found["slug"] or "") if found else ""
    return "" if f"/evidence/{slug}" in _NOT_A_STUDY else slug


def urgency(line: str) -> tuple[int, str]:
    """For sorting what is to be baked: what it is said to be about first, then what is read most."""
    if not line.startswith("/"):
        return -1, line
    return READ_MOST.index(line) if line in READ_MOST else len(READ_MOST), line


def file_name(address: str) -> str:
    """ "/evidence/x" -> "evidence/x.html", "/evidence/x.bib" -> "evidence/x.bib". Raises ValueError for all others."""
    if not is_kept(address):
        raise ValueError(f"The page store keeps no page at {address[:LONGEST]!r}.")
    if address == "/":
        return "index.html"
    return address[1:] if _EXTENSION.search(address) else f"{address[1:]}.html"
