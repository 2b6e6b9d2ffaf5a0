"""What a request carries to Django holds no secret of the process."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from atlas.secrets_left_out import SECRETS, without_secrets

ROOT = Path(__file__).resolve().parents[3]
SECRET = re.compile(r"(_KEYS?|_KEY_ID|_KEY_FALLBACKS|PASSWORD|TOKEN)$|^(DATABASE_.*URL|EMAIL_URL)$|SECRET")


def test_whatever_an_operator_sets_that_is_secret_is_left_out() -> None:
    named = set(re.findall(r"^#?([A-Z][A-Z0-9_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    assert {name for name in named if SECRET.search(name)} == set(SECRETS)


def test_a_request_keeps_everything_else() -> None:
    environ = dict.fromkeys(SECRETS, "hidden") | {"PATH_INFO": "/about", "HTTP_HOST": "atlas.example"}
    assert without_secrets(environ) == {"PATH_INFO": "/about", "HTTP_HOST": "atlas.example"}


SERVED = """
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
from atlas.secrets_left_out import SECRETS
from atlas.wsgi import application
application(dict.fromkeys(SECRETS, "hidden") | {"REQUEST_METHOD": "DELETE", "PATH_INFO": "/about"}, lambda *told: None)
print(sorted(seen[0]))
"""


@pytest.mark.parametrize("page_store", ["true", "false"])
def test_what_the_server_loads_hands_none_on_to_django(page_store: str, tmp_path: Path) -> None:
    told = {
        "ATLAS_MODE": "local", "ATLAS_PAGE_STORE": page_store, "ATLAS_PAGE_STORE_DIR": str(tmp_path / "pages"),
        "DATABASE_URL": "postgres://nobody:x@127.0.0.1:1/none", "DJANGO_SETTINGS_MODULE": "atlas.settings",
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-c", SERVED], cwd=ROOT, env=os.environ | told, capture_output=True, text=True, check=False
    )
    assert done.stdout.strip() == "['PATH_INFO', 'REQUEST_METHOD']", done.stderr
