"""Taking a whole import back, as long as nobody has touched what it brought.

    a draft that it made            goes, unless somebody has worked on it, linked it or met it in a later import that
                                    stands
    a fact that it filled in        is empty again, unless the study was touched since
    a list of authors it completed  is the cut one again
    links that it made              go with the drafts they begin at
    doubts that it opened           are dropped

All of it or nothing. The batch and its records stay, marked as undone with who, when and why. That somebody brought a
fact into a study that was here before stays remembered (`StudyContributor`): four eyes see rather more than less.
What machines did by themselves in between (a proposed verdict, an answer of a registry) is no touch.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, models, transaction
from django.utils import timezone

from evidence.actions.audit import record as record_event
from evidence.actions.bylines import put_byline
from evidence.actions.desk import desk_changed
from evidence.actions.merging.moving import relations
from evidence.actions.roles import require
from evidence.models import (
    AuditEvent,
    Author,
    Authorship,
    DoubtfulEntry,
    ImportBatch,
    ImportRecord,
    MergeProposal,
    RemovedDraft,
    Study,
    StudyContributor,
    StudyLink,
)
from evidence.tongue import Sentence, gettext_noop, stored, word
from evidence.tongue import gettext_noop as _
from evidence.workflow import Refusal

AT_MOST_NAMED = 10
"""Studies that a refusal names; the others are counted."""

WORKED_ON = gettext_noop("somebody has worked on it since ({how})")
IN_ITS_HISTORY = gettext_noop("it is in its history")
MET_LATER = stored(gettext_noop("a later import has met it (“{name}”): undo that one first"))
USED_SINCE = stored(gettext_noop("somebody has used it since ({by})"))
CHANGED_SINCE = stored(gettext_noop("what the import filled in has been changed since"))
NOT_TAKEN_BACK = stored(gettext_noop("“{title}” cannot be taken back: {why}."))
ONE_MORE = gettext_noop("The same holds for 1 more study.")
MANY_MORE = stored(gettext_noop("The same holds for {count:,} more studies."))

_PART = 2000  # drafts that are taken away at once
_LOCK = 7_301_001  # that of the imports: none matches against what is just going
_NO_TOUCH = frozenset(["registry.lookup_requested", "proposal.seen", "merge.dismissed", "merge.proposed"])
"""What people may have done with a study without having worked on it."""

GO_WITH_A_DRAFT = frozenset(
    [
        "Authorship", "StudyContributor", "StudyLink.study", "RegistryAnswer", "LookupRequest", "FoundNotice",
        "NoticeAlert", "Presence", "ProposalSeen", "PEMClassification", "ImportRecord", "DoubtfulEntry",
    ]
)  # fmt: skip
"""Rows that an untouched draft may have: what the import, or a machine, has put there. A person's classification is
seen by its event. Any other row that names the draft is somebody's work."""


@dataclass(frozen=True, slots=True)
class Obstacle:
    """Why one study cannot be taken back."""

    study: int
    title: str
    why: str


@transaction.atomic
def undo_batch(
    *,
    batch: ImportBatch,
    by: models.Model,
    reason: str,
    now: datetime | None = None,
    told: Callable[[int, int], None] | None = None,
) -> ImportBatch:
    """Take an import back as a whole. Refusal, with the studies in the way, when anything of it was touched since.

    `told` hears how many of how many studies are done.
    """
    now = now or timezone.now()
    require(by, "import_citations")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    batch = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    touched = {*_studies(batch)}
    list(Study.objects.select_for_update(no_key=True).filter(pk__in=touched).order_by("pk").values_list("pk"))
    refuse_if_in_the_way(batch, reason)
    removed = _remove_drafts(batch, now, told=lambda done: told(done, len(touched)) if told else None)
    emptied = _empty_what_was_filled(batch, by, now)
    batch.undone_at, batch.undone_by, batch.undone_because = now, by, reason.strip()
    batch.save(update_fields=["undone_at", "undone_by", "undone_because"])
    batch.doubts.filter(state="open").update(state="dropped")
    DoubtfulEntry.objects.filter(decided_in=batch).update(
        state="open", study=None, is_new=False, decided_in=None, decided_at=None, decided_by=None, because=""
    )
    detail = {"file": batch.name, "removed": removed, "emptied": emptied}
    record_event("import.undone", by=by, about=batch, now=now, reason=reason.strip(), detail=detail)
    return batch


