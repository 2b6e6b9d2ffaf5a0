"""Load the demonstration into an empty database."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from atlas.demo.load import PEOPLE, load_demo, username
from evidence.models import AuditEvent
from evidence.workflow import Refusal

ACCOUNTS = "demo-accounts.txt"


class Command(BaseCommand):
    help = "Load the demonstration collection, with demo accounts. The database must be empty."

    def handle(self, **options: Any) -> None:
        if AuditEvent.objects.exists():
            raise CommandError("The database is not empty, so the demonstration is not loaded into it.")
        passwords = {role: "-".join(secrets.token_hex(3) for _ in range(3)) for role in PEOPLE}
        try:
            count = load_demo(passwords=passwords)
        except Refusal as refusal:
            raise CommandError(f"The demonstration was refused: {refusal}") from refusal
        accounts = {username(role): password for role, password in passwords.items()}
        path = _keep(accounts, settings.LOCAL_DIR / ACCOUNTS)
        self.stdout.write(f"The demonstration is loaded: {count} studies.")
        self.stdout.write(f"Demo accounts for /admin/ (also in {path}):")
        for name, password in accounts.items():
            self.stdout.write(f"  {name:<18} {password}")


def _keep(accounts: dict[str, str], path: Path) -> Path:
    """Write name and password of each account to a file that only its owner can read."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.writelines(f"{name} {password}\n" for name, password in accounts.items())
    return path
