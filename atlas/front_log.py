"""Access lines of pages that the front serves: the same as Django's, written several at a time.

A line costs more than the page it tells of. So the front only notes what was asked for, and twice a second a thread
writes the lines through the handlers of the logger `atlas.access`; equal ones are formatted once. Their time is that at
which they are written; what a process had not written when it was killed is lost.
"""

from __future__ import annotations

import atexit
import logging
import threading
from collections import Counter, deque
from contextlib import suppress

from atlas.private_logs import access, shown_path
from atlas.watching.figures import requests_answered

EVERY = 0.5
MOST = 200_000
"""Lines that wait. More than can be written is not worth the memory."""


class FrontLog:
    """`note` is called once a request, in any thread."""

    def __init__(self) -> None:
        self.waiting: deque[tuple[str, str, int]] = deque(maxlen=MOST)
        self.on = access.isEnabledFor(logging.INFO)
        self._thread: threading.Thread | None = None
        self._starting = threading.Lock()

    def note(self, method: str, address: str, status: int) -> None:
        if self.on:
            self.waiting.append((method, address, status))
            if self._thread is None:
                self._start()

    def _start(self) -> None:
        with self._starting:
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="access log", daemon=True)
                self._thread.start()
                atexit.register(self.write)

    def _run(self) -> None:
        pause = threading.Event()
        while not pause.wait(EVERY):
            self.write()

    def write(self) -> None:
        """Everything that waits."""
        lines: Counter[tuple[str, str, int]] = Counter()
        with suppress(IndexError):
            while True:
                lines[self.waiting.popleft()] += 1
        for (method, address, status), count in lines.items():
            told = {"method": method, "path": shown_path(address), "status": status, "ms": 0}
            # As `AccessLogMiddleware` has it.
            text = "%(method)s %(path)s %(status)s %(ms)s ms"
            _emit(access.makeRecord(access.name, logging.INFO, __file__, 0, text, (told,), None, extra=told), count)
            requests_answered.labels(method, "kept page", str(status)).inc(count)


def _emit(record: logging.LogRecord, count: int) -> None:
    """As `Logger.handle`, so many times."""
    if not access.filter(record):
        return
    logger: logging.Logger | None = access
    while logger is not None:
        for handler in logger.handlers:
            if record.levelno < handler.level:
                continue
            if type(handler) is logging.StreamHandler:
                if handler.filter(record):
                    line = handler.format(record) + handler.terminator
                    with handler.lock or threading.Lock(), suppress(OSError, ValueError):
                        handler.stream.write(line * count)
                        handler.flush()
            else:
                for _ in range(count):
                    handler.handle(record)
        logger = logger.parent if logger.propagate else None
