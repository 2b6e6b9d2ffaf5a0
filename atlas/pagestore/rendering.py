"""An address -> a finished page, rendered by Django with all its middleware, as a reader without a cookie asks for it.

What must not be kept is refused here, whatever the address: anything but a 200 that every cache may keep, anything that
sets a cookie or carries a token of a form, anything under a private path, and what was made of rows that announce no
change.
"""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.db import OperationalError, connections
from django.http import HttpRequest, HttpResponse
from django.http.request import validate_host
from django.utils import translation

from atlas.pagestore.addresses import is_kept
from atlas.pagestore.files import Page
from atlas.pagestore.needs import CannotBeKept, Reading
from atlas.replicas import BAKING
from atlas.security import PRIVATE_PATHS

MAY_VARY = frozenset({"accept", "accept-encoding", "cookie"})
"""`cookie` is that of `atlas.display` alone; `atlas.front` knows it, and what a program may ask for in `accept`."""
MADE_ANEW = frozenset({"content-length", "content-encoding", "etag", "date", "server", "connection", "x-request-id"})
TOKEN = b"csrfmiddlewaretoken"
AWAY = 503

_baking: ContextVar[bool] = ContextVar("_baking", default=False)


class NobodyAsked(logging.Filter):
    """A page that is baked was not asked for by a reader: it is no line of the access log."""

    def filter(self, record: logging.LogRecord) -> bool:
        return not _baking.get()


logging.getLogger("atlas.access").addFilter(NobodyAsked())


@cache
def _handler() -> WSGIHandler:
    return WSGIHandler()


@cache
def environment() -> dict[str, Any]:
    """What every request of ours has: the site's own scheme and host, and nothing of any reader."""
    parts = urlsplit(settings.SITE_URL)
    known = [host for host in settings.ALLOWED_HOSTS if host.strip(".*")]
    host = parts.hostname or ""
    if not validate_host(host, settings.ALLOWED_HOSTS) and known:
        host = known[0].lstrip(".")
    port = str(parts.port or {"https": 443}.get(parts.scheme, 80))
    return {
        "REQUEST_METHOD": "GET", "QUERY_STRING": "", "SCRIPT_NAME": "", "SERVER_NAME": host, "SERVER_PORT": port,
        "SERVER_PROTOCOL": "HTTP/1.1", "HTTP_HOST": host if port in ("80", "443") else f"{host}:{port}",
        "REMOTE_ADDR": "127.0.0.1", "wsgi.url_scheme": parts.scheme or "http", "wsgi.version": (1, 0),
        "wsgi.errors": io.StringIO(), "wsgi.multithread": True, "wsgi.multiprocess": True, "wsgi.run_once": False,
    }  # fmt: skip


def rendered(address: str, fingerprints: Mapping[str, str] | None = None) -> Page:
    """The page as it is now. `fingerprints` of what it may be made of have been read before.

    Raises CannotBeKept for whatever is not to be kept, ValueError for an address that is none of ours, and
    OperationalError where the database went away meanwhile: that says nothing about the page.
    """
    if not is_kept(address) or address.startswith(PRIVATE_PATHS):
        raise ValueError(f"The page store keeps no page at {address!r}.")
    request = WSGIRequest(environment() | {"PATH_INFO": address, "wsgi.input": io.BytesIO(), BAKING: True})
    reading = Reading()
    with _quietly(reading):
        response = _handler().get_response(request)
    if response.status_code == AWAY:
        raise OperationalError(f"The database went away while {address} was made.")
    check(request, response, reading)
    headers = tuple((name, value) for name, value in response.items() if name.lower() not in MADE_ANEW)
    known = fingerprints or {}
    return Page(address, headers, response.content, {need: known.get(need, "") for need in sorted(reading.needs)})


@contextmanager
def _quietly(reading: Reading) -> Iterator[None]:
    """Neither the access log nor the language of whoever is being answered in this thread knows of it."""
    token = _baking.set(True)
    wrapped = [connections[alias].execute_wrapper(reading) for alias in connections]
    try:
        with translation.override(settings.LANGUAGE_CODE):
            for wrapper in wrapped:
                wrapper.__enter__()
            try:
                yield
            finally:
                for wrapper in wrapped:
                    wrapper.__exit__(None, None, None)
    finally:
        _baking.reset(token)


def check(request: HttpRequest, response: Any, reading: Reading) -> None:
    """Raises CannotBeKept with the reason."""
    told = {part.strip().lower() for part in response.get("Cache-Control", "").split(",")}
    varies = {part.strip().lower() for part in response.get("Vary", "").split(",") if part.strip()}
    session = getattr(request, "session", None)
    reasons = {
        f"the answer is {response.status_code}": response.status_code != 200,
        "it is sent piece by piece": response.streaming,
        "not every cache may keep it": "public" not in told or not told.isdisjoint({"private", "no-store"}),
        "it sets a cookie": bool(response.cookies) or response.has_header("Set-Cookie"),
        "it asked who is reading": bool(session is not None and session.accessed),
        f"it differs by {', '.join(sorted(varies - MAY_VARY))}": bool(varies - MAY_VARY),
        f"it reads {', '.join(sorted(reading.foreign))}": bool(reading.foreign),
    }
    for reason, holds in reasons.items():
        if holds:
            raise CannotBeKept(f"{request.path} is not kept: {reason}.")
    if not isinstance(response, HttpResponse) or TOKEN in response.content or "CSRF_COOKIE" in request.META:
        raise CannotBeKept(f"{request.path} is not kept: it carries the token of a form.")
