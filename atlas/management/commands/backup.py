"""Makes an encrypted backup, and on wish proves that it can be restored."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from atlas import embedded_postgres
from atlas.backups import BackupError, make, restore
from atlas.backups.sealed import new_pair

LOCAL_KEY = "backup-identity"


class Command(BaseCommand):
    """Exit codes: 0 the backup is whole (and, with --prove, came back whole), 1 it is not."""

    help = "Make an encrypted backup of the database and the releases below ATLAS_BACKUP_DIR (docs/backups.md)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--keep-days", type=int, default=30, help="forget backups older than this (30)")
        parser.add_argument(
            "--prove", metavar="IDENTITY", nargs="?", const="", default=None,
            help="restore it into a fresh server of its own and compare every publication; IDENTITY is the file with "
            "the secret key (local mode knows its own)",
        )  # fmt: skip

    def handle(self, **options: Any) -> None:
        try:
            folder = make(timezone.now(), to=self._recipients(), keep_days=options["keep_days"])
            size = sum(path.stat().st_size for path in folder.iterdir())
            self.stdout.write(f"Backup made: {folder} ({size:,} bytes).")
            if options["prove"] is not None:
                self._prove(folder, options["prove"])
        except BackupError as error:
            raise CommandError(str(error)) from None

    def _recipients(self) -> list[str]:
        if settings.BACKUP_RECIPIENTS or not settings.LOCAL:
            return settings.BACKUP_RECIPIENTS
        path = settings.LOCAL_DIR / LOCAL_KEY
        if not path.exists():
            secret, public = new_pair()
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch(mode=0o600)
            path.write_text(f"# public key: {public}\n{secret}\n", encoding="utf-8")
            self.stdout.write(f"A pair of keys was made for this machine; the secret one is in {path}.")
        return [path.read_text(encoding="utf-8").split()[3]]

    def _prove(self, folder: Path, identity: str) -> None:
        key = Path(identity) if identity else settings.LOCAL_DIR / LOCAL_KEY
        with tempfile.TemporaryDirectory(prefix="atlas-prove-") as home:
            place = Path(home, "cluster")
            try:
                Path(home).chmod(0o755)  # the server runs as an account of its own where root proves
                into = embedded_postgres.ensure(place, database="proof", fast=True)
            except embedded_postgres.EmbeddedPostgresError as error:
                raise BackupError(f"The backup was made. To prove it a server is needed: {error}") from None
            try:
                came = restore(folder, into=into, identity=key)
            finally:
                embedded_postgres.destroy(place)
        if came.faults:
            raise BackupError("The backup did not come back as it was:\n" + "\n".join(came.faults))
        self.stdout.write(f"Proved: {came.rows:,} rows and {came.publications:,} publications came back as they were.")
