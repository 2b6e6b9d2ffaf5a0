"""Rows of lists of studies."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from evidence import vocabulary as words
from evidence.models import NoticeAlert, Publication
from evidence.pem import VERDICT_WORDS, Verdict
from evidence.presenters.coins import coins
from evidence.presenters.wording import byline_authors, capitalise
from evidence.workflow import how_checked


@dataclass(frozen=True, slots=True)
class StudyRow:
    """What a list shows of one page; `coins` is for reference managers."""

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
    coins: str


FOUND = "Notice found, being checked"
"""What a row says of a notice that no person has confirmed yet."""


def study_rows(publications: Iterable[Publication]) -> list[StudyRow]:
    """A row each, with notices that were found since. One query, however many rows."""
    publications = list(publications)
    studies = [publication.study_id for publication in publications]
    alerts = dict(NoticeAlert.objects.filter(pk__in=studies).values_list("pk", "confirmed_kind"))
    return [study_row(publication, alerts.get(publication.study_id)) for publication in publications]


def study_row(publication: Publication, found: str | None = None) -> StudyRow:
    """One row. `found` is the kind of a notice that the page does not tell of yet; "" is one that is being checked."""
    content = publication.content
    since = [] if found is None else [words.NOTICES.get(found, FOUND)]
    notices = dict.fromkeys([*since, *(words.NOTICES[notice["kind"]] for notice in content["notices"])])
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
        coins=coins(publication.citation),
    )
