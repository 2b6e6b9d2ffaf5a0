import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.citations.plain_text import decode_entities, plain_text, strip_inline_markup, subscript, superscript


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("  two   words\n\tand more ", "two words and more"),
        ("thin\u2009space and no\u00a0break", "thin space and no break"),
        ("e\u0301", "é"),
        ("zero\u200bwidth", "zerowidth"),
        ("bidi\u202eoverride\u202c", "bidioverride"),
        ("isolate\u2066d\u2069", "isolated"),
        ("soft\u00adhyphen", "softhyphen"),
        ("NUL\0 and bell\a", "NUL and bell"),
        ("lone \ud800 surrogate", "lone surrogate"),
        ("می\u200cخواهم", "می\u200cخواهم"),  # the joiner is spelling in Persian
    ],
)
def test_text_is_plain(written: str, read: str) -> None:
    assert plain_text(written) == read


@given(st.text())
def test_plain_text_is_stable_normal_and_writable(text: str) -> None:
    plain = plain_text(text)
    assert plain_text(plain) == plain
    assert unicodedata.is_normalized("NFC", plain)
    plain.encode("utf-8")


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Brain, Behavior, &amp; Immunity", "Brain, Behavior, & Immunity"),
        ("&amp;lt;i&amp;gt;", "<i>"),
        ("&#945;-synuclein &#x3b2;", "α-synuclein β"),
        ("AT&T", "AT&T"),
        ("R&not a reference", "R&not a reference"),
        ("&unknown;", "&unknown;"),
    ],
)
def test_entities_are_read_only_when_they_are_closed(written: str, read: str) -> None:
    assert decode_entities(written) == read


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Wings of <i>Tetrix subulata</i>", "Wings of Tetrix subulata"),
        ("CD8<sup>+</sup> T cells", "CD8⁺ T cells"),
        ("VO<sub>2</sub>max", "VO₂max"),
        ("<jats:italic>x</jats:italic>", "x"),
        ('<math display="inline"><mrow><mi>g</mi></mrow></math> factor', "g factor"),
        ("p<.05 and q>.1", "p<.05 and q>.1"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
    ],
)
def test_inline_markup_goes_and_other_angle_brackets_stay(written: str, read: str) -> None:
    assert strip_inline_markup(written) == read


def test_scripts_are_unicode_only_where_every_sign_has_one() -> None:
    assert superscript("2+") == "²⁺"
    assert superscript("th") == "th"
    assert subscript("2") == "₂"
    assert subscript("2max") == "2max"
