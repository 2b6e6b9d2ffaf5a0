"""The content of a page as a revision holds it, and small ways to change it."""

from __future__ import annotations

import copy
from typing import Any

from evidence.citations.record import CitationRecord, Name

ANNA = {"family": "Anna", "given": "A.", "particle": "", "suffix": "", "literal": ""}
BERG = {"family": "Berg", "given": "Ludwig", "particle": "van der", "suffix": "", "literal": ""}
FUKUDA = {"key": "fukuda1994", "name": "Fukuda", "year": 1994, "pem": "optional", "formal": True}
CANADIAN = {"key": "ccc2003", "name": "Canadian Consensus Criteria", "year": 2003, "pem": "mandatory", "formal": True}
CORRECTION = {
    "kind": "correction", "date": "2024-05-03", "title": "Correction to: Rest", "doi": "10.1/c", "pmid": "",
    "source": "the journal's page", "detail": "A table was wrong.",
}  # fmt: skip
LINK = {"kind": "comment_on", "slug": "other-page", "title": "Another study", "doi": "10.1/o", "pmid": ""}


def use(key: str, judged: str = "") -> dict[str, str]:
    return {"key": key, "judged": judged}


def page() -> dict[str, Any]:
    """A whole page."""
    citation = CitationRecord(
        title="Rest and symptoms",
        authors=(Name(family="Berg", given="Ludwig", particle="van der"), Name(family="O'Neil", given="Sue")),
        container_title="Journal of Rest",
        year=2019,
        doi="10.1234/rest",
    ).to_dict()
    citation.pop("abstract")
    return {
        "schema": 1,
        "slug": "van-der-berg-2019-rest-symptoms",
        "language": "en-GB",
        "citation": citation,
        "design": "cohort",
        "peer_review": "peer_reviewed",
        "basis": "abstract",
        "texts": {
            "one_sentence": "People who rested had lower symptom scores after six months.",
            "summary": "Some people with ME/CFS rested more. Their scores were lower.",
            "does_not_prove": ["That rest caused the change.", "That it helps everybody."],
        },
        "drafted": {"by": "person", "version": ""},
        "pem": {
            "verdict": "unclear",
            "keys": ["fukuda1994"],
            "cohorts": [
                {"label": "", "groups": [[use("fukuda1994")]], "explicit_pem": False, "purpose": "inclusion"},
            ],
            "criteria": [FUKUDA],
            "not_applicable": "",
            "reasons": ["Fukuda leaves PEM optional."],
            "why_not_required": "",
            "quote": "Patients fulfilled the criteria.",
            "place": "Methods",
            "basis": "abstract",
            "method": "two_coders",
            "reason": "",
            "decided_on": "2026-05-01",
            "policy_version": "v0.1",
            "machine_version": "",
        },
        "facts": {"cases": 84, "controls": 45, "country": "Norway"},
        "judgement": {"risk_of_bias": "not_judged", "replication": "not_assessed", "replication_note": ""},
        "identity": {"confirmed_on": "2026-05-01", "sources": ["Crossref", "PubMed"]},
        "notices": [],
        "links": [],
    }  # fmt: skip


def changed(*path: str | int, to: Any, content: dict[str, Any] | None = None) -> dict[str, Any]:
    """A copy of the page (or of `content`) with the value at `path` replaced."""
    copied = copy.deepcopy(content if content is not None else page())
    place: Any = copied
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = to
    return copied


def without(*path: str) -> dict[str, Any]:
    """A copy of the page with the key at `path` left out."""
    copied = page()
    place: Any = copied
    for step in path[:-1]:
        place = place[step]
    del place[path[-1]]
    return copied


def tombstone(reason: str = "The paper was retracted.") -> dict[str, Any]:
    """What stands at the address of a withdrawn page (`evidence.actions.content.tombstone`)."""
    return page() | {
        "withdrawn": {"reason": reason, "on": "2026-07-01"}, "texts": {}, "pem": {}, "facts": {}, "judgement": {},
        "links": [],
    }  # fmt: skip
