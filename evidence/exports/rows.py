"""One live page as a row of a file: the paper, what the page says about PEM, and what to cite. Pure.

Every row says which publication it is (number and SHA-256), where the page stands, what the verdict is, and whether
there is a notice about the paper.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Any, Protocol

from evidence import vocabulary as words
from evidence.citations.exporters import Remarks
from evidence.citations.record import CitationRecord
from evidence.citations.slugs import bibtex_key
from evidence.pem import VERDICT_WORDS, Verdict
from evidence.workflow import how_checked

RETRACTED = frozenset({"retraction", "withdrawal"})
"""Kinds of notices after which nobody should rest anything on a paper."""
_STATUS = {"retraction": "Retracted", "withdrawal": "Withdrawn"}
_KEYWORDS = {
    # The first two are the words of PubMed's own publication types, which reference managers and filters know.
    "retraction": "Retracted Publication",
    "withdrawal": "Retracted Publication",
    "expression_of_concern": "Expression of Concern",
    "correction": "Corrected",
    "superseded": "Superseded",
}


class Published(Protocol):
    """What a row needs of a publication."""

    number: int
    content: Mapping[str, Any]
    sha256: str
    provenance: Mapping[str, Any]
    review_policy: str
    override_reason: str
    reason: str
    published_at: datetime
    demo: bool


@dataclass(frozen=True, slots=True)
class Site:
    """Whose shelf it is: its name, its address without a slash at the end, and under which terms its texts stand."""

    name: str
    url: str
    key_prefix: str
    licence: str
    licence_url: str


@dataclass(frozen=True, slots=True)
class Alert:
    """A notice about the paper was found and the page does not tell of it yet. `found_on` is an ISO date; `kind` is
    one of NOTICES once a person has confirmed it, else ""."""

    found_on: str
    kind: str = ""


class Row:
    """Everything that is exported of one live page."""

    __slots__ = ("__dict__", "alert", "content", "published", "site")

    def __init__(self, published: Published, site: Site, alert: Alert | None = None) -> None:
        self.published = published
        self.content = published.content
        self.site = site
        self.alert = alert

    @property
    def slug(self) -> str:
        return str(self.content["slug"])

    @property
    def number(self) -> int:
        return self.published.number

    @property
    def sha256(self) -> str:
        return self.published.sha256

    @property
    def address(self) -> str:
        """The page as it is now."""
        return f"{self.site.url}/evidence/{self.slug}"

    @property
    def permanent_address(self) -> str:
        """This publication, for as long as the site stands."""
        return f"{self.address}/v/{self.number}"

    @property
    def key(self) -> str:
        """The citation key: unique in every file, as an address belongs to one live page."""
        return bibtex_key(self.slug, self.site.key_prefix)

    @cached_property
    def record(self) -> CitationRecord:
        return CitationRecord.from_dict(self.content["citation"])

    @property
    def published_at(self) -> str:
        """ISO 8601 in UTC, to the second."""
        return self.published.published_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

    @property
    def published_on(self) -> str:
        return self.published_at[:10]

    @property
    def first_published_on(self) -> str:
        return str(self.published.provenance["history"][0]["published_on"])

    # --- PEM and checks ------------------------------------------------------------------------------
    @property
    def verdict(self) -> str:
        return str(self.content["pem"]["verdict"])

    @property
    def verdict_words(self) -> str:
        return VERDICT_WORDS[Verdict(self.verdict)]

    @property
    def criteria(self) -> list[Mapping[str, Any]]:
        """Every way into the study that the paper names, case definitions and others, each with key and name."""
        return list(self.content["pem"].get("criteria", ()))

    @property
    def topics(self) -> list[Mapping[str, str]]:
        return list(self.content.get("topics", ()))

    @property
    def checked(self) -> str:
        return how_checked(self.published.provenance, self.sha256)

    @property
    def checked_on(self) -> str:
        """The day of the last vote for exactly this content, or ""."""
        days = [vote["on"] for vote in self.published.provenance["approvals"] if vote["sha256"] == self.sha256]
        return max(days, default="")

    # --- Notices -------------------------------------------------------------------------------------
    @property
    def notices(self) -> list[Mapping[str, str]]:
        """Most serious first, as the page shows them."""
        return list(self.content["notices"])

    @property
    def notice_words(self) -> str:
        """ "Retracted (2026-01-02); Correction", or ""."""
        return "; ".join(
            words.NOTICES[notice["kind"]] + (f" ({notice['date']})" if notice["date"] else "")
            for notice in self.notices
        )

    @property
    def alert_words(self) -> str:
        """What stands above the page because a notice was found since, or ""."""
        if self.alert is None:
            return ""
        if self.alert.kind:
            return f"{words.NOTICES[self.alert.kind]}: confirmed, and not on the page yet"
        return f"A notice about this paper was found on {self.alert.found_on} and is being checked"

    @property
    def remarks(self) -> Remarks:
        """What a reference manager is told besides the bibliographic facts."""
        kinds = [notice["kind"] for notice in self.notices]
        if self.alert is not None and self.alert.kind:
            kinds.append(self.alert.kind)
        warning = ". ".join(filter(None, (self.notice_words, self.alert_words)))
        notes = (
            self.verdict_words,
            f"{self.site.name}, publication {self.number} ({self.published_on}), {self.checked}: "
            f"{self.permanent_address}",
            f"SHA-256 of this publication: {self.sha256}",
            *(("Demonstration: checked by demo accounts",) if self.published.demo else ()),
        )
        return Remarks(
            warning=f"{warning}." if warning else "",
            status=next((_STATUS[kind] for kind in kinds if kind in _STATUS), ""),
            notes=notes,
            keywords=(self.verdict_words, *dict.fromkeys(_KEYWORDS[kind] for kind in kinds)),
        )
