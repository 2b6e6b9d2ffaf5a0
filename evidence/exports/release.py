"""A release on disk: the whole shelf on one day, frozen. Pure: files and hashes, no database.

    <folder>/2026-11-27/evidence.jsonl ...  LICENCE.txt  README.txt  manifest.json  SHA256SUMS

Written aside and renamed, so that nobody ever sees half of one. Never changed: a second build of the same day gives the
same bytes and is thrown away, or is refused. `SHA256SUMS` holds every file (`sha256sum -c`), `manifest.json` every file
but these two. What does not agree with its checksum is never handed out.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from evidence.exports import citing, codebook
from evidence.exports.formats import FORMATS, Format
from evidence.exports.json_rows import ROW_SCHEMA
from evidence.exports.licence import licence_text
from evidence.exports.packing import file_hash, write_together
from evidence.exports.rows import RETRACTED, Row, Site
from evidence.exports.schema import row_schema
from evidence.presenters.wording import plain_date
from evidence.tongue import gettext_noop as _

MANIFEST, SUMS = "manifest.json", "SHA256SUMS"
FILES: dict[str, tuple[str, str]] = {
    "evidence.jsonl": (FORMATS["jsonl"].media_type, _("every page, one object a line, with its whole frozen content")),
    "evidence.csv": (FORMATS["csv"].media_type, _("every page, one line a study, for a spreadsheet")),
    "evidence.bib": (FORMATS["bib"].media_type, _("every paper, for LaTeX and reference managers")),
    "evidence.ris": (FORMATS["ris"].media_type, _("every paper, for EndNote, Zotero, Covidence and Rayyan")),
    "index.json": (
        "application/json",
        _("number, hash, verdict and history of every page: what releases are compared by"),
    ),
    "schema.json": ("application/schema+json", _("JSON Schema of a line of evidence.jsonl, every field described")),
    "codebook.csv": ("text/csv; charset=utf-8", _("every column of evidence.csv and every value it can hold")),
    "CITATION.bib": (FORMATS["bib"].media_type, _("how to cite this release")),
    "LICENCE.txt": ("text/plain; charset=utf-8", _("terms of reuse")),
    "README.txt": ("text/plain; charset=utf-8", _("what is in here")),
}
"""Name -> (media type, what it is), in the order in which pages show them."""
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


class ReleaseError(Exception):
    """A release cannot be made or read. `str()` is a full sentence."""


class Damaged(ReleaseError):
    """A file on disk is not what its checksum says."""


@dataclass(frozen=True, slots=True)
class Release:
    """A release that stands in `folder`; `manifest` has been checked against SHA256SUMS."""

    folder: Path
    manifest: Mapping[str, Any]
    sums: Mapping[str, str]

    @property
    def day(self) -> str:
        """ISO date: the release's name."""
        return self.folder.name

    @property
    def demo(self) -> bool:
        return bool(self.manifest["demonstration"])

    @property
    def studies(self) -> int:
        return int(self.manifest["counts"]["studies"])

    @property
    def identity(self) -> str:
        """A hash of everything in it."""
        return hashlib.sha256("".join(sorted(self.sums.values())).encode()).hexdigest()

    def path(self, name: str) -> Path:
        """The file of that name after its bytes have been compared with the checksum.

        Raises KeyError where the release has no such file, Damaged where the bytes are others.
        """
        expected = self.sums[name] if name != SUMS else None
        path = self.folder / name
        try:
            state = path.stat()
            agrees = (
                expected is None or _hash_now(str(path), state.st_mtime_ns, state.st_size, state.st_ino) == expected
            )
        except OSError as error:
            raise Damaged(f"{name} of the release of {self.day} cannot be read.") from error
        if not agrees:
            raise Damaged(f"{name} of the release of {self.day} is not what its checksum says.")
        return path

    def index(self) -> dict[str, dict[str, Any]]:
        """Slug -> what releases are compared by."""
        return {row["slug"]: row for row in json.loads(self.path("index.json").read_bytes())}


@lru_cache(maxsize=512)
def _hash_now(path: str, changed_at: int, size: int, inode: int) -> str:
    """The hash of a file in this state: a file that nobody touched is read once a process."""
    return file_hash(Path(path))


