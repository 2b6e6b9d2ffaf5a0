"""No page outlives the transaction that made it untrue: not in this process, and hardly in another.

`connect` makes every transaction of this process that writes to a table of the evidence end with `follow`: what it made
untrue is gone before the action returns. A page that is taken down is gone before the transaction ends. A `Watcher` is
a thread that listens for what other processes and other machines do, follows, and bakes again what is missing. Its
connection is its own, to the database that is written.
"""

from __future__ import annotations

import logging
import threading
import time
from contextlib import suppress
from functools import cache
from typing import Any

import psycopg
from django.conf import settings
from django.db import Error, ProgrammingError, close_old_connections, connection, connections, transaction
from django.db.backends.signals import connection_created
from django.db.models.signals import post_save

from atlas.memory import Steady
from atlas.pagestore.addresses import READ_MOST, slug_of
from atlas.pagestore.baking import FEW, bake_missing, do_what_is_asked_for
from atlas.pagestore.build import build_id
from atlas.pagestore.changes import EVERYTHING, follow, take_down
from atlas.pagestore.files import Store
from evidence.models import Publication
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
TRAIL = 'INSERT INTO "evidence_auditevent"'
"""It tells of what was done, and no page shows it. Each letter writes one."""
AT_THE_SAME_MOMENT = 20
"""Pages of studies that an action bakes itself, in about half a second; more of them are left to the watcher."""
PATIENCE = 5.0
"""Seconds after which the watcher looks by itself."""
AGAIN = 1.0
"""Seconds after which the listener tries again."""
A_MOMENT = 0.2
"""Seconds between attempts of the watcher to reach the database, however often readers ask for what is missing."""


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
    post_save.connect(_stops, sender=Publication, dispatch_uid="atlas.pagestore.watching")


def _watch(connection: Any, **_: Any) -> None:
    if _after_writing not in connection.execute_wrappers:
        connection.execute_wrappers.append(_after_writing)


def _after_writing(execute: Any, sql: Any, params: Any, many: bool, context: Any) -> Any:
    text = str(sql)
    result = execute(sql, params, many, context)
    if TABLES in text and not text.startswith(TRAIL) and not text.lstrip()[:6].upper().startswith(READS):
        using = context["connection"]
        if not using.in_atomic_block:
            settle()
        elif not any(hook is settle for _, hook, *_ in using.run_on_commit):
            transaction.on_commit(settle, using=using.alias, robust=True)
    return result


def _stops(instance: Publication, **_: Any) -> None:
    """A page that is taken down stops before its transaction ends: afterwards everything may fail."""
    if "withdrawn" in instance.content and settings.PAGE_STORE_DIR.is_dir():
        try:
            take_down(any_store(), {instance.content["slug"]}, at=time.time())
        except OSError as error:
            _tell(error)


def settle() -> None:
    """What is not true any more goes now, and comes back as it is.

    A store that cannot be changed is told of, and never spoils what was done.
    """
    if not settings.PAGE_STORE_DIR.is_dir():
        return  # nothing is kept here
    try:
        gone = follow(any_store())
        own = [address for address in gone if slug_of(address)]
        if (
            settings.PAGE_STORE
            and settings.FACE != "desk"
            and site_store().is_served()
            and len(own) <= AT_THE_SAME_MOMENT
        ):
            # Made anew before the action returns; the watchers make the lists meanwhile.
            bake_missing(site_store(), own)
    except ProgrammingError:
        log.debug("The tables of this version are not there yet; the watcher follows once they are.")
    except (OSError, Error) as error:
        _tell(error)


def _tell(error: Exception) -> None:
    log.error("The page store could not follow a change: %s. Delete %s.", type(error).__name__, settings.PAGE_STORE_DIR)


class Watcher(threading.Thread):
    """Follows other processes, and bakes what was asked for. One a web process; any of them may do the work."""

    def __init__(self, store: Store) -> None:
        super().__init__(name="page store", daemon=True)
        self.store = store
        # A process that died while it baked these has left them to us.
        self.wanted: set[str] = set(READ_MOST)
        self._wake = threading.Event()
        self._ended = False
        self._full = False
        self._was_away = False
        self._memory = Steady()

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
            except Error:
                self._was_away = True
                connection.close()
                threading.Event().wait(A_MOMENT)
            except OSError as error:
                if not self._full:
                    log.error("No page can be baked: %s. Pages that are kept are still served.", error.strerror)
                self._full = True
            except Exception:
                # Whatever it was: a page store that nobody follows any more would be worse.
                log.exception("The watcher of the page store stumbled, and goes on.")
            self._memory.now_and_then()
            if not self._pack_until_woken():
                self._wake.wait(PATIENCE)
        connections.close_all()

    def _pack_until_woken(self) -> bool:
        """Pack well, one by one and with rests, what was packed in haste. Is it time to look again?"""
        end = time.monotonic() + PATIENCE
        with suppress(OSError):
            while some := self.store.take_to_pack():
                self.store.pack(some[0])
                if self._wake.wait(A_MOMENT) or time.monotonic() > end:
                    return True
        return False

    def work(self) -> None:
        """Follow, and bake what readers came for and what is asked for, a little at a time, until nothing is left.

        The watchers of all processes share the list.
        """
        more = True
        while more and not self._ended:
            follow(self.store)
            if self._was_away:
                # Whatever was being baked when the database went away is looked for.
                self.store.ask_for([EVERYTHING])
                self._was_away = False
            wanted = [self.wanted.pop() for _ in range(min(len(self.wanted), FEW))]
            try:
                bake_missing(self.store, wanted)
            except Exception:
                self.wanted |= set(wanted)
                raise
            made = do_what_is_asked_for(self.store, FEW)
            # What is in doubt waits for the word of the database, or for the next round.
            more = bool(self.wanted) or (made is not None and (made.baked > 0 or not made.late))
        self._full = False

    def _listen(self) -> None:
        """Wake when the database says that something has changed. Without it, PATIENCE is how late a page may be."""
        while not self._ended:
            own: Any = connection.copy()
            with suppress(Error, psycopg.Error, OSError):
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
            threading.Event().wait(AGAIN)
