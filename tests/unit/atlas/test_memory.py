"""A process gives back what it does not need, now and then."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from atlas import memory
from atlas.pagestore import watching
from atlas.pagestore.watching import Watcher

ROOT = Path(__file__).resolve().parents[3]
MUCH = """
import os
from atlas import memory
if memory._function("malloc_trim") is None:
    raise SystemExit("no way to")
held = lambda: int(open("/proc/self/statm").read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6
pieces = [bytearray(5_000) for _ in range(20_000)]
kept = pieces[::50]  # so that the allocator cannot simply shorten its heap
full = held()
del pieces
memory.give_back()
print(round(full - held()))
"""


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="The memory of a process is read from /proc.")
def test_what_was_freed_between_what_is_kept_goes_back_to_the_system() -> None:
    done = subprocess.run([sys.executable, "-c", MUCH], cwd=ROOT, capture_output=True, text=True, check=False)
    if "no way to" in done.stderr:
        pytest.skip("This C library has no malloc_trim.")
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 60, "of a hundred megabytes"


def test_it_is_done_now_and_then_however_often_it_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    clock, times = [100.0], []
    monkeypatch.setattr(memory.time, "monotonic", lambda: clock[0])
    monkeypatch.setattr(memory, "give_back", lambda: times.append(clock[0]))
    steady = memory.Steady()
    for clock[0] in (100.0, 110.0, 120.0, 121.0, 139.0, 140.5):
        steady.now_and_then()
    assert times == [120.0, 140.5]


def test_the_watcher_of_the_page_store_does_it_in_every_round_whatever_happens(monkeypatch: pytest.MonkeyPatch) -> None:
    rounds: list[str] = []
    happens: Iterator[Exception | None] = iter([None, OSError(28, "No space left on device"), ValueError("odd"), None])
    watcher = Watcher(SimpleNamespace(take_to_pack=lambda: None))  # type: ignore[arg-type]

    def work() -> None:
        rounds.append("worked")
        error = next(happens)
        watcher._wake.set()
        if error:
            raise error

    def given_back() -> None:
        rounds.append("gave back")
        if len(rounds) == 8:
            watcher.stop()

    # It runs in this thread, whose connection is that of the tests.
    monkeypatch.setattr(watching, "close_old_connections", lambda: None)
    monkeypatch.setattr(watching, "connections", SimpleNamespace(close_all=lambda: None))
    monkeypatch.setattr(watcher, "work", work)
    monkeypatch.setattr(watcher, "_listen", lambda: None)
    monkeypatch.setattr(watcher._memory, "now_and_then", given_back)
    watcher.run()
    assert rounds == ["worked", "gave back"] * 4
