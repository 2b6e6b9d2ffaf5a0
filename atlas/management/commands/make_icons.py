"""Draw the sign of the atlas in every size that browsers and phones ask for."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from atlas.icons import STATIC, files


class Command(BaseCommand):
    help = "Write static/favicon.ico and the PNG icons from static/icon.svg."

    def handle(self, **options: Any) -> None:
        for name, data in files().items():
            (STATIC / name).write_bytes(data)
            self.stdout.write(f"{name}: {len(data):,} bytes")
