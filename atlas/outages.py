"""A moment's patience while the database comes back: between the front and Django.

    a read failed, and the database takes connections            it is made once more
    a read failed, and the database takes none                   one request a process waits for a moment, others do not
    a letter comes, and the database takes no connection         the same, before Django has sent it anything
    it is away still, and a read failed                          the status line says so, and the front may help itself

Nothing that was sent to the database is ever sent twice for somebody who writes: for a letter only the connection is
looked at, before anything is asked.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable
from typing import Any

from django.db import DatabaseError, connection

from atlas.private_logs import FORM_PATHS

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

AWAY = "503 Database Away"
"""The status line of a read that failed because the database takes no connection."""
FAILED = "503"
QUICK = 1.0
"""Seconds. What took longer to fail is not tried again: somebody waits already."""
A_MOMENT, EACH = 0.5, 0.05
"""Seconds that somebody waits at most, and between attempts."""
WORTH_IT = 10.0
"""Seconds of an outage after which nobody waits any more: it is none of those that pass."""


class Patient:
    """A WSGI application before Django's."""

    def __init__(self, django: Application) -> None:
        self.django = django
        self.waiting = threading.Lock()
        self.away_since: float | None = None

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        method = environ["REQUEST_METHOD"]
        if method == "POST" and environ["PATH_INFO"].startswith(FORM_PATHS):
            self.database_answers()
            return self.django(environ, start_response)
        if method not in ("GET", "HEAD"):
            return self.django(environ, start_response)
        told: list[Any] = []
        began = time.monotonic()
        body = self.django(environ, lambda *given: told.append(given))
        if told[0][0].startswith(FAILED):
            quick = time.monotonic() - began < QUICK
            if self.database_answers() if quick else connection.connection is not None:
                if quick:
                    getattr(body, "close", lambda: None)()
                    return self.django(environ, start_response)
            else:
                told[0] = (AWAY, *told[0][1:])
        start_response(*told[0])
        return body

    def database_answers(self) -> bool:
        """Is there a connection that works? Waits where that is worth it; one at a time, so that threads are left."""
        if self._connects():
            return True
        if time.monotonic() - (self.away_since or 0) < WORTH_IT and self.waiting.acquire(blocking=False):
            try:
                return self._comes_back()
            finally:
                self.waiting.release()
        return False

    def _comes_back(self) -> bool:
        end = time.monotonic() + A_MOMENT
        pause = threading.Event()
        while time.monotonic() < end:
            pause.wait(EACH)
            if self._connects():
                return True
        return False

    def _connects(self) -> bool:
        """In this thread, whose connection the view will use."""
        try:
            if connection.connection is not None and not connection.is_usable():
                connection.close()
            connection.ensure_connection()
        except DatabaseError:
            if self.away_since is None:
                self.away_since = time.monotonic()
            return False
        self.away_since = None
        return True
