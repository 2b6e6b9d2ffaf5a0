"""Django's `dumpdata`, without private letters unless told."""

from __future__ import annotations

from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.core.management.commands.dumpdata import Command as Dumpdata

PRIVATE = "contributions"


class Command(Dumpdata):
    help = f"{Dumpdata.help} Private letters are left out, unless --include-private is given; they stay sealed."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--include-private", action="store_true", help="also dump the letters of readers, sealed as they are stored"
        )

    def handle(self, *app_labels: str, **options: Any) -> None:
        if not options.pop("include_private"):
            named = [label for label in app_labels if label.split(".")[0].lower() == PRIVATE]
            if named:
                raise CommandError("These are private letters of readers. Add --include-private if you must.")
            options["exclude"] = [*options["exclude"], PRIVATE]
        super().handle(*app_labels, **options)
