"""The study workbench: one page for everything that is done to one study before and after review.

The page is one HTML form, and each button sends all of it: whatever a button does, and whether it is refused or
not, what was typed elsewhere on the page comes back with it. It needs no JavaScript.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from evidence.actions import assessments, editorial, leases, notices, studies, undo
from evidence.actions.desk import open_revision
from evidence.actions.roles import require
from evidence.admin.forms.workbench import LIMITS
from evidence.admin.rooms.base import room, show, tell
from evidence.admin.rooms.workbench_saving import save
from evidence.admin.rooms.workbench_sheet import EDITED, Sheet
from evidence.desk.readability import counts, script_words
from evidence.desk.workbench import Workbench
from evidence.desk.workbench import workbench as read
from evidence.models import Publication, Revision, Study
from evidence.workflow import Refusal

Do = Callable[..., str | HttpResponse]
Button = Callable[..., HttpResponse]


@room("see_desk")
def workbench(request: HttpRequest, pk: int) -> HttpResponse:
    study = get_object_or_404(Study, pk=pk)
    return page(request, Sheet(study))


@require_POST
@room("see_desk")
def here(request: HttpRequest, pk: int) -> HttpResponse:
    """For `presence.js`: this person still works here; who else does?"""
    others = leases.be_present(study=get_object_or_404(Study, pk=pk), by=request.user)
    return JsonResponse({"here": [str(person) for person in others]})


def page(request: HttpRequest, sheet: Sheet, status: int = 200) -> HttpResponse:
    now = timezone.now()
    bench = read(sheet.study, person=request.user, abilities=request.abilities, now=now)
    if "edit" not in bench.may:
        for part in EDITED:
            _for_reading_only(sheet.forms[part])
    return show(
        request, "desk/workbench.html", sheet.study.title, status,
        bench=bench, study=sheet.study, sheet=sheet, forms=sheet.forms, seals=sheet.seals(),
        texts=[_text(box) for box in sheet.forms["texts"]],
        all_counts=counts("\n".join(box.value() or "" for box in sheet.forms["texts"])),
        count_words=script_words(),
        here=leases.be_present(study=sheet.study, by=request.user, now=now),
        unsaved=sheet.unsaved(), buttons=_decisions(bench), stranded=_stranded(bench, sheet),
    )  # fmt: skip


def _text(box: forms.BoundField) -> dict[str, Any]:
    limit = LIMITS.get(box.name, 0)
    return {"box": box, "limit": limit, "counts": counts(box.value() or "", limit)}


def _for_reading_only(form: forms.BaseForm) -> None:
    """By the widget, not by the field: a disabled field would forget what was typed into it."""
    for field in form.fields.values():
        is_text = isinstance(field.widget, forms.TextInput | forms.Textarea)
        field.widget.attrs["readonly" if is_text else "disabled"] = True


def _decisions(bench: Workbench) -> list[tuple[str, str, str, bool]]:
    """(word, address, what the button says, is a sentence asked for?) of each decision that is open to a person."""
    table = [
        ("submit", "submit", _("Submit for review"), bench.live is not None),
        ("answer_comments", "answer", _("Answer the comments"), True),
        ("take_back", "take_back", _("Take back from review"), True),
        ("code_again", "code_again", _("Have it coded again"), True),
        ("withdraw", "withdraw", _("Withdraw the page"), True),
    ]
    return [(word, f"desk:workbench_{word}", says, asks) for name, word, says, asks in table if name in bench.may]


def _stranded(bench: Workbench, sheet: Sheet) -> list[forms.BoundField]:
    """Words typed for a button that is not there any more, since somebody else pressed one meanwhile."""
    there = {word for word, *_rest in _decisions(bench)} | ({"restore"} if "restore" in bench.may else set())
    return [box for box in sheet.forms["words"] if box.value() and box.name not in there]


def button(ability: str, consumes: str, word: str = "") -> Callable[[Do], Button]:
    """A button of the page: checks the ability, acts, and gives back what was typed and is not used up.

    The function acts and returns a sentence (or a whole answer). `consumes` is the part of the form that it uses
    up, `word` the sentence among the words.
    """

    def decorate(do: Do) -> Button:
        @room("see_desk")
        @wraps(do)
        def view(request: HttpRequest, pk: int, **more: Any) -> HttpResponse:
            study = get_object_or_404(Study, pk=pk)
            if request.method != "POST":
                return redirect("desk:workbench", pk)
            sheet = Sheet(study, request.POST)
            try:
                require(request.user, ability)
                told = do(request, sheet, **more)
            except (Refusal, ValidationError) as refused:
                tell(request, refused if isinstance(refused, Refusal) else Refusal(*refused.messages))
                return page(request, sheet, status=409 if ability in request.abilities else 403)
            if isinstance(told, HttpResponse):
                return told
            messages.success(request, told)
            return _go_on(request, sheet.after(consumes, word))

        return view

    return decorate


def _go_on(request: HttpRequest, rest: Sheet) -> HttpResponse:
    """A fresh page; or the page with what was typed elsewhere on it."""
    if rest.data is None:
        return redirect("desk:workbench", rest.study.pk)
    messages.warning(
        request, _("What else you typed on this page is not saved yet. It still stands where you typed it.")
    )
    return page(request, rest)


# --- Saving ----------------------------------------------------------------------------------------------------


@button("edit_desk", "edited")
def save_sheet(request: HttpRequest, sheet: Sheet) -> str | HttpResponse:
    _check_valid(sheet, *EDITED)
    study, waiting = sheet.study, open_revision(sheet.study)
    try:
        outcome = save(sheet, by=request.user)
    except Refusal:
        fresh = Sheet(Study.objects.get(pk=study.pk), request.POST)
        if fresh.tokens == sheet.tokens:
            raise
        # Somebody saved in the very moment between reading and writing.
        _check_valid(fresh, *EDITED)
        outcome = save(fresh, by=request.user)
    if not isinstance(outcome, bool):
        title = _("Somebody else saved while you were writing")
        return show(request, "desk/compare.html", title, 409, study=study, comparison=outcome)
    if not outcome:
        return _("Nothing had changed, so nothing was saved.")
    return " ".join(_consequences(study, waiting))


def _consequences(before: Study, waiting: Revision | None) -> list[str]:
    told = [_("Saved.")]
    if waiting is not None:
        told.append(
            _("Revision %(number)d was taken back to the desk, and its votes are void.") % {"number": waiting.number}
        )
    if before.identity_confirmed and not Study.objects.get(pk=before.pk).identity_confirmed:
        told.append(_("The title or an identifier has changed, so the identity has to be confirmed again."))
    return told


def _check_valid(sheet: Sheet, *parts: str) -> None:
    """Refusal where a bound part holds something that cannot be read; its boxes say what."""
    labels: list[str] = []
    sentences: list[str] = []
    for part in parts:
        form = sheet.forms[part]
        if form.is_bound:
            labels += [f"“{form[name].label}”" for name in form.errors if name in form.fields]
            sentences += form.non_field_errors()
    if labels:
        sentences.insert(0, _("Nothing was saved yet. Look at %(boxes)s.") % {"boxes": ", ".join(labels)})
    if not any(sheet.forms[part].is_bound for part in parts):
        sentences.append(_("Nothing was filled in."))
    if sentences:
        raise Refusal(*sentences)


# --- Adding ----------------------------------------------------------------------------------------------------


@button("edit_desk", "notice")
def add_notice(request: HttpRequest, sheet: Sheet) -> str:
    _check_valid(sheet, "notice")
    notices.add_notice(study=sheet.study, by=request.user, **sheet.forms["notice"].cleaned_data)
    return _("The notice was added.")


@button("edit_desk", "link")
def add_link(request: HttpRequest, sheet: Sheet) -> str:
    _check_valid(sheet, "link")
    studies.link_studies(study=sheet.study, by=request.user, **sheet.forms["link"].cleaned_data)
    return _("The related record was added.")


@button("confirm_identity", "identity")
def confirm_identity(request: HttpRequest, sheet: Sheet) -> str:
    _check_valid(sheet, "identity")
    studies.confirm_identity(study=sheet.study, by=request.user, **sheet.forms["identity"].cleaned_data)
    return _("The identity is confirmed.")


# --- Deciding --------------------------------------------------------------------------------------------------


@button("edit_desk", "words", "submit")
def submit(request: HttpRequest, sheet: Sheet) -> str:
    _check_saved(sheet)
    revision = editorial.submit(study=sheet.study, by=request.user, reason=_word(sheet, "submit"))
    said = _("Revision %(number)d is in review. It is frozen; any edit takes it back.")
    return said % {"number": revision.number}


@button("edit_desk", "words", "take_back")
def take_back(request: HttpRequest, sheet: Sheet) -> str:
    revision = _waiting(sheet)
    editorial.take_back(revision=revision, by=request.user, note=_word(sheet, "take_back"))
    return _("Revision %(number)d is back on the desk, and its votes are void.") % {"number": revision.number}


@button("edit_desk", "words", "answer")
def answer(request: HttpRequest, sheet: Sheet) -> str:
    editorial.answer_comments(revision=_waiting(sheet), by=request.user, answer=_word(sheet, "answer"))
    return _("Your answer stands beside the comments. A publisher can go on.")


@button("publish", "words", "withdraw")
def withdraw(request: HttpRequest, sheet: Sheet) -> str:
    editorial.withdraw(study=sheet.study, by=request.user, reason=_word(sheet, "withdraw"))
    return _("The page is withdrawn. Its address stays and says why; earlier publications stay readable.")


@button("edit_desk", "words", "restore")
def restore(request: HttpRequest, sheet: Sheet, number: int) -> str:
    publication = Publication.objects.filter(study=sheet.study, number=number).first()
    if publication is None:
        raise Http404(_("This study has no such publication."))
    _check_saved(sheet)
    undo.restore(publication=publication, by=request.user, reason=_word(sheet, "restore"))
    said = _("The desk holds publication %(number)d again. Nothing is published by that: submit it when it is ready.")
    return said % {"number": number}


@button("edit_desk", "words", "code_again")
def code_again(request: HttpRequest, sheet: Sheet) -> str:
    number = assessments.open_new_round(study=sheet.study, by=request.user, reason=_word(sheet, "code_again"))
    said = _("Round %(number)d of coding is open. The settled verdict stands until it is finished.")
    return said % {"number": number}


@button("edit_desk", "none")
def take_lease(request: HttpRequest, sheet: Sheet) -> str:
    lease = leases.take(study=sheet.study, task="edit", by=request.user)
    until = date_format(lease.lapses_at, _("d F, H:i"))
    return _("It is yours until %(until)s UTC. Nothing happens if you do not get to it.") % {"until": until}


@button("edit_desk", "none")
def hand_back_lease(request: HttpRequest, sheet: Sheet) -> str:
    leases.hand_back(study=sheet.study, task="edit", by=request.user)
    return _("Handed back. Thank you.")


def _word(sheet: Sheet, name: str) -> str:
    form = sheet.forms["words"]
    return form.cleaned_data[name] if form.is_bound and form.is_valid() else ""


def _waiting(sheet: Sheet) -> Revision:
    revision = open_revision(sheet.study)
    if revision is None:
        raise Refusal(_("No revision of this study is in review."))
    return revision


def _check_saved(sheet: Sheet) -> None:
    if any(sheet.is_dirty(part) for part in EDITED):
        raise Refusal(_("You have changes on this page that are not saved. Save them first, then try again."))


_STUDY = "study/<int:pk>"
urlpatterns = [
    path(_STUDY, workbench, name="workbench"),
    path(f"{_STUDY}/here", here, name="workbench_here"),
    path(f"{_STUDY}/save", save_sheet, name="workbench_save"),
    path(f"{_STUDY}/notice", add_notice, name="workbench_notice"),
    path(f"{_STUDY}/link", add_link, name="workbench_link"),
    path(f"{_STUDY}/identity", confirm_identity, name="workbench_identity"),
    path(f"{_STUDY}/submit", submit, name="workbench_submit"),
    path(f"{_STUDY}/take-back", take_back, name="workbench_take_back"),
    path(f"{_STUDY}/answer", answer, name="workbench_answer"),
    path(f"{_STUDY}/withdraw", withdraw, name="workbench_withdraw"),
    path(f"{_STUDY}/restore/<int:number>", restore, name="workbench_restore"),
    path(f"{_STUDY}/code-again", code_again, name="workbench_code_again"),
    path(f"{_STUDY}/take", take_lease, name="workbench_take_lease"),
    path(f"{_STUDY}/hand-back", hand_back_lease, name="workbench_hand_back_lease"),
]
