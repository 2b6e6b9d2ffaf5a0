"""A number for each request: in the answer (`X-Request-ID`) and in every line that is logged while it is answered.

Whoever reports an error can name it, and the operator finds the lines. It is random and tells of nobody.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable
from contextvars import ContextVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse

HEADER = "X-Request-ID"
_GIVEN = re.compile(r"[0-9A-Za-z-]{8,64}")
_current: ContextVar[str] = ContextVar("_current", default="")


def current() -> str:
    """The number of the request that is being answered in this thread; empty outside a request."""
    return _current.get()


def number_of(request: HttpRequest) -> str:
    """The number that a proxy of ours has given, else a new one of 16 hexadecimal digits.

    A number from a stranger is not taken: lines of the log would carry what somebody else has chosen.
    """
    given = request.headers.get(HEADER, "") if settings.TRUSTED_PROXIES else ""
    return given if _GIVEN.fullmatch(given) else secrets.token_hex(8)


class RequestIdMiddleware:
    """Stands first, so that every other middleware logs under the number."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        number = number_of(request)
        token = _current.set(number)
        try:
            response = self.get_response(request)
        finally:
            _current.reset(token)
        response[HEADER] = number
        return response
