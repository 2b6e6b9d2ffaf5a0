"""No language breaks a page, not even one that runs from right to left: nothing leaves the screen or is cut off.

There is no such catalogue. Arabic is only named as a language, so that the pages take its direction with English words.
"""

from __future__ import annotations

from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import expect

from evidence.actions import texts
from tests.factories import person, publish, ready_to_review

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PAGES = [
    "/", "/evidence", "/evidence/{slug}", "/evidence/{slug}?part=1", "/evidence/{slug}/history",
    "/evidence/{slug}/v/1/diff/2", "/evidence?q=nothingatall", "/evidence/search-help", "/criteria/ccc2003",
    "/pem/required", "/methodology", "/methodology/classifier", "/map", "/charts", "/topics/gut", "/retractions",
    "/corrections", "/authors?letter=v", "/releases", "/api", "/display", "/glossary", "/accessibility", "/contribute",
    "/contribute/status",
]  # fmt: skip

FAULTS = """(direction) => {
    const root = document.documentElement, wide = root.clientWidth, found = [];
    if (root.scrollWidth > wide) found.push(`scrolls sideways: ${root.scrollWidth}`);
    if (getComputedStyle(document.body).direction !== direction) found.push('runs the wrong way');
    for (const one of document.querySelectorAll('body *')) {
        if (one.closest('.scroll, svg, .unseen, .skip, .trap, [hidden]')) continue;
        const box = one.getBoundingClientRect();
        if (!box.width || !box.height) continue;
        if (box.left < -1 || box.right > wide + 1) found.push(`${one.tagName}.${one.className} leaves the screen`);
        const look = getComputedStyle(one);
        if (look.overflowX === 'hidden' && one.scrollWidth > one.clientWidth + 1)
            found.push(`${one.tagName}.${one.className} is cut off`);
    }
    return found.slice(0, 5);
}"""


def test_every_page_fits_its_screen(visit: Any, live_server: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "LANGUAGES", [*settings.LANGUAGES, ("ar", "Arabic")])
    study = ready_to_review(facts={"topics": ["gut"], "design": "cohort"})
    publish(study)
    texts.write_text(study=study, by=person("editor"), texts={"summary": "Other words."})
    slug = publish(study, reason="The summary was hard to read.").study.slug
    page = visit("/about", width=320)
    faults = {}
    # German is here for its long words, which have to break on a phone.
    for key, direction, widths in (("ar", "rtl", (320, 1200)), ("de", "ltr", (320,))):
        page.context.add_cookies(
            [{"name": "display", "value": f"device.larger.loose.all.{key}", "url": live_server.url}]
        )
        for path in PAGES:
            page.goto(live_server.url + path.format(slug=slug))
            expect(page.locator(f"html[lang={key}]"), path).to_have_count(1)
            for width in widths:
                page.set_viewport_size({"width": width, "height": 900})
                if found := page.evaluate(FAULTS, direction):
                    faults[key, path, width] = found
    assert not faults
