"""The published query: what the atlas looks for in PubMed. It stands on /methodology word for word."""

from __future__ import annotations

import hashlib

QUERY = (
    '("Fatigue Syndrome, Chronic"[MeSH Terms] OR "myalgic encephalomyelitis"[Title/Abstract] '
    'OR "chronic fatigue syndrome"[Title/Abstract] OR "ME/CFS"[Title/Abstract] OR "CFS/ME"[Title/Abstract] '
    'OR "systemic exertion intolerance disease"[Title/Abstract])'
)
QUERY_VERSION = "v1"


def query_hash(query: str = QUERY) -> str:
    """A changed query is another search, and starts anew."""
    return hashlib.sha256(query.encode()).hexdigest()
