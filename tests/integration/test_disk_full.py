"""A real file system that is too small: whoever fills it is told, nothing half-written stays, and it goes on after."""

from __future__ import annotations

import gc
import io
import logging
import os
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.utils import timezone

from atlas.front import Front
from atlas.pagestore import baking
from atlas.pagestore.changes import follow
from atlas.pagestore.files import Store
from evidence.keeping_up.imports import run_waiting
from evidence.models import ImportBatch, ImportUpload, Study
from tests.factories import bibtex_entry, publish
from tests.integration.test_page_store import Django, get
from tests.integration.workbench_support import browser_of
from tests.template_database import template

NEW = "/admin/desk/imports/new"
SIZE = 1 << 20


@contextmanager
def mounted(size: int) -> Iterator[Path]:
    """So many bytes, for everybody to write to. Not under pytest's own folders: another account has to reach it."""
    where = Path(tempfile.mkdtemp(prefix="atlas-small-"))
    where.chmod(0o755)
    told = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={size},mode=1777", "tmpfs", str(where)], capture_output=True, check=False
    )
    if told.returncode:
        where.rmdir()
        pytest.skip("this machine lets us mount no small file system: only root can, and not in every container")
    try:
        yield where
    finally:
        subprocess.run(["umount", "--lazy", str(where)], check=True)
        where.rmdir()


@pytest.fixture
def small_disk() -> Iterator[Path]:
    with mounted(SIZE) as where:
        yield where


def entries(count: int) -> bytes:
    return "\n".join(
        bibtex_entry(f"e{number}", title=f"Rest in {number} people", note="Told at length. " * 40)
        for number in range(count)
    ).encode()


def send(client: Client, data: bytes) -> Any:
    client.raise_request_exception = False
    return client.post(NEW, {"file": SimpleUploadedFile("mine.bib", data)})


def says_that_it_is_full(response: Any) -> None:
    assert response.status_code == 507
    assert "disk is full, so nothing could be kept." in response.content.decode().replace(" of the server", "")
    gc.collect()  # what went wrong holds on to the file that it was about


def take_everything(disk: Path, *, but: int = 0) -> Path:
    """Fill it to the last byte, or leave so many."""
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as file:
        with suppress(OSError):
            while file.write(b"x" * 4096):
                pass
        file.truncate(max(0, file.tell() - but))
    return filler


