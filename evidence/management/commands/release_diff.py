"""What changed from one release to another."""

from __future__ import annotations

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from evidence.exports import changes, release, shelf
from evidence.exports.release import Damaged
from evidence.management.commands.make_release import day


class Command(BaseCommand):
    """Exit codes: 0 the difference was told; 1 one of the releases is not there, or damaged."""

    help = "Tell what changed from one release to another, in one paragraph or as JSON."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("before", type=day, help="date of one release")
        parser.add_argument("after", type=day, help="date of the other")
        parser.add_argument("--json", action="store_true", help="everything, for a program")

    def handle(self, **options: Any) -> None:
        folder = shelf.releases_folder()
        try:
            before, after = (release.read(folder, options[name].isoformat()) for name in ("before", "after"))
            found = changes.difference(before, after)
        except KeyError as error:
            raise CommandError(f"There is no release of {error.args[0]} in {folder}.") from None
        except Damaged as error:
            raise CommandError(str(error)) from error
        told = json.dumps(found, ensure_ascii=False, indent=2) if options["json"] else found["summary"]
        self.stdout.write(told)
