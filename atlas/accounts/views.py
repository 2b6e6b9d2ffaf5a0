"""The few pages of accounts that are ours; the rest are allauth's views with our templates."""

from __future__ import annotations

from allauth.account.decorators import reauthentication_required
from allauth.account.views import PasswordResetView
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from atlas.accounts import second_factor, sessions


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Where somebody who types /accounts/ wants to be."""
    return redirect("mfa_index")


@require_safe
@login_required
def signed_in(request: HttpRequest) -> HttpResponse:
    """The end of a sign-in that was made in a second tab, for the form that waits in the first one."""
    return render(request, "accounts/signed_in.html")


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@reauthentication_required
def where(request: HttpRequest) -> HttpResponse:
    """Where somebody is signed in, and the end of it: of one session, or of all others. Asked for again before."""
    if second_factor.is_switched_off_for(request.user):
        raise Http404  # an account that visitors share
    this = request.session.session_key
    if request.method != "POST":
        return render(
            request, "accounts/where.html", {"sessions": sessions.open_sessions(request.user, this=this)}
        )  # fmt: skip
    count = sessions.end(person=request.user, mark=request.POST.get("session", ""), this=this)
    told = ngettext("%(count)d session was ended.", "%(count)d sessions were ended.", count) % {"count": count}
    messages.success(request, told)
    return redirect("account_where")


def password_reset(request: HttpRequest) -> HttpResponse:
    """allauth's page where the site sends mail, else a sentence that says whom to ask."""
    if not settings.SENDS_MAIL:
        return render(request, "accounts/no_mail.html")
    return PasswordResetView.as_view()(request)
