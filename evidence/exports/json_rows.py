"""A row as JSON: the whole frozen content, how it came about, and where it stands. Pure.

`content` is the publication's content, whole: the SHA-256 of its canonical JSON (keys sorted, no spaces, UTF-8, NFC)
is `sha256`, so that everybody can check it. Of people a row says what the page says: the public names of those who
approved exactly this content, where they want to be named.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from evidence.exports.rows import Row

ROW_SCHEMA = 1
"""Additive changes only; anything else takes the next number."""


def as_json(row: Row) -> dict[str, Any]:
    """Plain JSON types only; `schema.py` describes every field."""
    published = row.published
    return {
        "schema": ROW_SCHEMA,
        "slug": row.slug,
        "address": row.address,
        "permanent_address": row.permanent_address,
        "publication": row.number,
        "sha256": row.sha256,
        "published_at": row.published_at,
        "first_published_on": row.first_published_on,
        "cite_key": row.key,
        "checked": row.checked,
        "notice_words": row.notice_words,
        "notice_found": (
            None if row.alert is None else {"found_on": row.alert.found_on, "confirmed_kind": row.alert.kind}
        ),
        "demonstration": published.demo,
        "licence": row.site.licence_url,
        "reason": published.reason,
        "review_policy": published.review_policy,
        "published_without_the_usual_checks_because": published.override_reason,
        "approvals": [
            {"name": vote["name"] or None, "on": vote["on"], "sha256": vote["sha256"]}
            for vote in published.provenance["approvals"]
        ],
        "objections": published.provenance.get("objections", 0),
        "versions": dict(published.provenance.get("versions") or {}),
        "history": [
            {"number": step["number"], "published_on": step["published_on"], "reason": step["reason"]}
            for step in published.provenance["history"]
        ],
        "content": row.content,
    }


def stream(rows: Iterable[Row]) -> Iterator[str]:
    """JSON Lines: one object a line, UTF-8, keys in a fixed order."""
    for row in rows:
        yield json.dumps(as_json(row), ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n"
