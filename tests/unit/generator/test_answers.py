"""What a model answers: JSON in its wrappings, refusals, and what the schema does not allow."""

from __future__ import annotations

import contextlib
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.generator.answers import Unusable, answer_schema, candidates_in, declines, schema_to_send
from evidence.generator.values import ROLES
from evidence.vocabulary import TEXT_FIELDS

ONE = {"field": "summary", "role": "findings", "text": "Steps were alike.", "quotes": ["Steps did not differ"]}
GOOD = json.dumps({"sentences": [ONE]})


@pytest.mark.parametrize(
    "content",
    [
        GOOD,
        f"```json\n{GOOD}\n```",
        f"Here it is:\n{GOOD}\nI hope it helps.",
        f"<think>Should I use {{braces}}?</think>\n{GOOD}",
        f"\n\n  {GOOD}",
    ],
)
def test_json_is_found_in_what_models_put_around_it(content: str) -> None:
    [candidate] = candidates_in(content)
    assert (candidate.field, candidate.text, candidate.quotes) == ("summary", ONE["text"], ("Steps did not differ",))


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        ("", "no JSON object"),
        ("Steps were alike.", "no JSON object"),
        (GOOD[:-3], "not valid JSON"),
        ('{"sentences": [NaN]}', "not valid JSON"),
        ('{"sentences": ' + "[" * 100_000, "not valid JSON"),
        ('{"sentences": ' + "1" * 10_000 + "}", "not valid JSON"),
        ("{}", "sentences"),
        ('{"sentences": {}}', "array"),
        (json.dumps({"sentences": [ONE | {"field": "verdict"}]}), "sentences.0.field: is none of"),
        (json.dumps({"sentences": [ONE | {"role": "boss"}]}), "sentences.0.role: is none of"),
        (json.dumps({"sentences": [ONE | {"secret": "s3cr3t"}]}), "not asked for"),
        (json.dumps({"sentences": [ONE | {"text": ""}]}), "minLength"),
        (json.dumps({"sentences": [ONE | {"text": "a" * 601}]}), "maxLength"),
        (json.dumps({"sentences": [ONE] * 61}), "maxItems"),
        (json.dumps({"sentences": [ONE | {"quotes": "one"}]}), "array"),
        (json.dumps({"sentences": [{"field": "summary"}] * 9}), "more faults"),
    ],
)
def test_what_is_no_draft_is_refused_with_its_fault(content: str, fault: str) -> None:
    with pytest.raises(Unusable) as refused:
        candidates_in(content)
    assert fault in str(refused.value)
    assert "s3cr3t" not in str(refused.value)
    assert len(str(refused.value)) < 2000


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        ("I'm sorry, but I can't help with that.", True),
        ("I cannot write about this.", True),
        ("Sorry. I will not do this.", True),
        ("<think>Hm.</think> As an AI I do not write this.", True),
        (GOOD, False),
        (f"I am sorry for the delay: {GOOD}", False),
        ("Steps were alike.", False),
        ("", False),
    ],
)
def test_a_refusal_in_words_is_known(content: str, refusal: bool) -> None:
    assert declines(content) is refusal


def test_the_schema_knows_the_fields_and_roles_of_the_atlas() -> None:
    item = answer_schema()["properties"]["sentences"]["items"]["properties"]
    assert item["field"]["enum"] == list(TEXT_FIELDS)
    assert item["role"]["enum"] == list(ROLES)


def test_the_schema_that_is_sent_keeps_to_what_strict_servers_take() -> None:
    sent = schema_to_send(("summary",))

    def objects(node: Any) -> list[dict[str, Any]]:
        inner = node.values() if isinstance(node, dict) else node if isinstance(node, list) else []
        return ([node] if isinstance(node, dict) else []) + [one for value in inner for one in objects(value)]

    for node in objects(sent):
        assert not {"minLength", "maxLength", "maxItems", "$schema"} & set(node)
        if node.get("type") == "object":
            assert node["additionalProperties"] is False
            assert node["required"] == list(node["properties"])
    assert sent["properties"]["sentences"]["items"]["properties"]["field"]["enum"] == ["summary"]
    assert answer_schema()["properties"]["sentences"]["maxItems"] == 60


@given(st.text(max_size=400) | st.recursive(st.none() | st.text(), st.lists, max_leaves=20).map(json.dumps))
def test_no_answer_breaks_the_reading(content: str) -> None:
    declines(content)
    with contextlib.suppress(Unusable):
        candidates_in(content)
