"""Names as BibTeX writes them, such that they read back the same."""

from __future__ import annotations

from functools import lru_cache

from .. import latex
from ..record import Name
from .lists import parse_names, split_names


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
