"""A reader's whole way by keyboard alone, and every page in every theme at its largest on the smallest screen."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from contributions.models import Contribution
from evidence.actions import notices
from tests.factories import person, publish, ready_to_review
from tests.functional.steps import enter
from tests.test_site import PAGES

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]

MOST_TABS = 150
TEXT = "The table says 45 people."


def tab_to(page: Any, target: Any) -> None:
    """Press Tab until `target` has the focus. It must be in sight then, and its focus must show."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if target.and_(page.locator(":focus")).count():
            expect(target).to_be_visible()
            return
    pytest.fail(f"{MOST_TABS} times Tab did not reach {target} on {page.url}")


@pytest.mark.parametrize("javascript", [False, True], ids=["without JavaScript", "with JavaScript"])
def test_search_read_cite_write_and_keep_the_receipt_by_keyboard_alone(visit: Any, javascript: bool) -> None:
    study_page = publish()
    for number in range(3):
        publish(key=f"other{number}", year="2018")
    page = visit("/evidence", javascript=javascript)

    tab_to(page, page.locator("input[name=q]"))
    page.keyboard.type("berg2019")
    enter(page)
    tab_to(page, page.get_by_role("link", name=study_page.title))
    enter(page)
    expect(page.get_by_role("heading", level=1, name=study_page.title)).to_be_visible()

    receipt = page.locator("details.verdict > summary")
    tab_to(page, receipt)
    page.keyboard.press("Enter")
    expect(page.get_by_text("Patients fulfilled the criteria.").first, "the receipt unfolds in place").to_be_visible()
    tab_to(page, page.get_by_role("link", name="BibTeX"))
    with page.expect_download() as citation:
        page.keyboard.press("Enter")
    assert citation.value.suggested_filename == f"{study_page.slug}.bib"

    page.keyboard.press("Home")
    write = page.get_by_role("link", name="Tell us privately")
    tab_to(page, write)
    enter(page)
    tab_to(page, page.get_by_label("What should we know?"))
    page.keyboard.type(TEXT)
    tab_to(page, page.get_by_role("button", name="Send privately"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Your letter has arrived")).to_be_visible()
    page.wait_for_load_state()
    tab_to(page, page.get_by_label("The same code, to copy"))
    assert Contribution.objects.get().publication == study_page
    assert not visit.errors


CLIPPED = r"""() => {
  // What hides a part of its text, and what stands outside of the window.
  const told = [];
  const wide = document.documentElement.scrollWidth;
  if (wide > innerWidth) told.push(`the page is ${wide} wide`);
  for (const element of document.querySelectorAll("body *")) {
    const own = [...element.childNodes].some(node => node.nodeType === 3 && node.textContent.trim());
    if (!own || element.closest(".unseen, .skip, [hidden], svg, script, style, option, title, .trap")) continue;
    if (element.closest("[role=region][tabindex='0']")) continue;  // scrolls by itself, and says so
    const box = element.getBoundingClientRect(), style = getComputedStyle(element);
    if (!box.width || !box.height) continue;
    const says = `${element.tagName} “${element.textContent.trim().slice(0, 40)}”`;
    if (box.right > innerWidth + 1 || box.left < -1) told.push(`${says} leaves the window`);
    const hides = style.overflowX !== "visible" || style.overflowY !== "visible";
    const cut = element.scrollWidth > element.clientWidth + 1 || element.scrollHeight > element.clientHeight + 1;
    if (hides && cut && !element.matches("input, textarea, select")) told.push(`${says} is cut off`);
  }
  return told;
}"""

OVERLAPS = r"""() => {
  // Lines of text that lie upon each other, of elements that are not one within the other.
  const boxes = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const parent = node.parentElement;
    const passed = ".unseen, .skip, [hidden], svg, script, style, option, details:not([open]) > :not(summary)";
    if (!node.textContent.trim() || parent.closest(passed)) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    for (const box of range.getClientRects()) {
      if (box.width > 2) boxes.push([box.left, box.top, box.right, box.bottom, node.textContent.trim().slice(0, 30)]);
    }
  }
  boxes.sort((one, other) => one[1] - other[1]);
  const told = [];
  for (let first = 0; first < boxes.length; first++) {
    for (let second = first + 1; second < boxes.length && boxes[second][1] < boxes[first][3]; second++) {
      const [a, b] = [boxes[first], boxes[second]];
      const across = Math.min(a[2], b[2]) - Math.max(a[0], b[0]);
      const high = Math.min(a[3], b[3]) - Math.max(a[1], b[1]);
      if (across > 3 && high > 0.5 * Math.min(a[3] - a[1], b[3] - b[1])) told.push(`“${a[4]}” and “${b[4]}”`);
    }
  }
  return told;
}"""


def test_every_page_in_every_theme_at_its_largest_fits_the_smallest_screen(visit: Any, live_server: Any) -> None:
    study = ready_to_review()
    notices.add_notice(
        study=study, kind="retraction", date="2024-02", title="Retraction of a long-named paper about rest",
        doi="10.1234/notice", source="the journal", by=person("editor"),
    )  # fmt: skip
    slug = publish(study).study.slug
    page = visit("/", width=320)
    wrong: dict[str, list[str]] = {}
    paths = [path.format(slug=slug) for path in PAGES]
    for path in [*paths, "/start", "/faq", "/display", "/contribute", "/contribute/status", "/accounts/login/"]:
        for theme in ("light", "dim", "dark"):
            if theme == "light":
                page.context.add_cookies(
                    [{"name": "display", "value": "light.larger.loose.all", "url": live_server.url}]
                )
                page.goto(live_server.url + path)
                page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
            else:
                page.evaluate("theme => document.documentElement.dataset.theme = theme", theme)
            if found := page.evaluate(CLIPPED) + page.evaluate(OVERLAPS):
                wrong[f"{path}, {theme}"] = found[:5]
    assert not wrong, "\n".join(f"{where}: {what}" for where, what in wrong.items())
