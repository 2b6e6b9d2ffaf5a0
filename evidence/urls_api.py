"""Addresses of the API for machines (/api/v1/) and of its description for people (/api)."""

from django.urls import URLPattern, path, re_path

from evidence.api.answering import answer
from evidence.api.application import api
from evidence.api.documentation import documentation
from evidence.api.pages import index, nothing_here, openapi


def _operations() -> list[URLPattern]:
    """Ninja's addresses, each with our rules of answering; without its own description and home."""
    ours = [one for one in api.urls[0] if isinstance(one, URLPattern) and one.name not in ("openapi-json", "api-root")]
    return [path(f"api/v1/{pattern.pattern}", answer(pattern.callback)) for pattern in ours]


urlpatterns = [
    path("api", documentation, name="api_documentation"),
    path("api/v1", answer(index), name="api_index"),
    path("api/v1/openapi.json", answer(openapi), name="api_openapi"),
    *_operations(),
    re_path(r"^api/(?P<rest>[\s\S]*)$", answer(nothing_here)),  # also where an address holds the end of a line
]
