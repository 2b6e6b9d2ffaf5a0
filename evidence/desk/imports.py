"""What the room of imports shows: batches, a preview page by page, the lasting report of a batch and its downloads.

Everything here only reads. Reports are streams: a batch of any size needs the memory of a part of it.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, F, OuterRef, QuerySet
from django.utils.translation import gettext as _

from evidence.actions.imports.facts import filled_in
from evidence.actions.imports.undoing import Obstacle, obstacles
from evidence.citations.importers import IMPORTERS
from evidence.models import DoubtfulEntry, ImportBatch, ImportPreviewRow, ImportRecord, ImportUndo, ImportUpload
from evidence.models.import_batch import OUTCOMES
from evidence.models.import_room import FATES, UNDER_WAY
from evidence.presenters import words as in_words
from evidence.tongue import gettext_noop

PREVIEW_WORDS = {
    "new": gettext_noop("New drafts"),
    "changed": gettext_noop("Here already; empty facts are filled in"),
    "same": gettext_noop("Here already; nothing changes"),
    "doubtful": gettext_noop("In doubt; you decide after the import"),
    "refused": gettext_noop("Refused"),
}
"""The fates in the order of the page."""
REPORT_WORDS = {
    "created": gettext_noop("New drafts"),
    "updated": gettext_noop("Here already; empty facts filled in"),
    "matched": gettext_noop("Here already; nothing changed"),
    "refused": gettext_noop("Refused"),
}
CSV_HEAD = ("line", "key", "outcome", "reason", "study", "address", "title", "changes")


# --- Lists ---------------------------------------------------------------------------------------------------


def batches() -> QuerySet[ImportBatch]:
    """Every import, newest first. `is_going` where somebody has asked for its undo and the job has not done it yet."""
    waits = ImportUndo.objects.filter(batch=OuterRef("pk"), state="waiting")
    return ImportBatch.objects.select_related("imported_by", "undone_by").annotate(is_going=Exists(waits))


def waiting_uploads() -> QuerySet[ImportUpload]:
    """What was uploaded and is not decided about."""
    return ImportUpload.objects.filter(state__in=UNDER_WAY).select_related("uploaded_by").defer("remarks")


# --- A preview -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of fate: its key, words for it, and how many entries have it."""

    name: str
    words: str
    number: int


def kinds_of_preview(upload: ImportUpload) -> list[Kind]:
    return [Kind(name, _(words), upload.counts.get(name, 0)) for name, words in PREVIEW_WORDS.items()]


