"""The API as django-ninja knows it: how an address is declared, what errors become, what the description adds."""

from __future__ import annotations

import functools
import inspect
import json
import re
from collections.abc import Callable, Mapping
from difflib import get_close_matches
from http.client import responses
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from ninja import NinjaAPI
from ninja.errors import ValidationError
from ninja.openapi.schema import OpenAPISchema
from ninja.params import models
from ninja.renderers import BaseRenderer
from pydantic import BaseModel

from evidence.api.problems import KINDS, MEDIA_TYPE, Refused, problem
from evidence.api.schemas.problem import ParameterFault, Problem, ShortProblem

VERSION = "1.0"
PREFIX = "api/v1"
TAGS = {
    "studies": "Pages about studies: search, one page, one numbered publication, lookups.",
    "changes": "What happened: publications, withdrawals, notices about papers.",
    "knowledge": "Case definitions, topics, codes and their words.",
    "machines": "Versions of rules and machines, and how often the classifier is right.",
}
DESCRIPTION = (
    "Read-only access to everything that the atlas has published about studies of ME/CFS.\n\n"
    "**Additive only.** Within v1 nothing is taken away, renamed or given another meaning. Fields, addresses and codes "
    "may be added: pass over what you do not know.\n\n"
    "**No key, no cookies.** Any origin may read. Send `If-None-Match` with the last `ETag`: most answers are then "
    "“304 Not Modified”.\n\n"
    "**Nothing is guessed.** A parameter that is unknown, given twice or not readable is refused by its name.\n\n"
    "**Errors** are problem documents (RFC 9457)."
)


class JSONRenderer(BaseRenderer):
    """JSON as people write it: in Unicode, without blanks. Answers are made of plain types only."""

    media_type = "application/json"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> bytes:
        return json.dumps(data, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


class AtlasAPI(NinjaAPI):
    """Adds to the description what ninja cannot know: errors, headers, words about tags."""

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None
    ) -> OpenAPISchema:
        described = super().get_openapi_schema(path_prefix=f"{PREFIX}/", path_params=path_params)
        described["tags"] = [{"name": name, "description": words} for name, words in TAGS.items()]
        described["components"]["schemas"] |= _problem_schemas()
        for operations in described["paths"].values():
            for operation in operations.values():
                _complete(operation)
        schemas = described["components"]["schemas"]
        used = _named_by(described["paths"], schemas)
        described["components"]["schemas"] = {name: _without_titles(schemas[name]) for name in sorted(used)}
        return described


api = AtlasAPI(
    title=f"{settings.SITE_NAME}: API",
    version=VERSION,
    description=DESCRIPTION,
    docs_url=None,
    openapi_url="openapi.json",
    urls_namespace="api-v1",
    renderer=JSONRenderer(),
    servers=[{"url": "/", "description": "This site"}],
    openapi_extra={
        "info": {"license": {"name": settings.CONTENT_LICENCE, "url": settings.CONTENT_LICENCE_URL}},
        "externalDocs": {"description": "The same for people", "url": "/api"},
    },
)


