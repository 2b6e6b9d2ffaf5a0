"""Names as BibTeX writes them, such that they read back the same."""

from __future__ import annotations

import re
from functools import lru_cache

from .. import latex
from ..record import Name
from .lists import parse_names, split_names

_LETTERS = "A-Za-zÀ-ÖØ-öø-ÿ"
_PLAIN_FAMILY = re.compile(rf"[A-ZÀ-ÖØ-Þ][{_LETTERS}]+(?:-[{_LETTERS}]+)*")
_PLAIN_GIVEN = re.compile(rf"[A-ZÀ-ÖØ-Þ][{_LETTERS}]*\.?(?:[ -][A-ZÀ-ÖØ-Þ][{_LETTERS}]*\.?)*")
_TRICKY = re.compile(r"\b(?:and|et|al|jr|sr|jnr|snr|iii)\b", re.IGNORECASE)


def format_names(names: tuple[Name, ...], *, complete: bool = True) -> str:
    """Names as one BibTeX value that every reader of BibTeX takes apart as we do."""
    written = [format_name(name) for name in names]
    if not complete and written:
        written.append("others")
    return " and ".join(written)


@lru_cache(maxsize=20_000)
def format_name(name: Name) -> str:
    """One name for BibTeX: "van der Berg, Jr, Anna"; a body in braces.

    Braces go round a part only where the name would otherwise be read as something else.
    """
    if (
        # Most names are one capitalised word and given names: those read back, so they need no trial.
        _PLAIN_FAMILY.fullmatch(name.family)
        and _PLAIN_GIVEN.fullmatch(name.given)
        and not (name.particle or name.suffix or _TRICKY.search(name.given))
    ):
        return f"{name.family}, {name.given}"
    if name.is_body:
        return "{" + latex.encode(name.literal) + "}"
    particle, family, suffix, given = (
        latex.encode(part) for part in (name.particle, name.family, name.suffix, name.given)
    )
    last = f"{particle} {family}".strip()
    braced_last = f"{particle} {{{family}}}".strip()
    braced_given = f"{{{given}}}" if given else "{}"
    if suffix:
        candidates = [f"{last}, {suffix}, {given or '{}'}", f"{braced_last}, {suffix}, {braced_given}"]
        candidates.append(f"{braced_last}, {{{suffix}}}, {braced_given}")
    elif given:
        candidates = [f"{last}, {given}", f"{braced_last}, {given}", f"{last}, {braced_given}"]
        candidates.append(f"{braced_last}, {braced_given}")
    else:
        candidates = [last, f"{braced_last}{{}}", f"{braced_last}, {{}}"]
    for candidate in candidates:
        if _reads_back(candidate, name):
            return candidate
    extended = {"family": family, "given": given, "prefix": particle, "suffix": suffix}
    return ", ".join(f"{key}={{{value}}}" for key, value in extended.items() if value)


def _reads_back(candidate: str, name: Name) -> bool:
    if len(split_names(candidate)) != 1:
        return False
    parsed = parse_names(candidate)
    return parsed.names == (name,) and parsed.complete
