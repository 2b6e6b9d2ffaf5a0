"""The running server: whether it answers, how it is started, how it is stopped.

Whether a server lives is asked of its socket. Whether *any* process of it is left is asked of the kernel: all
of them inherit the locked file `alive`, and the lock is free at the moment when the last one has gone. So
after a `kill -9` we know how long orphaned processes still hold the shared memory, and that a remaining
`postmaster.pid` is only a leftover, even if its number belongs to another process by now.

Why nobody else can connect: nothing listens on the network; the socket has mode 0700 and lies in a folder of
mode 0700, so the kernel turns away every other user but root; and `pg_hba.conf` has the kernel say who the
caller is (peer) and lets in only the server's own account and root, so that even an opened folder opens no
door. Where root lends the server to `nobody`, other processes of `nobody` count as the server's own account.
"""

import contextlib
import fcntl
import os
import pwd
import socket
import time
from collections.abc import Iterator
from pathlib import Path

from .binaries import Binaries, forget_old_copies
from .cluster import SUPERUSER, check_data, create_data, last_lines, put_on_disk, remove_unfinished
from .errors import DidNotStart, StillBusy
from .places import PORT, SOCKET_NAME, Place, try_lock

ANSWER_PATIENCE = 5  # seconds for a server to answer the first word; one that is stopped or hung never does
ORPHAN_PATIENCE = 30  # seconds for the processes of a killed server to notice and go
START_PATIENCE = 180  # seconds to start, replay of the log after a crash included
REFUSED_PATIENCE = 10  # seconds to try again while PostgreSQL says that the data are in use
STOP_PATIENCE = 60  # seconds for a clean stop, which ends all connections and writes everything down
ABORT_PATIENCE = 10  # seconds for a stop without ceremony, which the next start repairs
LOG_LIMIT = 1_000_000  # bytes after which the log is cut down to ...
LOG_KEPT = 64_000  # ... its last so many bytes

_SSL_REQUEST = (8).to_bytes(4) + (80877103).to_bytes(4)  # length and code of the protocol's SSLRequest

SETTINGS = {
    "listen_addresses": "",
    "port": str(PORT),
    "unix_socket_permissions": "0700",
    "cluster_name": "mecfs-atlas",
    "max_connections": "100",
    "shared_buffers": "128MB",
    "max_wal_size": "512MB",
    "timezone": "UTC",
    "log_timezone": "UTC",
    # The log tells the server's own life and nothing of what people write: no statement, no parameter, no
    # refused row (which PostgreSQL would print as a detail of the error). Django reports SQL errors.
    "log_destination": "stderr",
    "logging_collector": "off",
    "log_min_messages": "log",
    "log_error_verbosity": "terse",
    "log_statement": "none",
    "log_min_duration_statement": "-1",
    "log_min_error_statement": "panic",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
    "log_checkpoints": "off",
    "log_autovacuum_min_duration": "-1",
}
DURABLE_SETTINGS = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}
FAST_SETTINGS = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}

# Positional arguments only, so that no character of a path means anything to the shell. The server becomes a
# child of init, not of the calling process: it outlives it, and leaves no zombie in it when killed.
_START_SCRIPT = 'log=$1; shift; "$@" </dev/null >>"$log" 2>&1 &'


def answers(place: Place) -> bool:
    """Whether a server speaks at the socket: a live one answers the protocol's SSLRequest with N or S."""
    with socket.socket(socket.AF_UNIX) as line:
        line.settimeout(ANSWER_PATIENCE)
        try:
            line.connect(os.fspath(place.socket))
            line.sendall(_SSL_REQUEST)
            return line.recv(1) in (b"N", b"S")
        except OSError:
            return False


def has_processes(place: Place) -> bool:
    """Whether any process of the server is left, be it only an orphan of a killed one."""
    descriptor = _claim(place)
    if descriptor is None:
        return True
    os.close(descriptor)
    return False