@pytest.fixture
def nothing_logged() -> Iterator[None]:
    """What is logged is kept by pytest, with the error and so with the file that the error was about."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.mark.django_db
class TestAnImport:
    @pytest.mark.usefixtures("nothing_logged")
    def test_that_finds_no_room_on_its_way_keeps_nothing(self, small_disk: Path, settings: Any) -> None:
        settings.FILE_UPLOAD_TEMP_DIR = str(small_disk)
        editor = browser_of("editor", "Editor")
        says_that_it_is_full(send(editor, entries(4) + b"%" * 3_000_000))
        as_a_browser = {"headers": {"Sec-Fetch-Site": "same-origin"}}
        file = SimpleUploadedFile("mine.bib", b"%" * 3_000_000)
        says_that_it_is_full(editor.post(NEW, {"file": file}, **as_a_browser))
        assert editor.get("/admin/desk/imports/").status_code == 200, "the rest of the desk goes on"
        gc.collect()
        assert not ImportUpload.objects.exists()
        assert list(small_disk.iterdir()) == []

    def test_that_finds_no_room_to_work_is_kept_and_done_later(
        self, small_disk: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(tempfile, "tempdir", str(small_disk))
        filler = take_everything(small_disk)
        editor = browser_of("editor", "Editor")
        says_that_it_is_full(send(editor, entries(8)))
        upload = ImportUpload.objects.get()
        assert (upload.state, ImportBatch.objects.count(), Study.objects.count()) == ("previewing", 0, 0)
        assert list(small_disk.iterdir()) == [filler], "what was half-written is gone"
        filler.unlink()
        assert run_waiting(now=timezone.now() + timedelta(hours=1))["previewed"] == 1
        upload.refresh_from_db()

        filler = take_everything(small_disk)
        address = f"/admin/desk/imports/upload/{upload.pk}"
        page = editor.post(address, {"_do": "commit", "_seen": upload.digest}, follow=True).content.decode()
        assert "Nothing was imported: there was no room left on the server&#x27;s disk." in page
        assert Study.objects.count() == 0
        filler.unlink()
        editor.post(address, {"_do": "commit", "_seen": upload.digest})
        assert (Study.objects.count(), ImportBatch.objects.count()) == (8, 1)

    def test_from_a_pipe_says_so_and_keeps_nothing(self, small_disk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(tempfile, "tempdir", str(small_disk))
        monkeypatch.setattr("evidence.management.commands.import_citations._IN_MEMORY", 1_000)
        data = entries(4) + b"%" * 2 * SIZE
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(data)))
        with pytest.raises(CommandError, match="- could not be read: No space left on device"):
            call_command("import_citations", "-")
        assert not ImportBatch.objects.exists()
        assert list(small_disk.iterdir()) == []


@pytest.mark.django_db
def test_a_page_store_that_is_full_serves_what_it_has(small_disk: Path, settings: Any) -> None:
    settings.PAGE_STORE_DIR = small_disk / "pages"
    store, django = Store(settings.PAGE_STORE_DIR, "build"), Django()
    front = Front(store, django)
    first, second = (publish(key=key).slug for key in ("first2019", "second2020"))
    store.use()
    follow(store)
    baking.bake(store, [f"/evidence/{first}", "/about"])
    _, _, before = get(front, f"/evidence/{first}")
    assert not django.asked

    left = take_everything(small_disk, but=12_000)  # enough for some of a page's files, never for all
    with pytest.raises(OSError, match="No space left on device"):
        baking.bake(store, [f"/evidence/{second}", "/glossary"])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("atlas.management.commands.bake.site_store", lambda: store)
        patch.setattr("atlas.management.commands.bake.follow", lambda store: None)  # one transaction is always news
        with pytest.raises(CommandError, match="Baking stopped: No space left on device"):
            call_command("bake", processes=1, quiet=True)
    whole = {address: store.head(address) for address in store.addresses()}
    assert f"/evidence/{first}" in whole
    for address, head in whole.items():
        assert head is not None
        assert all(store.body(head, coding) is not None for coding in head.files), f"{address} is half-written"
    assert not [path for path in store.root.rglob(".*") if path.is_file()], "what was written aside is left"
    assert get(front, f"/evidence/{first}") == (200, *get(front, f"/evidence/{first}")[1:2], before)
    assert not django.asked
    assert get(front, f"/evidence/{second}")[0] == 200
    assert django.asked == [f"/evidence/{second}"], "what is not kept, Django answers"

    left.unlink()
    baking.bake(store, [f"/evidence/{second}", "/glossary"])
    assert get(front, f"/evidence/{second}")[0] == 200
    assert len(django.asked) == 1
    assert not any(baking.differing(store).values())


# --- The disk of the database itself -------------------------------------------------------------------------


@pytest.fixture
def other_disk() -> Iterator[Path]:
    """Large enough for an empty table with its indexes."""
    with mounted(4 * SIZE) as where:
        yield where


@pytest.fixture
def database_there(other_disk: Path, django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """A database of its own, with one table on that disk.

    Not the database of all tests: a table that is moved in a transaction which ends without room leaves PostgreSQL with
    pages in memory that do not fit the file (seen with 18.6).
    """
    import pwd

    name = f"no_room_{os.getpid()}"
    folder = other_disk / "space"
    folder.mkdir()
    if os.geteuid() == 0:
        with suppress(KeyError):
            account = pwd.getpwnam("postgres")
            os.chown(folder, account.pw_uid, account.pw_gid)
    with django_db_blocker.unblock():
        params, own = connection.get_connection_params(), connection.settings_dict["NAME"]
        with psycopg.connect(**params, autocommit=True) as server:
            try:
                server.execute(f"CREATE TABLESPACE {name} LOCATION '{folder}'")
            except psycopg.Error as error:
                pytest.skip(f"the server of the tests has no place of its own on this disk: {error}")
            server.execute(f"CREATE DATABASE {name} TEMPLATE {template()}")
        connection.close()
        connection.settings_dict["NAME"] = name
        with connection.cursor() as cursor:
            cursor.execute(f"ALTER TABLE evidence_importrecord SET TABLESPACE {name}")
        try:
            yield
        finally:
            connection.close()
            connection.settings_dict["NAME"] = own
            with psycopg.connect(**params, autocommit=True) as server:
                server.execute(f"DROP DATABASE {name} WITH (FORCE)")
                server.execute(f"DROP TABLESPACE {name}")


def test_a_database_without_room_takes_nothing_and_the_desk_says_so(
    database_there: None, other_disk: Path, tmp_path: Path
) -> None:
    take_everything(other_disk, but=SIZE // 4)
    file = tmp_path / "mine.bib"
    file.write_bytes(entries(2_500))
    with pytest.raises(CommandError, match=r"no room left on the database's disk\. Nothing of it was imported\."):
        call_command("import_citations", str(file))
    assert not Study.objects.exists()
    editor = browser_of("editor", "Editor")
    says_that_it_is_full(send(editor, entries(1_900)))
    assert (Study.objects.count(), ImportBatch.objects.count()) == (0, 0)
    assert ImportUpload.objects.get().state == "previewing"
    assert editor.get("/admin/desk/imports/").status_code == 200, "the rest of the desk goes on"
