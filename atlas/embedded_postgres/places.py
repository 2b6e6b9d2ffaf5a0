"""Where the cluster lives, and who may touch it.

    home, such as .local/postgres            made by us: 0700, or 0711 where root calls
        ABOUT.txt      says who made the folder; without it nothing here is ever removed
        lock           held (flock) by the one process that starts, stops or removes the cluster
        LOCATION       only if the cluster had to live elsewhere: its folder, and why

    folder: the home itself, or /var/tmp/mecfs-atlas-postgres-<hash of the home's path>
        alive                     held (flock) by every process of the running server; free = none is left
        pg_hba.conf pg_ident.conf who may connect; written anew at every start
        binaries-<hash>/          a private copy, only if the server's account cannot enter the installed ones
        cluster/                  0700, owned by the server's account
            data/  server.log  .s.PGSQL.5432 (the socket, unless its path is too long for one)

The folder is elsewhere only where root calls and the account cannot reach the home, as in a checkout in
the home folder of root. Nothing that existed before is given another mode or owner for it. On systems that
clean /var/tmp by age, a cluster there is safe while its server runs (it holds the lock that such cleaners
respect), and may be cleaned away after it has been stopped for weeks.
"""

import contextlib
import fcntl
import hashlib
import os
import stat
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from .accounts import Account, account_for, name_of
from .errors import AnotherOwner, DidNotStart, NotOurFolder, StillBusy

SHARED_FOLDER = Path("/var/tmp")  # noqa: S108 - what we make there is checked to be ours, see `check_ours`
FOLDER_PREFIX = "mecfs-atlas-postgres-"
SOCKET_PREFIX = "mecfs-atlas-socket-"
PORT = 5432  # part of the socket's name only: nothing listens on a network port
SOCKET_NAME = f".s.PGSQL.{PORT}"
LONGEST_SOCKET_PATH = 103  # bytes: sun_path holds 104 on macOS and 108 on Linux, with a closing NUL
LOCK_PATIENCE = 180  # seconds to wait for another process that starts or stops the same cluster

UNFINISHED = ".unfinished-"  # begins the names of folders that are being made
ABOUT = "ABOUT.txt"
_ABOUT_TEXT = (
    "This folder was made by atlas/embedded_postgres for the local PostgreSQL of the ME/CFS Atlas.\n"
    "`make stop` stops the server, `make reset` removes the folder with all data in it.\n"
)


@dataclass(frozen=True)
class Place:
    """One cluster: the home it belongs to, the folder it lives in, the account that runs its server."""

    home: Path
    folder: Path
    account: Account

    @property
    def is_elsewhere(self) -> bool:
        """Whether the cluster had to live outside its home."""
        return self.folder != self.home

    @property
    def cluster(self) -> Path:
        """The private folder of the server's account."""
        return self.folder / "cluster"

    @property
    def data(self) -> Path:
        """The data folder (PGDATA)."""
        return self.cluster / "data"

    @property
    def log(self) -> Path:
        """What the server says."""
        return self.cluster / "server.log"

    @property
    def alive(self) -> Path:
        """The file that the server's processes keep locked for as long as one of them lives."""
        return self.folder / "alive"

    @property
    def socket_folder(self) -> Path:
        """Where the socket is: beside the data, or a short private folder if that path does not fit."""
        if socket_path_fits(self.cluster):
            return self.cluster
        return SHARED_FOLDER / f"{SOCKET_PREFIX}{_hash(self.cluster)}"

    @property
    def socket(self) -> Path:
        """The server's Unix socket."""
        return self.socket_folder / SOCKET_NAME


def socket_path_fits(folder: Path) -> bool:
    """Whether a socket in `folder` can be named by libpq, by the kernel and in a DATABASE_URL.

    The path must be short enough, valid UTF-8, printable, and without a comma, at which libpq would split it
    into several hosts.
    """
    text = str(folder)
    length = len(os.fsencode(folder / SOCKET_NAME))
    return length <= LONGEST_SOCKET_PATH and text.isprintable() and "," not in text


