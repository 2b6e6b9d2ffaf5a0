"""What stands above a page because a notice about its paper was found and the page does not tell of it yet."""

from __future__ import annotations

from dataclasses import dataclass

from evidence import vocabulary as words
from evidence.models import Publication
from evidence.presenters.words import plain_date, shown


@dataclass(frozen=True, slots=True)
class NoticeAlertLine:
    """A notice that the page itself does not tell of yet. `kind` is "" until a person has said what it is."""

    kind: str
    word: str
    found_on: str


def notice_alert(publication: Publication) -> NoticeAlertLine | None:
    """What has to stand above a page because a notice was found since. `publication` comes from `views.study.shelf`."""
    found_at, kind = publication.notice_found_at, publication.notice_confirmed
    if found_at is None:
        return None
    return NoticeAlertLine(kind, shown(words.NOTICES.get(kind, "")), plain_date(found_at.date().isoformat()))
