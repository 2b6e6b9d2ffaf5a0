"""An empty database with every migration in it, kept on the test server and copied for each run and each worker.

Making the tables by sixty migrations takes longer than most files of tests; copying them takes a moment. The name
holds a hash of the migrations, so a changed one makes a new template. What is done after migrating (permissions, roles)
is done in every copy again.
"""

from __future__ import annotations

import hashlib
from importlib.metadata import version
from pathlib import Path
from typing import Any

import django
import psycopg
import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from psycopg import sql

PREFIX = "migrated_"
KEPT = 3
"""Templates. Older ones go: nobody goes back to their migrations often."""


def _name() -> str:
    told = hashlib.sha256(f"{django.VERSION} {version('django-pgtrigger')}".encode())
    for app in sorted(apps.get_app_configs(), key=lambda one: one.label):
        for path in sorted(Path(app.path, "migrations").glob("*.py")):
            told.update(f"\0{app.label}/{path.name}\0".encode() + path.read_bytes())
    return f"{PREFIX}{told.hexdigest()[:16]}"


def _known(server: psycopg.Connection[Any]) -> list[str]:
    """Templates, the oldest first."""
    rows = server.execute("SELECT datname FROM pg_database WHERE datname LIKE %s ORDER BY oid", [f"{PREFIX}%"])
    return [name for (name,) in rows if not name.endswith("_unfinished")]


def template() -> str:
    """Its name; made if there is none. One process makes it, others wait."""
    name, own = _name(), connection.settings_dict["NAME"]
    with psycopg.connect(**connection.get_connection_params() | {"autocommit": True}) as server:
        server.execute("SELECT pg_advisory_lock(hashtext('the template of the tests'))")
        if name not in _known(server):
            unfinished = f"{name}_unfinished"
            server.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(unfinished)))
            server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(unfinished)))
            connection.settings_dict["NAME"] = unfinished
            try:
                call_command("migrate", verbosity=0, interactive=False)
            finally:
                connection.close()
                connection.settings_dict["NAME"] = own
            rename = sql.SQL("ALTER DATABASE {} RENAME TO {}")
            server.execute(rename.format(sql.Identifier(unfinished), sql.Identifier(name)))
            for old in _known(server)[:-KEPT]:
                server.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(old)))
    return name


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, django_db_use_migrations: bool, django_db_blocker: Any
) -> None:
    """pytest-django's place for this: after the names of the workers' databases are known, before they are made."""
    if django_db_use_migrations:
        with django_db_blocker.unblock():
            connection.settings_dict["TEST"]["TEMPLATE"] = template()
