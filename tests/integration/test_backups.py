"""A backup that was never restored is a hope: these are restored, and what was changed behind our back is found."""

from __future__ import annotations

import io
import json
import os
import subprocess
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from atlas import local
from atlas.backups import BackupError, make, restore
from atlas.backups.restoring import _connected
from atlas.backups.sealed import new_pair
from evidence.actions import editorial
from evidence.desk.verifying import faults
from evidence.models import Publication
from tests.factories import person, publish

SECRET, PUBLIC = new_pair()


@pytest.fixture
def place(tmp_path: Path, settings: Any) -> Path:
    """A folder for backups, with a key beside it and one frozen release."""
    settings.BACKUP_DIR = tmp_path / "backups"
    settings.RELEASES_DIR = tmp_path / "releases"
    settings.PAGE_STORE_DIR = tmp_path / "pages"
    settings.BACKUP_RECIPIENTS = [PUBLIC]
    (tmp_path / "releases" / "2026-11").mkdir(parents=True)
    (tmp_path / "releases" / "2026-11" / "studies.csv").write_text("slug\n")
    (tmp_path / "key").write_text(f"# kept elsewhere\n{SECRET}\n")
    return tmp_path


@pytest.fixture
def empty_database(transactional_db: None) -> Iterator[str]:
    """The address of a new database beside the tests' own."""
    told = connection.settings_dict
    name = f"{told['NAME']}_restored"
    with connection.cursor() as cursor:
        cursor.execute(f'DROP DATABASE IF EXISTS "{name}"')
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')
    where = f"/{told['HOST']}" if told["HOST"].startswith("/") else f"{told['HOST']}:{told['PORT'] or 5432}"
    yield f"postgres://{told['USER']}@:{told['PORT'] or 5432}/{where}/{name}".replace("///", "//")
    with connection.cursor() as cursor:
        cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def shelf() -> None:
    publish()
    study = publish(key="second2020").study
    editorial.withdraw(study=study, by=person("publisher"), reason="It was the wrong paper.")


class TestThereAndBack:
    def test_everything_comes_back_and_damage_is_named(self, place: Path, empty_database: str) -> None:
        shelf()
        told = io.StringIO()
        call_command("backup", stdout=told)
        assert "Backup made" in told.getvalue()
        (folder,) = (place / "backups").glob("atlas-*")
        for path in folder.iterdir():  # nothing of the database lies there in the clear
            assert path.name == "manifest.json" or b"age-encryption.org" in path.read_bytes()[:40]
        assert "wrong paper" not in (folder / "manifest.json").read_text()
        assert json.loads((place / "backups" / "last-backup.json").read_text())["file"] == folder.name

        other_secret, _ = new_pair()
        (place / "other").write_text(other_secret)
        with pytest.raises(BackupError, match="cannot be opened with this key"):
            restore(folder, into=empty_database, identity=place / "other")

        came = restore(folder, into=empty_database, identity=place / "key", releases=place / "back" / "releases")
        assert came.faults == []
        assert came.publications == Publication.objects.count() == 3
        assert came.warnings == []
        assert (place / "back" / "releases" / "2026-11" / "studies.csv").read_text() == "slug\n"
        told_where = local.database_settings(empty_database)
        with closing(_connected(told_where)) as there, pytest.raises(psycopg.Error, match="never changed"):
            there.execute("UPDATE evidence_publication SET reason = 'x'")  # the guards came back too

        with pytest.raises(BackupError, match="not empty"):
            restore(folder, into=empty_database, identity=place / "key")
        dump = folder / "database.dump.age"
        dump.write_bytes(dump.read_bytes()[:-9] + b"something")
        with pytest.raises(BackupError, match=r"database\.dump\.age is damaged"):
            restore(folder, into=empty_database, identity=place / "key")

    def test_keys_that_are_missing_are_named(self, place: Path, empty_database: str, settings: Any) -> None:
        folder = make(timezone.now(), to=[PUBLIC])
        settings.RECEIPT_KEYS = ["another-receipt-key-that-the-site-never-had"]
        (warning,) = restore(folder, into=empty_database, identity=place / "key").warnings
        assert "ATLAS_RECEIPT_KEYS" in warning


