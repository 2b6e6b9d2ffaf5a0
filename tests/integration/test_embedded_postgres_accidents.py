"""What can happen to the local PostgreSQL, made to happen: kills, leftovers, races, damage, strangers."""

import contextlib
import dataclasses
import os
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from atlas import embedded_postgres
from atlas.embedded_postgres import (
    AnotherOwner,
    AnotherVersion,
    DidNotStart,
    EmbeddedPostgresError,
    StillBusy,
    ensure,
    places,
    server,
)
from atlas.embedded_postgres.binaries import find_binaries
from atlas.embedded_postgres.cluster import check_owner

from .embedded_postgres_support import (
    IS_ROOT,
    a_home,
    ask,
    connect,
    in_background,
    kill_everything,
    place_of,
    postmaster,
    python,
    started_at,
    wait_until,
)

ENSURE = (
    "import sys; from pathlib import Path; from atlas.embedded_postgres import ensure\n"
    "print(ensure(Path(sys.argv[1]), fast=True))"
)
BUSY_FOR_A_SECOND = (
    "do $$ declare end_of_work timestamptz := clock_timestamp() + interval '1 s';"
    " begin while clock_timestamp() < end_of_work loop null; end loop; end $$"
)
COUNT_OF_BUSY = "select count(*) from pg_stat_activity where query like 'do $$%' and state = 'active'"


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    with a_home(tmp_path_factory.mktemp("checkout")) as home:
        yield home


@pytest.fixture
def url(home):
    """A running server with a table of committed rows."""
    url = ensure(home)
    with connect(url) as connection:
        connection.execute("create table if not exists kept (number int)")
    return url


@pytest.fixture
def stopped(home, url):
    """The place of a cluster whose server has been stopped."""
    embedded_postgres.stop(home)
    return place_of(home)


def commit_rows(url, count=1000):
    with connect(url) as connection:
        connection.execute("insert into kept select generate_series(1, %s)", [count])
        return connection.execute("select count(*) from kept").fetchone()[0]


def test_three_first_starts_at_once_share_one_server(tmp_path):
    with a_home(tmp_path) as home:
        starters = [python(ENSURE, home, stdout=subprocess.PIPE, stderr=subprocess.PIPE) for _ in range(3)]
        outputs = [starter.communicate(timeout=60) for starter in starters]

        assert [starter.returncode for starter in starters] == [0, 0, 0], outputs
        assert len({url for url, _ in outputs}) == 1
        assert all(complaints == "" for _, complaints in outputs)
        assert place_of(home).log.read_text().count("starting PostgreSQL") == 1
        assert ask(outputs[0][0].strip(), "select 1") == 1


def test_rows_survive_a_kill_of_the_first_process(home, url):
    began, rows = started_at(url), commit_rows(url)

    with connect(url):  # a connection that is open, so that an orphan is left for a moment
        os.kill(postmaster(place_of(home)), signal.SIGKILL)
        assert ensure(home) == url

    assert ask(url, "select count(*) from kept") == rows
    assert started_at(url) != began


def test_rows_survive_a_kill_of_all_processes(home, url):
    rows = commit_rows(url)

    kill_everything(url, place_of(home))

    assert ensure(home) == url
    assert ask(url, "select count(*) from kept") == rows


def test_a_start_waits_for_an_orphan_that_is_still_at_work(home, url):
    rows, place = commit_rows(url), place_of(home)
    with (
        contextlib.closing(connect(url)) as connection,
        in_background(lambda: connection.execute(BUSY_FOR_A_SECOND)),
    ):
        wait_until(lambda: ask(url, COUNT_OF_BUSY) == 1)
        os.kill(postmaster(place), signal.SIGKILL)
        wait_until(lambda: not server.answers(place))
        assert server.has_processes(place), "the orphan"

        assert ensure(home) == url

    assert ask(url, "select count(*) from kept") == rows


def test_an_orphan_that_never_ends_is_reported_and_not_fought(home, url, monkeypatch):
    monkeypatch.setattr(server, "ORPHAN_PATIENCE", 0.1)
    with (
        contextlib.closing(connect(url)) as connection,
        in_background(lambda: connection.execute(BUSY_FOR_A_SECOND)),
    ):
        wait_until(lambda: ask(url, COUNT_OF_BUSY) == 1)
        os.kill(postmaster(place_of(home)), signal.SIGKILL)
        with pytest.raises(StillBusy, match="processes of it are still at work"):
            ensure(home)

    monkeypatch.undo()
    assert ensure(home) == url


