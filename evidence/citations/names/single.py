"""One name: its family name, given names, particle and suffix; or a body."""

from __future__ import annotations

from .. import latex
from ..record import Name
from .patterns import BODY_WORD, DEGREE, EXTENDED, EXTENDED_PART, PLAIN_SUFFIX, SURE_SUFFIX
from .tokens import at_depth_zero, ends_in_initials, is_group, is_lower, is_suffix, words_of


def person(family: str, given: str = "", particle: str = "", suffix: str = "") -> Name:
    """A person's name with its parts where they belong.

    A particle with a capital ("Van" in the Flemish "Van Oosterwijck", "De" in "De Meirleir") belongs to the
    family name: it is sorted and printed with it. Without a family name the given name is all there is.
    """
    if not all(is_lower(word) for word in particle.split()):
        family, particle = f"{particle} {family}".strip(), ""
    if not family:
        family, given = (particle, given) if particle else (given, "")
        particle = ""
    return Name(family=family, given=given, particle=particle, suffix=suffix)


def _may_be_suffix(part: str) -> bool:
    """Whether a part between two commas is a suffix: a known one, or anything that braces hold together."""
    return not part or is_group(part) or is_suffix(part) or DEGREE.fullmatch(part) is not None


def _decoded(words: list[str]) -> str:
    return latex.decode(" ".join(words))


def parse_name(raw: str) -> Name:
    """One name of a raw BibTeX value. Raises ValueError when it holds no letter at all."""
    raw = raw.strip()
    if not latex.decode(raw):
        raise ValueError("An empty name is nobody's name.")
    if is_group(raw):
        return Name(literal=latex.decode(raw))
    if EXTENDED.match(raw):
        extended = _extended_name(raw)
        if extended:
            return extended
    parts = [part.strip() for part in at_depth_zero(raw, ",")]
    while len(parts) > 2 and not parts[-1]:
        parts.pop()
    if len(parts) > 3 or (len(parts) == 3 and not any(_may_be_suffix(part) for part in parts[1:])):
        return Name(literal=latex.decode(raw))
    if len(parts) == 1:
        return _first_von_last(parts[0])
    if len(parts) == 2 and is_suffix(parts[1], PLAIN_SUFFIX) and parts[0]:
        whole = _first_von_last(parts[0])
        if not whole.is_body:
            return Name(whole.family, whole.given, whole.particle, latex.decode(parts[1]))
    suffix, given = ("", parts[1]) if len(parts) == 2 else (parts[1], parts[2])
    if len(parts) == 3 and (
        (is_suffix(given) and not is_suffix(suffix)) or (_may_be_suffix(given) and not _may_be_suffix(suffix))
    ):
        suffix, given = given, suffix
    particle, last = _von_last(words_of(parts[0]))
    if not suffix and len(last) > 1 and is_suffix(last[-1], SURE_SUFFIX):
        suffix = last.pop()
    return _assembled(last, given, particle, suffix, raw)


def _assembled(last: list[str], given: str, particle: list[str], suffix: str, raw: str) -> Name:
    family, given_name = _decoded(last), latex.decode(given)
    if not (family or given_name or particle):
        return Name(literal=latex.decode(raw))
    return person(family, given_name, _decoded(particle), latex.decode(suffix))


def _von_last(words: list[str]) -> tuple[list[str], list[str]]:
    """Words before the comma -> (particle, family): the small words they begin with, but never the last.

    BibTeX would take everything up to the last small word, and so make a particle of half a family name
    ("Fernández de" Sevilla); the comma already says where the family name ends.
    """
    place = 0
    while place < len(words) - 1 and is_lower(words[place]):
        place += 1
    return words[:place], words[place:]


def _first_von_last(raw: str) -> Name:
    words = words_of(raw)
    plain = _decoded(words)
    if len(words) > 1 and "{" not in raw and (words[0] in ("The", "the") or BODY_WORD.search(plain)):
        return Name(literal=plain)
    suffix = ""
    if len(words) > 2 and is_suffix(words[-1], SURE_SUFFIX):
        suffix = latex.decode(words.pop())
    if ends_in_initials(words):
        particle, last = _von_last(words[:-1])
        return _assembled(last, words[-1], particle, suffix, raw)
    start = next((place for place, word in enumerate(words[:-1]) if is_lower(word)), None)
    if start is None:
        return _assembled(words[-1:], " ".join(words[:-1]), [], suffix, raw)
    particle, last = _von_last(words[start:])
    return _assembled(last, " ".join(words[:start]), particle, suffix, raw)


def _extended_name(raw: str) -> Name | None:
    parts: dict[str, str] = {}
    for part in at_depth_zero(raw, ","):
        match = EXTENDED_PART.match(part)
        if match:
            parts[match.group(1).lower()] = latex.decode(match.group(2).strip().strip('"'))
    if whole := parts.get("literal") or parts.get("name"):
        return Name(literal=whole)
    if not parts.get("family") and not parts.get("given"):
        return None
    return person(parts.get("family", ""), parts.get("given", ""), parts.get("prefix", ""), parts.get("suffix", ""))


# -- writing ----------------------------------------------------------------------------------------------
