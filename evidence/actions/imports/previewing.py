"""Preview, then commit: what is imported is exactly what was shown.

    keep_upload -> preview_upload -> commit_upload

The preview is the import itself, taken back. The commit is the import once more, and it stays only when every entry has
the same fate as in the preview; else the new preview is shown, with what changed. What is long is done by a job.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.conf import settings
from django.db import DatabaseError, connection, models, transaction
from django.utils import timezone, translation

from evidence.actions.audit import record
from evidence.actions.imports import sentences as said
from evidence.actions.imports.looking import Look, Told, TooLong, looked_at
from evidence.actions.imports.uploads import bytes_of, end
from evidence.actions.merging.finding import propose_from_doubts
from evidence.actions.roles import require
from evidence.models import ImportPreviewRow, ImportUpload
from evidence.models.import_room import FATES
from evidence.no_room import is_full
from evidence.tongue import Sentence, gettext_noop, word
from evidence.workflow import Refusal

P = ParamSpec("P")
T = TypeVar("T")

LONG = 2000
"""Entries from which the work is done by a job and not while somebody waits for the page."""
LARGE = 4 * 1024**2
"""Bytes from which nobody has to count the entries to know that."""
ATTEMPTS = 3
"""How often a job tries before it says that it cannot be done."""
NOBODY_TOLD: Told = lambda done, size: None  # noqa: E731 - a value, like the others here

LOCKS = 7_301_002  # the first half of the advisory lock of one upload
_BATCH = 1000
_OPEN_FIELDS = (
    "state", "in_background", "attempts", "done", "previewed_at", "read", "counts", "remarks", "digest", "what_changed",
    "committed_by",
)  # fmt: skip
"""What may change on an upload; what was uploaded is sealed."""


def _in_english(deed: Callable[P, T]) -> Callable[P, T]:
    """What a preview or a report says of an entry is kept, in whatever language somebody asked for it."""

    @wraps(deed)
    def done(*args: P.args, **kwargs: P.kwargs) -> T:
        with translation.override(settings.LANGUAGE_CODE):  # a new one each time: threads share nothing of it
            return deed(*args, **kwargs)

    return done


@contextmanager
def alone(work: models.Model, locks: int = LOCKS) -> Iterator[bool]:
    """True for the one process that works on an upload, or on what else has such locks, now.

    The lock lives and dies with a connection of its own.
    """
    own: Any = connection.copy()
    try:
        with own.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [locks, work.pk % 2**31])
            mine = bool(cursor.fetchone()[0])
        yield mine
    finally:
        own.close()


@_in_english
def preview_upload(*, upload: ImportUpload, now: datetime | None = None, told: Told | None = None) -> ImportUpload:
    """Read an upload and keep what would come of it, for people to look at. Nothing of it is imported.

    Without `told` somebody waits for it: what has more than LONG entries is left to the job. `told` hears how far it
    has come. Returns the upload as it stands then: ready, failed with a sentence, or left to the job.
    """
    now = now or timezone.now()
    longest = LONG if told is None else None
    if longest is not None and upload.size > LARGE:
        return _left_to_the_job(upload)
    try:
        with (
            bytes_of(upload) as opened,
            looked_at(
                upload, opened, by=upload.uploaded_by, now=now, keep=lambda look: False, longest=longest,
                told=told or NOBODY_TOLD,
            ) as (look, _),
        ):  # fmt: skip
            return _show(upload, look, now=now)
    except TooLong:
        return _left_to_the_job(upload)
    except Refusal as refusal:
        return fail_upload(upload=upload, fault=str(refusal), now=now)
    except DatabaseError as error:
        if is_full(error):
            raise  # it is kept as it was uploaded, and the job reads it when there is room
        return fail_upload(upload=upload, fault=said.REFUSED_BY_THE_DATABASE, now=now)


@transaction.atomic
def _left_to_the_job(upload: ImportUpload) -> ImportUpload:
    upload = ImportUpload.objects.select_for_update().get(pk=upload.pk)
    upload.in_background = True
    upload.save(update_fields=["in_background"])
    return upload


@transaction.atomic
def _show(upload: ImportUpload, look: Look, *, now: datetime) -> ImportUpload:
    """Keep a look as the upload's preview; where there was one before, with what has changed."""
    upload = ImportUpload.objects.select_for_update().get(pk=upload.pk)
    if upload.state not in ("previewing", "committing"):
        return upload  # cancelled, or imported, while it was being read
    if not look.digest or not look.counts:
        fault = look.report.fault or said.NO_ENTRY
        end(upload, "failed", fault=fault)
        record("upload.failed", by=None, about=upload, now=now, reason=fault[:300])
        return upload
    before = _fates_before(upload) if upload.state == "committing" else {}
    upload.rows.all().delete()
    changed = 0
    rows: list[ImportPreviewRow] = []
    for told in look.rows():
        was = _was(before, told) if before else ""
        changed += bool(was)
        fields = {name: value for name, value in told.items() if name != "study"}
        rows.append(ImportPreviewRow(upload=upload, was=was, **fields))
        if len(rows) >= _BATCH:
            ImportPreviewRow.objects.bulk_create(rows)
            rows.clear()
    ImportPreviewRow.objects.bulk_create(rows)
    upload.what_changed = _what_changed(changed) if upload.state == "committing" else ""
    upload.state, upload.previewed_at, upload.digest = "ready", now, look.digest
    upload.read, upload.counts, upload.remarks = sum(look.counts.values()), dict(look.counts), look.remarks
    upload.attempts, upload.in_background, upload.committed_by = 0, False, None
    upload.save(update_fields=_OPEN_FIELDS)
    record("upload.previewed", by=None, about=upload, now=now, detail={"counts": upload.counts, "changed": changed})
    return upload


