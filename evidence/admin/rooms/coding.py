"""Blind coding: the paper and the codebook beside the form, and what comes after both have submitted.

no place yet        -> take one of the two places of the round
place taken         -> the form; a draft is kept at every button, and every few seconds where there is a script
submitted           -> wait, with one's own reading; nothing tells whether the other has finished
both submitted      -> both readings beside each other, and the settled verdict or "a third person decides"
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from evidence.actions import assessments
from evidence.admin.forms import coding as form
from evidence.admin.rooms import coding_adjudication
from evidence.admin.rooms.base import refuse, room, show, told
from evidence.admin.rooms.coding_pages import form_context, outcome_context, paper_context
from evidence.desk.coding import TypedReading, check, draft_rows
from evidence.desk.visibility import coding_is_open
from evidence.models import PEMAssessment, Study
from evidence.tongue import gettext_noop
from evidence.workflow import Refusal

NO_PLACE = gettext_noop(
    "You do not hold a place in the present round of coding: you handed it back, or a new round has begun. "
    "What you typed is below. “Take it again” keeps it."
)
NOT_FINISHED = gettext_noop("Tick “I have finished. This is final.” to submit. Until then it is a draft.")


@room("code_pem")
@require_http_methods(["GET", "HEAD", "POST"])
def coding(request: HttpRequest, study_id: int) -> HttpResponse:
    study = get_object_or_404(Study, pk=study_id)
    if request.method != "POST":
        return _page(request, study)
    typed = form.read(request.POST) if form.is_sent(request.POST) else None
    button = form.Button.pressed(request.POST)
    try:
        return _BUTTONS.get(button.name, _save)(request, study, typed, button)
    except Refusal as refusal:
        if typed is None:
            return refuse(request, " ".join(told(refusal)))
        return _form_again(request, study, typed, refusal)


@room("code_pem")
@require_POST
def draft(request: HttpRequest, study_id: int) -> JsonResponse:
    """What the script saves while somebody types. Answers with the draft's new version, or says why not."""
    study = get_object_or_404(Study, pk=study_id)
    try:
        saved = _keep(request, study, form.read(request.POST))
    except Refusal as refusal:
        return JsonResponse({"refusal": " ".join(told(refusal))}, status=409)
    return JsonResponse({"edit_token": saved.edit_token})


# --- Pages ---------------------------------------------------------------------------------------------


def _page(request: HttpRequest, study: Study) -> HttpResponse:
    if not coding_is_open(study):
        return show(request, "desk/coding_outcome.html", _("How it was coded"), **outcome_context(request.user, study))
    mine = _own(request, study)
    if mine is None:
        if study.assessments.filter(round=study.coding_round).count() >= assessments.CODERS_NEEDED:
            return refuse(request, _("Two people are coding this study already. Nothing is asked of you here."))
        return show(request, "desk/coding_start.html", _("Code this study?"), **paper_context(study))
    if mine.submitted_at is not None:
        return show(
            request, "desk/coding_waiting.html", _("Your reading is in"), mine=mine, **paper_context(study)
        )  # fmt: skip
    typed = TypedReading.of_draft(mine.draft)
    checked = check(typed) if "check" in request.GET else None
    saved = request.GET.get("saved", "")
    return show(
        request, "desk/coding.html", _("Criteria and PEM"),
        **form_context(study, typed, mine.edit_token, checked=checked), saved=saved == "1" and mine.edit_token > 1,
    )  # fmt: skip


def _form_again(request: HttpRequest, study: Study, typed: TypedReading, refusal: Refusal) -> HttpResponse:
    """The form as it was typed, and why it was refused. What another window saved stands beside it."""
    mine = _own(request, study)
    open_still = mine is not None and mine.submitted_at is None
    token = getattr(request, "kept_token", form.seen_token(request.POST))
    context = form_context(study, typed, token, checked=check(typed))
    if open_still and mine.edit_token != token:
        context |= {"newest": mine.edit_token, "conflict": draft_rows(typed, TypedReading.of_draft(mine.draft))}
    return show(
        request, "desk/coding.html", _("Criteria and PEM"), **context, refusals=told(refusal), no_place=mine is None
    )  # fmt: skip


