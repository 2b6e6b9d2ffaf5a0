"""Bytes of a file to text: BOM, UTF-8, UTF-16, the encoding the file itself declares, else Windows-1252."""

from __future__ import annotations

import codecs
import re

from ..record import Problem

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark begins alike
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = re.compile(rb"%\s*(?:-\*-\s*coding:|Encoding:)\s*([A-Za-z0-9_.:-]{2,20})", re.IGNORECASE)
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


def decode_text(data: bytes) -> tuple[str, tuple[Problem, ...]]:
    """The text of a file and what deserves a look about its encoding. Never fails.

    A NUL can stand in no text and in no database column; each is replaced by U+FFFD and told.
    """
    text, problems = _decode(data)
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        text = text.replace("\0", "\ufffd")
        reason = "The file holds NUL characters, which no text may; each was replaced by a replacement sign."
        problems = (*problems, Problem(line=line, key="", reason=reason, refused=False))
    return text, problems


def _decode(data: bytes) -> tuple[str, tuple[Problem, ...]]:
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _with_replacement(data[len(mark) :], encoding)
    unmarked = _utf16_without_mark(data)
    if unmarked:
        return _with_replacement(data, unmarked)
    try:
        return data.decode("utf-8"), ()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
    encoding = _declared_encoding(data) or "cp1252"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        encoding, text = "latin-1", data.decode("latin-1")
    shown = {"cp1252": "Windows-1252", "latin-1": "ISO 8859-1"}.get(encoding, encoding)
    reason = f"The file is not valid UTF-8; it was read as {shown}. Please check letters with accents."
    return text, (Problem(line=line, key="", reason=reason, refused=False),)


def _with_replacement(data: bytes, encoding: str) -> tuple[str, tuple[Problem, ...]]:
    try:
        return data.decode(encoding), ()
    except UnicodeDecodeError as error:
        line = data[: error.start].decode(encoding, "replace").count("\n") + 1
    reason = f"The file calls itself {encoding.upper()} but breaks its rules; a replacement sign marks where."
    return data.decode(encoding, "replace"), (Problem(line=line, key="", reason=reason, refused=False),)


def _utf16_without_mark(data: bytes) -> str:
    head = data[:4096]
    if len(head) < 8 or b"\0" not in head:
        return ""
    even, odd = head[::2].count(0) / len(head[::2]), head[1::2].count(0) / len(head[1::2])
    if odd > _PLAUSIBLE_SHARE > even:
        return "utf-16-le"
    if even > _PLAUSIBLE_SHARE > odd:
        return "utf-16-be"
    return ""


def _declared_encoding(data: bytes) -> str:
    match = _DECLARED.search(data[:2000])
    if not match:
        return ""
    try:
        name = codecs.lookup(match.group(1).decode("ascii")).name
    except LookupError:
        return ""
    return name if name in _TRUSTED else ""
