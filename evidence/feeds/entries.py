"""One entry of a feed, in calm words: notices first, then the verdict about PEM, then the main point."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from evidence.feeds.atom import Entry
from evidence.models import Publication
from evidence.presenters.history import is_withdrawn, reason_of
from evidence.presenters.notice_alert import NoticeAlertLine
from evidence.presenters.page_parts import NoticeLine
from evidence.presenters.study_page import StudyPage
from evidence.presenters.withdrawn_page import WithdrawnPage
from evidence.presenters.wording import capitalise

YEAR = 2026
"""Of the names of entries and feeds: when this site began to give them (RFC 4151)."""
_FIRST_OF_ALL = ("retraction", "withdrawal", "expression_of_concern")
"""Notices that stand before the title: many people read nothing else."""
_DEMONSTRATION = "This page belongs to a demonstration. Do not rely on it."


def tag(name: str) -> str:
    """A name that stays the same when the address changes."""
    return f"tag:{urlsplit(settings.SITE_URL).hostname},{YEAR}:{name}"


def page_entry(publication: Publication, *, first_published: datetime, alert: NoticeAlertLine | None = None) -> Entry:
    """A live page: as it stands now, and since when it is there."""
    page = StudyPage(publication)
    told = [
        *_demonstration(publication),
        *_found(alert),
        *(_notice(notice) for notice in page.notices),
        _verdict(page),
        page.content["texts"].get("one_sentence", ""),
        f"{page.design}. {page.peer_review}. Texts {page.checked}.",
    ]
    return Entry(
        id=tag(f"evidence/{page.slug}"),
        title=_title(page.title, page.notices),
        address=settings.SITE_URL + page.path,
        published=first_published,
        updated=publication.published_at,
        summary=_text(told),
        paper=page.address,
        labels=_labels(page),
    )


def change_entry(publication: Publication) -> Entry:
    """One publication of a page, with its reason. `publication` comes from `feeds.shelf.changes`."""
    if is_withdrawn(publication):
        return _tombstone(publication)
    page = StudyPage(publication)
    gone = bool(getattr(publication, "withdrawn_since", False))
    told = [
        *_demonstration(publication),
        *(["This page has been withdrawn since."] if gone else []),
        *(_notice(notice) for notice in page.notices),
        f"Publication {publication.number} of this page. {reason_of(publication)}",
        "" if gone else _verdict(page),
    ]
    return Entry(
        id=tag(f"publication/{page.slug}/{publication.number}"),
        title=_title(page.title, page.notices),
        address=settings.SITE_URL + page.version_path,
        published=publication.published_at,
        updated=publication.published_at,
        summary=_text(told),
        paper=page.address,
        labels=_labels(page),
    )


def notice_entry(publication: Publication) -> Entry:
    """What a publication brought: a notice about its paper, or the end of its page."""
    if is_withdrawn(publication):
        return _tombstone(publication)
    page = StudyPage(publication)
    before = publication.notices_before or []
    rows = zip(publication.content["notices"], page.notices, strict=True)
    new = [line for row, line in rows if row not in before]
    told = [
        *_demonstration(publication),
        *(_notice(notice) for notice in new),
        f"Publication {publication.number} of this page tells of it. {reason_of(publication)}",
        _verdict(page),
    ]
    return Entry(
        id=tag(f"notice/{page.slug}/{publication.number}"),
        title=f"{new[0].word}: {page.title}",
        address=settings.SITE_URL + page.version_path,
        published=publication.published_at,
        updated=publication.published_at,
        summary=_text(told),
        paper=page.address,
        labels=_labels(page, new),
    )


def _tombstone(publication: Publication) -> Entry:
    page = WithdrawnPage(publication)
    told = [
        *_demonstration(publication),
        f"We have withdrawn this page. {page.reason}",
        *(_notice(notice) for notice in page.notices),
    ]
    return Entry(
        id=tag(f"publication/{publication.slug}/{publication.number}"),
        title=f"Page withdrawn: {page.title}",
        address=f"{settings.SITE_URL}{page.path}/history",
        published=publication.published_at,
        updated=publication.published_at,
        summary=_text(told),
        paper=page.citation.address,
        labels=(("page-withdrawn", f"{settings.SITE_URL}/retractions", "Page withdrawn"),),
    )


def _title(title: str, notices: Iterable[NoticeLine]) -> str:
    words = [notice.word for notice in notices if notice.kind in _FIRST_OF_ALL]
    return f"{words[0]}: {title}" if words else title


def _notice(notice: NoticeLine) -> str:
    told = (f"{notice.word}, {notice.date}" if notice.date else notice.word, notice.title, notice.detail)
    return " ".join(part if part.endswith((".", "?", "!")) else f"{part}." for part in told if part)


def _found(alert: NoticeAlertLine | None) -> list[str]:
    """A notice of which the page itself does not tell yet."""
    if alert is None:
        return []
    what = alert.word or "A notice about this paper was found"
    state = "The page does not tell of it yet." if alert.kind else "A person is checking it. Take this page with care."
    return [f"{what}, {alert.found_on}. {state}"]


def _verdict(page: StudyPage) -> str:
    return f"{page.verdict_words}. {page.verdict_sentence}"


def _demonstration(publication: Publication) -> list[str]:
    return [_DEMONSTRATION] if publication.demo else []


def _labels(page: StudyPage, notices: Iterable[NoticeLine] | None = None) -> tuple[tuple[str, str, str], ...]:
    site = settings.SITE_URL
    kinds: Mapping[str, Any] = {notice.kind: notice for notice in (page.notices if notices is None else notices)}
    return (
        (page.verdict, f"{site}/pem", page.verdict_words),
        *((kind, f"{site}/retractions", capitalise(notice.word)) for kind, notice in kinds.items()),
    )


def _text(parts: Iterable[str]) -> str:
    return "\n".join(part.strip() for part in parts if part.strip())
