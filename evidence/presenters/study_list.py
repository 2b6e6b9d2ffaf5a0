"""Rows of lists of studies."""

from __future__ import annotations

from dataclasses import dataclass

from evidence import vocabulary as words
from evidence.models import Publication
from evidence.pem import VERDICT_WORDS, Verdict
from evidence.presenters.wording import byline_authors, capitalise
from evidence.workflow import how_checked


@dataclass(frozen=True, slots=True)
class StudyRow:
    """What a list shows of one page."""

    path: str
    title: str
    byline: str
    journal: str
    year: int | None
    verdict: str
    verdict_words: str
    design: str
    checked: str
    one_sentence: str
    notices: tuple[str, ...]


def study_row(publication: Publication) -> StudyRow:
    content = publication.content
    notices = dict.fromkeys(words.NOTICES[notice["kind"]] for notice in content["notices"])
    return StudyRow(
        path=f"/evidence/{content['slug']}",
        title=publication.citation.title,
        byline=byline_authors(publication.citation),
        journal=publication.citation.container_title,
        year=publication.citation.year,
        verdict=content["pem"]["verdict"],
        verdict_words=VERDICT_WORDS[Verdict(content["pem"]["verdict"])],
        design=capitalise(words.STUDY_DESIGNS.get(content["design"], "")),
        checked=capitalise(how_checked(publication.provenance, publication.sha256)),
        one_sentence=content["texts"].get("one_sentence", ""),
        notices=tuple(notices),
    )
