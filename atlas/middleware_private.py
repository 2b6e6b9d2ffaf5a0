"""What is different where people write to us in private: nothing is logged, no address is told, no text is lost.

AccessLogMiddleware     our own access line of every request: method, path, status, milliseconds
PrivatePathsMiddleware  letters: no referrer, strange bodies politely refused, the text back after any failure
PrivateCsrfMiddleware   Django's CSRF check, for forms of pages that send no referrer
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.middleware.csrf import CsrfViewMiddleware

from atlas.private_logs import FORM_PATHS, access, shown_path, while_answering
from atlas.visitors import address_mark, client_address
from contributions import limits, posted
from contributions.views.answers import DOWN, STALE, Trouble, form_again, plainly
from contributions.words import Sentence, gettext_noop

GetResponse = Callable[[HttpRequest], HttpResponse]

UNLOGGED = ("/health/", "/static/")
SWALLOWED = 32 * 1024 * 1024
"""Bytes that are read and forgotten before a refusal, so that the browser which sends them sees it."""

TOO_BIG = Trouble(
    413,
    gettext_noop("This is more than we can take"),
    Sentence.of(
        gettext_noop(
            "A letter has room for {most} characters. Nothing has been sent. Please shorten it, or send it in parts."
        ),
        most=limits.MESSAGE_MAX,
    ),
)
NO_FORM = Trouble(
    415,
    gettext_noop("This cannot be read as a letter"),
    gettext_noop(
        "It was sent in a way that our form does not use, perhaps with a file. Nothing has been stored. "
        "Please use the form. We can take no files; you can give us a link instead."
    ),
)
BROKEN_OFF = Trouble(
    400,
    gettext_noop("This did not arrive whole"),
    gettext_noop(
        "What was sent broke off, or was made of too many parts. Nothing has been stored. Please send it again."
    ),
)


def is_form(request: HttpRequest) -> bool:
    return request.path_info.startswith(FORM_PATHS)


class AccessLogMiddleware:
    """One line a request, without query, address, browser and referrer. On private paths the route, not the path."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        began = time.perf_counter()
        with while_answering(request.path_info):
            response = self.get_response(request)
        if not request.path_info.startswith(UNLOGGED):
            spent = round((time.perf_counter() - began) * 1000)
            route = request.resolver_match.route if request.resolver_match else ""
            shown = shown_path(request.path_info, route)
            told = {"method": request.method, "path": shown, "status": response.status_code, "ms": spent}
            access.info("%(method)s %(path)s %(status)s %(ms)s ms", told, extra=told)
        return response


class PrivatePathsMiddleware:
    """Stands before everything that reads a form.

    `request.visitor` is a mark of the address, from which the counts of one hour start. It goes nowhere else.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not is_form(request):
            return self.get_response(request)
        request.visitor = address_mark(request) if client_address(request) else None  # type: ignore[attr-defined]
        trouble = _strange(request) if request.method == "POST" else None
        response = plainly(request, trouble) if trouble else self.get_response(request)
        if request.method == "POST" and response.status_code >= 500 and not response.has_header("Retry-After"):
            # No view answered, or one failed: whatever went wrong, the text comes back.
            response = form_again(request, DOWN) or response
        response["Referrer-Policy"] = "no-referrer"
        return response


def _strange(request: HttpRequest) -> Trouble | None:
    """What is wrong with a body that no form of ours sends; None for a form. Afterwards the body is in memory."""
    charset = (request.content_params or {}).get("charset", "utf-8").lower().strip("\"'")
    if request.content_type != "application/x-www-form-urlencoded" or charset not in ("utf-8", "utf8"):
        _swallow(request)
        return NO_FORM
    # Up to this size the form comes back with the text, however long it is (`contributions.views.answers`).
    if _length(request) > (settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0):
        _swallow(request)
        return TOO_BIG
    try:
        body = request.body
    except UnreadablePostError:
        return BROKEN_OFF
    whole = len(body) == _length(request) and "Transfer-Encoding" not in request.headers
    if not whole or posted.too_many_fields(body):
        return BROKEN_OFF
    return None


def _length(request: HttpRequest) -> int:
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0


def _swallow(request: HttpRequest) -> None:
    """Read and forget the body, within reason: a browser that is still sending does not look at the answer."""
    left = min(_length(request), SWALLOWED)
    with contextlib.suppress(OSError):
        while left > 0 and (part := request.read(min(left, 65_536))):
            left -= len(part)


class PrivateCsrfMiddleware(CsrfViewMiddleware):
    """The token is checked everywhere. Where pages send no referrer, a browser names no origin either ("null").

    There the browser's own word that the form came from this site (Sec-Fetch-Site) stands in for it. Browsers that
    are too old to say so are believed, as the token, in a cookie of this host alone, cannot be known elsewhere.
    """

    def _origin_verified(self, request: HttpRequest) -> bool:
        if super()._origin_verified(request):  # type: ignore[misc]
            return True
        return request.META["HTTP_ORIGIN"] == "null" and _from_our_form(request)

    def _check_referer(self, request: HttpRequest) -> None:
        if "HTTP_REFERER" in request.META or not _from_our_form(request):
            super()._check_referer(request)  # type: ignore[misc]

    def _reject(self, request: HttpRequest, reason: str) -> HttpResponse:
        """An old or missing token: the form again, with everything that was typed and a fresh token.

        Text that a page elsewhere has sent is never shown.
        """
        ours = request.method == "POST" and _from_our_form(request)
        if ours and "HTTP_ORIGIN" in request.META:
            ours = self._origin_verified(request)
        again = form_again(request, STALE) if ours else None
        return again or super()._reject(request, reason)  # type: ignore[misc]


def _from_our_form(request: HttpRequest) -> bool:
    return is_form(request) and request.headers.get("Sec-Fetch-Site", "same-origin") == "same-origin"
