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
    <store>/builds/<build>/aside/   site/ and heads/ of copies that were replaced, for outages alone
    <store>/builds/<build>/quick    addresses of pages that were packed in haste, to be packed well, one a line
    <store>/doubts.json             transactions that take pages down and may not have ended: number, time, needs

A page is there when its head is there. A head is renamed into place after its files, and goes before them. It names the
SHA-256 of each file, so that a file that is torn or of another moment is never served by us.

    kept       served
    aside      was kept; what it told is not the newest any more, and was not wrong to show. Served only where nothing
               newer can be had. It goes before a new copy is put in place, and when the page is taken down
    gone       Django answers
    in doubt   gone, and not to be put in place until it is known how a transaction ended
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import secrets
import shutil
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from atlas.pagestore.addresses import file_name, urgency
from atlas.pagestore.compressing import SUFFIXES, codings
from atlas.pagestore.disk import bring_to_disk, read, written

IN_HASTE = "q"
"""At the end of the ETag of a page that was packed so: packed well, it is other bytes."""
REMEMBERED = 512
"""Changes. What was begun before the oldest of them is made anew."""


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
        self.aside = self.folder / "aside"

    # --- Reading ---------------------------------------------------------------------------------------
    def head(self, address: str) -> Head | None:
        """None where there is no such page, or none that can be read."""
        return _head(self.heads / f"{file_name(address)}.json")

    def body(self, head: Head, coding: str = "") -> bytes | None:
        """The bytes of a coding; None where they are not those of the head."""
        return read(self.site / (file_name(head.address) + SUFFIXES[coding]), head.files.get(coding))

    def has(self, address: str) -> bool:
        return (self.heads / f"{file_name(address)}.json").exists()

    def earlier(self, address: str) -> tuple[Head, bytes] | None:
        """The copy that lies aside, if it is whole; None where there is none, or a newer one is kept."""
        name = file_name(address)
        head = _head(self.aside / "heads" / f"{name}.json")
        body = head and head.address == address and read(self.aside / "site" / name, head.files.get(""))
        return (head, body) if head and body and not self.has(address) else None

    def is_served(self) -> bool:
        """Has a process that serves this build been here?"""
        return self.heads.is_dir()

    def addresses(self) -> Iterator[str]:
        """Of every page of this build."""
        return (head.address for _, head in _heads(self.heads) if head)

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
    def put(self, pages: Iterable[Page], *, since: int, best: bool = True) -> list[str]:
        """Put pages in place, each as a whole or not at all. Gives the addresses of those that have changed meanwhile.

        `since` is the number of the last change before they were rendered. Without `best` they are packed in haste:
        packing well takes longer than rendering, and readers wait. `pack` does it later.
        """
        pages = list(pages)
        aside: list[tuple[Page, list[tuple[Path, Path]]]] = []
        try:
            for page in pages:
                aside.append((page, []))
                for path, data in self._files_of(page, best=best):
                    aside[-1][1].append((written(path, data), path))
            bring_to_disk([path for _, files in aside for path, _ in files])
            with self.locked():
                doubted = {need for _, _, about in self._doubts() for need in about}
                late = [
                    page.address
                    for page, _ in aside
                    if not self._is_true_still(page.needs, since) or not doubted.isdisjoint(page.needs)
                ]
                for page, files in aside:
                    if page.address not in late:
                        self._note_needs(page)
                        self._drop_aside(file_name(page.address))
                        for path, place in files:
                            path.replace(place)
                if not best:
                    self._append(self.folder / "quick", (page.address for page, _ in aside if page.address not in late))
            return late
        finally:
            for _, files in aside:
                for path, _ in files:
                    with suppress(OSError):
                        path.unlink(missing_ok=True)

    def pack(self, address: str) -> None:
        """Pack a page well, if it is kept still and was packed in haste."""
        since, head = self.change_number(), self.head(address)
        body = self.body(head) if head and head.etag.endswith(IN_HASTE) else None
        if head and body is not None:
            self.put(
                [Page(address, tuple((name, value) for name, value in head.headers), body, head.needs)], since=since
            )

    def _files_of(self, page: Page, *, best: bool) -> Iterator[tuple[Path, bytes]]:
        """(place, bytes), the head last."""
        name, made = file_name(page.address), codings(page.body, best=best)
        sums = {coding: hashlib.sha256(data).hexdigest() for coding, data in made.items()}
        for coding, data in made.items():
            yield self.site / (name + SUFFIXES[coding]), data
        head = Head(page.address, sums[""][:32] + ("" if best else IN_HASTE), page.headers, sums, page.needs)
        yield self.heads / f"{name}.json", json.dumps(asdict(head), ensure_ascii=False).encode()

    def _note_needs(self, page: Page) -> None:
        for need in page.needs:
            path = self._needs / _hashed(need)
            path.parent.mkdir(parents=True, exist_ok=True)
            with suppress(FileNotFoundError):
                if f"\n{page.address}\n".encode() in b"\n" + path.read_bytes():
                    continue
            self._append(path, [page.address])

    @staticmethod
    def _replace(path: Path, data: bytes) -> None:
        written(path, data).replace(path)

    # --- Removing --------------------------------------------------------------------------------------
    def forget(self, about: Collection[str] | None, *, aside: bool = False) -> set[str]:
        """Remove every page that needs one of `about` (None: every page), of every build. Gives their addresses.

        With `aside` their copies stay at hand for outages. Without, what lay aside already goes too, and goes first.
        """
        gone: set[str] = set()
        with self.locked():
            self._note_change(about)
            for store in self.all_builds():
                if not aside:
                    store._clear_aside(lambda head: about is None or not set(about).isdisjoint(head.needs))
                found = set(store.addresses()) if about is None else store._that_need(about)
                for address in found:
                    store._remove(address, aside=aside)
                gone |= found
                if about is None:
                    shutil.rmtree(store._needs, ignore_errors=True)
        return gone

    def remove(self, addresses: Iterable[str]) -> None:
        """Remove these pages of this build, and what lies aside of them."""
        with self.locked():
            for address in addresses:
                self._remove(address)

    def all_builds(self) -> list[Store]:
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

    def _remove(self, address: str, *, aside: bool = False) -> None:
        name = file_name(address)
        if aside:
            with suppress(OSError):  # no page, or no room: then nothing is laid aside
                self._lay_aside(name)
        else:
            self._drop_aside(name)
        (self.heads / f"{name}.json").unlink(missing_ok=True)
        for suffix in reversed(SUFFIXES.values()):
            (self.site / (name + suffix)).unlink(missing_ok=True)

    def _lay_aside(self, name: str) -> None:
        """The head first: from then on the page is not kept."""
        moves = [
            (self.heads / f"{name}.json", self.aside / "heads" / f"{name}.json"),
            (self.site / name, self.aside / "site" / name),
        ]
        for _, to in moves:
            to.parent.mkdir(parents=True, exist_ok=True)
        for place, to in moves:
            place.replace(to)

    def clear_aside(self, but: Collection[str] = ()) -> None:
        """What lies aside of this build goes, but for these addresses."""
        with self.locked():
            self._clear_aside(lambda head: head.address not in but)

    def _clear_aside(self, goes: Callable[[Head], bool]) -> None:
        """Also what cannot be read."""
        heads = self.aside / "heads"
        for path, head in _heads(heads):
            if head is None or goes(head):
                self._drop_aside(path.relative_to(heads).as_posix().removesuffix(".json"))

    def _drop_aside(self, name: str) -> None:
        (self.aside / "heads" / f"{name}.json").unlink(missing_ok=True)
        (self.aside / "site" / name).unlink(missing_ok=True)

    def drop(self) -> None:
        """Remove every page of every build, also what cannot be read."""
        with self.locked():
            self._note_change(None)
            for store in self.all_builds():
                shutil.rmtree(store.aside, ignore_errors=True)
            shutil.rmtree(self.root / "builds", ignore_errors=True)
            (self.root / "doubts.json").unlink(missing_ok=True)

    # --- In doubt --------------------------------------------------------------------------------------
    def doubt(self, transaction: int, about: Collection[str], *, at: float) -> set[str]:
        """Remove what needs one of `about` before this transaction ends, and put nothing like it in place until then.

        For pages that are taken down: should everything fail in the moment of the commit, they have stopped already.
        Gives the addresses removed. `at` is in seconds of the clock.
        """
        with self.locked(), suppress(OSError):  # a disk that is full keeps no page from being removed
            doubts = [*self._doubts(), (transaction, at, sorted(about))]
            self._replace(self.root / "doubts.json", json.dumps(doubts).encode())
        return self.forget(about)

    def doubts(self) -> list[tuple[int, float]]:
        """(transaction, since when) of all that are in doubt."""
        return [(transaction, at) for transaction, at, _ in self._doubts()]

    def no_doubt(self, transactions: Collection[int]) -> None:
        """It is known how these transactions ended, and that has been followed."""
        with self.locked():
            left = [one for one in self._doubts() if one[0] not in transactions]
            if left:
                self._replace(self.root / "doubts.json", json.dumps(left).encode())
            else:
                (self.root / "doubts.json").unlink(missing_ok=True)

    def _doubts(self) -> list[tuple[int, float, list[str]]]:
        try:
            found = json.loads((self.root / "doubts.json").read_bytes())
            return [(int(transaction), float(at), list(about)) for transaction, at, about in found]
        except (OSError, ValueError, TypeError):
            return []

    def use(self) -> None:
        """Let `current` lead to this build, and remove builds that nobody can be using any more."""
        self.site.mkdir(parents=True, exist_ok=True)
        with self.locked():
            link = self.root / f"current.{secrets.token_hex(4)}"
            link.symlink_to(Path("builds", self.build))
            link.replace(self.root / "current")
            self.folder.touch()
            for store in self.all_builds():
                if store.build != self.build and time.time() - store.folder.stat().st_mtime > 24 * 3600:
                    shutil.rmtree(store.folder, ignore_errors=True)

    # --- What is to be done ----------------------------------------------------------------------------
    def ask_for(self, lines: Iterable[str]) -> None:
        """Addresses, and slugs of studies whose whole family is to be baked."""
        with self.locked():
            self._append(self.root / "todo", sorted(lines))

    def take_up(self, most: int | None = None) -> list[str]:
        """What is to be done, the most urgent first; whoever takes it up does it. The rest stays for others."""
        return self._taken(self.root / "todo", most)

    def take_to_pack(self) -> list[str]:
        """The address of a page that was packed in haste, or nothing."""
        return self._taken(self.folder / "quick", 1)

    @staticmethod
    def _append(path: Path, lines: Iterable[str]) -> None:
        if text := "".join(f"{line}\n" for line in lines):
            with path.open("a") as file:
                file.write(text)

    def _taken(self, path: Path, most: int | None) -> list[str]:
        if not path.exists():
            return []
        with self.locked(), suppress(FileNotFoundError):
            lines = sorted(set(path.read_text().split()), key=urgency)
            taken, left = lines[:most], lines[len(lines[:most]) :]
            if left:
                self._replace(path, "".join(f"{line}\n" for line in left).encode())
            else:
                path.unlink()
            return taken
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


def _head(path: Path) -> Head | None:
    try:
        return Head.read(path.read_bytes())
    except (OSError, ValueError):
        return None


def _heads(folder: Path) -> Iterator[tuple[Path, Head | None]]:
    for inner, _, names in os.walk(folder):
        for name in names:
            if name.endswith(".json"):
                yield Path(inner, name), _head(Path(inner, name))


def _hashed(need: str) -> str:
    name = hashlib.sha256(need.encode()).hexdigest()[:32]
    return f"{name[:2]}/{name[2:]}"
