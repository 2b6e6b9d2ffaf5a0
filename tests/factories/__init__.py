"""Worlds for tests, built through the real actions: what a test can make, an editor could have made."""

from tests.factories.people import browser_of, person
from tests.factories.studies import bibtex_entry, dispute_findings, draft, publish, ready_to_review, reviewed

__all__ = [
    "bibtex_entry",
    "browser_of",
    "dispute_findings",
    "draft",
    "person",
    "publish",
    "ready_to_review",
    "reviewed",
]
