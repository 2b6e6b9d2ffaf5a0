"""The desk without a mouse: a study is coded and a revision is reviewed with keys alone, the focus always in sight."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from evidence.actions import editorial
from evidence.desk.review import CHECKLIST
from evidence.models import PEMAssessment, Review
from tests.factories import draft, person, ready_to_review
from tests.functional.steps import enter, see
from tests.functional.test_coding import (
    CCC,
    desk,  # noqa: F401 - the fixture
)

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]

FOCUSED = """() => {
  const e = document.activeElement, c = getComputedStyle(e), r = e.getBoundingClientRect();
  const words = [...(e.labels || [])].map((label) => label.textContent).join(" ") || e.textContent || "";
  return {words: words.trim().replace(/\\s+/g, " "), seen: c.outlineStyle !== "none" && parseFloat(c.outlineWidth) >= 2,
          inside: r.bottom > 0 && r.top < innerHeight, body: e === document.body};
}"""


def tab_to(page: Any, words: str, most: int = 120) -> None:
    """Press Tab until what has the focus is called `words`; each stop on the way has to be in sight, with a ring."""
    for _ in range(most):
        page.keyboard.press("Tab")
        now = page.evaluate(FOCUSED)
        if now["body"]:
            continue
        assert now["seen"], f"no ring: {now['words'][:60]}"
        assert now["inside"], f"out of sight: {now['words'][:60]}"
        if now["words"].startswith(words):
            return
    raise AssertionError(f"{words!r} cannot be reached by Tab")


def tick(page: Any, words: str) -> None:
    tab_to(page, words)
    page.keyboard.press("Space")


def test_a_study_is_coded_by_keyboard(desk: Any) -> None:  # noqa: F811
    page = desk("coder_one", draft(abstract="Forty people took part."))
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("Skip to the content")
    page.keyboard.press("Enter")
    expect(page.locator("#content-start")).to_be_focused()
    tab_to(page, "Take this study")
    enter(page)
    expect(page.locator("#form")).to_be_visible()
    tick(page, "Yes: people with ME/CFS took part")
    tick(page, CCC)
    tick(page, "PEM required")
    tab_to(page, "The paper's own words")
    page.keyboard.type("Patients met the criteria.")
    tab_to(page, "Where it stands")
    page.keyboard.type("Methods, Participants")
    tick(page, "The full text")
    tick(page, "I have finished. This is final.")
    tab_to(page, "Submit my reading")
    enter(page)
    see(page, "Your reading of")
    assert PEMAssessment.objects.get(submitted_at__isnull=False).verdict == "required"


def test_a_revision_is_reviewed_by_keyboard(desk: Any, live_server: Any) -> None:  # noqa: F811
    study = ready_to_review()
    revision = editorial.submit(study=study, by=person("editor"), reason="")
    page = desk("reviewer_one", study)
    page.goto(f"{live_server.url}/admin/desk/review/{revision.pk}")
    tick(page, "No, I have none")
    tab_to(page, "Go on")
    enter(page)
    expect(page.locator("[name=checks]")).to_have_count(len(CHECKLIST))
    for words in CHECKLIST.values():
        tick(page, words)
    tick(page, "I approve exactly this")
    tab_to(page, "Send")
    enter(page)
    see(page, "Reviewer one")
    assert Review.objects.get(revision=revision).decision == "approve"
