"""A person decides about an entry in doubt: it is this study, or it is none of them.

The decision is an import of one entry, with a batch of its own: it has a report, and it can be undone like every other.
The same entry in a later file then meets what was decided (`recognising`).
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import connection, models, transaction
from django.utils import timezone

from evidence.actions.audit import record as record_event
from evidence.actions.imports import _import as import_readings
from evidence.actions.imports import plain_key, replace_authors
from evidence.actions.imports.candidates import IDENTIFIERS
from evidence.actions.imports.linking import links_to_works_here, wanted_links
from evidence.actions.imports.naming import in_use
from evidence.actions.imports.recognising import as_study
from evidence.actions.roles import require
from evidence.actions.studies import checked_identifiers
from evidence.citations.importers import FileReading
from evidence.citations.record import CitationRecord, ParsedEntry
from evidence.citations.slugs import study_slug, unique_slug
from evidence.models import DoubtfulEntry, ImportBatch, ImportRecord, SlugRedirect, Study, StudyContributor, StudyLink
from evidence.models.study import RECORD_TEXTS
from evidence.tongue import Sentence, gettext_noop, stored
from evidence.workflow import Refusal

_LOCK = 7_301_001  # that of the imports
DECISION = stored(gettext_noop("Decision about {key} (line {line:d}) of {file}"))
AN_ENTRY = stored(gettext_noop("an entry"))
BELONGS_TO = gettext_noop("{scheme} {value} belongs to “{title}”, which is here already.")


@transaction.atomic
def decide_doubt(
    *,
    doubt: DoubtfulEntry,
    by: models.Model,
    study: Study | None,
    because: str = "",
    doi: str = "",
    pmid: str = "",
    differs: bool = False,
    now: datetime | None = None,
) -> DoubtfulEntry:
    """Say that an entry is `study`, or, with None, that it is a work that is not here yet.

    A new work needs what tells it apart: an identifier of its own (its own, or `doi`, `pmid` as typed here), or
    `differs`, by which a person confirms that it has none and is another work all the same; and always `because`.
    """
    now = now or timezone.now()
    require(by, "import_citations")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    doubt = DoubtfulEntry.objects.select_for_update().get(pk=doubt.pk)
    if doubt.state != "open":
        raise Refusal(gettext_noop("Somebody has decided about this entry already."))
    entry = ParsedEntry(
        record=CitationRecord.from_dict(doubt.record), line=doubt.line, key=doubt.key, raw=doubt.raw
    )  # fmt: skip
    if study is not None:
        batch, decided = _it_is(doubt, entry, study, by=by, now=now)
    else:
        batch, decided = _it_is_new(doubt, entry, because, doi, pmid, differs, by=by, now=now)
    doubt.state, doubt.study, doubt.is_new = "decided", decided, study is None
    doubt.decided_in, doubt.decided_at, doubt.decided_by, doubt.because = batch, now, by, because.strip()
    doubt.save()
    record_event("doubt.decided", by=by, about=doubt, now=now, reason=because.strip(),
                 detail={"study": decided.pk, "new": study is None})  # fmt: skip
    return doubt


def _name(doubt: DoubtfulEntry) -> str:
    # Stored as the name of a batch; the room shows it in the reader's language.
    return Sentence.of(DECISION, key=doubt.key or AN_ENTRY, line=doubt.line, file=doubt.batch.name)[:500]


def _it_is(
    doubt: DoubtfulEntry, entry: ParsedEntry, study: Study, *, by: models.Model, now: datetime
) -> tuple[ImportBatch, Study]:
    if study.pk not in doubt.candidates:
        raise Refusal(gettext_noop("This study is not among those that the entry may be."))
    study = Study.objects.get(pk=study.pk)
    owners = _owners(entry.record)
    read = replace(entry, record=as_study(entry.record, study, owners))
    digest = hashlib.sha256(entry.raw.encode("utf-8", "replace")).hexdigest()
    reading = FileReading("", doubt.batch.format, "", iter((read,)), sha256=digest, size=len(entry.raw))
    report = import_readings(iter((reading,)), name=_name(doubt), by=by, dry_run=False, now=now)
    met = ImportRecord.objects.filter(batch=report.batch).values_list("outcome", "study_id").first()
    if report.batch is None or met not in (("matched", study.pk), ("updated", study.pk)):
        raise Refusal(
            gettext_noop(
                "The desk still cannot tell which study this is: another one has the same title, year and first "
                "author, and neither has an identifier. Merge the two, or give one its DOI or PMID."
            )
        )
    return report.batch, study


def _it_is_new(
    doubt: DoubtfulEntry, entry: ParsedEntry, because: str, doi: str, pmid: str, differs: bool, *, by: models.Model,
    now: datetime,
) -> tuple[ImportBatch, Study]:  # fmt: skip
    if not because.strip():
        raise Refusal(gettext_noop("Say why this is another work than those that are here."))
    record = _apart(entry.record, *checked_identifiers(doi, pmid))
    if not differs and not any(getattr(record, name) for name in IDENTIFIERS):
        raise Refusal(
            gettext_noop(
                "What tells it apart is missing: give its own DOI or PMID, or confirm that it has none and is another "
                "work all the same."
            )
        )
    batch = ImportBatch.objects.create(
        name=_name(doubt), format=doubt.batch.format, imported_at=now, imported_by=by, read=1, created=1,
        sha256=hashlib.sha256(entry.raw.encode("utf-8", "replace")).hexdigest(),
    )  # fmt: skip
    made = _draft(record, by=by, now=now)
    ImportRecord.objects.create(
        batch=batch, line=entry.line, key=doubt.key, raw=doubt.raw, outcome="created", study=made
    )
    detail = {"file": batch.name, "read": 1, "created": 1, "matched": 0, "updated": 0, "refused": 0}
    record_event("citations.imported", by=by, about=batch, now=now, detail=detail)
    return batch, made


def _apart(record: CitationRecord, doi: str, pmid: str) -> CitationRecord:
    """The record with identifiers of its own alone. Refusal where a typed one belongs to a study that is here."""
    owners = _owners(record)
    told: dict[str, Any] = {
        name: "" if (name, getattr(record, name)) in owners else getattr(record, name) for name in IDENTIFIERS
    }
    told |= {name: value for name, value in (("doi", doi), ("pmid", pmid)) if value}
    record = replace(record, **told)
    for (name, value), owner in _owners(record).items():
        title = Study.objects.values_list("title", flat=True).get(pk=owner)
        raise Refusal(Sentence.of(BELONGS_TO, scheme=name.upper(), value=value, title=title))
    return record


def _owners(record: CitationRecord) -> dict[tuple[str, str], int]:
    """(scheme, identifier) -> the study that has it, for the record's identifiers."""
    found = {}
    for name in IDENTIFIERS:
        value = getattr(record, name)
        owner = Study.objects.filter(**{name: value}).values_list("pk", flat=True).first() if value else None
        if owner is not None:
            found[name, value] = owner
    return found


def _draft(record: CitationRecord, *, by: models.Model, now: datetime) -> Study:
    base = study_slug(record)
    taken = in_use(Study, "slug", {base}) | in_use(SlugRedirect, "old_slug", {base})
    columns: dict[str, Any] = {name: getattr(record, name) for name in RECORD_TEXTS}
    columns |= {name: columns[name] or None for name in IDENTIFIERS}
    columns |= {name: getattr(record, name) for name in ("year", "month", "day", "authors_complete")}
    columns["editors"] = record.to_dict()["editors"] if record.editors else []
    study = Study(slug=unique_slug(base, taken), match_key=plain_key(record), **columns)
    try:
        study.full_clean(exclude=["design"])
    except ValidationError as error:
        raise Refusal(*error.messages) from error
    study.save()
    replace_authors(study, record)
    StudyContributor.objects.create(study=study, person=by, kind="imported", at=now)
    StudyLink.objects.bulk_create(links_to_works_here(wanted_links([(study, record)])))
    return study