@pytest.mark.django_db(transaction=True)
class TestNoBackup:
    def test_without_a_key_none_is_made(self, place: Path, settings: Any) -> None:
        settings.BACKUP_RECIPIENTS, settings.LOCAL = [], False
        with pytest.raises(CommandError, match="no backup is kept in the clear"):
            call_command("backup")
        settings.BACKUP_RECIPIENTS = [SECRET]
        with pytest.raises(CommandError, match="is no public key") as told:
            call_command("backup")
        assert SECRET not in str(told.value)

    def test_old_ones_lapse_after_a_new_one_is_whole(self, place: Path) -> None:
        now = timezone.now()
        first = make(now - timedelta(days=40), to=[PUBLIC])
        (place / "backups" / ".unfinished-atlas-x").mkdir()
        newest = make(now, to=[PUBLIC], keep_days=30)
        assert sorted(path.name for path in (place / "backups").iterdir()) == [newest.name, "last-backup.json"]
        assert not first.exists()

    def test_a_dump_that_fails_leaves_nothing(self, place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("atlas.backups.making.program", lambda name, major: "/bin/false")
        with pytest.raises(BackupError, match="pg_dump failed"):
            make(timezone.now(), to=[PUBLIC])
        assert list((place / "backups").iterdir()) == []

    @pytest.mark.skipif(os.geteuid() != 0, reason="only root can mount a small file system to fill")
    def test_a_full_disk_is_one_sentence_and_older_backups_stay(self, place: Path) -> None:
        where = place / "backups"
        where.mkdir()
        if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(where)], check=False).returncode:
            pytest.skip("this machine mounts no small file system")
        try:
            (where / "atlas-20261101T000000Z").mkdir()
            (where / "filled").write_bytes(b"x" * 1_990_000)
            with pytest.raises(BackupError, match="There is no room left"):
                make(timezone.now(), to=[PUBLIC])
            assert sorted(path.name for path in where.iterdir()) == ["atlas-20261101T000000Z", "filled"]
        finally:
            subprocess.run(["umount", str(where)], check=True)


@pytest.mark.django_db
class TestVerify:
    def test_names_each_kind_of_change_behind_our_back(self) -> None:
        """Everything here takes the rights of a superuser: guards are put to sleep, a row is changed, they wake."""
        shelf()
        assert list(faults(timezone.now())) == []
        changes = {
            "evidence_publication SET content = jsonb_set(content, '{texts,summary}', '\"Take it\"') WHERE number = 1":
                "The content does not have the hash that stands beside it",
            "evidence_publication SET provenance = provenance - 'approvals' WHERE number = 1":
                "The votes that the page tells of are not the votes that were given",
            "evidence_publication SET number = 7 WHERE number = 2": "The number after 1 is 7",
            "evidence_publication SET is_current = false WHERE number = 2": "It is the newest and does not stand",
            "evidence_review SET sha256 = repeat('0', 64)": "It saw other content than the revision holds",
            "evidence_review SET reviewer_id = (SELECT person_id FROM evidence_revisioncontributor LIMIT 1)"
            " WHERE id = (SELECT min(id) FROM evidence_review)": "approved it",
        }  # fmt: skip
        with connection.cursor() as cursor:
            for change, expected in changes.items():
                cursor.execute("SAVEPOINT before; SET LOCAL session_replication_role = replica")
                cursor.execute(f"UPDATE {change}")
                cursor.execute("SET LOCAL session_replication_role = origin")
                told = "\n".join(map(str, faults(timezone.now())))
                cursor.execute("ROLLBACK TO SAVEPOINT before")
                assert expected in told, (change, told)

    def test_names_guards_that_sleep_and_rules_that_are_gone(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE evidence_publication DISABLE TRIGGER USER")
            cursor.execute("ALTER TABLE evidence_revision DROP CONSTRAINT revision_hash_is_the_hash_of_its_content")
        told = "\n".join(map(str, faults(timezone.now())))
        assert "The guard “never_updated” is missing or switched off" in told
        assert "The rule “revision_hash_is_the_hash_of_its_content” is missing" in told

    def test_the_command_says_so_and_fails(self, capsys: pytest.CaptureFixture[str]) -> None:
        shelf()
        call_command("verify")
        assert "nothing is wrong" in capsys.readouterr().out
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("ALTER TABLE evidence_review DISABLE TRIGGER USER")
        with pytest.raises(SystemExit) as ended:
            call_command("verify")
        assert ended.value.code == 1
