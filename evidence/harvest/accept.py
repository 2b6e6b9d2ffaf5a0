"""An Accept header -> the representation that fits it best (RFC 9110, section 12.5.1). Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

_RANGE = re.compile(r"\s*([!#$%&'*+.^`|~\w-]+)/([!#$%&'*+.^`|~\w-]+)\s*(?:;(.*))?", re.ASCII)
_QUALITY = re.compile(r"\s*q\s*=\s*(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)\s*", re.ASCII | re.IGNORECASE)
_MOST_RANGES = 50
"""More than that is no list of wishes."""


def preferred(header: str, offered: Sequence[str]) -> str | None:
    """The media type of `offered` that `header` likes best; None where it takes none of them.

    `offered` stands in our own order of preference and in lower case. The quality of a type is that of the narrowest
    range that fits it; where qualities are the same, a type that was named goes before one that a wildcard let in,
    and then ours. Parameters other than q are passed over: no representation here has any but its character set.
    An empty header takes everything.
    """
    ranges = _ranges(header)
    if not ranges:
        return offered[0] if offered and not header.strip() else None
    best, rank = None, (0.0, -1)
    for media_type in offered:
        quality, narrow = _fit(media_type, ranges)
        if quality > 0 and (quality, narrow) > rank:
            best, rank = media_type, (quality, narrow)
    return best


def _fit(media_type: str, ranges: Sequence[tuple[str, float]]) -> tuple[float, int]:
    """(quality, how narrow: 2 named, 1 its kind, 0 anything) of the narrowest range that fits."""
    widest_to_narrowest = ("*/*", media_type.partition("/")[0] + "/*", media_type)
    for narrow in (2, 1, 0):
        qualities = [quality for name, quality in ranges if name == widest_to_narrowest[narrow]]
        if qualities:
            return max(qualities), narrow
    return 0.0, -1


def _ranges(header: str) -> list[tuple[str, float]]:
    """(range in lower case, quality) of what can be read; the rest is passed over."""
    found = []
    for part in header.split(",")[:_MOST_RANGES]:
        if match := _RANGE.fullmatch(part):
            main, sub, parameters = match.groups()
            weights = [weight for one in (parameters or "").split(";") if (weight := _QUALITY.fullmatch(one))]
            found.append((f"{main}/{sub}".lower(), float(weights[0].group(1)) if weights else 1.0))
    return found
