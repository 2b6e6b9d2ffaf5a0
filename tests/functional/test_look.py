"""Sizes as a browser lays them out: what can be pressed is large enough, lines are short, and nothing is lost."""

from __future__ import annotations

from typing import Any

import pytest

from evidence.actions import texts
from tests.factories import person, publish
from tests.test_site import PAGES

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]

LEAST = 44
"""Pixels of CSS, each way: WCAG 2.2, 2.5.5 Target Size (Enhanced), level AAA."""
LONGEST_LINE = 65

TARGETS = r"""least => {
  // The exception of the criterion: a target in a sentence, whose height the line gives.
  const inText = element => {
    if (getComputedStyle(element).display !== "inline") return false;
    let block = element.parentElement;
    while (getComputedStyle(block).display === "inline") block = block.parentElement;
    const rest = block.cloneNode(true);
    rest.querySelectorAll("a, button, .unseen").forEach(one => one.remove());
    const beside = block.innerText.trim().length > element.innerText.trim().length + 1;
    return beside || /[\p{L}\d]{2}/u.test(rest.textContent);
  };
  const passed = ".skip, [type=hidden], [aria-hidden=true] *, details:not([open]) > :not(summary) *";
  const small = [];
  for (const element of document.querySelectorAll("a[href], button, input, select, textarea, summary")) {
    if (element.matches(passed)) continue;
    const target = element.matches("[type=checkbox], [type=radio]") ? element.closest("label") : element;
    const box = target.getBoundingClientRect();
    const [width, height] = [Math.round(box.width), Math.round(box.height)];
    if (!width || inText(target) || (width >= least && height >= least)) continue;
    small.push(`${element.tagName} ${element.innerText || element.name}: ${width} x ${height}`);
  }
  return small;
}"""
"""Every target that is too small, by what it says."""

LINES = r"""longest => {
  // Letters a line, counted where the browser broke the text: a line ends where the next letter stands below it.
  const passed = "[hidden], .pages, .files, .badges, table, svg";
  const long = [];
  for (const block of document.querySelectorAll("main p, main li, main dd")) {
    if (!block.innerText.trim() || block.querySelector("p, li") || block.closest(passed)) continue;
    const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
    let line = 0, bottom = null;
    const lengths = [];
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (node.parentElement.closest(".unseen, [hidden]")) continue;
      for (let place = 0; place < node.length; place++) {
        const range = document.createRange();
        range.setStart(node, place);
        range.setEnd(node, place + 1);
        const box = range.getBoundingClientRect();
        if (!box.width) continue;
        if (bottom !== null && box.top >= bottom) { lengths.push(line); line = 0; bottom = box.bottom; }
        bottom = bottom === null ? box.bottom : Math.max(bottom, box.bottom);
        line++;
      }
    }
    if (lengths.length < 2) continue;
    const mean = lengths.reduce((sum, one) => sum + one, 0) / lengths.length;
    if (mean > longest) long.push(`${Math.round(mean)}: ${block.innerText.slice(0, 50)}`);
  }
  return long;
}"""
"""Every text whose lines are too long, the last line of each left out, by how it begins."""


@pytest.fixture
def slug() -> str:
    study = publish(text={
        "one_sentence": "People who rested had lower symptom scores after six months.",
        "summary": "Scores were lower after six months, and some people said that they could do more. " * 6,
        "does_not_prove": "That rest caused the change, as nobody was left without rest in this invented study.",
    }).study  # fmt: skip
    texts.write_text(study=study, by=person("editor"), texts={"why_it_matters": "Few ways to rest were tested. " * 8})
    return publish(study, reason="It did not say why it matters.").study.slug


def test_what_can_be_pressed_is_large_enough_and_lines_are_short(visit: Any, live_server: Any, slug: str) -> None:
    small: dict[str, list[str]] = {}
    long: dict[str, list[str]] = {}
    for width in (390, 1280):
        page = visit("/", width=width)
        for path in [*PAGES, "/start", "/start/clinician", "/faq", "/accounts/login/"]:
            page.goto(live_server.url + path.format(slug=slug))
            page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
            if found := page.evaluate(TARGETS, LEAST):
                small[f"{path} at {width}"] = found
            if found := page.evaluate(LINES, LONGEST_LINE):
                long[f"{path} at {width}"] = found
    assert not small
    assert not long