def endpoint(
    path: str, *, response: type[BaseModel], tag: str, problems: tuple[int, ...] = (), moves: bool = False
) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Declare an address that is read with GET. Its docstring is the description: a line, then the rest.

    `problems` are the statuses it may refuse with besides 400, 405 and 422; with `moves` it may redirect.
    """

    def declare(view: Callable[..., Any]) -> Callable[..., Any]:
        known = query_parameters(view)

        @functools.wraps(view)
        def strict(request: HttpRequest, **values: Any) -> Any:
            refuse_strange(request.GET, known)
            return view(request, **values)

        summary, _, rest = inspect.cleandoc(view.__doc__ or "").partition("\n")
        extra = {"x-problems": sorted({400, 405, 422, *problems}), "x-moves": moves}
        api.get(
            path, response=response, operation_id=view.__name__, summary=summary.removesuffix("."),
            description=rest.strip() or summary, tags=[tag], openapi_extra=extra,
        )(strict)  # fmt: skip
        return view

    return declare


# --- Parameters ------------------------------------------------------------------------------------------------


def query_parameters(view: Callable[..., Any]) -> dict[str, bool]:
    """Name of each query parameter -> may it be repeated? Read from the class that the view asks for."""
    known = {}
    for parameter in inspect.signature(view).parameters.values():
        if any(isinstance(mark, models.Query) for mark in getattr(parameter.annotation, "__metadata__", ())):
            for name, described in parameter.annotation.__origin__.model_fields.items():
                known[name] = getattr(described.annotation, "__origin__", None) is list
    return known


def refuse_strange(sent: QueryDict, known: Mapping[str, bool]) -> None:
    """Refuse a parameter that is not known here, or one that is given twice and may not be.

    A filter that is misspelt and passed over in silence gives a list that is too long and looks right.
    """
    faults = []
    for name, values in sent.lists():
        if name not in known:
            near = get_close_matches(name, known, n=1)
            hint = f" Did you mean “{near[0]}”?" if near else ""
            faults.append((name, f"This address knows no such parameter.{hint}"))
        elif len(values) > 1 and not known[name]:
            faults.append((name, "This parameter can be given once only."))
    if faults:
        name, detail = faults[0]
        raise Refused(
            422, f"{name[:60]}: {detail}",
            tuple(ParameterFault(parameter=name[:60], where="query", detail=detail) for name, detail in faults),
        )  # fmt: skip


# --- Errors ----------------------------------------------------------------------------------------------------


@api.exception_handler(Refused)
def _refused(request: HttpRequest, error: Refused) -> HttpResponse:
    return problem(error.status, error.detail, error.errors, **error.more)


@api.exception_handler(Http404)
def _not_found(request: HttpRequest, error: Http404) -> HttpResponse:
    return problem(404, str(error) or "There is nothing at this address.")


@api.exception_handler(ValidationError)
def _not_valid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Pydantic's findings, each with the name of its parameter."""
    faults = []
    for one in error.errors:
        where, *names = one["loc"]
        name = str(next((part for part in reversed(names) if isinstance(part, str)), where))
        faults.append(ParameterFault(parameter=name, where=str(where), detail=f"{one['msg']}."))
    first = faults[0]
    return problem(422, f"{first.parameter}: {first.detail}", faults)


# --- The description -------------------------------------------------------------------------------------------

_SHAPES = {400: "ShortProblem"}
"""What cannot be read is refused before anybody looks for parameters in it."""
_ETAG = {"description": "Hash of the answer, for `If-None-Match`.", "schema": {"type": "string"}}
_LOCATION = {"description": "The new address.", "schema": {"type": "string", "format": "uri"}}
_IF_NONE_MATCH = {
    "in": "header", "name": "If-None-Match", "required": False, "schema": {"type": "string"},
    "description": "The `ETag` of the answer at hand: if it is still true, the answer is 304 and empty.",
}  # fmt: skip


def _problem_schemas() -> dict[str, Any]:
    schemas: dict[str, Any] = {}
    for shape in (Problem, ShortProblem):
        schema = shape.model_json_schema(ref_template="#/components/schemas/{model}", mode="serialization")
        schemas |= {**schema.pop("$defs", {}), shape.__name__: schema}
    return schemas


def _named_by(part: Any, schemas: Mapping[str, Any]) -> set[str]:
    """Names of the schemas that `part` refers to, and those that these refer to. Ninja lists parameters as well."""
    found: set[str] = set()
    waiting = [part]
    while waiting:
        names = set(re.findall(r'"#/components/schemas/([^"]+)"', json.dumps(waiting.pop()))) - found
        found |= names
        waiting += [schemas[name] for name in names]
    return found


def _without_titles(schema: Any) -> Any:
    """The schema without the titles that pydantic makes of names: they say nothing."""
    if isinstance(schema, dict):
        return {
            name: _without_titles(part)
            for name, part in schema.items()
            if not (name == "title" and isinstance(part, str))
        }
    return [_without_titles(part) for part in schema] if isinstance(schema, list) else schema


def _complete(operation: dict[str, Any]) -> None:
    """Errors, headers and examples of one operation."""
    for parameter in operation["parameters"]:
        # As a list examples belong into the schema; beside it, OpenAPI wants one. And words once are enough.
        for example in parameter.pop("examples", [])[:1]:
            parameter["example"] = example
        told_beside = ("description", "examples")
        schema = _without_titles(parameter["schema"])
        parameter["schema"] = {name: part for name, part in schema.items() if name not in told_beside}
    operation["parameters"].append(_IF_NONE_MATCH)
    told = operation["responses"]
    told[200]["description"] = "The answer."
    told[200]["headers"] = {"ETag": _ETAG}
    told[304] = {"description": "The answer at hand is still true.", "headers": {"ETag": _ETAG}}
    if operation.pop("x-moves"):
        told[301] = {"description": "The page has moved to another address.", "headers": {"Location": _LOCATION}}
    for status in operation.pop("x-problems"):
        told[status] = {
            "description": f"{responses[status]}. {KINDS[status][2]}",
            "content": {MEDIA_TYPE: {"schema": {"$ref": f"#/components/schemas/{_SHAPES.get(status, 'Problem')}"}}},
        }
    operation["responses"] = {str(status): told[status] for status in sorted(told)}
