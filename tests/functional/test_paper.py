"""On paper: one side for a visit to the doctor, the whole page by choice, and a code that leads back."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.factories import publish

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]

LONG = "Scores were lower after six months, and some people said that they could do a little more than before. "


def sides(page: Any) -> int:
    return len(re.findall(rb"/Type\s*/Page[^s]", page.pdf(format="A4")))


def test_a_page_is_one_side_and_the_whole_page_is_there_by_choice(visit: Any, live_server: Any) -> None:
    study = publish(
        text={
            "one_sentence": "People who rested had lower symptom scores after six months.",
            "summary": "\n\n".join([LONG * 2] * 3),
            "why_it_matters": LONG * 3,
            "does_not_prove": "That rest caused the change.\nThat it helps everybody.\nThat it lasts.",
            "observed_findings": LONG * 12,
            "limitations": LONG * 12,
        }
    ).study
    page = visit(f"/evidence/{study.slug}")
    assert sides(page) == 1
    page.emulate_media(media="print")
    for words in (
        "In one sentence",
        "What this study does not prove",
        "Patients fulfilled the criteria.",
        f"/s/{study.pk}",
    ):
        expect(page.get_by_text(words).filter(visible=True), words).not_to_have_count(0)
    expect(page.get_by_role("img", name="Square code")).to_be_visible()
    expect(page.get_by_text("What was observed").first).not_to_be_visible()
    page.goto(f"{live_server.url}/evidence/{study.slug}?print=whole")
    expect(page.get_by_text("What was observed").first).to_be_visible()
    assert sides(page) > 1
    assert page.goto(f"{live_server.url}/s/{study.pk}").url.endswith(f"/evidence/{study.slug}")
