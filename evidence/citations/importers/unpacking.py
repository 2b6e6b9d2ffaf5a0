"""Files as people send them: plain, gzipped, or one or several in a ZIP archive; unpacked within limits.

    MOST_BYTES      what a file may hold once it is unpacked, all members of an archive together
    MOST_MEMBERS    files in one archive
    HIGHEST_RATIO   how many times larger than its packed form it may become; text rarely exceeds 20

An archive in an archive is refused, and so is what needs a password. Nothing is ever written to a disk, and no name
of a member is ever used as a path.
"""

from __future__ import annotations

import gzip
import io
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from .encoding import ByteStream, Opener

MOST_BYTES = 4 * 1024**3
MOST_MEMBERS = 200
HIGHEST_RATIO = 200
_FREE = 10 * 1024**2  # bytes that may come out of however little: a small file of blanks is no attack

_GZIP = b"\x1f\x8b"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_PACKED = (
    (_GZIP, "a gzip file"),
    (b"PK\x03\x04", "a ZIP archive"),
    (b"BZh", "a bzip2 file"),
    (b"\xfd7zXZ", "an xz file"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"Rar!", "a RAR archive"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard file"),
)
_OFFICE = ("[Content_Types].xml", "mimetype", "word/", "xl/", "META-INF/")


class Unpackable(ValueError):
    """A packed file that cannot be opened or goes beyond a limit; the message is a full sentence."""


@dataclass(frozen=True, slots=True)
class Member:
    """One file to read: its name within an archive (or ""), how its bytes are opened, whether it was packed."""

    name: str
    opened: Opener
    packed: bool = True


def is_packed(beginning: bytes) -> bool:
    """Whether a file that begins so is one that `unpack` takes apart."""
    return beginning.startswith((_GZIP, *_ZIP))


def unpack(opened: Opener, *, most_bytes: int = MOST_BYTES) -> list[Member]:
    """The files that `opened` holds: itself, or what is packed in it. Raises Unpackable with a sentence.

    What goes beyond a limit only shows while it is read; reading a member then raises Unpackable too.
    """
    with opened() as stream:
        head = stream.read(8)
    if head.startswith(_GZIP):
        return [Member("", lambda: _gunzip(opened, most_bytes))]
    if head.startswith(_ZIP):
        return _members(opened, most_bytes)
    return [Member("", lambda: _Limited(opened(), most_bytes), packed=False)]


def refuse_packed(beginning: bytes) -> None:
    """Raises Unpackable when what came out of a packed file is packed once more."""
    for magic, words in _PACKED:
        if beginning.startswith(magic):
            raise Unpackable(
                f"The file is packed twice: it holds {words}. Unpack it, and import what is inside; "
                "nothing was imported."
            )


def _gunzip(opened: Opener, most_bytes: int) -> ByteStream:
    packed = opened()
    counted = _Counted(packed)
    return _Limited(gzip.GzipFile(fileobj=counted), most_bytes, packed=lambda: counted.count, also=packed)


def _members(opened: Opener, most_bytes: int) -> list[Member]:
    try:
        with opened() as stream, zipfile.ZipFile(stream) as archive:
            infos = [info for info in archive.infolist() if not info.is_dir()]
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise Unpackable(
            "The file is a ZIP archive, but a damaged one. Pack the files again, or import them one by one; "
            "nothing was imported."
        ) from error
    names = [info.filename for info in infos]
    if any(name.startswith(_OFFICE) for name in names):
        raise Unpackable(
            "The file is an office document or a book, not a bibliography. Export the references from the program "
            "that keeps them (BibTeX, RIS or CSL-JSON), and import that; nothing was imported."
        )
    infos = [info for info in infos if not _is_furniture(info.filename)]
    if not infos:
        raise Unpackable("The ZIP archive holds no file; nothing was imported.")
    if len(infos) > MOST_MEMBERS:
        raise Unpackable(
            f"The ZIP archive holds {len(infos):,} files; {MOST_MEMBERS} are the most that are read. Split it first; "
            "nothing was imported."
        )
    if any(info.flag_bits & 0x1 for info in infos):
        raise Unpackable(
            "The ZIP archive needs a password. Unpack it, and import what is inside; nothing was imported."
        )
    total = sum(info.file_size for info in infos)
    if total > most_bytes:
        raise Unpackable(
            f"The ZIP archive would unpack to {_size(total)}; {_size(most_bytes)} is the most that is read. "
            "Split it first; nothing was imported."
        )
    packed = sum(info.compress_size for info in infos)
    if total > _FREE and total > HIGHEST_RATIO * max(packed, 1):
        raise Unpackable(_BOMB)
    return [Member(info.filename, _member_opener(opened, info, most_bytes)) for info in infos]


def _is_furniture(name: str) -> bool:
    """What systems put into archives unasked: macOS's resource forks and folder settings."""
    return name.startswith("__MACOSX/") or name.rsplit("/", 1)[-1] in (".DS_Store", "Thumbs.db", "desktop.ini")


def _member_opener(opened: Opener, info: zipfile.ZipInfo, most_bytes: int) -> Opener:
    def opener() -> ByteStream:
        stream: Any = opened()
        try:
            archive = zipfile.ZipFile(stream)
            member = archive.open(info)
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError) as error:
            stream.close()
            raise Unpackable(
                f"It cannot be unpacked ({str(error)[:100].rstrip('.')}). Import it unpacked; nothing was imported."
            ) from error
        limit = min(most_bytes, max(info.file_size, 1))
        return _Limited(member, limit, packed=lambda: info.compress_size, also=stream)

    return opener


_BOMB = (
    f"The file would unpack to more than {HIGHEST_RATIO} times its size, which no bibliography does and some attacks "
    "do. Unpack it yourself if you trust it, and import what is inside; nothing was imported."
)


def _size(count: int) -> str:
    return f"{count / 1024**3:.1f} GB" if count >= 1024**3 else f"{count / 1024**2:.1f} MB"


class _Counted(io.RawIOBase):
    """Passes reading on and counts what was read."""

    def __init__(self, stream: ByteStream) -> None:
        self.stream = stream
        self.count = 0

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        data = self.stream.read(size)
        self.count += len(data)
        return data


class _Limited(io.RawIOBase):
    """A stream that gives at most `most` bytes, and refuses to blow up what little `packed` counts."""

    def __init__(
        self, stream: Any, most: int, *, packed: Callable[[], int] | None = None, also: ByteStream | None = None
    ) -> None:
        self.stream, self.most, self.packed, self.also = stream, most, packed, also
        self.given = 0

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        if size < 0:
            size = self.most - self.given + 1
        try:
            data: bytes = self.stream.read(size)
        except (OSError, EOFError, zlib.error, zipfile.BadZipFile, ValueError) as error:
            raise Unpackable(
                "The packed file is damaged or cut off. Pack it again, or import it unpacked; nothing was imported."
            ) from error
        self.given += len(data)
        if self.given > self.most:
            raise Unpackable(
                f"The file holds more than {_size(self.most)}, the most that is read. Split it first; "
                "nothing was imported."
            )
        if self.packed and self.given > _FREE and self.given > HIGHEST_RATIO * max(self.packed(), 1):
            raise Unpackable(_BOMB)
        return data

    def close(self) -> None:
        if not self.closed:
            self.stream.close()
            if self.also:
                self.also.close()
        super().close()
