"""Long imports of the room, done by a job: previews that wait, imports and undos that were asked for, and what nobody
decided.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from evidence.actions.imports.previewing import alone, begin_attempt, carry_out, preview_upload
from evidence.actions.imports.undo_later import begin_undo, carry_out_undo
from evidence.actions.imports.uploads import Progress, expire_uploads
from evidence.actions.merging import finding
from evidence.models import ImportUndo, ImportUpload

LEFT_LYING = timedelta(minutes=10)
"""An upload that a page began and did not finish in this time was left by it."""
UNDOS = 7_301_003  # the first half of the advisory lock of one undo


def run_waiting(*, now: datetime | None = None) -> dict[str, int]:
    """Read or import every upload, and take back every import, that waits for it, oldest first. Returns counts.

    May be run on two hosts at once, and again after a crash: one process works on one of them, in one transaction.
    """
    moment = now or timezone.now()
    counts = {"previewed": 0, "imported": 0, "given up": 0, "undone": 0, "not undone": 0}
    left = Q(in_background=True) | Q(uploaded_at__lt=moment - LEFT_LYING)
    for upload in ImportUpload.objects.filter(left, state__in=("previewing", "committing")).order_by("pk"):
        with alone(upload) as mine:
            if not mine:
                continue
            upload.refresh_from_db()
            if upload.state not in ("previewing", "committing"):
                continue
            if not begin_attempt(upload=upload, now=moment):
                counts["given up"] += 1
                continue
            with Progress(upload) as told:
                if upload.state == "previewing":
                    counts["previewed"] += preview_upload(upload=upload, now=now, told=told).state == "ready"
                else:
                    counts["imported"] += carry_out(upload=upload, now=now, told=told).state == "committed"
    _take_back(counts, now)
    return counts


def _take_back(counts: dict[str, int], now: datetime | None) -> None:
    for wanted in ImportUndo.objects.filter(state="waiting").order_by("pk"):
        with alone(wanted, UNDOS) as mine:
            if not mine:
                continue
            wanted.refresh_from_db()
            if wanted.state != "waiting":
                continue
            if not begin_undo(wanted=wanted, now=now):
                counts["given up"] += 1
                continue
            with Progress(wanted) as told:
                done = carry_out_undo(wanted=wanted, now=now, told=told).state == "done"
            counts["undone" if done else "not undone"] += 1


def erase_uploads(*, now: datetime | None = None) -> int:
    """Erase what nobody has decided about for seven days. Returns how many."""
    return expire_uploads(now=now)


def find_doubles(*, now: datetime | None = None) -> int:
    """Propose studies of the desk that may be one. Returns how many pairs are new."""
    return finding.find_doubles(now=now)
