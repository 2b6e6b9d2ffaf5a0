"""What has changed on the shelf since: pages that are not true any more go, at once and on every path.

`PageChange` holds every change, written by triggers; `seen.json` says up to which transaction they have been followed.
Transactions end in another order than they begin, so the mark is the oldest transaction that was still open, and the
rows beyond it that have been followed already are named one by one.

    what changed                                                      the copy of before, while nothing newer is kept
    a page has a new number, or is new; topics                        lies aside, for outages
    a page was taken down (now or ever), or its paper has a notice;   goes at once, with every list that named it
        an alert; a row that went; the demonstration
"""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any

from django.db import connection

from atlas.pagestore.addresses import slug_of
from atlas.pagestore.files import Store
from atlas.pagestore.needs import ALERTS, DEMO, PUBLICATIONS, TOPICS, needs_of_change
from evidence.models.page_change import ALERT, PUBLICATION

_NOW = """
    SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint,
        concat_ws('-', (SELECT system_identifier FROM pg_control_system()),
            (SELECT oid FROM pg_database WHERE datname = current_database())),
        extract(epoch FROM clock_timestamp())::float,
        (SELECT coalesce(json_agg(json_build_array(id, transaction, what, slugs, everything) ORDER BY id), '[]')
            FROM evidence_pagechange WHERE transaction >= %s)
"""
"""One question, so that all its answers are of one moment: the horizon, the database, the time, and what came since."""
_ENDED = """
    SELECT coalesce(array_agg(one), '{}') FROM unnest(%s::bigint[]) one WHERE NOT EXISTS (
        SELECT FROM pg_locks WHERE locktype = 'transactionid' AND transactionid = (one & 4294967295)::text::xid)
"""
"""Which of these transactions are over, whatever became of them. A running one holds a lock on its own number; no
snapshot knows a number that a crash has lost. To be asked before `_NOW`, which then sees what they left."""
_MAY_BE_SHOWN = """
    SELECT slug FROM evidence_publication WHERE slug = ANY(%s) GROUP BY slug
    HAVING bool_or(is_current) AND NOT bool_or(is_withdrawn OR coalesce(content -> 'notices', '[]') <> '[]')
"""
"""Addresses of which an earlier copy is not the newest, and nothing worse. One that was ever taken down is none."""
_NEVER = 2**62
AWAY_AT_MOST = 29 * 24 * 3600
"""Seconds: a day less than the database remembers its changes."""
DOUBTED_AT_MOST = 3600
"""Seconds: no transaction that takes a page down takes so long; its server was replaced by another one."""
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
        seen, doubts = store.seen(), store.doubts()
        with connection.cursor() as cursor:
            ended = []
            if doubts:
                cursor.execute(_ENDED, [[one for one, _ in doubts]])
                (ended,) = cursor.fetchone()
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
        if doubts:
            store.no_doubt({*ended, *(one for one, since in doubts if now - since > DOUBTED_AT_MOST)})
        return gone


def _forget(store: Store, rows: list[list[Any]]) -> set[str]:
    if not rows:
        return set()
    everything = any(row[4] for row in rows)
    slugs = {slug for row in rows for slug in row[3]}
    with connection.cursor() as cursor:
        cursor.execute(_MAY_BE_SHOWN, [sorted(slugs)])
        may_be_shown = {slug for (slug,) in cursor.fetchall()}
    mere = [row for row in rows if row[2] != ALERT and may_be_shown.issuperset(row[3])]
    worse = [row for row in rows if row not in mere]
    gone: set[str] = set()
    if everything or worse:
        gone = store.forget(None if everything else _needs(worse))
    if mere and not everything:
        gone |= store.forget(_needs(mere), aside=True)
    if everything:
        store.ask_for([EVERYTHING])
    else:
        store.ask_for({address for address in gone if slug_of(address) not in slugs} | slugs)
    return gone


def take_down(store: Store, slugs: Collection[str], *, at: float) -> set[str]:
    """Remove these pages, and every page that names them, inside the transaction that takes them down.

    Whatever ends it, a crash of the database too: nobody sees them any more. If it is undone, they are baked again.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id()::text::bigint")
        (transaction,) = cursor.fetchone()
    gone = store.doubt(transaction, needs_of_change(PUBLICATION, slugs), at=at)
    store.ask_for({address for address in gone if slug_of(address) not in slugs} | set(slugs))
    return gone


def _needs(rows: list[list[Any]]) -> set[str]:
    return set().union(*(needs_of_change(row[2], row[3]) for row in rows))
