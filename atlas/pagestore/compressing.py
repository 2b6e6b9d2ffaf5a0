"""The same page as it is, as gzip and as brotli; and which of them a browser takes. Pure."""

from __future__ import annotations

import gzip
import re

import brotli  # type: ignore[import-untyped]

IDENTITY, GZIP, BROTLI = "", "gzip", "br"
CODINGS = (BROTLI, GZIP, IDENTITY)
"""In our own order of preference."""
SUFFIXES = {IDENTITY: "", GZIP: ".gz", BROTLI: ".br"}
SMALLEST = 200
"""Bytes: what is smaller is not worth a header that says how it was packed."""
_QUALITY = re.compile(r"q\s*=\s*(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)", re.ASCII | re.IGNORECASE)
_MOST = 20


def codings(body: bytes, *, best: bool = True) -> dict[str, bytes]:
    """Coding -> bytes, of those that are worth it. The same body gives the same bytes. `best` takes some time."""
    made = {IDENTITY: body}
    if len(body) < SMALLEST:
        return made
    packed = {
        GZIP: gzip.compress(body, 9 if best else 5, mtime=0),
        BROTLI: brotli.compress(body, mode=brotli.MODE_TEXT, quality=11 if best else 4),
    }
    return made | {coding: data for coding, data in packed.items() if len(data) < len(body)}


def accepted(header: str) -> tuple[str, ...]:
    """The codings that Accept-Encoding takes, the best first (RFC 9110, section 12.5.3).

    What goes without packing is always among them: better a page in a coding that nobody asked for than none.
    """
    named: dict[str, float] = {}
    for part in header.lower().split(",")[:_MOST]:
        name, _, parameters = part.partition(";")
        if name := name.strip():
            found = _QUALITY.fullmatch(parameters.strip())
            named["gzip" if name == "x-gzip" else name] = (
                float(found[1]) if found else 0.0 if parameters.strip() else 1.0
            )
    others = named.get("*", 0.0)
    quality = {coding: named.get(coding, others) for coding in (BROTLI, GZIP)}
    # Of what is liked equally our own order decides; the page as it is, unless it is named, comes last.
    quality[IDENTITY] = named.get("identity", 0.0)
    liked = sorted((one for one in CODINGS if quality[one] > 0), key=lambda one: -quality[one])
    return tuple(liked) if IDENTITY in liked else (*liked, IDENTITY)
