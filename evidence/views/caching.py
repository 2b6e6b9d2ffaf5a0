"""Public pages and their strong validators: what was published, which templates drew it, and what surrounds it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import cache
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe


@cache
def template_version() -> str:
    """Changes whenever a template, a style sheet, a translation or a module of the public pages changes."""
    root = Path(settings.BASE_DIR)
    digest = hashlib.sha256()
    for folder, pattern in (
        ("templates", "**/*.html"),
        ("static", "**/*"),
        ("evidence", "**/*.py"),
        ("atlas", "*.py"),
        ("locale", "**/*.mo"),
        ("evidence/locale", "**/*.mo"),
        ("contributions/locale", "**/*.mo"),
    ):
        for path in sorted((root / folder).glob(pattern)):
            if path.is_file():
                digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def public_page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page that is read only: GET and HEAD, compressed. Anything else is told 405 and what is allowed.

    It needs no CSRF check, as it takes nothing in; with one, a POST would be told of a missing token instead.
    """
    return csrf_exempt(require_safe(gzip_page(view)))


def conditional(request: HttpRequest, parts: tuple[object, ...], render: Callable[[], HttpResponse]) -> HttpResponse:
    """Answer 304 when the reader has this very page; else render it with its ETag."""
    # How the reader wants the page to look, where the site lets readers choose (`request.display`).
    look = getattr(request, "display", "")
    text = "\x1f".join(map(str, (settings.SITE_URL, template_version(), look, *parts)))
    etag = f'"{hashlib.sha256(text.encode()).hexdigest()[:32]}"'
    response = get_conditional_response(request, etag=etag)
    if response is None:
        response = render()
    response.headers.setdefault("ETag", etag)
    return response
