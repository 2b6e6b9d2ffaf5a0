"""What a backup has to bring back: counted and hashed at the very moment of the dump."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from atlas.backups.programs import BackupError
from evidence.canonical import content_hash, text_hash

FORMAT = 1
NAME = "manifest.json"

NOT_KEPT = ("django_session", "atlas_cache", "axes_accessattempt", "axes_accesslog", "axes_accessfailurelog")
"""Tables that are dumped empty: who is signed in, and counts of attempts. They mean nothing an hour later."""


@dataclass(slots=True)
class Manifest:
    """`rows`: table -> number of rows. `keys`: purpose -> marks. `files`: name -> {"bytes", "sha256"}."""

    made_at: str
    site: str
    server: str
    migrations: dict[str, str]
    rows: dict[str, int]
    publications: int
    keys: dict[str, list[str]]
    files: dict[str, dict[str, Any]] = field(default_factory=dict)
    format: int = FORMAT

    def write(self, folder: Path) -> None:
        text = json.dumps(asdict(self), indent=2, sort_keys=True, ensure_ascii=False) + "\n"
        (folder / NAME).write_text(text, encoding="utf-8")

    @classmethod
    def read(cls, folder: Path) -> Manifest:
        """Raises BackupError for a folder that is no whole backup of ours."""
        try:
            told = json.loads((folder / NAME).read_text(encoding="utf-8"))
            if told["format"] != FORMAT:
                raise BackupError(f"{folder} was made by another version of the atlas (format {told['format']}).")
            return cls(**told)
        except (OSError, ValueError, KeyError, TypeError):
            raise BackupError(f"{folder} is no backup: it has no {NAME} that can be read.") from None

    def check_files(self, folder: Path) -> None:
        """Every file is there, as long as it was and unchanged. Raises BackupError naming the first that is not."""
        for name, told in self.files.items():
            digest = hashlib.sha256()
            try:
                with (folder / name).open("rb") as file:
                    while part := file.read(1 << 20):
                        digest.update(part)
            except OSError:
                raise BackupError(f"{name} is missing from the backup, or cannot be read.") from None
            if digest.hexdigest() != told["sha256"]:
                raise BackupError(f"{name} is damaged: it is not the file that was written. Take another backup.")


def tables(cursor: Any) -> dict[str, int]:
    """Every table of ours with its number of rows, those that are not kept left out."""
    cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename")
    names = [row[0] for row in cursor.fetchall() if row[0] not in NOT_KEPT]
    rows = {}
    for name in names:
        cursor.execute(f'SELECT count(*) FROM "{name}"')  # noqa: S608 - names from the catalogue
        rows[name] = cursor.fetchone()[0]
    return rows


def migrations(cursor: Any) -> dict[str, str]:
    """App -> the newest migration that was applied."""
    cursor.execute("SELECT app, max(name) FROM django_migrations GROUP BY app ORDER BY app")
    return dict(cursor.fetchall())


def publications(cursor: Any) -> Iterator[str]:
    """A line for each publication: "study number sha256 hash-of-provenance", both hashes computed now."""
    cursor.execute(
        "SELECT study_id, number, content::text, provenance::text FROM evidence_publication ORDER BY study_id, number"
    )
    while rows := cursor.fetchmany(200):
        for study, number, content, provenance in rows:
            # Provenance holds fractions, which have no canonical form; sorted keys are enough for one and the same row.
            told = text_hash(json.dumps(json.loads(provenance), sort_keys=True))
            yield f"{study} {number} {content_hash(json.loads(content))} {told}\n"


def marks(keys: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """Purpose -> a mark of each key, 16 hex digits, from which nobody finds the key."""
    return {
        purpose: [hmac.new(key.encode(), b"atlas backup key check", hashlib.sha256).hexdigest()[:16] for key in listed]
        for purpose, listed in keys.items()
    }


def missing_keys(wanted: Mapping[str, Sequence[str]], here: Mapping[str, Sequence[str]]) -> list[str]:
    """Sentences about keys that were in use when the backup was made and are not here now."""
    told = {"letters": "ATLAS_LETTER_KEYS", "receipts": "ATLAS_RECEIPT_KEYS", "secret": "SECRET_KEY"}
    lost = {
        "letters": "letters that it sealed cannot be read",
        "receipts": "readers do not find the letters whose code it marked",
        "secret": "people have to set up their second factor anew",
    }
    return [
        f"A key of {told[purpose]} that the site had is not here: {lost[purpose]}."
        for purpose, listed in wanted.items()
        for mark in listed
        if mark not in here.get(purpose, ())
    ]
