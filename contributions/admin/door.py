"""The door to the rooms of the letters: signed in, on the staff, and a triager by role.

A superuser who is no triager is let into no room where something could be read. A form that is sent too late,
after its session has ended, is shown again by the site for every address under /admin/: nothing here has to know.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.views import redirect_to_login
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from contributions.actions.reading import may_read
from contributions.spoken import each_spoken
from contributions.words import gettext_noop
from evidence.actions.roles import abilities_of
from evidence.workflow import Refusal

View = Callable[..., HttpResponse]

NOT_YOURS = gettext_noop(
    "Letters are private. Only people with the role of a triager read them, and being an administrator is not "
    "enough. An administrator can give you that role; it will be seen in the trail."
)


def may_count(person: models.Model) -> bool:
    """Who answers for accounts sees that letters wait, so that somebody can be asked to read them."""
    return may_read(person) or "manage_accounts" in abilities_of(person)


def room(view: View) -> View:
    """Only for triagers. A stranger is sent to the sign-in; anybody else gets a polite refusal (403)."""
    return _guarded(view, may_read)


def lobby(view: View) -> View:
    """Also for those who may only see how many letters there are; the view asks `may_read` before it shows more."""
    return _guarded(view, may_count)


def _guarded(view: View, lets_in: Callable[[models.Model], bool]) -> View:
    @sensitive_post_parameters()  # an error report never carries what was typed about a letter
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not admin.site.has_permission(request):
            return redirect_to_login(request.get_full_path(), "/admin/login/")
        if not lets_in(request.user):
            return refuse(request, _(NOT_YOURS))
        return view(request, *args, **kwargs)

    return guarded


def show(request: HttpRequest, template: str, title: str, status: int = 200, **context: Any) -> HttpResponse:
    """Render a room inside the admin's frame."""
    return render(request, template, admin.site.each_context(request) | {"title": title} | context, status=status)


def refuse(request: HttpRequest, sentence: str, status: int = 403) -> HttpResponse:
    return show(request, "letters/refusal.html", _("This is not possible"), status=status, sentence=sentence)


def tell(request: HttpRequest, refusal: Refusal) -> None:
    """Show every sentence of a refusal on the next page."""
    for sentence in each_spoken(refusal.sentences):
        messages.error(request, sentence)
