"""Releases: frozen, the same to the byte whenever they are made, served safely, never handed out damaged."""

from __future__ import annotations

import io
import json
import os
import subprocess
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import Client
from django.utils import timezone

from evidence.actions import editorial, notices, studies
from evidence.canonical import content_hash
from evidence.citations.importers import parse
from evidence.exports import release
from evidence.exports.release import FILES, MANIFEST, SUMS
from evidence.management.commands import make_release
from evidence.models import Publication
from tests.factories import draft, person, publish, ready_to_review
from tests.factories.studies import classify

pytestmark = pytest.mark.django_db
FIRST, SECOND = "2099-10-01", "2099-11-01"


@pytest.fixture(scope="module", autouse=True)
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Built once for this file: what a test does to it is rolled back to here."""
    with django_db_blocker.unblock(), transaction.atomic():
        build_world()
        yield
        transaction.set_rollback(True)


def build_world() -> None:
    facts = {
        "participants_cases": 40, "participants_controls": 12, "severity": "moderate", "duration": "six months",
        "country": "Norway", "funder": "A fund", "registration": "NCT1", "open_access_url": "https://example.org/a",
        "risk_of_bias": "some_concerns", "replication": "mixed", "replication_note": "Two papers.",
    }  # fmt: skip
    full = ready_to_review(
        key="zebra2015", year="2015", criteria=["ccc2003", "fukuda1994"], combination="or", facts=facts
    )
    notices.add_notice(study=full, by=person("editor"), kind="correction", source="the journal", date="2026-01-02")
    publish(full)
    publish(key="aster2019", year="2019", author="Aster, Ann", criteria=["fukuda1994"])
    publish(key="doomed2001", year="2001", author="Doom, Dan", title="Doomed walking")
    draft("never2010", title="Never published at all")


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder for releases, on a day after everything that tests publish."""
    monkeypatch.setattr(make_release, "today", lambda: date(2099, 12, 31))
    settings.RELEASES_DIR = tmp_path / "releases"
    return settings.RELEASES_DIR


def make(day: str = FIRST, *more: str) -> str:
    out = io.StringIO()
    call_command("make_release", f"--date={day}", *more, stdout=out)
    return out.getvalue()


