"""Do the long imports of the room that wait: their previews, and what was asked for."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from evidence.keeping_up.imports import erase_uploads, run_waiting


class Command(BaseCommand):
    help = (
        "Read the uploads of the room of imports that wait for their preview, import those that were asked for, and "
        "erase what nobody has decided about for seven days. A job does this each minute; by hand it is never wrong."
    )

    def handle(self, **options: Any) -> None:
        counts = run_waiting() | {"erased": erase_uploads()}
        did = ", ".join(f"{words} {count}" for words, count in counts.items() if count)
        self.stdout.write(did or "nothing to do")
