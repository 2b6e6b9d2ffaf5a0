"""What the application server loads: the front with finished pages, and Django behind it."""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

from django.conf import settings
from django.core.wsgi import get_wsgi_application

from atlas.connections import Moving
from atlas.memory import few_arenas
from atlas.secrets_left_out import without_secrets

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "atlas.settings")
log = logging.getLogger(__name__)


WAITING, PATIENCE = 1, 10.0
"""Requests that wait for Django however long it takes, and the seconds that any other does. A server with two threads
then has one for finished pages again after that time."""
NOT_YET = [("Content-Type", "text/plain; charset=utf-8"), ("Retry-After", "2"), ("Cache-Control", "no-store")]


class DjangoBehind:
    """Django, made ready while the front serves pages already; then the watcher of the page store.

    Who comes earlier waits, no more than WAITING at a time for long: were all threads to wait, nobody would be left for
    the finished pages. A Django that cannot start ends the process, as it would without a front.
    """

    def __init__(self) -> None:
        self.ready = threading.Event()
        self.door = threading.BoundedSemaphore(WAITING)
        self.application: Any = None
        self.watcher: Any = None
        threading.Thread(target=self._load, name="loading Django", daemon=True).start()

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        if not self.ready.is_set():
            first = self.door.acquire(blocking=False)
            with self.door_held() if first else nullcontext():
                # What somebody wrote is never answered without it, and only Django can give it back.
                came = self.ready.wait(None if first or environ["REQUEST_METHOD"] == "POST" else PATIENCE)
            if not came:
                start_response("503 Service Unavailable", NOT_YET)
                return [b"The atlas is starting. Please try again in a moment.\n"]
        answered: Iterable[bytes] = self.application(without_secrets(environ), start_response)
        return answered

    @contextmanager
    def door_held(self) -> Iterator[None]:
        try:
            yield
        finally:
            self.door.release()

    def missed(self, address: str) -> None:
        if self.watcher is not None:
            self.watcher.want(address)

    def _load(self) -> None:
        try:
            django = get_wsgi_application()
            from atlas.memory import settle_in
            from atlas.outages import Patient
            from atlas.pagestore.watching import Watcher, site_store

            self.application = Patient(django)
            self.watcher = Watcher(site_store())
            settle_in()
        except BaseException:
            log.critical("Django cannot start.", exc_info=True)
            os._exit(1)
        self.ready.set()
        self.watcher.start()


def _application() -> Any:
    few_arenas()
    if not settings.PAGE_STORE:
        django = get_wsgi_application()
        return lambda environ, start_response: django(without_secrets(environ), start_response)
    from atlas.front import Front
    from atlas.pagestore.build import build_id
    from atlas.pagestore.files import Store

    behind = DjangoBehind()
    return Front(Store(settings.PAGE_STORE_DIR, build_id()), behind, missed=behind.missed)


application = Moving(_application())
