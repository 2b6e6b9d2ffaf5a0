"""A letter says that a citation is wrong: our record beside what the registries answered.

Only stored answers are shown; nobody is asked while a page is made. Nothing of the letter is in it, so that reading it
leaves no trail.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from contributions.models import Contribution
from contributions.words import gettext_noop
from evidence.citations.record import CitationRecord
from evidence.models import RegistryAnswer, Study
from evidence.models.registry import REGISTRIES, RESULTS

NOT_ASKED = gettext_noop("not asked yet")
STALE = gettext_noop("asked about another identifier than the study has now")
LINES = {
    "title": gettext_noop("title"),
    "authors": gettext_noop("authors"),
    "container_title": gettext_noop("journal or book"),
    "year": gettext_noop("year"),
    "volume": gettext_noop("volume"),
    "issue": gettext_noop("issue"),
    "pages": gettext_noop("pages"),
    "number": gettext_noop("article number"),
    "doi": gettext_noop("DOI"),
    "pmid": gettext_noop("PMID"),
}
"""Field of `CitationRecord` -> the words before it."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What one registry answered: its name, in words how it went, and when it was asked (None: never)."""

    registry: str
    words: str
    asked_on: date | None


@dataclass(frozen=True, slots=True)
class Line:
    """One fact: ours, then each registry's in the order of `Comparison.answers` (None where it told nothing).

    `differs` where a registry tells something else than we do, small differences of spelling included.
    """

    words: str
    ours: str
    theirs: tuple[str | None, ...]
    differs: bool


@dataclass(frozen=True, slots=True)
class Comparison:
    answers: tuple[Answer, ...]
    lines: tuple[Line, ...]


def compare(*, contribution: Contribution) -> Comparison | None:
    """Our record of the letter's study beside the registries'; None where the letter names no study."""
    study = contribution.study
    if study is None:
        return None
    stored = {answer.registry: answer for answer in RegistryAnswer.objects.filter(study=study)}
    told = [_told(stored.get(registry), study) for registry in REGISTRIES]
    answers = tuple(_answer(registry, stored.get(registry), study) for registry in REGISTRIES)
    ours = study.record
    return Comparison(answers, tuple(_line(field, words, ours, told) for field, words in LINES.items()))


def _answer(registry: str, stored: RegistryAnswer | None, study: Study) -> Answer:
    if stored is None:
        return Answer(REGISTRIES[registry], NOT_ASKED, None)
    words = STALE if _is_stale(stored, study) else RESULTS[stored.result]
    return Answer(REGISTRIES[registry], words, stored.asked_at.date())


def _told(stored: RegistryAnswer | None, study: Study) -> CitationRecord | None:
    if stored is None or not stored.record or _is_stale(stored, study):
        return None
    return CitationRecord.from_dict(stored.record)


def _is_stale(stored: RegistryAnswer, study: Study) -> bool:
    return stored.identifier not in (study.doi, study.pmid, study.pmcid)


def _line(field: str, words: str, ours: CitationRecord, told: list[CitationRecord | None]) -> Line:
    mine = _text(ours, field)
    theirs = tuple(None if record is None else _text(record, field) or None for record in told)
    return Line(words, mine, theirs, any(other is not None and other != mine for other in theirs))


def _text(record: CitationRecord, field: str) -> str:
    if field == "authors":
        return "; ".join(name.display for name in record.authors)
    value = getattr(record, field)
    return "" if value is None else str(value)
