"""Bring citations from files onto the desk."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser

from evidence.actions.imports import ImportReport, import_citations
from evidence.citations.importers import IMPORTERS

MAX_BYTES = 512 * 1024 * 1024


class Command(BaseCommand):
    """Exit codes: 0 every file was read (refused entries are listed); 1 a file could not be read or is none.

    With exit code 1 the other files were imported all the same, and `--json` has printed its object.
    """

    help = (
        "Import citations from files (“-” reads standard input). Good entries become drafts; each bad one is "
        "refused with line, key and reason. A second import of the same file changes nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", metavar="FILE")
        parser.add_argument("--dry-run", action="store_true", help="report what would happen, keep nothing")
        parser.add_argument("--json", action="store_true", help="print one JSON object over all files")
        parser.add_argument("--format", choices=sorted(IMPORTERS), help="do not guess the format")
        parser.add_argument("--as", dest="username", metavar="USERNAME", help="the editor who imports")

    def handle(self, *files: str, **options: Any) -> None:
        if not settings.LOCAL and options["username"] is None:
            raise CommandError("Say who imports: --as USERNAME. Who brought a record in does not review it.")
        by = self._person(options["username"])
        total = ImportReport(batch=None)
        told: list[dict[str, Any]] = []
        unreadable = []
        for name in options["files"]:
            try:
                data = _read(name)
            except OSError as error:
                unreadable.append(f"{name} could not be read: {error.strerror or error}.")
                continue
            report = import_citations(data=data, name=name, by=by, format=options["format"], dry_run=options["dry_run"])
            if report.fault:
                unreadable.append(f"{name}: {report.fault}")
            elif not options["json"]:
                self._tell(name, report, dry_run=options["dry_run"])
            for count in ("read", "created", "matched", "updated", "refused"):
                setattr(total, count, getattr(total, count) + getattr(report, count))
            of_which = {"file": name} if len(options["files"]) > 1 else {}
            told.extend(of_which | problem for problem in report.as_json()["problems"])
        if options["json"]:
            self.stdout.write(json.dumps(total.as_json() | {"problems": told}, ensure_ascii=False))
        if unreadable:
            raise CommandError(" ".join(unreadable))

    def _person(self, username: str | None) -> Any:
        if username is None:
            return None
        person = get_user_model().objects.filter(username=username, is_active=True).first()
        if person is None:
            raise CommandError(f"There is no active account called “{username}”.")
        return person

    def _tell(self, name: str, report: ImportReport, *, dry_run: bool) -> None:
        tried = " (tried only, nothing was kept)" if dry_run else ""
        self.stdout.write(
            f"{name}: {report.read} entries read{tried}: {report.created} new drafts, {report.updated} filled in, "
            f"{report.matched} already here, {report.refused} refused."
        )
        if report.read and report.matched == report.read:
            self.stdout.write("  Nothing changed: every entry was already here.")
        for problem in report.problems:
            mark = "refused" if problem.refused else "look at"
            where = f"line {problem.line}" + (f", {problem.key}" if problem.key else "")
            self.stdout.write(f"  {mark}: {where}: {problem.reason}")


def _read(name: str) -> bytes:
    if name == "-":
        return sys.stdin.buffer.read(MAX_BYTES)
    path = Path(name)
    if path.is_file() and path.stat().st_size > MAX_BYTES:
        raise OSError(f"it is larger than {MAX_BYTES // 2**20} MB; split it first")
    return path.read_bytes()
