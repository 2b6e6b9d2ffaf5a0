"""XML, sitemaps and links as text."""

from __future__ import annotations

import json
from datetime import UTC, datetime

from lxml import etree

from evidence.feeds import atom
from evidence.harvest import links, sitemap
from evidence.harvest.links import Link
from evidence.harvest.xml import DECLARATION, element, wrap

NASTY = "a\x00b\x0bc\x1f\ufffe\r\nd\re <b>&\"'</b> ]]> 👍 é"
SEEN = "abc\nd\ne <b>&\"'</b> ]]> 👍 é"


def test_any_text_becomes_xml_that_gives_it_back() -> None:
    text = DECLARATION + wrap("a", [element("b", NASTY, {"c": NASTY}), element("d")])
    root = etree.fromstring(text.encode())
    assert root[0].text == SEEN
    assert root[0].get("c") == SEEN
    assert root[1].text is None


def test_a_sitemap_of_many_addresses_comes_in_pieces() -> None:
    moment = datetime(2026, 3, 2, 12, tzinfo=UTC)
    rows = [(f"https://atlas.example/{n}?a&b", moment if n else None) for n in range(2_500)]
    pieces = list(sitemap.urlset(rows))
    assert 3 <= len(pieces) <= 5
    root = etree.fromstring("".join(pieces).encode())
    found = [[child.text for child in url] for url in root]
    assert len(found) == 2_500
    assert found[0] == ["https://atlas.example/0?a&b"]
    assert found[1] == ["https://atlas.example/1?a&b", "2026-03-02T12:00:00Z"]


def test_links_cannot_break_out_of_a_header() -> None:
    told = links.header([Link("https://a.example/", "related", 'https://b.example/x>, <"\r\n', title='a "b"')])
    assert told == '<https://b.example/x%3E,%20%3C%22%0D%0A>; rel="related"'


def test_a_linkset_has_one_object_for_each_anchor() -> None:
    rows = [
        Link("https://a.example/p", "cite-as", "https://a.example/p"),
        Link("https://a.example/p.bib", "describes", "https://a.example/p", "text/html"),
        Link("https://a.example/p", "author", "https://orcid.org/0", title="Zoë Ü"),
        Link("https://a.example/p", "author", "https://orcid.org/1", title="B"),
    ]
    first, second = json.loads(links.as_json(rows))["linkset"]
    assert first == {
        "anchor": "https://a.example/p",
        "cite-as": [{"href": "https://a.example/p"}],
        "author": [{"href": "https://orcid.org/0", "title": "Zoë Ü"}, {"href": "https://orcid.org/1", "title": "B"}],
    }
    assert second["describes"] == [{"href": "https://a.example/p", "type": "text/html"}]
    lines = links.text(rows).splitlines()
    assert lines[1] == '<https://a.example/p>; rel="describes"; type="text/html"; anchor="https://a.example/p.bib",'
    assert "Zo" not in lines[2], "a header field holds ASCII; the JSON has the whole name"
    assert lines[3].endswith('; title="B"; anchor="https://a.example/p"')


def test_an_empty_feed_has_a_date_that_stays() -> None:
    began = datetime(2026, 1, 1, tzinfo=UTC)
    feed = atom.Feed(
        id="tag:a,2026:b", title="T", subtitle="", address="https://a.example/f", newest="https://a.example/f",
        older="", page="https://a.example/", author="A", site="https://a.example/", licence="L",
        licence_address="https://l.example/", updated=began, entries=(),
    )  # fmt: skip
    root = etree.fromstring(atom.render(feed).encode())
    assert root.findtext("{http://www.w3.org/2005/Atom}updated") == "2026-01-01T00:00:00Z"
    assert [link.get("rel") for link in root.findall("{http://www.w3.org/2005/Atom}link")] == [
        "self", "alternate", "first", "license",
    ]  # fmt: skip
