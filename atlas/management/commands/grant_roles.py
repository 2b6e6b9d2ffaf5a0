"""Make the roles of the database for the two faces, and give them exactly the rights of docs/faces.md.

Run it as the owner of the tables after each `migrate`; a second run changes nothing. `--check` changes nothing at all
and exits with 1 where anything differs, also where a role may do too much.

Passwords: ATLAS_PUBLIC_ROLE_PASSWORD and ATLAS_DESK_ROLE_PASSWORD in the environment of this one command, if given.
Otherwise the roles have none and nobody signs in as them over a network until an administrator sets one.
"""

from __future__ import annotations

import os
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection, transaction

from atlas.faces import granting


class Command(BaseCommand):
    help = "Makes or checks the roles of the database: what the public face and the desk may do (docs/faces.md)."
    requires_migrations_checks = True

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="change nothing; exit code 1 where anything differs")

    def handle(self, *args: Any, check: bool, **options: Any) -> None:
        try:
            with connection.cursor() as cursor:
                granting.owner_of_the_tables(cursor)
                found = granting.differences(cursor)
                left = [] if check else granting.mend(found)
                again = found if check else granting.differences(cursor)
        except granting.NotTheOwner as error:
            raise CommandError(str(error)) from None
        if check:
            self._checked(found)
            return
        stuck = {difference.sql: why for difference, why in left}
        for difference in found:
            if difference not in again:
                self.stdout.write(f"mended: {difference.words}")
        self._passwords()
        if again:
            for difference in again:
                self.stderr.write(f"left: {difference.words}")
                if difference.sql:
                    self.stderr.write(
                        f"    {stuck.get(difference.sql, 'It had no effect.')} An administrator can do it:"
                    )
                    self.stderr.write(f"    {' '.join(difference.sql.split())};")
            raise CommandError(f"{len(again)} things are not as they shall be.")
        self.stdout.write(self.style.SUCCESS("The roles are as docs/faces.md says."))

    def _checked(self, found: list[granting.Difference]) -> None:
        for difference in found:
            self.stdout.write(difference.words)
        if found:
            raise CommandError(f"{len(found)} things are not as they shall be. `manage.py grant_roles` mends them.")
        self.stdout.write(self.style.SUCCESS("The roles are as docs/faces.md says."))

    def _passwords(self) -> None:
        for role, variable in (
            (settings.PUBLIC_ROLE, "ATLAS_PUBLIC_ROLE_PASSWORD"),
            (settings.DESK_ROLE, "ATLAS_DESK_ROLE_PASSWORD"),
        ):
            password = os.environ.get(variable, "")
            if password:
                with transaction.atomic(), connection.cursor() as cursor:
                    granting.set_password(cursor, role, password)
                self.stdout.write(f"{role} has the password of {variable}.")