def everything(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


class TestMaking:
    def test_holds_the_whole_shelf_and_nothing_of_the_desk(self, folder: Path) -> None:
        assert "A new release of 2099-10-01: 3 studies" in make()
        files = everything(folder / FIRST)
        assert set(files) == {*FILES, MANIFEST, SUMS}
        rows = [json.loads(line) for line in files["evidence.jsonl"].splitlines()]
        assert [row["slug"][:4] for row in rows] == ["aste", "doom", "van-"], "by address"
        assert all(content_hash(row["content"]) == row["sha256"] for row in rows)
        for name in ("evidence.bib", "evidence.ris"):
            assert len(parse(files[name], format=name[-3:].replace("bib", "bibtex")).entries) == 3
        assert not [name for name, data in files.items() if b"Never published" in data or b"coder-" in data]
        done = subprocess.run(
            ["sha256sum", "--strict", "-c", SUMS], cwd=folder / FIRST, capture_output=True, check=False
        )
        assert done.returncode == 0, done.stdout

    def test_the_same_shelf_gives_the_same_bytes_at_any_time(
        self, folder: Path, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        make()
        first = everything(folder / FIRST)
        before = (folder / FIRST / MANIFEST).stat().st_mtime_ns
        assert "Nothing to do" in make()
        assert (folder / FIRST / MANIFEST).stat().st_mtime_ns == before
        settings.RELEASES_DIR = tmp_path / "elsewhere"
        monkeypatch.setattr(timezone, "now", lambda: datetime(2111, 5, 6, tzinfo=UTC))
        monkeypatch.setattr("evidence.exports.shelf.AT_ONCE", 1)
        make()
        assert everything(tmp_path / "elsewhere" / FIRST) == first

    def test_is_never_changed(self, folder: Path) -> None:
        make()
        before = everything(folder / FIRST)
        publish(key="more2020", year="2020")
        with pytest.raises(CommandError, match="the shelf has changed since"):
            make()
        assert everything(folder / FIRST) == before
        assert [path.name for path in folder.iterdir()] == [FIRST], "nothing is left lying about"
        assert "There is a release already" in make(SECOND, "--unless-any")
        assert not any(path.stat().st_mode & 0o222 for path in (folder / FIRST).iterdir())

    @pytest.mark.parametrize("told", ["2026-13-01", "../../etc", "yesterday", "2999-01-01", "2024-05-06"])
    def test_a_day_is_a_day(self, folder: Path, told: str) -> None:
        with pytest.raises(CommandError):
            make(told)
        assert not folder.exists()

    def test_a_failure_leaves_nothing(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(release, "freeze", lambda path: (_ for _ in ()).throw(OSError("no space")))
        with pytest.raises(CommandError, match="could not be written: no space"):
            make()
        assert not list(folder.iterdir())

    def test_a_demonstration_says_so_and_can_go(self, folder: Path, client: Client) -> None:
        make(FIRST)
        publish(key="shown1999", year="1999", demo=True)
        make(SECOND)
        assert (folder / SECOND / "README.txt").read_text().startswith("THIS IS A DEMONSTRATION")
        assert "This is a demonstration" in client.get(f"/releases/{SECOND}").content.decode()
        call_command("make_release", "--empty-demonstrations", stdout=io.StringIO())
        assert release.days(folder) == [FIRST]


class TestSchema:
    def test_every_row_is_valid_and_every_field_described(self, folder: Path) -> None:
        make()
        files = everything(folder / FIRST)
        schema = json.loads(files["schema.json"])
        jsonschema.Draft202012Validator.check_schema(schema)
        check = jsonschema.Draft202012Validator(schema, format_checker=jsonschema.FormatChecker())
        rows = [json.loads(line) for line in files["evidence.jsonl"].splitlines()]
        for row in rows:
            check.validate(row)
        undescribed = [path for path, part in parts(schema) if not part.get("description")]
        assert undescribed == []
        for broken in (
            rows[0] | {"more": 1},
            rows[0] | {"sha256": "x"},
            {k: v for k, v in rows[0].items() if k != "slug"},
        ):
            assert not check.is_valid(broken)

    def test_the_topics_of_later_pages_fit_too(self, folder: Path) -> None:
        make()
        schema = json.loads((folder / FIRST / "schema.json").read_bytes())
        row = json.loads((folder / FIRST / "evidence.jsonl").read_text().splitlines()[0])
        row["content"]["topics"] = [{"key": "sleep", "name": "Sleep"}]
        jsonschema.validate(row, schema)


def parts(schema: dict[str, Any], path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every field of a schema, and every kind of item of a list."""
    for name, part in schema.get("properties", {}).items():
        yield f"{path}.{name}", part
        yield from parts(part, f"{path}.{name}")
    for place, part in enumerate(schema.get("oneOf", ())):
        yield from parts(part, f"{path}|{place}")
    if "items" in schema:
        yield f"{path}[]", schema["items"]
        yield from parts(schema["items"], f"{path}[]")


class TestPages:
    def test_the_list_and_the_page(self, client: Client) -> None:
        assert "There is no release yet" in client.get("/releases").content.decode()
        make(FIRST)
        publish(key="more2020", year="2020", author="More, Mo", title="More rest")
        make(SECOND)
        html = client.get("/releases").content.decode()
        assert html.index(f"/releases/{SECOND}") < html.index(f"/releases/{FIRST}")
        assert "release of 1 November 2099, 4 studies" in html
        response = client.get(f"/releases/{SECOND}")
        html = response.content.decode()
        assert "From the release of 1 October 2099 to that of 1 November 2099, 1 page is new" in html
        assert "“More rest”" in html
        for name in (*FILES, MANIFEST, SUMS):
            assert f'href="/releases/{SECOND}/{name}"' in html
        assert client.get(f"/releases/{SECOND}", headers={"if-none-match": response["ETag"]}).status_code == 304
        assert "This is the first release." in client.get(f"/releases/{FIRST}").content.decode()

    def test_no_page_asks_the_database(self, client: Client, django_assert_num_queries: Any) -> None:
        make()
        with django_assert_num_queries(0):
            for path in ("/releases", f"/releases/{FIRST}", f"/releases/{FIRST}/{MANIFEST}"):
                assert client.get(path).status_code == 200

    def test_each_file_is_served_as_it_is_and_for_ever(self, client: Client, folder: Path) -> None:
        make()
        for name in (*FILES, MANIFEST, SUMS):
            path = f"/releases/{FIRST}/{name}"
            response = client.get(path, headers={"accept-encoding": "gzip"})
            data = (folder / FIRST / name).read_bytes()
            assert response.getvalue() == data
            assert response["Content-Length"] == str(len(data))
            assert "immutable" in response["Cache-Control"]
            assert client.get(path, headers={"if-none-match": response["ETag"]}).status_code == 304
        assert client.get(f"/releases/{FIRST}/evidence.csv")["Content-Type"] == "text/csv; charset=utf-8"
        assert client.post(f"/releases/{FIRST}/evidence.csv").status_code == 405

    @pytest.mark.parametrize(
        "path",
        [
            "/releases/2099-10-02", "/releases/2026-99-99", f"/releases/{FIRST}/secret.txt", f"/releases/{FIRST}/..",
            f"/releases/{FIRST}/../../secret.txt", f"/releases/{FIRST}/%2e%2e%2fsecret.txt",
            f"/releases/{FIRST}/..%2f..%2fsecret.txt", f"/releases/{FIRST}/diff/{FIRST}.json",
            f"/releases/{FIRST}/diff/2099-10-02.json", "/releases/.2099-10-01-abc/evidence.csv", "/releases/..",
        ],
    )  # fmt: skip
    def test_nothing_else_is_served(self, client: Client, folder: Path, path: str) -> None:
        make()
        (folder / FIRST / "secret.txt").write_text("secret")
        (folder / "secret.txt").write_text("secret")
        response = client.get(path)
        assert response.status_code == 404
        assert b"secret\n" not in response.content


class TestDamage:
    def test_is_never_served_and_named_by_the_check(self, client: Client, folder: Path) -> None:
        make()
        call_command("make_release", "--check", stdout=io.StringIO())
        assert client.get(f"/releases/{FIRST}/evidence.csv").status_code == 200
        spoil(folder / FIRST / "evidence.csv")
        response = client.get(f"/releases/{FIRST}/evidence.csv")
        assert response.status_code == 503
        assert "evidence.csv of the release of 2099-10-01 is not what its checksum says." in response.content.decode()
        (folder / FIRST / "evidence.ris").unlink()
        assert client.get(f"/releases/{FIRST}/evidence.ris").status_code == 503
        (folder / FIRST / "stray").write_text("x")
        with pytest.raises(CommandError) as told:
            call_command("make_release", "--check", stdout=io.StringIO())
        sentences = str(told.value).splitlines()
        assert [sentence.split()[0] for sentence in sentences] == ["evidence.csv", "evidence.ris", "stray"]
        with pytest.raises(CommandError, match="is not what its checksum says"):
            make()

    def test_of_the_manifest_takes_the_page_away_and_not_the_list(self, client: Client, folder: Path) -> None:
        make()
        spoil(folder / FIRST / MANIFEST)
        assert client.get(f"/releases/{FIRST}").status_code == 503
        assert client.get(f"/releases/{FIRST}/evidence.csv").status_code == 503
        assert "This release is damaged" in client.get("/releases").content.decode()

    def test_that_comes_while_a_file_goes_out_cuts_it_short(self, folder: Path) -> None:
        make()
        path = folder / FIRST / "evidence.jsonl"
        expected = release.file_hash(path)
        assert b"".join(release.checked_pieces(path, expected, size=512)) == path.read_bytes()
        spoil(path)
        sent = []
        with pytest.raises(release.Damaged):
            sent.extend(release.checked_pieces(path, expected, size=512))
        assert len(b"".join(sent)) < path.stat().st_size


def spoil(path: Path) -> None:
    """One letter becomes another; the size stays."""
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.chmod(0o644)
    path.write_bytes(data)
    os.utime(path)


class TestDifference:
    def test_tells_what_came_went_and_changed(self, client: Client, folder: Path) -> None:
        make(FIRST)
        publish(key="more2020", year="2020", author="More, Mo", title="More rest")
        doomed = Publication.objects.current().get(year=2001).study
        editorial.withdraw(study=doomed, by=person("publisher"), reason="The wrong paper.")
        study = Publication.objects.current().get(year=2019).study
        classify(study, criteria=["ccc2003"])
        notices.add_notice(study=study, by=person("editor"), kind="retraction", source="the journal", date="2026-10-05")
        publish(study, reason="The methods were read again.")
        studies.edit_study(study=study, by=person("editor"), changes={"volume": "7"})
        publish(study, reason="The volume was missing.")
        make(SECOND)

        found = client.get(f"/releases/{FIRST}/diff/{SECOND}.json").json()
        assert found["counts"] == {"added": 1, "removed": 1, "changed": 1, "unchanged": 1}
        (changed,) = found["changed"]
        assert (changed["from_publication"], changed["to_publication"]) == (1, 3)
        reasons = ["The methods were read again.", "The volume was missing."]
        assert [step["reason"] for step in changed["steps"]] == reasons
        assert changed["pem_verdict"] == {"from": "not_required", "to": "required"}
        assert changed["notices_added"] == ["retraction"]
        title = study.title
        assert found["summary"] == (
            "From the release of 1 October 2099 to that of 1 November 2099, 1 page is new, 1 page is no longer there "
            "and 1 page is changed; 1 page is the same. New: “More rest”. No longer there: “Doomed walking”. "
            f"The address of each says why. “{title}” was “PEM not required” and is now “PEM required”. "
            f"“{title}” has a notice now: Retracted."
        )
        back = client.get(f"/releases/{SECOND}/diff/{FIRST}.json").json()
        assert [page["title"] for page in back["added"]] == ["Doomed walking"]
        assert back["changed"][0]["notices_removed"] == ["retraction"]
        out = io.StringIO()
        call_command("release_diff", FIRST, SECOND, stdout=out)
        assert out.getvalue().strip() == found["summary"]
        with pytest.raises(CommandError, match="There is no release of 2026-01-01"):
            call_command("release_diff", "2026-01-01", SECOND)

    def test_of_nothing(self, client: Client) -> None:
        make(FIRST)
        make(SECOND)
        found = client.get(f"/releases/{FIRST}/diff/{SECOND}.json").json()
        assert found["summary"].endswith("nothing changed: both hold the same 3 studies.")
        assert [found[kind] for kind in ("added", "removed", "changed")] == [[], [], []]
