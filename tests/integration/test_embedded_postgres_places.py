"""Where the local PostgreSQL lives, and what it does to the folders that were there before: nothing."""

import os
import shutil
import stat
from pathlib import Path

import pytest

from atlas import embedded_postgres
from atlas.embedded_postgres import (
    AnotherOwner,
    EmbeddedPostgresError,
    NoPostgres,
    NotOurFolder,
    __main__,
    binaries,
    ensure,
    places,
)
from atlas.embedded_postgres.accounts import Account, server_account

from .embedded_postgres_support import IS_ROOT, a_home, ask, place_of, started_at

needs_root = pytest.mark.skipif(not IS_ROOT, reason="Only root lends its server to another account.")


def mode_and_owner(path):
    facts = os.lstat(path)
    return stat.S_IMODE(facts.st_mode), facts.st_uid, facts.st_gid


@pytest.fixture
def shared_folder(tmp_path, monkeypatch):
    """A stand-in for /var/tmp."""
    folder = tmp_path / "shared"
    folder.mkdir()
    folder.chmod(0o1777)
    monkeypatch.setattr(places, "SHARED_FOLDER", folder)
    return folder


def test_folders_that_exist_keep_their_mode_and_owner(tmp_path):
    """Below a closed folder root has to put the cluster elsewhere; an ordinary user just uses it."""
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    local = closed / ".local"
    local.mkdir(mode=0o750)
    before = [mode_and_owner(path) for path in (tmp_path, closed, local, places.SHARED_FOLDER)]
    with a_home(closed) as home:
        url = ensure(home, fast=True)

        assert ask(url, "select 1") == 1
        place = place_of(home)
        assert place.is_elsewhere is IS_ROOT
        if IS_ROOT:
            assert (home / "LOCATION").read_text().splitlines()[0] == str(place.folder)
            assert place.folder.parent == places.SHARED_FOLDER
            assert mode_and_owner(place.folder)[:2] == (0o711, 0)
        assert mode_and_owner(home)[:2] == (0o711 if IS_ROOT else 0o700, os.geteuid())

    assert [mode_and_owner(path) for path in (tmp_path, closed, local, places.SHARED_FOLDER)] == before
    assert os.listdir(local) == []
    assert not place.folder.exists()


@pytest.fixture
def reachable():
    """A folder that every account can pass through, unlike pytest's own."""
    folder = Path("/var/tmp", f"mecfs-atlas-test-{os.getpid()}")
    folder.mkdir()
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.mark.parametrize("name", ["long" * 40, "a,b c$d'e\"f", "ordinary"])
def test_within_reach_of_the_account_the_cluster_stays_in_the_checkout(reachable, name):
    """The socket is beside the data, or in a short private folder if that path is unfit for one."""
    with a_home(reachable / name) as home:
        url = ensure(home, fast=True)

        assert ask(url, "select 1") == 1
        place = place_of(home)
        assert not place.is_elsewhere
        assert not (home / "LOCATION").exists()
        assert mode_and_owner(home)[:2] == (0o711 if IS_ROOT else 0o700, os.geteuid())
        assert mode_and_owner(place.cluster)[:2] == (0o700, place.account.uid)
        assert mode_and_owner(place.socket_folder)[:2] == (0o700, place.account.uid)
        assert (place.socket_folder == place.cluster) is (name == "ordinary")

    assert not place.socket_folder.exists()


@needs_root
def test_a_folder_that_somebody_else_made_first_is_refused(shared_folder, tmp_path):
    home = tmp_path / "closed" / "home"
    squatted = places._folder_elsewhere(home.resolve())
    squatted.mkdir(mode=0o777)
    os.chown(squatted, 65534, 65534)

    with pytest.raises(AnotherOwner, match="not trusted: remove it and try again"):
        ensure(home)
    assert list(squatted.iterdir()) == []

    squatted.rmdir()
    squatted.symlink_to(tmp_path)
    with pytest.raises(AnotherOwner, match="not trusted"):
        ensure(home)


