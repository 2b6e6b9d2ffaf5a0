"""What `ATLAS_MODE=local` needs so that two commands are enough: a secret, a database, kept in `.local/`."""

from __future__ import annotations

import os
import secrets
import sys
from pathlib import Path
from typing import Any

import environ


def secret_key(folder: Path) -> str:
    """The secret of this checkout, made at first use. The file is readable by its owner only."""
    path = folder / "secret-key"
    try:
        return path.read_text().strip()
    except FileNotFoundError:
        folder.mkdir(mode=0o755, parents=True, exist_ok=True)
    key = secrets.token_urlsafe(60)
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(key + "\n")
    except FileExistsError:  # another process was quicker
        return path.read_text().strip()
    return key


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
