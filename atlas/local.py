"""What `ATLAS_MODE=local` needs so that two commands are enough: a secret, a database, kept in `.local/`."""

from __future__ import annotations

import base64
import os
import secrets
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import environ


def secret_key(folder: Path) -> str:
    """The secret of this checkout, made at first use."""
    return _kept(folder / "secret-key", lambda: secrets.token_urlsafe(60))


def letter_keys(folder: Path) -> list[str]:
    """The keys that seal readers' letters on this machine (32 bytes each in base64url), newest first, one a line."""
    return _kept(folder / "letter-keys", _letter_key).split()


def receipt_keys(folder: Path) -> list[str]:
    """The keys from which receipts are made and marked on this machine, newest first, one a line."""
    return _kept(folder / "receipt-keys", lambda: secrets.token_urlsafe(48)).split()


def _letter_key() -> str:
    return base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()


def _kept(path: Path, make: Callable[[], str]) -> str:
    """What the file holds; made at first use, readable by its owner only."""
    try:
        return path.read_text().strip()
    except FileNotFoundError:
        path.parent.mkdir(mode=0o755, parents=True, exist_ok=True)
    made = make()
    # Written aside and linked into place: nobody ever reads half a key, and who comes second takes the first's.
    aside = path.with_name(f"{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(made + "\n")
    try:
        os.link(aside, path)
    except FileExistsError:
        return path.read_text().strip()
    finally:
        aside.unlink()
    return made


def database_url(folder: Path, *, cluster: str = "postgres", database: str = "atlas", fast: bool = False) -> str:
    """Start (or find) the embedded PostgreSQL. Without one to be had: one sentence, exit code 1."""
    from atlas import embedded_postgres

    try:
        return embedded_postgres.ensure(folder / cluster, database=database, fast=fast)
    except embedded_postgres.EmbeddedPostgresError as error:
        sys.exit(f"atlas: {error}")


def database_settings(url: str) -> dict[str, Any]:
    """django-environ's reading of a database address. Only PostgreSQL is accepted."""
    if not url.startswith(("postgres://", "postgresql://", "pgsql://")):
        sys.exit("atlas: DATABASE_URL must name a PostgreSQL server (postgres://...); it is the only engine.")
    try:
        settings = environ.Env.db_url_config(url)
        port = int(settings.get("PORT") or 5432)
    except ValueError:
        sys.exit("atlas: DATABASE_URL cannot be read. It looks like postgres://user:password@host:5432/name.")
    if not settings.get("NAME") or not 0 < port < 65536:
        sys.exit("atlas: DATABASE_URL needs the name of a database: postgres://user:password@host:5432/name.")
    return settings
