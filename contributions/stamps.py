"""The stamp of a form: a random nonce and the moment of its making, signed and carried by the form itself.

The nonce makes "the same form sent again" one letter with one receipt; the moment tells how long somebody wrote.
Neither says anything about anybody, and nothing is kept on the server or in a cookie.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.core import signing

SALT = "contributions.stamps"
OLDEST = timedelta(days=30)
"""After this a stamp is read like one that is missing. A page may stay open in a tab for weeks."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """`rendered_at` is None where it is not known. `text` is what the hidden field of the form holds."""

    nonce: str
    rendered_at: datetime | None
    text: str


def new(now: datetime) -> Stamp:
    return _made(now, known=True)


def read(text: str, now: datetime) -> Stamp:
    """The stamp that a form brought. One that is broken, too old or missing never refuses: its time is unknown."""
    try:
        nonce, seconds = signing.loads(text, salt=SALT, max_age=OLDEST)
        return Stamp(nonce, datetime.fromtimestamp(seconds, UTC), text)
    except (signing.BadSignature, ValueError, TypeError, OverflowError):
        return _made(now, known=False)


def _made(now: datetime, *, known: bool) -> Stamp:
    nonce = secrets.token_urlsafe(24)
    text = signing.dumps([nonce, int(now.timestamp())], salt=SALT)
    return Stamp(nonce, now if known else None, text)
