"""What counts as breaking the promise of the API, and what as adding to it."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest

from evidence.api.promise import broken, written

PROMISED: dict[str, Any] = {
    "info": {"title": "A site", "version": "1.0"},
    "paths": {
        "/studies": {
            "get": {
                "parameters": [
                    {"in": "query", "name": "limit", "required": False, "schema": {"type": "integer", "maximum": 100}},
                    {
                        "in": "query", "name": "pem", "required": False,
                        "schema": {"type": "array", "items": {"type": "string", "enum": ["required", "unclear"]}},
                    },
                ],
                "responses": {
                    "200": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Page"}}}},
                    "404": {"content": {"application/problem+json": {"schema": {"type": "object"}}}},
                },
            }
        }
    },
    "components": {
        "schemas": {
            "Page": {
                "type": "object", "required": ["studies", "next"],
                "properties": {
                    "studies": {"type": "array", "items": {"$ref": "#/components/schemas/Study"}},
                    "next": {"anyOf": [{"type": "string"}, {"type": "null"}]},
                },
            },
            "Study": {
                "type": "object", "required": ["slug", "at"],
                "properties": {
                    "slug": {"type": "string"},
                    "at": {"type": "string", "format": "date-time"},
                    "related": {"type": "array", "items": {"$ref": "#/components/schemas/Study"}},
                },
            },
        }
    },
}  # fmt: skip

Change = Callable[[dict[str, Any]], Any]


def changed(change: Change) -> dict[str, Any]:
    document = deepcopy(PROMISED)
    change(document)
    return document


def study(document: dict[str, Any]) -> dict[str, Any]:
    return document["components"]["schemas"]["Study"]


def operation(document: dict[str, Any]) -> dict[str, Any]:
    return document["paths"]["/studies"]["get"]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda d: d["paths"].clear(), "GET /studies is gone."),
        (lambda d: study(d)["properties"].pop("slug"), "/studies: studies[].slug is gone."),
        (
            lambda d: study(d)["properties"]["slug"].update(type="integer"),
            "/studies: studies[].slug may be integer now.",
        ),
        (lambda d: study(d)["properties"]["at"].pop("format"), "/studies: studies[].at is written in another way."),
        (lambda d: study(d)["required"].remove("at"), "/studies: studies[].at may be missing now."),
        (
            lambda d: study(d)["properties"].update(slug={"anyOf": [{"type": "string"}, {"type": "null"}]}),
            "/studies: studies[].slug may be null now.",
        ),
        (lambda d: operation(d)["parameters"].pop(0), "/studies: the parameter limit is gone."),
        (
            lambda d: operation(d)["parameters"][0].update(required=True),
            "/studies: the parameter limit has to be given now.",
        ),
        (
            lambda d: operation(d)["parameters"].append(
                {"in": "query", "name": "key", "required": True, "schema": {"type": "string"}}
            ),
            "/studies: the parameter key has to be given now.",
        ),
        (
            lambda d: operation(d)["parameters"][0]["schema"].update(maximum=50),
            "/studies: the parameter limit has a smaller maximum.",
        ),
        (
            lambda d: operation(d)["parameters"][0]["schema"].update(minimum=5),
            "/studies: the parameter limit has a larger minimum.",
        ),
        (
            lambda d: operation(d)["parameters"][1]["schema"]["items"]["enum"].remove("unclear"),
            "/studies: the parameter pem no longer takes every value it took.",
        ),
        (
            lambda d: operation(d)["responses"].pop("404"),
            "/studies: it no longer answers 404 as application/problem+json.",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_taking_something_back_breaks_it(change: Change, sentence: str) -> None:
    assert sentence in broken(PROMISED, changed(change))


@pytest.mark.parametrize(
    "change",
    [
        lambda d: d["paths"].update({"/topics": {"get": {"parameters": [], "responses": {}}}}),
        lambda d: study(d)["properties"].update(title={"type": "string"}),
        lambda d: study(d)["required"].append("related"),
        lambda d: operation(d)["parameters"][0]["schema"].update(maximum=200),
        lambda d: operation(d)["parameters"][1]["schema"]["items"]["enum"].append("not_required"),
        lambda d: operation(d)["parameters"].append(
            {"in": "query", "name": "sort", "required": False, "schema": {"type": "string"}}
        ),
        lambda d: d["components"]["schemas"]["Page"]["properties"].update(next={"type": "string"}),
        lambda d: study(d)["properties"]["slug"].update(description="Better words."),
    ],
)
def test_adding_and_explaining_keeps_it(change: Change) -> None:
    assert broken(PROMISED, changed(change)) == []


def test_what_a_site_sets_for_itself_is_no_part_of_it() -> None:
    assert "A site" not in written(PROMISED)
    assert written(changed(lambda d: d["info"].update(title="Another site"))) == written(PROMISED)