def checked_pieces(path: Path, expected: str, size: int = 1 << 18) -> Iterator[bytes]:
    """The file in pieces. The last goes out only once all of them have given the checksum: what a disk got wrong since
    then arrives cut short, never whole. Raises Damaged."""
    digest = hashlib.sha256()
    waiting = b""
    with path.open("rb") as file:
        while piece := file.read(size):
            digest.update(piece)
            if waiting:
                yield waiting
            waiting = piece
    if digest.hexdigest() != expected:
        raise Damaged(f"{path.name} is not what its checksum says.")
    if waiting:
        yield waiting


# --- Reading -------------------------------------------------------------------------------------------


def days(root: Path) -> list[str]:
    """The releases there are, newest first."""
    if not root.is_dir():
        return []
    return sorted((path.name for path in root.iterdir() if is_day(path.name) and path.is_dir()), reverse=True)


def read(root: Path, day: str) -> Release:
    """The release of that day. Raises KeyError where there is none, Damaged where its manifest is not whole."""
    folder = root / day
    if not is_day(day) or not folder.is_dir():
        raise KeyError(day)
    try:
        sums = sums_of((folder / SUMS).read_text("utf-8"))
        manifest = (folder / MANIFEST).read_bytes()
        if hashlib.sha256(manifest).hexdigest() != sums[MANIFEST]:
            raise Damaged(f"{MANIFEST} of the release of {day} is not what its checksum says.")
        return Release(folder, json.loads(manifest), sums)
    except (OSError, ValueError, KeyError) as error:
        raise Damaged(f"{SUMS} or {MANIFEST} of the release of {day} cannot be read.") from error


def faults(root: Path) -> list[str]:
    """Everything that is wrong with the releases on disk, in sentences that name the file; reads every byte."""
    found = []
    for day in days(root):
        try:
            release = read(root, day)
        except Damaged as error:
            found.append(str(error))
            continue
        there = {path.name for path in release.folder.iterdir()}
        named = {entry["name"]: entry["sha256"] for entry in release.manifest["files"]}
        if named | {MANIFEST: release.sums[MANIFEST]} != dict(release.sums):
            found.append(f"{SUMS} and {MANIFEST} of the release of {day} do not agree.")
        for name, expected in sorted(release.sums.items()):
            if name not in there:
                found.append(f"{name} of the release of {day} is missing.")
            elif file_hash(release.folder / name) != expected:
                found.append(f"{name} of the release of {day} is not what its checksum says.")
        for name in sorted(there - set(release.sums) - {SUMS}):
            found.append(f"{name} stands in the folder of the release of {day} and does not belong to it.")
    return found


def is_day(name: str) -> bool:
    """Is this the name of a release?"""
    try:
        return bool(_DAY.fullmatch(name)) and bool(date.fromisoformat(name))
    except ValueError:
        return False


def sums_of(text: str) -> dict[str, str]:
    """Name -> hash, of lines as `sha256sum` writes them."""
    pairs = (line.split("  ", 1) for line in text.splitlines())
    return {name: digest for digest, name in pairs}


# --- Making --------------------------------------------------------------------------------------------


def build(root: Path, day: date, rows: Iterable[Row], site: Site, topics: Mapping[str, str]) -> tuple[Release, bool]:
    """Freeze these rows as the release of that day: (release, whether it is new).

    `rows` stand in the order of their addresses and pass once. Raises ReleaseError where a release of that day
    says something else, and Damaged where it is not whole.
    """
    name = day.isoformat()
    root.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(prefix=f".{name}-", dir=root))
    try:
        aside.chmod(0o755)
        _write(aside, day, rows, site, topics)
        freeze(aside)
        try:
            aside.rename(root / name)
        except OSError:
            if not (root / name).is_dir():
                raise
            return _same_as_before(read(root, name), aside), False
        _sync(root)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return read(root, name), True


def remove_demonstrations(root: Path) -> list[str]:
    """Remove the releases of a demonstration, which are no record of anything real; their days. A damaged release is
    left where it is."""
    gone = []
    for day in days(root):
        try:
            if not read(root, day).demo:
                continue
        except Damaged:
            continue
        shutil.rmtree(root / day)
        gone.append(day)
    return gone


def _same_as_before(before: Release, aside: Path) -> Release:
    if sums_of((aside / SUMS).read_text("utf-8")) != before.sums:
        raise ReleaseError(
            f"There is a release of {before.day} already, and the shelf has changed since. A release is never changed: "
            "make one of another day."
        )
    for name in before.sums:
        before.path(name)
    return before


