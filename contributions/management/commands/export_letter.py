"""Give somebody what we hold of their letters."""

from __future__ import annotations

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from contributions.actions.erasing import export_letter


class Command(BaseCommand):
    """Exit codes: 0 found and printed as JSON; 1 there is no such letter."""

    help = (
        "Print what we hold of a letter as JSON. The code of its receipt is read from standard input, so that it "
        "stands in no list of processes and no history; with --contact the e-mail address that was left is read."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--contact", action="store_true", help="read an e-mail address instead of a code")

    def handle(self, **options: Any) -> None:
        typed = sys.stdin.readline().strip()
        if not typed:
            raise CommandError("Nothing was typed.")
        found = export_letter(contact=typed) if options["contact"] else export_letter(code=typed)
        if not found:
            raise CommandError("There is no such letter.")
        self.stdout.write(json.dumps(found, ensure_ascii=False, indent=2))
