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

import gc
import io
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import connection, models, reset_queries, transaction
from django.utils import timezone

from evidence.actions.audit import record as record_event
from evidence.actions.imports.authors import replace_authors
from evidence.actions.imports.following import Following
from evidence.actions.imports.linking import Wanted, links_to_works_here, wanted_links
from evidence.actions.imports.matching import Desk, Fate
from evidence.actions.imports.naming import ByIndex
from evidence.actions.imports.writing import NULL, Load, Pipe, columns_joined, json_column, storable
from evidence.actions.roles import require
from evidence.citations.brief import plain_key
from evidence.citations.importers import FileReading, read_beside, read_file, read_text
from evidence.citations.importers.encoding import Opener
from evidence.citations.record import Item, LookUp, ParsedEntry, Problem
from evidence.models import Authorship, ImportBatch, ImportRecord, Study, StudyContributor, StudyLink
from evidence.models.import_batch import OUTCOMES

__all__ = ["ImportReport", "import_citations", "import_file", "plain_key", "replace_authors"]

CHUNK = 2000  # entries that are matched and written together

_TURN = 0.0005  # seconds for which one thread may hold up another
_MOST_CHARACTERS = 8_000_000  # of their original texts; three chunks are in memory at a time
_TABLES = [model._meta.db_table for model in (Study, Authorship, ImportRecord, StudyContributor)]
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
    told: Callable[[int, int], None] = lambda done, size: None,
    seen: Callable[[list[Fate]], None] | None = None,
) -> ImportReport:
    """Import one file's content. `name` is shown to people; `by` is None for the system itself.

    With `dry_run` the report is the same and nothing is kept. `told` and `seen` are those of `import_file`.
    """

    def readings() -> Iterator[FileReading]:
        if isinstance(data, str):
            yield read_text(data, format=format)
        else:
            yield from read_file(lambda: io.BytesIO(data), format=format)

    return _import(readings(), name=name, by=by, dry_run=dry_run, demo=demo, now=now, told=told, seen=seen)


def import_file(
    *,
    opened: Opener,
    name: str,
    by: models.Model | None = None,
    format: str | None = None,
    dry_run: bool = False,
    now: datetime | None = None,
    told: Callable[[int, int], None] = lambda done, size: None,
    seen: Callable[[list[Fate]], None] | None = None,
) -> ImportReport:
    """Import a file of any size. `opened` opens its bytes from the beginning, as often as it is called.

    `told` hears after each chunk how many characters of how many bytes have been dealt with; `seen` gets the fates of
    its entries once they are written, and may stop the import by raising. Raises OSError when
    `opened` does; then nothing was kept.
    """
    with closing(read_beside(opened, format=format)) as readings:
        return _import(readings, name=name, by=by, dry_run=dry_run, now=now, told=told, seen=seen)


def _import(
    readings: Iterator[FileReading],
    *,
    name: str,
    by: models.Model | None,
    dry_run: bool,
    demo: bool = False,
    now: datetime | None,
    told: Callable[[int, int], None] = lambda done, size: None,
    seen: Callable[[list[Fate]], None] | None = None,
) -> ImportReport:
    now = now or timezone.now()
    if by is not None:
        require(by, "import_citations")
    faults: list[str] = []
    work: _Import | None = None
    with _at_work, transaction.atomic(), Pipe(_TABLES) as pipe:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        before: list[Problem] = []
        for reading in readings:
            if reading.fault:
                faults.append(reading.fault)
                (work.report.problems if work else before).extend(_told(reading.items))
                continue
            work = work or _Import(reading, pipe, name=name, by=by, demo=demo, now=now, problems=before, seen=seen)
            work.take(reading, told)
        if work is None:
            return ImportReport(batch=None, problems=before, fault=" ".join(faults))
        report = work.finished()
        if dry_run:
            transaction.set_rollback(True)
            report.batch = None
    return report


class _AtWork:
    """Python as an import needs it, and as it was before once the last import of this process has ended.

    It looks for cycles after every 700 new objects; a chunk has fifty thousand, and no cycles. And the thread that
    hands rows to the server would wait 5 ms for its turn, a thousand times a file, with the server waiting behind it.
    """

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.imports = 0

    def __enter__(self) -> None:
        with self.lock:
            if not self.imports:
                self.before, self.turn = gc.get_threshold(), sys.getswitchinterval()
                gc.set_threshold(max(self.before[0], 100_000), *self.before[1:])
                sys.setswitchinterval(min(self.turn, _TURN))
            self.imports += 1

    def __exit__(self, *_: object) -> None:
        with self.lock:
            self.imports -= 1
            if not self.imports:
                sys.setswitchinterval(self.turn)
                gc.set_threshold(*self.before)


_at_work = _AtWork()


