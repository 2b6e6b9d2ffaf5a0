"""When a session ends: SESSION_COOKIE_AGE after signing in whatever happens, SESSION_IDLE_AGE after the last request.

Times are seconds since 1970 and live in the session itself. A new password ends every other session at once
(Django keeps a hash of it in each), and signing in gives the session a new key.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.models import Session
from django.db import models, transaction
from django.utils.crypto import constant_time_compare, salted_hmac

from evidence.actions.audit import record

SIGNED_IN, SEEN = "signed_in_at", "seen_at"
WRITE_EVERY = 60  # seconds: one write a minute is exact enough, and spares the database the rest


def clock() -> int:
    """Now; the one place that looks, so that tests can be the clock."""
    return int(time.time())


def begin(session: SessionBase) -> None:
    """Somebody has just signed in."""
    session[SIGNED_IN] = session[SEEN] = clock()


def has_ended(session: SessionBase) -> bool:
    """True once one of its two ages has passed. A session without times (which only code can make) has ended."""
    now = clock()
    signed_in, seen = session.get(SIGNED_IN, 0), session.get(SEEN, 0)
    return now - signed_in >= settings.SESSION_COOKIE_AGE or now - seen >= settings.SESSION_IDLE_AGE.total_seconds()


def touch(session: SessionBase) -> None:
    """A sign of life."""
    if clock() - session.get(SEEN, 0) >= WRITE_EVERY:
        session[SEEN] = clock()


def is_fresh(session: SessionBase, seconds: int) -> bool:
    """True when its person signed in no longer than `seconds` ago."""
    return clock() - session.get(SIGNED_IN, 0) < seconds


def _of(person: models.Model) -> Iterator[tuple[str, dict[str, Any]]]:
    """(key, content) of each session of a person."""
    for session in Session.objects.iterator():
        content = session.get_decoded()
        if content.get(SESSION_KEY) == str(person.pk):
            yield session.session_key, content


def end_all(person: models.Model) -> int:
    """Sign a person out everywhere; returns how many sessions that ended."""
    return _end([key for key, _ in _of(person)])


def _end(theirs: list[str]) -> int:
    Session.objects.filter(session_key__in=theirs).delete()
    return len(theirs)


@dataclass(frozen=True, slots=True)
class OpenSession:
    """What its person may see of a session. `mark` names it and is not its key; no address is kept, so none is here."""

    mark: str
    signed_in: datetime
    seen: datetime
    is_this_one: bool


def _mark(key: str) -> str:
    return salted_hmac("atlas.accounts.sessions", key, algorithm="sha256").hexdigest()[:32]


def open_sessions(person: models.Model, *, this: str | None) -> list[OpenSession]:
    """Those that have not ended, the last used first. `this` is the key of the session that asks."""
    now = clock()
    found = [
        OpenSession(
            _mark(key), datetime.fromtimestamp(told.get(SIGNED_IN, 0), UTC), datetime.fromtimestamp(told[SEEN], UTC),
            key == this,
        )
        for key, told in _of(person)
        if now - told.get(SIGNED_IN, 0) < settings.SESSION_COOKIE_AGE
        and now - told.get(SEEN, 0) < settings.SESSION_IDLE_AGE.total_seconds()
    ]  # fmt: skip
    return sorted(found, key=lambda one: one.seen, reverse=True)


@transaction.atomic
def end(*, person: models.Model, mark: str, this: str | None) -> int:
    """End a person's own session, or with "others" all but `this`. Returns how many; the trail tells of it."""
    keys = [
        key for key, _ in _of(person) if key != this and (mark == "others" or constant_time_compare(_mark(key), mark))
    ]
    if keys:
        _end(keys)
        record("account.sessions_ended", by=person, about=person, detail={"sessions_ended": len(keys)})
    return len(keys)


def on_sign_in(sender: Any, request: Any, user: models.Model, **_: Any) -> None:
    """Receiver of Django's `user_logged_in`."""
    begin(request.session)
