"""What has changed on the shelf since: pages that are not true any more go, at once and on every path.

`PageChange` holds every change, written by triggers; `seen.json` says up to which transaction they have been followed.
Transactions end in another order than they begin, so the mark is the oldest transaction that was still open, and the
rows beyond it that have been followed already are named one by one.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any

from django.db import connection

from atlas.pagestore.addresses import slug_of
from atlas.pagestore.files import Store
from atlas.pagestore.needs import ALERTS, DEMO, PUBLICATIONS, TOPICS, needs_of_change

_NOW = """
    SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint,
        concat_ws('-', (SELECT system_identifier FROM pg_control_system()),
            (SELECT oid FROM pg_database WHERE datname = current_database())),
        extract(epoch FROM clock_timestamp())::float,
        (SELECT coalesce(json_agg(json_build_array(id, transaction, what, slugs, everything) ORDER BY id), '[]')
            FROM evidence_pagechange WHERE transaction >= %s)
"""
"""One question, so that all its answers are of one moment: the horizon, the database, the time, what came since."""
_NEVER = 2**62
AWAY_AT_MOST = 29 * 24 * 3600
"""Seconds: a day less than the database remembers its changes."""
EVERYTHING = "*"
"""In the list of what is to be done."""

_OF_SLUGS = """
    SELECT slug, md5(string_agg(concat_ws('|', p.id, p.sha256, p.is_current, a.found_at, a.confirmed_kind), ','
        ORDER BY p.id)) FROM evidence_publication p LEFT JOIN evidence_noticealert a USING (study_id) {where}
    GROUP BY slug
"""
_OF_ALL = {
    PUBLICATIONS: "SELECT md5(string_agg(concat_ws('|', id, sha256), ',' ORDER BY id)) FROM evidence_publication"
    " WHERE is_current",
    ALERTS: "SELECT md5(string_agg(concat_ws('|', study_id, found_at, confirmed_kind), ',' ORDER BY study_id))"
    " FROM evidence_noticealert",
    TOPICS: "SELECT md5(string_agg(t::text, ',' ORDER BY id)) FROM evidence_topic t",
    DEMO: "SELECT EXISTS(SELECT 1 FROM evidence_publication WHERE demo)::text",
}


def fingerprints(slugs: Collection[str] | None = None) -> dict[str, str]:
    """Need -> what it was made of now. `slugs` None: those of every address; else of these alone, and the common ones.

    An address without a publication has the fingerprint "".
    """
    with connection.cursor() as cursor:
        found: dict[str, str] = {}
        for need, sql in _OF_ALL.items():
            cursor.execute(sql)
            found[need] = cursor.fetchone()[0] or ""
        where = "" if slugs is None else "WHERE slug = ANY(%s)"
        cursor.execute(_OF_SLUGS.format(where=where), None if slugs is None else [sorted(slugs)])
        found.update((f"slug:{slug}", told) for slug, told in cursor.fetchall())
    return found


def follow(store: Store) -> set[str]:
    """Remove what the changes since the last time made untrue, and ask for it anew. Gives the addresses removed.

    When this returns, no page of this machine's store tells what was true before any transaction that had ended.
    """
    with store.locked("following"):
        seen = store.seen()
        with connection.cursor() as cursor:
            cursor.execute(_NOW, [seen.get("horizon", _NEVER)])
            horizon, database, now, rows = cursor.fetchone()
        rows = json.loads(rows) if isinstance(rows, str) else rows
        state = {
            "database": database, "horizon": horizon, "at": now, "done": [row[0] for row in rows if row[1] >= horizon],
        }  # fmt: skip
        if (
            seen.get("database") != database
            or horizon < seen.get("horizon", 0)
            or now - seen.get("at", 0) > AWAY_AT_MOST
        ):
            # Pages of another database, of another past of this one, or of nobody knows when.
            store.drop()
            store.have_seen(state)
            store.ask_for([EVERYTHING])
            return set()
        done = set(seen.get("done", ()))
        gone = _forget(store, [row for row in rows if row[0] not in done])
        if rows or horizon != seen.get("horizon"):
            store.have_seen(state)
        return gone


def _forget(store: Store, rows: list[list[Any]]) -> set[str]:
    if not rows:
        return set()
    everything = any(row[4] for row in rows)
    slugs = {slug for row in rows for slug in row[3]}
    touched = set().union(*(needs_of_change(row[2], row[3]) for row in rows))
    gone = store.forget(None if everything else touched)
    if everything:
        store.ask_for([EVERYTHING])
    else:
        store.ask_for({address for address in gone if slug_of(address) not in slugs} | slugs)
    return gone
