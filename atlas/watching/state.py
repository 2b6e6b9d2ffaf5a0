"""What an operator wants to know in one look. Counts, ages and sizes; nothing that anybody wrote.

A part that cannot be told (no folder yet, a right that is missing) is left out, so that the rest still shows.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.db.models.functions import Now

from atlas.jobs.registry import JOBS
from atlas.models import JobRun
from contributions.models import Contribution, OutgoingMail
from evidence.models import Publication

LAST_BACKUP = "last-backup.json"
"""In BACKUP_DIR, written by `manage.py backup` when a backup is whole: {"made_at": ISO 8601, "file": name, ...}."""

Gauges = dict[str, dict[str, float]]


def places() -> dict[str, Path]:
    """Folders that fill: name -> folder."""
    return {"pages": settings.PAGE_STORE_DIR, "releases": settings.RELEASES_DIR, "backups": settings.BACKUP_DIR}


def state(now: datetime) -> Gauges:
    """Name of a gauge (`figures.DESCRIPTIONS`) -> value of its label ("" for none) -> number."""
    gauges: Gauges = {"disk_free_bytes": _free()}
    backup = last_backup()
    if backup:
        gauges["backup_seconds_since_success"] = {"": (now - backup).total_seconds()}
    for ask in (_jobs, _counts):
        told = _or_nothing(lambda ask=ask: ask(now))
        gauges |= told
    return gauges


def last_backup() -> datetime | None:
    """When the newest whole backup was made; None if there is none, or its note cannot be read."""
    try:
        note = json.loads((Path(settings.BACKUP_DIR) / LAST_BACKUP).read_text(encoding="utf-8"))
        made = datetime.fromisoformat(note["made_at"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return made if made.tzinfo else None


def _or_nothing(ask: Callable[[], Gauges]) -> Gauges:
    try:
        with transaction.atomic():
            return ask()
    except DatabaseError:
        return {}


def _jobs(now: datetime) -> Gauges:
    rows = {row.name: row for row in JobRun.objects.all()}
    known = [job.name for job in JOBS if job.name in rows]
    return {
        "job_seconds_since_success": {
            name: (now - rows[name].succeeded_at).total_seconds() for name in known if rows[name].succeeded_at
        },
        "job_failures_in_a_row": {name: rows[name].failures_in_a_row for name in known},
    }


def _counts(now: datetime) -> Gauges:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        size = float(cursor.fetchone()[0])
    return {
        "database_bytes": {"": size},
        "pages_live": {"": Publication.objects.current().count()},
        "letters_waiting": {"": Contribution.objects.filter(state__in=("received", "quarantine")).count()},
        "mails_waiting": {"": OutgoingMail.objects.filter(state="waiting", not_before__lte=Now()).count()},
    }


def _free() -> dict[str, float]:
    told = {}
    for name, folder in places().items():
        there = next((one for one in (folder, *Path(folder).parents) if one.exists()), None)
        if there:
            status = os.statvfs(there)
            told[name] = float(status.f_bavail * status.f_frsize)
    return told
