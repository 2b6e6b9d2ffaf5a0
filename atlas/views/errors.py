"""Errors that help: a page for people, JSON (RFC 9457 problem details) for machines that ask for it."""

from __future__ import annotations

import sys
from typing import Any

from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from atlas.languages import active
from evidence.no_room import is_full

_TITLES = {
    400: _("This request could not be read"),
    403: _("This is not for you to open"),
    404: _("There is no page here"),
    429: _("This is a little too fast for us"),
    500: _("Something went wrong on our side"),
    503: _("The atlas cannot look anything up just now"),
    507: _("There is no room left on the server"),
}


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    sentence = gettext("The address or the form that was sent has something in it that we cannot read.")
    return _answer(request, 400, sentence)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _answer(request, 403, gettext("You are not signed in, or your role does not include this."))


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    sentence = gettext(
        "The form was open for too long, or cookies are blocked. Go back, reload the page and send it again."
    )
    return _answer(request, 403, sentence)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    told = exception.args[0] if isinstance(exception, Http404) and exception.args else ""
    # Django's own resolver raises with a dictionary of the routes it tried: that is not for readers.
    sentence = str(told) if isinstance(told, (str, Promise)) and told else gettext("There is no page at this address.")
    return _answer(request, 404, sentence)


def too_many_requests(request: HttpRequest, seconds: int) -> HttpResponse:
    """For an address that asks too often; `seconds` until it may again."""
    sentence = ngettext(
        "Many questions came from your address in a short time. Please try again in a second.",
        "Many questions came from your address in a short time. Please try again in %(seconds)s seconds.",
        seconds,
    ) % {"seconds": seconds}
    response = _answer(request, 429, sentence)
    response.headers["Retry-After"] = str(seconds)
    response.headers["Cache-Control"] = "no-store"
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    """No database, no context processors: this page has to work when nothing else does."""
    error = sys.exc_info()[1]
    full = is_full(error)
    away = not full and isinstance(error, (OperationalError, InterfaceError))
    status = 507 if full else 503 if away else 500
    sentence = (
        gettext("Its disk is full, so nothing could be kept. Whoever runs this site has to make room; then try again.")
        if full
        else gettext("Please try again in a few minutes.")
        if away
        else gettext("The page could not be made. Please try again in a few minutes.")
    )
    if _wants_json(request):
        response = _problem(status, sentence, request)
    else:
        response = render(
            None,
            "errors/500.html",
            {"title": _TITLES[status], "sentence": sentence, "language": active()},
            status=status,
        )
    if away or full:
        response.headers["Retry-After"] = "60"
        response.headers["Cache-Control"] = "no-store"
    return response


def _answer(request: HttpRequest, status: int, sentence: str) -> HttpResponse:
    if _wants_json(request):
        return _problem(status, sentence, request)
    context: dict[str, Any] = {"status": status, "title": _TITLES[status], "sentence": sentence}
    return render(request, "errors/error.html", context, status=status)


def _wants_json(request: HttpRequest) -> bool:
    """True for API addresses and for clients that accept JSON but not HTML."""
    if request.path.startswith("/api/") or request.path.endswith(".json"):
        return True
    preferred = request.get_preferred_type(["text/html", "application/json", "application/problem+json"])
    return preferred in ("application/json", "application/problem+json")


def _problem(status: int, sentence: str, request: HttpRequest) -> HttpResponse:
    body = {"type": "about:blank", "title": str(_TITLES[status]), "status": status, "detail": sentence}
    response = JsonResponse(
        body,
        status=status,
        content_type="application/problem+json",
        json_dumps_params={"ensure_ascii": False},
    )
    if request.path.startswith("/api/"):
        response.headers["Access-Control-Allow-Origin"] = "*"  # a page of another site has to be able to read why
    return response
