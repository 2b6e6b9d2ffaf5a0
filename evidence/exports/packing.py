"""Files that are written together, and a zip that has the same bytes for the same content. Pure."""

from __future__ import annotations

import hashlib
import shutil
import zipfile
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from itertools import tee, zip_longest
from pathlib import Path
from typing import IO

from evidence.exports.formats import Format
from evidence.exports.rows import Row

_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The first moment that a zip can name. The day of the pack stands in its files; a clock would change the bytes."""


def write_together(rows: Iterable[Row], files: Mapping[Path, Format]) -> None:
    """Write the same rows in several formats in one pass. Each format gives one piece a row, so that none runs ahead
    and one row is in memory."""
    copies = tee(rows, len(files))
    streams = [one.stream(copy) for one, copy in zip(files.values(), copies, strict=True)]
    with ExitStack() as stack:
        opened = [stack.enter_context(path.open("w", encoding="utf-8", newline="")) for path in files]
        for pieces in zip_longest(*streams, fillvalue=""):
            for file, piece in zip(opened, pieces, strict=True):
                file.write(piece)


def file_hash(path: Path) -> str:
    """SHA-256 of a file, as 64 hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_zip(target: IO[bytes], folder: str, paths: Iterable[Path]) -> None:
    """Pack files under one folder, in the order given, without the time and the machine in it."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for path in paths:
            entry = zipfile.ZipInfo(f"{folder}/{path.name}", date_time=_EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3
            entry.external_attr = 0o644 << 16
            entry.file_size = path.stat().st_size
            with path.open("rb") as source, archive.open(entry, "w") as member:
                shutil.copyfileobj(source, member, 1 << 20)