def refuse_if_in_the_way(batch: ImportBatch, reason: str) -> None:
    """Refusal, as far as can be seen now, for what cannot be taken back, with every reason."""
    if not reason.strip():
        raise Refusal(gettext_noop("Say why this import is taken back."))
    _refuse_if_settled(batch)
    if found := obstacles(batch):
        raise Refusal(*_sentences(found))


def _refuse_if_settled(batch: ImportBatch) -> None:
    if batch.undone_at is not None:
        raise Refusal(gettext_noop("This import was undone already."))
    if batch.demo:
        raise Refusal(
            gettext_noop("The demonstration is emptied as a whole (manage.py empty_demo), not import by import.")
        )
    if batch.doubts.filter(state="decided").exists():
        raise Refusal(
            gettext_noop(
                "Entries of this import were in doubt, and somebody has decided about them since. Undo these decisions "
                "first; each is an import of its own in the list."
            )
        )


def obstacles(batch: ImportBatch) -> list[Obstacle]:
    """Why a batch cannot be undone, study by study; empty when it can. The same number of queries for any batch."""
    records = ImportRecord.objects.filter(batch=batch, study__isnull=False)
    created = records.filter(outcome="created").values("study")
    mine = records.filter(outcome__in=("created", "updated")).values("study")
    found: dict[int, str] = {}

    def tell(rows: Iterable[int | None], why: str) -> None:
        for pk in rows:
            if pk is not None:
                found.setdefault(pk, why)

    about = AuditEvent.objects.filter(object_type="importbatch", object_id=batch.pk, action="citations.imported")
    event = about.first()
    since = AuditEvent.objects.filter(study_id__in=mine, pk__gt=event.pk if event else 0, actor__isnull=False)
    for pk, action in since.exclude(action__in=_NO_TOUCH).order_by("pk").values_list("study_id", "action"):
        tell([pk], Sentence.of(WORKED_ON, how=word(_WORDS.get(action.partition(".")[0], IN_ITS_HISTORY))))
    # A draft goes with what met it; a study that was here before stays, so only what has changed it is in the way.
    later = ImportRecord.objects.filter(batch__undone_at__isnull=True, batch__pk__gt=batch.pk)
    later = later.filter(models.Q(study__in=created) | models.Q(study__in=mine, outcome="updated")).order_by("pk")
    for pk, name in later.values_list("study_id", "batch__name"):
        tell([pk], Sentence.of(MET_LATER, name=name))
    for model, key in relations():
        if {model.__name__, f"{model.__name__}.{key}"} & GO_WITH_A_DRAFT:
            continue
        rows = model._base_manager.filter(**{f"{key}__in": created})
        if model is StudyLink:  # drafts of one import that are linked to each other go together
            rows = rows.exclude(study__in=created)
        named = word(str(model._meta.verbose_name_raw), "table")
        tell(rows.values_list(f"{key}_id", flat=True), Sentence.of(USED_SINCE, by=named))
    tell(_not_as_filled(batch), CHANGED_SINCE)
    titles = dict(Study.objects.filter(pk__in=found).values_list("pk", "title"))
    return [Obstacle(pk, titles.get(pk, ""), why) for pk, why in sorted(found.items())]


