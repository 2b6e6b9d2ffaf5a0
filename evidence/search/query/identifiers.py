"""Identifiers of papers as people paste them into a search box. Pure."""

from __future__ import annotations

import re
import unicodedata

from evidence.citations.identifiers import canonical_doi, canonical_pmcid, canonical_pmid, find_doi, find_pmids

_LONGEST = 2_000
_NOTHING = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\ufe00-\ufe0f]+")
_SPACES = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufff9-\ufffb]+")
_QUOTES = dict.fromkeys(map(ord, "“”„‟«»″〝〞＂"), '"')
_PMC = re.compile(r"PMC0*([1-9]\d{2,8})", re.IGNORECASE | re.ASCII)
_PMC_ADDRESS = re.compile(
    r"(?:ncbi\.nlm\.nih\.gov|europepmc\.org)/\S*?\bPMC0*([1-9]\d{2,8})\b", re.IGNORECASE | re.ASCII
)


def tidy(text: str) -> str:
    """Composed letters, plain quotation marks, nothing that cannot be seen."""
    text = _SPACES.sub(" ", _NOTHING.sub("", text))
    return unicodedata.normalize("NFC", text).translate(_QUOTES)


def identifier_of(scheme: str, text: str) -> tuple[str, str] | None:
    """(scheme, canonical value) of the identifier that `text` is; None where it is none.

    With `scheme` (doi, pmid, pmcid) it is the bare value. Without one `text` has to look like an identifier or be the
    address of a paper: a number alone is none.
    """
    if len(text) > _LONGEST:
        return None
    if scheme == "pmid":
        return _kept("pmid", canonical_pmid(text))
    if scheme == "pmcid":
        return _kept("pmcid", canonical_pmcid(text))
    if scheme == "doi" or text.startswith("10.") or text.lower().startswith("doi.org/"):
        return _kept("doi", canonical_doi(text))
    if match := _PMC.fullmatch(text):
        return _kept("pmcid", f"PMC{match.group(1)}")
    if "/" not in text or "." not in text:
        return None
    if match := _PMC_ADDRESS.search(text):
        return _kept("pmcid", f"PMC{match.group(1)}")
    if "nih.gov/" in text.lower():
        return _kept("pmid", next(iter(find_pmids(text)), ""))
    if re.match(r"(?:https?:)?//|www\.|(?:dx\.)?doi\.org/", text, re.IGNORECASE):
        return _kept("doi", find_doi(text))
    return None


def _kept(scheme: str, value: str) -> tuple[str, str] | None:
    """Only what reads the same a second time: a DOI with a quotation mark or a space in it is searched as text."""
    if not value or '"' in value or tidy(value) != value or " " in value:
        return None
    again = canonical_doi(value) if scheme == "doi" else value
    return (scheme, value) if again == value else None
