"""Two people press at once, and others watch: an import happens once, and its progress is seen while it runs."""

from __future__ import annotations

import gc
import io
import sys
import threading
from typing import Any

import pytest
from django.db import connection

from evidence.actions.imports import previewing, undo_later
from evidence.actions.imports.previewing import commit_upload, preview_upload
from evidence.actions.imports.undo_later import ask_undo
from evidence.actions.imports.uploads import Progress, keep_upload
from evidence.keeping_up.imports import run_waiting
from evidence.models import ImportBatch, ImportUpload, Study
from tests.factories import bibtex_entry, person

pytestmark = pytest.mark.django_db(transaction=True)


def upload() -> ImportUpload:
    data = b"\n".join(bibtex_entry(f"m{number}", title=f"Paper {number} on rest").encode() for number in range(5))
    return preview_upload(upload=keep_upload(opened=lambda: io.BytesIO(data), name="mine.bib", by=person("editor")))


def at_once(*deeds: Any) -> list[Any]:
    results: list[Any] = []
    start = threading.Barrier(len(deeds))

    def run(deed: Any) -> None:
        try:
            start.wait(timeout=60)
            results.append(deed())
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(deed,)) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return results


def test_pressed_by_two_at_once_it_is_imported_once() -> None:
    shown, editor = upload(), person("editor")
    python = gc.get_threshold(), sys.getswitchinterval()
    results = at_once(*[lambda: commit_upload(upload=shown, by=editor, digest=shown.digest)] * 2)
    assert len(results) == 2
    assert {one.state for one in results} <= {"committed", "committing"}
    assert ImportBatch.objects.count() == 1
    assert Study.objects.count() == 5
    shown.refresh_from_db()
    assert shown.state == "committed"
    assert (gc.get_threshold(), sys.getswitchinterval()) == python, "What an import needs of Python stays behind."


def test_two_jobs_at_once_do_it_once_and_others_see_how_far_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(previewing, "LONG", 0)
    monkeypatch.setattr(undo_later, "LONG", 0)
    waiting, seen = upload(), []
    told = Progress.told

    def watched(self: Progress, done: int, size: int) -> None:
        told(self, done, size)
        somebody_else = connection.copy()
        with somebody_else.cursor() as cursor:
            cursor.execute(f"SELECT done, total FROM {self.work._meta.db_table} WHERE id = %s", [self.work.pk])
            seen.append((cursor.fetchone(), (done, size)))
        somebody_else.close()

    monkeypatch.setattr(Progress, "told", watched)
    results = at_once(run_waiting, run_waiting)
    assert sum(counts["previewed"] for counts in results) == 1
    assert seen
    assert all(theirs == ours for theirs, ours in seen)
    waiting.refresh_from_db()
    commit_upload(upload=waiting, by=person("editor"), digest=waiting.digest)
    assert sum(counts["imported"] for counts in at_once(run_waiting, run_waiting)) == 1
    batch = ImportBatch.objects.get()
    assert batch.created == 5
    seen.clear()
    ask_undo(batch=batch, by=person("editor"), reason="The wrong file.")
    assert sum(counts["undone"] for counts in at_once(run_waiting, run_waiting)) == 1
    assert seen == [((0, 5), (0, 5))]
    assert not Study.objects.exists()
