"""The map in a real browser: a wide table never pushes a small page sideways, and needs no mouse."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.factories import publish, ready_to_review
from tests.functional.steps import follow

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_the_wide_table_scrolls_by_itself_on_a_small_screen(visit: Any, live_server: Any) -> None:
    study = ready_to_review(facts={"topics": ["heart-circulation-breathing"], "design": "cohort"})
    publish(study)
    for path in ("/map", "/map?by=criteria", "/charts", "/topics/heart-circulation-breathing"):
        page = visit(path, width=320, javascript=True)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, path
    page = visit("/map", width=320)
    table = page.get_by_role("region", name="Studies by topic and PEM verdict")
    assert table.evaluate("region => region.scrollWidth > region.clientWidth")
    table.focus()
    # At the end of the movement: a key scrolls smoothly, and what is measured meanwhile is elsewhere a moment later.
    table.evaluate("region => { region.onscrollend = () => { region.dataset.moved = 'yes' } }")
    page.keyboard.press("ArrowRight")
    page.locator(".scroll[data-moved]").wait_for()
    head = page.get_by_role("rowheader", name="Heart, circulation and breathing")
    assert head.bounding_box()["x"] >= 0, "the topic stays in sight"
    row = page.get_by_role("row").filter(has=head)
    links = row.get_by_role("cell").get_by_role("link")
    table.evaluate("region => { region.scrollLeft = region.scrollWidth }")
    expect(links).not_to_have_count(0)
    for number in range(links.count()):
        links.nth(number).focus()
        edge = head.bounding_box()["x"] + head.bounding_box()["width"]
        assert links.nth(number).bounding_box()["x"] >= edge - 1, "the focused link is not under the first column"
    follow(page.get_by_role("link", name="1 study: Heart, circulation and breathing, PEM required"))
    expect(page).to_have_url(f"{live_server.url}/evidence?pem=required&topic=heart-circulation-breathing")
    assert visit.errors == []
