"""An import as it would be: the very import, looked at from inside its transaction, then kept or taken back.

The rows of the look wait in a temporary file, so that a file of any size needs the memory of a part of it.
"""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import IO, Any

from django.db import models, transaction

from evidence.actions.imports import ImportReport, import_citations, import_file
from evidence.actions.imports import sentences as said
from evidence.actions.imports.candidates import candidates_of
from evidence.actions.imports.facts import facts_of, filled_in, kept_though_different
from evidence.actions.imports.matching import Fate
from evidence.citations.importers import ReadingBrokeOff
from evidence.citations.importers.encoding import Opener
from evidence.models import Authorship, ImportRecord, ImportUpload, Study
from evidence.tongue import Sentence
from evidence.workflow import Refusal

MOST_ROWS = 100_000
"""Rows of a preview that are kept; what goes beyond is counted, and imported like everything else."""
MOST_REMARKS = 100

_FATES = {"created": "new", "matched": "same", "updated": "changed", "refused": "refused"}
Told = Callable[[int, int], None]


class TooLong(Exception):
    """There are more entries than may be looked at within a request."""


@dataclass(slots=True)
class Look:
    """What an import made of a file: `counts` by fate, `digest` over all fates, `rows` as fields of a preview's row."""

    report: ImportReport
    counts: Counter[str] = field(default_factory=Counter)
    digest: str = ""
    remarks: list[dict[str, Any]] = field(default_factory=list)
    file: IO[str] | None = None

    def rows(self) -> Iterator[dict[str, Any]]:
        """The first MOST_ROWS rows, in the order of the file."""
        if self.file is not None:
            self.file.seek(0)
            for line in self.file:
                yield json.loads(line)


@contextmanager
def looked_at(
    upload: ImportUpload,
    opened: Opener,
    *,
    by: models.Model,
    now: datetime,
    keep: Callable[[Look], bool],
    longest: int | None = None,
    told: Told = lambda done, size: None,
) -> Iterator[tuple[Look, bool]]:
    """Import an upload and look at it; `keep` says whether the import stays or is taken back. Gives both.

    Raises TooLong when it has more than `longest` entries; then nothing was kept.
    """
    with tempfile.TemporaryFile("w+", encoding="utf-8", prefix="atlas-look-") as file:
        gathering = _Gathering(longest)
        try:
            with transaction.atomic():
                report = _imported(upload, opened, by=by, now=now, told=told, seen=gathering.seen)
                look = gathering.finished(report, file)
                kept = keep(look)
                if not kept:
                    raise _TakenBack
        except _TakenBack:
            look.report.batch = None
        yield look, kept


def _imported(
    upload: ImportUpload, opened: Opener, *, by: models.Model, now: datetime, told: Told, seen: Any
) -> ImportReport:
    format = upload.format or None
    if not upload.pasted:
        try:
            return import_file(opened=opened, name=upload.name, by=by, format=format, now=now, told=told, seen=seen)
        except ReadingBrokeOff as broken:
            raise Refusal(str(broken)) from broken
    with opened() as stream:  # what was pasted is a text already: its encoding is no question
        text = stream.read().decode("utf-8")
    return import_citations(data=text, name=upload.name, by=by, format=format, now=now, told=told, seen=seen)


class _TakenBack(Exception):
    pass


