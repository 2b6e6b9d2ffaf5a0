"""The few pages of accounts that are ours; the rest are allauth's views with our templates."""

from __future__ import annotations

from allauth.account.views import PasswordResetView
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Where somebody who types /accounts/ wants to be."""
    return redirect("mfa_index")


@require_safe
@login_required
def signed_in(request: HttpRequest) -> HttpResponse:
    """The end of a sign-in that was made in a second tab, for the form that waits in the first one."""
    return render(request, "accounts/signed_in.html")


def password_reset(request: HttpRequest) -> HttpResponse:
    """allauth's page where the site sends mail, else a sentence that says whom to ask."""
    if not settings.SENDS_MAIL:
        return render(request, "accounts/no_mail.html")
    return PasswordResetView.as_view()(request)
