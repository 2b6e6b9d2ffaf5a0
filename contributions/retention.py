"""How long what people wrote is kept. Pure; `actions.retention` applies it, `docs/letters.md` tells it.

    contact address        30 days after the letter is closed
    message, source, passage and everything written about the letter
                           365 days after it is closed, or until a triager's day where it is kept for cause
    all of it              at once, when its writer takes the letter back
    addresses in the outbox once a mail has been sent or given up; a mail that waits in vain is dropped after 7 days
    outbox rows            365 days, without an address
    marks of visitors      with the salt of their day, the next day

A duplicate closes with the letter that it follows: until that one is answered its writer is to be told.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

CONTACT_AFTER = timedelta(days=30)
MESSAGE_AFTER = timedelta(days=365)
MAIL_WAITS_IN_VAIN_AFTER = timedelta(days=7)
MAIL_ROW_AFTER = timedelta(days=365)

RULES: Mapping[str, str] = {
    "contact": "30 days after the letter is closed; at once when it is taken back",
    "message": "365 days after the letter is closed, longer only for a cause that a triager has noted; at once when it "
    "is taken back",
    "address of a mail": "until the mail is sent or given up, 7 days at most; at once when the letter is taken back",
    "visitor": "until the next day",
    "record": "for good: it holds nothing that a reader wrote",
}
"""Name of a rule -> its words, for `privacy.py`, the notice at the form and the documentation."""


@dataclass(frozen=True, slots=True)
class Times:
    """What the rules ask about a letter. `follows_open_letter`: it is a duplicate of one that is not answered yet."""

    closed_at: datetime | None
    kept_until: datetime | None = None
    followed_closed_at: datetime | None = None
    follows_open_letter: bool = False


def closed_since(times: Times) -> datetime | None:
    """When the letter was closed for its writer; None while it is open."""
    if times.closed_at is None or times.follows_open_letter:
        return None
    return max(times.closed_at, times.followed_closed_at or times.closed_at)


def contact_is_due(times: Times, *, now: datetime) -> bool:
    closed = closed_since(times)
    return closed is not None and closed + CONTACT_AFTER <= now


def message_is_due(times: Times, *, now: datetime) -> bool:
    closed = closed_since(times)
    if closed is None or closed + MESSAGE_AFTER > now:
        return False
    return times.kept_until is None or times.kept_until <= now