def locate(home: Path, account: Account) -> Place | None:
    """The cluster of `home`, or None if it has none yet. Changes nothing."""
    if (home / "cluster").is_dir():
        return Place(home, home, account_for(home / "cluster", account))
    elsewhere = _folder_elsewhere(home)
    if account.dropped and _belongs_to(elsewhere) == os.fsencode(home) and (elsewhere / "cluster").is_dir():
        return Place(home, elsewhere, account_for(elsewhere / "cluster", account))
    return None


def prepare(home: Path, account: Account) -> Place:
    """The cluster of `home`, its folders made where they are missing. To be called with the lock held.

    Raises AnotherOwner if a folder that would be used in /var/tmp was made by somebody else.
    """
    about = home / ABOUT
    if not about.exists():
        about.write_text(_ABOUT_TEXT)
    place = locate(home, account)
    if place is None and account.dropped:
        _bring_along(home, account)
        place = locate(home, account)
    place = place or _choose(home, account)
    if place.socket_folder != place.cluster:
        make_folder(place.socket_folder, 0o700, account)
        check_ours(place.socket_folder, account.uid)
    return place


def open_home(home: Path, account: Account) -> None:
    """Make `home` and the folders above it where they are missing, and refuse one that is not ours.

    Raises AnotherOwner for another user's folder, NotOurFolder for one that holds other things.
    """
    missing = [folder for folder in (home, *home.parents) if not os.path.lexists(folder)]
    for folder in reversed(missing):
        # Root's folders have to let the server's account pass through; they do not let it look around.
        if account.dropped:
            make_folder(folder, 0o711)
        elif folder == home:
            make_folder(folder, 0o700)
        else:
            folder.mkdir(exist_ok=True)
    refuse_other_home(home)
    entries = set(os.listdir(home))
    if entries - {"lock"} and ABOUT not in entries:
        raise NotOurFolder(
            f"The folder {home} holds other things, so no database was put into it: name an empty or a new folder."
        )


def refuse_other_home(home: Path) -> None:
    """Raise AnotherOwner unless `home` belongs to whoever calls."""
    owner = home.stat().st_uid
    if owner != os.geteuid():
        raise AnotherOwner(
            f"The folder {home} belongs to the user {name_of(owner)}, but you are {name_of(os.geteuid())}: "
            f"run this as {name_of(owner)}, or remove that folder (its data are lost then)."
        )


def check_ours(folder: Path, owner: int) -> None:
    """Raise AnotherOwner unless `folder` is a real folder of the user `owner` that nobody else can write to.

    Guards the folders whose names anybody could guess and make first. A folder that passes cannot be
    swapped by others later: /var/tmp is sticky.
    """
    if not _is_ours(folder, owner):
        raise AnotherOwner(
            f"{folder} should be a private folder of the user {name_of(owner)}, but it was made by the user "
            f"{name_of(os.lstat(folder).st_uid)} or is open to others, so it is not trusted: remove it and "
            "try again."
        )


@contextlib.contextmanager
def locked(home: Path, account: Account, *, make: bool) -> Iterator[None]:
    """Hold the lock of `home`: one process at a time starts, stops or removes its cluster.

    With `make` the home is made first if it is missing. Raises StillBusy after three minutes.
    """
    path = home / "lock"
    patience = time.monotonic() + LOCK_PATIENCE
    while True:
        if make:
            open_home(home, account)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
        if try_lock(descriptor) and _is_still(path, descriptor):
            break
        os.close(descriptor)
        if time.monotonic() > patience:
            raise StillBusy(
                f"Another process has been starting or stopping the PostgreSQL of {home} for "
                f"{LOCK_PATIENCE // 60} minutes: end that process and try again."
            )
        time.sleep(0.02)
    try:
        yield
    finally:
        os.close(descriptor)


