"""When a session ends: SESSION_COOKIE_AGE after signing in whatever happens, SESSION_IDLE_AGE after the last request.

Times are seconds since 1970 and live in the session itself. A new password ends every other session at once
(Django keeps a hash of it in each), and signing in gives the session a new key.
"""

from __future__ import annotations

import time
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.models import Session
from django.db import models

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


def end_all(person: models.Model) -> int:
    """Sign a person out everywhere; returns how many sessions that ended."""
    theirs = [
        session.session_key
        for session in Session.objects.iterator()
        if session.get_decoded().get(SESSION_KEY) == str(person.pk)
    ]
    Session.objects.filter(session_key__in=theirs).delete()
    return len(theirs)


def on_sign_in(sender: Any, request: Any, user: models.Model, **_: Any) -> None:
    """Receiver of Django's `user_logged_in`."""
    begin(request.session)
