"""Files in the age format (age-encryption.org/v1), written and read as streams: any age tool can open them.

A backup is sealed to public keys ("age1..."). The secret key that opens it need not be on the server, and should not.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import IO, Any, Protocol

import pyrage

from atlas.backups.programs import BackupError


class Readable(Protocol):
    def read(self, size: int = -1, /) -> bytes: ...


class Counting:
    """A file that counts and hashes what goes through it."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file, self.bytes, self._digest = file, 0, hashlib.sha256()

    def write(self, data: bytes) -> int:
        self.file.write(data)
        self.bytes += len(data)
        self._digest.update(data)
        return len(data)

    def flush(self) -> None:
        self.file.flush()

    @property
    def told(self) -> dict[str, Any]:
        return {"bytes": self.bytes, "sha256": self._digest.hexdigest()}


def recipients(keys: Iterable[str]) -> list[Any]:
    """Public keys to seal to. Raises BackupError for none, and for one that is no public key."""
    read = []
    for key in keys:
        try:
            read.append(pyrage.x25519.Recipient.from_str(key.strip()))
        except pyrage.RecipientError:
            raise BackupError(
                f"“{key.strip()[:8]}...” in ATLAS_BACKUP_RECIPIENTS is no public key: those begin with age1."
            ) from None
    if not read:
        raise BackupError(
            "ATLAS_BACKUP_RECIPIENTS is not set, and no backup is kept in the clear: “manage.py backup_key” makes a "
            "pair of keys."
        )
    return read


def identities(path: Path) -> list[Any]:
    """The secret keys of a file, one a line; lines with # are remarks. Raises BackupError."""
    try:
        lines = [line.strip() for line in path.read_text(encoding="utf-8").splitlines()]
    except (OSError, UnicodeDecodeError):
        raise BackupError(f"The file with the secret key cannot be read: {path}") from None
    read = []
    for line in lines:
        if line and not line.startswith("#"):
            try:
                read.append(pyrage.x25519.Identity.from_str(line))
            except pyrage.IdentityError:
                raise BackupError(f"There is a line in {path} that is no secret key (AGE-SECRET-KEY-1...).") from None
    if not read:
        raise BackupError(f"There is no secret key in {path}.")
    return read


def new_pair() -> tuple[str, str]:
    """(secret key, public key)."""
    identity = pyrage.x25519.Identity.generate()
    return str(identity), str(identity.to_public())


def seal(source: Readable, path: Path, to: list[Any]) -> dict[str, Any]:
    """Seal a stream into a new file; returns {"bytes": ..., "sha256": ...} of the file."""
    with path.open("xb") as file:
        counting = Counting(file)
        try:
            pyrage.encrypt_io(source, counting, to)
        except pyrage.EncryptError as error:
            raise OSError(str(error)) from error
        file.flush()
        return counting.told


def unseal(path: Path, target: Any, by: list[Any]) -> None:
    """Open a file into a stream. Raises BackupError when no key fits or the file is damaged."""
    try:
        with path.open("rb") as file:
            pyrage.decrypt_io(file, target, by)
    except pyrage.DecryptError as error:
        raise BackupError(f"{path.name} cannot be opened with this key, or it is damaged ({error}).") from None
    except BrokenPipeError:
        return  # whoever reads has stopped, and tells why
    except OSError as error:
        raise BackupError(f"{path.name} cannot be read: {error.strerror or error}") from None