def test_a_server_that_hangs_is_reported(home, url, monkeypatch):
    monkeypatch.setattr(server, "ANSWER_PATIENCE", 0.2)
    monkeypatch.setattr(server, "ORPHAN_PATIENCE", 0.2)
    number, began = postmaster(place_of(home)), started_at(url)
    os.kill(number, signal.SIGSTOP)
    try:
        with pytest.raises(StillBusy, match="has been killed or hangs"):
            ensure(home)
    finally:
        os.kill(number, signal.SIGCONT)

    monkeypatch.undo()
    assert ensure(home) == url
    assert started_at(url) == began


def test_a_server_whose_socket_was_removed_can_be_stopped_and_started(home, url, monkeypatch):
    monkeypatch.setattr(server, "ORPHAN_PATIENCE", 0.2)
    place_of(home).socket.unlink()
    with pytest.raises(StillBusy, match="make stop"):
        ensure(home)

    assert embedded_postgres.stop(home)
    assert ensure(home) == url


def test_a_leftover_pid_file_whose_number_belongs_to_another_process_now(home, url):
    """After a reboot any number may be taken again; PostgreSQL itself would refuse to start for ever."""
    rows, place = commit_rows(url), place_of(home)
    kill_everything(url, place)
    wait_until(lambda: not server.has_processes(place))
    user = place.account.uid if IS_ROOT else None
    innocent = subprocess.Popen(["/bin/sh", "-c", "exec sleep 60"], user=user)
    try:
        for path in (place.data / "postmaster.pid", place.socket_folder / ".s.PGSQL.5432.lock"):
            lines = path.read_text().splitlines()
            path.write_text("\n".join([str(innocent.pid), *lines[1:], ""]))

        assert ensure(home) == url
        assert ask(url, "select count(*) from kept") == rows
        assert innocent.poll() is None, "the other process is left alone"
    finally:
        innocent.kill()
        innocent.wait()


def test_a_server_that_is_going_down_is_started_again(home, url):
    began = started_at(url)
    with connect(url) as connection:
        connection.execute("select 1")
        os.kill(postmaster(place_of(home)), signal.SIGINT)  # a fast shutdown that nobody waits for

        assert ensure(home) == url

    assert started_at(url) != began


def test_a_server_started_by_hand_on_the_same_data_is_found_and_left_alone(home, stopped, monkeypatch):
    monkeypatch.setattr(server, "REFUSED_PATIENCE", 0.3)
    binaries = find_binaries(stopped.account, stopped.folder)
    elsewhere = stopped.cluster / "by-hand"
    stopped.account.run("/bin/mkdir", elsewhere)
    by_hand = dataclasses.replace(stopped, home=elsewhere)
    line = '"$1" -D "$2" -k "$3" -c listen_addresses= >/dev/null 2>&1 &'
    stopped.account.run("/bin/sh", "-c", line, "sh", binaries.folder / "postgres", stopped.data, elsewhere)
    pid_file = stopped.data / "postmaster.pid"
    wait_until(lambda: pid_file.exists() and "ready" in pid_file.read_text())
    number = postmaster(by_hand)
    try:
        with pytest.raises(DidNotStart, match="another server uses the data") as refusal:
            ensure(home)

        assert "still in use" in str(refusal.value), "PostgreSQL's own words"
        assert postmaster(stopped) == number, "its pid file is back in its place"
        os.kill(number, 0)
    finally:
        os.kill(number, signal.SIGINT)
        wait_until(lambda: not pid_file.exists())
        stopped.account.run("/bin/rm", "-r", elsewhere)
    assert ask(ensure(home), "select count(*) from kept") >= 0


def test_a_killed_initdb_leaves_nothing_that_is_taken_for_data(tmp_path):
    with a_home(tmp_path) as home:
        home.parent.mkdir(parents=True)
        starter = python(ENSURE, home)
        unfinished = wait_for_initdb(home)
        starter.kill()
        starter.wait()
        place = place_of(home)
        assert not place.data.exists()
        assert unfinished.exists()

        url = ensure(home, fast=True)

        assert ask(url, "select 1") == 1
        embedded_postgres.stop(home)
        ensure(home, fast=True)
        assert not list(place.cluster.glob("unfinished-*"))


def wait_for_initdb(home):
    """Wait until initdb is in the middle of its work; returns the folder it works in."""
    found = []

    def has_begun():
        with contextlib.suppress(OSError, AssertionError):
            found.extend(place_of(home).cluster.glob("unfinished-*/base"))
        return found

    wait_until(has_begun)
    return found[0].parent


