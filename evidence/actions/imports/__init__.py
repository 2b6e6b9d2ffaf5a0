"""Bring citations in: text -> records -> drafts on the desk, with the original text kept.

An import never half-fails: it is one transaction, in which good entries become drafts (or meet the study
that is already here) and each bad one is refused with line, key and reason. Importing the same file again
changes nothing. Existing facts are never overwritten; only empty ones are filled in.

Matching: by DOI, PMID, PMCID; without a meeting identifier by title + year + first author, unless the
identifiers contradict each other.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection, models, transaction
from django.utils import timezone

from evidence.actions.audit import record as record_event
from evidence.actions.imports.authors import replace_authors
from evidence.actions.imports.matching import Desk, plain_key
from evidence.actions.roles import require
from evidence.citations.importers import parse
from evidence.citations.record import ParseResult, Problem
from evidence.models import ImportBatch, ImportRecord

__all__ = ["ImportReport", "import_citations", "plain_key", "replace_authors"]

_LOCK = 7_301_001  # advisory lock: imports that match against the desk run one after the other


@dataclass(slots=True)
class ImportReport:
    """What became of a file. `problems` holds refusals and remarks, in the order of the file.

    `fault` is a full sentence when the file is no bibliography at all; then nothing was imported and no batch kept.
    """

    batch: ImportBatch | None
    read: int = 0
    created: int = 0
    matched: int = 0
    updated: int = 0
    refused: int = 0
    problems: list[Problem] = field(default_factory=list)
    fault: str = ""

    def as_json(self) -> dict[str, Any]:
        """The shape that `import_citations --json` prints."""
        return {
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
    now = now or timezone.now()
    if by is not None:
        require(by, "import_citations")
    result = parse(data, format=format)
    if result.fault:
        return ImportReport(batch=None, problems=list(result.problems), fault=result.fault)
    raw = data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        report = _import(result, raw=raw, name=name, by=by, format=format, demo=demo, now=now)
        if dry_run:
            transaction.set_rollback(True)
            report.batch = None
    return report


def _import(
    result: ParseResult,
    *,
    raw: bytes,
    name: str,
    by: models.Model | None,
    format: str | None,
    demo: bool,
    now: datetime,
) -> ImportReport:
    desk = Desk(result.entries, demo=demo)
    fates = [desk.decide(entry) for entry in result.entries]
    desk.write(fates, by=by, now=now)
    refused = [problem for problem in result.problems if problem.refused]
    remarks = [problem for problem in result.problems if not problem.refused]
    ours = [
        Problem(fate.entry.line, fate.entry.key, fate.reason, fate.entry.raw)
        for fate in fates
        if fate.outcome == "refused"
    ]
    counts = {
        outcome: sum(fate.outcome == outcome for fate in fates)
        for outcome in ("created", "matched", "updated", "refused")
    }
    counts["refused"] += len(refused)
    batch = ImportBatch.objects.create(
        name=name[:500], format=format or "bibtex", sha256=hashlib.sha256(raw).hexdigest(), read=result.read,
        imported_at=now, imported_by=by, demo=demo, **counts,
    )  # fmt: skip
    ImportRecord.objects.bulk_create(
        [
            ImportRecord(
                batch=batch, line=fate.entry.line, key=_fit(fate.entry.key), raw=_storable(fate.entry.raw),
                outcome=fate.outcome, reason=fate.reason, changes=fate.changes, study=fate.study,
            )
            for fate in fates
        ]
        + [
            ImportRecord(
                batch=batch, line=problem.line, key=_fit(problem.key), raw=_storable(problem.raw),
                outcome="refused", reason=problem.reason,
            )
            for problem in refused
        ],
        batch_size=1000,
    )  # fmt: skip
    record_event(
        "citations.imported",
        by=by,
        about=batch,
        now=now,
        detail={"file": name, "read": result.read, **counts},
    )
    problems = sorted([*refused, *remarks, *ours], key=lambda problem: problem.line)
    return ImportReport(batch, read=result.read, problems=problems, **counts)


def _fit(key: str) -> str:
    return _storable(key)[:500]


def _storable(text: str) -> str:
    """PostgreSQL holds no NUL and no lone surrogate; both are shown as the replacement character."""
    return text.replace("\x00", "\ufffd").encode("utf-8", "replace").decode("utf-8")
