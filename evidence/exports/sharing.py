"""Releases that several hosts share through a store: an S3-compatible one, or any other of Django's storages.

    <store>/2026-11-27/evidence.jsonl ...  SHA256SUMS

Each host serves releases from its own folder. `offer` copies a release into the store, `SHA256SUMS` last: a release is
there once that file is there. `take_over` brings what a host lacks into its folder, where it appears as a whole and
only with every byte as its checksum says. A release never changes, so nothing has to be compared again.
"""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.files import File
from django.core.files.storage import Storage, storages

from evidence.exports import release
from evidence.exports.release import SUMS, Damaged, Release, ReleaseError

ALIAS = "releases"
_PIECE = 1 << 20


def shared_store() -> Storage | None:
    """The store of ATLAS_RELEASES_STORAGE, None without one. Raises ReleaseError where it cannot be used."""
    if ALIAS not in settings.STORAGES:
        return None
    try:
        return storages[ALIAS]
    except ImproperlyConfigured as error:
        if "boto3" in str(error).lower():
            raise ReleaseError(
                "ATLAS_RELEASES_STORAGE names an S3 store, and its client is not installed: pip install boto3."
            ) from None
        raise ReleaseError(f"The store of ATLAS_RELEASES_STORAGE cannot be used: {error}") from None


def offer(made: Release, store: Storage) -> bool:
    """Copy the release into the store; False where this very release is there already.

    Raises ReleaseError where the store has another release of that day, Damaged where a file is not what it should be.
    """
    mark = f"{made.day}/{SUMS}"
    if store.exists(mark):
        with store.open(mark) as file:
            if file.read() != made.path(SUMS).read_bytes():
                raise ReleaseError(f"The store has another release of {made.day}. A release is never changed.")
        return False
    for name in (*made.sums, SUMS):
        place = f"{made.day}/{name}"
        if store.exists(place):
            store.delete(place)  # of a copy that was never finished
        with made.path(name).open("rb") as source:
            kept = store.save(place, File(source, name=place))
        if kept != place:
            raise ReleaseError(f"The store kept {place} under another name ({kept}).")
    return True


def take_over(root: Path, store: Storage) -> list[str]:
    """The days of the releases that were missing here and are here now. Raises Damaged; OSError as the disk does."""
    here = set(release.days(root))
    found = [day for day in sorted(store.listdir("")[0]) if day not in here and release.is_day(day)]
    return [day for day in found if store.exists(f"{day}/{SUMS}") and _bring(root, day, store)]


def _bring(root: Path, day: str, store: Storage) -> bool:
    root.mkdir(parents=True, exist_ok=True)
    aside = Path(tempfile.mkdtemp(prefix=f".{day}-", dir=root))
    try:
        aside.chmod(0o755)
        with store.open(f"{day}/{SUMS}") as file:
            listed = file.read()
        (aside / SUMS).write_bytes(listed)
        for name, expected in release.sums_of(listed.decode("utf-8")).items():
            if name != Path(name).name or name.startswith("."):
                raise Damaged(f"{SUMS} of the release of {day} in the store names a file that cannot be one: {name!r}.")
            if _copy(store, f"{day}/{name}", aside / name) != expected:
                raise Damaged(f"{name} of the release of {day} in the store is not what its checksum says.")
        release.freeze(aside)
        if (root / day).exists():
            return False  # another process of this host was quicker
        aside.rename(root / day)
        return True
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _copy(store: Storage, name: str, place: Path) -> str:
    digest = hashlib.sha256()
    with store.open(name) as source, place.open("wb") as target:
        while piece := source.read(_PIECE):
            digest.update(piece)
            target.write(piece)
    return digest.hexdigest()
