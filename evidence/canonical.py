"""Canonical JSON and its SHA-256: the same content always gives the same bytes. Pure.

Keys sorted, no spaces, UTF-8 without escapes, strings in Unicode NFC; only objects, arrays, strings,
whole numbers, true, false and null (a float has no single spelling, so it is refused).
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from typing import Any


def normalise(value: Any) -> Any:
    """The same content with every string in NFC, tuples as lists. Raises TypeError for what JSON can't hold."""
    if isinstance(value, str):
        if "\x00" in value:
            raise TypeError("A text with a NUL character cannot be stored.")
        return unicodedata.normalize("NFC", value)
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, dict):
        if not all(isinstance(key, str) for key in value):
            raise TypeError("Every key of canonical content is a text.")
        normal = {normalise(key): normalise(item) for key, item in value.items()}
        if len(normal) != len(value):
            raise TypeError("Two keys of one object differ in their spelling only.")
        return normal
    if isinstance(value, list | tuple):
        return [normalise(item) for item in value]
    raise TypeError(f"{type(value).__name__} has no canonical form: use texts and whole numbers.")


def canonical_json(content: Any) -> str:
    """The one text that stands for `content`."""
    return json.dumps(normalise(content), sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def content_hash(content: Any) -> str:
    """SHA-256 of the canonical JSON, as 64 hexadecimal digits."""
    return text_hash(canonical_json(content))


def text_hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()
