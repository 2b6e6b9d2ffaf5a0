"""Runs what is due, one at a time, guarded so that two machines never run the same job at once."""

from __future__ import annotations

import logging
import traceback
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.utils import timezone

from atlas.jobs.registry import JOBS, Job
from atlas.models import JobRun

log = logging.getLogger(__name__)

LOCKS_OF_JOBS = 0x41746C61
"""The first half of every advisory lock of a job ("Atla"); the second is a checksum of its name."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """`result` is "done", "failed" or "held" (another process runs it now)."""

    job: Job
    result: str
    counts: dict[str, int]
    error: str = ""


def due(now: datetime, jobs: Iterable[Job] = JOBS) -> list[Job]:
    """The jobs whose last start lies `every` or longer back, or that never ran."""
    started = dict(JobRun.objects.values_list("name", "started_at"))
    return [job for job in jobs if job.name not in started or now - started[job.name] >= job.every]


def run(job: Job, *, clock: Callable[[], datetime] = timezone.now, only_if_due: bool = False) -> Outcome:
    """Run one job now and remember how it went. Never raises for what happens inside the job."""
    with _alone(job) as mine:
        if not mine or (only_if_due and job not in due(clock(), [job])):
            return Outcome(job, "held", {})
        now = clock()
        JobRun.objects.update_or_create(name=job.name, defaults={"started_at": now})
        try:
            counts = dict(job.run(now))
        except Exception as error:
            where = traceback.extract_tb(error.__traceback__)[-1]
            # The kind of error and its place; a message may hold what somebody wrote.
            told = f"{type(error).__name__} in {where.name}"
            log.error("Job %s failed: %s (%s:%s)", job.name, told, where.filename, where.lineno)
            _close_broken()
            _remember(job, ended_at=clock(), error=told[:200])
            return Outcome(job, "failed", {}, told)
        _remember(job, ended_at=clock(), error="", counts=counts)
        return Outcome(job, "done", counts)


def _remember(job: Job, *, ended_at: datetime, error: str, counts: dict[str, int] | None = None) -> None:
    row = JobRun.objects.get(name=job.name)
    row.ended_at, row.error = ended_at, error
    row.failures_in_a_row = row.failures_in_a_row + 1 if error else 0
    if not error:
        row.succeeded_at, row.counts = ended_at, counts or {}
    row.save()


def _close_broken() -> None:
    """A job that lost its connection must not take the next one with it."""
    if not connection.in_atomic_block:
        connection.close_if_unusable_or_obsolete()


@contextmanager
def _alone(job: Job) -> Iterator[bool]:
    """True for the one process that holds the job's lock.

    The lock has a connection of its own: it lives as long as this process, whatever the job does to Django's.
    """
    own: Any = connection.copy()
    key = zlib.crc32(job.name.encode()) - 2**31
    try:
        with own.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [LOCKS_OF_JOBS, key])
            mine = bool(cursor.fetchone()[0])
        yield mine
    finally:
        own.close()


def ages(now: datetime) -> dict[str, dict[str, Any]]:
    """For the health check: job -> when it last succeeded, whether it is late, how the last run ended."""
    rows = {row.name: row for row in JobRun.objects.all()}
    told: dict[str, dict[str, Any]] = {}
    for job in JOBS:
        row = rows.get(job.name)
        last = row.succeeded_at if row else None
        told[job.name] = {
            "last_success": last.isoformat(timespec="seconds") if last else None,
            "late": last is None or now - last > job.late_after,
            "last_result": "never run" if row is None else "failed" if row.error else "done",
        }
    return told
