"""Restores a backup into an empty database, and says whether everything came back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from atlas.backups import BackupError, restore
from atlas.backups.restoring import as_json, newest

NEXT = """Before you open the site to readers (docs/backups.md):
  1. Point DATABASE_URL at the restored database.
  2. manage.py migrate, then manage.py grant_roles
  3. manage.py run_due_jobs --only retention, and erase again what readers took back since
  4. manage.py verify
  5. manage.py bake"""


class Command(BaseCommand):
    """Exit codes: 0 everything came back as it was, 1 not."""

    help = "Restore a backup into an empty database and compare every publication with the list made with it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", nargs="?", help="the folder of the backup; without it the newest")
        parser.add_argument("--into", required=True, metavar="URL", help="the address of an empty database")
        parser.add_argument("--identity", required=True, metavar="FILE", help="the file with the secret key")
        parser.add_argument("--releases", metavar="FOLDER", help="unpack the frozen releases there")
        parser.add_argument("--json", action="store_true", help="one JSON object for scripts")

    def handle(self, **options: Any) -> None:
        try:
            folder = Path(options["folder"]) if options["folder"] else newest(Path(settings.BACKUP_DIR))
            came = restore(
                folder,
                into=options["into"],
                identity=Path(options["identity"]),
                releases=Path(options["releases"]) if options["releases"] else None,
            )
        except BackupError as error:
            raise CommandError(str(error)) from None
        if options["json"]:
            self.stdout.write(as_json(came))
        else:
            self.stdout.write(f"{came.rows:,} rows and {came.publications:,} publications came back.")
            for sentence in came.warnings:
                self.stdout.write(f"Note: {sentence}")
        if came.faults:
            raise CommandError("Not everything is as it was:\n" + "\n".join(came.faults))
        if not options["json"]:
            self.stdout.write(NEXT)
