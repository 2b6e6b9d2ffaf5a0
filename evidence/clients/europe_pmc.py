"""Europe PMC: where the full text can be read by everybody, and which preprint belongs to an article.

REST service, `search` with `resultType=core` (https://europepmc.org/RestfulWebService).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from evidence.clients.transport import ServiceError, Transport

BASE = "https://www.ebi.ac.uk/europepmc/webservices/rest"
SERVICE = "Europe PMC"
_JSON = ("application/json",)
_OF_VERSIONS = frozenset({"preprint in", "preprint of", "update of", "update in"})
"""Europe PMC's words for links between versions of one work. Comments and corrections are PubMed's to tell."""


@dataclass(frozen=True, slots=True)
class Version:
    """Another version of the work. `kind` as in Europe PMC ("Preprint in", "Update of" ...), lower case."""

    kind: str
    source: str
    identifier: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class OpenText:
    """`open_access_url` is "" when nothing can be read freely; `title` is the title on record."""

    pmid: str
    pmcid: str
    doi: str
    title: str
    open_access_url: str
    versions: tuple[Version, ...]


@dataclass
class EuropePMC:
    transport: Transport

    @classmethod
    def open(cls, *, contact: str, base: str = BASE) -> EuropePMC:
        return cls(Transport(SERVICE, base, contact, pace=0.2))

    def article(self, *, doi: str = "", pmid: str = "") -> OpenText:
        """What Europe PMC knows of a PMID, or else of a DOI. ServiceError of kind "not_found" when it knows nothing."""
        if not (doi or pmid):
            raise ValueError("Give a DOI or a PMID.")
        query = f"EXT_ID:{pmid} AND SRC:MED" if pmid else 'DOI:"{}"'.format(doi.replace('"', ""))
        params = {"query": query, "format": "json", "resultType": "core", "pageSize": "5"}
        if self.transport.contact:
            params["email"] = self.transport.contact
        answer = self.transport.get("/search", params, accepts=_JSON)
        try:
            found = json.loads(answer.body)["resultList"]["result"]
            if not isinstance(found, list):
                raise TypeError
        except (ValueError, KeyError, TypeError):
            raise ServiceError(SERVICE, "unreadable", "there is no list of results in it") from None
        for one in found:
            if isinstance(one, dict) and _is_asked_for(one, doi, pmid):
                return _open_text(one)
        raise ServiceError(SERVICE, "not_found")


def _is_asked_for(one: dict[str, Any], doi: str, pmid: str) -> bool:
    """A search may find neighbours: only the record with exactly this identifier counts."""
    if pmid:
        return str(one.get("pmid", "")) == pmid
    return str(one.get("doi", "")).lower() == doi.lower()


def _open_text(one: dict[str, Any]) -> OpenText:
    links = _items(one, "commentCorrectionList", "commentCorrection")
    return OpenText(
        pmid=_text(one, "pmid"),
        pmcid=_text(one, "pmcid"),
        doi=_text(one, "doi").lower(),
        title=_text(one, "title"),
        open_access_url=_open_address(one),
        versions=tuple(
            Version(_text(link, "type").lower(), _text(link, "source"), _text(link, "id"), _text(link, "reference"))
            for link in links
            if _text(link, "type").lower() in _OF_VERSIONS
        ),
    )


def _open_address(one: dict[str, Any]) -> str:
    """The first address at which the text is open access or free, a page before a PDF."""
    addresses = [
        (_text(entry, "documentStyle").lower() != "html", _text(entry, "url"))
        for entry in _items(one, "fullTextUrlList", "fullTextUrl")
        if _text(entry, "availabilityCode").upper() in ("OA", "F")
    ]
    for _, address in sorted(addresses, key=lambda pair: pair[0]):
        parts = urlsplit(address)
        if parts.scheme in ("http", "https") and parts.netloc and "@" not in parts.netloc:
            return address
    return ""


def _items(one: dict[str, Any], outer: str, inner: str) -> list[dict[str, Any]]:
    held = one.get(outer)
    entries = held.get(inner) if isinstance(held, dict) else None
    return [entry for entry in entries if isinstance(entry, dict)] if isinstance(entries, list) else []


def _text(one: dict[str, Any], name: str) -> str:
    value = one.get(name)
    return str(value).strip() if isinstance(value, (str, int)) else ""
