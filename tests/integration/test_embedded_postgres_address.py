"""The DATABASE_URL of the local PostgreSQL tells django-environ what it should. No server is started."""

import os
from pathlib import Path

import environ
import pytest

from atlas.embedded_postgres import EmbeddedPostgresError, ensure
from atlas.embedded_postgres.accounts import server_account
from atlas.embedded_postgres.database import check_name, database_url
from atlas.embedded_postgres.places import LONGEST_SOCKET_PATH, SOCKET_NAME, Place, socket_path_fits


@pytest.mark.parametrize(
    "folder",
    [
        "/srv/atlas/.local/postgres",
        "/srv/my atlas",
        "/srv/50% done",
        "/srv/%2F",
        "/srv/c++",
        "/srv/what?",
        "/srv/a#b",
        "/srv/a;b=c&d",
        "/srv/user@host:5433",
        "/srv/[draft]",
        "/srv/$HOME",
        '/srv/O\'Neil "x"',
        "/srv/back\\slash",
        "/srv/Müller/研究",
        "/srv/a+b c%20d",
    ],
)
def test_special_characters_of_a_path_survive(folder):
    place = Place(Path(folder), Path(folder), server_account())

    read = environ.Env.db_url_config(database_url(place, "atlas"))

    assert read["ENGINE"] == "django.db.backends.postgresql"
    assert read["HOST"] == f"{folder}/cluster"
    assert (read["NAME"], read["USER"], read["PASSWORD"], read["PORT"]) == ("atlas", "postgres", "", 5432)
    assert "OPTIONS" not in read


@pytest.mark.parametrize(
    "folder",
    [
        pytest.param("/srv/" + "long" * 30, id="too long for a socket"),
        pytest.param("/srv/" + "長" * 40, id="too long in bytes, not in letters"),
        pytest.param("/srv/a,b", id="libpq reads a comma as a second host"),
        pytest.param("/srv/a\nb", id="not printable"),
        pytest.param(os.fsdecode(b"/srv/caf\xe9"), id="not UTF-8"),
    ],
)
def test_a_path_that_no_socket_can_have_gets_a_short_private_folder(folder):
    place = Place(Path(folder), Path(folder), server_account())

    assert not socket_path_fits(place.cluster)
    assert socket_path_fits(place.socket_folder)
    assert place.socket_folder.parent == Path("/var/tmp")
    assert environ.Env.db_url_config(database_url(place, "atlas"))["HOST"] == str(place.socket_folder)


def test_the_longest_path_that_fits_is_one_byte_shorter_than_the_first_that_does_not():
    room = LONGEST_SOCKET_PATH - len("/") - len(f"/{SOCKET_NAME}")

    assert socket_path_fits(Path("/" + "x" * room))
    assert not socket_path_fits(Path("/" + "x" * (room + 1)))


@pytest.mark.parametrize("name", ["atlas", "test_atlas", "test_atlas_gw1", "Atlas-2", "x" * 63])
def test_plain_names_of_databases_are_taken(name):
    check_name(name)


@pytest.mark.parametrize("name", ["", "a/b", "a b", 'a"b', "a?b", "1a", "x" * 64, "größe", "a;b", "-a", "a\n"])
def test_other_names_of_databases_are_refused_before_anything_is_made(name, tmp_path):
    with pytest.raises(EmbeddedPostgresError, match="cannot be the name of the database"):
        ensure(tmp_path / "home", database=name)

    assert not (tmp_path / "home").exists()