def try_lock(descriptor: int) -> bool:
    """Take the exclusive lock of an open file if it is free."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def make_folder(path: Path, mode: int, account: Account | None = None) -> bool:
    """Make a folder with this mode (and owner) at one stroke; returns False if something is there already.

    It is made under another name and renamed, so no other process ever sees it half made.
    """
    unfinished = Path(tempfile.mkdtemp(prefix=UNFINISHED, dir=path.parent))
    try:
        unfinished.chmod(mode)
        if account is not None and account.dropped:
            os.chown(unfinished, account.uid, account.gid)
        if os.path.lexists(path):
            unfinished.rmdir()
            return False
        unfinished.rename(path)
    except OSError:
        with contextlib.suppress(OSError):
            unfinished.rmdir()
        if not path.is_dir():
            raise
        return False
    return True


def remove_home_files(place: Place) -> None:
    """Remove what this package put into the home and, if elsewhere, the folder; the lock goes last."""
    for folder in {place.folder, place.home}:
        for name in ("LOCATION", "BELONGS_TO", "alive", "pg_hba.conf", "pg_ident.conf", ABOUT):
            (folder / name).unlink(missing_ok=True)
        for leftover in folder.glob(f"{UNFINISHED}*"):
            leftover.rmdir()
    (place.home / "lock").unlink(missing_ok=True)
    for folder in {place.folder, place.home}:
        with contextlib.suppress(OSError):  # something else lies in it: then it stays
            folder.rmdir()


def _choose(home: Path, account: Account) -> Place:
    if not account.dropped or _is_within_reach(home, account):
        make_folder(home / "cluster", 0o700, account)
        return Place(home, home, account)
    folder = _folder_elsewhere(home)
    make_folder(folder, 0o711)
    check_ours(folder, os.geteuid())
    if not _is_within_reach(folder, account):
        raise DidNotStart(
            f"The account {account.name}, as which PostgreSQL has to run, can work neither in {home} nor in "
            f"{folder}: let it pass through the folders above one of them, or set DATABASE_URL."
        )
    (folder / ABOUT).write_text(_ABOUT_TEXT)
    (folder / "BELONGS_TO").write_bytes(os.fsencode(home))
    make_folder(folder / "cluster", 0o700, account)
    place = Place(home, folder, account)
    _write_location(place)
    return place


def _is_within_reach(folder: Path, account: Account) -> bool:
    """Whether the account can work in a folder of its own below `folder`: found out by making one."""
    trial = Path(tempfile.mkdtemp(prefix=UNFINISHED, dir=folder))
    try:
        os.chown(trial, account.uid, account.gid)
        return account.can_work_in(trial)
    finally:
        trial.rmdir()


def _write_location(place: Place) -> None:
    (place.home / "LOCATION").write_text(
        f"{place.folder}\n\nThe data of the local PostgreSQL live in the folder named above, because the "
        f"account {place.account.name}, as which the server runs, cannot reach this one.\n`make reset` "
        "removes both.\n"
    )


def _bring_along(home: Path, account: Account) -> None:
    """If the checkout was moved since its cluster was put elsewhere, rename the cluster after the new home.

    A checkout that was copied keeps its hands off the cluster of the original and gets its own.
    """
    try:
        recorded = Path((home / "LOCATION").read_text().partition("\n")[0])
    except FileNotFoundError:
        return
    folder = _folder_elsewhere(home)
    if recorded.parent != SHARED_FOLDER or not recorded.name.startswith(FOLDER_PREFIX) or os.path.lexists(folder):
        return
    former_home = _belongs_to(recorded)
    if former_home is not None and not os.path.lexists(Path(os.fsdecode(former_home), "LOCATION")):
        recorded.rename(folder)
        (folder / "BELONGS_TO").write_bytes(os.fsencode(home))
        _write_location(Place(home, folder, account))


def _folder_elsewhere(home: Path) -> Path:
    return SHARED_FOLDER / f"{FOLDER_PREFIX}{_hash(home)}"


def _belongs_to(folder: Path) -> bytes | None:
    """The home that a folder elsewhere was made for; None if it is not a folder that we made."""
    try:
        return (folder / "BELONGS_TO").read_bytes() if _is_ours(folder, os.geteuid()) else None
    except FileNotFoundError:
        return None


def _is_ours(folder: Path, owner: int) -> bool:
    facts = os.lstat(folder)
    return stat.S_ISDIR(facts.st_mode) and facts.st_uid == owner and not facts.st_mode & 0o022


def _hash(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:16]


def _is_still(path: Path, descriptor: int) -> bool:
    """Whether the open file is the one at `path`: whoever removed the cluster has removed its lock too."""
    try:
        return os.path.samestat(os.stat(path), os.fstat(descriptor))
    except FileNotFoundError:
        return False
