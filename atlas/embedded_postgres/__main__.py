"""The command line of the local PostgreSQL: `python -m atlas.embedded_postgres <command>`.

    url      start or find the server; print the DATABASE_URL and nothing else
    start    the same, with a sentence for people
    stop     stop the server; fine if none runs
    status   say whether it runs, its version, its data folder, its URL
    destroy  stop it and remove all its data, without asking

Exit codes: 0 done (status: it runs) · 1 refused or failed, with the reason on stderr · 2 wrong usage ·
3 status: it does not run · 130 interrupted.
"""

import argparse
import sys
from pathlib import Path

from . import DEFAULT_HOME, EmbeddedPostgresError, destroy, ensure, status, stop

DONE, FAILED, NOT_RUNNING, INTERRUPTED = 0, 1, 3, 130


def main(arguments: list[str] | None = None) -> int:
    """Run one command; returns the exit code (see the module's docstring)."""
    options = _parser().parse_args(arguments)
    try:
        return _COMMANDS[options.command](options)
    except EmbeddedPostgresError as error:
        sys.stderr.write(f"{error}\n")
        return FAILED
    except KeyboardInterrupt:
        sys.stderr.write("Interrupted; nothing half made is left behind.\n")
        return INTERRUPTED


def _url(options: argparse.Namespace) -> int:
    _say(ensure(options.home, database=options.database, fast=options.fast))
    return DONE


def _start(options: argparse.Namespace) -> int:
    url = ensure(options.home, database=options.database, fast=options.fast)
    _say(f"The local PostgreSQL runs: {url}")
    return DONE


def _stop(options: argparse.Namespace) -> int:
    stopped = stop(options.home)
    _say("The local PostgreSQL has been stopped." if stopped else "No local PostgreSQL was running.")
    return DONE


def _status(options: argparse.Namespace) -> int:
    found = status(options.home, database=options.database)
    _say("The local PostgreSQL is running." if found.running else "The local PostgreSQL is stopped.")
    if found.data is None:
        _say(f"There are no data yet; they would belong to {options.home}.")
    else:
        _say(f"version      {found.version or 'no data yet'}\ndata folder  {found.data}")
        _say(f"log          {found.log}\nURL          {found.url}")
    return DONE if found.running else NOT_RUNNING


def _destroy(options: argparse.Namespace) -> int:
    removed = destroy(options.home)
    _say("The local PostgreSQL and its data have been removed." if removed else "There was nothing to remove.")
    return DONE


_COMMANDS = {"url": _url, "start": _start, "stop": _stop, "status": _status, "destroy": _destroy}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m atlas.embedded_postgres",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("command", choices=_COMMANDS, help="what to do (see above)")
    parser.add_argument("--home", type=Path, default=DEFAULT_HOME, help="folder of the cluster (%(default)s)")
    parser.add_argument("--database", default="atlas", help="database to create if missing (%(default)s)")
    parser.add_argument("--fast", action="store_true", help="never wait for the disk: for tests only")
    return parser


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")


if __name__ == "__main__":
    sys.exit(main())
