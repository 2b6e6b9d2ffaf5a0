"""`make run` as a person meets it: `manage.py serve` on an empty database, a taken port, Ctrl-C."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator

import psycopg
import pytest
from django.conf import settings
from django.db import connection

from tests.conftest import REPOSITORY

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


@pytest.fixture
def empty_database() -> Iterator[str]:
    """The address of a database of its own on the tests' server."""
    at = connection.settings_dict
    name = f"atlas_serve_{os.getpid()}"
    server = psycopg.connect(
        host=at["HOST"], port=at["PORT"] or None, user=at["USER"], password=at["PASSWORD"] or None,
        dbname="postgres", autocommit=True,
    )  # fmt: skip
    server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    server.execute(f'CREATE DATABASE "{name}"')
    base, _, _ = settings.DATABASE_URL.rpartition("/")
    yield f"{base}/{name}"
    server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
    server.close()


def start(database: str, port: int, *more: str) -> subprocess.Popen[str]:
    environment = {
        name: value for name, value in os.environ.items() if name not in ("DJANGO_SETTINGS_MODULE", "ATLAS_SITE_URL")
    }
    return subprocess.Popen(
        [sys.executable, "manage.py", "serve", "--port", str(port), *more],
        cwd=REPOSITORY, env=environment | {"ATLAS_MODE": "local", "DATABASE_URL": database},
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )  # fmt: skip


def read_until(server: subprocess.Popen[str], words: str, patience: float = 60) -> list[str]:
    lines, end = [], time.monotonic() + patience
    assert server.stdout is not None
    while time.monotonic() < end:
        line = server.stdout.readline()
        if not line and server.poll() is not None:
            raise AssertionError("".join(lines))
        lines.append(line)
        if words in line:
            return lines
    raise AssertionError("".join(lines))


def test_on_a_taken_port_and_stops_with_ctrl_c(empty_database: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        server = start(empty_database, port, "--no-demo")
        try:
            lines = read_until(server, "The atlas is at")
            assert f"Port {port} is taken" in "".join(lines)
            address = lines[-1].split()[4]
            assert not address.endswith(str(port))
            with OPENER.open(address, timeout=60) as page:
                html = page.read().decode()
            assert f'<link rel="canonical" href="{address}/">' in html
            os.killpg(server.pid, signal.SIGINT)
            rest = server.communicate(timeout=30)[0]
            assert "Stopped." in rest
            assert "Traceback" not in rest
            assert server.returncode == 0
            with pytest.raises(OSError, match="refused"):
                OPENER.open(address, timeout=30)
        finally:
            if server.poll() is None:
                server.kill()
