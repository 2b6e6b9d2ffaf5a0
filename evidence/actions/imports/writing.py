"""How rows get into tables quickly: PostgreSQL's COPY, while the next part of the file is being read.

    Load      rows of one table, in COPY's text format; `send` writes a few of them at once
    Pipe      sends loads in their order; until somebody waits for it, it works beside the reading of the file

The server needs its time for indexes, keys and constraints; Python needs its time to read the next entries. The two
are different processes, so a thread that does nothing but wait for the server lets them work at the same time.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from django.db import connection, models

_PART = 256_000  # characters that are handed over at once
NULL = "\\N"
BETWEEN = "\0"
"""Stands between texts until their own tabs are written as COPY wants them; no text that is stored may hold it."""


def storable(text: str) -> str:
    """PostgreSQL holds no NUL and no lone surrogate; both are shown as a replacement character."""
    if text.isascii():
        return text.replace("\0", "\ufffd") if "\0" in text else text
    return text.replace("\0", "\ufffd").encode("utf-8", "replace").decode("utf-8")


def escaped(text: str) -> str:
    """A text as COPY reads it. It may hold BETWEEN, which becomes the tab between two columns."""
    return (
        text.replace("\\", "\\\\")
        .replace("\n", "\\n")
        .replace("\r", "\\r")
        .replace("\t", "\\t")
        .replace(BETWEEN, "\t")
    )  # fmt: skip


def columns_joined(texts: Sequence[str]) -> str:
    """Texts as columns of COPY."""
    joined = BETWEEN.join(texts)
    if joined.count(BETWEEN) >= len(texts):
        joined = BETWEEN.join([text.replace("\0", "\ufffd") for text in texts])
    return escaped(joined)


def column_or_null(value: str | int | None) -> str:
    """A text, which is free of NUL, or a number, as a column of COPY."""
    return NULL if value is None else escaped(storable(value)) if isinstance(value, str) else str(value)


def json_column(value: Any) -> str:
    """JSON as a column of COPY."""
    text = json.dumps(value, ensure_ascii=False)
    if "\\u0000" in text:
        text = json.dumps(_storable_deep_down(value), ensure_ascii=False)
    return escaped(storable(text))


def _storable_deep_down(value: Any) -> Any:
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, dict):
        return {name: _storable_deep_down(one) for name, one in value.items()}
    return [_storable_deep_down(one) for one in value] if isinstance(value, list) else value


def same_for_all(fields: Iterable[models.Field[Any, Any]]) -> str:
    """What a row holds in these fields where nobody says anything: their defaults, as columns of COPY."""
    return "\t".join(_column(field, field.get_default()) for field in fields)


def _column(field: models.Field[Any, Any], value: Any) -> str:
    if isinstance(field, models.JSONField):
        return json_column(value)
    if isinstance(value, bool):
        return "t" if value else "f"
    if value == []:
        return "{}"
    if value is None or isinstance(value, str | int):
        return column_or_null(value)
    raise TypeError(f"How COPY writes the default of {field} has to be said here.")


@dataclass(frozen=True, slots=True)
class Load:
    """Rows for one table: its name, its columns in order, and the lines of COPY."""

    table: str
    columns: tuple[str, ...]
    lines: list[str]

    @property
    def statement(self) -> str:
        names = ", ".join(map(connection.ops.quote_name, self.columns))
        return f"COPY {connection.ops.quote_name(self.table)} ({names}) FROM STDIN"

    def send(self) -> None:
        """Copy the rows now."""
        with connection.wrap_database_errors:
            _send(connection.connection, [(self.statement, self)] if self.lines else [], ())

    def parts(self) -> Iterator[bytes]:
        part: list[str] = []
        size = 0
        for line in self.lines:
            part.append(line)
            size += len(line)
            if size >= _PART:
                yield "".join(part).encode("utf-8", "replace")
                part, size = [], 0
        if part:
            yield "".join(part).encode("utf-8", "replace")


class Pipe:
    """Sends loads over Django's connection, one after the other, on a thread beside the caller's.

    Until `wait` has returned nothing else may use the connection. `wait` raises what the database raised. The foreign
    keys of `tables` are checked with each load, not all of them at the end of the transaction.
    """

    def __init__(self, tables: Sequence[str] = ()) -> None:
        self.thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="import")
        self.under_way: list[Future[None]] = []
        self.checks = _checks_of_keys(tables) if tables else []

    def __enter__(self) -> Pipe:
        return self

    def __exit__(self, *error: object) -> None:
        """The connection is free again, and whatever happened is the caller's to tell."""
        self.thread.shutdown(wait=True)

    def send(self, loads: Iterable[Load]) -> None:
        """Begin to copy `loads` in their order. Those that an iterator makes are made while others are copied."""
        self.wait()
        for load in loads:
            self._submit([(load.statement, load)] if load.lines else [], ())
        self._submit([], self.checks)

    def _submit(self, statements: Sequence[tuple[str, Load]], then: Sequence[str]) -> None:
        if statements or then:
            self.under_way.append(self.thread.submit(_send, connection.connection, statements, then))

    def wait(self) -> None:
        under_way, self.under_way = self.under_way, []
        with connection.wrap_database_errors:
            for one in under_way:
                one.result()


def _send(raw: Any, statements: Iterable[tuple[str, Load]], then: Iterable[str]) -> None:
    with raw.cursor() as cursor:
        for statement, load in statements:
            with cursor.copy(statement) as copy:
                for part in load.parts():
                    copy.write(part)
        for statement in then:
            cursor.execute(statement)


def _checks_of_keys(tables: Sequence[str]) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conname FROM pg_constraint WHERE contype = 'f' AND condeferrable"
            " AND conrelid = ANY(%s::regclass[]) ORDER BY conname",
            [list(tables)],
        )
        names = ", ".join(connection.ops.quote_name(name) for (name,) in cursor)
    return [f"SET CONSTRAINTS {names} IMMEDIATE", f"SET CONSTRAINTS {names} DEFERRED"] if names else []
