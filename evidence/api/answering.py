"""What is the same for every address of the API: methods, conditional requests, other origins, compression.

methods     GET; HEAD is GET without a body; OPTIONS says what is allowed; all else is 405 with `Allow`
caching     `public, no-cache`: caches keep an answer and ask each time whether it is still true. The ETag is the
            hash of the answer itself, so "304 Not Modified" is never wrong
origins     any page of any site may read, without credentials (CORS); no cookie is read or set
`Accept`    there is one form, JSON, and it is sent whatever is asked for
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.gzip import gzip_page

from evidence.api import addresses
from evidence.api.problems import problem

METHODS = ("GET", "HEAD", "OPTIONS")
ALLOWED = ", ".join(METHODS)
OPEN_TO_ALL = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "Allow, ETag, Link",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Cache-Control": "public, no-cache",
    "X-Robots-Tag": "noindex",
}
PREFLIGHT = {
    "Access-Control-Allow-Methods": ALLOWED,
    "Access-Control-Allow-Headers": "Accept, If-None-Match, If-Match",
    "Access-Control-Max-Age": "86400",
}

View = Callable[..., HttpResponse]


def answer(view: View) -> View:
    """Make an address of the API of a view that answers GET."""

    @csrf_exempt
    @gzip_page
    def answered(request: HttpRequest, *args: object, **named: object) -> HttpResponse:
        response = _answer(view, request, *args, **named)
        for name, value in OPEN_TO_ALL.items():
            response.headers[name] = value
        response.headers["Link"] = ", ".join(f'<{address}>; rel="{rel}"' for rel, address in _about().items())
        return response

    return answered


def _about() -> dict[str, str]:
    """What every answer links to (RFC 8631): its description for machines and for people, and the licence."""
    return {
        "service-desc": addresses.api("/openapi.json"),
        "service-doc": addresses.site("/api"),
        "license": settings.CONTENT_LICENCE_URL,
    }


def _answer(view: View, request: HttpRequest, *args: object, **named: object) -> HttpResponse:
    if request.method == "OPTIONS":
        return HttpResponse(status=204, headers=PREFLIGHT | {"Allow": ALLOWED})
    if request.method not in METHODS:
        refusal = problem(405, f"The API is read only. It answers {ALLOWED}.")
        refusal.headers["Allow"] = ALLOWED
        return refusal
    asked, request.method = request.method, "GET"
    try:
        response = view(request, *args, **named)
    finally:
        request.method = asked
    return _conditional(request, response) if response.status_code == 200 else response


def _conditional(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """304 where the client has this very answer, else the answer with its ETag."""
    etag = f'"{hashlib.sha256(response.content).hexdigest()[:32]}"'
    response.headers["ETag"] = etag
    told = get_conditional_response(request, etag=etag, response=response) or response
    if told.status_code == 412:
        return problem(412, "What stands here now is not what `If-Match` names. Read it again.")
    return told
