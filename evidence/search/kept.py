"""What each search draws of a live page, kept by the process: its texts in words, and how a list shows it.

A publication never changes, so what is made of one stays right for as long as it is found. Which pages are found, and
whether a notice was found since, is asked of the database every time. Nothing of a question or of a reader is kept.

The key names the publication beyond doubt: the database, its number there, its hash and its moment. Pages that are
live no more go with the next state of the shelf (`forget`); of the others those that were asked for longest ago.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Collection, Hashable
from dataclasses import dataclass, field
from datetime import datetime
from threading import Lock
from typing import Any

from django.db import connection

from evidence.models import Publication
from evidence.search.highlights import Texts

MOST = 300
"""Pages of all databases."""

Draw = Callable[[Publication, str | None], Any]
"""What a list shows of a publication and the kind of a notice that was found since (None: none)."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A page that was found. `alert` is the kind of a notice that the page does not tell of yet, None where none is."""

    pk: int
    sha256: str
    published_at: datetime
    alert: str | None


@dataclass(frozen=True, slots=True)
class Page:
    """`drawn`: (language or whatever else the drawing depends on, kind of the notice) -> what a list shows."""

    words: Texts
    drawn: dict[tuple[Hashable, str | None], Any] = field(default_factory=dict)


_kept: OrderedDict[tuple[str, int, str, datetime], Page] = OrderedDict()
_turns = Lock()


def pages(hits: Collection[Hit], depends_on: Hashable, draw: Draw) -> dict[int, tuple[Texts, Any]]:
    """Id -> its texts, and what `draw` makes of it. One query for all that is new; those that are gone are left out."""
    told: dict[int, tuple[Texts, Any]] = {}
    new: dict[int, Hit] = {}
    for hit in hits:
        page = _asked_for(_key(hit))
        if page is not None and (depends_on, hit.alert) in page.drawn:
            told[hit.pk] = page.words, page.drawn[depends_on, hit.alert]
        else:
            new[hit.pk] = hit
    if new:
        for publication in Publication.objects.order_by().filter(pk__in=list(new)):
            hit = new[publication.pk]
            drawn = draw(publication, hit.alert)
            page = _keep(_key(hit), publication)
            page.drawn[depends_on, hit.alert] = drawn
            told[hit.pk] = page.words, drawn
    return told


def forget(live: Collection[int]) -> None:
    """Keep nothing of this database but pages that are live."""
    with _turns:
        for key in [key for key in _kept if key[0] == connection.alias and key[1] not in live]:
            del _kept[key]


def _key(hit: Hit) -> tuple[str, int, str, datetime]:
    return connection.alias, hit.pk, hit.sha256, hit.published_at


def _asked_for(key: tuple[str, int, str, datetime]) -> Page | None:
    with _turns:
        if key in _kept:
            _kept.move_to_end(key)
            return _kept[key]
        return None


def _keep(key: tuple[str, int, str, datetime], publication: Publication) -> Page:
    page = _asked_for(key) or Page(Texts.of(publication.content))
    with _turns:
        page = _kept.setdefault(key, page)
        while len(_kept) > MOST:
            _kept.popitem(last=False)
    return page
