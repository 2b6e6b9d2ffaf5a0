"""Bring citations in: a file -> records -> drafts on the desk, with the original text kept.

An import never half-fails: it is one transaction, in which good entries become drafts (or meet the study
that is already here) and each bad one is refused with line, key and reason. Importing the same file again
changes nothing. Existing facts are never overwritten; only empty ones are filled in.

A file is read and written CHUNK entries at a time, so its size does not decide how much memory is needed.

Matching: by DOI, PMID, PMCID; without a meeting identifier by title + year + first author, unless the
identifiers contradict each other or one is the preprint of the other. A list of identifiers makes no drafts: it
only tells which works are here and which have to be looked up.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import connection, models, reset_queries, transaction
from django.utils import timezone

from evidence.actions.audit import record as record_event
from evidence.actions.imports.authors import replace_authors
from evidence.actions.imports.linking import Wanted, links_to_works_here, wanted_links
from evidence.actions.imports.matching import Desk, Fate, plain_key
from evidence.actions.roles import require
from evidence.citations.importers import FileReading, read_file, read_text
from evidence.citations.importers.encoding import Opener
from evidence.citations.record import Item, LookUp, ParsedEntry, Problem
from evidence.models import ImportBatch, ImportRecord, StudyLink

__all__ = ["ImportReport", "import_citations", "import_file", "plain_key", "replace_authors"]

CHUNK = 1000  # entries that are matched and written together

_LOCK = 7_301_001  # advisory lock: imports that match against the desk run one after the other


@dataclass(slots=True)
class ImportReport:
    """What became of a file. `problems` holds refusals and remarks, in the order of the file.

    `fault` is a full sentence when the file is no bibliography at all; then nothing was imported and no batch kept.
    `look_up` are the identifiers of a list that are not on the desk: they are refused, and can be looked up.
    `linked` counts the links made between new studies and others; `format` is the importer's name.
    """

    batch: ImportBatch | None
    read: int = 0
    created: int = 0
    matched: int = 0
    updated: int = 0
    refused: int = 0
    problems: list[Problem] = field(default_factory=list)
    fault: str = ""
    look_up: list[LookUp] = field(default_factory=list)
    linked: int = 0
    format: str = ""

    def as_json(self) -> dict[str, Any]:
        """The shape that `import_citations --json` prints; `look_up` only where something is to be looked up."""
        look_up = [{"scheme": one.scheme, "identifier": one.identifier} for one in self.look_up]
        return ({"look_up": look_up} if look_up else {}) | {
            "read": self.read,
            "created": self.created,
            "matched": self.matched,
            "updated": self.updated,
            "refused": self.refused,
            "problems": [
                {"line": problem.line, "key": problem.key, "reason": problem.reason} for problem in self.problems
            ],
        }


def import_citations(
    *,
    data: bytes | str,
    name: str,
    by: models.Model | None = None,
    format: str | None = None,
    dry_run: bool = False,
    demo: bool = False,
    now: datetime | None = None,
) -> ImportReport:
    """Import one file's content. `name` is shown to people; `by` is None for the system itself.

    With `dry_run` the report is the same and nothing is kept.
    """

    def readings() -> Iterator[FileReading]:
        if isinstance(data, str):
            yield read_text(data, format=format)
        else:
            yield from read_file(lambda: io.BytesIO(data), format=format)

    return _import(readings(), name=name, by=by, dry_run=dry_run, demo=demo, now=now)


def import_file(
    *,
    opened: Opener,
    name: str,
    by: models.Model | None = None,
    format: str | None = None,
    dry_run: bool = False,
    now: datetime | None = None,
    told: Callable[[int, int], None] = lambda done, size: None,
) -> ImportReport:
    """Import a file of any size. `opened` opens its bytes from the beginning, as often as it is called.

    `told` hears after each chunk how many characters of how many bytes have been dealt with. Raises OSError when
    `opened` does; then nothing was kept.
    """
    return _import(read_file(opened, format=format), name=name, by=by, dry_run=dry_run, now=now, told=told)


def _import(
    readings: Iterator[FileReading],
    *,
    name: str,
    by: models.Model | None,
    dry_run: bool,
    demo: bool = False,
    now: datetime | None,
    told: Callable[[int, int], None] = lambda done, size: None,
) -> ImportReport:
    now = now or timezone.now()
    if by is not None:
        require(by, "import_citations")
    faults: list[str] = []
    work: _Import | None = None
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        before: list[Problem] = []
        for reading in readings:
            if reading.fault:
                faults.append(reading.fault)
                (work.report.problems if work else before).extend(_told(reading.items))
                continue
            work = work or _Import(reading, name=name, by=by, demo=demo, now=now, problems=before)
            work.take(reading, told)
        if work is None:
            return ImportReport(batch=None, problems=before, fault=" ".join(faults))
        report = work.finished()
        if dry_run:
            transaction.set_rollback(True)
            report.batch = None
    return report


class _Import:
    """One import under way: its batch, and what has been counted so far."""

    def __init__(
        self,
        first: FileReading,
        *,
        name: str,
        by: models.Model | None,
        demo: bool,
        now: datetime,
        problems: list[Problem],
    ) -> None:
        self.name, self.by, self.demo, self.now = name, by, demo, now
        self.batch = ImportBatch.objects.create(
            name=name[:500], format=first.format, sha256=first.sha256, imported_at=now, imported_by=by, demo=demo
        )
        self.report = ImportReport(self.batch, format=first.format, problems=problems)
        self.links: list[Wanted] = []

    def take(self, reading: FileReading, told: Callable[[int, int], None]) -> None:
        """Match and write what a reading gives, chunk by chunk."""
        where = f"{reading.name}: " if reading.name else ""
        done = 0
        for items in _chunks(reading.items):
            self._write(items, where)
            done += sum(len(item.raw) for item in items)
            told(min(done, reading.size), reading.size)
            if settings.DEBUG:
                reset_queries()  # Django remembers every statement while it debugs
        told(reading.size, reading.size)

    def _write(self, items: list[Item], where: str) -> None:
        entries = [item for item in items if isinstance(item, ParsedEntry)]
        lookups = [item for item in items if isinstance(item, LookUp)]
        desk = Desk(entries, demo=self.demo, lookups=lookups)
        fates = [desk.decide(entry) for entry in entries]
        desk.write(fates, by=self.by, now=self.now)
        self.links.extend(wanted_links(desk.new))
        rows = [_row(self.batch, fate) for fate in fates]
        for lookup in lookups:
            study, reason = desk.look_up(lookup)
            rows.append(
                ImportRecord(
                    batch=self.batch, line=lookup.line, key=_fit(lookup.identifier), raw=_storable(lookup.raw),
                    outcome="matched" if study else "refused", reason=reason, study=study,
                )
            )  # fmt: skip
            if study is None:
                self.report.look_up.append(lookup)
                self.report.problems.append(Problem(lookup.line, lookup.identifier, where + reason))
        for item in items:
            if isinstance(item, Problem):
                self.report.problems.append(replace(item, reason=where + item.reason, raw=""))
                if item.refused:
                    rows.append(
                        ImportRecord(
                            batch=self.batch, line=item.line, key=_fit(item.key), raw=_storable(item.raw),
                            outcome="refused", reason=item.reason,
                        )
                    )  # fmt: skip
        self.report.problems.extend(
            Problem(fate.entry.line, fate.entry.key, where + fate.reason) for fate in fates if fate.outcome == "refused"
        )
        ImportRecord.objects.bulk_create(rows, batch_size=1000)
        self.report.read += len(rows)
        for row in rows:
            setattr(self.report, row.outcome, getattr(self.report, row.outcome) + 1)

    def finished(self) -> ImportReport:
        """The report, once links and the batch's counts have been written."""
        report = self.report
        report.linked = len(StudyLink.objects.bulk_create(links_to_works_here(self.links), batch_size=1000))
        counts = {outcome: getattr(report, outcome) for outcome in ("created", "matched", "updated", "refused")}
        for count, value in (("read", report.read), *counts.items()):
            setattr(self.batch, count, value)
        self.batch.save(update_fields=["read", *counts])
        detail = {"file": self.name, "read": report.read, **counts}
        record_event("citations.imported", by=self.by, about=self.batch, now=self.now, detail=detail)
        report.problems.sort(key=lambda problem: problem.line)
        return report


def _told(items: Iterator[Item]) -> list[Problem]:
    return [item for item in items if isinstance(item, Problem)]


def _chunks(items: Iterator[Item]) -> Iterator[list[Item]]:
    """Items by CHUNK entries; remarks about an entry stay with it."""
    chunk: list[Item] = []
    entries = 0
    for item in items:
        if entries >= CHUNK and not (isinstance(item, Problem) and not item.refused):
            yield chunk
            chunk, entries = [], 0
        chunk.append(item)
        entries += not (isinstance(item, Problem) and not item.refused)
    if chunk:
        yield chunk


def _row(batch: ImportBatch, fate: Fate) -> ImportRecord:
    return ImportRecord(
        batch=batch, line=fate.entry.line, key=_fit(fate.entry.key), raw=_storable(fate.entry.raw),
        outcome=fate.outcome, reason=fate.reason, changes=fate.changes, study=fate.study,
    )  # fmt: skip


def _fit(key: str) -> str:
    return _storable(key)[:500]


def _storable(text: str) -> str:
    """PostgreSQL holds no NUL and no lone surrogate; both are shown as the replacement character."""
    return text.replace("\x00", "\ufffd").encode("utf-8", "replace").decode("utf-8")
