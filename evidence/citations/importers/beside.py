"""A large file is read by a process of its own, beside the one that brings its entries onto the desk.

    read_beside(opened)     the readings of `read_file`, which a child makes where that is worth its start
    python -m evidence.citations.importers FORMAT FILE      is that child; FORMAT "" means: look

Python uses one processor; reading takes about as long as all the rest. The child is given nothing of ours but the path:
no settings, no database, no secret. It writes what it read in messages of a few hundred entries, and waits when nobody
takes them, so that memory is bounded by a few messages. Order, refusals, remarks and faults are those of `read_file`.
What goes wrong there is raised here.
"""

from __future__ import annotations

import contextlib
import gc
import marshal
import os
import signal
import struct
import subprocess
import sys
import tempfile
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, Queue
from threading import Thread
from typing import IO, Any, BinaryIO

from ..record import Item
from .encoding import Opener
from .packing import pack, unpack
from .reading import FileReading, read_file

LEAST_BYTES = 2_000_000
"""Of a file: a smaller one is read before a child has started."""

_FIRST_ITEMS, _MOST_ITEMS = 125, 500  # in one message; few at first, so that nobody waits for them
_MOST_CHARACTERS = 1_000_000
_MESSAGES_AHEAD = 12
_ON_THE_WAY = 1 << 20  # bytes that a pipe may hold
_LENGTH = struct.Struct("<Q")
_PASSED_ON = ("PATH", "LANG", "LC_ALL", "TMPDIR", "SYSTEMROOT")
_ROOT = Path(__file__).resolve().parents[3]


@dataclass(frozen=True, slots=True)
class AtPath:
    """An `Opener` of a file that another process can open too."""

    path: Path

    def __call__(self) -> BinaryIO:
        return self.path.open("rb")


class ReadingBrokeOff(OSError):
    """The process that read a file ended before it was done."""


def read_beside(
    opened: Opener, *, format: str | None = None, least: int = LEAST_BYTES
) -> Generator[FileReading, None, None]:
    """The readings of a file as `read_file` gives them; a child reads a file of `least` bytes or more.

    Readings are taken in their order. Close the iterator when it is not exhausted. Raises OSError when `opened` does,
    ReadingBrokeOff when the child dies.
    """
    child = _started(opened, format, least)
    if child is None:
        yield from read_file(opened, format=format)
        return
    with child:
        yield from child.readings()


def _started(opened: Opener, format: str | None, least: int) -> _Child | None:
    """The child, or None where the file is read here: it is small, no path leads to it, or there is one processor."""
    if not isinstance(opened, AtPath) or not sys.executable or _processors() < 2 or opened.path.stat().st_size < least:
        return None
    try:
        return _Child(opened.path, format)
    except OSError:  # no process to be had; nothing has been read yet
        return None


def _processors() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class _Child:
    """The process that reads, and what it says."""

    def __init__(self, path: Path, format: str | None) -> None:
        self.told = tempfile.TemporaryFile(prefix="atlas-reading-")  # noqa: SIM115 - it lives as long as the child
        try:
            self.process = subprocess.Popen(  # noqa: S603 - our own module, given as a list
                [sys.executable, "-m", __package__, format or "", str(path.resolve())],
                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=self.told, cwd=_ROOT,
                env={name: os.environ[name] for name in _PASSED_ON if name in os.environ} | {"PYTHONUTF8": "1"},
            )  # fmt: skip
        except OSError:
            self.told.close()
            raise
        assert self.process.stdout is not None
        self.out = self.process.stdout
        self.waiting: Queue[bytes | None] = Queue(_MESSAGES_AHEAD)
        self.over = False
        self.taker = Thread(target=self._take, name="reading", daemon=True)
        self.taker.start()
        with contextlib.suppress(ImportError, AttributeError, OSError):  # where there is no such thing, it holds less
            import fcntl

            fcntl.fcntl(self.out, fcntl.F_SETPIPE_SZ, _ON_THE_WAY)

    def __enter__(self) -> _Child:
        return self

    def __exit__(self, *_: object) -> None:
        self.over = True
        if self.process.poll() is None:
            self.process.kill()
        while self.taker.is_alive():  # it may wait for room
            with contextlib.suppress(Empty):
                self.waiting.get(timeout=0.05)
        self.out.close()
        self.process.wait()
        self.told.close()

    def _take(self) -> None:
        """Take what the child says off its hands, so that it goes on reading while the desk is at work."""
        while not self.over:
            head = self.out.read(_LENGTH.size)
            length = _LENGTH.unpack(head)[0] if len(head) == _LENGTH.size else 0
            body = self.out.read(length) if length else b""
            whole = bool(body) and len(body) == length
            self.waiting.put(body if whole else None)
            if not whole:
                return

    def readings(self) -> Iterator[FileReading]:
        while (message := self.message())[0] != "end":
            _, *parts = message
            name, format, fault, sha256, size = parts
            items = self.items()
            yield FileReading(name, format, fault, items, sha256, size)
            for _ in items:  # what the caller has not taken
                pass

    def items(self) -> Iterator[Item]:
        while (message := self.message())[0] == "items":
            yield from unpack(message[1])

    def message(self) -> tuple[Any, ...]:
        """The next thing the child says. Raises what it says was raised there."""
        body = self.waiting.get()
        if body is None:
            raise ReadingBrokeOff(self.last_words())
        message: tuple[Any, ...] = marshal.loads(body)  # noqa: S302 - our own child has written it
        if message[0] == "not readable":
            raise OSError(*message[1:])
        return message

    def last_words(self) -> str:
        code = self.process.wait()
        self.told.seek(0)
        lines = self.told.read().decode("utf-8", "replace").strip().splitlines()
        if code == -signal.SIGKILL:  # nobody else ends it so, and it has no last words then
            why = "the system ended it, as it does when memory runs out"
        else:
            why = lines[-1][:300] if lines else f"it ended with code {code}"
        return f"The reading of the file broke off ({why}). Nothing of it was imported."


def _say(out: IO[bytes], *message: Any) -> None:
    body = marshal.dumps(message)
    out.write(_LENGTH.pack(len(body)) + body)
    out.flush()


def _read(path: Path, format: str | None, out: IO[bytes]) -> None:
    try:
        for reading in read_file(AtPath(path), format=format):
            _say(out, "reading", reading.name, reading.format, reading.fault, reading.sha256, reading.size)
            some: list[Item] = []
            size, most = 0, _FIRST_ITEMS
            for item in reading.items:
                some.append(item)
                size += len(item.raw)
                if len(some) >= most or size >= _MOST_CHARACTERS:
                    _say(out, "items", pack(some))
                    some, size, most = [], 0, min(2 * most, _MOST_ITEMS)
            if some:
                _say(out, "items", pack(some))
            _say(out, "end of items")
    except BrokenPipeError:
        raise
    except OSError as error:
        _say(out, "not readable", error.errno, error.strerror or str(error))
        return
    _say(out, "end")


def main() -> None:
    format, path = sys.argv[1:]
    gc.set_threshold(100_000)  # there are many objects here, and hardly a cycle
    with contextlib.suppress(BrokenPipeError):  # nobody listens any more
        _read(Path(path), format or None, sys.stdout.buffer)
    os._exit(0)  # what is in memory need not be put in order
