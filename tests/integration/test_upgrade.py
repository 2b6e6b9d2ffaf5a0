"""An atlas of an earlier version, with the demonstration in it, is brought to this one and is whole afterwards.

`tests/upgrades/` holds what `pg_dump` made of such databases, named after their newest migration; passwords are blank.
When a version is released, add one.
"""

from __future__ import annotations

import gzip
import subprocess
import sys
from pathlib import Path

import pytest
from django.db import connection

from atlas.backups.programs import environment, program
from tests.conftest import REPOSITORY

DUMPS = sorted((REPOSITORY / "tests" / "upgrades").glob("*.sql.gz"))

WALK = """
import django
django.setup()
from django.core.management import call_command
from django.db import connection
from django.test import Client

def shelf():
    with connection.cursor() as cursor:
        cursor.execute("SELECT study_id, number, sha256, content::text FROM evidence_publication ORDER BY 1, 2")
        return cursor.fetchall()

before = shelf()
assert len(before) > 20, len(before)
call_command("migrate", verbosity=0, interactive=False)
assert shelf() == before, "an update rewrites no page"
from django.utils import timezone
from evidence.desk.verifying import faults
assert not list(faults(timezone.now())), list(faults(timezone.now()))  # the keys of its letters are gone
client = Client()
slugs = {row[0] for row in connection.cursor().execute("SELECT slug FROM evidence_publication").fetchall()}
for address in ["/", "/evidence", "/map", "/topics", *(f"/evidence/{slug}" for slug in sorted(slugs))]:
    status = client.get(address).status_code
    assert status in (200, 410), (address, status)
print("upgraded", len(slugs))
"""


@pytest.mark.slow
@pytest.mark.parametrize("dump", DUMPS, ids=[path.name for path in DUMPS])
def test_an_earlier_version_is_brought_up_to_date(dump: Path, transactional_db: None) -> None:
    told = connection.settings_dict
    name = f"{told['NAME']}_upgrade"
    with connection.cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')
    try:
        subprocess.run(
            [program("psql", 15), "--quiet", "--set=ON_ERROR_STOP=1"], input=gzip.decompress(dump.read_bytes()),
            env=environment(told | {"NAME": name}), check=True, capture_output=True,
        )  # fmt: skip
        where = f"/{told['HOST']}" if told["HOST"].startswith("/") else f"{told['HOST']}:{told['PORT'] or 5432}"
        url = f"postgres://{told['USER']}@:{told['PORT'] or 5432}/{where}/{name}".replace("///", "//")
        ended = subprocess.run(
            [sys.executable, "-c", WALK], cwd=REPOSITORY, capture_output=True, text=True, timeout=300,
            env=environment(told) | {"DJANGO_SETTINGS_MODULE": "tests.settings", "DATABASE_URL": url},
        )  # fmt: skip
        assert ended.returncode == 0, ended.stdout + ended.stderr
        assert "upgraded" in ended.stdout
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
