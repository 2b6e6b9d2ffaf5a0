"""A feed -> Atom (RFC 4287), in pages that lead to the one before (RFC 5005, section 3). Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from evidence.harvest.xml import DECLARATION, element, wrap

MEDIA_TYPE = "application/atom+xml; charset=utf-8"
_HTML, _ATOM = "text/html", "application/atom+xml"


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened. `summary` is plain text; `labels` are triples (term, scheme, words)."""

    id: str
    title: str
    address: str
    published: datetime
    updated: datetime
    summary: str
    paper: str = ""
    labels: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Feed:
    """`address` is that of this very document, `newest` of the first one, `older` of the next one ("" at the end).

    `page` is where a person reads the same. `updated` is what an empty feed names; else the newest entry decides.
    """

    id: str
    title: str
    subtitle: str
    address: str
    newest: str
    older: str
    page: str
    author: str
    site: str
    licence: str
    licence_address: str
    updated: datetime
    entries: tuple[Entry, ...]


def render(feed: Feed) -> str:
    updated = max((entry.updated for entry in feed.entries), default=feed.updated)
    links = [
        ("self", _ATOM, feed.address),
        ("alternate", _HTML, feed.page),
        ("first", _ATOM, feed.newest),
        ("next", _ATOM, feed.older),
        ("license", "", feed.licence_address),
    ]
    head = [
        element("id", feed.id),
        element("title", feed.title),
        element("subtitle", feed.subtitle),
        element("updated", stamp(updated)),
        *(_link(rel, kind, address) for rel, kind, address in links if address),
        wrap("author", [element("name", feed.author), element("uri", feed.site)]),
        element("rights", feed.licence),
    ]
    named = {"xmlns": "http://www.w3.org/2005/Atom", "xml:lang": "en-GB"}
    return DECLARATION + wrap("feed", [*head, *("\n" + _entry(entry) for entry in feed.entries), "\n"], named) + "\n"


def stamp(moment: datetime) -> str:
    """RFC 3339, in UTC, to the second."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _entry(entry: Entry) -> str:
    return wrap(
        "entry",
        [
            element("id", entry.id),
            element("title", entry.title),
            _link("alternate", _HTML, entry.address),
            *([_link("related", "", entry.paper)] if entry.paper else []),
            element("published", stamp(entry.published)),
            element("updated", stamp(entry.updated)),
            *(element("category", "", dict(zip(("term", "scheme", "label"), label, strict=True)))
              for label in entry.labels),
            element("summary", entry.summary, {"type": "text"}),
        ],
    )  # fmt: skip


def _link(rel: str, kind: str, address: str) -> str:
    told = {"rel": rel, "type": kind, "href": address}
    return element("link", "", {name: value for name, value in told.items() if value})
