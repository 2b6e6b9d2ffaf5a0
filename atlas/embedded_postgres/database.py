"""The database in the cluster, and the address by which Django and libpq find it."""

import os
import re
import time
from typing import Any
from urllib.parse import quote

from .cluster import SUPERUSER, last_lines
from .errors import DidNotStart, EmbeddedPostgresError, NoPostgres
from .places import PORT, Place
from .server import answers, log_from

READY_PATIENCE = 180  # seconds for a server that answers to finish its recovery

_WORDS_OF_A_CHANGE = ("starting up", "shutting down", "not yet accepting", "recovery")


def check_name(database: str) -> None:
    """Raise EmbeddedPostgresError unless the name is plain enough to stand in an address unchanged."""
    if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_-]{0,62}", database):
        raise EmbeddedPostgresError(
            f"{database!r} cannot be the name of the database: use up to 63 letters, digits, _ and -, and "
            "begin with a letter."
        )


def database_url(place: Place, database: str) -> str:
    """The DATABASE_URL, in the form that django-environ reads for a Unix socket.

    `postgres://postgres@:5432//folder/of/the/socket/atlas`: a path that begins with a second slash is read as
    host and name (environ.Env.db_url_config). Everything special is percent-encoded, the plus sign included.
    The port stands in it so that no PGPORT of the environment can lead libpq to another socket.
    """
    folder = quote(os.fsencode(place.socket_folder), safe="/")
    return f"postgres://{SUPERUSER}@:{PORT}/{folder}/{quote(database)}"


def ensure_database(place: Place, database: str) -> None:
    """Wait until the server accepts connections, and create the database if it is missing.

    Raises NoPostgres if psycopg is not installed, DidNotStart if the server does not let us in, and
    EmbeddedPostgresError if it cannot make the database.
    """
    try:
        import psycopg
        from psycopg import sql
    except ImportError:
        raise NoPostgres(
            "The PostgreSQL driver psycopg is not installed for this Python: install the project's "
            "requirements with `pip install -r requirements-local.txt`."
        ) from None

    patience = time.monotonic() + READY_PATIENCE
    while True:
        try:
            connection = psycopg.connect(**_connection_facts(place))
            break
        except psycopg.OperationalError as error:
            is_changing = any(words in str(error) for words in _WORDS_OF_A_CHANGE)
            if not is_changing or not answers(place) or time.monotonic() > patience:
                raise DidNotStart(
                    f"The PostgreSQL server of {place.data} did not let us in ({_one_line(error)}). "
                    f"Its last words in {place.log}:\n{last_lines(log_from(place))}"
                ) from error
            time.sleep(0.05)
    try:
        with connection:
            known = connection.execute("select from pg_database where datname = %s", [database]).fetchone()
            if known is None:
                # template0 and not the default template1: somebody may be connected to that one just now.
                command = sql.SQL("create database {} template template0")
                connection.execute(command.format(sql.Identifier(database)))
    except psycopg.Error as error:
        raise EmbeddedPostgresError(
            f"The database {database} could not be made in {place.data}, because PostgreSQL says: {_one_line(error)}."
        ) from error


def server_version(place: Place) -> str | None:
    """The version of the running server, such as "18.6"; None if it does not let us in (or no psycopg)."""
    try:
        import psycopg
    except ImportError:
        return None
    try:
        with psycopg.connect(**_connection_facts(place)) as connection:
            return connection.info.parameter_status("server_version")
    except psycopg.Error:
        return None


def _connection_facts(place: Place) -> dict[str, Any]:
    """What is not said here, libpq would take from the PG* variables of the environment."""
    return {
        "host": os.fspath(place.socket_folder),
        "hostaddr": "",
        "port": PORT,
        "user": SUPERUSER,
        "dbname": "postgres",
        "options": "",
        "sslmode": "disable",
        "gssencmode": "disable",
        "connect_timeout": 10,
        "autocommit": True,
    }


def _one_line(error: Exception) -> str:
    return " ".join(str(error).split())
