"""Links with a meaning: one list of them -> a Link header (RFC 8288), or a linkset as JSON or text (RFC 9264). Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

_KEPT = "!#$&'()*+,/:;=?@[]~%"
"""Left alone in addresses: what RFC 3986 reserves, and the sign of what is escaped already."""


@dataclass(frozen=True, slots=True)
class Link:
    """From `anchor` a link of kind `rel` leads to `href`; `type` is the media type there ("" where it is not said)."""

    anchor: str
    rel: str
    href: str
    type: str = ""
    title: str = ""


def header(links: Iterable[Link]) -> str:
    """The value of a Link header. All links have the page that answers as their anchor."""
    return ", ".join(_one(link) for link in links)


def text(links: Iterable[Link]) -> str:
    """`application/linkset`: as in a header, one link a line, each with its anchor."""
    return ",\n".join(_one(link) + f'; anchor="{_address(link.anchor)}"' for link in links) + "\n"


def as_json(links: Iterable[Link]) -> str:
    """`application/linkset+json`: one object for each anchor."""
    contexts: dict[str, dict[str, Any]] = {}
    for link in links:
        context = contexts.setdefault(link.anchor, {"anchor": link.anchor})
        target = {"href": link.href, "type": link.type, "title": link.title}
        context.setdefault(link.rel, []).append({key: value for key, value in target.items() if value})
    return json.dumps({"linkset": list(contexts.values())}, ensure_ascii=False, indent=1) + "\n"


def _one(link: Link) -> str:
    attributes = {"rel": link.rel, "type": link.type, "title": _quotable(link.title)}
    told = "".join(f'; {name}="{value}"' for name, value in attributes.items() if value)
    return f"<{_address(link.href)}>{told}"


def _address(address: str) -> str:
    """Free of what could end the address or the header."""
    return quote(address, safe=_KEPT)


def _quotable(title: str) -> str:
    """A title that fits into quotes in a header: ASCII without quotes, or nothing."""
    return title if title.isascii() and title.isprintable() and not set(title) & set('"\\') else ""
