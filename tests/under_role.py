"""Runs requests of the test client as a role of the database; worlds are still built by its owner.

    pytest --under-role=public tests/integration/test_pages.py ...  each request that is not the desk's
    pytest --under-role=desk tests/integration/test_admin.py ...    each request to the desk
    the fixtures `public_role` and `desk_role`                      one test

The files of DESK_ALWAYS run under the desk's role in every run: their requests reach what the desk and its accounts
write, and it costs them nothing.

SET ROLE makes the rights of the role count, and its row policies. What a session begins with (read-only, time limits)
counts at sign-in only: `tests/integration/test_grant_roles.py` signs in for that.
"""

from __future__ import annotations

from contextlib import suppress
from io import StringIO
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.http import HttpResponseBase
from django.test import Client

from atlas.security import DESK_PATHS

DESK_ALWAYS = frozenset(
    {"test_accounts", "test_admin", "test_bulk", "test_coding", "test_doubles_room", "test_import_room",
     "test_machines_room", "test_overview", "test_own_account", "test_registries_room", "test_review_room",
     "test_triage_letter", "test_triage_room", "test_workbench", "test_workbench_saving"}
)  # fmt: skip
"""Files of `tests/integration` with a room of the desk each."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--under-role", choices=["public", "desk"], help="requests to readers' pages, or to the desk, run as this role"
    )


@pytest.fixture(scope="session")
def roles_granted(django_db_setup: None, django_db_blocker: Any) -> None:
    """The roles, with their rights in the database of this run."""
    with django_db_blocker.unblock():
        call_command("grant_roles", stdout=StringIO())


def asks_as(role: str, monkeypatch: pytest.MonkeyPatch, *, desk: bool = False) -> None:
    """Every request of a test client runs as `role` from now on: those to the desk, or all others."""
    request = Client.request

    def answered(self: Client, **environ: Any) -> HttpResponseBase:
        if environ.get("PATH_INFO", "/").startswith(DESK_PATHS) is not desk:
            return request(self, **environ)
        # Past Django, so that a test that counts queries counts those of the page.
        connection.ensure_connection()
        connection.connection.execute(f'SET ROLE "{role}"')
        try:
            response = request(self, **environ)
            if response.streaming:  # what is read while it is sent is read by the role, too
                response.streaming_content = iter(list(response.streaming_content))
            return response
        finally:
            with suppress(psycopg.Error):  # a transaction that failed, and takes the role with it when it is undone
                if connection.connection is not None:
                    connection.connection.execute("RESET ROLE")

    monkeypatch.setattr(Client, "request", answered)


@pytest.fixture
def public_role(roles_granted: None, monkeypatch: pytest.MonkeyPatch) -> str:
    """The public role, as which this test's requests run."""
    monkeypatch.setattr(settings, "FACE", "public")
    asks_as(settings.PUBLIC_ROLE, monkeypatch)
    return settings.PUBLIC_ROLE


@pytest.fixture
def desk_role(roles_granted: None, monkeypatch: pytest.MonkeyPatch) -> str:
    """The desk's role, as which this test's requests to the desk run."""
    asks_as(settings.DESK_ROLE, monkeypatch, desk=True)
    return settings.DESK_ROLE


def _role_of(request: pytest.FixtureRequest) -> str:
    """ "public", "desk", or "" for the owner."""
    asked: str = request.config.getoption("--under-role") or ""
    return asked or ("desk" if request.path.stem in DESK_ALWAYS else "")


@pytest.fixture(autouse=True, scope="module")
def _grants_come_first(request: pytest.FixtureRequest) -> None:
    """Before the transaction of the first test, which would take them back."""
    if _role_of(request):
        request.getfixturevalue("roles_granted")


@pytest.fixture(autouse=True)
def _under_role(request: pytest.FixtureRequest) -> None:
    role = _role_of(request)
    if role and "django_db_setup" in request.fixturenames:
        request.getfixturevalue(f"{role}_role")
