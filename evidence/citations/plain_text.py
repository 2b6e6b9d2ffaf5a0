"""What counts as plain text here: NFC, single spaces, nothing invisible that could mislead.

Every importer passes what it read through `plain_text`, and every exporter passes what it writes through it
again, so that a control character or a bidi override can neither come in nor go out.
"""

from __future__ import annotations

import html
import re
import unicodedata

_REMOVED_RANGES = (
    (0x00, 0x08),  # control characters; tab, line feed and their like are white space and are folded
    (0x0E, 0x1B),
    (0x7F, 0x84),
    (0x86, 0x9F),
    (0xAD, 0xAD),  # soft hyphen: a typesetter's hint, invisible
    (0x061C, 0x061C),  # Arabic letter mark
    (0x180E, 0x180E),
    (0x200B, 0x200B),  # zero width space; the joiners 200C and 200D are letters' spelling and stay
    (0x200E, 0x200F),
    (0x202A, 0x202E),  # bidi embeddings and overrides: they can turn a title around
    (0x2060, 0x2064),
    (0x2066, 0x206F),  # bidi isolates and deprecated format characters
    (0xD800, 0xDFFF),  # lone surrogates cannot be written as UTF-8
    (0xFDD0, 0xFDEF),  # not characters at all
    (0xFEFF, 0xFEFF),  # byte order mark in the middle of a text
    (0xFFF9, 0xFFFB),
    (0xFFFE, 0xFFFF),
    (0xE0000, 0xE007F),  # invisible tag characters
)
REMOVED: dict[int, None] = {code: None for first, last in _REMOVED_RANGES for code in range(first, last + 1)}
"""A table for `str.translate` that drops control, bidi and zero-width characters."""

_INLINE_TAG = re.compile(
    r"</?(?:i|b|u|em|strong|sub|sup|inf|scp|sc|span|tt|small|p|br|title|formula|tex|jats:[a-z-]+|(?:mml:)?"
    r"(?:math|mrow|m[inos]|mtext|mspace|mstyle|m(?:sub|sup|subsup|under|over|underover)|mfenced|mfrac|msqrt))"
    r"(?:\s[^<>]{0,200})?/?>",
    re.IGNORECASE,
)
_SCRIPT_TAG = re.compile(r"<(su[bp])>([^<>]{1,40})</\1>", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")

_SUPERSCRIPTS = str.maketrans("0123456789+-=()−n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾⁻ⁿ")
_SUBSCRIPTS = str.maketrans("0123456789+-=()−", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎₋")
_ONLY_SUPERSCRIPTS = re.compile(r"[0-9+\-=()−n]+\Z")
_ONLY_SUBSCRIPTS = re.compile(r"[0-9+\-=()−]+\Z")


def plain_text(text: str) -> str:
    """`text` in NFC with white space folded to single spaces and invisible characters removed."""
    if not text.isprintable() or "  " in text or text[:1] == " " or text[-1:] == " ":
        text = " ".join(text.split())
        if not text.isprintable():  # nothing that is removed is printable, which is faster to ask
            text = " ".join(text.translate(REMOVED).split())
    return text if text.isascii() else unicodedata.normalize("NFC", text)


def superscript(text: str) -> str:
    """`text` in Unicode superscripts where each character has one ("2+" -> "²⁺"), else unchanged."""
    return text.translate(_SUPERSCRIPTS) if _ONLY_SUPERSCRIPTS.match(text) else text


def subscript(text: str) -> str:
    """`text` in Unicode subscripts where each character has one ("2" -> "₂"), else unchanged."""
    return text.translate(_SUBSCRIPTS) if _ONLY_SUBSCRIPTS.match(text) else text


def decode_entities(text: str) -> str:
    """Character references such as `&amp;` and `&#945;` replaced; only those closed by a semicolon.

    A bare ampersand is text ("AT&T", "R&not"). A reference that was escaped twice (`&amp;lt;`) is read twice.
    """
    if "&" not in text or ";" not in text:
        return text
    for _ in range(2):
        decoded = _ENTITY.sub(lambda match: html.unescape(match.group()), text)
        if decoded == text:
            break
        text = decoded
    return text


def strip_inline_markup(text: str) -> str:
    """The inline tags that publishers put into titles (`<i>`, `<sup>`, MathML) taken off, their text kept.

    Anything else in angle brackets is text: "p<.05", or an author called `<script>`.
    """
    if "<" not in text:
        return text
    text = _SCRIPT_TAG.sub(
        lambda match: (superscript if match.group(1).lower() == "sup" else subscript)(match.group(2)), text
    )
    return _INLINE_TAG.sub(lambda match: " " if match.group().lower() in ("<br>", "<br/>", "</p>") else "", text)
