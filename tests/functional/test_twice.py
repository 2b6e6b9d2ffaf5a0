"""Two clicks, and the way back, in a real browser: whatever is pressed twice happens once, and says so calmly."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from evidence.actions import editorial
from evidence.desk.review import CHECKLIST
from evidence.models import ImportBatch, Publication, Review, Study
from tests.factories import bibtex_entry, person, ready_to_review, reviewed
from tests.functional.steps import press, see
from tests.functional.test_machines import open_as  # noqa: F401 - a fixture

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]

SCRIPTS = pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without JavaScript"])


def press_twice(page: Any, button: str) -> None:
    """As a hand with a tremor does it: the second press comes while the first is on its way."""
    with page.expect_event("framenavigated"):  # not expect_navigation: that fails where the second cancels the first
        page.get_by_role("button", name=button, exact=True).first.dblclick(delay=40)
    page.wait_for_load_state()


def done(page: Any, at_rest: Callable[[], None]) -> None:
    """What the first press asked for may still be under way when the second has its page: wait for that, too."""
    page.context.close()
    at_rest()


@SCRIPTS
def test_two_clicks_vote_once_and_publish_once(open_as: Any, at_rest: Any, javascript: bool) -> None:  # noqa: F811
    revision = editorial.submit(study=ready_to_review(), by=person("editor"), reason="")
    address = f"/admin/desk/review/{revision.pk}"
    page = open_as("reader", address, "Coder and reviewer", javascript=javascript)
    page.get_by_label("No, I have none").check()
    press(page, "Go on")
    for words in CHECKLIST.values():
        page.get_by_label(words).check()
    page.get_by_label("I approve exactly this").check()
    press_twice(page, "Send")
    # With the script the second press sends nothing; without it the server is calm about it, where it arrives at all.
    see(page, "You have voted." if javascript else "You have voted")
    done(page, at_rest)
    assert list(Review.objects.values_list("reviewer__username", "decision")) == [("reader", "approve")]

    address = f"/admin/desk/review/{reviewed(ready_to_review('two')).pk}"
    page = open_as("publisher", address, "Publisher", javascript=javascript)
    press_twice(page, "Publish")
    see(page, re.compile("Published as number 1|You have published this already"))
    page.go_back()
    expect(page.get_by_role("button", name="Publish", exact=True), "the page is asked for anew").to_have_count(0)
    done(page, at_rest)
    assert Publication.objects.count() == 1


@SCRIPTS
def test_two_clicks_import_once(open_as: Any, at_rest: Any, javascript: bool) -> None:  # noqa: F811
    page = open_as("editor", "/admin/desk/imports/new", "Editor", javascript=javascript)
    page.get_by_label("Or paste entries here").fill(bibtex_entry("new"))
    press(page, "Show what would come of it")
    press_twice(page, "Import this")
    see(page, "Imported on")
    page.go_back()
    see(page, "Imported on")  # there is nothing to import any more: the page leads on to the report
    expect(page.get_by_role("button", name="Import this", exact=True), "the page is asked for anew").to_have_count(0)
    done(page, at_rest)
    assert (ImportBatch.objects.count(), Study.objects.count()) == (1, 1)
