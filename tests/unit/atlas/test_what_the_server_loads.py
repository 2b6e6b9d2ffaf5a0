"""`atlas.wsgi` as granian loads it, with an application in Django's place."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from atlas.connections import EVERY
from atlas.memory import ARENAS

ROOT = Path(__file__).resolve().parents[3]
SERVED = """
import json, threading
import django, django.core.wsgi
seen = []
def stand_in(environ, start_response):
    seen.append(environ)
    start_response("200 OK", [])
    return []
def ready():
    django.setup(set_prefix=False)
    return stand_in
django.core.wsgi.get_wsgi_application = ready
from atlas import memory
from atlas.connections import EVERY
from atlas.secrets_left_out import SECRETS
limited = []
memory.few_arenas = lambda: limited.append(len(threading.enumerate()))
from atlas.wsgi import application
asked = dict.fromkeys(SECRETS, "hidden") | {
    "REQUEST_METHOD": "DELETE", "PATH_INFO": "/about", "SERVER_SOFTWARE": "Granian"
}
headers = []
for _ in range(2 * EVERY):
    application(asked, lambda status, told: headers.append(told))
    if len(headers) == EVERY:
        import time; time.sleep(0.1)
print(json.dumps({
    "limited with so many threads": limited,
    "handed on": sorted(seen[0]),
    "ended": [number for number, told in enumerate(headers, 1) if ("Connection", "close") in told],
}))
"""
HEAPS = """
import ctypes, os, sys, tempfile, threading
from atlas import memory
if memory._function("mallopt") is None or memory._function("malloc_info") is None:
    raise SystemExit("no way to")
if sys.argv[1] == "few":
    memory.few_arenas()
together, kept = threading.Barrier(6), []
def hold():
    together.wait()
    kept.extend(bytearray(3_000) for _ in range(100))
    together.wait()
threads = [threading.Thread(target=hold) for _ in range(6)]
[one.start() for one in threads]
[one.join() for one in threads]
c = ctypes.CDLL(None)
c.fopen.restype = ctypes.c_void_p
with tempfile.NamedTemporaryFile() as told:
    file = ctypes.c_void_p(c.fopen(told.name.encode(), b"w"))
    c.malloc_info(0, file)
    c.fclose(file)
    print(open(told.name).read().count("<heap nr="))
"""


def loaded(page_store: str, folder: Path) -> dict[str, Any]:
    told = {
        "ATLAS_MODE": "local", "ATLAS_PAGE_STORE": page_store, "ATLAS_PAGE_STORE_DIR": str(folder / "pages"),
        "DATABASE_URL": "postgres://nobody:x@127.0.0.1:1/none", "DJANGO_SETTINGS_MODULE": "atlas.settings",
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-c", SERVED], cwd=ROOT, env=os.environ | told, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("page_store", ["true", "false"])
def test_few_heaps_no_secret_handed_on_and_connections_that_end(page_store: str, tmp_path: Path) -> None:
    found = loaded(page_store, tmp_path)
    assert found["handed on"] == ["PATH_INFO", "REQUEST_METHOD", "SERVER_SOFTWARE"]
    assert found["limited with so many threads"] == [1]
    assert found["ended"] == [EVERY, 2 * EVERY]


def heaps(words: str) -> int:
    done = subprocess.run(
        [sys.executable, "-c", HEAPS, words], cwd=ROOT, capture_output=True, text=True, check=False,
        env={name: value for name, value in os.environ.items() if name != "MALLOC_ARENA_MAX"},
    )  # fmt: skip
    if "no way to" in done.stderr:
        pytest.skip("This C library has no heaps to count.")
    assert done.returncode == 0, done.stderr
    return int(done.stdout)


def test_threads_share_two_heaps_where_each_would_have_its_own() -> None:
    assert heaps("many") > ARENAS
    assert heaps("few") == ARENAS
