"""Bytes of a file to text: BOM, UTF-8, UTF-16, the encoding the file itself declares, else Windows-1252.

A file is looked through once before it is read (`survey`): only its last byte tells whether all of it is UTF-8.
Both ways through it hold no more than a part of it.
"""

from __future__ import annotations

import codecs
import hashlib
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Protocol

from ..record import Problem

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark begins alike
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = re.compile(rb"%\s*(?:-\*-\s*coding:|Encoding:)\s*([A-Za-z0-9_.:-]{2,20})", re.IGNORECASE)
_DECLARED_IN_XML = re.compile(rb"\A\s*<\?xml[^>]{0,200}?\sencoding\s*=\s*[\"']([A-Za-z0-9_.:-]{2,20})[\"']")
_TRUSTED = frozenset(
    [
        "iso8859-1",
        "iso8859-2",
        "iso8859-5",
        "iso8859-7",
        "iso8859-9",
        "iso8859-15",
        "cp1250",
        "cp1251",
        "cp1252",
        "cp1253",
        "cp1254",
        "cp437",
        "cp850",
        "koi8-r",
        "mac-roman",
        "gb2312",
        "gbk",
        "gb18030",
        "big5",
        "shift_jis",
        "euc_jp",
        "euc_kr",
    ]
)
_PLAUSIBLE_SHARE = 0.3  # of NUL bytes at every other place: text in UTF-16 without a mark
_PART = 1 << 20  # bytes


class ByteStream(Protocol):
    """As much of a binary file as a reader needs."""

    def read(self, size: int = ..., /) -> bytes: ...

    def close(self) -> None: ...

    def __enter__(self) -> Any: ...

    def __exit__(self, *error: Any) -> None: ...


Opener = Callable[[], ByteStream]
"""Opens the bytes of a file from their beginning, as often as it is called."""


@dataclass(frozen=True, slots=True)
class Survey:
    """What one look through a file's bytes has told: how to decode them and what deserves a look.

    `encoding` and `errors` are names of Python's codecs, `mark` is the length of the byte order mark, `sha256` and
    `size` are those of the bytes.
    """

    encoding: str
    errors: str
    mark: int
    problems: tuple[Problem, ...]
    sha256: str
    size: int


def survey(opened: Opener, told: Callable[[int], None] = lambda count: None) -> Survey:
    """Look through a file. `told` is called with the number of bytes of each part. Raises what reading raises."""
    digest = hashlib.sha256()
    size = 0
    with opened() as stream:
        part = stream.read(_PART)
        head = part[:4096]
        encoding, mark = _by_mark(head) or (_utf16_without_mark(head), 0)
        strict = _Strict(encoding or "utf-8")
        strict.feed(part[mark:])
        first = part
        while part:
            digest.update(part)
            size += len(part)
            told(len(part))
            part = stream.read(_PART)
            strict.feed(part)
    strict.end()
    problems: list[Problem] = []
    errors = "replace"
    if strict.broken_at:
        line = strict.broken_at
        if encoding:
            reason = f"The file calls itself {encoding.upper()} but breaks its rules; a replacement sign marks where."
        else:
            encoding = _declared_encoding(first)
            shown = {"": "Windows-1252", "cp1252": "Windows-1252", "iso8859-1": "ISO 8859-1"}.get(encoding, encoding)
            errors = "replace" if encoding else _BROKEN_AS_CP1252
            reason = f"The file is not valid UTF-8; it was read as {shown}. Please check letters with accents."
        problems.append(Problem(line=line, key="", reason=reason, refused=False))
    if strict.nul_at:
        reason = "The file holds NUL characters, which no text may; each was replaced by a replacement sign."
        problems.append(Problem(line=strict.nul_at, key="", reason=reason, refused=False))
    return Survey(encoding or "utf-8", errors, mark, tuple(problems), digest.hexdigest(), size)


def text_parts(opened: Opener, known: Survey) -> Iterator[str]:
    """The text of a surveyed file in parts. What its encoding does not know, and each NUL, becomes U+FFFD."""
    decoder = codecs.getincrementaldecoder(known.encoding)(known.errors)
    with opened() as stream:
        stream.read(known.mark)
        while part := stream.read(_PART):
            text = decoder.decode(part)
            if text:
                yield _fit(text)
        if text := decoder.decode(b"", final=True):
            yield _fit(text)


