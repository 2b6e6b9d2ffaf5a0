"""Is what the database holds what people decided? Everything that can be recomputed is, in memory of one row at a time.

Unlike the standing reports this walks over every revision as well, along every chain of publications, and asks whether
the guards (triggers, constraints) of the models stand and are awake. Whoever has the database's superuser can put them
to sleep, change a row and wake them: the hashes then tell.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import pgtrigger
from django.apps import apps
from django.db import connection
from django.db.models import F

from evidence.canonical import content_hash, text_hash
from evidence.desk.reports import broken_hashes, own_work, voted_on_own_work
from evidence.models import Publication, Review, Revision

CHUNK = 200


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong (`what`) with which row (`where`: "publication 2 of smith-2020", "revision 17")."""

    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"


def faults(now: datetime) -> Iterator[Fault]:
    """Every fault there is, the gravest kind first. Empty: the shelf is what was approved."""
    yield from revisions()
    for report in (broken_hashes(now), own_work(now), voted_on_own_work(now)):
        for line in report.lines:
            if line.fault:
                yield Fault(str(line.cells[0]), " ".join(str(cell) for cell in line.cells[1:] if cell != ""))
    yield from copies()
    yield from chains()
    yield from votes()
    yield from guards()
    yield from found_by_search()


def revisions() -> Iterator[Fault]:
    """The hash of each revision, computed from its text and, apart from that, from its content."""
    asked = Revision.objects.order_by("pk").only("pk", "canonical", "content", "sha256")
    for one in asked.iterator(chunk_size=CHUNK):
        if text_hash(one.canonical) != one.sha256:
            yield Fault(f"revision {one.pk}", "The text does not have the hash that stands beside it.")
        if content_hash(one.content) != one.sha256:
            yield Fault(f"revision {one.pk}", "The content does not have the hash that stands beside it.")


def copies() -> Iterator[Fault]:
    """Publications that hold other content than their revision."""
    for one in Publication.objects.exclude(content=F("revision__content")).order_by("pk").only("slug", "number"):
        yield Fault(_name(one), "It holds other content than its revision.")


def chains() -> Iterator[Fault]:
    """Each study's publications: 1, 2, 3 ..., each upon the one before, the last of them current."""
    before: Publication | None = None
    asked = Publication.objects.select_related("revision").order_by("study_id", "number")
    asked = asked.only(
        "study_id", "number", "slug", "supersedes_id", "is_current", "revision__parent_id", "revision__study_id"
    )
    for one in asked.iterator(chunk_size=CHUNK):
        first = before is None or before.study_id != one.study_id
        if first and before is not None and not before.is_current:
            yield Fault(_name(before), "It is the newest and does not stand.")
        last_number, last_pk = (0, None) if first or before is None else (before.number, before.pk)
        if one.number != last_number + 1:
            yield Fault(_name(one), f"The number after {last_number} is {one.number}.")
        if one.supersedes_id != last_pk or one.revision.parent_id != last_pk:
            yield Fault(_name(one), "It does not rest on the publication before it.")
        if one.revision.study_id != one.study_id:
            yield Fault(_name(one), "Its revision is of another study.")
        if not first and before is not None and before.is_current:
            yield Fault(_name(before), "It stands although a newer one was published.")
        before = one
    if before is not None and not before.is_current:
        yield Fault(_name(before), "It is the newest and does not stand.")


def votes() -> Iterator[Fault]:
    """Votes for other content than their revision holds."""
    for vote in Review.objects.exclude(sha256=F("revision__sha256")).order_by("pk"):
        yield Fault(f"vote {vote.pk} on revision {vote.revision_id}", "It saw other content than the revision holds.")


_AWAKE = """
    SELECT c.relname || '.' || t.tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
    WHERE NOT t.tgisinternal AND t.tgenabled IN ('O', 'A') AND c.relnamespace = to_regnamespace(current_schema())
"""
_NOT_VALID = """
    SELECT c.relname, k.conname FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
    WHERE NOT k.convalidated AND c.relnamespace = to_regnamespace(current_schema()) ORDER BY 1, 2
"""
_CONSTRAINTS = """
    SELECT c.relname || '.' || k.conname FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
    WHERE k.contype = 'c' AND c.relnamespace = to_regnamespace(current_schema())
"""


def guards() -> Iterator[Fault]:
    """Triggers of the models that are missing or switched off; constraints that are missing or were never checked."""
    with connection.cursor() as cursor:
        cursor.execute(_AWAKE)
        awake = {row[0] for row in cursor.fetchall()}
        cursor.execute(_CONSTRAINTS)
        standing = {row[0] for row in cursor.fetchall()}
        cursor.execute(_NOT_VALID)
        unchecked = cursor.fetchall()
    for model, trigger in pgtrigger.registered():
        name = f"{model._meta.db_table}.{trigger.get_pgid(model)}"
        if name not in awake:
            yield Fault(model._meta.db_table, f"The guard “{trigger.name}” is missing or switched off.")
    for model in apps.get_models():
        for constraint in model._meta.constraints:
            name = f"{model._meta.db_table}.{constraint.name}"
            if type(constraint).__name__ == "CheckConstraint" and name not in standing:
                yield Fault(model._meta.db_table, f"The rule “{constraint.name}” is missing.")
    for table, name in unchecked:
        yield Fault(table, f"The rule “{name}” was never checked against the rows.")


_SEARCHED = """
    SELECT p.id FROM evidence_publication p
    FULL JOIN evidence_shelfentry e ON e.publication_id = p.id
    WHERE (p.is_current AND NOT p.is_withdrawn AND e.publication_id IS NULL)
       OR (e.publication_id IS NOT NULL AND (p.id IS NULL OR NOT p.is_current OR p.is_withdrawn))
"""


def found_by_search() -> Iterator[Fault]:
    """Live pages that the search does not know, and pages it knows that are not live."""
    with connection.cursor() as cursor:
        cursor.execute(_SEARCHED)
        for (pk,) in cursor.fetchall():
            yield Fault(f"publication row {pk}", "The search does not know it as it stands.")


def _name(publication: Publication) -> str:
    return f"publication {publication.number} of {publication.slug}"
