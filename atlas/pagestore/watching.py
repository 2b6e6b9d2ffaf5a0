"""No page outlives the transaction that made it untrue: not in this process, and hardly in another.

`connect` makes every transaction of this process that writes to a table of the evidence end with `follow`: what it made
untrue is gone before the action returns. A `Watcher` is a thread that listens for what other processes and other
machines do, follows, and bakes again what is missing. Its connection is its own, to the database that is written.
"""

from __future__ import annotations

import logging
import threading
from contextlib import suppress
from functools import cache
from typing import Any

import psycopg
from django.conf import settings
from django.db import DatabaseError, ProgrammingError, close_old_connections, connection, connections, transaction
from django.db.backends.signals import connection_created

from atlas.pagestore.baking import bake, do_what_is_asked_for
from atlas.pagestore.build import build_id
from atlas.pagestore.changes import follow
from atlas.pagestore.files import Store
from evidence.models.page_change import CHANNEL

log = logging.getLogger(__name__)

READS = (
    "SELECT",
    "SAVEPO",
    "RELEAS",
    "ROLLBA",
    "SET LO",
    "SHOW S",
    "EXPLAI",
    "FETCH ",
    "DECLAR",
    "CLOSE ",
    "BEGIN",
    "COMMIT",
)
TABLES = "evidence_"
AT_THE_SAME_MOMENT = 60
"""Pages that an action bakes itself, in about a second; more of them are left to the watcher."""
PATIENCE = 5.0
"""Seconds after which the watcher looks by itself, and between attempts to reach the database."""


@cache
def site_store() -> Store:
    """The store of this site and build."""
    return Store(settings.PAGE_STORE_DIR, build_id())


def any_store() -> Store:
    """For removing alone: pages go whatever build they are of, so that none has to be known."""
    return Store(settings.PAGE_STORE_DIR, "none")


def connect() -> None:
    """From now on the store follows what this process writes."""
    connection_created.connect(_watch, dispatch_uid="atlas.pagestore.watching")


def _watch(connection: Any, **_: Any) -> None:
    if _after_writing not in connection.execute_wrappers:
        connection.execute_wrappers.append(_after_writing)


def _after_writing(execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
    text = str(sql)
    result = execute(sql, params, many, context)
    if TABLES in text and not text.lstrip()[:6].upper().startswith(READS):
        using = context["connection"]
        if not using.in_atomic_block:
            settle()
        elif not any(hook is settle for _, hook, *_ in using.run_on_commit):
            transaction.on_commit(settle, using=using.alias, robust=True)
    return result


def settle() -> None:
    """What is not true any more goes now, and comes back as it is.

    A store that cannot be changed is told of, and never spoils what was done.
    """
    if not settings.PAGE_STORE_DIR.is_dir():
        return  # nothing is kept here
    try:
        gone = follow(any_store())
        if settings.PAGE_STORE and settings.FACE != "desk" and len(gone) <= AT_THE_SAME_MOMENT:
            # Made anew before the action returns: should the database go away now, readers still have the new page.
            bake(site_store(), sorted(gone))
    except ProgrammingError:
        log.debug("The tables of this version are not there yet; the watcher follows once they are.")
    except (OSError, DatabaseError) as error:
        log.error(
            "The page store could not follow a change: %s. Delete %s.", type(error).__name__, settings.PAGE_STORE_DIR
        )


class Watcher(threading.Thread):
    """Follows other processes, and bakes what was asked for. One a web process; any of them may do the work."""

    def __init__(self, store: Store) -> None:
        super().__init__(name="page store", daemon=True)
        self.store = store
        self.wanted: set[str] = set()
        self._wake = threading.Event()
        self._ended = False
        self._full = False

    def want(self, address: str) -> None:
        """A reader came to a page that was missing."""
        if len(self.wanted) < 1_000:
            self.wanted.add(address)
            self._wake.set()

    def stop(self) -> None:
        self._ended = True
        self._wake.set()

    def run(self) -> None:
        listener = threading.Thread(target=self._listen, name="page store listener", daemon=True)
        listener.start()
        while not self._ended:
            self._wake.clear()
            try:
                close_old_connections()
                self.work()
            except DatabaseError:
                connection.close()
            except OSError as error:
                if not self._full:
                    log.error("No page can be baked: %s. Pages that are kept are still served.", error.strerror)
                self._full = True
            self._wake.wait(PATIENCE)
        connections.close_all()

    def work(self) -> None:
        """Once: follow, and bake what is asked for or missing."""
        follow(self.store)
        do_what_is_asked_for(self.store)
        while self.wanted:
            some = [self.wanted.pop() for _ in range(min(len(self.wanted), 16))]
            bake(self.store, some)
        self._full = False

    def _listen(self) -> None:
        """Wake when the database says that something has changed. Without it, PATIENCE is how late a page may be."""
        while not self._ended:
            own: Any = connection.copy()
            with suppress(DatabaseError, psycopg.Error, OSError):
                try:
                    own.set_autocommit(True)
                    with own.cursor() as cursor:
                        cursor.execute(f"LISTEN {CHANNEL}")
                    self._wake.set()  # what happened before this moment
                    while not self._ended:
                        for _ in own.connection.notifies(timeout=PATIENCE, stop_after=1):
                            self._wake.set()
                finally:
                    own.close()
            threading.Event().wait(PATIENCE)
