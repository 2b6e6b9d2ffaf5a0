"""The rows of the test database as SQL that puts them back: how a world is kept, and how the tables are emptied.

Triggers and foreign keys sleep while rows are put back (`session_replication_role`, which a superuser may set), so they
come back exactly as they were: numbers, times and all. Where the tests' account is no superuser nothing is kept.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from functools import cache

from django.db import connection

ASLEEP, AWAKE = "SET session_replication_role = 'replica';", "SET session_replication_role = 'origin';"


@cache
def can_be_kept() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")
        return bool(cursor.fetchone()[0])


@cache
def _columns() -> dict[str, list[str]]:
    """Table -> the columns that are written; those made from others make themselves."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname, array_agg(quote_ident(a.attname) ORDER BY a.attnum)"
            " FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid"
            " WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace"
            " AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = '' GROUP BY 1"
        )
        return dict(cursor.fetchall())


def _row(table: str) -> str:
    parts = (f"coalesce(quote_literal({column}::text), 'NULL')" for column in _columns()[table])
    return f"'(' || concat_ws(',', {', '.join(parts)}) || ')'"


def rows_of(tables: Collection[str]) -> dict[str, str]:
    """Table -> SQL that makes the table what it is now."""
    if not tables:
        return {}
    asked = (f"SELECT '{table}', (SELECT string_agg({_row(table)}, ',') FROM \"{table}\")" for table in tables)
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(asked))
        return {
            table: f'DELETE FROM "{table}";' + (
                f'INSERT INTO "{table}" ({",".join(_columns()[table])}) OVERRIDING SYSTEM VALUE VALUES {rows};'
                if rows else ""
            )
            for table, rows in cursor.fetchall()
        }  # fmt: skip


def put_back(statements: Iterable[str]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("".join([ASLEEP, *statements, AWAKE]))


class Standing:
    """What the tables hold before any test, and the way back to it.

    Django's own (TRUNCATE of every table, then what migrating adds) takes a third of a second, after each test with
    real transactions. Here only tables that have changed are touched.
    """

    def __init__(self) -> None:
        self.tables = connection.introspection.django_table_names(only_existing=True, include_views=False)
        self.rows = rows_of(self.tables)
        self.full = [table for table in self.tables if "INSERT" in self.rows[table]]
        parts = [f"SELECT '{table}', {self._sum(table)}" for table in self.full]
        with connection.cursor() as cursor:
            cursor.execute(" UNION ALL ".join(parts))
            sums = dict(cursor.fetchall())
        changed = [f"SELECT '{table}' WHERE {self._sum(table)} IS DISTINCT FROM '{sums[table]}'" for table in self.full]
        changed += [
            f"SELECT '{table}' WHERE EXISTS (SELECT 1 FROM \"{table}\")" for table in self.tables if table not in sums
        ]
        self._asked = " UNION ALL ".join(changed)

    @staticmethod
    def _sum(table: str) -> str:
        return f"(SELECT md5(string_agg(t::text, ',' ORDER BY t::text)) FROM \"{table}\" t)"

    def changed(self) -> list[str]:
        with connection.cursor() as cursor:
            cursor.execute(self._asked)
            return [table for (table,) in cursor.fetchall()]

    def come_back(self) -> None:
        if changed := self.changed():
            put_back(self.rows[table] for table in changed)


def written_so_far() -> Iterator[tuple[str, int]]:
    """(table, rows written) in the transaction that is open, triggers' rows among them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, n_tup_ins + n_tup_upd + n_tup_del FROM pg_stat_xact_user_tables"
            " WHERE schemaname = 'public' AND n_tup_ins + n_tup_upd + n_tup_del > 0"
        )
        yield from cursor.fetchall()
