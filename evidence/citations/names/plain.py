"""Names whose parts a format keeps apart, in plain text: PubMed's, RIS's, CSL's and Crossref's."""

from __future__ import annotations

import re

from ..record import Name
from .patterns import BODY_WORD, NOBODY, SURE_SUFFIX
from .single import person

_SIGNS = re.compile(r"[^\W_]")


def plain_person(family: str, given: str = "", suffix: str = "", particle: str = "", orcid: str = "") -> Name | None:
    """A person of whom family and given name are known; None where nothing is named ("Anonymous", "-").

    Small words before the family name are its particle: ("van der Berg", "Anna") -> van der | Berg, Anna.
    """
    if family.isalpha() and given and not particle:
        return Name(family, given, "", suffix, orcid=orcid)  # as most are
    if not _SIGNS.search(f"{family}{given}{particle}"):
        return None
    if not given and NOBODY.fullmatch(family):
        return None
    if not particle:
        words = family.split()
        place = 0
        while place < len(words) - 1 and words[place][:1].islower():
            place += 1
        particle, family = " ".join(words[:place]), " ".join(words[place:])
    if not family and not given and not particle:
        return None
    name = person(family, given, particle, suffix)
    return Name(name.family, name.given, name.particle, name.suffix, orcid=orcid) if orcid else name


def body(name: str) -> Name | None:
    """A body with its whole name; None where nobody is named."""
    return Name(literal=name) if _SIGNS.search(name) and not NOBODY.fullmatch(name) else None


def listed_name(text: str) -> Name | None:
    """A name as RIS lists it: "Berg, Anna, Jr", "Berg,A. B."; one without a comma is a body or a single name."""
    parts = [part.strip() for part in text.split(",")]
    while parts and not parts[-1]:
        parts.pop()
    if not parts:
        return None
    if len(parts) == 1:
        return _without_comma(parts[0])
    if len(parts) > 3 or (BODY_WORD.search(parts[0]) and len(parts[0].split()) > 2):
        return body(text.strip())
    suffix = parts[2] if len(parts) == 3 else ""
    if suffix and SURE_SUFFIX.fullmatch(parts[1]) and not SURE_SUFFIX.fullmatch(suffix):
        parts[1], suffix = suffix, parts[1]
    return plain_person(parts[0], parts[1], suffix)


_PARTICLES = frozenset(
    "van von der den de del della di da dos du la le ter ten bin ibn al el zu zur".split()  # noqa: SIM905
)
_NO_INITIALS = frozenset(["ME", "CFS", "UK", "US", "USA", "EU", "UN"])


def _without_comma(text: str) -> Name | None:
    """A name without a comma is a body's, as a person's has one; not so "Berg AB", "Anna van der Berg" and "Plato"."""
    words = text.split()
    if len(words) == 1:
        return plain_person(text)
    if BODY_WORD.search(text) or words[0] in ("The", "the") or len(words) > 4 or re.search(r"[\d&/]", text):
        return body(text)
    if (
        re.fullmatch(r"[A-Z]{1,3}|(?:[A-Z]\.-?){1,3}", words[-1])
        and words[-1] not in _NO_INITIALS
        and len(words[0]) > 1
        and not words[0].endswith(".")
    ):
        return plain_person(" ".join(words[:-1]), words[-1])
    first = next((place for place, word in enumerate(words[:-1]) if place and word in _PARTICLES), 0)
    return plain_person(" ".join(words[first:]), " ".join(words[:first])) if first else body(text)
