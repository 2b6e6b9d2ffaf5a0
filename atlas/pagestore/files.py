"""Pages on disk. Pure: it knows neither Django nor the database.

    <store>/lock                    held while pages are put in place or removed, by one process at a time
    <store>/following               held while changes of the database are followed
    <store>/changes.json            the last changes: number, and what they were about (`needs`)
    <store>/todo                    addresses and slugs that are to be baked (again), one a line
    <store>/seen.json               how far the changes of which database have been followed (`changes`)
    <store>/current                 -> builds/<build>, for nginx
    <store>/builds/<build>/site/    what a web server may hand out: evidence/x.html, .html.gz, .html.br
    <store>/builds/<build>/heads/   evidence/x.html.json: headers, checksums, and what the page was made of
    <store>/builds/<build>/needs/   <hash of a need>: the addresses of pages that have it, one a line

A page is there when its head is there. A head is renamed into place after its files, and goes before them. It names the
SHA-256 of each file, so that a file that is torn or of another moment is never served by us.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import secrets
import shutil
import time
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from atlas.pagestore.addresses import file_name
from atlas.pagestore.compressing import SUFFIXES, codings

REMEMBERED = 512
"""Changes. What was begun before the oldest of them is made anew."""
BY_ITSELF = 8
"""Up to so many pages each file is brought to the disk by itself; with more, everything at once."""


@dataclass(frozen=True, slots=True)
class Page:
    """A finished page. `needs` maps what it was made of to a fingerprint of that; `headers` are in their order."""

    address: str
    headers: tuple[tuple[str, str], ...]
    body: bytes
    needs: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Head:
    """What stands in the head of a stored page. `files` maps a coding to the SHA-256 of its bytes."""

    address: str
    etag: str
    headers: Sequence[Sequence[str]]
    files: Mapping[str, str]
    needs: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def read(cls, text: bytes) -> Head:
        """Raises ValueError for what is no head."""
        try:
            return cls(**json.loads(text))
        except TypeError as error:
            raise ValueError(str(error)) from None


class Store:
    """The pages of one build, and the changes that all builds share. Raises OSError as the disk does."""

    def __init__(self, root: Path, build: str) -> None:
        self.root, self.build = root, build
        self.folder = root / "builds" / build
        self.site, self.heads, self._needs = (self.folder / name for name in ("site", "heads", "needs"))

    # --- Reading ---------------------------------------------------------------------------------------
    def head(self, address: str) -> Head | None:
        """None where there is no such page, or none that can be read."""
        try:
            return Head.read((self.heads / f"{file_name(address)}.json").read_bytes())
        except (OSError, ValueError):
            return None

    def body(self, head: Head, coding: str = "") -> bytes | None:
        """The bytes of a coding; None where they are not those of the head."""
        path = self.site / (file_name(head.address) + SUFFIXES[coding])
        try:
            with open(os.open(path, os.O_RDONLY | os.O_NOFOLLOW), "rb") as file:
                body = file.read()
        except OSError:
            return None
        return body if hashlib.sha256(body).hexdigest() == head.files.get(coding) else None

    def addresses(self) -> Iterator[str]:
        """Of every page of this build."""
        for folder, _, names in os.walk(self.heads):
            for name in names:
                if name.endswith(".json"):
                    with suppress(OSError, ValueError):
                        yield Head.read(Path(folder, name).read_bytes()).address

    # --- Changes ---------------------------------------------------------------------------------------
    def change_number(self) -> int:
        """The number of the last change. To be asked for before a page is rendered, and given to `put`."""
        return self._changes()[0]

    def _changes(self) -> tuple[int, list[tuple[int, list[str] | None]]]:
        try:
            found = json.loads((self.root / "changes.json").read_bytes())
            return int(found["number"]), [(number, about) for number, about in found["last"]]
        except (OSError, ValueError, KeyError, TypeError):
            return 0, []

    def _note_change(self, about: Collection[str] | None) -> None:
        """Before anything is removed: who renders meanwhile finds out that it was for nothing."""
        number, last = self._changes()
        # Time in front, so that a number never comes twice, also where the file was lost.
        number = max(number + 1, time.time_ns())
        last = [*last, (number, None if about is None else sorted(about))][-REMEMBERED:]
        try:
            self._replace(self.root / "changes.json", json.dumps({"number": number, "last": last}).encode())
        except OSError:
            # The disk is full: without the file nothing that was begun before is put in place.
            with suppress(OSError):
                (self.root / "changes.json").unlink()

    def _is_true_still(self, needs: Collection[str], since: int) -> bool:
        number, last = self._changes()
        if number == since:
            return True
        if not any(one == since for one, _ in last):
            return False
        return not any(one > since and (about is None or not set(about).isdisjoint(needs)) for one, about in last)

    # --- Writing ---------------------------------------------------------------------------------------
    def put(self, pages: Iterable[Page], *, since: int) -> list[str]:
        """Put pages in place, each as a whole or not at all. Gives the addresses of those that have changed meanwhile.

        `since` is the number of the last change before they were rendered.
        """
        pages = list(pages)
        aside: list[tuple[Page, list[tuple[Path, Path]]]] = []
        try:
            for page in pages:
                aside.append((page, []))
                for path, data in self._files_of(page):
                    aside[-1][1].append((_written(path, data), path))
            _bring_to_disk([path for _, files in aside for path, _ in files])
            with self.locked():
                late = [page.address for page, _ in aside if not self._is_true_still(page.needs, since)]
                for page, files in aside:
                    if page.address not in late:
                        self._note_needs(page)
                        for path, place in files:
                            path.replace(place)
            return late
        finally:
            for _, files in aside:
                for path, _ in files:
                    with suppress(OSError):
                        path.unlink(missing_ok=True)

    def _files_of(self, page: Page) -> Iterator[tuple[Path, bytes]]:
        """(place, bytes), the head last."""
        name, made = file_name(page.address), codings(page.body)
        sums = {coding: hashlib.sha256(data).hexdigest() for coding, data in made.items()}
        for coding, data in made.items():
            yield self.site / (name + SUFFIXES[coding]), data
        head = Head(page.address, sums[""][:32], page.headers, sums, page.needs)
        yield self.heads / f"{name}.json", json.dumps(asdict(head), ensure_ascii=False).encode()

    def _note_needs(self, page: Page) -> None:
        for need in page.needs:
            path = self._needs / _hashed(need)
            path.parent.mkdir(parents=True, exist_ok=True)
            line = f"{page.address}\n"
            with suppress(FileNotFoundError):
                if line in path.read_text().splitlines(keepends=True):
                    continue
            with path.open("a") as file:
                file.write(line)

    @staticmethod
    def _replace(path: Path, data: bytes) -> None:
        _written(path, data).replace(path)

    # --- Removing --------------------------------------------------------------------------------------
    def forget(self, about: Collection[str] | None) -> set[str]:
        """Remove every page that needs one of `about` (None: every page), of every build. Gives their addresses."""
        gone: set[str] = set()
        with self.locked():
            self._note_change(about)
            for store in self._all_builds():
                found = set(store.addresses()) if about is None else store._that_need(about)
                for address in found:
                    store._remove(address)
                gone |= found
                if about is None:
                    shutil.rmtree(store._needs, ignore_errors=True)
        return gone

    def remove(self, addresses: Iterable[str]) -> None:
        """Remove these pages of this build."""
        with self.locked():
            for address in addresses:
                self._remove(address)

    def _all_builds(self) -> list[Store]:
        with suppress(OSError):
            return [Store(self.root, entry.name) for entry in os.scandir(self.root / "builds") if entry.is_dir()]
        return []

    def _that_need(self, about: Collection[str]) -> set[str]:
        found: set[str] = set()
        for need in about:
            path = self._needs / _hashed(need)
            with suppress(FileNotFoundError):
                found.update(path.read_text().splitlines())
                path.unlink()
        return found

    def _remove(self, address: str) -> None:
        name = file_name(address)
        (self.heads / f"{name}.json").unlink(missing_ok=True)
        for suffix in reversed(SUFFIXES.values()):
            (self.site / (name + suffix)).unlink(missing_ok=True)

    def drop(self) -> None:
        """Remove every page of every build, also what cannot be read."""
        with self.locked():
            self._note_change(None)
            shutil.rmtree(self.root / "builds", ignore_errors=True)

    def use(self) -> None:
        """Let `current` lead to this build, and remove builds that nobody can be using any more."""
        self.site.mkdir(parents=True, exist_ok=True)
        with self.locked():
            link = self.root / f"current.{secrets.token_hex(4)}"
            link.symlink_to(Path("builds", self.build))
            link.replace(self.root / "current")
            self.folder.touch()
            for store in self._all_builds():
                if store.build != self.build and time.time() - store.folder.stat().st_mtime > 24 * 3600:
                    shutil.rmtree(store.folder, ignore_errors=True)

    # --- What is to be done ----------------------------------------------------------------------------
    def ask_for(self, lines: Iterable[str]) -> None:
        """Addresses, and slugs of studies whose whole family is to be baked."""
        if text := "".join(f"{line}\n" for line in sorted(lines)):
            with self.locked(), (self.root / "todo").open("a") as file:
                file.write(text)

    def take_up(self) -> list[str]:
        """What is to be done; whoever takes it up does it."""
        if not (self.root / "todo").exists():
            return []
        with self.locked(), suppress(FileNotFoundError):
            text = (self.root / "todo").read_text()
            (self.root / "todo").unlink()
            return sorted(set(text.split()))
        return []

    def seen(self) -> dict[str, Any]:
        try:
            found = json.loads((self.root / "seen.json").read_bytes())
        except (OSError, ValueError):
            return {}
        return found if isinstance(found, dict) else {}

    def have_seen(self, state: Mapping[str, Any]) -> None:
        self._replace(self.root / "seen.json", json.dumps(state).encode())

    @contextmanager
    def locked(self, name: str = "lock") -> Iterator[None]:
        """Alone among all processes of this machine. The same lock is not to be entered twice by one thread."""
        self.root.mkdir(parents=True, exist_ok=True)
        with (self.root / name).open("a") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield


def _hashed(need: str) -> str:
    name = hashlib.sha256(need.encode()).hexdigest()[:32]
    return f"{name[:2]}/{name[2:]}"


def _written(path: Path, data: bytes) -> Path:
    """Write beside the place; nobody finds it under this name."""
    aside = path.with_name(f".{path.name}.{secrets.token_hex(6)}")
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        aside.write_bytes(data)
    except OSError:
        with suppress(OSError):
            aside.unlink(missing_ok=True)
        raise
    return aside


def _bring_to_disk(paths: Sequence[Path]) -> None:
    """Before they are renamed: after a power failure a file is there as a whole, or it is not there."""
    if len(paths) > BY_ITSELF * 4:
        os.sync()
        return
    for path in paths:
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
