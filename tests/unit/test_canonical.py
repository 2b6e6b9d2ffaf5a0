"""One content, one spelling, one hash: otherwise a vote would not know what it voted on."""

from __future__ import annotations

import hashlib
import json
import math
import unicodedata
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.canonical import canonical_json, content_hash, normalise, text_hash

texts = st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"]))
contents = st.recursive(
    st.none() | st.booleans() | st.integers() | texts,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4),
    max_leaves=20,
)


def shuffled(content: Any, data: st.DataObject) -> Any:
    """The same content with the keys of every object in another order."""
    if isinstance(content, dict):
        keys = data.draw(st.permutations(list(content)))
        return {key: shuffled(content[key], data) for key in keys}
    if isinstance(content, list):
        return [shuffled(item, data) for item in content]
    return content


@given(content=contents, data=st.data())
def test_the_order_of_keys_does_not_matter(content: Any, data: st.DataObject) -> None:
    # Two spellings of one key (é, e + accent) are one key afterwards, and the later one wins: not tried here.
    content = normalise(content)
    assert canonical_json(shuffled(content, data)) == canonical_json(content)


@given(content=contents)
def test_what_was_written_is_read_back(content: Any) -> None:
    written = canonical_json(content)
    assert json.loads(written) == normalise(content)
    assert canonical_json(json.loads(written)) == written


@given(content=contents)
def test_the_canonical_text_is_unicode_in_one_form(content: Any) -> None:
    written = canonical_json(content)
    assert unicodedata.is_normalized("NFC", written)
    assert written.encode("utf-8").decode("utf-8") == written


@given(text=texts)
def test_composed_and_decomposed_letters_are_the_same_content(text: str) -> None:
    composed, decomposed = unicodedata.normalize("NFC", text), unicodedata.normalize("NFD", text)
    assert content_hash({"author": composed}) == content_hash({"author": decomposed})
    assert content_hash({composed: 1}) == content_hash({decomposed: 1})


@pytest.mark.parametrize(
    ("content", "written"),
    [
        ({"b": 1, "a": [True, False, None]}, '{"a":[true,false,null],"b":1}'),
        ({"name": "Fernández"}, '{"name":"Fernández"}'),
        ({"name": "Ferna\u0301ndez"}, '{"name":"Fernández"}'),
        ({"list": ("one", "two")}, '{"list":["one","two"]}'),
        ({"text": 'a "quote"\n\u2028 and \x7f'}, '{"text":"a \\"quote\\"\\n\u2028 and \x7f"}'),
        ({"letters": "日本 \U0001f9ec"}, '{"letters":"日本 \U0001f9ec"}'),
        ({"": {}}, '{"":{}}'),
        ([], "[]"),
        ("", '""'),
        (-0, "0"),
    ],
)
def test_there_is_one_spelling(content: Any, written: str) -> None:
    assert canonical_json(content) == written


def test_keys_are_sorted_by_code_point_on_every_level() -> None:
    assert canonical_json({"é": 1, "z": 2, "Z": {"b": 1, "a": 2}}) == '{"Z":{"a":2,"b":1},"z":2,"é":1}'


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (0.5, "float has no canonical form: use texts and whole numbers."),
        ({"share": 1.0}, "float has no canonical form: use texts and whole numbers."),
        (math.nan, "float has no canonical form: use texts and whole numbers."),
        ([Decimal("0.5")], "Decimal has no canonical form: use texts and whole numbers."),
        ({"set"}, "set has no canonical form: use texts and whole numbers."),
        (b"bytes", "bytes has no canonical form: use texts and whole numbers."),
        ({1: "one"}, "Every key of canonical content is a text."),
        ({None: 1}, "Every key of canonical content is a text."),
        ("a\x00b", "A text with a NUL character cannot be stored."),
        ({"deep": [{"text": "\x00"}]}, "A text with a NUL character cannot be stored."),
    ],
)
def test_what_has_no_single_spelling_is_refused(content: Any, sentence: str) -> None:
    with pytest.raises(TypeError) as refusal:
        canonical_json(content)
    assert str(refusal.value) == sentence


def test_half_a_surrogate_pair_cannot_be_hashed() -> None:
    with pytest.raises(UnicodeEncodeError):
        content_hash({"text": "\ud800"})


def test_the_hash_is_sha256_of_the_utf8_bytes() -> None:
    content = {"title": "Fernández"}
    expected = hashlib.sha256('{"title":"Fernández"}'.encode()).hexdigest()
    assert content_hash(content) == text_hash(canonical_json(content)) == expected
    assert len(expected) == 64


@given(content=st.dictionaries(texts, texts, min_size=1), more=texts)
def test_one_letter_more_is_another_hash(content: dict[str, str], more: str) -> None:
    content = normalise(content)
    changed = dict(content)
    key = next(iter(content))
    changed[key] = unicodedata.normalize("NFC", content[key] + more)
    assert (content_hash(changed) == content_hash(content)) is (changed == content)


@given(content=contents)
def test_normalising_twice_changes_nothing_more(content: Any) -> None:
    once = normalise(content)
    assert normalise(once) == once
