"""What tells a study of the desk and an entry apart although title, year and first author are the same."""

from __future__ import annotations

from typing import Any

from evidence.actions.imports.columns import IDENTIFIERS, NewStudy
from evidence.actions.imports.sentences import ONE_IS_ABOUT_ANOTHER
from evidence.citations.journals import journals_differ
from evidence.citations.kinds import kind_by_title
from evidence.citations.record import ABOUT_ANOTHER_WORK, KINDS, CitationRecord, Name
from evidence.models import Study
from evidence.tongue import Sentence, word

AnyStudy = Study | NewStudy


class Doubtful(Exception):
    """Which study an entry is cannot be told; the sentence says why."""


def as_record(study: AnyStudy) -> CitationRecord:
    """What `compare` needs to know of a study; the first author is as plain as its key has it."""
    author = study.match_key.split("|")[1]
    identifiers: dict[str, Any] = {name: getattr(study, name) or "" for name in IDENTIFIERS}
    return CitationRecord(
        title=study.title,
        type=study.type,
        year=study.year,
        authors=(Name(family=author),) if author else (),
        container_title=study.container_title,
        container_short=study.container_short,
        kind_of_record=study.kind_of_record or kind_by_title(study.title),
        **identifiers,
    )


def preprint_and_paper(one: str, two: str) -> bool:
    """Whether one is a preprint and the other a journal's article: they belong together and are two works."""
    return {one, two} == {"article", "article-journal"}


def another_kind(study: AnyStudy, record: CitationRecord) -> bool:
    """Whether only one of the two is a correction, a comment or the like, which has its work's title and is not it."""
    kind = kind_by_title(study.title)
    return (kind in ABOUT_ANOTHER_WORK) != (kind_by_title(record.title) in ABOUT_ANOTHER_WORK)


def says_another_kind(study: AnyStudy, record: CitationRecord) -> bool:
    """Whether the sources of both say what they are, and one is about another work. Raises Doubtful if one says it."""
    ours = study.kind_of_record or kind_by_title(study.title)
    theirs = record.kind_of_record or kind_by_title(record.title)
    if (ours in ABOUT_ANOTHER_WORK) == (theirs in ABOUT_ANOTHER_WORK):
        return False
    if ours and theirs:
        return True
    raise Doubtful(Sentence.of(ONE_IS_ABOUT_ANOTHER, title=study.title, kind=word(KINDS[ours or theirs])))


def in_another_journal(study: AnyStudy, record: CitationRecord) -> bool:
    """Whether both are in journals, and these are two: a work may have appeared twice, or be told twice."""
    ours, theirs = (study.container_title, study.container_short), (record.container_title, record.container_short)
    return journals_differ(ours, theirs)
