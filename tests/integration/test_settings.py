"""Settings come from the environment, are strict by default, and say what is missing in one sentence."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import environ
import pytest

from atlas.management.commands.serve import mails_as_files
from tests.conftest import REPOSITORY

PRODUCTION = {
    "ATLAS_MODE": "production",
    "SECRET_KEY": "long-and-random-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEF",
    "ALLOWED_HOSTS": "atlas.example",
    "ATLAS_SITE_URL": "https://atlas.example",
    "DATABASE_URL": "postgres://atlas:secret@database.invalid:5432/atlas",
    "ATLAS_LETTER_KEYS": "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=",
    "ATLAS_RECEIPT_KEYS": "long-and-random-receipts-0123456789-abcdefghij",
}
OURS = ("ATLAS_", "DATABASE_", "SECRET", "ALLOWED", "DJANGO", "DEBUG")


def manage(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run manage.py with nothing but these variables of ours."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
    return subprocess.run(
        [sys.executable, "manage.py", *arguments], cwd=REPOSITORY, env=clean | environment,
        capture_output=True, text=True, timeout=60,
    )  # fmt: skip


def test_production_passes_the_deployment_check_without_a_word() -> None:
    result = manage("check", "--deploy", "--fail-level", "INFO", **PRODUCTION)
    assert result.returncode == 0, result.stderr
    assert "no issues" in result.stdout


@pytest.mark.parametrize(
    "missing", ["SECRET_KEY", "ALLOWED_HOSTS", "DATABASE_URL", "ATLAS_LETTER_KEYS", "ATLAS_RECEIPT_KEYS"]
)
def test_production_without_a_setting_says_which(missing: str) -> None:
    environment = {name: value for name, value in PRODUCTION.items() if name != missing}
    result = manage("check", **environment)
    assert result.returncode != 0
    assert f"{missing} is not set" in result.stderr


def test_the_deployment_check_warns_of_weak_sign_ins() -> None:
    weak = {"ATLAS_MFA_REQUIRED": "false", "TRUST_X_FORWARDED_PROTO": "true"}
    told = manage("check", "--deploy", **PRODUCTION | weak).stderr
    assert "atlas.W002" in told
    assert "atlas.W003" in told


def test_a_proxy_that_is_counted_is_fine() -> None:
    told = PRODUCTION | {"TRUST_X_FORWARDED_PROTO": "true", "TRUSTED_PROXIES": "1"}
    assert "no issues" in manage("check", "--deploy", **told).stdout


def test_production_is_the_default() -> None:
    environment = {name: value for name, value in PRODUCTION.items() if name not in ("ATLAS_MODE", "SECRET_KEY")}
    assert "SECRET_KEY is not set" in manage("check", **environment).stderr


def test_another_engine_is_refused_in_one_sentence() -> None:
    result = manage("check", **PRODUCTION | {"DATABASE_URL": "sqlite:///x.sqlite3"})
    assert result.returncode == 1
    assert result.stderr.strip().endswith("it is the only engine.")
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize(
    "url", ["garbage", "postgres://nohost", "postgres://u:x@127.0.0.1:99999/x", "postgres://u:x@127.0.0.1:1/x"]
)
def test_a_server_that_cannot_be_reached_is_one_sentence(url: str) -> None:
    result = manage("migrate", **PRODUCTION | {"DATABASE_URL": url})
    assert result.returncode == 1
    assert "Traceback" not in result.stderr
    assert result.stderr.strip().splitlines()[-1].startswith("atlas: ")


def test_the_secrets_of_the_example_are_refused() -> None:
    result = manage("check", "--deploy", **PRODUCTION | {"SECRET_KEY": "change-me-" + PRODUCTION["SECRET_KEY"]})
    assert "atlas.E002" in result.stderr


def test_a_key_that_cannot_seal_letters_is_an_error() -> None:
    keys = (PRODUCTION["ATLAS_LETTER_KEYS"], "too-short", "change-me-to-a-key-made-as-above")
    result = manage("check", **PRODUCTION | {"ATLAS_LETTER_KEYS": ",".join(keys)})
    assert "Key 1 of ATLAS_LETTER_KEYS" not in result.stderr
    for number, key in enumerate(keys[1:], start=2):
        assert f"Key {number} of ATLAS_LETTER_KEYS" in result.stderr
        assert key not in result.stderr
    assert result.returncode == 1


def test_an_unknown_review_policy_is_an_error() -> None:
    result = manage("check", **PRODUCTION | {"ATLAS_REVIEW_POLICY": "nobody"})
    assert "ATLAS_REVIEW_POLICY" in result.stderr
    assert result.returncode == 1


def test_a_given_database_is_used_and_nothing_embedded_starts(tmp_path) -> None:
    """Even in local mode: the address is the given one, although no server answers there."""
    result = manage(
        "shell", "-c", "from django.conf import settings; import sys; "
        "print(settings.DATABASES['default']['HOST'], 'atlas.embedded_postgres' in sys.modules)",
        **PRODUCTION | {"ATLAS_MODE": "local"},
    )  # fmt: skip
    assert result.stdout.strip().splitlines()[-1] == "database.invalid False", result.stderr


def test_cookies_and_hosts_are_strict_in_production() -> None:
    names = "SESSION_COOKIE_NAME SESSION_COOKIE_SECURE CSRF_COOKIE_SECURE SECURE_SSL_REDIRECT DEBUG"
    names += " SECOND_FACTOR_REQUIRED SENDS_MAIL"
    result = manage(
        "shell", "-c", f"from django.conf import settings; print([getattr(settings, n) for n in '{names}'.split()])",
        **PRODUCTION,
    )  # fmt: skip
    assert result.stdout.strip().splitlines()[-1] == "['__Host-atlas_session', True, True, True, False, True, False]"


def test_mails_of_make_run_are_files_in_the_folder_that_is_meant(tmp_path: Path) -> None:
    told = environ.Env.email_url_config(mails_as_files(tmp_path / "mail"))
    assert told["EMAIL_FILE_PATH"] == str(tmp_path / "mail")
