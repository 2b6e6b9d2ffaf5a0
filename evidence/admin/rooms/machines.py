"""What machines found and propose for one study, and what a person does about it.

    study/<study>/machine         what the classifier read, beside the people, once both have coded
    study/<study>/findings        every finding of the scanner, with its dispute
    study/<study>/ask-for-draft   the button of the workbench
    study/<study>/draft/<draft>   what the generator proposes, beside the paper; taken over field by field, or put aside

What is refused is shown where it was asked, with everything that was typed.
"""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from evidence.actions import drafts, scanning
from evidence.actions.desk import open_revision
from evidence.admin.rooms.base import room, show, tell, told
from evidence.admin.rooms.workbench import button
from evidence.admin.rooms.workbench_sheet import LANGUAGE, Sheet
from evidence.desk.machines import DraftPage, findings_for, machine_reading
from evidence.models import GeneratedDraft, Study
from evidence.tongue import gettext_noop
from evidence.workflow import Refusal

EDIT = "edit_desk"
GONE = gettext_noop("This finding is not there any more: the text has changed. Look at the findings again.")
SAVED_SINCE = gettext_noop(
    "Somebody saved these texts after you opened this page. Look at what the desk has now, then try again."
)


# --- What the classifier read ---------------------------------------------------------------------------------


@require_safe
@room("see_desk")
def reading(request: HttpRequest, pk: int) -> HttpResponse:
    study = get_object_or_404(Study, pk=pk)
    settled = study.standing_classification
    return show(
        request, "desk/machines_reading.html", _("What the machine read"),
        study=study, reading=machine_reading(study, request.user, settled=settled),
    )  # fmt: skip


# --- Findings -------------------------------------------------------------------------------------------------


@require_http_methods(["GET", "HEAD", "POST"])
@room("see_desk")
def findings(request: HttpRequest, pk: int) -> HttpResponse:
    study = get_object_or_404(Study, pk=pk)
    if request.method != "POST":
        return _findings_page(request, study)
    fingerprint = request.POST.get("finding", "")
    try:
        said = (_end_dispute if request.POST.get("_do") == "take_back" else _dispute)(request, study, fingerprint)
    except Refusal as refusal:
        return _findings_page(request, study, refusal)
    messages.success(request, said)
    return redirect(f"{reverse('desk:machines_findings', args=[pk])}#finding-{fingerprint}")


def _dispute(request: HttpRequest, study: Study, fingerprint: str) -> str:
    # What a person may not see yet, they cannot ask about by its fingerprint.
    if fingerprint not in {line.fingerprint for line in findings_for(study, request.user)}:
        raise Refusal(GONE)
    scanning.dispute_finding(study=study, fingerprint=fingerprint, reason=_typed(request), by=request.user)
    return _("Your reason is kept. Reviewers will read it. It holds as long as the sentence stays as it is.")


def _end_dispute(request: HttpRequest, study: Study, fingerprint: str) -> str:
    dispute = study.disputes.filter(fingerprint=fingerprint).first()
    if dispute is None:
        raise Refusal(_("This dispute has been taken back already."))
    scanning.end_dispute(dispute=dispute, by=request.user)
    return _("The dispute is taken back. The finding counts again.")


def _typed(request: HttpRequest) -> str:
    return request.POST.get("reason", "").replace("\x00", "").strip()


def _findings_page(request: HttpRequest, study: Study, refusal: Refusal | None = None) -> HttpResponse:
    found = findings_for(study, request.user)
    asked = request.POST.get("finding", "")
    return show(
        request, "desk/machines_findings.html", _("What the scanner found"), _status(request, refusal),
        study=study, findings=found, blocking=sum(line.blocks for line in found), may_dispute=EDIT in request.abilities,
        refused=told(refusal) if refusal else (), asked=asked, typed=_typed(request),
        is_there=any(line.fingerprint == asked and not line.is_disputed for line in found),
    )  # fmt: skip


def _status(request: HttpRequest, refusal: Refusal | None) -> int:
    if refusal is None:
        return 200
    return 409 if EDIT in request.abilities else 403


# --- Drafts ---------------------------------------------------------------------------------------------------


@button(EDIT, "none")
def ask_for_draft(request: HttpRequest, sheet: Sheet) -> str:
    drafts.request_draft(study=sheet.study, by=request.user)
    return _("A draft has been asked for. It comes within a few minutes; look at this page again.")


@require_http_methods(["GET", "HEAD", "POST"])
@room("see_desk")
def draft(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    study = get_object_or_404(Study, pk=pk)
    proposed = get_object_or_404(GeneratedDraft.objects.select_related("requested_by"), pk=number, study=study)
    refusal = None
    if request.method == "POST":
        try:
            said = _discard(request, proposed) if request.POST.get("_do") == "discard" else _take(request, proposed)
        except Refusal as refused:
            refusal = refused
            tell(request, refused)
        else:
            messages.success(request, said)
            return redirect("desk:machines_draft", pk, number)
    return show(
        request, "desk/machines_draft.html", _("A draft to look at"), _status(request, refusal),
        study=study, draft=proposed, page=DraftPage(proposed, study, request.user), seen=_token(study),
        may_edit=EDIT in request.abilities, waiting=open_revision(study),
    )  # fmt: skip


def _take(request: HttpRequest, proposed: GeneratedDraft) -> str:
    if request.POST.get("_seen") != str(_token(proposed.study)):
        raise Refusal(SAVED_SINCE)
    drafts.take_over(draft=proposed, field=request.POST.get("field", ""), by=request.user)
    return _("Taken over, in your name. Edit it at the workbench as you would edit your own words.")


def _discard(request: HttpRequest, proposed: GeneratedDraft) -> str:
    drafts.discard_draft(draft=proposed, by=request.user)
    return _("Put aside. It stays readable here.")


def _token(study: Study) -> int:
    """The version of the texts that the page shows beside the proposal; 0 where there are none yet."""
    return study.texts.filter(language=LANGUAGE).values_list("edit_token", flat=True).first() or 0


_STUDY = "study/<int:pk>"
urlpatterns = [
    path(f"{_STUDY}/machine", reading, name="machines_reading"),
    path(f"{_STUDY}/findings", findings, name="machines_findings"),
    path(f"{_STUDY}/ask-for-draft", ask_for_draft, name="machines_ask"),
    path(f"{_STUDY}/draft/<int:number>", draft, name="machines_draft"),
]
