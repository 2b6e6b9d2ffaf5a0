"""What a process of the site holds.

A page that is drawn and packed takes some megabytes for a moment. glibc keeps what was freed for later, in pieces, for
each thread: so there are few such heaps, and it is asked to give back what it can (figures: docs/performance.md).
"""

from __future__ import annotations

import ctypes
import gc
import os
import time
from functools import cache
from typing import Any

ARENAS = 2
"""Heaps of the allocator. It would make one for each thread, although only one of Python's threads runs at a time."""
_M_ARENA_MAX = -8  # of malloc.h
EVERY = 20.0
"""Seconds between two times that memory is given back. It takes a few milliseconds."""


def few_arenas() -> None:
    """To be called before there are many threads. Whoever has set MALLOC_ARENA_MAX has decided."""
    if "MALLOC_ARENA_MAX" not in os.environ and (limit := _function("mallopt")):
        limit(_M_ARENA_MAX, ARENAS)


def settle_in() -> None:
    """Everything that was loaded stays: it is not looked through again for what may go."""
    gc.collect()
    gc.freeze()
    give_back()


def give_back() -> None:
    """What the allocator keeps free goes back to the system; nothing where it cannot (musl, macOS)."""
    if trim := _function("malloc_trim"):
        trim(0)


class Steady:
    """Gives back now and then, however often it is asked."""

    def __init__(self) -> None:
        self.last = time.monotonic()

    def now_and_then(self) -> None:
        if time.monotonic() - self.last >= EVERY:
            self.last = time.monotonic()
            give_back()


@cache
def _function(name: str) -> Any:
    """Of the C library; None where it has no such thing."""
    return getattr(ctypes.CDLL(None), name, None)
