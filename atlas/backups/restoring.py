"""Brings a backup back into an empty database, and compares what came with the list that was made with it."""

from __future__ import annotations

import io
import json
import os
import subprocess
import tarfile
import tempfile
import threading
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psycopg

from atlas import local
from atlas.backups import manifest as lists
from atlas.backups.making import keys_here
from atlas.backups.programs import BackupError, environment, first_line, program
from atlas.backups.sealed import identities, unseal


@dataclass(slots=True)
class Restored:
    """`faults`: what did not come back as it was (empty: everything did). `warnings`: what to know before opening."""

    rows: int
    publications: int
    faults: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def restore(folder: Path, *, into: str, identity: Path, releases: Path | None = None) -> Restored:
    """Restore the backup in `folder` into the empty database at the address `into`, and compare it with its list.

    `releases`: where to unpack the frozen releases; None leaves them packed. Raises BackupError before anything is
    written where the backup is damaged, the key does not fit or the database is not empty.
    """
    told = lists.Manifest.read(folder)
    told.check_files(folder)
    keys = identities(identity)
    hashes = io.BytesIO()
    unseal(folder / "hashes.age", hashes, keys)  # the key fits: known before the database is touched
    database = local.database_settings(into)
    with closing(_connected(database)) as target, target.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_tables WHERE schemaname = current_schema()")
        if (cursor.fetchone() or (0,))[0]:
            raise BackupError("The database is not empty. Make a new one, and restore into that: nothing was changed.")
        major = target.info.server_version // 10_000
    _pour(folder / "database.dump.age", keys, database, max(major, int(told.server.split(".")[0])))
    with closing(_connected(database)) as target:
        restored = _compared(target, told, hashes.getvalue().decode())
    restored.warnings += lists.missing_keys(told.keys, keys_here())
    if releases is not None and "releases.tar.age" in told.files:
        _unpack(folder / "releases.tar.age", keys, releases)
    return restored


def _connected(database: dict[str, Any]) -> psycopg.Connection[Any]:
    try:
        return psycopg.connect(
            host=database.get("HOST") or None, port=database.get("PORT") or None, user=database.get("USER") or None,
            password=database.get("PASSWORD") or None, dbname=database["NAME"], connect_timeout=10,
            **{name: value for name, value in (database.get("OPTIONS") or {}).items() if name.startswith("ssl")},
        )  # fmt: skip
    except psycopg.OperationalError as error:
        raise BackupError(f"The database cannot be reached: {str(error).splitlines()[0]}") from None


def _pour(path: Path, keys: list[Any], database: dict[str, Any], major: int) -> None:
    """In one transaction: all of it comes, or nothing."""
    command = [
        str(program("pg_restore", major)), "--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction",
        "--no-password", f"--dbname={database['NAME']}",
    ]  # fmt: skip
    with tempfile.TemporaryFile() as complaints:
        process = subprocess.Popen(  # noqa: S603 - PostgreSQL's own program
            command, env=environment(database), stdin=subprocess.PIPE, stderr=complaints, stdout=subprocess.DEVNULL
        )
        assert process.stdin is not None
        try:
            unseal(path, process.stdin, keys)
        finally:
            with suppress(BrokenPipeError):
                process.stdin.close()
            code = process.wait()
        if code != 0:
            complaints.seek(0)
            raise BackupError(f"pg_restore failed, and nothing was kept of it: {first_line(complaints.read())}")


def _compared(target: psycopg.Connection[Any], told: lists.Manifest, hashes: str) -> Restored:
    with target.cursor() as cursor:
        rows = lists.tables(cursor)
        faults = [
            f"{name}: {told.rows.get(name, 0)} rows were there, {rows.get(name, 0)} came back."
            for name in sorted({*told.rows, *rows})
            if told.rows.get(name, 0) != rows.get(name, 0)
        ]
        was, came = set(hashes.splitlines()), {line.strip() for line in lists.publications(cursor)}
    for line in sorted(was ^ came):
        study, number, *_ = line.split()
        what = "did not come back as it was" if line in was else "came back other than it was"
        faults.append(f"Publication {number} of study {study} {what}.")
    return Restored(rows=sum(rows.values()), publications=len(came), faults=faults)


def _unpack(path: Path, keys: list[Any], folder: Path) -> None:
    reading, writing = os.pipe()

    def write() -> None:
        with os.fdopen(writing, "wb") as pipe:
            unseal(path, pipe, keys)

    writer = threading.Thread(target=write, daemon=True)
    writer.start()
    folder.mkdir(parents=True, exist_ok=True)
    with os.fdopen(reading, "rb") as pipe, tarfile.open(fileobj=pipe, mode="r|") as archive:
        archive.extractall(folder.parent if folder.name == "releases" else folder, filter="data")
    writer.join()


def newest(where: Path) -> Path:
    """The newest whole backup of a folder. Raises BackupError."""
    whole = sorted(path for path in where.glob("atlas-*") if (path / lists.NAME).is_file()) if where.is_dir() else []
    if not whole:
        raise BackupError(f"There is no backup in {where}.")
    return whole[-1]


def as_json(restored: Restored) -> str:
    return json.dumps({name: getattr(restored, name) for name in Restored.__slots__}, ensure_ascii=False)
