"""Sitemaps: addresses and when they changed -> XML in pieces. Pure. https://www.sitemaps.org/protocol.html"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from evidence.harvest.xml import DECLARATION, element, wrap

NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
MOST = 50_000
"""Addresses in one part, at most (the protocol's limit)."""
_AT_ONCE = 1000

Address = tuple[str, datetime | None]
"""(whole address, when what stands there changed last; None where that is not known)."""


def index(parts: Iterable[Address]) -> Iterator[str]:
    return _document("sitemapindex", "sitemap", parts)


def urlset(addresses: Iterable[Address]) -> Iterator[str]:
    return _document("urlset", "url", addresses)


def _document(root: str, name: str, rows: Iterable[Address]) -> Iterator[str]:
    yield f'{DECLARATION}<{root} xmlns="{NAMESPACE}">\n'
    pieces: list[str] = []
    for address, changed in rows:
        told = [element("loc", address)]
        if changed is not None:
            told.append(element("lastmod", changed.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")))
        pieces.append(wrap(name, told) + "\n")
        if len(pieces) == _AT_ONCE:
            yield "".join(pieces)
            pieces.clear()
    yield "".join(pieces) + f"</{root}>\n"
