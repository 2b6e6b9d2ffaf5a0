"""What a letter may hold, and what is said when it holds too much."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contributions import limits
from contributions.letter import Letter


def test_a_message_alone_is_enough() -> None:
    assert limits.check(Letter(message="Table 2 has another number.")) == {}


@pytest.mark.parametrize("message", ["", "   \n\t ", "\x00\x07"])
def test_an_empty_message_is_asked_for(message: str) -> None:
    assert "empty" in limits.check(Letter(message=message))["message"]


@pytest.mark.parametrize(
    ("field", "most"), [("message", 10_000), ("source", 500), ("passage", 2_000), ("contact", 254)]
)
def test_each_field_says_how_much_of_it_is_too_much(field: str, most: int) -> None:
    fields = {"message": "Something.", field: "a" * (most + 1)}
    assert f"{most + 1:,} characters. At most {most:,} fit" in limits.check(Letter(**fields))[field]
    if field != "contact":
        assert limits.check(Letter(**{"message": "Something.", field: "a" * most})) == {}


def test_a_kind_outside_the_list_is_refused_and_none_means_other() -> None:
    assert "kind" in limits.check(Letter(message="Something.", kind="complaint"))
    assert limits.cleaned(Letter(message="Something.", kind="")).kind == "other"


@pytest.mark.parametrize(
    "address",
    ["name@example.org", "first.last+letters@example.co.uk", "o'neil@example.org", "n@müller.example", "a@b.xn--p1ai"],
)
def test_addresses_that_people_have(address: str) -> None:
    assert limits.is_address(address)


@pytest.mark.parametrize(
    "address",
    [
        "", "name", "@example.org", "name@", "name@host", "a@b@example.org", "name@example.org, other@example.org",
        "Name <name@example.org>", "name@example.org\nBcc: all@example.org", "name@example.org\r\nSubject: x",
        "na me@example.org", ".name@example.org", "name.@example.org", "name@-example.org", "name@example..org",
        "name@127.0.0.1", "name@[127.0.0.1]", '"a b"@example.org', "name@example.org\x00", f"{'a' * 65}@example.org",
    ],
)  # fmt: skip
def test_addresses_that_are_none_or_carry_a_header(address: str) -> None:
    assert not limits.is_address(address)


def test_an_address_needs_a_word_on_its_use_and_a_use_without_address_is_forgotten() -> None:
    assert "contact_use" in limits.check(Letter(message="Something.", contact="name@example.org"))
    assert limits.cleaned(Letter(message="Something.", contact_use="outcome")).contact_use == ""


def test_stacked_marks_are_refused_and_the_scripts_of_people_are_not() -> None:
    assert "marks" in limits.check(Letter(message="Z" + "\u0310" * 13))["message"]
    for text in ("Tiếng Việt có dấu", "שָׁלוֹם עֲלֵיכֶם", "กี่ปี่", "हिन्दी में", "བོད་སྐད་", "e\u0301\u0323\u0302"):
        assert limits.check(Letter(message=text)) == {}


@given(st.text(alphabet=st.characters(codec=None), max_size=200))
def test_a_clean_text_can_be_stored_and_is_not_cleaned_again(text: str) -> None:
    cleaned, changed = limits.clean(text)
    assert limits.clean(cleaned) == (cleaned, False)
    assert "\x00" not in cleaned
    cleaned.encode("utf-8")
    assert changed or cleaned == text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n").replace(
        "\u2029", "\n"
    )


def test_cleaning_says_what_it_did() -> None:
    assert limits.clean("one\r\ntwo\tthree") == ("one\ntwo\tthree", False)
    assert limits.clean("a\x00b\ud800c\x1b[31m") == ("abc[31m", True)


def test_a_huge_text_is_refused_at_once() -> None:
    start = time.process_time()
    assert "too long" in limits.check(Letter(message="a" + "\u0301" * 1_000_000))["message"]
    assert "too long" in limits.check(Letter(message="m", contact="a." * 500_000 + "@example.org"))["contact"]
    assert time.process_time() - start < 5


def test_a_letter_that_is_printed_tells_nothing() -> None:
    assert "secret" not in repr(Letter(message="a secret", contact="secret@example.org"))
