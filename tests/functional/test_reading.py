"""What a reader does, in a real browser: find a study, read it, cite it, see where it came from."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from evidence.actions import texts
from tests.factories import person, publish
from tests.functional.steps import follow

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]

PAGES = ["/", "/evidence", "/evidence/van-der-berg-2019-rest-symptoms", "/criteria", "/criteria/ccc2003",
         "/methodology", "/nothing"]  # fmt: skip


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_a_reader_finds_reads_and_cites_a_study(visit, javascript: bool) -> None:
    first = publish()
    texts.write_text(study=first.study, by=person("editor"), texts={"summary": "Other words."})
    publish(first.study, reason="The summary was hard to read.")
    page = visit("/", javascript=javascript)
    follow(page.get_by_role("link", name="Browse the evidence"))
    follow(page.get_by_role("link", name="Rest and symptoms in berg2019"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Rest and symptoms in berg2019")
    expect(page.get_by_text("You have the main point")).to_be_visible()
    receipt = page.locator("details.verdict")
    expect(receipt.get_by_text("Patients fulfilled the criteria.")).not_to_be_visible()
    receipt.locator("summary").click()
    expect(receipt.get_by_text("Patients fulfilled the criteria.")).to_be_visible()
    expect(receipt.get_by_text("Methods, Participants")).to_be_visible()
    page.get_by_text("What the words at the top mean").click()
    expect(page.get_by_text("by people who had no part in writing it")).to_be_visible()
    receipt.get_by_role("link", name="PEM and the criteria used, in full").click()
    expect(page).to_have_url(re.compile("#pem$"))
    page.get_by_text("Why this verdict").click()
    expect(page.get_by_text("PEM is mandatory.")).to_be_visible()
    expect(page.get_by_text("10.1234/berg2019").first).to_be_visible()
    bibtex = page.request.get(page.get_by_role("link", name="BibTeX").evaluate("link => link.href")
                              if javascript else page.url.partition("#")[0] + ".bib")  # fmt: skip
    assert "@article{mecfsatlas-van-der-berg-2019-rest-symptoms," in bibtex.text()
    follow(page.get_by_role("link", name="Publication 1"))
    expect(page.get_by_text("This is publication 1 of this page")).to_be_visible()
    follow(page.get_by_role("link", name="Read the newest publication"))
    expect(page.get_by_text("Other words.")).to_be_visible()
    assert not visit.errors


def test_every_page_fits_every_width_in_light_and_dark(visit) -> None:
    publish()
    for path in PAGES:
        for width, dark in ((320, False), (320, True), (1280, True)):
            page = visit(path, width=width, dark=dark)
            wide = page.evaluate("document.documentElement.scrollWidth")
            assert wide <= width, f"{path} scrolls sideways at {width}: {wide}"


def test_the_keyboard_reaches_the_content_first(visit) -> None:
    publish()
    page = visit("/evidence")
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("Skip to the content")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("#main$"))
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_attribute("name", "q")