class _Import:
    """One import under way: its batch, and what has been counted so far."""

    def __init__(
        self,
        first: FileReading,
        pipe: Pipe,
        *,
        name: str,
        by: models.Model | None,
        demo: bool,
        now: datetime,
        problems: list[Problem],
        seen: Callable[[list[Fate]], None] | None,
    ) -> None:
        self.pipe = pipe
        self.name, self.by, self.demo, self.now = name, by, demo, now
        self.batch = ImportBatch.objects.create(
            name=name[:500], format=first.format, sha256=first.sha256, imported_at=now, imported_by=by, demo=demo
        )
        self.report = ImportReport(self.batch, format=first.format, problems=problems)
        self.links: list[Wanted] = []
        self.following = Following(self.batch, now=now)
        self.seen = seen
        self.made: dict[str, int] = {}  # authors
        self.under_way: _Chunk | None = None

    def take(self, reading: FileReading, told: Callable[[int, int], None]) -> None:
        """Match and write what a reading gives, chunk by chunk.

        The server has work to do all the time: while it writes one chunk, the next one is decided about and the one
        after that is read. Between two writings the third is looked up.
        """
        where = f"{reading.name}: " if reading.name else ""
        done = 0
        decided: _Chunk | None = None
        for items in _chunks(reading.items):
            chunk = _Chunk(items, demo=self.demo, where=where, made=self.made)
            done += self._written()
            if done:
                told(min(done, reading.size), reading.size)
            recognised = self.following.recognised(items)
            if recognised != items:
                chunk = _Chunk(recognised, demo=self.demo, where=where, made=self.made)
            with ByIndex():
                chunk.desk.ask(decided.desk if decided is not None else None)
            if decided is not None:
                self._send(decided)
            chunk.decide(by=self.by, now=self.now)
            decided = chunk
        self._written()
        if decided is not None:
            self._send(decided)
            self._written()
        told(reading.size, reading.size)

    def _send(self, chunk: _Chunk) -> None:
        """Begin to write what was decided."""
        for study in self.following.before(chunk.fates, chunk.desk.briefs):
            chunk.desk.changed[study.pk] = study
        chunk.desk.settle(by=self.by, now=self.now)
        self.pipe.send(self._loads(chunk))
        self.under_way = chunk

    def _loads(self, chunk: _Chunk) -> Iterator[Load]:
        """What is to be written, the records last: their rows are made while studies and authors are written."""
        yield from chunk.loads
        yield chunk.records(self.batch, self.report)

    def _written(self) -> int:
        """Wait until what was sent is written, and tell those who follow. Returns how many characters it had."""
        self.pipe.wait()
        chunk, self.under_way = self.under_way, None
        if chunk is None:
            return 0
        self.following.after(chunk.fates)
        if self.seen is not None:
            self.seen(chunk.fates)
        self.links.extend(wanted_links(chunk.desk.related()))
        if settings.DEBUG:
            reset_queries()  # Django remembers every statement while it debugs
        return chunk.size

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
    """Items by CHUNK entries, few at first and fewer of long ones; remarks about an entry stay with it."""
    chunk: list[Item] = []
    entries = size = 0
    longest = max(CHUNK // 4, 1)  # so that the server has something to do soon, while the file is still being read
    for item in items:
        counts = not isinstance(item, Problem) or item.refused
        if counts and (entries >= longest or size >= _MOST_CHARACTERS):
            yield chunk
            chunk, entries, size = [], 0, 0
            longest = min(2 * longest, CHUNK)
        chunk.append(item)
        entries += counts
        size += len(item.raw)
    if chunk:
        yield chunk


class _Chunk:
    """The entries that are matched and written together, and what becomes of each."""

    def __init__(self, items: list[Item], *, demo: bool, where: str, made: dict[str, int]) -> None:
        self.items, self.where = items, where
        self.size = sum(len(item.raw) for item in items)
        self.entries = [item for item in items if isinstance(item, ParsedEntry)]
        self.lookups = [item for item in items if isinstance(item, LookUp)]
        self.desk = Desk(self.entries, demo=demo, lookups=self.lookups, made=made)
        self.fates: list[Fate] = []
        self.loads: list[Load] = []

    def decide(self, *, by: models.Model | None, now: datetime) -> None:
        self.fates = [self.desk.decide(entry) for entry in self.entries]
        self.loads = self.desk.loads(by=by, now=now)

    def records(self, batch: ImportBatch, report: ImportReport) -> Load:
        """The rows that keep what was read, counted in the report. The studies have primary keys."""
        lines: list[str] = []
        counts = dict.fromkeys(OUTCOMES, 0)

        def add(
            item: Item, key: str, outcome: str, reason: str = "", changes: str = "{}", study: int | None = None
        ) -> None:
            counts[outcome] += 1
            texts = columns_joined((storable(key)[:500], item.raw, reason))
            lines.append(
                f"{batch.pk}\t{item.line}\t{outcome}\t{changes}\t{NULL if study is None else study}\t{texts}\n"
            )

        for fate in self.fates:
            changes = json_column(fate.changes) if fate.changes else "{}"
            add(fate.entry, fate.entry.key, fate.outcome, fate.reason, changes, fate.study_pk)
        for lookup in self.lookups:
            study, reason = self.desk.look_up(lookup)
            add(lookup, lookup.identifier, "matched" if study else "refused", reason, study=study.pk if study else None)
            if study is None:
                report.look_up.append(lookup)
                report.problems.append(Problem(lookup.line, lookup.identifier, self.where + reason))
        for item in self.items:
            if isinstance(item, Problem):
                report.problems.append(replace(item, reason=self.where + item.reason, raw=""))
                if item.refused:
                    add(item, item.key, "refused", item.reason)
        report.problems.extend(
            Problem(fate.entry.line, fate.entry.key, self.where + fate.reason)
            for fate in self.fates
            if fate.outcome == "refused"
        )
        for outcome, count in counts.items():
            setattr(report, outcome, getattr(report, outcome) + count)
        report.read += len(lines)
        columns = ("batch_id", "line", "outcome", "changes", "study_id", "key", "raw", "reason")
        return Load(ImportRecord._meta.db_table, columns, lines)
