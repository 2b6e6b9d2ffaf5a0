"""The door to a room: signed in, on the staff, with the ability that the room takes."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from evidence.actions.roles import abilities_of
from evidence.presenters.words import shown
from evidence.roles import doing
from evidence.tongue import Sentence, gettext_noop
from evidence.workflow import Refusal

View = Callable[..., HttpResponse]
NO_ROOM = gettext_noop("Your role does not include this room. It takes: {wanted}.")


def room(*any_of: str) -> Callable[[View], View]:
    """Only for people who have one of these abilities; without any named, for everybody on the staff.

    A stranger is sent to the sign-in; an insider without the ability gets a clear refusal (403). The view
    finds `request.abilities`.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not admin.site.has_permission(request):
                return redirect_to_login(request.get_full_path(), "/admin/login/")
            request.abilities = abilities_of(request.user)
            if any_of and not set(any_of) & request.abilities:
                return refuse(request, Sentence.of(NO_ROOM, wanted=doing(any_of)))
            return view(request, *args, **kwargs)

        return guarded

    return decorate


def show(request: HttpRequest, template: str, title: str, status: int = 200, **context: Any) -> HttpResponse:
    """Render a room inside the admin's frame."""
    frame = admin.site.each_context(request) | {"title": title, "abilities": request.abilities}
    return render(request, template, frame | context, status=status)


def refuse(request: HttpRequest, sentence: str, status: int = 403) -> HttpResponse:
    return show(request, "desk/refusal.html", _("This is not possible"), status=status, sentence=shown(sentence))


def tell(request: HttpRequest, refusal: Refusal) -> None:
    """Show every sentence of a refusal on the next page."""
    for sentence in told(refusal):
        messages.error(request, sentence)


def told(refusal: Refusal) -> list[str]:
    """Its sentences in the language of whoever reads them. Actions refuse in English, whoever asks."""
    return [shown(sentence) for sentence in refusal.sentences]
