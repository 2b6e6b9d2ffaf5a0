"""What a form has sent, read from the bytes themselves, so that nothing is lost or changed without a word. Pure.

Django reads a form too, but puts U+FFFD for bytes that are no UTF-8 and does not say where.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

from contributions import limits

FIELDS_MAX = 50
"""More fields than any form of ours has, with room for what browser extensions add."""


@dataclass(frozen=True, slots=True, repr=False)
class Posted:
    """Name -> text of each field, the last one where a name comes twice; line ends are "\\n".

    `unreadable` names the fields out of which something was taken that is no text: bytes that are no UTF-8, or NUL.
    Other control characters, such as those that come with a copy out of a PDF, are taken out without a word.
    """

    fields: Mapping[str, str]
    unreadable: frozenset[str]

    def get(self, name: str) -> str:
        return self.fields.get(name, "")

    def __repr__(self) -> str:
        # A traceback or a log line must not show what somebody typed.
        return f"Posted({len(self.fields)} fields)"


def read(body: bytes) -> Posted:
    """The fields of `body`, of the type application/x-www-form-urlencoded. Never raises."""
    fields: dict[str, str] = {}
    unreadable = set()
    for part in body.split(b"&", FIELDS_MAX)[:FIELDS_MAX]:
        name_part, _, value_part = part.partition(b"=")
        name, _ = _text(name_part)
        value, whole = _text(value_part)
        if name:
            fields[name] = value
            if not whole:
                unreadable.add(name)
    return Posted(fields, frozenset(unreadable))


def too_many_fields(body: bytes) -> bool:
    return body.count(b"&") >= FIELDS_MAX


def _text(raw: bytes) -> tuple[str, bool]:
    """The text, and whether all of it could be read."""
    data = unquote_to_bytes(raw.replace(b"+", b" "))
    try:
        text, whole = data.decode(), b"\x00" not in data
    except UnicodeDecodeError:
        text, whole = data.decode(errors="ignore"), False
    return limits.clean(text)[0], whole
