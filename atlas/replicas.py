"""Readers' pages read from a streaming replica, if there is one (DATABASE_REPLICA_URL; docs/faces.md).

While a page is made, the replica stands in the place of the database, whole: rows, raw SQL and the planner's settings
of one page ask one server in one state. A router for models would part them. Whoever writes, and the letterbox, in
which somebody looks for what they sent a moment ago, ask the primary. So do all while the replica does not answer.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connections
from django.http import HttpRequest, HttpResponse

from atlas.private_logs import FORM_PATHS
from atlas.security import DESK_PATHS

log = logging.getLogger(__name__)

REPLICA = "replica"
READS = ("GET", "HEAD")
ON_THE_PRIMARY = (*FORM_PATHS, *DESK_PATHS, "/health/")
BAKING = "atlas.baking"
"""In the environment of a request whose page is kept: a replica that lags would make it untrue for good."""
LEFT_ALONE = 30.0
"""Seconds for which a replica that did not answer is not asked again. Each process remembers for itself."""


class ReplicaMiddleware:
    """The innermost: whatever stands before it (sessions, who is signed in) asks the primary."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        if REPLICA not in settings.DATABASES:
            raise MiddlewareNotUsed
        self.get_response = get_response
        self.asked_again_at = 0.0

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in READS or request.path_info.startswith(ON_THE_PRIMARY) or BAKING in request.META:
            return self.get_response(request)
        if not self._answers():
            return self.get_response(request)
        with _in_its_place():
            response = self.get_response(request)
        replica = connections[REPLICA]
        if response.status_code >= 500 and replica.errors_occurred:
            # It died under the page, or had to undo it for what came from the primary. The primary makes the page.
            log.warning("The replica failed while a page was made; the primary makes it.")
            replica.close()
            response = self.get_response(request)
        return response

    def _answers(self) -> bool:
        if time.monotonic() < self.asked_again_at:
            return False
        replica = connections[REPLICA]
        try:
            replica.close_if_health_check_failed()
            replica.ensure_connection()
        except DatabaseError as error:
            self.asked_again_at = time.monotonic() + LEFT_ALONE
            log.warning("The replica does not answer (%s); the primary is asked.", type(error).__name__)
            replica.close()
            return False
        return True


@contextmanager
def _in_its_place() -> Iterator[None]:
    """In this thread, the replica is the database."""
    primary = connections[DEFAULT_DB_ALIAS]
    connections[DEFAULT_DB_ALIAS] = connections[REPLICA]
    try:
        yield
    finally:
        connections[DEFAULT_DB_ALIAS] = primary
