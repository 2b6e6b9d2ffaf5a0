"""The triagers' rooms, under /admin/letters/.

    (nothing)       the queue; for who may only count, counts
    queue.csv       the same as a table, without anything that was written
    advertising     held back letters declined together, after a preview
    <letter>        one letter: read it, take it, ask, decide, answer, note
    <letter>/share  a copy for editors, made by hand

The page of a letter is one form. Its buttons post to it with `_do`, the name of the deed; what was typed in a box that
the deed does not use stays there, and so does everything when an action refuses.
"""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from contributions import queue_csv, triage
from contributions.actions import triaging
from contributions.actions.citation_check import compare
from contributions.actions.reading import may_read
from contributions.admin import advertising as bulk
from contributions.admin import canned, deeds, queue, sharing
from contributions.admin.door import lobby, refuse, room, show
from contributions.admin.letter_page import LetterPage
from contributions.models import Contribution
from contributions.spoken import choices, each_spoken
from evidence.workflow import Refusal

CONFLICT = 409
"""What an action refuses: the letter, or the person's part in it, is not as the form took it to be."""
CSV_AT_MOST = 10_000


@require_GET
@lobby
def letters_queue(request: HttpRequest) -> HttpResponse:
    now = timezone.now()
    if not may_read(request.user):
        first = Contribution.objects.filter(queue.waits(request.user, now)).order_by("received_at").first()
        oldest = queue.plain_age(now - first.received_at) if first else ""
        return show(request, "letters/counts.html", _("Letters"), states=queue.states(), oldest=oldest)
    asked = queue.Asked.of(request.GET)
    shown = queue.queue(asked, person=request.user, now=now, page=request.GET.get("page"))
    return show(
        request,
        "letters/queue.html",
        _("Letters"),
        queue=shown,
        kinds=choices(triage.KINDS),
        ages=queue.AGES.items(),
        address=urlencode({"tab": asked.tab.name, **asked.filters}),
        bulk=asked.tab.name == "quarantine",
    )


@require_GET
@room
def letters_csv(request: HttpRequest) -> HttpResponse:
    now, asked = timezone.now(), queue.Asked.of(request.GET)
    found = queue.letters(asked, person=request.user, now=now)[:CSV_AT_MOST]
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="letters-{asked.tab.name}-{now:%Y-%m-%d}.csv"'
    response.write(queue_csv.as_text(map(queue.table_row, found), now=now))
    return response


@require_http_methods(["GET", "POST"])
@room
def advertising(request: HttpRequest) -> HttpResponse:
    now, sent = timezone.now(), request.POST if request.method == "POST" else request.GET
    numbers = bulk.chosen(sent)
    if len(numbers) > bulk.AT_MOST:
        told = _("Choose at most %(number)d letters at a time. Nothing was done.") % {"number": bulk.AT_MOST}
        return refuse(request, told, status=400)
    if request.method == "POST" and "confirm" in sent:
        rows, template = bulk.carry_out(numbers, by=request.user, now=now), "letters/advertising_result.html"
    else:
        rows, template = bulk.preview(numbers, by=request.user, now=now), "letters/advertising_preview.html"
    done, refused = [row for row in rows if row.done], [row for row in rows if not row.done]
    return show(request, template, _("Decline as advertising"), done=done, refused=refused)


@require_http_methods(["GET", "POST"])
@room
def letter(request: HttpRequest, pk: int) -> HttpResponse:
    name = request.POST.get("_do", "")
    if request.method != "POST":
        return _letter_page(request, pk)
    if name == "canned":
        typed = request.POST.copy()
        typed["text"] = canned.put(typed.get("canned", ""), typed.get("text", ""))
        return _letter_page(request, pk, typed=typed, at="answer")
    if name not in deeds.DEEDS:
        messages.warning(request, _("Nothing was done yet: press the button of what shall be done."))
        return _letter_page(request, pk, typed=request.POST)
    try:
        said, deed = deeds.do(name, _found(pk), by=request.user, sent=request.POST, now=timezone.now())
    except Refusal as refusal:
        return _letter_page(request, pk, typed=request.POST, refusal=refusal)
    messages.success(request, said)
    left = request.POST.copy()
    for box in deed.uses:
        left[box] = ""
    if any(left.get(box, "").strip() for box in deeds.BOXES):
        return _letter_page(request, pk, typed=left)
    return redirect(reverse("letters:letter", args=[pk]) + "#content-start")


@require_http_methods(["GET", "POST"])
@room
def share(request: HttpRequest, pk: int) -> HttpResponse:
    found, now = _found(pk), timezone.now()
    page = LetterPage.opened(found, person=request.user, now=now)
    if page.open is None or not page.can_be_written_about:
        return redirect("letters:letter", pk)
    before = page.shared[0].opened.text if page.shared else None
    text, ticked, wrong = request.POST.get("copy", before or page.open.message or ""), request.POST.getlist("check"), []
    if request.method == "POST":
        taken_back = request.POST.get("_do") == "unshare"
        wrong = [] if taken_back else sharing.refusals(text, ticked=ticked, contact=page.open.contact)
        try:
            if not wrong:
                triaging.share(contribution=found, by=request.user, text="" if taken_back else text, now=now)
                messages.success(
                    request, _("Editors no longer see it.") if taken_back else _("Editors see this copy now.")
                )
                return redirect("letters:letter", pk)
        except Refusal as refusal:
            wrong = list(each_spoken(refusal.sentences))
    return show(
        request,
        "letters/share.html",
        _("A copy of letter %(number)d for editors") % {"number": pk},
        status=CONFLICT if wrong else 200,
        page=page,
        copy=text,
        checks=choices(sharing.CHECKS),
        ticked=ticked,
        refused=wrong,
        box="copy",
        is_shared=before is not None,
    )


# --- Showing ----------------------------------------------------------------------------------------------


def _found(pk: int) -> Contribution:
    with_all = Contribution.objects.select_related(
        "study", "publication", "assignee", "decided_by", "duplicate_of", "resolved_by"
    )
    return get_object_or_404(with_all, pk=pk)


def _letter_page(
    request: HttpRequest, pk: int, *, typed: QueryDict | None = None, refusal: Refusal | None = None, at: str = ""
) -> HttpResponse:
    page = LetterPage.opened(_found(pk), person=request.user, now=timezone.now())
    status = CONFLICT if refusal else 200
    if page.is_gone:
        title = _("Letter %(number)d") % {"number": pk}
        return show(request, "letters/gone.html", title, status=status, page=page, refused=bool(refusal))
    newest = max((entry.opened.id for entry in page.entries if entry.opened.author == request.user), default=0)
    return show(
        request,
        "letters/letter.html",
        _("Letter %(number)d: %(kind)s") % {"number": pk, "kind": page.letter.get_kind_display()},
        status=status,
        page=page,
        typed=typed or QueryDict(),
        fresh=typed is None,
        box=deeds.DEEDS[str(typed["_do"])].box if typed and refusal else "",
        refused=each_spoken(refusal.sentences) if refusal else (),
        newest=newest,
        comparison=compare(contribution=page.letter) if page.letter.kind == "citation" else None,
        at=at,
        kinds=choices(triage.KINDS),
        decline_reasons=choices(triage.DECLINE_REASONS),
        canned=canned.CANNED.items(),
    )
