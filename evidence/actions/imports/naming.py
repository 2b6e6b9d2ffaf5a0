"""Addresses and keys already taken."""

from __future__ import annotations

from django.db import connection, models


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
            f"SELECT {column} FROM {table} WHERE {column} = ANY(%s)"  # noqa: S608 - names are ours
            f" UNION ALL SELECT {column} FROM unnest(%s::text[]) AS base JOIN {table}"
            f" ON {column} ~>=~ (base || '-') AND {column} ~<~ (base || '.')",
            [list(bases), list(bases)],
        )
        return {value for (value,) in cursor}
