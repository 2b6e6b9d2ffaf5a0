"""Addresses of the API that are no operation of it: the index, the description for machines, and what is not there."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

# Reading the last three declares their addresses.
from evidence.api import addresses, happenings, knowledge, studies
from evidence.api.application import DESCRIPTION, api
from evidence.api.problems import problem
from evidence.api.schemas.knowledge import Endpoint, Index
from evidence.api.telling import licence

OPERATIONS = (studies, happenings, knowledge)


@cache
def description() -> dict[str, Any]:
    """The OpenAPI document, as plain JSON types. It is the same as long as the process lives."""
    plain: dict[str, Any] = json.loads(json.dumps(api.get_openapi_schema()))
    return plain


@cache
def _written() -> bytes:
    return json.dumps(description(), ensure_ascii=False, indent=1).encode()


def openapi(request: HttpRequest) -> HttpResponse:
    return HttpResponse(_written(), content_type="application/json; charset=utf-8")


def index(request: HttpRequest) -> HttpResponse:
    """Where everything is."""
    told = Index(
        name=settings.SITE_NAME,
        about=DESCRIPTION.partition("\n")[0],
        documentation=addresses.site("/api"),
        openapi=addresses.api("/openapi.json"),
        licence=licence(),
        endpoints=[
            Endpoint(address=addresses.site(path), summary=operations["get"]["summary"])
            for path, operations in description()["paths"].items()
        ],
    )
    body = json.dumps(told.model_dump(), ensure_ascii=False)
    return HttpResponse(body, content_type="application/json; charset=utf-8")


def nothing_here(request: HttpRequest, rest: str = "") -> HttpResponse:
    return problem(404, "There is no such address in this API. /api lists them all; none ends with a slash.")
