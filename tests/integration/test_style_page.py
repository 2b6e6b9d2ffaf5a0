"""The style page: every component in every theme, for the people who work here and for nobody else."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from atlas.palette import THEMES
from atlas.style_page import kept_apart
from atlas.style_page.specimens import TABLE
from evidence import vocabulary
from tests.factories import person
from tests.test_site import Outline

pytestmark = pytest.mark.django_db


def test_shows_every_component_in_every_theme_and_asks_the_database_for_none(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(1):  # whether the demonstration is loaded: base.html asks on every page
        html = client.get("/design").content.decode()
    for theme in THEMES:
        assert html.count(f'data-theme="{theme}"') == len(TABLE)
    for words in ("PEM required", "PEM not required", "PEM unclear", "PEM not applicable", "Texts not checked",
                  "Verdict proposed by a machine", "You have the main point", "no studies found",
                  "Nothing was found", "One thing", vocabulary.NOTICES["retraction"], "to 1"):  # fmt: skip
        assert words in html, words
    assert "too little" not in html


def test_is_a_well_made_page(client: Client) -> None:
    html = client.get("/design").content.decode()
    outline = Outline()
    outline.feed(html)
    assert outline.levels.count(1) == 1
    assert len(outline.ids) == len(set(outline.ids)), "an id twice"
    assert not outline.faults
    for link in outline.links:
        assert not link.startswith("#") or link[1:] in outline.ids, link
    for name in re.findall(r'aria-(?:labelledby|describedby)="([^"]+)"', html):
        assert set(name.split()) <= set(outline.ids), name
    assert 'content="noindex' in html
    assert "autofocus" not in html


def test_readers_do_not_find_it(client: Client, settings: Any) -> None:
    assert "no-store" in client.get("/design")["Cache-Control"]
    settings.LOCAL = False
    assert client.get("/design").status_code == 404
    client.force_login(person("reader"))
    assert client.get("/design").status_code == 404
    editor = person("editor")
    editor.is_staff = True
    editor.save(update_fields=["is_staff"])
    client.force_login(editor)
    assert client.get("/design").status_code == 200
    for path in ("/sitemap.xml", "/robots.txt", "/"):
        assert "/design" not in client.get(path).content.decode()


def test_a_piece_that_is_shown_twice_points_to_itself() -> None:
    html = '<p id="a b"><a href="#pem" aria-label="Read">x</a><label for="q">q</label><input autofocus id="q"></p>'
    assert kept_apart(html, "dim", "Dim") == (
        '<p id="dim-a dim-b"><a href="#dim-pem" aria-label="Read (Dim)">x</a>'
        '<label for="dim-q">q</label><input id="dim-q"></p>'
    )


def test_the_desk_has_a_page_of_its_own(client: Client, settings: Any, django_assert_max_num_queries: Any) -> None:
    for theme in THEMES:
        with django_assert_max_num_queries(1):
            html = client.get(f"/design/desk?theme={theme}").content.decode()
        assert f'data-theme="{theme}"' in html
    for words in ("Do you have a conflict of interest", "Does the badge apply?", "Import this", "small amount",
                  "You contributed to it", "There is no backup.", "Say where the paper says so.", "a new draft",
                  "Choose a file, or paste some entries."):  # fmt: skip
        assert words in html, words
    outline = Outline()
    outline.feed(html)
    assert outline.levels.count(1) == 1
    assert len(outline.ids) == len(set(outline.ids)), "an id twice"
    assert not [link for link in outline.links if link.startswith("#") and link[1:] not in outline.ids]
    assert html.count("<form") <= 1, "nothing there can be sent but the way out"
    assert "no-store" in client.get("/design/desk")["Cache-Control"]
    settings.LOCAL = False
    assert client.get("/design/desk").status_code == 404
