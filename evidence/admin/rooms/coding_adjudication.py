"""Two coders differ: a third person sees both readings, without the names, and decides."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from evidence.actions import assessments
from evidence.admin.forms import coding as form
from evidence.admin.rooms.base import refuse, room, show, told
from evidence.admin.rooms.coding_pages import form_context, round_of
from evidence.desk.coding import Check, TypedReading, check, side_by_side
from evidence.desk.machines import machine_reading
from evidence.models import PEMAssessment, Study
from evidence.pem import decide
from evidence.pem.reference import criteria_by_key
from evidence.workflow import Refusal

FROM = {
    "a": gettext_lazy("The facts of reading A"),
    "b": gettext_lazy("The facts of reading B"),
    "own": gettext_lazy("Facts of my own, below"),
}
RECEIPTS = {"a": gettext_lazy("The words that reading A copied"), "b": gettext_lazy("The words that reading B copied")}


@room("adjudicate")
@require_http_methods(["GET", "HEAD", "POST"])
def adjudicate(request: HttpRequest, study_id: int) -> HttpResponse:
    study = get_object_or_404(Study, pk=study_id)
    if study.assessments.filter(round=study.coding_round, coder=request.user).exists():
        return refuse(request, _("You coded this study yourself, so you cannot adjudicate it."))
    readings = round_of(request.user, study)
    try:
        assessments.check_adjudicable(study=study, assessments=readings)
    except Refusal as refusal:
        if request.method != "POST" or not form.is_sent(request.POST):
            return refuse(request, " ".join(told(refusal)))
        return _page(request, study, readings, form.read(request.POST), refusal)
    if request.method != "POST":
        return _page(request, study, readings, TypedReading())
    return _answer(request, study, readings, form.read(request.POST))


def _answer(
    request: HttpRequest, study: Study, readings: list[PEMAssessment], typed: TypedReading
) -> HttpResponse:  # fmt: skip
    button = form.Button.pressed(request.POST)
    if button.name in ("fill-in-a", "fill-in-b"):
        typed.copy_facts(readings["ab".index(button.name[-1])].facts)
    if button.name != "decide":
        form.press(typed, button)
        return _page(request, study, readings, typed)
    try:
        _decide(request, readings, typed)
    except Refusal as refusal:
        return _page(request, study, readings, typed, refusal)
    messages.success(request, _("Your decision is kept. It stands until a new round of coding."))
    return redirect("admin:index")


def _decide(request: HttpRequest, readings: list[PEMAssessment], typed: TypedReading) -> None:
    chosen, receipt = request.POST.get("facts_from", ""), request.POST.get("receipt", "")
    faults = [] if chosen in FROM else [_("Say whose facts are right, or fill in your own.")]
    if receipt not in RECEIPTS:
        faults.append(_("Say whose copied words are kept."))
    if not request.POST.get("reason", "").strip():
        faults.append(_("Say why you decided so."))
    if "finished" not in request.POST:
        faults.append(_("Tick “I have decided. This is final.” when you have."))
    if chosen == "own":
        faults += typed.facts_faults()
    if faults:
        raise Refusal(*faults)
    assessments.adjudicate(
        assessments=readings,
        by=request.user,
        facts=typed.facts() if chosen == "own" else readings["ab".index(chosen)].facts,
        receipt=readings["ab".index(receipt)],
        reason=request.POST["reason"].replace("\x00", "").strip(),
    )


def _page(
    request: HttpRequest,
    study: Study,
    readings: list[PEMAssessment],
    typed: TypedReading,
    refusal: Refusal | None = None,
) -> HttpResponse:
    context = form_context(study, typed, 0, checked=_checked(request, readings, typed))
    return show(
        request, "desk/coding_adjudicate.html", _("Decide between two readings"),
        rows=side_by_side(*readings) if len(readings) == 2 else [],
        reading=machine_reading(study, request.user, readings=readings, named=False),
        facts_from=FROM, receipts=RECEIPTS, sent=request.POST, refusals=told(refusal) if refusal else (),
        **context,
    )  # fmt: skip


def _checked(request: HttpRequest, readings: list[PEMAssessment], typed: TypedReading) -> Check | None:
    """What the rules give for the facts that were chosen, once a button was pressed."""
    chosen = request.POST.get("facts_from", "")
    if chosen == "own":
        return check(typed)
    if chosen in ("a", "b") and len(readings) == 2:
        return Check(decide(readings["ab".index(chosen)].facts, criteria_by_key()))
    return None