class _Gathering:
    """Follows an import by its fates, and remembers what its records will not tell."""

    def __init__(self, longest: int | None) -> None:
        self.longest = longest
        self.count = 0
        self.here: dict[int, int] = {}  # studies that this file makes: number -> line of the entry
        self.more: dict[tuple[int, str], deque[dict[str, Any]]] = defaultdict(deque)

    def seen(self, fates: list[Fate]) -> None:
        """Called with each chunk once its studies are written."""
        self.count += len(fates)
        if self.longest is not None and self.count > self.longest:
            raise TooLong
        self.here |= {pk: fate.entry.line for fate in fates if fate.outcome == "created" and (pk := fate.study_pk)}
        known = [fate for fate in fates if fate.outcome in ("matched", "updated") and isinstance(fate.known, Study)]
        families = _families({fate.study_pk for fate in known})
        for fate in known:
            differing = kept_though_different(fate.known, fate.entry.record, families.get(fate.study_pk or 0, []))
            changes = filled_in(fate.changes, fate.entry.record)
            if differing or changes:
                self._remember(fate, {"kept": differing, "changes": changes})
        refused = [fate for fate in fates if fate.outcome == "refused"]
        found = candidates_of(fate.entry for fate in refused) if refused else {}
        whole = Study.objects.in_bulk({study.pk for studies in found.values() for study in studies})
        for fate in refused:
            studies = [self._candidate(whole[study.pk]) for study in found.get(id(fate.entry), ())]
            entry = facts_of(fate.entry.record) if studies else []
            self._remember(fate, {"title": fate.entry.record.title, "entry": entry, "candidates": studies})

    def _remember(self, fate: Fate, more: dict[str, Any]) -> None:
        self.more[fate.entry.line, fate.entry.key[:500]].append(more)

    def _candidate(self, study: Study) -> dict[str, Any]:
        line = self.here.get(study.pk)
        number = None if line is not None else study.pk
        return {"number": number, "line": line, "facts": facts_of(study.record)}

    def finished(self, report: ImportReport, file: IO[str]) -> Look:
        """The look, from the records that the import has just written."""
        look = Look(report, file=file)
        if report.batch is None:
            return look
        digest = hashlib.sha256()
        records = ImportRecord.objects.filter(batch=report.batch).order_by("line", "pk").values_list(
            "line", "key", "outcome", "reason", "changes", "study_id", "study__title"
        )  # fmt: skip
        for position, record in enumerate(records.iterator(chunk_size=2000), 1):
            row = self._row(position, *record)
            look.counts[row["fate"]] += 1
            seen = [row[name] for name in ("line", "key", "fate", "study", "reason", "changes")]
            digest.update(json.dumps(seen, ensure_ascii=False).encode("utf-8", "replace") + b"\n")
            if position <= MOST_ROWS:
                file.write(json.dumps(row, ensure_ascii=True) + "\n")
        look.digest = digest.hexdigest()
        look.remarks = [
            {"line": one.line, "key": one.key[:200], "reason": one.reason.replace("\x00", "\ufffd")}
            for one in report.problems
            if not one.refused
        ][:MOST_REMARKS]
        return look

    def _row(
        self, position: int, line: int, key: str, outcome: str, reason: str, changes: dict[str, Any],
        study: int | None, title: str | None,
    ) -> dict[str, Any]:  # fmt: skip
        waiting = self.more.get((line, key)) if outcome != "created" else None
        more = waiting.popleft() if waiting else {}
        fate = "doubtful" if more.get("candidates") else _FATES[outcome]
        of_this_file = study in self.here
        if fate in ("same", "changed") and of_this_file and not more:
            more = {"changes": filled_in(changes)}
        return {
            "position": position, "line": line, "key": key, "fate": fate, "reason": reason,
            "title": more.get("title") or title or "",
            "study_number": None if study is None or of_this_file else study,
            "study": self._study(study, fate),
            "changes": more.get("changes", []), "kept": more.get("kept", []), "entry": more.get("entry", []),
            "candidates": more.get("candidates", []),
        }  # fmt: skip

    def _study(self, study: int | None, fate: str) -> str:
        """The study that an entry met, in words; "" for one that it makes."""
        if study is None:
            return ""
        if study not in self.here:
            return Sentence.of(said.OF_THIS_STUDY, number=study)
        return Sentence.of(said.OF_THIS_LINE, line=self.here[study]) if fate != "new" else ""


def _families(studies: set[int | None]) -> dict[int, list[str]]:
    """Study -> family names of its authors, in their order. One query."""
    found: dict[int, list[str]] = defaultdict(list)
    rows = Authorship.objects.filter(study__in=[pk for pk in studies if pk]).order_by("study", "position")
    for study, family, literal in rows.values_list("study_id", "author__family", "author__literal"):
        found[study].append(literal or family)
    return found
