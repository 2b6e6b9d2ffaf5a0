"""Seal new versions of the guide pages, so that what was published is never edited in silence."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from atlas.guides import seal


class Command(BaseCommand):
    help = "Add the SHA-256 of new versions in atlas/content to published.json. Refuses where a sealed one was edited."

    def handle(self, **options: Any) -> None:
        try:
            added = seal()
        except ValueError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Sealed: {', '.join(added)}." if added else "Nothing new: every version is sealed.")