def start(place: Place, binaries: Binaries, *, fast: bool) -> None:
    """Start the server; returns when it answers. To be called with the lock held, when none answers.

    Makes the data folder first if there is none. Waits for the remains of a killed server to go. Raises
    AnotherOwner, AnotherVersion, StillBusy (remains of a server that do not go) or DidNotStart.
    """
    descriptor = _claim_patiently(place)
    try:
        forget_old_copies(place.folder, binaries)
        if place.data.exists():
            check_data(place, binaries)
            remove_unfinished(place)
            if not fast and _ran_fast(place):
                put_on_disk(place, binaries, place.data)
        else:
            create_data(place, binaries, fast=fast)
        _write_access_rules(place)
    finally:
        os.close(descriptor)
    patience = time.monotonic() + REFUSED_PATIENCE
    while not _try_to_start(place, binaries, fast=fast):
        if time.monotonic() > patience:
            raise DidNotStart(
                f"PostgreSQL did not start, because another server uses the data in {place.data} already: "
                f"stop that one. Its last words in {place.log}:\n{last_lines(log_from(place))}"
            )
        time.sleep(0.25)


def stop(place: Place) -> bool:
    """Stop the server cleanly, or without ceremony if it does not listen; returns whether one ran.

    The signal is sent as the server's account, which may reach no process but its own.
    Raises StillBusy if processes of it are left after that.
    """
    if not answers(place) and not has_processes(place):
        return False
    for name, patience in (("INT", STOP_PATIENCE), ("QUIT", ABORT_PATIENCE)):
        with contextlib.suppress(FileNotFoundError, ValueError, IndexError):
            number = int((place.data / "postmaster.pid").read_text().splitlines()[0])
            if number > 1:
                place.account.run("/bin/sh", "-c", 'kill -s "$1" "$2"', "sh", name, str(number))
        if _wait_until_gone(place, patience):
            return True
    raise StillBusy(
        f"The PostgreSQL server of {place.data} does not stop: end the processes that use this folder by hand."
    )


def shorten_log(place: Place) -> None:
    """Cut an overlong log down to its end. The server appends, so this may be done while it writes."""
    with contextlib.suppress(FileNotFoundError):
        if place.log.stat().st_size <= LOG_LIMIT:
            return
        descriptor = os.open(place.log, os.O_RDWR | os.O_NOFOLLOW)
        with open(descriptor, "r+b") as log:
            log.seek(-LOG_KEPT, os.SEEK_END)
            end = log.read().partition(b"\n")[2]
            log.seek(0)
            log.write(end)
            log.truncate()


def log_from(place: Place, offset: int = 0) -> str:
    """What the server has said since its log was `offset` bytes long, at most the last 64 kB of it."""
    with contextlib.suppress(FileNotFoundError):
        descriptor = os.open(place.log, os.O_RDONLY | os.O_NOFOLLOW)
        with open(descriptor, "rb") as log:
            log.seek(max(offset, os.fstat(descriptor).st_size - LOG_KEPT))
            return log.read().decode(errors="replace")
    return ""


def command_line(place: Place, binaries: Binaries, *, fast: bool) -> list[str | Path]:
    """The server's whole command. Settings stand here and not in postgresql.conf, so that they hold for
    clusters made by earlier versions of this file, too."""
    quoted_folder = str(place.socket_folder).replace('"', '""')
    settings = {
        **SETTINGS,
        **(FAST_SETTINGS if fast else DURABLE_SETTINGS),
        "unix_socket_directories": f'"{quoted_folder}"',
        "hba_file": str(place.folder / "pg_hba.conf"),
        "ident_file": str(place.folder / "pg_ident.conf"),
    }
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    return [binaries.folder / "postgres", "-D", place.data, *options]


