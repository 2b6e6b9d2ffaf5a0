"""A sentence of the rules is English, knows what it was made of, and can be said in another language."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest

from evidence import tongue
from evidence.tongue import Sentence, heard, word

WORDS = {
    "“{name}” is {state}.": "„{name}“ ist {state}.",
    "{who} has it until {until}.": "{who} hat es bis {until}.",
    "{one} or {other}": "{one} oder {other}",
    "See the desk": "den Arbeitsbereich sehen",
    "retired": "außer Gebrauch",
    "It takes: {what}.": "Nötig ist: {what}.",
    "“{text}” is no day.": "„{text}“ ist kein Tag.",
    "It has {count:,} names.": "Es hat {count:,} Namen.",
    "It was read as: {kind}.": "Es wurde gelesen als: {kind}.",
    "book": "Buch",
    "notice": "NOTIZ",
    "table\4notice": "Hinweis",
}


def german(sentence: str) -> str:
    """As a page says it: numbers with points, days turned round."""

    def shown(value: tongue.Value) -> object:
        return f"{value:%d.%m.%Y}" if isinstance(value, date) else value

    def many(one: str, several: str, count: int) -> str:
        return "{count} Wort" if count == 1 else "{count} Wörter"

    assert isinstance(sentence, Sentence)
    return sentence.said(lambda text: WORDS.get(text, text), many, shown)


def forget() -> None:
    tongue.heard.cache_clear()
    tongue._by_beginning.cache_clear()


@pytest.fixture
def kept() -> Iterator[None]:
    """A table of stored sentences of this test alone."""
    of_the_site, tongue._STORED = tongue._STORED, {}
    tongue.stored("“{text}” is no day.")
    tongue.stored("It has {count:,} names.")
    tongue.stored("It was read as: {kind}.", kind=("book", "journal article"))
    yield
    tongue._STORED = of_the_site
    forget()


def test_it_is_the_english_text_and_can_be_said_in_another_language() -> None:
    sentence = Sentence.of("“{name}” is {state}.", name="retired", state=word("retired"))
    assert sentence == "“retired” is retired."
    assert german(sentence) == "„retired“ ist außer Gebrauch.", "what is no word of ours stays as it is"
    assert hash(sentence) == hash(str(sentence))


def test_a_moment_and_a_number_are_written_as_the_reader_writes_them() -> None:
    until = datetime(2026, 3, 5, 9, 30, tzinfo=UTC)
    sentence = Sentence.of("{who} has it until {until}.", who="Ada", until=until)
    assert sentence == "Ada has it until 05 March 2026, 09:30."
    assert german(sentence) == "Ada hat es bis 05.03.2026."
    assert Sentence.of("It has {count:,} names.", count=12_345) == "It has 12,345 names."


def test_it_has_a_form_for_each_number() -> None:
    one, two = (Sentence.ngettext("{count} word", "{count} words", count) for count in (1, 2))
    assert (one, two) == ("1 word", "2 words")
    assert (german(one), german(two)) == ("1 Wort", "2 Wörter")


def test_a_word_within_a_sentence_is_small_in_english_alone() -> None:
    ability = word("See the desk").within()
    told = Sentence.of("It takes: {what}.", what=Sentence.any_of([ability, word("retired")]))
    assert told == "It takes: see the desk or retired."
    assert german(told) == "Nötig ist: den Arbeitsbereich sehen oder außer Gebrauch."


def test_a_word_of_a_context_is_said_as_in_that_context() -> None:
    assert german(word("notice", "table")) == "Hinweis"
    assert german(word("lease", "table")) == "lease", "what has no translation stays English"


def test_texts_stand_one_after_the_other() -> None:
    joined = Sentence.joined(["Group 1", word("retired")], ": ")
    assert joined == "Group 1: retired"
    assert german(joined) == "Group 1: außer Gebrauch"


@pytest.mark.usefixtures("kept")
def test_what_was_stored_is_known_again() -> None:
    assert german(heard("“31 February” is no day.")) == "„31 February“ ist kein Tag."
    assert german(heard("It has 12,345 names.")) == "Es hat 12,345 Namen."
    assert german(heard("It was read as: book.")) == "Es wurde gelesen als: Buch."
    both = "notes.bib: “x” is no day. It has 2 names. Ada said so."
    assert heard(both) == both
    assert german(heard(both)) == "notes.bib: „x“ ist kein Tag. Es hat 2 Namen. Ada said so."


@pytest.mark.usefixtures("kept")
@pytest.mark.parametrize(
    "text", ["", "Ada wrote it.", "It was read as: pamphlet.", "a: b. c: d.", "It has no names.", "It has  names."]
)
def test_what_nobody_knows_stays_as_it_is(text: str) -> None:
    assert heard(text) == text
    assert not isinstance(heard(text), Sentence)


@pytest.mark.parametrize(
    "text", ["a. " * 600, "a: " * 600, "“x” is a “y” is no day. " * 80, ", which has  here, but " * 80]
)
def test_no_text_takes_long_or_breaks_it(text: str) -> None:
    assert heard(text) == text
