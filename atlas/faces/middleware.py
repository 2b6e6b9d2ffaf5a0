"""Which addresses answer under which name: the desk under its own, readers' pages under the public one."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.request import split_domain_port
from django.urls import get_resolver

from atlas.security import DESK_PATHS

AT_THE_DESK = (*DESK_PATHS, "/health/", "/metrics", "/static/", "/favicon.ico")
"""What answers on the desk's face and under the desk's host name."""
WITHOUT_SLASH = tuple(path.rstrip("/") for path in DESK_PATHS)
NO_ROBOTS = "User-agent: *\nDisallow: /\n"


class FacesMiddleware:
    """Stands before sessions. Two things ask for it: the face `desk`, and `ATLAS_DESK_HOST` on the face `all`.

    On the desk, a reader's address leads to the public site, so that "see the page as readers do" works from there.
    Under the public name, the desk is not there: 404, as on the public face.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        if settings.FACE == "public" or (settings.FACE == "all" and not settings.DESK_HOST):
            raise MiddlewareNotUsed
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        is_of_the_desk = request.path_info.startswith(AT_THE_DESK) or request.path_info in WITHOUT_SLASH
        if settings.FACE == "desk" or _name(request.get_host()) == _name(settings.DESK_HOST):
            return self.get_response(request) if is_of_the_desk else _lead_on(request)
        if request.path_info.startswith(DESK_PATHS) or request.path_info in WITHOUT_SLASH:
            return _not_here(request)
        return self.get_response(request)


def _name(host: str) -> str:
    return split_domain_port(host)[0]


def _not_here(request: HttpRequest) -> HttpResponse:
    not_found: Callable[..., HttpResponse] = get_resolver().resolve_error_handler(404)
    return not_found(request, Http404("There is no page at this address."))


def _lead_on(request: HttpRequest) -> HttpResponse:
    """A reader's address at the desk: the desk's own first page, or the public site."""
    if request.path_info == "/robots.txt":
        return HttpResponse(NO_ROBOTS, content_type="text/plain; charset=utf-8")
    if request.method not in ("GET", "HEAD"):
        return _not_here(request)
    if request.path_info == "/":
        return HttpResponseRedirect("/admin/")
    if _name(urlsplit(settings.SITE_URL).netloc.lower()) == _name(request.get_host()):
        return _not_here(request)  # one name for both: whoever stands in front parts them, and this came astray
    return HttpResponseRedirect(settings.SITE_URL + request.get_full_path())
