"""The description of the API for people, at /api: drawn on the server from the one for machines, without a script."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from evidence.api.application import TAGS
from evidence.api.pages import description
from evidence.api.problems import KINDS
from evidence.models import Publication
from evidence.views.caching import conditional, public_page

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Row:
    """A parameter or a field: what it holds (`kind`, a shape's name in `shape`), what it means, an example."""

    name: str
    kind: str
    shape: str
    meaning: SafeString
    example: str
    note: str = ""
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Operation:
    key: str
    path: str
    summary: str
    about: SafeString
    parameters: tuple[Row, ...]
    answer: str
    problems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Group:
    key: str
    about: str
    operations: tuple[Operation, ...]


@dataclass(frozen=True, slots=True)
class ShapePart:
    """One shape of which answers are made."""

    name: str
    about: SafeString
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Reference:
    """The whole page."""

    version: str
    groups: tuple[Group, ...]
    shapes: tuple[ShapePart, ...]
    problems: tuple[tuple[int, str, str, SafeString], ...]


@public_page
def documentation(request: HttpRequest) -> HttpResponse:
    demo = Publication.objects.filter(demo=True).exists()
    context = {"reference": reference(), "site": settings.SITE_URL, "demo_is_loaded": demo}
    return conditional(request, ("api", demo), lambda: render(request, "evidence/api.html", context))


@cache
def reference() -> Reference:
    described = description()
    operations = [
        (operation["tags"][0], _operation(path, operation))
        for path, methods in described["paths"].items()
        for operation in methods.values()
    ]
    return Reference(
        version=described["info"]["version"],
        groups=tuple(
            Group(tag, about, tuple(one for key, one in operations if key == tag)) for tag, about in TAGS.items()
        ),
        shapes=tuple(
            ShapePart(name, in_words(schema.get("description", "")), tuple(_fields(schema)))
            for name, schema in described["components"]["schemas"].items()
        ),
        problems=tuple((status, kind, title, in_words(about)) for status, (kind, title, about) in KINDS.items()),
    )


def in_words(text: str) -> SafeString:
    """The text with what stands in `backquotes` as code."""
    # Safe: everything is escaped before the only tag is added.
    return mark_safe(re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(text)))  # noqa: S308


def _operation(path: str, operation: Json) -> Operation:
    answer = operation["responses"]["200"]["content"]["application/json"]["schema"]["$ref"]
    return Operation(
        key=operation["operationId"].replace("_", "-"),
        path=path,
        summary=operation["summary"],
        about=in_words(operation["description"]),
        parameters=tuple(_parameter(one) for one in operation["parameters"] if one["in"] != "header"),
        answer=answer.rpartition("/")[2],
        problems=tuple(status for status in operation["responses"] if status >= "400"),
    )


def _parameter(parameter: Json) -> Row:
    kind, shape = _kind(parameter["schema"])
    notes = ["in the path"] if parameter["in"] == "path" else []
    if parameter["schema"].get("type") == "array":
        kind = kind.removeprefix("list of ")
        notes.append("can be repeated")
    if default := parameter["schema"].get("default"):
        notes.append(f"{default} unless given")
    example = parameter.get("example", "")
    shown = ", ".join(map(str, example)) if isinstance(example, list) else str(example)
    schema = parameter["schema"]
    values = tuple(filter(None, schema.get("enum") or schema.get("items", {}).get("enum", ())))
    return Row(parameter["name"], kind, shape, in_words(parameter["description"]), shown, ", ".join(notes), values)


def _fields(schema: Json) -> Iterator[Row]:
    for name, field in schema.get("properties", {}).items():
        kind, shape = _kind(field)
        example = next(iter(field.get("examples", ())), "")
        shown = ", ".join(map(str, example)) if isinstance(example, list) else str(example)
        yield Row(name, kind, shape, in_words(field.get("description", "")), shown)


_KINDS = {"string": "text", "integer": "whole number", "number": "number", "boolean": "true or false"}
_FORMATS = {"date-time": "moment", "date": "day", "uri": "address"}


def _kind(schema: Json) -> tuple[str, str]:
    """What a value is, in words, and the name of the shape it is made of ("" where of none)."""
    if "$ref" in schema:
        return "", schema["$ref"].rpartition("/")[2]
    if "anyOf" in schema:
        given = [one for one in schema["anyOf"] if one.get("type") != "null"]
        kind, shape = _kind(given[0]) if len(given) == 1 else ("text", "")
        maybe = "or null" if len(given) < len(schema["anyOf"]) else ""
        return " ".join(filter(None, (kind, maybe))), shape
    if schema.get("type") == "array":
        kind, shape = _kind(schema["items"])
        return " ".join(filter(None, ("list of", kind))), shape
    return _FORMATS.get(schema.get("format", "")) or _KINDS[schema["type"]], ""
