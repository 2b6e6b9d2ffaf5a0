"""Addresses and keys already taken, and numbers that nobody else gets."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection, models

from evidence.actions.imports.writing import storable
from evidence.citations.slugs import unique_slug
from evidence.models import Author, Study

TEXTS = "string_to_array(%s, chr(10))"
"""SQL for a list of texts that is given by `as_texts`: one parameter is a good deal quicker than thousands."""


def as_texts(values: Iterable[str]) -> str | None:
    """Values without line ends (identifiers, keys, addresses) as the parameter of TEXTS."""
    return storable("\n".join(values)) or None


_LOOKED_UP = {Study._meta.db_table: "(id, slug, doi, pmid, pmcid, match_key)"}
"""Columns that look-ups go by. What is in the others, long abstracts above all, costs a second to take stock of."""


class ByIndex:
    """Inside it, look-ups of a list of texts go through an index, one text after the other, where tables are large.

    What this transaction has written is in no statistics yet, and the planner takes pages for slow that lie in memory.
    It would read a whole table for each part of a file, and the time would grow with the square of the file.
    """

    def __enter__(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL random_page_cost TO 0.1")
            cursor.execute(
                "SELECT relname FROM pg_class WHERE oid = ANY(%s::regclass[])"
                " AND pg_relation_size(oid) / 8192 > greatest(2 * relpages, 20)",
                [[model._meta.db_table for model in (Study, Author)]],
            )
            for (table,) in cursor.fetchall():
                cursor.execute(f"ANALYZE {connection.ops.quote_name(table)} {_LOOKED_UP.get(table, '')}")

    def __exit__(self, *error: object) -> None:
        if error == (None, None, None):
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL random_page_cost TO DEFAULT")


def in_use(model: type[models.Model], column: str, bases: set[str]) -> set[str]:
    """Values of `column` that a new one made from `bases` could collide with: the base, or base-2, base-3, ...

    What begins with "base-" is found by the index that Django makes for LIKE, since a large file asks again for each
    of its parts; a value too many ("base-and-more") does no harm. "." is the sign behind "-".
    """
    if not bases:
        return set()
    table = connection.ops.quote_name(model._meta.db_table)
    column = connection.ops.quote_name(column)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {column} FROM unnest({TEXTS}) AS base JOIN {table} ON {column} = base"  # noqa: S608 - names are ours
            f" UNION ALL SELECT near.* FROM unnest({TEXTS}) AS base, LATERAL (SELECT {column} FROM {table}"
            f" WHERE {column} ~>=~ (base || '-') AND {column} ~<~ (base || '.') OFFSET 0) AS near",
            [as_texts(bases), as_texts(bases)],
        )
        return {value for (value,) in cursor}


class Unused:
    """Gives each base a value that nobody has: the base, or the base with the first free number.

    Remembers how far it came for a base, so that ten thousand works with one base do not try each number again.
    """

    def __init__(self, taken: set[str]) -> None:
        self.taken = taken
        self.tried: dict[str, int] = {}

    def take(self, base: str) -> str:
        if base not in self.taken:
            self.taken.add(base)
            return base
        value = unique_slug(base, self.taken, first=self.tried.get(base, 2))
        self.tried[base] = int(value.rpartition("-")[2]) + 1
        self.taken.add(value)
        return value


class Numbers:
    """Primary keys that nobody else gets."""

    @staticmethod
    def of(model: type[models.Model], count: int) -> list[int]:
        """`count` of them, the smallest last: taken with `pop`."""
        if not count:
            return []
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT string_agg(nextval(name)::text, ',') FROM"  # OFFSET 0: the name is looked up once
                " (SELECT pg_get_serial_sequence(%s, 'id')::regclass AS name OFFSET 0) AS it, generate_series(1, %s)",
                [model._meta.db_table, count],
            )
            (numbers,) = cursor.fetchone()
        return sorted(map(int, numbers.split(",")), reverse=True)
