"""Bring citations from files onto the desk."""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError
from tqdm import tqdm

from evidence.actions.imports import ImportReport, import_file
from evidence.citations.importers import IMPORTERS, MOST_BYTES, AtPath, ReadingBrokeOff
from evidence.no_room import is_full

_IN_MEMORY = 16 * 1024 * 1024  # bytes of standard input that are kept in memory; the rest waits in a temporary file
_PART = 1 << 20


class Command(BaseCommand):
    """Exit codes: 0 every file was read (refused entries are listed); 1 a file could not be read or is none;
    2 the command was called wrongly.

    With exit code 1 the other files were imported all the same, and `--json` has printed its object.
    """

    help = (
        "Import citations from files (“-” reads standard input): BibTeX, RIS, PubMed (NBIB, XML), CSL-JSON, "
        "Crossref JSON, lists of DOIs or PMIDs; also gzipped or in a ZIP archive. Good entries become drafts; each "
        "bad one is refused with line, key and reason. A second import of the same file changes nothing."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", metavar="FILE")
        parser.add_argument("--dry-run", action="store_true", help="report what would happen, keep nothing")
        parser.add_argument("--json", action="store_true", help="print one JSON object over all files")
        parser.add_argument("--quiet", action="store_true", help="print only what was refused; no progress bar")
        parser.add_argument(
            "--format", choices=["auto", *sorted(IMPORTERS)], default="auto", help="auto: look at the content (usual)"
        )
        parser.add_argument("--as", dest="username", metavar="USERNAME", help="the editor who imports")

    def handle(self, *files: str, **options: Any) -> None:
        if not settings.LOCAL and options["username"] is None:
            raise CommandError("Say who imports: --as USERNAME. Who brought a record in does not review it.")
        by = self._person(options["username"])
        format = None if options["format"] == "auto" else options["format"]
        total = ImportReport(batch=None)
        told: list[dict[str, Any]] = []
        unreadable = []
        for name in options["files"]:
            try:
                with _opener(name) as opened, self._progress(name, options) as heard:
                    report = import_file(
                        opened=opened, name=name, by=by, format=format, dry_run=options["dry_run"], told=heard
                    )
            except ReadingBrokeOff as broken:
                unreadable.append(f"{name}: {broken}")
                continue
            except OSError as error:
                unreadable.append(f"{name} could not be read: {error.strerror or error}.")
                continue
            except DatabaseError as error:
                if not is_full(error):
                    raise
                unreadable.append(f"{name}: there is no room left on the database's disk. Nothing of it was imported.")
                continue
            if report.fault:
                unreadable.append(f"{name}: {report.fault}")
            elif not options["json"]:
                self._tell(name, report, dry_run=options["dry_run"], quiet=options["quiet"])
            for count in ("read", "created", "matched", "updated", "refused"):
                setattr(total, count, getattr(total, count) + getattr(report, count))
            total.look_up.extend(report.look_up)
            of_which = {"file": name} if len(options["files"]) > 1 else {}
            told.extend(of_which | problem for problem in report.as_json()["problems"])
        if options["json"]:
            self.stdout.write(json.dumps(total.as_json() | {"problems": told}, ensure_ascii=False))
        if unreadable:
            raise CommandError(" ".join(unreadable))

    @contextmanager
    def _progress(self, name: str, options: dict[str, Any]) -> Iterator[Callable[[int, int], None]]:
        """A bar on a terminal, in bytes; nothing for scripts."""
        hidden = options["json"] or options["quiet"] or not sys.stderr.isatty()
        with tqdm(desc=Path(name).name, unit="B", unit_scale=True, disable=hidden, leave=False) as bar:

            def heard(done: int, size: int) -> None:
                bar.total = size
                bar.update(done - bar.n)

            yield heard

    def _person(self, username: str | None) -> Any:
        if username is None:
            return None
        person = get_user_model().objects.filter(username=username, is_active=True).first()
        if person is None:
            raise CommandError(f"There is no active account called “{username}”.")
        return person

    def _tell(self, name: str, report: ImportReport, *, dry_run: bool, quiet: bool) -> None:
        tried = " (tried only, nothing was kept)" if dry_run else ""
        if not quiet:
            read_as = IMPORTERS[report.format].label if report.format in IMPORTERS else ""
            self.stdout.write(
                f"{name}: {report.read} entries read{f' as {read_as}' if read_as else ''}{tried}: {report.created} new "
                f"drafts, {report.updated} filled in, {report.matched} already here, {report.refused} refused."
            )
            if report.linked:
                self.stdout.write(f"  {report.linked} links to works that are here were made.")
            if report.read and report.matched == report.read:
                self.stdout.write("  Nothing changed: every entry was already here.")
        for problem in report.problems:
            if quiet and not problem.refused:
                continue
            mark = "refused" if problem.refused else "look at"
            where = f"{name}, " if quiet else ""
            where += f"line {problem.line}" + (f", {problem.key}" if problem.key else "")
            self.stdout.write(f"  {mark}: {where}: {problem.reason}")


@contextmanager
def _opener(name: str) -> Iterator[Callable[[], IO[bytes]]]:
    """How the bytes of a file, or of standard input, are opened from their beginning, more than once."""
    if name != "-":
        path = Path(name)
        path.open("rb").close()  # a missing file is told before anything begins
        yield AtPath(path)
        return
    with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as kept:
        size = 0
        while part := sys.stdin.buffer.read(_PART):
            size += len(part)
            if size > MOST_BYTES:
                raise OSError(f"it is larger than {MOST_BYTES // 1024**3} GB; split it first")
            kept.write(part)
        yield lambda: _FromTheBeginning(kept)


class _FromTheBeginning:
    """A view of a file that begins anew and leaves it open. Only one is read at a time."""

    def __init__(self, file: Any) -> None:
        self.file = file
        self.place = 0

    def read(self, size: int = -1) -> bytes:
        self.file.seek(self.place)
        data: bytes = self.file.read(size)
        self.place += len(data)
        return data

    def seek(self, offset: int, whence: int = 0) -> int:
        base = {0: 0, 1: self.place, 2: 0}[whence]
        if whence == 2:
            base = self.file.seek(0, 2)
        self.place = base + offset
        return self.place

    def tell(self) -> int:
        return self.place

    def seekable(self) -> bool:
        return True

    def readable(self) -> bool:
        return True

    def close(self) -> None:
        """The file itself stays open for the next view."""

    def __enter__(self) -> _FromTheBeginning:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