def test_a_socket_folder_that_somebody_else_opened_is_refused(shared_folder, tmp_path):
    home = tmp_path / ("long" * 30)
    home.mkdir(mode=0o700)
    account = server_account()
    place = places.Place(home, home, account)
    place.socket_folder.mkdir()
    place.socket_folder.chmod(0o777)
    with places.locked(home, account, make=True):
        (home / "cluster").mkdir()
        with pytest.raises(AnotherOwner, match="is open to others"):
            places.prepare(home, account)


@needs_root
def test_a_moved_checkout_takes_its_cluster_along_a_copied_one_does_not(shared_folder, tmp_path, monkeypatch):
    monkeypatch.setattr(places, "_is_within_reach", lambda folder, account: folder.parent == shared_folder)
    account = server_account()

    def prepared(home):
        with places.locked(home, account, make=True):
            return places.prepare(home, account)

    first = prepared(tmp_path / "first" / "home")
    (first.cluster / "here").touch()
    (tmp_path / "first").rename(tmp_path / "second")
    second = prepared(tmp_path / "second" / "home")
    shutil.copytree(tmp_path / "second", tmp_path / "third")
    third = prepared(tmp_path / "third" / "home")

    assert second.folder != first.folder
    assert (second.cluster / "here").exists()
    assert not first.folder.exists()
    assert third.folder != second.folder
    assert list(third.cluster.iterdir()) == []
    assert (tmp_path / "third" / "home" / "LOCATION").read_text().startswith(f"{third.folder}\n")
    assert prepared(tmp_path / "second" / "home") == second


@needs_root
def test_data_made_as_nobody_stay_usable_when_an_account_for_postgres_appears(tmp_path):
    home = tmp_path / "home"
    with places.locked(home, server_account(), make=True):
        (home / "cluster").mkdir()
        os.chown(home / "cluster", 65534, 65534)
        place = places.locate(home, Account("postgres", 12345, 12345, dropped=True))

    assert place.account.uid == 65534
    assert place.account.dropped


@needs_root
def test_programs_out_of_reach_are_copied_and_left_as_they_were(tmp_path, monkeypatch):
    """The package is found below a closed folder, as in a virtual environment in the home folder of root."""
    package = Path(binaries.find_spec(binaries.PACKAGE).submodule_search_locations[0])
    closed = tmp_path / "site-packages"
    closed.mkdir(mode=0o700)
    for original in (package, package.with_name(f"{package.name}.libs")):
        (closed / original.name).symlink_to(original)
    monkeypatch.syspath_prepend(closed)
    with a_home(tmp_path) as home:
        url = ensure(home, fast=True)

        place = place_of(home)
        (copy,) = place.folder.glob("binaries-*")
        postmaster = (place.data / "postmaster.pid").read_text().split()[0]  # a backend ends with its connection
        running = Path(f"/proc/{postmaster}/exe")
        assert not running.exists() or running.resolve().is_relative_to(copy)
        assert ask(url, "select lower('É')") == "é"
        began = started_at(url)
        assert embedded_postgres.stop(home)
        outdated = place.folder / "binaries-of-yesterday"
        outdated.mkdir()
        assert started_at(ensure(home, fast=True)) != began
        assert list(place.folder.glob("binaries-*")) == [copy], "copied once; older copies are cleared away"
    assert mode_and_owner(closed)[0] == 0o700
    assert not copy.exists()


def test_the_systems_own_server_is_used_where_the_package_is_missing(tmp_path, monkeypatch):
    monkeypatch.setattr(binaries, "find_spec", lambda name: None)
    try:
        found = binaries.find_binaries(server_account(), tmp_path)
    except NoPostgres:
        pytest.skip("This machine has no PostgreSQL beside the Python package.")
    with a_home(tmp_path) as home:
        url = ensure(home, fast=True)

        assert str(ask(url, "show server_version")).startswith(found.version)
        assert ask(url, "show data_checksums") == "on"
        assert ask(url, "show server_encoding") == "UTF8"
        assert ask(url, "show listen_addresses") == ""


