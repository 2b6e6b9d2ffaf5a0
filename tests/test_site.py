"""Promises of the whole site, held over every kind of public page."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from html.parser import HTMLParser
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import get_resolver

from atlas.security import DESK_PATHS
from atlas.style_sheet import TEXT
from evidence.actions import texts
from tests.factories import person, publish

pytestmark = pytest.mark.django_db

PAGES = [
    "/", "/evidence", "/evidence/{slug}", "/evidence/{slug}/v/1", "/evidence/{slug}/history",
    "/evidence/{slug}/v/1/diff/2", "/criteria", "/criteria/ccc2003", "/methodology", "/nothing/here",
    "/methodology/scanner", "/methodology/classifier",
    "/contribute", "/contribute/status", "/corrections",
    "/map", "/map?by=criteria", "/charts", "/topics", "/topics/gut", "/retractions", "/authors", "/authors?letter=v",
    "/authors/van-der-berg-l", "/pem/required", "/evidence?q=rest", "/evidence/search-help", "/releases", "/api",
    "/display", "/glossary", "/about", "/accessibility", "/about/v/1",
    "/evidence/{slug}?part=1",
]  # fmt: skip


FETCHED_AT_ONCE = ("stylesheet", "preload", "icon", "preconnect", "dns-prefetch")


OWN_SCRIPTS = ("/static/js/contribute.js",)
"""It keeps the text in the box when the network fails. Readers' pages carry no script at all."""


class Outline(HTMLParser):
    """Headings, ids, and what a strict page must not have."""

    def __init__(self) -> None:
        super().__init__()
        self.levels: list[int] = []
        self.ids: list[str] = []
        self.faults: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        if re.fullmatch(r"h[1-6]", tag):
            self.levels.append(int(tag[1]))
        if "id" in named:
            self.ids.append(str(named["id"]))
        if "style" in named or any(name.startswith("on") for name in named):
            self.faults.append(f"<{tag}> carries inline style or script")
        if tag == "script" and named.get("type") != "application/ld+json" and named.get("src") not in OWN_SCRIPTS:
            self.faults.append("a script on a public page")
        if tag == "a":
            self.links.append(named.get("href") or "")
        for name in ("src", "srcset", "poster", "data"):
            if named.get(name, "").startswith(("http:", "https:", "//")):
                self.faults.append(f"<{tag} {name}> asks another server")
        fetched = tag == "link" and named.get("rel") in FETCHED_AT_ONCE
        if fetched and named.get("href", "").startswith(("http:", "https:", "//")):
            self.faults.append("a style sheet or icon from another server")


@pytest.fixture(scope="module")
def slug(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """A page with two publications, made once: whoever reads changes nothing."""
    with django_db_blocker.unblock(), transaction.atomic():
        study = publish().study
        texts.write_text(study=study, by=person("editor"), texts={"summary": "Other words."})
        yield publish(study, reason="The summary was hard to read.").study.slug
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def leads_to(slug: str) -> Callable[[str], int]:
    """The status behind an address of ours, each asked once."""
    return cache(lambda address: Client().get(address).status_code)


@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_well_made(path: str, slug: str) -> None:
    html = Client().get(path.format(slug=slug)).content.decode()
    outline = Outline()
    outline.feed(html)
    assert re.findall(r"<style.*?</style>", html, re.DOTALL) == [f"<style>{TEXT}</style>"]
    assert outline.levels.count(1) == 1
    assert outline.levels[0] == 1 or "alert" in html
    for before, after in zip(outline.levels, outline.levels[1:], strict=False):
        assert after <= before + 1, f"a heading of level {after} after one of level {before}"
    assert len(outline.ids) == len(set(outline.ids)), "an id twice"
    assert not outline.faults
    assert '<html lang="en-GB">' in html
    assert re.search(r"<title>[^<]{5,}</title>", html)
    assert 'href="#main"' in html
    assert 'id="main"' in html


@pytest.mark.parametrize("path", PAGES)
def test_every_inner_link_leads_somewhere(path: str, slug: str, leads_to: Callable[[str], int]) -> None:
    outline = Outline()
    outline.feed(Client().get(path.format(slug=slug)).content.decode())
    for link in outline.links:
        if link.startswith("/"):
            assert leads_to(link.partition("#")[0]) == 200, link
        elif link.startswith("#"):
            assert link[1:] in outline.ids, link


def test_titles_are_unique(slug: str) -> None:
    client = Client()
    titles = [
        re.search(r"<title>([^<]+)", client.get(path.format(slug=slug)).content.decode()).group(1)
        for path in PAGES
        if "/v/" not in path
    ]
    assert len(set(titles)) == len(titles)


def test_canonical_paths_have_no_trailing_slash() -> None:
    """Only the desk, whose pages are Django's and allauth's own, keeps its slashes."""
    routes = [str(pattern.pattern) for pattern in get_resolver().url_patterns]
    for route in routes:
        assert not route.endswith("/") or f"/{route}".startswith(DESK_PATHS), route
