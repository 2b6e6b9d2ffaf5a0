"""The standing reports of the desk, for a person or for a nightly job."""

from __future__ import annotations

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from evidence.desk.reports import Report, standing_reports


class Command(BaseCommand):
    """Exit codes: 0 every report that must hold holds, 1 one does not."""

    help = (
        "Check what must hold (nothing published or approved by a contributor, every hash and vote true) and tell "
        "of overrides, overdue pages, agreement of coders and time on the way. Exit code 1 when a promise is broken."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print one JSON list, an object a report")

    def handle(self, **options: Any) -> None:
        found = standing_reports(now=timezone.now())
        if options["json"]:
            self.stdout.write(json.dumps([report.as_json() for report in found], ensure_ascii=False))
        else:
            for report in found:
                self._tell(report)
        if not all(report.holds for report in found):
            sys.exit(1)

    def _tell(self, report: Report) -> None:
        verdict = ""
        if report.must_hold:
            verdict = ": holds" if report.holds else f": BROKEN, {report.faults} times"
        self.stdout.write(f"{report.title}{verdict}")
        for line in report.lines:
            cells = "; ".join(
                f"{column}: {cell}" for column, cell in zip(report.columns, line.cells, strict=True) if cell != ""
            )
            self.stdout.write(f"  {'! ' if line.fault else ''}{cells}")
        if not report.lines:
            self.stdout.write("  nothing")
