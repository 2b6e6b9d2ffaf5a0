"""A connection that is kept open finds another worker now and then.

Each worker of granian listens by itself. The system shares out new connections among those that listen at that moment,
and whoever keeps a connection stays with its worker. So the first of two workers to be ready had 244 of 256 readers
after a restart, and half of the machine stood idle while they waited (docs/performance.md). So an answer now and then
ends its connection, as nginx does after a thousand (`keepalive_requests`); the next one may come to another worker.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Iterable
from typing import Any

EVERY, APART = 50, 0.05
"""Answers of a worker from one that ends its connection to the next, and seconds at least. Opening another costs
about 150 us, as much as six finished pages: twenty in a second are 0.3 % of a processor."""


class Moving:
    """`application`, with `Connection: close` on an answer now and then.

    PEP 3333 leaves that header to the server, and wsgiref refuses it from an application: granian alone is told so.
    """

    def __init__(self, application: Callable[..., Iterable[bytes]]) -> None:
        self.application = application
        self.answers = itertools.count(1)
        self.last = 0.0

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if next(self.answers) % EVERY or not self._is_time() or environ.get("SERVER_SOFTWARE") != "Granian":
            return self.application(environ, start_response)

        def last_one(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
            return start_response(status, [*headers, ("Connection", "close")], *more)

        return self.application(environ, last_one)

    def _is_time(self) -> bool:
        now = time.monotonic()
        if now - self.last < APART:
            return False
        self.last = now
        return True
