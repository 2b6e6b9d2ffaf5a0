"""Changes and notices. The changes are a feed that nobody who follows it can miss anything of.

Publications are told in the order of their numbers in the database, which is the order in which they were put on the
shelf; equal timestamps do not matter. One trap is left: of two that are published at once, the later one may be
seen first. So nothing is told past a publication that may still be under way (`_settled`).
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db.models import F, IntegerField, Min
from django.db.models.expressions import RawSQL
from django.http import HttpRequest
from django.utils import timezone
from ninja import Query
from pydantic import Field

from evidence import vocabulary
from evidence.api import addresses
from evidence.api.application import endpoint
from evidence.api.cursors import CURSOR, cursor, moment_of, number_of
from evidence.api.parameters import Limit, Parameters
from evidence.api.problems import refused_parameter
from evidence.api.schemas.changes import Change, Changes, ChangesLinks, Notices, NoticesLinks, StudyNotices
from evidence.api.shelf import reason
from evidence.api.telling import notices as told_notices
from evidence.api.telling import term
from evidence.models import Publication, ShelfEntry

KINDS = {
    "published": "published",
    "changed": "changed",
    "withdrawn": "withdrawn",
    "restored": "published again after a withdrawal",
}
LONGEST_PUBLICATION = timedelta(hours=1)
"""No transaction that publishes takes longer."""

_WRITERS = """(
    SELECT count(*) FROM pg_locks
    WHERE locktype = 'relation' AND relation = 'evidence_publication'::regclass AND mode = 'RowExclusiveLock'
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
        AND pid <> pg_backend_pid()
)"""


class ChangesQuery(Parameters):
    since: str = Field(
        "n0",
        description="Where to begin: a moment (RFC 3339) or a day, or the cursor `next` of an earlier answer. "
        "Without it: from the first publication on.",
        examples=["2026-11-01T00:00:00Z"],
        json_schema_extra={
            "anyOf": [
                {"type": "string", "format": "date-time"},
                {"type": "string", "format": "date"},
                {"type": "string", "pattern": CURSOR},
            ]
        },
    )
    limit: Limit = 100


class NoticesQuery(Parameters):
    kind: list[str] = Field(
        [], max_length=len(vocabulary.NOTICES), description="Kinds of notices; repeat it for more than one.",
        examples=[["retraction"]], json_schema_extra={"items": {"type": "string", "enum": list(vocabulary.NOTICES)}},
    )  # fmt: skip
    after: str = Field("", description="Cursor `next` of the page before.", pattern=f"^$|{CURSOR}", examples=["n42"])
    limit: Limit = 20


@endpoint("/changes", response=Changes, tag="changes")
def changes(request: HttpRequest, query: Query[ChangesQuery]) -> Changes:
    """Everything that happened since a moment.

    Publications and withdrawals, oldest first. Keep `next` and send it as `since` the next time: nothing is told
    twice and nothing is left out, also where several things happened at the same moment. What is being published
    this very second appears a moment later. Pages of the demonstration can vanish without a word.
    """
    start, moment = number_of(query.since), moment_of(query.since)
    if start is None and moment is None:
        raise refused_parameter("since", "This is neither a moment (2026-11-27T08:15:00Z) nor a cursor of ours.")
    settled = _settled()
    wanted = Publication.objects.filter(pk__lte=settled).order_by("pk")
    wanted = wanted.filter(published_at__gte=moment) if moment else wanted.filter(pk__gt=start)
    rows = list(
        wanted.values(
            "pk", "slug", "number", "published_at", "title", "doi", "pmid", "sha256", "demo", "is_withdrawn"
        ).annotate(
            why=F("reason"),
            withdrawn_because=F("content__withdrawn__reason"),
            from_withdrawn=F("supersedes__is_withdrawn"),
        )[: query.limit + 1]
    )
    more, rows = len(rows) > query.limit, rows[: query.limit]
    reached = rows[-1]["pk"] if more else max(settled, start or 0)
    return Changes(
        changes=[_change(row) for row in rows],
        next=cursor(reached),
        more=more,
        links=ChangesLinks(
            self=addresses.api("/changes", ("since", query.since), ("limit", str(query.limit))),
            next=addresses.api("/changes", ("since", cursor(reached)), ("limit", str(query.limit))),
        ),
    )


def _settled() -> int:
    """The last publication before which none can turn up any more.

    Whoever publishes locks the table (ROW EXCLUSIVE) before taking a number, until the transaction ends. The newest
    row is read first (the statement's snapshot), then who holds that lock (live): if nobody does, every lower
    number has ended. Else only what is older than any transaction under way is told.
    """
    row = Publication.objects.order_by("-pk").values_list(
        "pk", RawSQL(_WRITERS, [], output_field=IntegerField())  # noqa: S611 - constant text of ours
    )[:1]  # fmt: skip
    for newest, writers in row:
        if not writers:
            return int(newest)
        recent = Publication.objects.filter(published_at__gte=timezone.now() - LONGEST_PUBLICATION)
        first = recent.aggregate(first=Min("pk"))["first"]
        return int(newest) if first is None else int(first) - 1
    return 0


def _change(row: Mapping[str, Any]) -> Change:
    if row["is_withdrawn"]:
        kind = "withdrawn"
    elif row["number"] == 1:
        kind = "published"
    else:
        kind = "restored" if row["from_withdrawn"] else "changed"
    return Change(
        kind=term(kind, KINDS),
        slug=row["slug"],
        number=row["number"],
        at=addresses.moment(row["published_at"]),
        title=row["title"],
        doi=row["doi"] or None,
        pmid=row["pmid"] or None,
        reason=reason(row["number"], row["why"], row["withdrawn_because"]),
        sha256=row["sha256"],
        demonstration=row["demo"],
        address=addresses.site(f"/evidence/{row['slug']}/v/{row['number']}"),
        study=addresses.of_study(row["slug"]),
    )


@endpoint("/notices", response=Notices, tag="changes")
def notices(request: HttpRequest, query: Query[NoticesQuery]) -> Notices:
    """Papers that were retracted, corrected or questioned.

    Every live page whose paper has a notice, with the notices. The page that was published last comes first.
    """
    for kind in query.kind:
        if kind not in vocabulary.NOTICES:
            raise refused_parameter("kind", f"The kinds are {', '.join(vocabulary.NOTICES)}.")
    entries = ShelfEntry.objects.filter(has_notice=True).order_by("-publication_id")
    if query.kind:
        entries = entries.filter(notices__overlap=query.kind)
    if query.after:
        entries = entries.filter(publication_id__lt=number_of(query.after))
    rows = [entry.publication for entry in entries.select_related("publication")[: query.limit + 1]]
    more, rows = len(rows) > query.limit, rows[: query.limit]
    following = cursor(rows[-1].pk) if more else None
    asked = [("kind", kind) for kind in sorted(set(query.kind))]
    limit = [("limit", str(query.limit))]
    return Notices(
        studies=[_study_notices(publication) for publication in rows],
        next=following,
        links=NoticesLinks(
            self=addresses.api("/notices", *asked, *limit, *([("after", query.after)] if query.after else [])),
            next=addresses.api("/notices", *asked, *limit, ("after", following)) if following else None,
        ),
    )


def _study_notices(publication: Publication) -> StudyNotices:
    return StudyNotices(
        slug=publication.slug,
        title=publication.title,
        doi=publication.doi or None,
        pmid=publication.pmid or None,
        notices=told_notices(publication.content),
        number=publication.number,
        published_at=addresses.moment(publication.published_at),
        page=addresses.site(f"/evidence/{publication.slug}"),
        study=addresses.of_study(publication.slug),
    )
