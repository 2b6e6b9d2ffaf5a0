"""The operator's page of the admin: is everything running, and if not, what to do. For whoever manages accounts."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import django
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from atlas.jobs.registry import JOBS
from atlas.models import JobRun
from atlas.watching import state as watching

BACKUP_IS_OLD = timedelta(hours=36)
LITTLE_ROOM = 1_000_000_000
"""Bytes free below which the page warns."""


@require_safe
@never_cache
def operator(request: HttpRequest) -> HttpResponse:
    if not admin.site.has_permission(request):
        return redirect_to_login(request.get_full_path(), "/admin/login/")
    if not request.user.has_perm("evidence.manage_accounts"):
        raise PermissionDenied
    now = timezone.now()
    gauges = watching.state(now)
    frame = admin.site.each_context(request) | {
        "title": _("Is everything running?"),
        "worries": worries(now, gauges),
        "jobs": jobs(now),
        "facts": facts(gauges),
    }
    return render(request, "desk/operator.html", frame)


def worries(now: datetime, gauges: watching.Gauges) -> list[str]:
    """What somebody should look at, each with what to do. Empty: all is well."""
    told = []
    late = [job["name"] for job in jobs(now) if job["late"]]
    if late:
        told.append(
            _("These jobs are late: %(jobs)s. Is “manage.py run_due_jobs --loop” running?") % {"jobs": ", ".join(late)}
        )
    backup = watching.last_backup()
    if backup is None:
        told.append(_("There is no backup. Run “manage.py backup”, and let it run every night."))
    elif now - backup > BACKUP_IS_OLD:
        told.append(_("The last backup is older than a day and a half. Does “manage.py backup” run every night?"))
    for place, free in gauges["disk_free_bytes"].items():
        if free < LITTLE_ROOM:
            told.append(
                _("There is little room left for %(place)s: %(free)s.") % {"place": place, "free": filesizeformat(free)}
            )
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        told.append(_("The tables are older than the code. Run “manage.py migrate”."))
    if not settings.SENDS_MAIL:
        told.append(_("No mail leaves: EMAIL_URL is not set. Readers who asked for a mail will not get one."))
    return told


def jobs(now: datetime) -> list[dict[str, Any]]:
    """All jobs in order: name, what it does, when it last succeeded, whether it is late, the kind of its last error."""
    rows = {row.name: row for row in JobRun.objects.all()}
    listed = []
    for job in JOBS:
        row = rows.get(job.name)
        last = row.succeeded_at if row else None
        listed.append(
            {
                "name": job.name,
                "about": _(job.does),
                "last": last,
                "late": last is None or now - last > job.late_after,
                "error": row.error if row else "",
            }
        )
    return listed


def facts(gauges: watching.Gauges) -> list[tuple[str, Any]]:
    """(what, how much) for the table at the end of the page."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        server = cursor.fetchone()[0]
    rows: list[tuple[str, Any]] = [
        (_("Live evidence pages"), int(gauges.get("pages_live", {}).get("", 0))),
        (_("Letters that nobody has looked at"), int(gauges.get("letters_waiting", {}).get("", 0))),
        (_("Mails that wait"), int(gauges.get("mails_waiting", {}).get("", 0))),
        (_("Last backup"), watching.last_backup() or _("none")),
        (_("Size of the database"), filesizeformat(gauges.get("database_bytes", {}).get("", 0))),
    ]
    rows += [
        (_("Room left for %(place)s") % {"place": place}, filesizeformat(free))
        for place, free in gauges["disk_free_bytes"].items()
    ]
    return [*rows, ("Django", django.get_version()), ("PostgreSQL", server), (_("Face"), settings.FACE)]
