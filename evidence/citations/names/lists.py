"""Lists of names: where one ends and the next begins."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from .. import latex
from ..plain_text import plain_text
from ..record import Name
from .patterns import (
    AMPERSAND,
    BODY_WORD,
    DANGLING_AND,
    DEGREE,
    EXTENDED,
    FUNCTION_WORD,
    HELD_TOGETHER,
    NOBODY,
    OTHERS,
    PLAIN_SUFFIX,
    REST_OF_A_BODY,
    STRUCTURE,
    SURE_SUFFIX,
)
from .single import parse_name
from .tokens import are_initials, at_depth_zero, count_commas, ends_in_initials, is_group, is_lower, is_suffix, words_of


@dataclass(frozen=True, slots=True)
class ParsedNames:
    """The names of one field; `complete` is False when the field itself says that more are missing.

    `remarks` are full sentences about what deserves a look.
    """

    names: tuple[Name, ...] = ()
    complete: bool = True
    remarks: tuple[str, ...] = ()


def split_names(value: str) -> list[str]:
    """The raw names of a raw BibTeX value, parted at ` and ` (in any case) outside braces."""
    return _split(value, at_semicolon=False)


def _split(value: str, *, at_semicolon: bool) -> list[str]:
    depth, start, names = 0, 0, []
    for match in STRUCTURE.finditer(value):
        sign = match.group()
        if sign == "{":
            depth += 1
        elif sign == "}":
            depth = max(0, depth - 1)
        elif sign.startswith("\\"):
            if sign.startswith("\\begin"):
                depth += 2
            elif sign.startswith("\\end"):
                depth = max(1, depth)  # its own braces close one, the environment the other
        elif depth == 0 and (sign != ";" or at_semicolon):
            names.append(value[start : match.start()])
            start = match.end()
    names.append(value[start:])
    return [name for raw in names if (name := DANGLING_AND.sub(" ", f" {raw} ").strip())]


def parse_names(value: str) -> ParsedNames:
    """The names in a raw BibTeX value (braces and LaTeX still in it)."""
    if plainly := _plainly_listed(value):
        return ParsedNames(plainly)
    raw_names = split_names(value)
    remarks = []
    if len(raw_names) == 1 and ";" in value and not is_group(value.strip()):
        by_semicolon = _split(value, at_semicolon=True)
        if len(by_semicolon) > 1 and all("&" not in name for name in by_semicolon):
            raw_names = by_semicolon
            remarks.append("The names are parted by semicolons instead of “and”; they were read one by one.")
    raw_names, joined = _rejoin_bodies(raw_names)
    remarks.extend(
        f"“{latex.decode(body)}” was read as the name of one body, although “and” parts names in BibTeX; "
        "braces around it would say so."
        for body in joined
    )
    names: list[Name] = []
    initials_last = ""
    complete = True
    for raw in raw_names:
        if surely := _family_comma_given(raw):
            names.append(surely)
            continue
        plain = latex.decode(raw).strip(" ,")
        if not plain:
            continue
        if OTHERS.fullmatch(plain):
            complete = False
        elif NOBODY.fullmatch(plain):
            remarks.append(f"“{plain}” is not an author's name; no author was recorded for it.")
        else:
            ends_with_others = re.search(r",?\s+et\.?\s+al\.?\Z", raw, re.IGNORECASE)
            if ends_with_others:
                complete = False
                raw = raw[: ends_with_others.start()]
            listed = _listed_by_commas(raw)
            if listed:
                remarks.append("The names are parted by commas instead of “and”; they were read one by one.")
            for one in listed or [raw]:
                name = parse_name(one)
                if name.is_body and not is_group(one.strip()) and count_commas(one) > 1 and not EXTENDED.match(one):
                    remarks.append(f"“{name.literal}” has too many commas for one name; it was kept as it stands.")
                elif not initials_last and "," not in one and ends_in_initials(words_of(one)):
                    initials_last = one
                names.append(name)
    if initials_last:
        remarks.append(f"Names such as “{latex.decode(initials_last)}” were read as a family name and initials.")
    if not names and not complete:
        complete = True
        remarks.append("The list of names says “and others” but names nobody.")
    return ParsedNames(tuple(names), complete, tuple(remarks))


def _plainly_listed(value: str) -> tuple[Name, ...]:
    """The names of a list of nothing but "Berg, Anna M." and " and " between them; () for any other one."""
    names = tuple(map(_family_comma_given, value.split(" and ")))
    if not all(names):
        return ()
    surely = value.isascii() and value.lower().count("and") == len(names) - 1  # it stands nowhere but between names
    return names if surely or not _OTHER_AND.search(value) else ()  # type: ignore[return-value]


_OTHER_AND = re.compile(r"\b(?!and\b)[Aa][Nn][Dd]\b|\band\Z|\Aand\b")
"""What parts names and is not " and "."""

_FAMILY_COMMA_GIVEN = re.compile(
    r"((?:(?-i:van|von|de|der|den|del|della|di|da|dos|du|la|le|ter|ten|zu|zur) )*+)"
    r"([^\W\d_]++(?:-[^\W\d_]++)*+), (?!et\b)([^\W\d_]++\.?(?:[ -](?!et\b)[^\W\d_]++\.?)*+)",
    re.IGNORECASE,
)


@lru_cache(maxsize=50_000)
def _family_comma_given(raw: str) -> Name | None:
    """The name in "van der Berg, Anna M.": small words, a word, a comma, given names. Most need no grammar.

    None for what may be anything else: several words before the comma, braces, a suffix, "et al".
    """
    match = _FAMILY_COMMA_GIVEN.fullmatch(raw)
    if not match or is_suffix(match.group(3), PLAIN_SUFFIX):
        return None
    particle, family, given = match.groups()
    if particle and len(family) <= 3:  # "van AB, C." may be something else
        return None
    return Name(plain_text(family), plain_text(given), particle.rstrip())


def _rejoin_bodies(raw_names: list[str]) -> tuple[list[str], list[str]]:
    """Bodies that somebody wrote without braces and the split took apart, put together again.

    ["Centers for Disease Control", "Prevention"] is one. Gives all names, and those that were put together.
    """
    names: list[str] = []
    joined: list[str] = []
    for raw in raw_names:
        before = names[-1] if names else ""
        words = raw.lower().split()
        if (
            before
            and words
            and all(word in REST_OF_A_BODY for word in words)
            and "{" not in before
            and BODY_WORD.search(before)
            and ("," not in before or before.endswith(","))
        ):
            names[-1] = f"{{{before} and {raw}}}"
            joined.append(names[-1])
        else:
            names.append(raw)
    return names, joined


def _listed_by_commas(raw: str) -> list[str]:
    """The names of a list that stands where BibTeX knows one name; [] when it may well be one.

    A comma behind the last of them comes from "A, B, and C" and says that it is a list.
    """
    if not ("," in raw or "&" in raw) or "=" in raw:
        return []
    before_and = raw.rstrip().endswith(",")
    parts = [part.strip() for comma in at_depth_zero(raw, ",") for part in AMPERSAND.split(comma) if part.strip()]
    commas = raw.rstrip(" ,").count(",")
    bodies = [part for part in parts if HELD_TOGETHER.search(part)]
    if not all(map(is_group, bodies)):
        return []
    words = [words_of(part) for part in parts if part not in bodies]
    if len(parts) < 2:
        return parts if before_and and words and ends_in_initials(words[0]) else []
    if len(words) >= 2 and all(map(ends_in_initials, words)):
        sure = len(words) > 2 or not any(is_suffix(last, SURE_SUFFIX) for *_, last in words)
        return parts if sure else []
    if bodies:
        return []
    families, given = parts[::2], parts[1::2]
    if (
        len(parts) % 2 == 0
        and commas >= 3
        and all(are_initials(text) for text in given)
        and not any(are_initials(text) or BODY_WORD.search(text) for text in families)
    ):
        return [f"{family}, {initials}" for family, initials in zip(families, given, strict=True)]
    if (len(parts) > 2 or (before_and and commas)) and all(map(_is_a_whole_name, words)):
        return parts
    return []


def _is_a_whole_name(words: list[str]) -> bool:
    """Whether words are surely given name and family name: "Jane van Dam" is, "Jane" and "Trust of Oslo" are not."""
    text = latex.decode(" ".join(words))
    return (
        2 <= len(words) <= 5
        and not (is_lower(words[0]) or is_lower(words[-1]))
        and not is_suffix(words[-1], SURE_SUFFIX)
        and not DEGREE.fullmatch(words[-1])
        and not (BODY_WORD.search(text) or FUNCTION_WORD.search(text) or re.search(r"[\d&@/()]", text))
    )
