"""The room of imports: what is shown is what is imported, once, and it can be taken back while nobody touched it."""

from __future__ import annotations

import gzip
import io
import json
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from evidence.actions import studies, texts
from evidence.actions.imports import import_citations, previewing, undo_later, uploads
from evidence.actions.imports.previewing import carry_out, commit_upload, preview_upload
from evidence.actions.imports.undoing import undo_batch
from evidence.actions.imports.uploads import expire_uploads, keep_upload
from evidence.keeping_up import machine_work
from evidence.keeping_up.imports import run_waiting
from evidence.models import (
    Author,
    DoubtfulEntry,
    ImportBatch,
    ImportPreviewRow,
    ImportRecord,
    ImportUndo,
    ImportUpload,
    ImportUploadPart,
    RemovedDraft,
    Study,
    StudyLink,
)
from evidence.workflow import Refusal
from tests.conftest import SHARED
from tests.factories import bibtex_entry, person
from tests.integration.workbench_support import browser_of, told

pytestmark = pytest.mark.django_db

ROOM = "/admin/desk/imports/"
NEW = "/admin/desk/imports/new"


def upload(*entries: str | bytes, **more: Any) -> ImportUpload:
    data = b"\n".join(one.encode() if isinstance(one, str) else one for one in entries)
    given = {"name": "mine.bib", "by": person("editor")} | more
    return preview_upload(upload=keep_upload(opened=lambda: io.BytesIO(data), **given))


def commit(one: ImportUpload, **more: Any) -> ImportUpload:
    return commit_upload(upload=one, by=person("editor"), **({"digest": one.digest} | more))


def bring(*entries: str) -> ImportBatch:
    done = commit(upload(*entries))
    assert done.batch is not None, done.fault or done.what_changed
    return done.batch


def facts() -> list[dict[str, Any]]:
    """Every study as it is, but for what moves on with each saving, and its authors."""
    rows = list(Study.objects.order_by("pk").values())
    for row in rows:
        del row["updated_at"], row["edit_token"]
        row["authors"] = list(Study.objects.get(pk=row["id"]).authorships.values_list("author_id", "position"))
    return rows


def page_of(response: Any) -> str:
    return unescape(response.content.decode())


@pytest.fixture
def editor() -> Client:
    return browser_of("editor", "Editor")


OF_EVERY_KIND = (
    bibtex_entry("one", volume="12", journal="Another journal"), bibtex_entry("new"), bibtex_entry("known"),
    "@article{untitled, year = {2020}}", bibtex_entry("other", doi="10.1234/one", title="Quite another thing"),
    bibtex_entry("again", doi="10.1234/new", title="Rest and symptoms in new"),
)  # fmt: skip


def a_desk() -> None:
    import_citations(data=bibtex_entry("one", volume="") + bibtex_entry("known"), name="before.bib")


# --- Preview and commit --------------------------------------------------------------------------------------