_WORDS = {
    "study": _("edited"), "text": _("texts written"), "assessment": _("coded"), "classification": _("coded"),
    "coding": _("coded"), "revision": _("submitted for review"), "publication": _("published"),
    "page": _("published"), "link": _("linked"), "notice": _("a notice decided about"),
    "lease": _("taken by somebody"), "draft": _("a draft asked for"), "studies": _("merged"), "merge": _("merged"),
    "finding": _("a finding disputed"), "contribution": _("a letter"),
}  # fmt: skip
"""First word of an event -> what was done, for the refusal."""
stored(WORKED_ON, how=(*_WORDS.values(), IN_ITS_HISTORY))


def _studies(batch: ImportBatch) -> dict[int, str]:
    """The studies that a batch has made or changed -> "created" or "updated"."""
    rows = ImportRecord.objects.filter(batch=batch, outcome__in=("created", "updated"), study__isnull=False)
    found: dict[int, str] = {}
    for pk, outcome in rows.order_by("pk").values_list("study_id", "outcome"):
        if pk is not None:
            found.setdefault(pk, outcome)
    return found


_LISTS = frozenset(["authors", "orcids"])
"""What is told of a list of authors beside facts: how it was, and what was filled in at its places."""


def _filled(batch: ImportBatch) -> dict[int, dict[str, Any]]:
    """Study that was here before -> what the batch filled in on it, and under "authors" whom it had before."""
    created = {pk for pk, outcome in _studies(batch).items() if outcome == "created"}
    rows = ImportRecord.objects.filter(batch=batch, outcome="updated", study__isnull=False).exclude(study__in=created)
    found: dict[int, dict[str, Any]] = defaultdict(dict)
    for pk, changes in rows.order_by("pk").values_list("study_id", "changes"):
        if pk is not None:
            found[pk] = changes | found[pk]  # what was there before is told by the first
    return found


def _not_as_filled(batch: ImportBatch) -> list[int]:
    filled = _filled(batch)
    found = []
    for study in Study.objects.filter(pk__in=filled):
        changes = filled[study.pk]
        if any(getattr(study, name) != value for name, value in changes.items() if name not in _LISTS) or (
            "authors_complete" in changes and "authors" not in changes
        ):
            found.append(study.pk)
    return found


def _sentences(found: list[Obstacle]) -> list[str]:
    named = [Sentence.of(NOT_TAKEN_BACK, title=one.title, why=word(one.why)) for one in found[:AT_MOST_NAMED]]
    rest = len(found) - AT_MOST_NAMED
    return [
        gettext_noop("Nothing was undone: an import is taken back as a whole or not at all."),
        *named,
        *([_more(rest)] if rest > 0 else []),
    ]


def _more(count: int) -> str:
    return Sentence.of(MANY_MORE, count=count) if count > 1 else ONE_MORE


def _remove_drafts(batch: ImportBatch, now: datetime, told: Callable[[int], None]) -> int:
    numbers = [pk for pk, outcome in _studies(batch).items() if outcome == "created"]
    parts = [numbers[start : start + _PART] for start in range(0, len(numbers), _PART)]
    _take_links_away(numbers)
    for model in (Study, Authorship, StudyContributor, ImportRecord):
        _know_the_sizes(model, len(numbers))
    authors: set[int] = set()
    checks = _checks_that_wait()
    for place, pks in enumerate(parts):
        told(place * _PART)
        _write_removals(batch, pks, now)
        _know_the_sizes(RemovedDraft, len(numbers))
        authors |= set(
            Authorship.objects.filter(study__in=pks).order_by().values_list("author_id", flat=True).distinct()
        )
        # A proposal to merge a draft that goes has nothing to propose any more.
        MergeProposal.objects.filter(models.Q(one__in=pks) | models.Q(other__in=pks), state="open").delete()
        _delete(pks)
        with connection.cursor() as cursor:
            for statement in checks:
                cursor.execute(statement)
    _forget_authors(authors)
    return len(numbers)


