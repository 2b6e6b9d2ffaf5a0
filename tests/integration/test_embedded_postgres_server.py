"""The local PostgreSQL as it should be: private, shared, durable, silent about what people write."""

import os
import pwd
import signal
import stat
import subprocess
import sys
import time
from importlib.metadata import version

import psycopg
import pytest

from atlas import embedded_postgres
from atlas.embedded_postgres import ensure, server
from atlas.embedded_postgres.server import LOG_KEPT, LOG_LIMIT, answers

from .embedded_postgres_support import (
    CHECKOUT,
    IS_ROOT,
    a_home,
    ask,
    command,
    connect,
    place_of,
    python,
    started_at,
)


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    with a_home(tmp_path_factory.mktemp("checkout")) as home:
        yield home


@pytest.fixture
def url(home):
    return ensure(home)


def test_a_second_call_finds_the_same_server(home, url):
    began = started_at(url)

    assert ensure(home) == url
    assert ensure(home, fast=True) == url
    assert started_at(url) == began


def test_each_database_is_made_when_it_is_first_asked_for(home, url):
    other = ensure(home, database="test_atlas-2")

    assert ask(other, "select current_database()") == "test_atlas-2"
    assert ask(url, "select current_database()") == "atlas"


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("listen_addresses", ""),
        ("unix_socket_permissions", "0700"),
        ("server_encoding", "UTF8"),
        ("timezone", "UTC"),
        ("data_checksums", "on"),
        ("fsync", "on"),
        ("synchronous_commit", "on"),
        ("full_page_writes", "on"),
        ("max_connections", "100"),
        ("log_statement", "none"),
        ("log_min_error_statement", "panic"),
        ("log_parameter_max_length_on_error", "0"),
    ],
)
def test_settings(url, setting, value):
    assert ask(url, "select current_setting(%s)", setting) == value


def test_letters_beyond_ascii_have_upper_and_lower_case(url):
    assert ask(url, "select lower('RODRÍGUEZ ÅSA ΣΟΦΙΑ')") == "rodríguez åsa σοφια"
    assert ask(url, "select 'Z' < 'a'") is True, "order by code point, the same on every system"


@pytest.mark.parametrize("extension", ["pg_trgm", "unaccent", "btree_gin"])
def test_the_extensions_that_search_needs_can_be_made(url, extension):
    with connect(url) as connection:
        connection.execute(f"create extension if not exists {extension}")


def test_only_the_owner_can_reach_the_data_and_the_socket(home, url):
    place = place_of(home)

    for path in (place.cluster, place.data, place.socket):
        facts = path.stat()
        assert stat.S_IMODE(facts.st_mode) == 0o700
        assert facts.st_uid == place.account.uid
    assert stat.S_IMODE(place.log.stat().st_mode) == 0o600


def test_the_server_itself_turns_away_every_other_account(home, url):
    """Even with the folder and the socket wide open, the kernel's word on who calls keeps the door shut."""
    place = place_of(home)
    rules = (place.folder / "pg_hba.conf").read_text()
    assert rules == "local all all peer map=owner\n"
    with pytest.raises(psycopg.OperationalError, match=r"does not exist|[Pp]eer authentication failed"):
        psycopg.connect(host=str(place.socket_folder), port=5432, user="somebody_else", dbname="atlas")
    if IS_ROOT:  # only root can try it as somebody else
        stranger = pwd.getpwnam("nobody") if place.account.name != "nobody" else pwd.getpwnam("daemon")
        assert "Permission denied" in what_happens_to(stranger, url)
        try:
            place.cluster.chmod(0o755)
            place.socket.chmod(0o777)
            assert "Peer authentication failed" in what_happens_to(stranger, url)
        finally:
            place.socket.chmod(0o700)
            place.cluster.chmod(0o700)


def what_happens_to(stranger, url):
    """The error of a connection tried by another user of this machine."""
    reading, writing = os.pipe()
    if os.fork() == 0:
        try:
            os.setgroups([])
            os.setgid(stranger.pw_gid)
            os.setuid(stranger.pw_uid)
            connect(url)
            os.write(writing, b"let in")
        except BaseException as error:
            os.write(writing, str(error).encode())
        finally:
            os._exit(0)
    os.close(writing)
    with open(reading) as answer:
        return answer.read()


def test_the_environment_of_the_caller_does_not_bend_the_server(home, url, monkeypatch):
    embedded_postgres.stop(home)
    for name, value in {
        "PGDATA": "/nowhere",
        "PGHOST": "db.example.org",
        "PGHOSTADDR": "192.0.2.1",
        "PGPORT": "1",
        "PGUSER": "nobody",
        "PGDATABASE": "nothing",
        "PGOPTIONS": "-c statement_timeout=1",
        "PGSSLMODE": "verify-full",
        "LC_ALL": "xx_XX.nonsense",
        "LANG": "de_DE.UTF-8",
        "LC_MESSAGES": "fr_FR.UTF-8",
        "TZ": "Mars/Olympus",
        "DJANGO_SECRET_KEY": "not-for-the-server",
    }.items():
        monkeypatch.setenv(name, value)

    assert ensure(home) == url

    monkeypatch.undo()
    assert ask(url, "select current_setting('timezone')") == "UTC"
    assert ask(url, "select current_setting('lc_messages')") == "C"
    with connect(url) as connection:
        connection.execute("create temporary table environment (line text)")
        connection.execute("copy environment from program 'env'")
        seen = dict(row[0].partition("=")[::2] for row in connection.execute("select line from environment"))
    assert not {"DJANGO_SECRET_KEY", "PGHOST", "PGHOSTADDR", "PGOPTIONS", "PGUSER", "LANG"} & set(seen)
    assert seen["TZ"] == "UTC"


