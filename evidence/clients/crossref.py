"""Crossref: the registered record of a DOI, and the works that update it (retractions, corrections).

`update-to` in a record names the works that it updates; `updated-by` those that update it, also from Retraction Watch
(https://crossref.gitlab.io/tutorials/get-rw-metadata/).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from evidence.clients.transport import ServiceError, Transport

BASE = "https://api.crossref.org"
SERVICE = "Crossref"
_JSON = ("application/json", "application/vnd.crossref-api-message+json")


@dataclass(frozen=True, slots=True)
class Work:
    """`record` is Crossref's message as it came, for `citations.importers`; None when nothing changed since `etag`."""

    doi: str
    record: dict[str, Any] | None
    etag: str = ""


@dataclass
class Crossref:
    transport: Transport

    @classmethod
    def open(cls, *, contact: str, base: str = BASE) -> Crossref:
        return cls(Transport(SERVICE, base, contact, pace=0.2))

    def work(self, doi: str, *, etag: str = "") -> Work:
        """The record of a DOI. ServiceError of kind "not_found" when Crossref has none (others register DOIs too)."""
        params = {"mailto": self.transport.contact} if self.transport.contact else {}
        answer = self.transport.get(f"/works/{quote(doi, safe='')}", params, accepts=_JSON, etag=etag)
        if answer.not_modified:
            return Work(doi, None, etag)
        try:
            told = json.loads(answer.body)
            record = told["message"]
            if not isinstance(record, dict) or not isinstance(record.get("DOI"), str):
                raise TypeError
        except (ValueError, KeyError, TypeError):
            raise ServiceError(SERVICE, "unreadable", "there is no work in it") from None
        return Work(doi, record, answer.etag)
