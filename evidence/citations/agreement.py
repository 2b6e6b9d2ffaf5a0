"""Do two titles name the same work? Used where an identifier leads to a title that is not quite ours.

Registries differ in case, dashes, markup and subtitles, never in what the title says.
"""

from __future__ import annotations

import re
import unicodedata
from difflib import SequenceMatcher
from itertools import pairwise

_LEAST_LIKENESS = 0.9
_MARKUP = re.compile(r"</?[a-z][^<>]*>", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+")
# A notice about a work, or somebody's answer to it, carries the work's title behind such a word. It is not the work.
_ABOUT_ANOTHER = frozenset(
    """
    retraction retracted correction corrigendum erratum withdrawn withdrawal reply response comment commentary addendum
    protocol
    errata corrigenda korrektur korrigendum berichtigung rectificatif rectificacion correccion erratas correzione
    correcao rattelse rectificatie retractacion retractation widerruf
    antwort erwiderung replik reponse respuesta risposta resposta kommentar leserbrief commentaire comentario commento
    """.split()  # noqa: SIM905
)
_PART = frozenset(["part", "parts", "teil", "partie", "parte", "deel", "del"])
_NUMBER = re.compile(r"\d{1,3}|[ivx]{1,4}|one|two|three|first|second|third")


def plain_words(title: str) -> list[str]:
    """The words of a title: without markup, accents, case and punctuation."""
    if title.isascii():
        return _WORD.findall(_MARKUP.sub("", title).lower())
    text = unicodedata.normalize("NFKD", _MARKUP.sub("", title)).casefold()
    return _WORD.findall("".join(char for char in text if not unicodedata.combining(char)))


def titles_agree(ours: str, theirs: str) -> bool:
    """True when both titles name the same work: the same words, one with a subtitle more, or nearly the same.

    "Correction: ..." or "... : a protocol" never agrees with the work it is about, nor "Part I" with "Part II".
    """
    one, two = plain_words(ours), plain_words(theirs)
    if not one or not two:
        return False
    if (_ABOUT_ANOTHER & set(one)) != (_ABOUT_ANOTHER & set(two)):
        return False
    if one == two or "".join(one) == "".join(two):
        return True
    if (part := _part(one)) and (other := _part(two)) and part != other:
        return False
    short, long = sorted((one, two), key=len)
    if len(short) >= 5 and long[: len(short)] == short:
        return True
    return SequenceMatcher(None, " ".join(one), " ".join(two), autojunk=False).ratio() >= _LEAST_LIKENESS


def _part(words: list[str]) -> list[str]:
    """Which part of a work a title says it is: the numbers behind "part", or at its very end."""
    behind = [number for word, number in pairwise(words) if word in _PART and _NUMBER.fullmatch(number)]
    return behind or ([words[-1]] if _NUMBER.fullmatch(words[-1]) else [])
