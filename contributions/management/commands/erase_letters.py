"""Erase somebody's letters."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from contributions.actions.erasing import erase


class Command(BaseCommand):
    """Exit codes: 0 erased; 1 there is no such letter."""

    help = (
        "Erase what was written in and about a letter. The code of its receipt is read from standard input, so that "
        "it stands in no list of processes and no history; with --contact the e-mail address that was left is read, "
        "and every letter that was sent with it is erased. --numbers is for what a restored backup has brought back."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        which = parser.add_mutually_exclusive_group()
        which.add_argument("--contact", action="store_true", help="read an e-mail address instead of a code")
        which.add_argument(
            "--numbers", type=int, nargs="+", default=(), metavar="N", help="numbers of letters, from the trail"
        )

    def handle(self, **options: Any) -> None:
        if options["numbers"]:
            erased = erase(numbers=options["numbers"])
        else:
            typed = sys.stdin.readline().strip()
            if not typed:
                raise CommandError("Nothing was typed.")
            erased = erase(contact=typed) if options["contact"] else erase(code=typed)
        if not erased:
            raise CommandError("There is no such letter.")
        self.stdout.write(f"Erased: {erased}. Backups keep a sealed copy until they lapse; see docs/letters.md.")
