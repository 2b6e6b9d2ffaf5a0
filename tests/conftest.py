"""Worlds for tests are built through the actions (`tests/factories`); the network is blocked."""

from __future__ import annotations

import gc
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pgtrigger
import pytest
from django.db import connection
from django.test import TransactionTestCase

from tests.kept_rows import Standing, can_be_kept

pytest_plugins = ["tests.under_role", "tests.template_database", "tests.kept_worlds", "tests.whole_files"]

REPOSITORY = Path(__file__).resolve().parent.parent
SHARED = REPOSITORY.parent / "shared"
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")


def pytest_configure() -> None:
    gc.disable()  # modules and tests that are read in stay until the end: nothing among them is rubbish


def pytest_collection_finish() -> None:
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
    gc.enable()


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of third-party material that is never committed."""
    if not SHARED.is_dir():
        pytest.skip("the folder ../shared with third-party material is not here")
    return SHARED


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests reach this machine only: any other address is a mistake."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: object) -> object:
        if self.family in (socket.AF_INET, socket.AF_INET6):
            host = address[0] if isinstance(address, tuple) else ""
            if host not in ("127.0.0.1", "::1", "localhost"):
                raise AssertionError(f"A test tried to reach {address!r}.")
        return connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """A connection left open by a thread of a test must not keep the test database from being dropped."""
    with django_db_blocker.unblock():
        _empty_the_tables_afterwards()
    yield
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


def _empty_the_tables_afterwards() -> None:
    """What tests with real transactions leave behind is taken away, past the append-only tables, which rightly refuse
    it."""
    if can_be_kept():
        standing = Standing()
        TransactionTestCase._fixture_teardown = lambda self: standing.come_back()
        return
    teardown = TransactionTestCase._fixture_teardown

    def permitted(self: TransactionTestCase) -> None:
        with pgtrigger.ignore():
            teardown(self)

    TransactionTestCase._fixture_teardown = permitted


@pytest.fixture(scope="session")
def chromium() -> str:
    """Path of Debian's Chromium, for tests that do what a person does; without its own window it is twice as fast."""
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None:
        pytest.skip("there is no Chromium on this machine (Debian: apt-get install chromium)")
    return path
