"""At each request: has the session ended, has its person shown a second factor, was a form sent too late?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.contrib.auth import get_user, logout
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from atlas.accounts import lost_session, second_factor, sessions
from atlas.accounts.second_factor import Standing
from atlas.security import DESK_PATHS

NO_FORM = ("/admin/login/", *second_factor.SIGN_OUT)
"""What is sent to these pages is nothing that could be lost."""


class AccountsMiddleware:
    """Wraps `request.user`. Public pages never ask for it, so they touch neither session nor database for this.

    Outside the desk (DESK_PATHS) a person who has not shown the second factor they need is a reader like all
    others: no view anywhere can forget to ask.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.user = SimpleLazyObject(lambda: self._present(request))
        return self.get_response(request)

    def _present(self, request: HttpRequest) -> Any:
        """The person who is signed in at this request, or nobody."""
        person = get_user(request)
        if not person.is_authenticated:
            return person
        if sessions.has_ended(request.session):
            request.user = person  # which `logout` asks for
            logout(request)
            if request.method == "GET":
                messages.info(request, _("You were signed out, because your session had ended. Please sign in again."))
            return request.user
        sessions.touch(request.session)
        if request.path.startswith(DESK_PATHS):
            return person  # process_view decides, and says what is missing
        if second_factor.standing(person, request.session) is not Standing.OPEN:
            return AnonymousUser()
        return person

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """After the CSRF check, so that only what our own page sent is ever shown again."""
        if not request.path.startswith(DESK_PATHS):
            return None
        person = request.user
        sent = request.method == "POST" and request.path.startswith("/admin/") and not request.path.startswith(NO_FORM)
        if not person.is_authenticated:
            return lost_session.answer(request, lost_session.SIGNED_OUT) if sent else None
        standing = second_factor.standing(person, request.session)
        if not second_factor.is_open(request.path, standing):
            return lost_session.answer(request, lost_session.UNPROVEN) if sent else _lead_on(request, standing)
        if second_factor.is_switched_off_for(person) and _changes_factors(request):
            return redirect("mfa_index")
        return None


def _lead_on(request: HttpRequest, standing: Standing) -> HttpResponse:
    """To the page that sets a second factor up, or to the one that asks for it."""
    if standing is Standing.SET_UP:
        return redirect("mfa_index")
    address = get_adapter().get_reauthentication_methods(request.user)[0]["url"]
    wanted = request.get_full_path() if request.method == "GET" else reverse("admin:index")
    return redirect(f"{address}?{urlencode({'next': wanted})}")


def _changes_factors(request: HttpRequest) -> bool:
    return request.path.startswith(reverse("mfa_index")) and request.path != reverse("mfa_index")
