"""The desk without a mouse: a study is coded and a revision is reviewed with keys alone, the focus always in sight."""

from __future__ import annotations

from typing import Any

import pytest

from evidence.actions import editorial
from evidence.models import PEMAssessment, Review
from tests.factories import draft, person, ready_to_review
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


def press_on(page: Any, words: str, key: str = "Enter") -> None:
    tab_to(page, words)
    page.keyboard.press(key)


def test_a_study_is_coded_by_keyboard(desk: Any) -> None:  # noqa: F811
    page = desk("coder_one", draft(abstract="Forty people took part."))
    page.keyboard.press("Tab")
    assert page.evaluate(FOCUSED)["words"] == "Skip to the content"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content-start"
    press_on(page, "Take this study")
    page.wait_for_selector("#form")
    press_on(page, "Yes: people with ME/CFS took part", "Space")
    press_on(page, CCC, "Space")
    press_on(page, "PEM required", "Space")
    tab_to(page, "The paper's own words")
    page.keyboard.type("Patients met the criteria.")
    tab_to(page, "Where it stands")
    page.keyboard.type("Methods, Participants")
    press_on(page, "The full text", "Space")
    press_on(page, "I have finished. This is final.", "Space")
    press_on(page, "Submit my reading")
    page.get_by_text("Your reading of").wait_for()
    assert PEMAssessment.objects.get(submitted_at__isnull=False).verdict == "required"


def test_a_revision_is_reviewed_by_keyboard(desk: Any, live_server: Any) -> None:  # noqa: F811
    study = ready_to_review()
    revision = editorial.submit(study=study, by=person("editor"), reason="")
    page = desk("reviewer_one", study)
    page.goto(f"{live_server.url}/admin/desk/review/{revision.pk}")
    press_on(page, "No, I have none", "Space")
    press_on(page, "Go on")
    page.wait_for_selector("[name=checks]")
    for _ in range(page.locator("[name=checks]").count()):
        while not page.evaluate("document.activeElement.name === 'checks' && !document.activeElement.checked"):
            page.keyboard.press("Tab")
        page.keyboard.press("Space")
    press_on(page, "I approve exactly this", "Space")
    press_on(page, "Send")
    page.get_by_text("Reviewer one").first.wait_for()
    assert Review.objects.get(revision=revision).decision == "approve"
