"""For whatever watches over the site: is the process alive, and can it serve?"""

from __future__ import annotations

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe


@require_safe
@never_cache
def live(request: HttpRequest) -> JsonResponse:
    """200 as long as the process answers; asks nothing of anybody else."""
    return JsonResponse({"status": "alive"})


@require_safe
@never_cache
def ready(request: HttpRequest) -> JsonResponse:
    """200 when the database answers and its tables are up to date, else 503 with the reason.

    Jobs that are late are named; pages can be served without them, so they change no status. The public face knows of
    none: its role of the database cannot read how they went.
    """
    try:
        executor = MigrationExecutor(connection)
        missing = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    except DatabaseError:
        connection.close()
        return JsonResponse({"status": "not ready", "database": "does not answer"}, status=503)
    if missing:
        return JsonResponse({"status": "not ready", "database": f"{missing} migrations to apply"}, status=503)
    if settings.FACE == "public":
        return JsonResponse({"status": "ready", "database": "answers"})
    # They know accounts, which the public face does not have.
    from atlas.jobs.runner import ages
    from atlas.watching.state import last_backup

    jobs = ages(timezone.now())
    late = sorted(name for name, job in jobs.items() if job["late"])
    backup = last_backup()
    told = {"late_jobs": late, "jobs": jobs, "last_backup": backup and backup.isoformat(timespec="seconds")}
    return JsonResponse({"status": "ready", "database": "answers"} | told)
