"""Makes one backup: whole under its name, or not at all."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import io
import json
import os
import shutil
import subprocess
import tarfile
import threading
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

from atlas.backups import manifest as lists
from atlas.backups.programs import BackupError, environment, first_line, program
from atlas.backups.sealed import recipients, seal
from atlas.watching.state import LAST_BACKUP

PREFIX = "atlas-"
_ASIDE = ".unfinished-"


def make(now: datetime, *, to: Sequence[str], keep_days: int = 30) -> Path:
    """Make a backup in BACKUP_DIR, sealed to the public keys `to`, and forget those older than `keep_days`.

    Returns its folder. Raises BackupError; whatever was begun is then gone, and older backups are untouched.
    """
    sealed_to = recipients(to)
    where = Path(settings.BACKUP_DIR)
    name = f"{PREFIX}{now:%Y%m%dT%H%M%SZ}"
    aside = where / f"{_ASIDE}{name}"
    try:
        where.mkdir(mode=0o700, parents=True, exist_ok=True)
        for left in where.glob(f"{_ASIDE}*"):  # of a process that was killed
            shutil.rmtree(left, ignore_errors=True)
        aside.mkdir(mode=0o700)
        told = _fill(aside, now, sealed_to)
        told.write(aside)
        _to_disk(aside)
        aside.rename(where / name)
        _note(where, {"made_at": now.isoformat(), "file": name, "publications": told.publications})
    except OSError as error:
        if error.errno == errno.ENOSPC or "No space left" in str(error):
            raise BackupError(
                f"There is no room left in {where}: no backup was made, and the older ones are untouched."
            ) from None
        raise BackupError(f"No backup was made in {where}: {error.strerror or error}") from None
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    _forget(where, now - timedelta(days=keep_days), keep=name)
    return where / name


def _fill(aside: Path, now: datetime, to: list[Any]) -> lists.Manifest:
    with _one_moment() as (cursor, snapshot):
        cursor.execute("SHOW server_version")
        server = cursor.fetchone()[0]
        told = lists.Manifest(
            made_at=now.isoformat(),
            site=settings.SITE_URL,
            server=server,
            migrations=lists.migrations(cursor),
            rows=lists.tables(cursor),
            publications=0,
            keys=keys_here(),
        )
        listed = "".join(lists.publications(cursor))
        told.publications = listed.count("\n")
        told.files["hashes.age"] = seal(io.BytesIO(listed.encode()), aside / "hashes.age", to)
        told.files["database.dump.age"] = _dump(aside / "database.dump.age", to, snapshot, int(server.split(".")[0]))
    releases = Path(settings.RELEASES_DIR)
    if releases.is_dir() and any(releases.iterdir()):
        told.files["releases.tar.age"] = _pack(releases, aside / "releases.tar.age", to)
    pages = "".join(_listed(Path(settings.PAGE_STORE_DIR)))
    if pages:
        told.files["pages.age"] = seal(io.BytesIO(pages.encode()), aside / "pages.age", to)
    return told


def keys_here() -> dict[str, list[str]]:
    """Marks of the keys of this process."""
    return lists.marks(
        {
            "letters": settings.LETTER_KEYS,
            "receipts": settings.RECEIPT_KEYS,
            "secret": [settings.SECRET_KEY],
        }
    )


@contextlib.contextmanager
def _one_moment() -> Iterator[tuple[Any, str]]:
    """A connection that sees one moment of the database, and the name under which pg_dump sees the same."""
    own: Any = connection.copy()
    try:
        with own.cursor() as cursor:
            cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            cursor.execute("SELECT pg_export_snapshot()")
            yield cursor, cursor.fetchone()[0]
            cursor.execute("ROLLBACK")
    finally:
        own.close()


def _dump(path: Path, to: list[Any], snapshot: str, major: int) -> dict[str, Any]:
    command = [
        str(program("pg_dump", major)), "--format=custom", "--no-password", f"--snapshot={snapshot}",
        *(f"--exclude-table-data={name}" for name in lists.NOT_KEPT),
    ]  # fmt: skip
    with _running(command, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL) as (process, complaints):
        told = seal(process.stdout, path, to)
        process.stdout.close()
        if process.wait() != 0:
            raise BackupError(f"pg_dump failed: {first_line(complaints())}")
    return told


@contextlib.contextmanager
def _running(command: list[str], **pipes: Any) -> Iterator[tuple[Any, Any]]:
    """A program whose complaints are read beside, so that it never waits for somebody to read them."""
    process = subprocess.Popen(  # noqa: S603 - PostgreSQL's own program
        command, env=environment(connection.settings_dict), stderr=subprocess.PIPE, **pipes
    )
    heard: list[bytes] = []
    reader = threading.Thread(target=lambda: heard.append(process.stderr.read()), daemon=True)  # type: ignore[union-attr]
    reader.start()

    def complaints() -> bytes:
        reader.join()
        return b"".join(heard)

    try:
        yield process, complaints
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()
        reader.join()


def _pack(folder: Path, path: Path, to: list[Any]) -> dict[str, Any]:
    """A tar archive of a folder, sealed while it is made."""
    reading, writing = os.pipe()
    failed: list[BaseException] = []

    def write() -> None:
        try:
            with os.fdopen(writing, "wb") as pipe, tarfile.open(fileobj=pipe, mode="w|") as archive:
                archive.add(folder, arcname="releases")
        except BaseException as error:
            failed.append(error)

    writer = threading.Thread(target=write, daemon=True)
    writer.start()
    with os.fdopen(reading, "rb") as pipe:
        told = seal(pipe, path, to)
    writer.join()
    if failed:
        raise BackupError(f"The releases could not be packed: {failed[0]}")
    return told


def _listed(folder: Path) -> Iterator[str]:
    """The files of the page store: "sha256  bytes  path". They can all be made again."""
    for path in sorted(folder.rglob("*")) if folder.is_dir() else ():
        with contextlib.suppress(OSError):  # replaced meanwhile
            if path.is_file():
                content = path.read_bytes()
                yield f"{hashlib.sha256(content).hexdigest()}  {len(content)}  {path.relative_to(folder)}\n"


def _to_disk(folder: Path) -> None:
    for path in (*folder.iterdir(), folder):
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _note(where: Path, told: dict[str, Any]) -> None:
    aside = where / f"{LAST_BACKUP}.new"
    aside.write_text(json.dumps(told) + "\n", encoding="utf-8")
    aside.replace(where / LAST_BACKUP)


def _forget(where: Path, before: datetime, *, keep: str) -> None:
    """Backups lapse: only then is what readers erased gone from them too (docs/letters.md)."""
    for folder in where.glob(f"{PREFIX}*"):
        with contextlib.suppress(ValueError):
            made = datetime.strptime(folder.name, f"{PREFIX}%Y%m%dT%H%M%SZ").replace(tzinfo=before.tzinfo)
            if folder.name != keep and made < before:
                shutil.rmtree(folder, ignore_errors=True)
