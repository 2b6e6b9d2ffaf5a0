"""Sealing and codes: what opens what, and what a typed code may look like."""

from __future__ import annotations

import re
from typing import Any

import pytest
from cryptography.fernet import Fernet
from hypothesis import given
from hypothesis import strategies as st

from contributions import sealing
from contributions.letter import Letter

LETTER = Letter(message="Something about the page.", contact="name@example.org", contact_use="outcome")


def new_key() -> str:
    return Fernet.generate_key().decode()


def test_what_was_sealed_comes_back_and_does_not_show() -> None:
    sealed = sealing.seal("What a reader wrote: äöü 🙂")
    assert re.fullmatch(r"gAAAAA[A-Za-z0-9_-]+=*", sealed)
    assert sealed != sealing.seal("What a reader wrote: äöü 🙂"), "the same text looks different each time"
    assert sealing.unseal(sealed) == "What a reader wrote: äöü 🙂"


def test_an_old_key_opens_until_it_is_destroyed(settings: Any) -> None:
    old, new = new_key(), new_key()
    settings.LETTER_KEYS = [old]
    sealed = sealing.seal("kept")
    settings.LETTER_KEYS = [new, old]
    assert sealing.unseal(sealed) == "kept"
    anew = sealing.resealed(sealed)
    assert anew is not None
    assert sealing.resealed(anew) is None
    settings.LETTER_KEYS = [new]
    assert sealing.unseal(anew) == "kept"
    with pytest.raises(sealing.SealError, match="No key of this site") as error:
        sealing.unseal(sealed)
    assert "kept" not in str(error.value)


@pytest.mark.parametrize("place", [10, 40, -3])
def test_what_was_tampered_with_does_not_open(place: int) -> None:
    sealed = sealing.seal("a longer text, so that every part of it is hit")
    other = "A" if sealed[place] != "A" else "B"
    broken = list(sealed)
    broken[place] = other
    with pytest.raises(sealing.SealError):
        sealing.unseal("".join(broken))


def test_a_code_holds_140_bits_and_says_nothing_of_the_letter() -> None:
    code = sealing.receipt_code("nonce", LETTER)
    assert re.fullmatch(rf"([{sealing.ALPHABET}]{{4}}-){{6}}[{sealing.ALPHABET}]{{4}}", code)
    assert code == sealing.receipt_code("nonce", LETTER)


@pytest.mark.parametrize(
    ("nonce", "letter"),
    [
        ("another", LETTER),
        ("nonce", Letter(message="Something about the page")),
        ("nonce", Letter(message="Something about the page.", contact="name@example.org", contact_use="questions")),
        ("nonce", Letter(message="Something about the page.", source="name@example.org", contact_use="outcome")),
    ],
)
def test_another_form_or_other_words_give_another_code(nonce: str, letter: Letter) -> None:
    assert sealing.receipt_code(nonce, letter) != sealing.receipt_code("nonce", LETTER)


def test_without_the_key_nobody_makes_the_code(settings: Any) -> None:
    code = sealing.receipt_code("nonce", LETTER)
    settings.RECEIPT_KEYS = ["another key, which an attacker made up"]
    assert sealing.receipt_code("nonce", LETTER) != code
    assert sealing.code_mark(code) not in code


def test_a_code_is_found_under_every_key_that_marked_it(settings: Any) -> None:
    settings.RECEIPT_KEYS = ["the old key"]
    code = sealing.receipt_code("nonce", LETTER)
    mark = sealing.code_mark(code)
    settings.RECEIPT_KEYS = ["the new key", "the old key"]
    assert mark in sealing.code_marks(code)
    assert code in sealing.receipt_codes("nonce", LETTER)


@given(st.integers(min_value=0), st.sampled_from(["-", " ", "", "–", " - "]), st.booleans())
def test_a_code_may_be_typed_as_people_type(seed: int, between: str, small: bool) -> None:
    code = sealing.receipt_code(str(seed), LETTER)
    typed = between.join(code.split("-")).replace("0", "o").replace("1", "l")
    typed = f"  {typed.lower() if small else typed}\n"
    assert sealing.code_mark(typed) == sealing.code_mark(code)


@pytest.mark.parametrize("wrong", ["", "x", "U" * 28, "0" * 27, "0" * 29, "0" * 100_000, "\ud800\x00"])
def test_what_is_no_code_has_a_mark_that_no_letter_has(wrong: str) -> None:
    assert sealing.code_mark(wrong) != sealing.code_mark("0" * 28)
    assert len(sealing.code_marks(wrong)) == len(sealing.code_marks("0" * 28))
