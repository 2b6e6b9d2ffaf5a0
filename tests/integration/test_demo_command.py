"""The command that loads the demonstration, in an empty database."""

from __future__ import annotations

import io
import stat
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def test_command_keeps_the_passwords_where_only_the_owner_reads(settings, tmp_path: Path) -> None:
    settings.LOCAL_DIR = tmp_path / "local"
    out = io.StringIO()
    call_command("load_demo", stdout=out)
    path = settings.LOCAL_DIR / "demo-accounts.txt"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    username, password = path.read_text().splitlines()[0].split()
    assert password in out.getvalue()
    assert get_user_model().objects.get(username=username).check_password(password)
    with pytest.raises(CommandError, match="not empty"):
        call_command("load_demo", stdout=io.StringIO())
