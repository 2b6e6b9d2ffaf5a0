"""Seal all letters with the newest of ATLAS_LETTER_KEYS."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from contributions.actions.keys import rotate, rows


class Command(BaseCommand):
    """Exit codes: 0 all is under the newest key; 1 something is not (`--check`), or is opened by no key."""

    help = (
        "Seal everything that an older key sealed anew with the newest, so that the old key can be taken out of "
        "ATLAS_LETTER_KEYS and destroyed. It can be stopped and started again. docs/letters.md says how to go about it."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="change nothing; say what there is to do")

    def handle(self, **options: Any) -> None:
        # disable=None: a bar on a terminal only.
        with tqdm(total=rows(), unit=" rows", file=sys.stderr, disable=None) as bar:
            done = rotate(check=options["check"], tick=bar.update)
        if options["check"]:
            self.stdout.write(f"{done.texts} sealed texts; {done.older} of them under an older key.")
        else:
            self.stdout.write(f"{done.texts} sealed texts; {done.older} sealed anew with the newest key.")
        if done.unreadable:
            raise CommandError(
                f"{done.unreadable} are opened by no key of this site. They are left as they are: add the key that "
                "sealed them to ATLAS_LETTER_KEYS, if it still exists."
            )
        if options["check"] and done.older:
            raise CommandError("Run this without --check before you destroy an old key.")