def _try_to_start(place: Place, binaries: Binaries, *, fast: bool) -> bool:
    """One attempt. False if PostgreSQL finds others using the data; DidNotStart if anything else is wrong."""
    shorten_log(place)
    said_before = place.log.stat().st_size if place.log.exists() else 0
    with _leftovers_aside(place):
        output = _launch(place, command_line(place, binaries, fast=fast))
        if _wait_until_it_answers(place):
            return True
    said = output + log_from(place, said_before)
    if "still in use" in said:
        return False
    raise DidNotStart(
        f"PostgreSQL did not start with the data in {place.data}. Its last words in {place.log}:\n{last_lines(said)}"
    )


def _launch(place: Place, command: list[str | Path]) -> str:
    """Let the server go, with the lock of `alive` as inheritance; returns what the shell complained of."""
    with contextlib.ExitStack() as held:
        inherited = [_claim_patiently(place)]
        held.callback(os.close, inherited[0])
        if place.is_elsewhere:
            inherited.append(_guard_against_cleaners(place))
            held.callback(os.close, inherited[1])
        _, output = place.account.run(
            *("/bin/sh", "-c", _START_SCRIPT, "sh", place.log, *command), pass_fds=tuple(inherited)
        )
        return output


def _wait_until_it_answers(place: Place) -> bool:
    patience = time.monotonic() + START_PATIENCE
    while time.monotonic() < patience:
        if answers(place):
            return True
        if not has_processes(place):
            return False
        time.sleep(0.01)
    return False


def _wait_until_gone(place: Place, seconds: float) -> bool:
    patience = time.monotonic() + seconds
    while has_processes(place) or answers(place):
        if time.monotonic() > patience:
            return False
        time.sleep(0.02)
    return True


def _claim(place: Place) -> int | None:
    """The open and locked file `alive`, or None while a process of the server holds it."""
    descriptor = os.open(place.alive, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    if try_lock(descriptor):
        return descriptor
    os.close(descriptor)
    return None


def _claim_patiently(place: Place) -> int:
    patience = time.monotonic() + ORPHAN_PATIENCE
    while (descriptor := _claim(place)) is None:
        if time.monotonic() > patience:
            raise StillBusy(
                f"A PostgreSQL server of {place.data} has been killed or hangs, and processes of it are "
                "still at work: wait for them, or end them with `make stop`, and try again."
            )
        time.sleep(0.05)
    return descriptor


@contextlib.contextmanager
def _leftovers_aside(place: Place) -> Iterator[None]:
    """Move what a dead server left out of the way: its number may belong to another process by now, and
    PostgreSQL would take that for a running server. If it turns out that somebody did start a server
    on these data by hand, which PostgreSQL notices by the shared memory, its files are put back."""
    moved = {}
    for path in (place.data / "postmaster.pid", place.socket_folder / f"{SOCKET_NAME}.lock", place.socket):
        with contextlib.suppress(FileNotFoundError):
            moved[path] = path.rename(path.with_name(f"{path.name}.old"))
    try:
        yield
    finally:
        for path, aside in moved.items():
            if os.path.lexists(path):
                aside.unlink()
            else:
                aside.rename(path)


def _guard_against_cleaners(place: Place) -> int:
    """Lock the folder for the server's lifetime, which makes systemd-tmpfiles pass it by (tmpfiles.d(5))."""
    descriptor = os.open(place.folder, os.O_RDONLY | os.O_DIRECTORY)
    with contextlib.suppress(OSError):
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    return descriptor


def _write_access_rules(place: Place) -> None:
    names = {pwd.getpwuid(0).pw_name, place.account.name}
    rules = {
        "pg_hba.conf": "local all all peer map=owner\n",
        "pg_ident.conf": "".join(f'owner "{name}" "{SUPERUSER}"\n' for name in sorted(names)),
    }
    for name, text in rules.items():
        path = place.folder / name
        path.write_text(text)
        path.chmod(0o644 if place.account.dropped else 0o600)


def _ran_fast(place: Place) -> bool:
    """Whether the last server on these data did not wait for the disk; then they may not be there yet."""
    try:
        return "fsync=off" in (place.data / "postmaster.opts").read_text(errors="replace")
    except FileNotFoundError:
        return False