def _checks_that_wait() -> list[str]:
    """Statements that make the checks about drafts that go, which would wait for the end of the transaction.

    There are two dozen for each draft. Left to the end, the database would go through all of them again with every
    row that goes, and the time would grow with the square of the batch.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conname FROM pg_constraint WHERE contype IN ('f', 't') AND condeferred"
            " AND (confrelid = %s::regclass OR conrelid = %s::regclass) ORDER BY conname",
            [Study._meta.db_table, RemovedDraft._meta.db_table],
        )
        names = ", ".join(connection.ops.quote_name(name) for (name,) in cursor)
    return [f"SET CONSTRAINTS {names} IMMEDIATE", f"SET CONSTRAINTS {names} DEFERRED"] if names else []


def _know_the_sizes(model: type[models.Model], count: int) -> None:
    """Rules and keys of the database ask this table about every draft; after an import they may take it for small."""
    if count >= _PART // 2:
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE {connection.ops.quote_name(model._meta.db_table)}")


def _write_removals(batch: ImportBatch, pks: list[int], now: datetime) -> None:
    removals, studies = (connection.ops.quote_name(model._meta.db_table) for model in (RemovedDraft, Study))
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {removals} (batch_id, study_number, slug, title, removed_at)"  # noqa: S608 - our names
            f" SELECT %s, id, slug, title, %s FROM {studies} WHERE id = ANY(%s) ORDER BY id",
            [batch.pk, now, pks],
        )


def _take_links_away(numbers: list[int]) -> None:
    """First of all: two drafts that go may be linked to each other."""
    StudyLink.objects.filter(study__in=numbers).delete()


def _delete(pks: list[int]) -> None:
    """Table by table and not row by row: an import may have made a hundred thousand drafts."""
    ImportRecord.objects.filter(study__in=pks).update(study=None)
    DoubtfulEntry.objects.filter(study__in=pks).update(study=None)
    with connection.cursor() as cursor:
        for model, key in relations():
            if {model.__name__, f"{model.__name__}.{key}"} & GO_WITH_A_DRAFT - {"ImportRecord", "DoubtfulEntry"}:
                table = connection.ops.quote_name(model._meta.db_table)
                column = connection.ops.quote_name(f"{key}_id")
                cursor.execute(f"DELETE FROM {table} WHERE {column} = ANY(%s)", [pks])  # noqa: S608 - our names
        table = connection.ops.quote_name(Study._meta.db_table)
        cursor.execute(f"DELETE FROM {table} WHERE id = ANY(%s)", [pks])  # noqa: S608 - our name


def _forget_authors(numbers: Iterable[int]) -> None:
    """Names that stand on no study any more; one with an ORCID was told apart by a person, and stays."""
    authors, places = (connection.ops.quote_name(model._meta.db_table) for model in (Author, Authorship))
    with connection.cursor() as cursor:
        cursor.execute(
            f"DELETE FROM {authors} WHERE id = ANY(%s) AND orcid IS NULL"  # noqa: S608 - our names
            f" AND NOT EXISTS (SELECT 1 FROM {places} WHERE author_id = {authors}.id)",
            [list(numbers)],
        )


def _empty_what_was_filled(batch: ImportBatch, by: models.Model, now: datetime) -> int:
    filled = _filled(batch)
    for study in Study.objects.filter(pk__in=filled).order_by("pk"):
        changes = filled[study.pk]
        for name in changes:
            if name == "authors_complete":
                study.authors_complete = False
            elif name not in _LISTS:
                setattr(study, name, _empty(name))
        study.edit_token += 1
        study.save()
        if "authors" in changes:
            brought = list(Authorship.objects.filter(study=study).values_list("author_id", flat=True))
            put_byline(study, changes["authors"])
            _forget_authors(brought)
        desk_changed(study, by=by, kind="edited", now=now)
        detail = {"taken back": sorted(name for name in changes if name != "authors")}
        record_event("import.taken_back", by=by, about=study, now=now, detail=detail)
    return len(filled)


def _empty(name: str) -> Any:
    field = Study._meta.get_field(name)
    return None if field.null else field.get_default()
