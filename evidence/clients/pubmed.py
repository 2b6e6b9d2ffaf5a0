"""PubMed through NCBI's E-utilities: which articles a query finds, and their records as XML.

Addresses and limits: "A General Introduction to the E-utilities" (NCBI Bookshelf NBK25497) and NBK25499. Without a key
three requests a second are allowed, with one ten. A search gives at most 9,999 numbers, so a long span of time is
asked for in pieces.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from evidence.clients.transport import ServiceError, Transport

BASE = "https://eutils.ncbi.nlm.nih.gov/entrez/eutils"
SERVICE = "PubMed"
AT_ONCE = 200
"""Records a request, as NCBI advises for addresses that are asked with GET."""
MOST = 9_999
"""Numbers that one search may give."""
_JSON = ("application/json", "text/json", "text/plain")
_XML = ("text/xml", "application/xml")


@dataclass
class PubMed:
    """`key` is NCBI's API key, or ""."""

    transport: Transport
    key: str = ""
    tool: str = "mecfs-atlas"

    @classmethod
    def open(cls, *, contact: str, key: str = "", base: str = BASE) -> PubMed:
        return cls(Transport(SERVICE, base, contact, pace=0.11 if key else 0.35), key)

    def search(self, query: str, *, since: date, until: date) -> Iterator[tuple[date, date, list[str]]]:
        """PMIDs entered into PubMed from `since` to `until` (both days included), piece by piece.

        Each piece is (first day, last day, PMIDs): whoever stored it can go on from the day after. A piece is halved
        until the service can give all of it; a single day with more than 9,999 is a ServiceError.
        """
        waiting = [(since, until)]
        while waiting:
            first, last = waiting.pop()
            if first > last:
                continue
            count, numbers = self._numbers(query, first, last)
            if count > MOST:
                if first == last:
                    raise ServiceError(SERVICE, "too_big", f"{count} articles on {first}")
                middle = first + (last - first) / 2
                waiting += [(middle + timedelta(days=1), last), (first, middle)]
                continue
            if len(numbers) != count:
                raise ServiceError(SERVICE, "cut_short", f"{len(numbers)} of {count} numbers came")
            yield first, last, numbers

    def _numbers(self, query: str, first: date, last: date) -> tuple[int, list[str]]:
        answer = self.transport.get(
            "/esearch.fcgi",
            self._with_name(
                {
                    "db": "pubmed", "term": query, "retmode": "json", "retmax": str(MOST), "sort": "pub_date",
                    "datetype": "edat", "mindate": first.strftime("%Y/%m/%d"), "maxdate": last.strftime("%Y/%m/%d"),
                }
            ),
            accepts=_JSON,
        )  # fmt: skip
        try:
            told = json.loads(answer.body)["esearchresult"]
            if "ERROR" in told:
                raise ServiceError(SERVICE, "refused", str(told["ERROR"])[:200])
            count, numbers = int(told["count"]), [str(number) for number in told["idlist"]]
        except (ValueError, KeyError, TypeError):
            raise ServiceError(SERVICE, "unreadable", "the search gave no list of numbers") from None
        if not all(number.isdigit() for number in numbers):
            raise ServiceError(SERVICE, "unreadable", "the search gave something that is no number")
        return count, numbers

    def records(self, numbers: Sequence[str]) -> Iterator[tuple[list[str], bytes]]:
        """PubMed XML of the given PMIDs, in pieces of at most AT_ONCE: (numbers asked for, PubmedArticleSet)."""
        for start in range(0, len(numbers), AT_ONCE):
            piece = list(numbers[start : start + AT_ONCE])
            answer = self.transport.get(
                "/efetch.fcgi",
                self._with_name({"db": "pubmed", "id": ",".join(piece), "retmode": "xml"}),
                accepts=_XML,
            )
            if b"<PubmedArticleSet" not in answer.body:
                raise ServiceError(SERVICE, "unreadable", "there is no set of articles in it")
            if b"</PubmedArticleSet>" not in answer.body[-200:]:
                raise ServiceError(SERVICE, "cut_short")
            yield piece, answer.body

    def _with_name(self, params: dict[str, str]) -> dict[str, str]:
        params |= {"tool": self.tool}
        if self.transport.contact:
            params["email"] = self.transport.contact
        if self.key:
            params["api_key"] = self.key
        return params
