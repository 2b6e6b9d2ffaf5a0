"""Rows of lists of studies."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext_noop

from evidence import vocabulary as words
from evidence.models import NoticeAlert, Publication
from evidence.pem import VERDICT_WORDS, Verdict
from evidence.presenters.badges import GRAVE
from evidence.presenters.coins import coins
from evidence.presenters.wording import capitalise
from evidence.presenters.words import byline, checked_words, shown, shown_capital


@dataclass(frozen=True, slots=True)
class NoticeBadge:
    """A notice in a list. `kind` is one of the vocabulary, or "found" where no person has confirmed it yet."""

    kind: str
    words: str


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
    language: str
    notices: tuple[NoticeBadge, ...]
    is_unchecked: bool
    coins: str

    @property
    def warnings(self) -> list[NoticeBadge]:
        """Notices that are said before the title."""
        return [notice for notice in self.notices if notice.kind in (*GRAVE, "found")]

    @property
    def remarks(self) -> list[NoticeBadge]:
        """Notices that stand among the badges."""
        return [notice for notice in self.notices if notice not in self.warnings]


FOUND = gettext_noop("Notice found, being checked")
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
    since = [] if found is None else [found or "found"]
    kinds = dict.fromkeys([*since, *(notice["kind"] for notice in content["notices"])])
    votes = publication.provenance.get("approvals", ())
    return StudyRow(
        path=f"/evidence/{content['slug']}",
        title=publication.citation.title,
        byline=byline(publication.citation),
        journal=publication.citation.container_title,
        year=publication.citation.year,
        verdict=content["pem"]["verdict"],
        verdict_words=shown(VERDICT_WORDS[Verdict(content["pem"]["verdict"])]),
        design=shown_capital(words.STUDY_DESIGNS.get(content["design"], "")),
        checked=capitalise(checked_words(publication.provenance, publication.sha256)),
        one_sentence=content["texts"].get("one_sentence", ""),
        language=content["language"],
        notices=tuple(NoticeBadge(kind, shown(words.NOTICES.get(kind, FOUND))) for kind in kinds),
        is_unchecked=not any(vote["sha256"] == publication.sha256 for vote in votes),
        coins=coins(publication.citation),
    )
