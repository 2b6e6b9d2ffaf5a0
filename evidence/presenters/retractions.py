"""Papers with a notice, notices that are being checked, and pages that were withdrawn here: three different things."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext_noop

from evidence import vocabulary as words
from evidence.models import Publication
from evidence.presenters.notice_alert import NoticeAlertLine, notice_alert
from evidence.presenters.page_parts import NoticeLine
from evidence.presenters.study_page import StudyPage
from evidence.presenters.words import plain_date, shown

KIND_SENTENCES: dict[str, str] = {
    "retraction": gettext_noop("The journal has taken the paper back. Its findings should not be relied on."),
    "withdrawal": gettext_noop("The authors or the publisher have withdrawn the paper."),
    "expression_of_concern": gettext_noop("The journal has doubts about the paper and says so. They are not settled."),
    "correction": gettext_noop("A part of the paper was wrong and has been put right. The paper stands."),
    "superseded": gettext_noop("A later version of the paper is the one to read."),
}
"""What each kind of notice means for a reader."""


@dataclass(frozen=True, slots=True)
class PaperLine:
    """A page whose paper has a notice. `notice` is the one under which it is listed."""

    path: str
    title: str
    byline: str
    notice: NoticeLine


@dataclass(frozen=True, slots=True)
class NoticeGroup:
    kind: str
    heading: str
    sentence: str
    papers: tuple[PaperLine, ...]


@dataclass(frozen=True, slots=True)
class CheckedLine:
    """A page about whose paper a notice was found that the page does not tell of yet."""

    path: str
    title: str
    alert: NoticeAlertLine


@dataclass(frozen=True, slots=True)
class WithdrawnLine:
    path: str
    title: str
    on: str
    reason: str


def notice_groups(publications: Iterable[Publication]) -> list[NoticeGroup]:
    """By kind, the most serious first; within a kind the newest notice first, undated ones last."""
    found: dict[str, list[tuple[str, PaperLine]]] = {kind: [] for kind in words.NOTICES}
    for publication in publications:
        page = StudyPage(publication)
        seen: set[str] = set()
        for notice, line in zip(publication.content["notices"], page.notices, strict=True):
            if line.kind not in seen:  # a paper with two corrections is listed once
                seen.add(line.kind)
                byline = page.byline
                found[line.kind].append((notice["date"], PaperLine(page.path, page.title, byline, line)))
    return [
        NoticeGroup(
            kind, shown(words.NOTICES[kind]), shown(KIND_SENTENCES[kind]),
            tuple(paper for _, paper in sorted(papers, key=lambda row: row[0], reverse=True)),
        )
        for kind, papers in found.items()
        if papers
    ]  # fmt: skip


def being_checked(publications: Iterable[Publication]) -> list[CheckedLine]:
    """`publications` come from `views.study.shelf`, which knows of found notices."""
    return [
        CheckedLine(f"/evidence/{publication.slug}", publication.title, alert)
        for publication in publications
        if (alert := notice_alert(publication))
    ]


def withdrawn_pages(tombstones: Iterable[Publication]) -> list[WithdrawnLine]:
    return [
        WithdrawnLine(
            f"/evidence/{tombstone.slug}",
            tombstone.title,
            plain_date(tombstone.content["withdrawn"]["on"]),
            tombstone.content["withdrawn"]["reason"],
        )
        for tombstone in tombstones
    ]
