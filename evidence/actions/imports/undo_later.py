"""The undo of a long import is done by a job: asked for, carried out in one transaction, and its result stays.

ask_undo        what is short is taken back at once; of what is long it is noted that somebody wants it
carry_out_undo  the job takes it back, or says why not: something may have been edited since the click
"""

from __future__ import annotations

from datetime import datetime

from django.db import DatabaseError, models, transaction
from django.utils import timezone

from evidence.actions.audit import record
from evidence.actions.imports.looking import Told
from evidence.actions.imports.undoing import refuse_if_in_the_way, undo_batch
from evidence.actions.roles import require
from evidence.models import ImportBatch, ImportUndo
from evidence.tongue import Sentence, gettext_noop, stored
from evidence.workflow import Refusal

LONG = 1000
"""Studies of an import from which its undo is done by a job and not while somebody waits for the page."""
ATTEMPTS = 3
"""How often a job tries before it says that it cannot be done."""

BY_THE_DATABASE = gettext_noop(
    "The database refused to take this import back, and nothing of it was undone. Try once more; if it is refused "
    "again, tell the people who run the site."
)
BROKE_OFF = stored(
    gettext_noop("It was tried {count:d} times, and each time the work broke off. Nothing was undone.")
)  # fmt: skip


def ask_undo(*, batch: ImportBatch, by: models.Model, reason: str, now: datetime | None = None) -> ImportBatch:
    """Take an import back, or, where it is long, have the job do it. Refusal as `undo_batch` refuses.

    Returns the batch: undone, or with an `ImportUndo` that waits. Asked for twice, it is done once.
    """
    now = now or timezone.now()
    if batch.created + batch.updated <= LONG:
        return undo_batch(batch=batch, by=by, reason=reason, now=now)
    return _noted(batch, by, reason.strip(), now)


@transaction.atomic
def _noted(batch: ImportBatch, by: models.Model, reason: str, now: datetime) -> ImportBatch:
    require(by, "import_citations")
    batch = ImportBatch.objects.select_for_update().get(pk=batch.pk)
    refuse_if_in_the_way(batch, reason)
    if not batch.undos.filter(state="waiting").exists():
        wanted = ImportUndo.objects.create(
            batch=batch, reason=reason, asked_by=by, asked_at=now, total=batch.created + batch.updated
        )
        record("import.undo_wanted", by=by, about=wanted, now=now, reason=reason, detail={"file": batch.name})
    return batch


def carry_out_undo(*, wanted: ImportUndo, now: datetime | None = None, told: Told | None = None) -> ImportUndo:
    """Take the import back for whoever asked, in one transaction, or keep why it was refused.

    `told` hears how many of how many studies are done; it must not write on this connection.
    """
    now = now or timezone.now()
    try:
        with transaction.atomic():
            wanted = ImportUndo.objects.select_related("batch", "asked_by").get(pk=wanted.pk)
            if wanted.state == "waiting":
                undo_batch(batch=wanted.batch, by=wanted.asked_by, reason=wanted.reason, now=now, told=told)
                wanted.done = wanted.total
                _end(wanted, "done", [], now)
    except Refusal as refusal:
        return refuse_undo(wanted=wanted, said=list(refusal.sentences), now=now)
    except DatabaseError:
        return refuse_undo(wanted=wanted, said=[BY_THE_DATABASE], now=now)
    return wanted


@transaction.atomic
def refuse_undo(*, wanted: ImportUndo, said: list[str], now: datetime | None = None) -> ImportUndo:
    """Keep, for whoever asked, why the import was not taken back."""
    now = now or timezone.now()
    wanted = ImportUndo.objects.select_for_update().get(pk=wanted.pk)
    if wanted.state == "waiting":
        _end(wanted, "refused", said, now)
        record("import.undo_refused", by=None, about=wanted, now=now, reason=" ".join(said)[:300])
    return wanted


def _end(wanted: ImportUndo, state: str, said: list[str], now: datetime) -> None:
    wanted.state, wanted.said, wanted.ended_at = state, [str(one) for one in said], now
    wanted.save(update_fields=["state", "said", "ended_at", *(["done"] if state == "done" else [])])


@transaction.atomic
def begin_undo(*, wanted: ImportUndo, now: datetime | None = None) -> bool:
    """Count another try of the job. False when there were too many: it dies each time, so it is given up."""
    wanted = ImportUndo.objects.select_for_update().get(pk=wanted.pk)
    if wanted.attempts < ATTEMPTS:
        wanted.attempts += 1
        wanted.save(update_fields=["attempts"])
        return True
    refuse_undo(wanted=wanted, said=[Sentence.of(BROKE_OFF, count=ATTEMPTS)], now=now)
    return False