def decode_text(data: bytes) -> tuple[str, tuple[Problem, ...]]:
    """The text of a file and what deserves a look about its encoding. Never fails.

    A NUL can stand in no text and in no database column; each is replaced by U+FFFD and told.
    """
    if not data.startswith(tuple(mark for mark, _ in _BOMS)) and b"\0" not in data:
        try:
            return data.decode("utf-8"), ()
        except UnicodeDecodeError:
            pass
    known = survey(lambda: io.BytesIO(data))
    return "".join(text_parts(lambda: io.BytesIO(data), known)), known.problems


def _fit(text: str) -> str:
    if "\0" in text:
        text = text.replace("\0", "\ufffd")
    return text


_BROKEN_AS_CP1252 = "evidence-broken-utf-8-as-cp1252"


def _as_cp1252(error: UnicodeError) -> tuple[str, int]:
    """What is no UTF-8 read as Windows-1252: right for a whole file in it, and for a file where both were mixed."""
    if isinstance(error, UnicodeDecodeError):
        broken = error.object[error.start : error.end]
        try:
            return broken.decode("cp1252"), error.end
        except UnicodeDecodeError:  # five bytes have no letter there; they are control characters in ISO 8859-1
            return broken.decode("latin-1"), error.end
    raise error


codecs.register_error(_BROKEN_AS_CP1252, _as_cp1252)


class _Strict:
    """Decodes strictly until the rules are broken, and counts the lines up to there."""

    def __init__(self, encoding: str) -> None:
        self.decoder = codecs.getincrementaldecoder(encoding)("strict")
        self.encoding = encoding
        self.lines = 0
        self.broken_at = 0
        self.nul_at = 0
        self.rest = b""

    def feed(self, part: bytes) -> None:
        if self.broken_at:
            if not self.nul_at and self.encoding == "utf-8" and b"\0" in part:
                self.nul_at = self.lines + part.count(b"\n", 0, part.index(b"\0")) + 1
            self.lines += part.count(b"\n") if self.encoding == "utf-8" else 0
            return
        pending, _ = self.decoder.getstate()
        try:
            text = self.decoder.decode(part)
        except UnicodeDecodeError as error:
            whole = pending + part
            good = whole[: error.start].decode(self.encoding, "replace")
            self.broken_at = self.lines + good.count("\n") + 1
            if not self.nul_at and self.encoding == "utf-8" and b"\0" in part:
                self.nul_at = self.lines + part.count(b"\n", 0, part.index(b"\0")) + 1
            self.lines += whole.count(b"\n") if self.encoding == "utf-8" else 0
            return
        if not self.nul_at and "\0" in text:
            self.nul_at = self.lines + text.count("\n", 0, text.index("\0")) + 1
        self.lines += text.count("\n")

    def end(self) -> None:
        if not self.broken_at:
            try:
                self.decoder.decode(b"", final=True)
            except UnicodeDecodeError:
                self.broken_at = self.lines + 1


def _by_mark(head: bytes) -> tuple[str, int] | None:
    return next(((encoding, len(mark)) for mark, encoding in _BOMS if head.startswith(mark)), None)


def _utf16_without_mark(head: bytes) -> str:
    if len(head) < 8 or b"\0" not in head:
        return ""
    even, odd = head[::2].count(0) / len(head[::2]), head[1::2].count(0) / len(head[1::2])
    if odd > _PLAUSIBLE_SHARE > even:
        return "utf-16-le"
    if even > _PLAUSIBLE_SHARE > odd:
        return "utf-16-be"
    return ""


def _declared_encoding(data: bytes) -> str:
    match = _DECLARED_IN_XML.search(data[:400]) or _DECLARED.search(data[:2000])
    if not match:
        return ""
    try:
        name = codecs.lookup(match.group(1).decode("ascii")).name
    except LookupError:
        return ""
    return name if name in _TRUSTED else ""
