"""Bytes on disk: read as a whole, written beside their place, and brought to the disk before they are renamed. Pure."""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

BY_ITSELF = 32
"""Up to so many files each is brought to the disk by itself; with more, everything at once."""


def read(path: Path, sha256: str | None) -> bytes | None:
    """The bytes of a file; None where they are not those of this checksum. No link is followed."""
    try:
        with open(os.open(path, os.O_RDONLY | os.O_NOFOLLOW), "rb") as file:
            body = file.read()
    except OSError:
        return None
    return body if hashlib.sha256(body).hexdigest() == sha256 else None


def written(path: Path, data: bytes) -> Path:
    """Write beside the place; nobody finds it under this name."""
    aside = path.with_name(f".{path.name}.{secrets.token_hex(6)}")
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        aside.write_bytes(data)
    except OSError:
        with suppress(OSError):
            aside.unlink(missing_ok=True)
        raise
    return aside


def bring_to_disk(paths: Sequence[Path]) -> None:
    """Before they are renamed: after a power failure a file is there as a whole, or it is not there."""
    if len(paths) > BY_ITSELF:
        os.sync()
        return
    for path in paths:
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