def _write(folder: Path, day: date, rows: Iterable[Row], site: Site, topics: Mapping[str, str]) -> None:
    tally = _Tally()
    data: dict[Path, Format] = {
        folder / f"evidence.{extension}": FORMATS[extension] for extension in ("jsonl", "csv", "bib", "ris")
    }
    data[folder / "index.json"] = Format("json", "index", "", _index)
    write_together(tally.counted(rows), data)
    cite = citing.release_citation(site, day, tally.studies, demo=tally.demo > 0)
    address = f"{site.url}/releases/{day.isoformat()}"
    texts = {
        "schema.json": _json(row_schema(site.url)),
        "codebook.csv": codebook.as_csv(topics),
        "CITATION.bib": citing.as_bibtex(f"{site.key_prefix}release-{day.isoformat()}", cite),
        "LICENCE.txt": licence_text(site),
        "README.txt": _readme(site, day, tally, citing.as_text(cite), address),
    }
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8", newline="")
    manifest = {
        "release": day.isoformat(),
        "site": site.name,
        "address": address,
        "demonstration": tally.demo > 0,
        "licence": {"name": site.licence, "url": site.licence_url},
        "rows": ROW_SCHEMA,
        "counts": tally.as_json(),
        "cite": citing.as_text(cite),
        "files": [
            {"name": name, "what": what, "media_type": media_type, "bytes": (folder / name).stat().st_size,
             "sha256": file_hash(folder / name)}
            for name, (media_type, what) in FILES.items()
        ],
    }  # fmt: skip
    (folder / MANIFEST).write_text(_json(manifest), encoding="utf-8", newline="")
    sums = "".join(f"{file_hash(folder / name)}  {name}\n" for name in (*FILES, MANIFEST))
    (folder / SUMS).write_text(sums, encoding="utf-8", newline="")


class _Tally:
    """Counts rows while they pass."""

    def __init__(self) -> None:
        self.studies = self.demo = self.with_notice = self.retracted = 0
        self.verdicts: Counter[str] = Counter()
        self.last_change = ""

    def counted(self, rows: Iterable[Row]) -> Iterator[Row]:
        for row in rows:
            kinds = {notice["kind"] for notice in row.notices}
            self.studies += 1
            self.demo += row.published.demo
            self.with_notice += bool(kinds)
            self.retracted += bool(kinds & RETRACTED)
            self.verdicts[row.verdict] += 1
            self.last_change = max(self.last_change, row.published_at)
            yield row

    def as_json(self) -> dict[str, Any]:
        return {
            "studies": self.studies,
            "by_pem_verdict": dict(sorted(self.verdicts.items())),
            "with_a_notice": self.with_notice,
            "retracted_or_withdrawn_papers": self.retracted,
            "of_the_demonstration": self.demo,
            "newest_publication_at": self.last_change,
        }


def _index(rows: Iterable[Row]) -> Iterator[str]:
    before = "["
    for row in rows:
        entry = {
            "slug": row.slug,
            "publication": row.number,
            "sha256": row.sha256,
            "title": row.record.title,
            "doi": row.record.doi,
            "pem_verdict": row.verdict,
            "notices": [notice["kind"] for notice in row.notices],
            "history": [
                {"number": step["number"], "published_on": step["published_on"], "reason": step["reason"]}
                for step in row.published.provenance["history"]
            ],
        }
        yield f"{before}\n{json.dumps(entry, ensure_ascii=False, separators=(',', ':'))}"
        before = ","
    yield ("" if before == "," else before) + "\n]\n"


def _readme(site: Site, day: date, tally: _Tally, cite: str, address: str) -> str:
    demo = (
        "THIS IS A DEMONSTRATION. The papers are real; the checks were made by demo accounts. Do not rely on it.\n\n"
        if tally.demo
        else ""
    )
    files = "\n".join(f"{name:<16}{what}" for name, (_, what) in FILES.items())
    return f"""{demo}{site.name}: release of {plain_date(day.isoformat())}
{address}

Every page that was live on that day: {citing.studies(tally.studies)}. Nothing of the editors' desk is in here.

{files}
{MANIFEST:<16}counts, sizes and SHA-256 of these files
{SUMS:<16}the same for sha256sum -c

Each row names its publication (number and SHA-256) and its permanent address.

Cite: {cite}

Texts: {site.licence}, {site.licence_url} (LICENCE.txt)
"""


def freeze(folder: Path) -> None:
    """On disk before it gets its name, and read-only."""
    for path in folder.iterdir():
        path.chmod(0o444)
        _sync(path)
    _sync(folder)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"