class TestThePreview:
    def test_says_of_each_entry_what_would_become_of_it_and_keeps_nothing(self, editor: Client) -> None:
        a_desk()
        before, batches = facts(), ImportBatch.objects.count()
        shown = upload(*OF_EVERY_KIND)
        assert shown.counts == {"changed": 1, "new": 1, "same": 2, "refused": 1, "doubtful": 1}
        assert (facts(), ImportBatch.objects.count(), DoubtfulEntry.objects.count()) == (before, batches, 0)
        rows = {row.key: row for row in shown.rows.all()}
        assert rows["one"].changes == [["Volume", "nothing", "12"]]
        assert rows["one"].kept == [["Journal or book", "Journal of Rest", "Another journal"]]
        assert "title" in rows["untitled"].reason
        assert [one["number"] for one in rows["other"].candidates] == [Study.objects.get(doi="10.1234/one").pk]
        html = page_of(editor.get(f"{ROOM}upload/{shown.pk}"))
        assert "Journal or book: stays Journal of Rest; the entry has Another journal" in html
        assert "Volume: nothing → <ins>12</ins>" in html
        assert html.count("<h1") == 1
        only = page_of(editor.get(f"{ROOM}upload/{shown.pk}?kind=doubtful"))
        assert "Quite another thing" in only
        assert "untitled" not in only

    def test_costs_the_same_queries_for_any_number_of_rows(self, editor: Client) -> None:
        few = upload(bibtex_entry("a"))
        many = upload(*(bibtex_entry(f"m{number}", title=f"Paper {number} on rest") for number in range(60)))
        counts = []
        for address in (few, many):
            editor.get(f"{ROOM}upload/{address.pk}")
            with CaptureQueriesContext(connection) as queries:
                assert editor.get(f"{ROOM}upload/{address.pk}").status_code == 200
            counts.append(len(queries))
        assert counts[0] == counts[1]
        one, other = commit(few).batch_id, commit(many).batch_id
        counts = []
        for pk in (one, other):
            with CaptureQueriesContext(connection) as queries:
                assert editor.get(f"{ROOM}{pk}").status_code == 200
            counts.append(len(queries))
        assert counts[0] == counts[1]

    def test_a_file_that_is_no_bibliography_is_told_in_a_sentence(self, editor: Client) -> None:
        for data in (b"<!DOCTYPE html><html><body>Not found</body></html>", b"%PDF-1.7 binary"):
            response = editor.post(NEW, {"file": SimpleUploadedFile("x.bib", data)}, follow=True)
            assert response.status_code == 200
            assert "nothing was imported" in page_of(response)
        assert not ImportUploadPart.objects.exists()

    @pytest.mark.parametrize(
        ("data", "says"),
        [
            ({}, "Choose a file, or paste some entries."),
            ({"text": "   "}, "Choose a file, or paste some entries."),
            ({"text": "x" * 600_001}, "at most 600,000 can be pasted"),
            ({"text": "@article{a,", "format": "nothing"}, "Select a valid choice"),
        ],
        ids=["nothing", "blanks", "too much", "no such format"],
    )
    def test_a_wrong_form_says_so_and_loses_nothing(self, editor: Client, data: dict[str, str], says: str) -> None:
        response = editor.post(NEW, data)
        assert response.status_code == 400
        assert says in page_of(response)
        assert data.get("text", "") in page_of(response)

    def test_both_at_once_and_a_file_that_is_too_large_are_refused(
        self, editor: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        file = SimpleUploadedFile("x.bib", bibtex_entry("one").encode())
        assert "not both at once" in page_of(editor.post(NEW, {"file": file, "text": "x"}))
        monkeypatch.setattr(uploads, "MOST_BYTES", 100)
        file.seek(0)
        response = editor.post(NEW, {"file": file})
        assert response.status_code == 400
        assert "The file is larger than" in page_of(response)
        assert not ImportUpload.objects.exists()

    def test_a_packed_file_and_a_pasted_list_are_read(self, editor: Client) -> None:
        packed = SimpleUploadedFile("x.bib.gz", gzip.compress(bibtex_entry("one").encode()))
        response = editor.post(NEW, {"file": packed}, follow=True)
        assert "New drafts: 1" in page_of(response)
        commit(ImportUpload.objects.get())
        response = editor.post(NEW, {"text": "10.1234/one\n10.1234/nobody"}, follow=True)
        assert "Here already; nothing changes: 1" in page_of(response)
        assert "is not on the desk" in page_of(response)


class TestTheCommit:
    def test_imports_exactly_what_was_shown_once(self, editor: Client) -> None:
        a_desk()
        shown = upload(*OF_EVERY_KIND)
        address = f"{ROOM}upload/{shown.pk}"
        first = editor.post(address, {"_do": "commit", "_seen": shown.digest}, follow=True)
        again = editor.post(address, {"_do": "commit", "_seen": shown.digest}, follow=True)
        assert "Imported. This report stays." in told(first)
        assert "This was imported already" in told(again)
        batch = ImportBatch.objects.exclude(name="before.bib").get()
        assert (batch.created, batch.updated, batch.matched, batch.refused) == (1, 1, 2, 2)
        assert batch.sha256 == shown.sha256
        assert not ImportUploadPart.objects.exists()
        assert not ImportPreviewRow.objects.exists()
        assert "1 entry is in doubt and waits for a decision" in page_of(first)

    def test_another_desk_is_shown_anew_with_what_changed(self, editor: Client) -> None:
        shown = upload(bibtex_entry("one"), bibtex_entry("two"))
        import_citations(data=bibtex_entry("one"), name="meanwhile.bib")
        response = editor.post(f"{ROOM}upload/{shown.pk}", {"_do": "commit", "_seen": shown.digest}, follow=True)
        html = page_of(response)
        assert "Nothing was imported yet: the desk has changed since the preview. 1 entry has another fate now" in html
        assert "In the preview before: new" in html
        assert ImportBatch.objects.get().name == "meanwhile.bib"
        anew = ImportUpload.objects.get()
        assert anew.counts == {"same": 1, "new": 1}
        with pytest.raises(Refusal, match="has changed since you read it"):
            commit(anew, digest=shown.digest)
        assert commit(anew).state == "committed"

    def test_cancelled_is_erased_and_stays_so(self, editor: Client) -> None:
        shown = upload(bibtex_entry("one"))
        editor.post(f"{ROOM}upload/{shown.pk}", {"_do": "cancel"})
        assert not ImportUploadPart.objects.exists()
        response = editor.post(f"{ROOM}upload/{shown.pk}", {"_do": "commit", "_seen": shown.digest})
        assert response.status_code == 409
        assert "it was cancelled" in told(response)
        assert not Study.objects.exists()

    def test_what_nobody_decides_about_goes_after_seven_days(self) -> None:
        shown = upload(bibtex_entry("one"))
        assert expire_uploads(now=timezone.now() + timedelta(days=6)) == 0
        assert expire_uploads(now=timezone.now() + timedelta(days=8)) == 1
        shown.refresh_from_db()
        assert (shown.state, shown.parts.count(), shown.rows.count()) == ("expired", 0, 0)

    @pytest.mark.parametrize("role", ["Coder and reviewer", "Publisher"])
    def test_takes_the_ability(self, role: str) -> None:
        client, shown = browser_of("somebody", role), upload(bibtex_entry("one"))
        assert client.get(NEW).status_code == 403
        assert client.post(f"{ROOM}upload/{shown.pk}", {"_do": "commit", "_seen": shown.digest}).status_code == 403
        assert client.get(ROOM).status_code == 200
        with pytest.raises(Refusal):
            commit_upload(upload=shown, by=person("somebody", roles=[role]), digest=shown.digest)
        assert not Study.objects.exists()


class TestLongImports:
    def test_are_done_by_the_job_and_tell_how_far_they_are(
        self, editor: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(previewing, "LONG", 2)
        entries = [bibtex_entry(f"m{number}", title=f"Paper {number} on rest") for number in range(3)]
        response = editor.post(NEW, {"text": "\n".join(entries)}, follow=True)
        html = page_of(response)
        assert '<meta http-equiv="refresh" content="10">' in html
        assert "It waits for the job" in html
        one = ImportUpload.objects.get()
        assert (one.state, one.in_background) == ("previewing", True)
        call_command("run_imports", stdout=(out := io.StringIO()))
        assert out.getvalue().strip() == "previewed 1"
        one.refresh_from_db()
        assert (one.state, one.counts) == ("ready", {"new": 3})
        response = editor.post(f"{ROOM}upload/{one.pk}", {"_do": "commit", "_seen": one.digest}, follow=True)
        assert "This file is being imported, all of it or nothing." in page_of(response)
        assert not Study.objects.exists()
        assert run_waiting()["imported"] == 1
        assert Study.objects.count() == 3
        assert not any(run_waiting().values())

    def test_what_dies_each_time_is_given_up_with_a_sentence(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(previewing, "LONG", 0)
        one = upload(bibtex_entry("one"))
        ImportUpload.objects.filter(pk=one.pk).update(attempts=previewing.ATTEMPTS)
        assert run_waiting()["given up"] == 1
        one.refresh_from_db()
        assert "each time the work broke off" in one.fault

    def test_a_commit_that_another_process_has_done_is_not_done_again(self) -> None:
        shown = upload(bibtex_entry("one"))
        done = commit(shown)
        shown.state, shown.committed_by = "committing", person("editor")
        assert carry_out(upload=shown) == done
        assert ImportBatch.objects.count() == 1


# --- The report ----------------------------------------------------------------------------------------------


class TestTheReport:
    def test_stays_and_can_be_taken_away(self, editor: Client) -> None:
        a_desk()
        batch = bring(*OF_EVERY_KIND, bibtex_entry("formula", title="=HYPERLINK(1) and rest"))
        html = page_of(editor.get(f"{ROOM}{batch.pk}"))
        assert f"SHA-256 of the file: {batch.sha256}" in html
        assert "Volume: nothing → <ins>12</ins>" in html
        read = json.loads(b"".join(editor.get(f"{ROOM}{batch.pk}/report.json").streaming_content))
        assert (read["read"], read["created"], read["refused"]) == (7, 2, 2)
        by_key = {row["key"]: row for row in read["entries"]}
        assert by_key["one"]["changes"] == [{"field": "Volume", "before": "nothing", "after": "12"}]
        assert by_key["new"]["address"] == f"/evidence/{Study.objects.get(doi='10.1234/new').slug}"
        response = editor.get(f"{ROOM}{batch.pk}/report.csv")
        assert response["Content-Disposition"] == f'attachment; filename="import-{batch.pk}.csv"'
        table = b"".join(response.streaming_content).decode("utf-8-sig").splitlines()
        assert table[0] == "line,key,outcome,reason,study,address,title,changes"
        assert len(table) == 8
        assert "'=HYPERLINK(1) and rest" in table[-1]

    def test_the_refused_can_be_mended_and_imported_again(self, editor: Client) -> None:
        batch = bring(bibtex_entry("good"), "@article{untitled, year = {2020}}")
        response = editor.get(f"{ROOM}{batch.pk}/refused")
        assert response["Content-Disposition"] == f'attachment; filename="import-{batch.pk}-refused.bib"'
        mended = b"".join(response.streaming_content).replace(b"year =", b"title = {Found again}, year =")
        assert bring(mended.decode()).created == 1

    @pytest.mark.parametrize("format", ["csl_json", "ris", "identifiers"])
    def test_the_refused_of_other_formats_are_files_of_theirs(self, editor: Client, format: str) -> None:
        data = {
            "csl_json": '[{"id": "a", "type": "article-journal", "title": "Rest"}, {"id": "b", "type": "book"}]',
            "ris": "TY  - JOUR\nTI  - Rest\nER  - \n\nTY  - JOUR\nPY  - 2020\nER  - \n",
            "identifiers": "10.1234/nobody\n10.1234/somebody\n",
        }[format]
        batch = bring(data)
        assert batch.format == format
        refused = b"".join(editor.get(f"{ROOM}{batch.pk}/refused").streaming_content).decode()
        again = upload(refused)
        assert again.counts == {"refused": batch.refused}


# --- Undo ----------------------------------------------------------------------------------------------------


class TestUndo:
    def test_restores_the_desk_and_keeps_the_batch(self, editor: Client) -> None:
        import_citations(
            data=bibtex_entry("one", volume="") + bibtex_entry("cut", author="Berg, A and others"), name="before.bib"
        )
        before, authors = facts(), Author.objects.count()
        given = (
            bibtex_entry("one", volume="12", pmid="77"), bibtex_entry("cut", author="Berg, A and Dorn, B"),
            bibtex_entry("new", author="Nobody, Else"),
        )  # fmt: skip
        batch = bring(*given)
        assert facts() != before
        page = page_of(editor.get(f"{ROOM}{batch.pk}"))
        assert "Undo the whole import" in page
        refused = editor.post(f"{ROOM}{batch.pk}/undo", {"reason": " "})
        assert refused.status_code == 409
        assert "Say why" in told(refused)
        response = editor.post(f"{ROOM}{batch.pk}/undo", {"reason": "The wrong file."}, follow=True)
        assert "Undone. What this import brought is gone" in told(response)
        assert "The wrong file." in page_of(response)
        assert (facts(), Author.objects.count()) == (before, authors)
        batch.refresh_from_db()
        assert (batch.undone_by, batch.records.count()) == (person("editor"), 3)
        assert RemovedDraft.objects.get().slug.startswith("nobody-2019")
        again = bring(*given)
        assert (again.created, again.updated) == (1, 2)
        with pytest.raises(Refusal, match="undone already"):
            undo_batch(batch=batch, by=person("editor"), reason="Twice.")

    def test_a_long_one_is_done_by_a_job_and_its_result_stays(
        self, editor: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(undo_later, "LONG", 1)
        batch = bring(bibtex_entry("one"), bibtex_entry("two"))
        address = f"{ROOM}{batch.pk}"
        refused = editor.post(f"{address}/undo", {"reason": " "})
        assert "Say why" in told(refused)
        for _twice in range(2):
            page = page_of(editor.post(f"{address}/undo", {"reason": "The wrong file."}, follow=True))
        assert "It waits for the job" in page
        assert '<meta http-equiv="refresh" content="10">' in page
        assert "Undo the whole import" not in page
        assert "(is being taken back)" in page_of(editor.get(ROOM))
        assert Study.objects.count() == 2
        studies.edit_study(study=Study.objects.get(doi="10.1234/two"), by=person("editor"), changes={"country": "X"})
        assert run_waiting()["not undone"] == 1
        page = page_of(editor.get(address))
        assert "“Rest and symptoms in two” cannot be taken back: somebody has worked on it since (edited)." in page
        assert "Undo the whole import" not in page
        assert Study.objects.count() == 2
        other = bring(bibtex_entry("three"), bibtex_entry("four"))
        undo_later.ask_undo(batch=other, by=person("editor"), reason="The wrong file.")
        assert run_waiting() == {"previewed": 0, "imported": 0, "given up": 0, "undone": 1, "not undone": 0}
        assert "<strong>Undone</strong>" in page_of(editor.get(f"{ROOM}{other.pk}"))
        wanted = ImportUndo.objects.get(batch=other)
        assert (wanted.state, wanted.done, wanted.total) == ("done", 2, 2)
        row = ImportUndo.objects.filter(pk=wanted.pk)
        refused_by_the_database("What came of an undo stays", lambda: row.update(state="waiting", ended_at=None))
        refused_by_the_database("What was asked for is never changed", lambda: row.update(reason="Another."))

    def test_a_job_that_dies_each_time_gives_the_undo_up(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(undo_later, "LONG", 0)
        batch = undo_later.ask_undo(batch=bring(bibtex_entry("one")), by=person("editor"), reason="The wrong file.")
        batch.undos.update(attempts=undo_later.ATTEMPTS)
        assert run_waiting()["given up"] == 1
        assert "each time the work broke off" in batch.undos.get().said[0]
        refused_by_the_database(
            "An undo is done when", lambda: _wanted(batch).update(state="done", ended_at=timezone.now())
        )

    def test_what_machines_did_meanwhile_is_no_touch(self) -> None:

        batch = bring(bibtex_entry("one", abstract="We recruited patients who fulfilled the Canadian criteria."))
        assert machine_work.read_studies()["read"] == 1
        undo_batch(batch=batch, by=person("editor"), reason="The wrong file.")
        assert not Study.objects.exists()

    @pytest.mark.parametrize(
        ("touch", "why"),
        [
            (lambda study: studies.edit_study(study=study, by=person("editor"), changes={"country": "X"}), "edited"),
            (lambda study: texts.write_text(study=study, by=person("editor"), texts={"limitations": "So."}), "texts"),
            (lambda study: studies.link_studies(study=study, kind="related", by=person("editor"), title="X"), "linked"),
            (lambda study: import_citations(data=bibtex_entry("one"), name="later.bib"), "a later import has met it"),
            (lambda study: linked_from_elsewhere(study), "somebody has used it since"),
        ],
        ids=["edited", "written", "linked", "met again", "linked from elsewhere"],
    )  # fmt: skip
    def test_is_refused_where_somebody_has_touched_it_and_says_what(self, editor: Client, touch: Any, why: str) -> None:
        batch = bring(bibtex_entry("one"), bibtex_entry("two"))
        touch(Study.objects.get(doi="10.1234/one"))
        page = page_of(editor.get(f"{ROOM}{batch.pk}"))
        assert "It cannot be taken back any more" in page
        response = editor.post(f"{ROOM}{batch.pk}/undo", {"reason": "The wrong file."})
        assert response.status_code == 409
        assert "“Rest and symptoms in one” cannot be taken back" in told(response)
        assert why in told(response)
        assert "symptoms in two" not in told(response)
        assert Study.objects.filter(doi__in=("10.1234/one", "10.1234/two")).count() == 2

    def test_drafts_of_one_import_that_are_linked_to_each_other_go_together(self) -> None:
        batch = bring(bibtex_entry("paper"), bibtex_entry("notice"))
        paper, notice = (Study.objects.get(doi=f"10.1234/{key}") for key in ("paper", "notice"))
        StudyLink.objects.create(study=notice, kind="erratum_of", target=paper, title=paper.title)  # as an import does
        assert import_citations(data=bibtex_entry("paper"), name="later.bib").matched == 1
        later = ImportBatch.objects.latest("pk")
        with pytest.raises(Refusal, match="a later import has met it"):
            undo_batch(batch=batch, by=person("editor"), reason="The wrong file.")
        undo_batch(batch=later, by=person("editor"), reason="It only met what shall go.")
        undo_batch(batch=batch, by=person("editor"), reason="The wrong file.")
        assert not Study.objects.exists()

    def test_a_filled_fact_that_was_changed_since_is_not_emptied(self) -> None:
        import_citations(data=bibtex_entry("one", volume=""), name="before.bib")
        batch = bring(bibtex_entry("one", volume="12"))
        Study.objects.update(volume="13")
        with pytest.raises(Refusal, match="has been changed since"):
            undo_batch(batch=batch, by=person("editor"), reason="The wrong file.")


def _wanted(batch: ImportBatch) -> Any:
    wanted = ImportUndo.objects.create(
        batch=batch, reason="Once more.", asked_by=person("editor"), asked_at=timezone.now()
    )
    return ImportUndo.objects.filter(pk=wanted.pk)


def linked_from_elsewhere(study: Study) -> None:
    import_citations(data=bibtex_entry("elsewhere"), name="elsewhere.bib")
    other = Study.objects.get(doi="10.1234/elsewhere")
    studies.link_studies(study=other, kind="related", by=person("editor"), target=study)


# --- What the database promises ------------------------------------------------------------------------------


def refused_by_the_database(says: str, change: Any) -> None:
    with pytest.raises(IntegrityError, match=says):
        _changed_and_checked(change)


@transaction.atomic
def _changed_and_checked(change: Any) -> None:
    change()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_the_database_holds_what_the_room_promises() -> None:
    shown = upload(bibtex_entry("one"))
    batch = bring(bibtex_entry("two"))
    study = Study.objects.get(doi="10.1234/two")
    row = ImportUpload.objects.filter(pk=shown.pk)
    refused_by_the_database("never changed", lambda: row.update(sha256="0" * 64))
    refused_by_the_database("exactly the bytes", lambda: previewing_done(row, batch))
    refused_by_the_database("waits for a decision", lambda: shown.parts.all().delete())
    refused_by_the_database("never changed", lambda: shown.parts.update(data=b"other"))
    refused_by_the_database("decided about stays", lambda: row.update(state="previewing"))
    refused_by_the_database("A study is never deleted", lambda: deleted_by_hand(import_citations))
    removal = {"study_number": study.pk, "slug": study.slug, "title": study.title, "removed_at": timezone.now()}
    refused_by_the_database("A removed draft is gone", lambda: RemovedDraft.objects.create(batch=batch, **removal))
    texts.write_text(study=study, by=person("editor"), texts={"why_it_matters": "So."})
    refused_by_the_database("has worked on", lambda: RemovedDraft.objects.create(batch=batch, **removal))
    other = bring(bibtex_entry("three"))
    refused_by_the_database("its own import", lambda: RemovedDraft.objects.create(batch=other, **removal))
    undo_batch(batch=other, by=person("editor"), reason="The wrong file.")
    refused_by_the_database("stays undone", lambda: ImportBatch.objects.filter(pk=other.pk).update(undone_at=None))


def deleted_by_hand(bring_in: Any) -> None:
    bring_in(data="@misc{bare, title = {A bare one that nobody brought}}", name="bare.bib")
    Study.objects.get(title__startswith="A bare one").delete()


def previewing_done(row: Any, batch: ImportBatch) -> None:
    row.update(state="committing")
    row.update(state="committed", batch=batch)


# --- Files of others -----------------------------------------------------------------------------------------

ODDITIES = sorted(path for path in (SHARED / "data/oddities").rglob("*") if path.is_file()) if SHARED.is_dir() else []


@pytest.mark.slow
@pytest.mark.skipif(not ODDITIES, reason="the folder ../shared with third-party material is not here")
def test_oddities_are_shown_and_imported_as_they_were_shown() -> None:
    largest = sorted(ODDITIES, key=lambda path: path.stat().st_size)[-4:]
    for path in {*ODDITIES[::12], *largest}:  # all of them are read by test_import_citations
        data = path.read_bytes()
        if not data:
            continue
        shown = upload(data, name=path.name)
        assert shown.state in ("ready", "failed") or shown.in_background, path
        if shown.state != "ready":
            continue
        done = commit(shown)
        assert done.state == "committed", (path, done.what_changed, done.fault)
        assert ImportRecord.objects.filter(batch=done.batch).count() == shown.read, path
