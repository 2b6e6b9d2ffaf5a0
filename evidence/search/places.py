"""Where the next page of a list begins: the keys of the last row, as an opaque piece of an address.

A place names its order, so that it is never used in another one. It says nothing secret and needs no signature: it is
compared with what it should be, and whatever is not one leads to a clear sentence.
"""

from __future__ import annotations

import base64
import binascii
import json
import math
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from evidence.tongue import gettext as _

KEYS: Mapping[str, tuple[type, ...]] = {
    "relevance": (float, int, int),
    "relevance-whole": (float, int, int),
    "newest": (int, int),
    "changed": (datetime, int),
}
"""Order -> the kinds of its keys; all orders are descending and end with the publication's id."""
_LARGEST = 2**62


class BadCursor(ValueError):
    """`after` leads nowhere. `str()` is a sentence for whoever followed the address."""

    def __init__(self) -> None:
        super().__init__(_("This address does not lead to a page of the list. Start again from the first page."))


def encode(order: str, keys: Sequence[Any]) -> str:
    plain = [key.isoformat() if isinstance(key, datetime) else key for key in keys]
    return base64.urlsafe_b64encode(json.dumps([order, *plain], separators=(",", ":")).encode()).decode().rstrip("=")


def decode(text: str, orders: Sequence[str]) -> tuple[str, list[Any]]:
    """(order, keys). BadCursor when `text` is no place in one of `orders`."""
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        order, *keys = json.loads(raw)
        kinds = KEYS[order]
        if order not in orders or len(keys) != len(kinds):
            raise BadCursor
        return order, [_key(kind, key) for kind, key in zip(kinds, keys, strict=True)]
    except (binascii.Error, ValueError, KeyError, TypeError, RecursionError, OverflowError):
        raise BadCursor from None


def _key(kind: type, key: Any) -> Any:
    if kind is datetime and isinstance(key, str):
        moment = datetime.fromisoformat(key)
        if moment.tzinfo is not None:
            return moment
    if kind is int and type(key) is int and abs(key) < _LARGEST:
        return key
    if kind is float and type(key) in (int, float) and math.isfinite(key):
        return float(key)
    raise BadCursor
