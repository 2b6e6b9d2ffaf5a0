"""Releases as pages show them: read from their manifests, nothing from the database. It stands here and not with the
presenters, because exports use the presenters' wording and arrows point one way."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from evidence.exports.release import MANIFEST, SUMS, Release
from evidence.pem import VERDICT_WORDS
from evidence.presenters.words import plain_date, shown, studies


@dataclass(frozen=True, slots=True)
class ReleaseLine:
    """One release in the list. A damaged one has no citation and says so."""

    day: str
    date: str
    path: str
    cite: str
    told: str
    demo: bool
    damaged: bool


def release_line(day: str, found: Release | None) -> ReleaseLine:
    """`found` is None where the release on disk is damaged."""
    date, path = plain_date(day), f"/releases/{day}"
    if found is None:
        return ReleaseLine(day, date, path, "", "", demo=False, damaged=True)
    told = f"{studies(found.studies)}, {_size(sum(entry['bytes'] for entry in found.manifest['files']))}"
    return ReleaseLine(day, date, path, found.manifest["cite"], told, found.demo, damaged=False)


@dataclass(frozen=True, slots=True)
class FileLine:
    name: str
    what: str
    size: str
    sha256: str
    path: str


class ReleasePage:
    """Everything the page of one release shows. `before` is the day of the one before ("" for the first); `changed` is
    the paragraph about what changed since."""

    def __init__(self, found: Release, before: str, changed: str) -> None:
        self.manifest = found.manifest
        self.day = found.day
        self.demo = found.demo
        self.before = before
        self.changed = changed
        self.path = f"/releases/{found.day}"
        self._manifest_hash = found.sums[MANIFEST]
        self._manifest_size = (found.folder / MANIFEST).stat().st_size

    @property
    def date(self) -> str:
        return plain_date(self.day)

    @property
    def before_date(self) -> str:
        return plain_date(self.before)

    @property
    def studies(self) -> str:
        return studies(self.manifest["counts"]["studies"])

    @property
    def verdicts(self) -> list[tuple[str, int]]:
        counts = self.manifest["counts"]["by_pem_verdict"]
        return [(shown(words), counts.get(str(verdict), 0)) for verdict, words in VERDICT_WORDS.items()]

    @property
    def counts(self) -> list[tuple[str, Any]]:
        counts = self.manifest["counts"]
        return [
            (_("Studies"), counts["studies"]),
            *self.verdicts,
            (_("With a notice about the paper"), counts["with_a_notice"]),
            (_("Of these, retracted or withdrawn"), counts["retracted_or_withdrawn_papers"]),
        ]

    @property
    def files(self) -> list[FileLine]:
        lines = [
            FileLine(
                entry["name"],
                shown(entry["what"]),
                _size(entry["bytes"]),
                entry["sha256"],
                f"{self.path}/{entry['name']}",
            )
            for entry in self.manifest["files"]
        ]
        manifest = FileLine(
            MANIFEST, _("counts, sizes and checksums of these files"), _size(self._manifest_size), self._manifest_hash,
            f"{self.path}/{MANIFEST}",
        )  # fmt: skip
        return [*lines, manifest]

    @property
    def sums_path(self) -> str:
        return f"{self.path}/{SUMS}"

    @property
    def diff_path(self) -> str:
        return f"/releases/{self.before}/diff/{self.day}.json" if self.before else ""


def _size(size: int) -> str:
    """ "1.4 MB", with a space that does not break."""
    return str(filesizeformat(size))
