"""Long imports of the room, done by a job: previews that wait, imports that were asked for, and what nobody decided."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Q
from django.utils import timezone

from evidence.actions.imports.previewing import alone, begin_attempt, carry_out, preview_upload
from evidence.actions.imports.uploads import Progress, expire_uploads
from evidence.actions.merging import finding
from evidence.models import ImportUpload

LEFT_LYING = timedelta(minutes=10)
"""An upload that a page began and did not finish in this time was left by it."""


def run_waiting(*, now: datetime | None = None) -> dict[str, int]:
    """Read or import every upload that waits for it, oldest first. Returns counts.

    May be run on two hosts at once, and again after a crash: one process works on an upload, in one transaction.
    """
    moment = now or timezone.now()
    counts = {"previewed": 0, "imported": 0, "given up": 0}
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
    return counts


def erase_uploads(*, now: datetime | None = None) -> int:
    """Erase what nobody has decided about for seven days. Returns how many."""
    return expire_uploads(now=now)


def find_doubles(*, now: datetime | None = None) -> int:
    """Propose studies of the desk that may be one. Returns how many pairs are new."""
    return finding.find_doubles(now=now)
