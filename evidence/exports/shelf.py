"""Which publications go into a file, and in which order: the only room of the exports that asks the database.

A selection is a list of primary keys. As a publication is never changed, this list is a snapshot: its rows are read in
small lots afterwards, and no transaction and no cursor stays open while a slow reader takes the file in. The list is
also the state that an ETag stands for.
"""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Count, JSONField, Q, QuerySet
from django.db.models.expressions import RawSQL
from django.db.models.functions import Collate

from evidence.exports.counting import Counts
from evidence.exports.rows import Alert, Row, Site
from evidence.models import NoticeAlert, Publication, Topic
from evidence.search.asked import Asked
from evidence.search.shelf import entries, ordered

AT_ONCE = 200
"""Publications that are in memory at a time, however many are written."""
_FIELDS = ("number", "sha256", "review_policy", "override_reason", "reason", "published_at", "demo")


@dataclass(frozen=True, slots=True)
class _Read:
    """A publication as rows need it. `Published` of `rows` says what it is."""

    content: dict[str, Any]
    provenance: dict[str, Any]
    number: int
    sha256: str
    review_policy: str
    override_reason: str
    reason: str
    published_at: datetime
    demo: bool


def _json(sql: str) -> RawSQL:
    return RawSQL(sql, [], output_field=JSONField())  # noqa: S611 - constant text of ours


# A reference needs a fifth of what a page holds; the rest is neither sent nor read.
_PARTS = {
    True: (
        _json(
            "jsonb_set(content - '{texts,drafted,pem,topics,facts,judgement,identity,links}'::text[], '{pem}',"
            " jsonb_build_object('verdict', pem_verdict))"
        ),
        _json("provenance - '{coding,machine,versions}'::text[]"),
    ),
    False: (_json("content"), _json("provenance")),
}


class ShelfMoved(Exception):
    """A page went away while a file was written (the demonstration was emptied): the file must not look whole."""


@dataclass(frozen=True, slots=True)
class Selection:
    """Publications in the order in which they are written, and the notices that were found since, by study."""

    keys: array[int]
    alerts: dict[int, Alert]

    def __len__(self) -> int:
        return len(self.keys)

    @property
    def state(self) -> str:
        """Changes with everything that a file of this selection says: which publications, in which order, and the
        notices found since."""
        alerts = sorted((study, alert.found_on, alert.kind) for study, alert in self.alerts.items())
        return hashlib.sha256(self.keys.tobytes() + repr(alerts).encode()).hexdigest()

    def rows(self, site: Site | None = None, *, for_references: bool = False) -> Iterator[Row]:
        """The rows in order, whole or with what references need. Raises ShelfMoved when one is no longer there."""
        site, parts = site or our_site(), _PARTS[for_references]
        for start in range(0, len(self.keys), AT_ONCE):
            lot = self.keys[start : start + AT_ONCE]
            # Without an order: the model's own would join the desk.
            lines = Publication.objects.order_by().filter(pk__in=lot).values_list("pk", "study_id", *parts, *_FIELDS)
            found = {key: (study, _Read(*line)) for key, study, *line in lines}
            for key in lot:
                if key not in found:
                    raise ShelfMoved("A page went away while this file was written. Please ask for it again.")
                study, read = found[key]
                yield Row(read, site, self.alerts.get(study))


def our_site() -> Site:
    """The site as the settings tell of it."""
    return Site(
        name=settings.SITE_NAME,
        url=settings.SITE_URL,
        key_prefix=settings.BIBTEX_KEY_PREFIX,
        licence=settings.CONTENT_LICENCE,
        licence_url=settings.CONTENT_LICENCE_URL,
    )


def releases_folder() -> Path:
    """Where releases stand: the setting RELEASES_DIR."""
    return Path(settings.RELEASES_DIR)


def whole_shelf() -> Selection:
    """Every live page by the spelling of its address, the same on every machine. Two queries."""
    return select(Publication.objects.current().order_by(Collate("slug", "C")).values_list("pk", flat=True))


def select(keys: Iterable[int] | QuerySet) -> Selection:
    """These publications in this order, with the notices that were found about their papers since."""
    wanted = array("q", keys.iterator(chunk_size=10_000) if isinstance(keys, QuerySet) else keys)
    found = NoticeAlert.objects.values_list("pk", "found_at", "confirmed_kind")
    alerts = {study: Alert(at.date().isoformat(), kind) for study, at, kind in found}
    if alerts:
        chosen = set(wanted)
        live = Publication.objects.standing().order_by().filter(study_id__in=alerts).values_list("study_id", "pk")
        alerts = {study: alerts[study] for study, key in live if key in chosen}
    return Selection(wanted, alerts)


def demo_is_loaded() -> bool:
    """Is a page of the demonstration on the shelf? Then no pack goes out without saying so."""
    return Publication.objects.current().filter(demo=True).exists()


def topics() -> dict[str, str]:
    """The names of the topics by their keys, retired ones included: rows of earlier publications name them."""
    return dict(Topic.objects.order_by("order", "key").values_list("key", "name"))


def changed_after(day: date) -> bool:
    """Was a page published or withdrawn after that day (UTC)?"""
    return Publication.objects.standing().filter(published_at__date__gt=day).exists()


def answer(asked: Asked) -> Selection:
    """Everything that a request asks for, in the order that it asks for. Two queries."""
    found, _ = ordered(asked.first_page())
    return select(found.values_list("publication_id", flat=True))


def counts(asked: Asked) -> Counts:
    """Found and left out, all in one query, so that the numbers are of one moment."""
    chosen = entries(asked).values("publication_id")
    with_notices = entries(replace(asked, leave_out_retracted=False)).values("publication_id")
    found = Publication.objects.standing().aggregate(
        standing=Count("pk"),
        withdrawn=Count("pk", filter=Q(is_withdrawn=True)),
        matching=Count("pk", filter=Q(pk__in=with_notices)),
        included=Count("pk", filter=Q(pk__in=chosen)),
    )
    return Counts(**found)
