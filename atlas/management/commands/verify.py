"""Recomputes what can be recomputed, and names what is wrong."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from contributions.models import Contribution
from contributions.sealing import SealError, unseal
from evidence.desk.verifying import Fault, faults
from evidence.models import Publication, Revision


class Command(BaseCommand):
    """Exit codes: 0 nothing is wrong, 1 something is."""

    help = (
        "Recompute the hash of every revision and publication, follow every chain of versions and votes, see that the "
        "guards of the database stand and are awake and that the keys here open the letters. Changes nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="a JSON list of {where, what}")

    def handle(self, **options: Any) -> None:
        found = [*faults(timezone.now()), *letters()]
        if options["json"]:
            self.stdout.write(json.dumps([{"where": one.where, "what": one.what} for one in found], ensure_ascii=False))
        else:
            for one in found:
                self.stdout.write(f"! {one}")
            counted = f"{Revision.objects.count():,} revisions, {Publication.objects.count():,} publications"
            self.stdout.write(f"{counted}: {f'{len(found)} faults' if found else 'nothing is wrong'}.")
        if found:
            sys.exit(1)


def letters() -> Iterator[Fault]:
    """Letters that no key of this site opens, told by their number only."""
    asked = Contribution.objects.exclude(message_sealed=None).order_by("pk").values_list("pk", "message_sealed")
    for pk, sealed in asked.iterator(chunk_size=500):
        try:
            unseal(sealed)
        except SealError as error:
            yield Fault(f"letter {pk}", str(error))
