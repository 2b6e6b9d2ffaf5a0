"""The data folder: made at one stroke or not at all, and refused if it is not what the server needs.

Locale: PostgreSQL 17 and later are given their builtin C.UTF-8, which sorts by code point and knows the
letters of all languages, on every system alike. Versions 15 and 16 have no such thing: there the system's
C.UTF-8 is used, and where the system has none (macOS), plain C, which knows upper and lower case for ASCII
letters only; a warning says so.
"""

import logging
import os
import shutil
import tempfile
from pathlib import Path

from .accounts import name_of
from .binaries import Binaries
from .errors import AnotherOwner, AnotherVersion, DidNotStart
from .places import Place

SUPERUSER = "postgres"

logger = logging.getLogger(__name__)


def check_data(place: Place, binaries: Binaries) -> None:
    """Refuse a data folder of another owner (AnotherOwner) or of another major version (AnotherVersion)."""
    check_owner(place)
    major = data_major(place)
    if major != binaries.major:
        raise AnotherVersion(
            f"The data in {place.data} were written by PostgreSQL {major}, but the server at hand is "
            f"{binaries.version}, which cannot read them: bring back version {major}, or remove the data "
            "with `make reset` and start anew."
        )


def check_owner(place: Place) -> None:
    """Raise AnotherOwner unless the cluster's folders belong to the account that the server runs as."""
    for folder in (place.cluster, place.data):
        owner = folder.stat().st_uid
        if owner != place.account.uid:
            raise AnotherOwner(
                f"The data folder {folder} belongs to the user {name_of(owner)}, but the server would run as "
                f"{place.account.name}: run this as {name_of(owner)}, or remove the data with `make reset`."
            )


def data_major(place: Place) -> int:
    """The major version that wrote the data. Raises DidNotStart if the folder is damaged."""
    try:
        return int((place.data / "PG_VERSION").read_text())
    except (FileNotFoundError, ValueError):
        raise DidNotStart(
            f"The folder {place.data} is damaged (it does not say which PostgreSQL wrote it): bring it back "
            "from a copy, or remove it with `make reset` and start anew."
        ) from None


def create_data(place: Place, binaries: Binaries, *, fast: bool) -> None:
    """Run initdb in a folder beside the final one, put the result on disk, and rename it.

    A process killed in the middle leaves a folder `unfinished-...`, which the next one removes; it can never
    be taken for real data. With `fast` nothing waits for the disk. Raises DidNotStart with initdb's last
    words.
    """
    remove_unfinished(place)
    unfinished = Path(tempfile.mkdtemp(prefix="unfinished-", dir=place.cluster))
    try:
        if place.account.dropped:
            os.chown(unfinished, place.account.uid, place.account.gid, follow_symlinks=False)
        _initdb(place, binaries, unfinished)
        if not fast:
            put_on_disk(place, binaries, unfinished)
        unfinished.rename(place.data)
        if not fast:
            _sync_folder(place.cluster)
    except BaseException:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise


def remove_unfinished(place: Place) -> None:
    """Remove what an interrupted initdb left behind."""
    for leftover in place.cluster.glob("unfinished-*"):
        shutil.rmtree(leftover, ignore_errors=True)


def put_on_disk(place: Place, binaries: Binaries, data: Path) -> None:
    """Wait until every file of a data folder that no server uses is on the disk."""
    code, output = place.account.run(binaries.folder / "initdb", "--sync-only", "-D", data)
    if code != 0:
        raise DidNotStart(f"The data in {data} could not be put on the disk. The system says:\n{last_lines(output)}")


def last_lines(output: str, count: int = 6) -> str:
    """The end of a program's output, indented, each line at most 300 characters."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    return "\n".join(f"  {line[:300]}" for line in lines[-count:]) or "  (nothing)"


def _initdb(place: Place, binaries: Binaries, folder: Path) -> None:
    output = ""
    for locale, options in _locales(binaries):
        code, output = place.account.run(
            binaries.folder / "initdb",
            *("-D", str(folder), "--username", SUPERUSER, "--encoding", "UTF8", *options),
            # Who may connect is decided by our own pg_hba.conf (see `server`); should anybody start these
            # data by hand, the rules written here keep the door shut.
            *("--auth-local", "peer", "--auth-host", "reject"),
            *("--data-checksums", "--no-instructions", "--no-sync"),
        )
        if code == 0:
            if locale == "C":
                logger.warning(
                    "PostgreSQL %s has no locale C.UTF-8 here: upper and lower case of letters beyond ASCII "
                    "will not match in searches. PostgreSQL 17 or later has no such limit.",
                    binaries.version,
                )
            return
    raise DidNotStart(f"A new database could not be made in {place.cluster}. PostgreSQL says:\n{last_lines(output)}")


def _locales(binaries: Binaries) -> list[tuple[str, tuple[str, ...]]]:
    if binaries.major >= 17:
        return [("builtin", ("--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"))]
    return [("C.UTF-8", ("--locale=C.UTF-8",)), ("C", ("--locale=C",))]


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
