"""Letters of other alphabets in ASCII, for addresses and matching. No letter is ever deleted.

Latin        accents off, special letters written out          Sørland -> Sorland, ß -> ss, Þ -> Th
Cyrillic     as passports and PubMed write it (BGN/PCGN)       Жукова -> Zhukova
Greek        as ELOT 743 writes it                             Παπαδόπουλος -> Papadopoulos
             one letter by itself by its name                 TGF-β1 -> TGF-beta1
Hangul, kana by the letters' own Unicode names                 김 -> gim
any other    the code point, so that it stays unique           王 -> u738b
"""

from __future__ import annotations

import re
import unicodedata

_LATIN = {
    "ß": "ss",
    "ẞ": "SS",
    "æ": "ae",
    "Æ": "Ae",
    "œ": "oe",
    "Œ": "Oe",
    "ø": "o",
    "Ø": "O",
    "å": "a",
    "Å": "A",
    "ł": "l",
    "Ł": "L",
    "đ": "d",
    "Đ": "D",
    "ð": "d",
    "Ð": "D",
    "þ": "th",
    "Þ": "Th",
    "ħ": "h",
    "Ħ": "H",
    "ı": "i",
    "ȷ": "j",
    "ĸ": "k",
    "ŀ": "l",
    "Ŀ": "L",
    "ŋ": "ng",
    "Ŋ": "Ng",
    "ŧ": "t",
    "Ŧ": "T",
    "ə": "e",
    "Ə": "E",
    "ɛ": "e",
    "ɔ": "o",
    "ƒ": "f",
    "ɨ": "i",
    "ʉ": "u",
    "ǝ": "e",
    "ʼ": "",
    "’": "",
    "‘": "",
    "'": "",
}
"""Letters that have no decomposition; apostrophes are no letters (O'Neil -> ONeil)."""

_CYRILLIC = dict(
    zip(
        "абвгдеёжзийклмнопрстуфхцчшщъыьэюяіїєґўјљњћђџѓќѕ",
        """
    a b v g d e yo zh z i y k l m n o p r s t u f kh ts ch sh shch _ y _ e yu ya i yi ye g u j lj nj c dj dz
    g k dz
    """.split(),  # noqa: SIM905
        strict=True,
    )
)
_GREEK = dict(
    zip(
        "αβγδεζηθικλμνξοπρσςτυφχψω",
        """
    a v g d e z i th i k l m n x o p r s s t y f ch ps o
    """.split(),  # noqa: SIM905
        strict=True,
    )
)
_SMALL = {letter: "" if written == "_" else written for letter, written in (_CYRILLIC | _GREEK).items()}
_TABLE = _LATIN | _SMALL | {letter.upper(): written.capitalize() for letter, written in _SMALL.items()}
_GREEK_PAIRS = re.compile(r"ου|αυ|ευ|Ου|Αυ|Ευ")
_PAIRS = {"ου": "ou", "αυ": "au", "ευ": "eu", "Ου": "Ou", "Αυ": "Au", "Ευ": "Eu"}


# One Greek letter by itself is the name of something ("β-alanine", "TGF-β1"), not a word of Greek.
_SINGLE_GREEK = re.compile(r"(?<![Ͱ-Ͽἀ-῿])[Α-Ωα-ω](?![Ͱ-Ͽἀ-῿])")


def _greek_name(match: re.Match[str]) -> str:
    name = unicodedata.name(match.group()).rsplit(" ", 1)[1].lower()
    return "lambda" if name == "lamda" else name


def to_ascii(text: str) -> str:
    """`text` with each letter written in ASCII; signs beyond ASCII that are no letters become spaces."""
    if text.isascii():
        return text.replace("'", "")
    text = unicodedata.normalize("NFC", text)
    text = _SINGLE_GREEK.sub(_greek_name, text)
    text = _GREEK_PAIRS.sub(lambda match: _PAIRS[match.group()], text)
    return "".join(_letter(letter) for letter in text)


def _letter(letter: str) -> str:
    if letter in _TABLE:
        return _TABLE[letter]
    if letter.isascii():
        return letter
    decomposed = unicodedata.normalize("NFKD", letter)
    if decomposed != letter and not "가" <= letter <= "힣":
        return "".join(_letter(part) for part in decomposed)
    category = unicodedata.category(letter)
    if category.startswith("M") and unicodedata.combining(letter):
        return ""  # a mark on the letter before it, which is written already
    if category.startswith(("P", "Z", "S", "C")):
        return " "
    name = unicodedata.name(letter, "")
    match = re.fullmatch(r"(?:HANGUL SYLLABLE|(?:HIRAGANA|KATAKANA) LETTER(?: SMALL)?) ([A-Z]+)", name)
    return match.group(1).lower() if match else f"u{ord(letter):x}"
