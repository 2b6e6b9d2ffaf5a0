"""Makes the pair of keys for backups: the public one for the server, the secret one for a safe place elsewhere."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from atlas.backups.sealed import new_pair


class Command(BaseCommand):
    help = "Make a pair of keys for backups. Run it on a machine you trust, not on the server."

    def handle(self, **options: Any) -> None:
        secret, public = new_pair()
        self.stdout.write(f"# For the server: ATLAS_BACKUP_RECIPIENTS={public}")
        self.stdout.write("# The next line opens every backup. Keep it in two safe places, and never on the server.")
        self.stdout.write(secret)
