"""What the tests of the local PostgreSQL share: a home that is cleaned up, connections, a command line."""

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import environ
import psycopg

from atlas import embedded_postgres
from atlas.embedded_postgres.accounts import server_account
from atlas.embedded_postgres.places import Place, locate

CHECKOUT = Path(__file__).resolve().parents[2]
IS_ROOT = os.geteuid() == 0


@contextlib.contextmanager
def a_home(folder: Path) -> Iterator[Path]:
    """A home for a cluster below `folder`, shaped as in a checkout; all that was made for it is removed."""
    home = folder / ".local" / "postgres"
    try:
        yield home
    finally:
        embedded_postgres.destroy(home)


def connect(url: str) -> psycopg.Connection:
    """Connect as Django would: through what django-environ reads from the URL."""
    facts = environ.Env.db_url_config(url)
    return psycopg.connect(
        host=facts["HOST"], port=facts["PORT"], user=facts["USER"], dbname=facts["NAME"], autocommit=True
    )


def ask(url: str, query: str, *parameters: object) -> object:
    """The first column of the first row."""
    with connect(url) as connection:
        return connection.execute(query, parameters or None).fetchone()[0]


def started_at(url: str) -> object:
    """Tells one run of a server from another."""
    return ask(url, "select pg_postmaster_start_time()")


def place_of(home: Path) -> Place:
    """Where the cluster of `home` really lives."""
    place = locate(home.resolve(), server_account())
    assert place is not None
    return place


def postmaster(place: Place) -> int:
    """The number of the server's first process."""
    return int((place.data / "postmaster.pid").read_text().splitlines()[0])


def kill_everything(url: str, place: Place) -> None:
    """`kill -9` to every process of the server at once."""
    with connect(url) as connection:
        numbers = [row[0] for row in connection.execute("select pid from pg_stat_activity")]
    for number in [postmaster(place), *numbers]:
        with contextlib.suppress(ProcessLookupError):
            os.kill(number, signal.SIGKILL)


def command(*arguments: str | Path, **options: object) -> subprocess.CompletedProcess[str]:
    """Run the command line as a user would, its output in pipes."""
    return subprocess.run(
        [sys.executable, "-m", "atlas.embedded_postgres", *map(str, arguments)],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
        **options,
    )


def python(code: str, *arguments: str | Path, **options: object) -> subprocess.Popen[str]:
    """Start a Python process that can import the project."""
    return subprocess.Popen([sys.executable, "-c", code, *map(str, arguments)], cwd=CHECKOUT, text=True, **options)


def wait_until(condition: Callable[[], object], seconds: float = 60) -> None:
    """Wait for something that happens in another process; fail if it does not."""
    patience = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < patience, "it did not happen in time"
        time.sleep(0.001)


@contextlib.contextmanager
def in_background(work: Callable[[], object]) -> Iterator[None]:
    """Do `work` in a thread, which may fail with the server that is killed under it."""

    def quietly() -> None:
        with contextlib.suppress(psycopg.Error):
            work()

    thread = threading.Thread(target=quietly)
    thread.start()
    try:
        yield
    finally:
        thread.join(timeout=30)
