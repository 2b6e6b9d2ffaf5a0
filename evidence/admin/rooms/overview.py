"""The overview of the desk: queues, leases, standing reports, and bulk actions with their preview."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from evidence.actions import leases
from evidence.admin import bulk
from evidence.admin.rooms.base import refuse, room, show
from evidence.desk import queues, reports
from evidence.models import Study
from evidence.models.lease import TASKS
from evidence.roles import doing
from evidence.tongue import Sentence, gettext_noop

PAGE_SIZE = 50
NO_QUEUE = gettext_noop("Your role does not include this queue. It takes: {wanted}.")
NO_ABILITY = gettext_noop("Your role does not include this. It takes: {wanted}.")


@require_GET
@room()
def queue(request: HttpRequest, name: str) -> HttpResponse:
    asked = queues.QUEUES.get(name)
    if asked is None:
        raise Http404(_("There is no queue of this name."))
    if asked.ability not in request.abilities:
        return refuse(request, Sentence.of(NO_QUEUE, wanted=doing([asked.ability])))
    now = timezone.now()
    work = queues.OpenWork(request.user, request.abilities, now=now)
    page = Paginator(asked.rows(work), PAGE_SIZE).get_page(request.GET.get("page"))
    rows = queues.page_rows(page.object_list, now=now)
    return show(request, "desk/overview_queue.html", asked.title, queue=asked, page=page, rows=rows)


@require_POST
@room()
def hand_back(request: HttpRequest, study_id: int, task: str) -> HttpResponse:
    if task not in TASKS:
        raise Http404(_("There is no such task."))
    study = get_object_or_404(Study, pk=study_id)
    leases.hand_back(study=study, task=task, by=request.user)
    messages.success(request, _("Handed back. Thank you for what you have done."))
    return redirect("admin:index")


@require_GET
@room("see_reports")
def standing_reports(request: HttpRequest) -> HttpResponse:
    found = reports.standing_reports(now=timezone.now())
    return show(request, "desk/reports.html", _("Standing reports"), reports=found)


@require_http_methods(["GET", "POST"])
@room()
def bulk_action(request: HttpRequest, name: str) -> HttpResponse:
    task = bulk.TASKS.get(name)
    if task is None:
        raise Http404(_("There is no such action."))
    if task.ability and task.ability not in request.abilities:
        return refuse(request, Sentence.of(NO_ABILITY, wanted=doing([task.ability])))
    form = bulk.read(request)
    if form.too_many:
        return refuse(request, _("Choose at most %(number)d studies at a time.") % {"number": bulk.AT_MOST}, status=400)
    if request.method == "POST" and form.confirmed:
        rows = bulk.carry_out(task, form, by=request.user)
        done, refused = _parted(rows)
        return show(request, "desk/bulk_result.html", _(task.title), task=task, done=done, refused=refused)
    will_be_done, refused = _parted(bulk.preview(task, form, by=request.user))
    return show(
        request,
        "desk/bulk_preview.html",
        _(task.title),
        task=task,
        will_be_done=will_be_done,
        refused=refused,
        form=form,
    )


def _parted(rows: list[bulk.Row]) -> tuple[list[bulk.Row], list[bulk.Row]]:
    return [row for row in rows if row.done], [row for row in rows if not row.done]


urlpatterns = [
    path("queue/<slug:name>", queue, name="queue"),
    path("leases/<int:study_id>/<slug:task>/hand-back", hand_back, name="hand_back"),
    path("reports", standing_reports, name="reports"),
    path("bulk/<slug:name>", bulk_action, name="bulk"),
]