def _fates_before(upload: ImportUpload) -> dict[int, tuple[Any, ...]]:
    rows = upload.rows.values_list("position", "fate", "study_number", "changes", "reason")
    return {position: tuple(fate) for position, *fate in rows.iterator(chunk_size=2000)}


def _was(before: dict[int, tuple[Any, ...]], told: dict[str, Any]) -> str:
    """The fate in the preview before, in words, where it was another one."""
    then = before.get(told["position"])
    if then is None or then == (told["fate"], told["study_number"], told["changes"], told["reason"]):
        return ""
    fate = word(FATES[then[0]])
    return fate if then[0] != told["fate"] else Sentence.of(said.OTHER_FACTS, fate=fate)


def _what_changed(count: int) -> str:
    if count > 1:
        return Sentence.of(said.MANY_CHANGED, count=count)
    return said.ONE_CHANGED if count else said.SOME_CHANGED


@transaction.atomic
def fail_upload(*, upload: ImportUpload, fault: str, now: datetime | None = None) -> ImportUpload:
    """Say in a sentence why nothing could be made of an upload. Its bytes go."""
    upload = ImportUpload.objects.select_for_update().get(pk=upload.pk)
    if upload.state in ("previewing", "committing"):
        end(upload, "failed", fault=fault, committed_by=None)
        record("upload.failed", by=None, about=upload, now=now or timezone.now(), reason=fault[:300])
    return upload


@_in_english
def commit_upload(*, upload: ImportUpload, by: models.Model, digest: str, now: datetime | None = None) -> ImportUpload:
    """Import what the preview with this digest shows. What is long is left to the job.

    Pressed twice, it is imported once: the second one gets what the first has made. Refusal when the preview is another
    one by now, or the upload was cancelled.
    """
    now = now or timezone.now()
    claimed, mine = _claimed(upload, by=by, digest=digest, now=now)
    if not mine or claimed.in_background:
        return claimed
    with alone(claimed) as free:
        return carry_out(upload=claimed, now=now) if free else claimed


