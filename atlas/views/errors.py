"""Errors that help: a page for people, JSON (RFC 9457 problem details) for machines that ask for it."""

from __future__ import annotations

import sys
from typing import Any

from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

_TITLES = {
    400: "This request could not be read",
    403: "This is not for you to open",
    404: "There is no page here",
    500: "Something went wrong on our side",
    503: "The atlas cannot look anything up just now",
}


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _answer(request, 400, "The address or the form that was sent has something in it that we cannot read.")


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _answer(request, 403, "You are not signed in, or your role does not include this.")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    sentence = "The form was open for too long, or cookies are blocked. Go back, reload the page and send it again."
    return _answer(request, 403, sentence)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    told = exception.args[0] if isinstance(exception, Http404) and exception.args else ""
    # Django's own resolver raises with a dictionary of the routes it tried: that is not for readers.
    sentence = told if isinstance(told, str) and told else "There is no page at this address."
    return _answer(request, 404, sentence)


def server_error(request: HttpRequest) -> HttpResponse:
    """No database, no context processors: this page has to work when nothing else does."""
    away = isinstance(sys.exc_info()[1], (OperationalError, InterfaceError))
    status = 503 if away else 500
    sentence = ("" if away else "The page could not be made. ") + "Please try again in a few minutes."
    if _wants_json(request):
        response = _problem(status, sentence, request)
    else:
        response = render(None, "errors/500.html", {"title": _TITLES[status], "sentence": sentence}, status=status)
    if away:
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
    body = {"type": "about:blank", "title": _TITLES[status], "status": status, "detail": sentence}
    response = JsonResponse(
        body,
        status=status,
        content_type="application/problem+json",
        json_dumps_params={"ensure_ascii": False},
    )
    if request.path.startswith("/api/"):
        response.headers["Access-Control-Allow-Origin"] = "*"  # a page of another site has to be able to read why
    return response