# --- Buttons -------------------------------------------------------------------------------------------


def _keep(request: HttpRequest, study: Study, typed: TypedReading, token: int | None = None) -> PEMAssessment:
    mine = _own(request, study)
    if mine is None:
        raise Refusal(NO_PLACE)
    seen = form.seen_token(request.POST) if token is None else token
    saved = assessments.save_draft(assessment=mine, by=request.user, draft=typed.to_draft(), token=seen)
    request.kept_token = saved.edit_token
    return saved


def _save(request: HttpRequest, study: Study, typed: TypedReading | None, button: form.Button) -> HttpResponse:
    if typed is None:
        return _back(study)
    place = "form" if button.name == "save" else form.press(typed, button)
    _keep(request, study, typed)
    return _back(study, place, "saved=1" if button.name == "save" else "")


def _check(request: HttpRequest, study: Study, typed: TypedReading | None, button: form.Button) -> HttpResponse:
    if typed is not None:
        _keep(request, study, typed)
    return _back(study, "check", "check=1")


def _overwrite(request: HttpRequest, study: Study, typed: TypedReading | None, button: form.Button) -> HttpResponse:
    """Keep what is on this page instead of what another window saved: the version that was seen is named."""
    if typed is not None:
        _keep(request, study, typed, button.number)
    return _back(study, "form", "saved=1")


def _take(request: HttpRequest, study: Study, typed: TypedReading | None, button: form.Button) -> HttpResponse:
    mine = assessments.start_assessment(study=study, by=request.user)
    if typed is not None and not mine.draft:
        assessments.save_draft(assessment=mine, by=request.user, draft=typed.to_draft(), token=mine.edit_token)
    return _back(study)


def _hand_back(request: HttpRequest, study: Study, typed: TypedReading | None, button: form.Button) -> HttpResponse:
    mine = _own(request, study)
    if mine is not None:
        typed = typed or TypedReading.of_draft(mine.draft)
        assessments.hand_back_assessment(assessment=mine, by=request.user)
    context = form_context(study, typed or TypedReading(), 0)
    return show(request, "desk/coding_handed_back.html", _("Handed back"), **context)


def _submit(request: HttpRequest, study: Study, typed: TypedReading | None, button: form.Button) -> HttpResponse:
    if typed is None:
        return _back(study)
    _keep(request, study, typed)
    faults = typed.faults() + ([] if "finished" in request.POST else [NOT_FINISHED])
    if faults:
        raise Refusal(*faults)
    assessments.submit_assessment(
        study=study, by=request.user, facts=typed.facts(), verdict=typed.stated, quote=typed.quote,
        place=typed.place, basis=typed.basis, comment=typed.comment.strip(),
        against_the_rules_because=typed.against_the_rules_because.strip(), now=timezone.now(),
    )  # fmt: skip
    return _back(study)


_BUTTONS: dict[str, Callable[..., HttpResponse]] = {
    "check": _check,
    "take": _take,
    "hand-back": _hand_back,
    "overwrite": _overwrite,
    "submit": _submit,
}
"""What is not named here keeps the draft (`_save`): nothing that was typed depends on the right button."""


def _own(request: HttpRequest, study: Study) -> PEMAssessment | None:
    return study.assessments.filter(coder=request.user, round=study.coding_round).first()


def _back(study: Study, place: str = "", query: str = "") -> Any:
    address = reverse("desk:coding", args=[study.pk])
    return redirect(address + (f"?{query}" if query else "") + (f"#{place}" if place else ""))


urlpatterns = [
    path("coding/<int:study_id>", coding, name="coding"),
    path("coding/<int:study_id>/draft", draft, name="coding_draft"),
    path("coding/<int:study_id>/adjudicate", coding_adjudication.adjudicate, name="coding_adjudicate"),
]
