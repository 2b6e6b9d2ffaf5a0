"""A release that one host made is taken over by another, whole and with every byte as it was, or not at all."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, InMemoryStorage, storages
from django.core.management import CommandError, call_command

from atlas.shared_store import storage
from evidence.exports import release, sharing
from evidence.exports.release import SUMS, Damaged, Release, ReleaseError
from evidence.management.commands import make_release
from tests.factories import publish

DAY = "2099-10-01"
pytestmark = pytest.mark.django_db


@pytest.fixture
def folder(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the first host, which shares a store."""
    monkeypatch.setattr(make_release, "today", lambda: date(2099, 12, 31))
    settings.RELEASES_DIR = tmp_path / "a"
    use(settings, storage(f"file://{tmp_path}/store"))
    return settings.RELEASES_DIR


def use(settings: Any, entry: dict[str, Any]) -> None:
    settings.STORAGES = settings.STORAGES | {"releases": entry}


def told(*arguments: str) -> str:
    out = io.StringIO()
    call_command("make_release", *arguments, stdout=out)
    return out.getvalue()


def everything(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def made(folder: Path) -> Release:
    publish()
    told(f"--date={DAY}")
    return release.read(folder, DAY)


def test_what_one_host_made_another_takes_over_with_one_command(folder: Path, settings: Any, tmp_path: Path) -> None:
    publish()
    assert "It is in the shared store as well." in told(f"--date={DAY}")
    settings.RELEASES_DIR = tmp_path / "b"
    assert told("--fetch") == f"Brought: {DAY}.\n"
    assert everything(tmp_path / "b" / DAY) == everything(folder / DAY)
    assert told("--fetch") == "Nothing was missing.\n"
    assert release.faults(tmp_path / "b") == []


@pytest.mark.parametrize("kind", [InMemoryStorage, FileSystemStorage])
def test_a_copy_that_was_never_finished_is_not_there_and_can_be_finished(
    folder: Path, tmp_path: Path, kind: Any
) -> None:
    one, store = made(folder), kind(location=str(tmp_path / "other"))
    store.save(f"{DAY}/evidence.csv", ContentFile(b"half of"))
    assert sharing.take_over(tmp_path / "b", store) == []
    assert sharing.offer(one, store)
    assert not sharing.offer(one, store), "it is there already"
    assert sharing.take_over(tmp_path / "b", store) == [DAY]


def test_what_is_damaged_or_strange_is_never_taken_over(folder: Path, tmp_path: Path) -> None:
    one, store = made(folder), FileSystemStorage(location=str(tmp_path / "other"))
    sharing.offer(one, store)
    (tmp_path / "other" / "not-a-day").mkdir()
    (tmp_path / "other" / DAY / "evidence.csv").write_bytes(b"others")
    with pytest.raises(Damaged, match=r"evidence\.csv of the release of 2099-10-01 in the store is not what"):
        sharing.take_over(tmp_path / "b", store)
    (tmp_path / "other" / DAY / SUMS).write_text(f"{'0' * 64}  ../../stolen\n")
    with pytest.raises(Damaged, match="a file that cannot be one"):
        sharing.take_over(tmp_path / "b", store)
    assert list((tmp_path / "b").iterdir()) == []
    with pytest.raises(ReleaseError, match="another release of 2099-10-01"):
        sharing.offer(one, store)


def test_without_a_store_or_its_client_the_command_says_what_is_missing(
    folder: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.STORAGES = {name: entry for name, entry in settings.STORAGES.items() if name != "releases"}
    with pytest.raises(CommandError, match="ATLAS_RELEASES_STORAGE is not set"):
        told("--fetch")
    use(settings, storage("s3://bucket/prefix"))

    def missing(self: Any, alias: str) -> Any:
        raise ImproperlyConfigured("Could not load Boto3's S3 bindings. No module named 'boto3'")

    monkeypatch.setattr(type(storages), "__getitem__", missing)
    with pytest.raises(CommandError, match="its client is not installed: pip install boto3"):
        told("--fetch")
    publish()
    with pytest.raises(CommandError, match="The release is made, and it is not in the shared store"):
        told(f"--date={DAY}")
    assert release.days(folder) == [DAY]


def test_an_address_of_a_store_is_read_or_refused() -> None:
    s3 = storage("s3://bucket/some/prefix", endpoint="https://s3.example", key="a", secret="b")
    assert s3["OPTIONS"]["bucket_name"] == "bucket"
    assert s3["OPTIONS"]["location"] == "some/prefix"
    assert s3["OPTIONS"]["endpoint_url"] == "https://s3.example"
    for wrong in ("s3:///prefix", "file://relative/folder", "ftp://server", "bucket"):
        with pytest.raises(ImproperlyConfigured, match="it can be s3://"):
            storage(wrong)