def test_data_of_another_major_version_are_refused(home, stopped):
    version = stopped.data / "PG_VERSION"
    original = version.read_text()
    version.write_text("13\n")
    try:
        with pytest.raises(AnotherVersion, match=r"written by PostgreSQL 13, but .* is \d+\.\d.*make reset"):
            ensure(home)
    finally:
        version.write_text(original)
    ensure(home)


def test_a_damaged_data_folder_is_refused_and_kept(home, stopped):
    version = stopped.data / "PG_VERSION"
    original = version.read_text()
    version.write_text("")
    try:
        with pytest.raises(DidNotStart, match="is damaged"):
            ensure(home)
        assert (stopped.data / "base").exists()
    finally:
        version.write_text(original)
    ensure(home)


def test_data_of_another_owner_are_refused(home, stopped):
    other = dataclasses.replace(stopped.account, uid=stopped.account.uid + 1, name="somebody")
    with pytest.raises(AnotherOwner, match=r"the server would run as somebody: .*make reset"):
        check_owner(dataclasses.replace(stopped, account=other))
    if IS_ROOT:  # only root can give a folder away
        os.chown(stopped.cluster, 1, -1)
        try:
            with pytest.raises(AnotherOwner, match="belongs to the user"):
                ensure(home)
        finally:
            os.chown(stopped.cluster, stopped.account.uid, -1)
    ensure(home)


def test_a_home_of_another_owner_is_refused(tmp_path):
    home = tmp_path if IS_ROOT else Path("/usr")
    if IS_ROOT:
        os.chown(home, 1, -1)

    for function in (ensure, embedded_postgres.status, embedded_postgres.stop):
        with pytest.raises(AnotherOwner, match=r"belongs to the user .* run this as"):
            function(home)


def test_a_broken_configuration_is_shown_in_the_words_of_the_server(home, stopped):
    configuration = stopped.data / "postgresql.conf"
    original = configuration.read_text()
    configuration.write_text(f"{original}\nshared_buffers = = plenty\n")
    try:
        with pytest.raises(DidNotStart) as refusal:
            ensure(home)
    finally:
        configuration.write_text(original)

    assert "syntax error in file" in str(refusal.value)
    assert "postgresql.conf" in str(refusal.value)
    assert len(str(refusal.value).splitlines()) <= 7
    ensure(home)


def test_a_full_disk_is_reported_and_leaves_nothing_half_made(tmp_path):
    """A limit on the size of files stands in for the disk: writing fails in the middle of initdb."""
    with a_home(tmp_path) as home:
        soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, hard))
        try:
            with pytest.raises(EmbeddedPostgresError, match="could not be made"):
                ensure(home)
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))

        assert os.listdir(place_of(home).cluster) == []


def test_a_database_that_cannot_be_made_is_reported_in_the_words_of_the_server(home, url):
    with connect(url) as connection:
        connection.execute("alter system set default_transaction_read_only = on")
        connection.execute("select pg_reload_conf()")
    wait_until(lambda: ask(url, "show default_transaction_read_only") == "on")
    try:
        with pytest.raises(EmbeddedPostgresError, match=r"could not be made in .* read-only transaction"):
            ensure(home, database="one_too_many")
    finally:
        with connect(url) as connection:
            connection.execute("set default_transaction_read_only = off")
            connection.execute("alter system reset default_transaction_read_only")
            connection.execute("select pg_reload_conf()")


def test_a_lock_that_is_never_released_is_reported(home, url, monkeypatch):
    monkeypatch.setattr(places, "LOCK_PATIENCE", 0.1)
    code = (
        "import fcntl, sys, time; lock = open(sys.argv[1], 'r+'); fcntl.flock(lock, fcntl.LOCK_EX)\n"
        "print('held', flush=True); time.sleep(60)"
    )
    holder = subprocess.Popen([sys.executable, "-c", code, home / "lock"], stdout=subprocess.PIPE, text=True)
    try:
        holder.stdout.readline()
        with pytest.raises(StillBusy, match="end that process and try again"):
            ensure(home)
    finally:
        holder.kill()
        holder.wait()
        holder.stdout.close()

    assert ensure(home) == url, "the lock has gone with the process that held it"


def test_a_stop_ends_open_connections_and_comes_back_when_all_is_gone(home, url):
    with connect(url):
        began = time.monotonic()
        assert embedded_postgres.stop(home)
        assert time.monotonic() - began < 20
    assert not server.has_processes(place_of(home))
    assert not (place_of(home).data / "postmaster.pid").exists()