@pytest.fixture
def no_server(monkeypatch):
    monkeypatch.setattr(binaries, "find_spec", lambda name: None)
    monkeypatch.setattr(binaries.shutil, "which", lambda name: None)
    monkeypatch.setattr(binaries, "USUAL_FOLDERS", ())


def test_no_server_to_be_had_is_one_sentence_that_says_what_to_do(no_server, tmp_path, capsys):
    with a_home(tmp_path) as home:
        assert __main__.main(["start", "--home", str(home)]) == 1

    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.count("\n") == 1
    assert said.err.startswith("There is no PostgreSQL server to start: install one with `pip install")
    assert "set DATABASE_URL" in said.err


def test_a_server_that_is_too_old_is_named(no_server, tmp_path, monkeypatch):
    for name in ("postgres", "initdb"):
        program = tmp_path / name
        program.write_text("#!/bin/sh\necho 'postgres (PostgreSQL) 13.4 (Debian 13.4-1)'\n")
        program.chmod(0o755)
    monkeypatch.setattr(binaries, "USUAL_FOLDERS", (str(tmp_path),))
    account = Account("me", os.geteuid(), os.getegid(), dropped=False)

    with pytest.raises(NoPostgres, match=r"found only 13\.4 in .*, which is too old"):
        binaries.find_binaries(account, tmp_path)


@pytest.mark.parametrize(
    ("said", "major"), [("18.6", 18), ("15.7", 15), ("17beta1", 17), ("19devel", 19), ("16rc2", 16)]
)
def test_the_major_version_is_read_from_what_the_server_says(said, major):
    assert binaries.Binaries(Path("/x"), said).major == major


def test_the_newest_of_the_systems_servers_is_looked_at_first(tmp_path, no_server, monkeypatch):
    for version in ("9.6", "15", "100", "17"):
        folder = tmp_path / version / "bin"
        folder.mkdir(parents=True)
        for name in ("postgres", "initdb"):
            (folder / name).touch(mode=0o755)
    (tmp_path / "18" / "bin").mkdir(parents=True)  # a client without a server
    monkeypatch.setattr(binaries, "USUAL_FOLDERS", (f"{tmp_path}/*/bin",))

    assert [folder.parent.name for folder in binaries.candidate_folders()] == ["100", "17", "15", "9.6"]


def test_a_folder_with_other_things_in_it_is_refused_and_never_cleared(tmp_path):
    (tmp_path / "cluster").mkdir()
    (tmp_path / "thesis.odt").touch()

    with pytest.raises(NotOurFolder, match="holds other things"):
        ensure(tmp_path)

    assert embedded_postgres.destroy(tmp_path) is False
    assert sorted(os.listdir(tmp_path)) == ["cluster", "thesis.odt"]


def test_what_others_put_into_the_home_stays_when_the_cluster_is_removed(tmp_path):
    home, account = tmp_path / "home", server_account()
    with places.locked(home, account, make=True):
        places.prepare(home, account)
    (home / "notes.txt").touch()

    assert embedded_postgres.destroy(home) is True
    assert os.listdir(home) == ["notes.txt"]
    assert embedded_postgres.destroy(home) is False


def test_looking_and_stopping_make_nothing(tmp_path):
    home = tmp_path / "none" / "home"

    assert embedded_postgres.status(home) == embedded_postgres.Status(running=False)
    assert embedded_postgres.stop(home) is False
    assert embedded_postgres.destroy(home) is False
    assert os.listdir(tmp_path) == []


def test_what_the_system_refuses_becomes_a_sentence(tmp_path):
    (tmp_path / "file").touch()

    with pytest.raises(EmbeddedPostgresError, match="the system says: Not a directory"):
        ensure(tmp_path / "file" / "home")
