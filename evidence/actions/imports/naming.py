"""Addresses and keys already taken."""

from __future__ import annotations

from django.db import connection, models


def in_use(model: type[models.Model], column: str, bases: set[str]) -> set[str]:
    """Values of `column` that a new one made from `bases` could collide with: the base, or base-2, base-3, ..."""
    table = connection.ops.quote_name(model._meta.db_table)
    column = connection.ops.quote_name(column)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {column} FROM {table} WHERE {column} = ANY(%s)"  # noqa: S608 - names are ours
            f" OR regexp_replace({column}, '-[0-9]+$', '') = ANY(%s)",
            [list(bases), list(bases)],
        )
        return {value for (value,) in cursor}