def kinds_of_batch(batch: ImportBatch) -> list[Kind]:
    return [Kind(name, _(words), getattr(batch, name)) for name, words in REPORT_WORDS.items()]


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """One entry of a preview. `beside` has a line a field: its label, what the entry says, what each candidate says."""

    row: ImportPreviewRow

    @property
    def words(self) -> str:
        return _(FATES[self.row.fate])

    @property
    def changes(self) -> list[list[str]]:
        """[label, before, after] of what would be filled in."""
        return [_line_in_words(line) for line in self.row.changes]

    @property
    def kept(self) -> list[list[str]]:
        """[label, ours, what the entry says] of what stays although it differs."""
        return [_line_in_words(line) for line in self.row.kept]

    @property
    def heads(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.row.candidates
        return found

    @property
    def beside(self) -> Beside:
        others = {
            (
                _("Study %(number)s") % {"number": one["number"]}
                if one["number"]
                else _("Line %(line)s") % {"line": one["line"]}
            ): one["facts"]
            for one in self.row.candidates
        }
        return beside(self.row.entry, others)


Beside = list[tuple[str, str, list[tuple[str, str]]]]


def beside(entry: list[list[str]], others: dict[str, list[list[str]]]) -> Beside:
    """(label, what the entry says, [(name, what it says) of each other]), in the order in which they are first told."""
    mine: dict[str, str] = dict(map(tuple, entry))
    theirs: dict[str, dict[str, str]] = {name: dict(map(tuple, facts)) for name, facts in others.items()}
    labels = list(dict.fromkeys(label for table in (mine, *theirs.values()) for label in table))
    return [
        (
            _(label),
            value_in_words(label, mine.get(label, "")),
            [(name, value_in_words(label, table.get(label, ""))) for name, table in theirs.items()],
        )
        for label in labels
    ]


_ABSTRACT = re.compile(r"an abstract of ([\d,]+) characters")
_SAID = frozenset(
    [gettext_noop("nothing"), gettext_noop("the whole list"), gettext_noop("a list that its source had cut")]
)
"""What the import says itself, where it has nothing to quote (`actions.imports.facts`)."""


def value_in_words(label: str, value: str) -> str:
    """What an import kept of a field, in the reader's words. What a source says stays as it says it."""
    if many := _ABSTRACT.fullmatch(value):
        return _("an abstract of %(number)s characters") % {"number": in_words.number(int(many[1].replace(",", "")))}
    return _(value) if value in _SAID or label in ("Kind of work", "Kind of record") else value


def _line_in_words(line: list[str]) -> list[str]:
    label, *values = line
    return [_(label), *(value_in_words(label, value) for value in values)]


def preview_rows(upload: ImportUpload, kind: str) -> QuerySet[ImportPreviewRow]:
    rows = ImportPreviewRow.objects.filter(upload=upload)
    return (rows.filter(fate=kind) if kind in PREVIEW_WORDS else rows).order_by("position")


# --- A batch's report ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Report:
    """What is told of a batch beside its rows. `in_the_way` says why it cannot be undone; empty when it can.

    `undo` is what was last asked for, where that waits for the job or was refused.
    """

    batch: ImportBatch
    in_the_way: list[Obstacle]
    open_doubts: int
    removed: int
    undo: ImportUndo | None

    @property
    def may_be_undone(self) -> bool:
        batch = self.batch
        return batch.undone_at is None and not batch.demo and not self.is_going

    @property
    def is_going(self) -> bool:
        return self.undo is not None and self.undo.state == "waiting"

    @property
    def percent(self) -> int:
        return min(100, self.undo.done * 100 // self.undo.total) if self.undo and self.undo.total else 0

    @property
    def why_not(self) -> list[str]:
        """Why the last undo that was asked for was refused, in the reader's language."""
        return [in_words.shown(sentence) for sentence in self.undo.said] if self.undo else []


def report_of(batch: ImportBatch) -> Report:
    """The same number of queries for any batch."""
    undo = batch.undos.select_related("asked_by").first() if batch.undone_at is None else None
    settled = batch.undone_at is not None or batch.demo or (undo is not None and undo.state == "waiting")
    return Report(
        batch=batch,
        in_the_way=[] if settled else obstacles(batch),
        open_doubts=DoubtfulEntry.objects.filter(batch=batch, state="open").count(),
        removed=batch.removed_drafts.count(),
        undo=undo,
    )


def records_of(batch: ImportBatch, kind: str = "") -> QuerySet[ImportRecord]:
    """The entries of a batch in the order of its file."""
    rows = ImportRecord.objects.filter(batch=batch)
    rows = rows.filter(outcome=kind) if kind in REPORT_WORDS else rows
    return rows.select_related("study").defer("raw", "study__abstract").order_by("line", "pk")


@dataclass(frozen=True, slots=True)
class RecordRow:
    """One entry of a batch, and what it filled in, in words."""

    record: ImportRecord

    @property
    def words(self) -> str:
        return _(OUTCOMES[self.record.outcome])

    @property
    def changes(self) -> list[list[str]]:
        return [_line_in_words(line) for line in filled_in(self.record.changes)]


def _told(batch: ImportBatch) -> Iterator[dict[str, Any]]:
    rows = records_of(batch).annotate(slug=F("study__slug"), study_title=F("study__title"))
    fields = ("line", "key", "outcome", "reason", "changes", "study_id", "slug", "study_title")
    for line, key, outcome, reason, changes, study, slug, title in rows.values_list(*fields).iterator(chunk_size=2000):
        yield {
            "line": line, "key": key, "outcome": outcome, "reason": reason, "study": study,
            "address": f"/evidence/{slug}" if slug else "", "title": title or "",
            "changes": [dict(zip(("field", "before", "after"), one, strict=True)) for one in filled_in(changes)],
        }  # fmt: skip


def as_csv(batch: ImportBatch) -> Iterator[str]:
    """The report as a table for a spreadsheet (RFC 4180, with a BOM so that it is read as UTF-8)."""
    out = io.StringIO(newline="")
    write = csv.writer(out).writerow
    out.write("\ufeff")
    write(CSV_HEAD)
    for row in _told(batch):
        changes = "; ".join(f"{one['field']}: {one['after']}" for one in row["changes"])
        cells = {**row, "changes": changes, "study": row["study"] or ""}
        write([_neutral(str(cells[name])) for name in CSV_HEAD])
        yield out.getvalue()
        out.seek(0)
        out.truncate()
    yield out.getvalue()


_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")


def _neutral(cell: str) -> str:
    """With an apostrophe before what a spreadsheet would run (OWASP: CSV injection)."""
    return f"'{cell}" if cell.lstrip(" \u00a0\ufeff").startswith(_FORMULA) or cell.startswith(_FORMULA) else cell


def as_json(batch: ImportBatch) -> Iterator[str]:
    """The report as one JSON object; its entries come one after the other."""
    head = {
        "import": batch.pk, "file": batch.name, "format": batch.format, "sha256": batch.sha256,
        "imported_at": batch.imported_at.isoformat(), "imported_by": str(batch.imported_by or "") or None,
        "read": batch.read, **{name: getattr(batch, name) for name in REPORT_WORDS},
        "undone_at": batch.undone_at.isoformat() if batch.undone_at else None,
        "undone_because": batch.undone_because,
    }  # fmt: skip
    text = json.dumps(head, ensure_ascii=False, indent=1)
    yield text.removesuffix("\n}") + ',\n "entries": ['
    for number, row in enumerate(_told(batch)):
        yield (",\n  " if number else "\n  ") + json.dumps(row, ensure_ascii=False)
    yield "\n ]\n}\n"


def refused_as_file(batch: ImportBatch) -> Iterator[str]:
    """The original text of the refused entries, as a file of the same format: to be mended and imported again."""
    before, between, after = _FRAMES.get(batch.format, ("", "\n\n", "\n"))
    rows = ImportRecord.objects.filter(batch=batch, outcome="refused").exclude(raw="").order_by("line", "pk")
    yield before
    for number, raw in enumerate(rows.values_list("raw", flat=True).iterator(chunk_size=500)):
        yield (between if number else "") + raw.strip("\n")
    yield after


_FRAMES = {
    "csl_json": ("[\n", ",\n", "\n]\n"),
    "crossref_json": ("[\n", ",\n", "\n]\n"),
    "pubmed_xml": ('<?xml version="1.0" encoding="utf-8"?>\n<PubmedArticleSet>\n', "\n", "\n</PubmedArticleSet>\n"),
    "identifiers": ("", "\n", "\n"),
}
"""Format -> what stands before, between and after the entries of a file."""


def extension_of(batch: ImportBatch) -> str:
    """How a file of the batch's format ends: ".bib"."""
    importer = IMPORTERS.get(batch.format)
    return f".{importer.extensions[0].lstrip('.')}" if importer and importer.extensions else ".txt"
