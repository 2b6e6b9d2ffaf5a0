"""What is brought to the room of imports: kept with its hash until somebody decides about it, then erased.

The bytes lie in the database in pieces, so that they are there on every host and go with one transaction. To be read,
they are put into a temporary file: while an import writes, its connection cannot be asked for anything else.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.db import connection, models, transaction
from django.utils import timezone

from evidence.actions.audit import record
from evidence.actions.roles import require
from evidence.citations.importers import IMPORTERS, AtPath
from evidence.citations.importers.encoding import Opener
from evidence.models import ImportUndo, ImportUpload, ImportUploadPart
from evidence.models.import_room import UNDER_WAY, UPLOAD_STATES
from evidence.tongue import Sentence, gettext_noop, word
from evidence.workflow import Refusal

MOST_BYTES = 100 * 1024**2
MOST_PASTED = 600_000
"""Characters; four bytes each still fit into what a form may send."""
KEPT_FOR = timedelta(days=7)
PART = 1 << 20
TOO_LARGE = gettext_noop(
    "The file is larger than {most} MB. Pack it (gzip or ZIP), divide it, or import it on the server with manage.py "
    "import_citations, which has no such limit."
)
NOT_TO_BE_CANCELLED = gettext_noop("This cannot be cancelled: it is {state}.")


@transaction.atomic
def keep_upload(
    *,
    opened: Opener,
    name: str,
    by: models.Model,
    pasted: bool = False,
    format: str = "",
    now: datetime | None = None,
) -> ImportUpload:
    """Keep a file, or a pasted text as UTF-8. `opened` opens its bytes from the beginning; `format` "" means: look.

    Refusal when it is empty or too large.
    """
    now = now or timezone.now()
    require(by, "import_citations")
    if format and format not in IMPORTERS:
        raise Refusal(gettext_noop("There is no format of this name."))
    digest, size = hashlib.sha256(), 0
    for part in _parts(opened):
        digest.update(part)
        size += len(part)
        if size > MOST_BYTES:
            raise Refusal(Sentence.of(TOO_LARGE, most=MOST_BYTES // 1024**2))
    if not size:
        raise Refusal(gettext_noop("There is nothing in it. Choose a file, or paste some entries."))
    upload = ImportUpload.objects.create(
        name=(name.replace("\x00", "").strip() or "file")[:500], pasted=pasted, format=format, size=size,
        sha256=digest.hexdigest(), uploaded_by=by, uploaded_at=now, kept_until=now + KEPT_FOR, total=size,
    )  # fmt: skip
    for number, part in enumerate(_parts(opened)):
        ImportUploadPart.objects.create(upload=upload, number=number, data=part)
    record("upload.kept", by=by, about=upload, now=now, detail={"file": upload.name, "sha256": upload.sha256})
    return upload


def _parts(opened: Opener) -> Iterator[bytes]:
    with opened() as stream:
        while part := stream.read(PART):
            yield part


@contextmanager
def bytes_of(upload: ImportUpload) -> Iterator[Opener]:
    """The bytes of an upload, to be opened as often as needed. Refusal when they are not what was uploaded."""
    digest = hashlib.sha256()
    with tempfile.TemporaryDirectory(prefix="atlas-import-") as folder:
        path = Path(folder) / "upload"
        with path.open("wb") as file:
            for number in range(upload.parts.count()):
                data = bytes(upload.parts.values_list("data", flat=True).get(number=number))
                digest.update(data)
                file.write(data)
        if digest.hexdigest() != upload.sha256:
            raise Refusal(gettext_noop("What is kept of this file is not what was uploaded. Upload it again."))
        yield AtPath(path)


@transaction.atomic
def cancel_upload(*, upload: ImportUpload, by: models.Model, now: datetime | None = None) -> ImportUpload:
    """Somebody decides not to import it: its bytes and its preview go at once."""
    require(by, "import_citations")
    upload = ImportUpload.objects.select_for_update().get(pk=upload.pk)
    if upload.state not in ("previewing", "ready"):
        raise Refusal(Sentence.of(NOT_TO_BE_CANCELLED, state=word(UPLOAD_STATES[upload.state])))
    end(upload, "cancelled")
    record("upload.cancelled", by=by, about=upload, now=now or timezone.now())
    return upload


@transaction.atomic
def expire_uploads(*, now: datetime | None = None) -> int:
    """Erase what nobody has decided about in time. Returns how many."""
    now = now or timezone.now()
    late = ImportUpload.objects.select_for_update(skip_locked=True).filter(
        state__in=("previewing", "ready"), kept_until__lt=now
    )
    count = 0
    for upload in late:
        end(upload, "expired")
        record("upload.expired", by=None, about=upload, now=now)
        count += 1
    return count


def end(upload: ImportUpload, state: str, **fields: Any) -> None:
    """Bring an upload to its end, and erase its bytes and its preview. Part of an action's transaction."""
    for name, value in fields.items():
        setattr(upload, name, value)
    upload.state = state
    upload.save(update_fields=["state", *fields])
    if state not in UNDER_WAY:
        upload.parts.all().delete()
        upload.rows.all().delete()


class Progress:
    """Tells how far an upload, or an undo, has come, on a connection of its own: others see it before it is done."""

    def __init__(self, work: ImportUpload | ImportUndo) -> None:
        self.work = work
        self.own: Any = None

    def __enter__(self) -> Callable[[int, int], None]:
        self.own = connection.copy()
        return self.told

    def __exit__(self, *_: object) -> None:
        self.own.close()

    def told(self, done: int, size: int) -> None:
        table = self.own.ops.quote_name(self.work._meta.db_table)
        with self.own.cursor() as cursor:
            # Never waits: a moment's progress is not worth it.
            cursor.execute(
                f"UPDATE {table} SET done = %s, total = %s WHERE id ="  # noqa: S608 - the name is ours
                f" (SELECT id FROM {table} WHERE id = %s FOR UPDATE SKIP LOCKED)",
                [done, size, self.work.pk],
            )
