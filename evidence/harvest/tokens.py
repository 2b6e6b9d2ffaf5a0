"""Resumption tokens: where a list goes on, without anything kept here. Pure.

A token says all that the first request said, and the last record that was given. So it never expires, may be used
again, and survives a restart. Records are ordered by the time at which they changed, and by their row where that is
the same. What changes during a harvest moves to the end of the list and is met there: nothing is skipped.
"""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import astuple, dataclass
from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LIMITS = {"moment": 10**17, "row": 2**62, "given": 10**9, "total": 10**9}
_LONGEST = 600


@dataclass(frozen=True, slots=True)
class Token:
    """`verb` to `until` as they were asked ("" where not); the last record's `moment` in microseconds since 1970 (UTC)
    and its `row`; how many records were `given` so far, of how many in `total`."""

    verb: str
    set_spec: str
    since: str
    until: str
    moment: int
    row: int
    given: int
    total: int

    @property
    def after(self) -> datetime:
        return _EPOCH + timedelta(microseconds=self.moment)

    def __str__(self) -> str:
        """The token in letters that no harvester has to escape."""
        text = json.dumps(astuple(self), separators=(",", ":"))
        return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def read_token(text: str) -> Token | None:
    """The token of this spelling; None where there is none."""
    if len(text) > _LONGEST or not text.isascii():
        return None
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
        values = json.loads(raw)
        token = Token(*values)
    except (binascii.Error, ValueError, TypeError, RecursionError):
        return None
    words = (token.verb, token.set_spec, token.since, token.until)
    if not all(isinstance(word, str) for word in words):
        return None
    for name, limit in _LIMITS.items():
        number = getattr(token, name)
        if type(number) is not int or not 0 <= number < limit:
            return None
    return token if str(token) == text and 0 < token.given < token.total else None


def microseconds(moment: datetime) -> int:
    """Microseconds since 1970 (UTC), exactly."""
    return (moment - _EPOCH) // timedelta(microseconds=1)