@transaction.atomic
def _claimed(upload: ImportUpload, *, by: models.Model, digest: str, now: datetime) -> tuple[ImportUpload, bool]:
    require(by, "import_citations")
    upload = ImportUpload.objects.select_for_update().get(pk=upload.pk)
    if upload.state in ("committing", "committed"):
        return upload, False
    if upload.state != "ready":
        raise Refusal(_CANNOT[upload.state])
    if digest != upload.digest:
        raise Refusal(gettext_noop("The preview has changed since you read it. Look at it once more."))
    upload.state, upload.committed_by, upload.in_background = "committing", by, upload.read > LONG
    upload.done, upload.attempts, upload.what_changed = 0, 0, ""
    upload.save(update_fields=_OPEN_FIELDS)
    record("upload.commit_wanted", by=by, about=upload, now=now)
    return upload, True


_CANNOT = {
    "previewing": gettext_noop("This cannot be imported: it is still being read for its preview."),
    "cancelled": gettext_noop("This cannot be imported: it was cancelled."),
    "failed": gettext_noop("This cannot be imported: it could not be read."),
    "expired": gettext_noop("This cannot be imported: it waited too long, and was erased."),
}


def carry_out(*, upload: ImportUpload, now: datetime | None = None, told: Told = NOBODY_TOLD) -> ImportUpload:
    """Import an upload whose commit was asked for, in one transaction, if its fates are still those of the preview."""
    now = now or timezone.now()
    upload = ImportUpload.objects.get(pk=upload.pk)
    if upload.state != "committing" or upload.committed_by is None:
        return upload

    def keep(look: Look) -> bool:
        current = ImportUpload.objects.select_for_update().get(pk=upload.pk)
        if current.state != "committing" or look.digest != current.digest:
            return False
        end(current, "committed", batch=look.report.batch)
        record("upload.committed", by=upload.committed_by, about=current, now=now)
        if look.counts["doubtful"] and look.report.batch:
            propose_from_doubts(batch=look.report.batch, now=now)
        return True

    try:
        with (
            bytes_of(upload) as opened,
            looked_at(upload, opened, by=upload.committed_by, now=now, keep=keep, told=told) as (look, kept),
        ):
            return ImportUpload.objects.get(pk=upload.pk) if kept else _show(upload, look, now=now)
    except Refusal as refusal:
        return fail_upload(upload=upload, fault=str(refusal), now=now)
    except (DatabaseError, OSError) as error:
        if is_full(error):
            return _back(upload, said.NO_ROOM, now=now)
        if isinstance(error, OSError):
            raise
        return _back(upload, said.REFUSED_BY_THE_DATABASE, now=now)


@transaction.atomic
def _back(upload: ImportUpload, why: str, *, now: datetime) -> ImportUpload:
    """To the preview as it was, with a sentence."""
    upload = ImportUpload.objects.select_for_update().get(pk=upload.pk)
    if upload.state == "committing":
        upload.state, upload.committed_by, upload.in_background = "ready", None, False
        upload.what_changed = why
        upload.save(update_fields=_OPEN_FIELDS)
        record("upload.commit_failed", by=None, about=upload, now=now)
    return upload


@transaction.atomic
def begin_attempt(*, upload: ImportUpload, now: datetime | None = None) -> bool:
    """Count another try of the job. False when there were too many: it dies each time, so it is given up."""
    upload = ImportUpload.objects.select_for_update().get(pk=upload.pk)
    if upload.attempts < ATTEMPTS:
        upload.attempts += 1
        upload.save(update_fields=["attempts"])
        return True
    fault = Sentence.of(said.BROKE_OFF, count=ATTEMPTS)
    end(upload, "failed", fault=fault, committed_by=None)
    record("upload.failed", by=None, about=upload, now=now or timezone.now(), reason=fault)
    return False
