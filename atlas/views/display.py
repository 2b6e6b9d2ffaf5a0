"""Choosing how pages look: a form without script that sets one cookie and leads back."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from atlas.display import CHOICES, COOKIE, COOKIE_AGE, Display
from atlas.languages import languages

_NAMES = {
    "theme": _("Colours"),
    "text": _("Size of the text"),
    "spacing": _("Spacing"),
    "depth": _("How much of a study to show at first"),
}


# No token: it would need a cookie for everybody. Another site could do nothing here but change how pages look, and a
# browser that says where a request comes from is believed.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def display(request: HttpRequest) -> HttpResponse:
    back = _back(request.POST.get("back") or request.GET.get("back", ""))
    if request.method != "POST":
        context = {"groups": _groups(request.display), "languages": languages().values(), "back": back}
        return render(request, "atlas/display.html", context)
    if request.headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none"):
        return HttpResponseForbidden("This form works from this site only.", content_type="text/plain; charset=utf-8")
    chosen = request.display.changed(request.POST)
    response = redirect(back)
    response.status_code = 303
    if chosen.is_usual:
        response.delete_cookie(COOKIE, samesite="Lax")
    else:
        response.set_cookie(
            COOKIE, chosen.cookie, max_age=COOKIE_AGE, httponly=True, samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )  # fmt: skip
    return response


def _groups(now: Display) -> list[tuple[str, Promise, list[tuple[str, Promise, bool]]]]:
    """(name, heading, [(value, words, is chosen)]) of each thing that can be chosen."""
    return [
        (name, _NAMES[name], [(value, words, value == getattr(now, name)) for value, words in choices.items()])
        for name, choices in CHOICES.items()
    ]


def _back(path: str) -> str:
    """The page to lead back to: one of ours, else home."""
    ours = path.startswith("/") and url_has_allowed_host_and_scheme(path, allowed_hosts=None)
    return path if ours and path.isprintable() and len(path) < 2000 else "/"
