"""What a request carries to Django holds no secret of the process."""

from __future__ import annotations

import re
from pathlib import Path

from atlas.secrets_left_out import SECRETS, without_secrets

ROOT = Path(__file__).resolve().parents[3]
SECRET = re.compile(r"(_KEYS?|_KEY_ID|_KEY_FALLBACKS|PASSWORD|TOKEN)$|^(DATABASE_.*URL|EMAIL_URL)$|SECRET")


def test_whatever_an_operator_sets_that_is_secret_is_left_out() -> None:
    named = set(re.findall(r"^#?([A-Z][A-Z0-9_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))
    assert {name for name in named if SECRET.search(name)} == set(SECRETS)


def test_a_request_keeps_everything_else() -> None:
    environ = dict.fromkeys(SECRETS, "hidden") | {"PATH_INFO": "/about", "HTTP_HOST": "atlas.example"}
    assert without_secrets(environ) == {"PATH_INFO": "/about", "HTTP_HOST": "atlas.example"}
