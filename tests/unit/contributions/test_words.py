"""A sentence of the rules is English, and knows what it was made of."""

from __future__ import annotations

from contributions.words import Sentence, gettext_noop


def test_a_sentence_is_the_english_text_and_remembers_its_pattern() -> None:
    sentence = Sentence.of("{name} holds {count} characters.", name="The box", count=10_001)
    assert sentence == "The box holds 10,001 characters."
    assert (sentence.pattern, sentence.values) == (
        "{name} holds {count} characters.", {"name": "The box", "count": 10_001},
    )  # fmt: skip


def test_a_mark_changes_nothing() -> None:
    assert gettext_noop("Something else") == "Something else"
