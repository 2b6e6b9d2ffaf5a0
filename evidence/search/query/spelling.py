"""One plain spelling for comparing words: small ASCII letters where there are any, single spaces. Pure.

The database has the same rule as `evidence_plain_text`, so that what is stored and what is asked for meet:

    "ME/CFS"  -> "me cfs"       "long-COVID" -> "long covid"      "Fernández" -> "fernandez"
    "TNF-α"   -> "tnf alpha"    "O’Neil"     -> "oneil"           "Sørland ß" -> "sorland ss"

Greek letters are written by their names, as papers of this field mean a protein by them. Letters of other alphabets
stay as they are.
"""

from __future__ import annotations

import re
import unicodedata

_GREEK_NAMES = [
    "alpha",
    "beta",
    "gamma",
    "delta",
    "epsilon",
    "zeta",
    "eta",
    "theta",
    "iota",
    "kappa",
    "lambda",
    "mu",
    "nu",
    "xi",
    "omicron",
    "pi",
    "rho",
    "sigma",
    "tau",
    "upsilon",
    "phi",
    "chi",
    "psi",
    "omega",
]
GREEK = dict(zip("αβγδεζηθικλμνξοπρστυφχψω", _GREEK_NAMES, strict=True)) | {"ς": "sigma"}
LATIN = {
    "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ħ": "h", "ı": "i", "ŋ": "ng",
    "ŧ": "t", "ə": "e",
}  # fmt: skip
WRITTEN_OUT = LATIN | GREEK
"""Small letters that have no ASCII letter in them -> how they are written."""
_CYRILLIC = "абвгдежзийклмнопрстуфхцчшщъыьэюяђєѕіјљњћџґ"
CAPITALS = (
    "ABCDEFGHIJKLMNOPQRSTUVWXYZÆŒØŁĐÐÞĦŊŦƏΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩẞ" + _CYRILLIC.upper(),
    "abcdefghijklmnopqrstuvwxyzæœøłđðþħŋŧəαβγδεζηθικλμνξοπρστυφχψωß" + _CYRILLIC,
)
"""Capitals, and their small letters in the same order: the database's own `lower` depends on its locale."""
MARKS = "\u0300-\u036f"
APOSTROPHES = "'\u2018\u2019\u02bc"
BETWEEN_WORDS = r"\x01-/:-`{-\xbf\xd7\xf7\u02b0-\u02ff\u2000-\u2bff\u3000-\u303f\ue000-\uf8ff\ufe00-\ufe4f\uff00-\uffff"
"""What no word holds: signs of ASCII, of Latin 1, punctuation, symbols, private use. A class of both regex dialects."""

_MARKS = re.compile(f"[{MARKS}]")
_APOSTROPHES = dict.fromkeys(map(ord, APOSTROPHES))
_SMALL = str.maketrans(*CAPITALS)
_WRITTEN_OUT = str.maketrans(WRITTEN_OUT)
_BETWEEN = re.compile(f"[{BETWEEN_WORDS}\\x00]+")


def plain(text: str) -> str:
    """`text` in its plain spelling; "" when it holds no letter and no digit."""
    if text.isascii():
        text = text.lower().replace("'", "")
        return text if text.isalnum() else _BETWEEN.sub(" ", text).strip(" ")
    text = _MARKS.sub("", unicodedata.normalize("NFKD", text))
    text = text.translate(_APOSTROPHES).translate(_SMALL).translate(_WRITTEN_OUT)
    return _BETWEEN.sub(" ", text).strip(" ")
