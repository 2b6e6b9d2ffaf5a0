"""What is logged: an access line without people in it, and nothing of what a letter says. Read by the settings.

`PrivatePathsFilter` stands at the handler, so that it sees the records of every library.
"""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Iterator
from contextvars import ContextVar
from pathlib import Path
from types import TracebackType
from urllib.parse import quote

from atlas.security import PRIVATE_PATHS

FORM_PATHS = ("/contribute",)
"""Where readers write to us."""
LETTER_PATHS = (*FORM_PATHS, "/admin/letters")
"""Where letters are written or read. What is logged there tells of no value."""
LONGEST_PATH = 300

access = logging.getLogger("atlas.access")
_OURS = Path(__file__).resolve().parent.parent
_answering: ContextVar[str] = ContextVar("_answering", default="")
"""The path that is being answered in this thread."""


@contextlib.contextmanager
def while_answering(path: str) -> Iterator[None]:
    """Whatever is logged meanwhile in this thread belongs to a request of `path`."""
    token = _answering.set(path)
    try:
        yield
    finally:
        _answering.reset(token)


def shown_path(path: str, route: str = "") -> str:
    """The path as it may be logged. Under private paths only the route: somebody may have typed anything behind it."""
    for private in PRIVATE_PATHS:
        if path.startswith(private):
            start = private.rstrip("/")
            return f"/{route}" if route else start if path == start else f"{start}/..."
    return quote(path, safe="/:@!$&'()*+,;=~")[:LONGEST_PATH]


class PrivatePathsFilter(logging.Filter):
    """Records made while a letter is sent or read lose every value: message, exception, stack.

    What is left: the logger, the place that logged, and of an exception its type and where in the code it was raised.
    Our own access lines hold nothing that has to go.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        path = _answering.get() or getattr(getattr(record, "request", None), "path_info", "")
        # A second handler must not take what the first has left.
        done = getattr(record, "says_nothing_private", False)
        if path.startswith(LETTER_PATHS) and record.name != access.name and not done:
            told = f"while answering {shown_path(path)}, at {_place(record.pathname, record.lineno)}"
            if record.exc_info and record.exc_info[1]:
                told += ": " + " <- ".join(_chain(record.exc_info[1]))
            record.msg, record.args = told, ()
            record.exc_info = record.exc_text = record.stack_info = None
            record.says_nothing_private = True
        return True


def _chain(error: BaseException) -> Iterator[str]:
    """ "OperationalError at contributions/actions/sending.py:120", and what caused it."""
    seen: set[int] = set()
    while error and id(error) not in seen:
        seen.add(id(error))
        yield f"{type(error).__name__} at {_raised_at(error.__traceback__)}"
        error = error.__cause__ or error.__context__  # type: ignore[assignment]


def _raised_at(traceback: TracebackType | None) -> str:
    """The last line of ours that the error passed, or else the last line of all."""
    last = ours = "an unknown place"
    while traceback:
        last = _place(traceback.tb_frame.f_code.co_filename, traceback.tb_lineno)
        if not last.startswith(("/", "site-packages")):
            ours = last
        traceback = traceback.tb_next
    return ours if ours != "an unknown place" else last


def _place(file: str, line: int) -> str:
    path = Path(file)
    if "site-packages" in path.parts:
        path = Path(*path.parts[path.parts.index("site-packages") :])
    elif path.is_relative_to(_OURS):
        path = path.relative_to(_OURS)
    return f"{path.as_posix()}:{line}"
