"""`/contribute/status`: what has become of a letter, by the code of its receipt. The code is in no address, ever."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from contributions.actions import sending
from contributions.actions.sending import LetterStatus, TooMany, UnknownCode
from contributions.forms import AnswerForm, CodeForm
from contributions.posted import Posted
from contributions.presenters import LetterPage
from contributions.spoken import each_spoken
from contributions.views.answers import Trouble, posted, private, show, show_kept, too_many, visitor
from contributions.words import gettext_noop
from evidence.workflow import Refusal

UNKNOWN = gettext_noop("There is no letter with this code. Please compare it with your receipt, sign by sign.")


def code_kept(request: HttpRequest, sent: Posted, trouble: Trouble) -> HttpResponse:
    return show_kept(request, "status", trouble, {"form": CodeForm(initial={"code": sent.get("code")})})


def answer_kept(request: HttpRequest, sent: Posted, trouble: Trouble) -> HttpResponse:
    form = AnswerForm(initial={"code": sent.get("code"), "text": sent.get("text")})
    return show_kept(request, "answer", trouble, {"form": form})


def withdraw_kept(request: HttpRequest, sent: Posted, trouble: Trouble) -> HttpResponse:
    return show_kept(request, "withdraw", trouble, {"code": sent.get("code")})


@require_http_methods(["GET", "HEAD", "POST"])
@private(code_kept)
def status(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return show(request, "status", form=CodeForm())
    code = posted(request).get("code")
    try:
        found = sending.status(code=code, visitor=visitor(request), now=timezone.now())
    except TooMany as told:
        return code_kept(request, Posted({}, frozenset()), too_many(told))
    return _letter(request, found, code) if found else _unknown(request)


@require_http_methods(["GET", "HEAD", "POST"])
@private(answer_kept)
def answer(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return redirect("contributions:status")
    sent = posted(request)
    code, form = sent.get("code"), AnswerForm(sent)
    if not form.is_valid():
        return show(request, "answer", 422, form=form)
    try:
        found = sending.answer(code=code, text=sent.get("text"), visitor=visitor(request), now=timezone.now())
    except TooMany as told:
        return answer_kept(request, sent, too_many(told))
    except UnknownCode:
        form.refuse({"": UNKNOWN})  # at the top; a long answer is not lost with a code
    except Refusal as refusal:
        form.refuse({"text": " ".join(each_spoken(refusal.sentences))})
    else:
        return _letter(request, found, code, told=_("Your answer has been sent."))
    return show(request, "answer", 422, form=form)


@require_http_methods(["GET", "HEAD", "POST"])
@private(withdraw_kept)
def withdraw(request: HttpRequest) -> HttpResponse:
    """First asks whether to erase the letter; with `sure` it is done."""
    if request.method != "POST":
        return redirect("contributions:status")
    sent = posted(request)
    if sent.get("sure") != "yes":
        return show(request, "withdraw", code=sent.get("code"))
    try:
        done = sending.withdraw(code=sent.get("code"), visitor=visitor(request), now=timezone.now())
    except TooMany as told:
        return withdraw_kept(request, sent, too_many(told))
    return show(request, "withdrawn") if done else _unknown(request)


def _letter(request: HttpRequest, found: LetterStatus, code: str, told: str = "") -> HttpResponse:
    return show(
        request, "letter_status", letter=LetterPage.of(found), told=told, code=code,
        form=AnswerForm(initial={"code": code}),
    )  # fmt: skip


def _unknown(request: HttpRequest) -> HttpResponse:
    """The same bytes for every code that is none, whatever was typed."""
    form = CodeForm(Posted({}, frozenset()))
    form.refuse({"code": UNKNOWN})
    return show(request, "status", 422, form=form)