def test_nothing_that_people_write_gets_into_the_log(home, url):
    secret = "crashed-after-walking"
    with connect(url) as connection:
        connection.execute("create table diary (note text unique, length int)")
        connection.execute("insert into diary values (%s, 1)", [secret])
        for statement in (
            "insert into diary values (%s, 1)",  # the refused row would stand in the detail
            "select %s::int",  # the value would stand in the message
            f"select nonsense from diary where note = '{secret}' or note = %s",
        ):
            with pytest.raises(psycopg.Error):
                connection.execute(statement, [secret])
        with pytest.raises(psycopg.Error, match=secret):
            connection.execute(f"do $$ begin raise exception '{secret}'; end $$")
        connection.execute(f"do $$ begin raise warning '{secret}'; end $$")

    assert secret not in place_of(home).log.read_text()


def test_a_long_log_is_cut_down_to_its_end_while_the_server_writes(home, url):
    log = place_of(home).log
    with log.open("a") as file:
        file.write(("x" * 99 + "\n") * (LOG_LIMIT // 100 + 1))
        file.write("the last line\n")

    ensure(home)

    assert log.stat().st_size <= LOG_KEPT
    assert log.read_text().endswith("the last line\n")
    with pytest.raises(psycopg.OperationalError):
        connect(url.replace("/atlas", "/no_such_database"))
    assert log.read_text().startswith("x" * 99), "no hole before what the server wrote afterwards"
    assert 'database "no_such_database" does not exist' in log.read_text()


def test_the_server_outlives_its_starter_and_a_ctrl_c_in_its_terminal(home, url):
    embedded_postgres.stop(home)
    code = (
        "import sys, time; from pathlib import Path; from atlas.embedded_postgres import ensure\n"
        "print(ensure(Path(sys.argv[1])), flush=True); time.sleep(60)"
    )
    starter = python(code, home, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True)
    assert starter.stdout.readline().strip() == url

    os.killpg(starter.pid, signal.SIGINT)  # what the terminal does to all processes of `make run`

    starter.wait(timeout=60)
    assert starter.stdout.read() == "", "the pipe ends with the starter, so the server does not hold it"
    starter.stdout.close()
    time.sleep(0.2)
    assert ask(url, "select 1") == 1


def test_the_command_line_from_start_to_stop(home, url):
    embedded_postgres.stop(home)

    stopped = command("status", "--home", home)
    assert (stopped.returncode, stopped.stderr) == (3, "")
    assert "stopped" in stopped.stdout
    nothing = command("stop", "--home", home)
    assert (nothing.returncode, nothing.stdout) == (0, "No local PostgreSQL was running.\n")

    # This returns although its output is read from pipes: the server holds no end of them.
    assert command("start", "--home", home, "--fast").stdout == f"The local PostgreSQL runs: {url}\n"
    assert ask(url, "show fsync") == "off"
    other = command("url", "--home", home, "--database", "other")
    assert (other.stdout, other.stderr) == (f"{url.removesuffix('atlas')}other\n", "")

    running = command("status", "--home", home)
    place = place_of(home)
    assert running.returncode == 0
    assert "running" in running.stdout
    assert ask(url, "show server_version") in running.stdout
    assert str(place.data) in running.stdout
    assert url in running.stdout

    assert command("stop", "--home", home).stdout == "The local PostgreSQL has been stopped.\n"
    assert not answers(place)
    assert command("status", "--home", home).returncode == 3
    assert ask(ensure(home), "show fsync") == "on", "a cluster that ran fast can become durable again"


def test_what_ran_fast_is_put_on_the_disk_before_it_counts_as_durable(home, url, monkeypatch):
    synced = []
    monkeypatch.setattr(server, "put_on_disk", lambda place, binaries, data: synced.append(data))

    for fast, expected in ((True, []), (True, []), (False, [place_of(home).data]), (False, [])):
        embedded_postgres.stop(home)
        synced.clear()
        assert ask(ensure(home, fast=fast), "show fsync") == ("off" if fast else "on")
        assert synced == expected


def test_wrong_usage_is_told_apart_from_failure():
    assert command("dance").returncode == 2
    assert command("start", "--database", "a/b").returncode == 1


def test_importing_it_needs_no_django_and_no_driver():
    code = (
        "import sys; import atlas.embedded_postgres\n"
        "loaded = {'django', 'psycopg', 'embedded_postgres', 'environ'} & set(sys.modules)\n"
        "assert not loaded, loaded"
    )
    subprocess.run([sys.executable, "-c", code], cwd=CHECKOUT, check=True, timeout=60)


def test_the_programs_of_the_package_are_used_where_it_is_installed(home, url):
    assert str(ask(url, "show server_version")).split(".")[0] == version("embedded-postgres").split(".")[0]
