"""Site-wide response rules. Each reads its table in `atlas/security.py`."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.utils.cache import patch_cache_control, patch_vary_headers

from atlas.security import ACCOUNT_PERMISSIONS_POLICY, DESK_PATHS, PERMISSIONS_POLICY, PRIVATE_PATHS

GetResponse = Callable[[HttpRequest], HttpResponse]


class SecurityHeadersMiddleware:
    """Permissions-Policy everywhere; no-store on private paths."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self.permissions = _header(PERMISSIONS_POLICY)
        self.account_permissions = _header(ACCOUNT_PERMISSIONS_POLICY)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        permissions = self.account_permissions if request.path.startswith("/accounts/") else self.permissions
        response.headers.setdefault("Permissions-Policy", permissions)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if request.path.startswith(PRIVATE_PATHS):
            patch_cache_control(response, no_store=True, private=True)
        elif not response.has_header("Cache-Control") and not response.streaming:
            # Public pages are the same for everybody. Readers' browsers and caches ask again each time (ETag).
            patch_cache_control(response, public=True, no_cache=True)
            patch_vary_headers(response, ("Accept-Encoding",))
        return response


def _header(permissions: Mapping[str, str]) -> str:
    return ", ".join(f"{feature}={allowed}" for feature, allowed in permissions.items())


class CleanTextMiddleware:
    """No text with a NUL character goes further: PostgreSQL holds none, and no keyboard makes one.

    In an address it is a bad request; in what somebody typed it is left out, so that the rest is kept.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\x00" in request.path or any(
            "\x00" in part for pair in request.GET.lists() for part in (pair[0], *pair[1])
        ):
            raise BadRequest("The address holds a character that no address has.")
        if request.method == "POST" and any("\x00" in value for _, values in request.POST.lists() for value in values):
            cleaned = request.POST.copy()
            for name, values in request.POST.lists():
                cleaned.setlist(name, [value.replace("\x00", "") for value in values])
            cleaned._mutable = False
            request.POST = cleaned
        return self.get_response(request)


class TrailingSlashMiddleware:
    """`/evidence/` is `/evidence`: canonical public paths have no trailing slash. The desk keeps its own."""

    keeps_slash = (*DESK_PATHS, "/static/")

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        path = request.path_info
        if path != "/" and path.endswith("/") and not path.startswith(self.keeps_slash):
            # One leading slash only: "//evil.example/" must never become a redirect to another host.
            target = "/" + path.strip("/")
            query = request.META.get("QUERY_STRING", "")
            return HttpResponsePermanentRedirect(target + (f"?{query}" if query else ""))
        return self.get_response(request)
