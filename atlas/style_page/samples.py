"""Invented pages for the style page: publications that were never saved, read by the real presenters."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from evidence import vocabulary as words
from evidence.citations.record import CitationRecord, Name
from evidence.models import Publication
from evidence.pem import Cohort
from evidence.presenters.notice_alert import NoticeAlertLine
from evidence.presenters.study_list import StudyRow, study_row
from evidence.presenters.study_page import StudyPage

DAY = "2026-11-27"
SHA256 = "0" * 64
CITATION = CitationRecord(
    title="Rest and symptoms in myalgic encephalomyelitis/chronic fatigue syndrome: an invented study",
    type="article-journal",
    authors=tuple(Name(family=family, given="A.") for family in ("First", "Second", "Third", "Fourth")),
    container_title="Journal of Samples",
    year=2026,
    doi="10.1234/sample",
)
QUOTE = "All participants met these invented criteria, which ask for symptoms that get worse after effort."

_PEM: dict[str, dict[str, Any]] = {
    "required": {"quote": QUOTE, "pem": "mandatory", "reasons": ["The one set of criteria makes PEM mandatory."]},
    "not_required": {
        "quote": "Participants met these invented criteria, in which such symptoms are one of several.",
        "pem": "optional",
        "reasons": ["The one set of criteria leaves PEM open."],
    },
    "unclear": {"quote": "", "pem": "", "reasons": ["What was read names no criteria."]},
    "not_applicable": {"quote": "", "pem": "", "reasons": ["Nobody with ME/CFS took part."]},
}


def page(verdict: str = "required", **changes: Any) -> StudyPage:
    """An evidence page. `changes`: approvals (how many), method, drafted_by, notices (kinds), override, current."""
    return StudyPage(publication(verdict, **changes))


def row(verdict: str = "required", *, found: str | None = None, **changes: Any) -> StudyRow:
    """A row of a list. `found` as `study_row` has it."""
    return study_row(publication(verdict, **changes), found)


def alert(kind: str = "") -> NoticeAlertLine:
    """A notice that the page does not tell of yet."""
    return NoticeAlertLine(kind, words.NOTICES.get(kind, ""), "27 November 2026")


def publication(
    verdict: str = "required",
    *,
    approvals: int = 2,
    method: str = "two_coders",
    drafted_by: str = "person",
    notices: tuple[str, ...] = (),
    override: str = "",
    current: bool = True,
) -> Publication:
    """A publication that no database holds."""
    votes = [{"person": number, "name": "", "sha256": SHA256, "on": DAY} for number in range(approvals)]
    return Publication(
        study_id=0,
        number=2,
        content=_content(verdict, method, drafted_by, notices),
        sha256=SHA256,
        provenance={
            "approvals": votes,
            "objections": 1 if override else 0,
            "versions": {},
            "history": [
                {"number": 1, "published_on": DAY, "reason": ""},
                {"number": 2, "published_on": DAY, "reason": "The summary was hard to read."},
            ],
        },
        override_reason=override,
        published_at=datetime(2026, 11, 27, tzinfo=UTC),
        is_current=current,
    )


def _content(verdict: str, method: str, drafted_by: str, notices: tuple[str, ...]) -> dict[str, Any]:
    return {
        "schema": 1,
        "slug": "sample-2026-rest",
        "language": "en-GB",
        "citation": CITATION.to_dict(),
        "design": "randomised_trial",
        "peer_review": "peer_reviewed",
        "basis": "abstract",
        "texts": {
            "one_sentence": "After six months of planned rest, symptom scores were a little lower on average.",
            "summary": "People with the illness planned their rest for six months. Their scores fell a little. "
            "Some had orthostatic intolerance, and a few had postural tachycardia.",
            "does_not_prove": ["That rest caused the change.", "That it helps everybody."],
        },
        "drafted": {"by": drafted_by, "version": "v1" if drafted_by == "generator" else ""},
        "pem": _pem(verdict, method),
        "facts": {"cases": 45, "controls": 39, "country": "Nowhere"},
        "judgement": {"risk_of_bias": "not_judged", "replication": "not_assessed", "replication_note": ""},
        "identity": {"confirmed_on": DAY, "sources": []},
        "notices": [_notice(kind) for kind in words.NOTICES if kind in notices],
        "links": [],
    }


def _pem(verdict: str, method: str) -> dict[str, Any]:
    told = _PEM[verdict]
    named = bool(told["pem"])
    key = "ccc2003"
    return {
        "verdict": verdict,
        "keys": [key] if named else [],
        "cohorts": [Cohort.of([key]).to_dict()] if named else [],
        "criteria": [{"key": key, "name": "A set of criteria", "year": 2003, "pem": told["pem"], "formal": True}]
        if named
        else [],
        "not_applicable": "",
        "reasons": told["reasons"],
        "why_not_required": "",
        "quote": told["quote"],
        "place": "Methods, Participants" if told["quote"] else "",
        "basis": "abstract",
        "method": method,
        "reason": "",
        "decided_on": DAY,
        "policy_version": "v0.1",
        "machine_version": "v1.1" if method == "machine" else "",
    }


def _notice(kind: str) -> dict[str, str]:
    detail = "An invented notice, to show how it looks."
    return {"kind": kind, "date": DAY, "title": "", "doi": "10.1234/notice", "pmid": "", "source": "", "detail": detail}
