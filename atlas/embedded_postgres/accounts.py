"""The user account that the server runs as, and how programs are run in its name.

who calls       the server runs as
an ordinary user  that user
root              the first of `postgres`, `_postgres`, `nobody` that exists (PostgreSQL refuses root)
"""

import contextlib
import os
import pwd
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from .errors import NoPostgres

UNPRIVILEGED_ACCOUNTS = ("postgres", "_postgres", "nobody")

# The server's environment is a short list of what it needs and nothing else: no PG* variable can bend
# it, no locale of the caller reaches it, and no secret of the site can be read back out of its processes.
_ENVIRONMENT_KEPT = ("PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")
_ENVIRONMENT_SET = {"LC_ALL": "C", "TZ": "UTC"}


@dataclass(frozen=True)
class Account:
    """A user of this machine. `dropped` is true where the caller is root and the server must not be."""

    name: str
    uid: int
    gid: int
    dropped: bool

    def run(self, *command: str | Path, pass_fds: tuple[int, ...] = (), timeout: float = 300) -> tuple[int, str]:
        """Run a program as this account; returns its exit code and what it printed.

        The output goes to a file and not to a pipe: a server started on the way would inherit the pipe and
        keep whoever reads from it waiting for ever. The program gets a session of its own, so that a
        Ctrl-C in the terminal does not reach it. Raises NoPostgres where the system forbids the change of
        account, OSError where the program cannot be run, subprocess.TimeoutExpired after `timeout` seconds.
        """
        with tempfile.TemporaryFile() as output:
            try:
                done = subprocess.run(  # noqa: S603 - our own commands, given as a list
                    [os.fspath(part) for part in command],
                    stdin=subprocess.DEVNULL,
                    stdout=output,
                    stderr=subprocess.STDOUT,
                    cwd="/",
                    env=server_environment(),
                    umask=0o077,
                    start_new_session=True,
                    pass_fds=pass_fds,
                    timeout=timeout,
                    check=False,
                    user=self.uid if self.dropped else None,
                    group=self.gid if self.dropped else None,
                    extra_groups=() if self.dropped else None,
                )
            except PermissionError as error:
                # A refused change of account is reported with the working folder as its file name.
                if not self.dropped or error.filename not in (None, "/"):
                    raise
                raise NoPostgres(
                    "PostgreSQL refuses to run as root, and this system does not let root act as "
                    f"{self.name}: run this as an ordinary user, or set DATABASE_URL to a server that runs "
                    "already."
                ) from error
            output.seek(0)
            return done.returncode, output.read().decode(errors="replace")

    def can_work_in(self, folder: Path) -> bool:
        """Whether this account owns `folder`, reaches it and writes there; the kernel is asked, by trying."""
        code, _ = self.run("/bin/sh", "-c", 'cd -- "$1" && test -w . && test -O .', "sh", folder)
        return code == 0


def server_account() -> Account:
    """The account for the server (see the table above). Raises NoPostgres where there is none."""
    uid = os.geteuid()
    if uid != 0:
        try:
            own = pwd.getpwuid(uid)
        except KeyError:
            raise NoPostgres(
                f"The user with the number {uid} has no name on this system, and PostgreSQL needs one: add "
                "it to /etc/passwd, or set DATABASE_URL to a server that runs already."
            ) from None
        return Account(own.pw_name, own.pw_uid, own.pw_gid, dropped=False)
    for account in _unprivileged_accounts():
        return account
    raise NoPostgres(
        "PostgreSQL refuses to run as root, and this system has no account named postgres or nobody: run "
        "this as an ordinary user, or set DATABASE_URL to a server that runs already."
    )


def account_for(folder: Path, account: Account) -> Account:
    """The account for a cluster that exists: its owner, where root may choose among those of the table.

    So data made as `nobody` are still at home after an account `postgres` has been added to the system.
    """
    if account.dropped:
        owner = folder.stat().st_uid
        for other in _unprivileged_accounts():
            if other.uid == owner:
                return other
    return account


def name_of(uid: int) -> str:
    """The name of a user number, for sentences; the number itself where it has no name."""
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"number {uid}"


def _unprivileged_accounts() -> Iterator[Account]:
    for name in UNPRIVILEGED_ACCOUNTS:
        with contextlib.suppress(KeyError):
            facts = pwd.getpwnam(name)
            if facts.pw_uid != 0:
                yield Account(facts.pw_name, facts.pw_uid, facts.pw_gid, dropped=True)


def server_environment() -> dict[str, str]:
    """The whole environment that the server and its tools are given."""
    kept = {name: os.environ[name] for name in _ENVIRONMENT_KEPT if name in os.environ}
    return {"PATH": os.defpath, **kept, **_ENVIRONMENT_SET}
