"""The study workbench in a real browser: with JavaScript, and without."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from playwright.sync_api import expect

from evidence.desk.readability import counts
from evidence.models import Revision, Study, StudyText
from tests.factories import person, ready_to_review
from tests.functional.steps import enter, follow, press, see

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]

SAMPLES = [
    "",
    " \n ",
    "Rest.",
    "People who rested had lower symptom scores after six months.",
    "Some people with ME/CFS rested more, e.g. the ill ones. Their scores fell!\nA second item\n\nA third: 3.5 %…",
    "He said “stop.” Then he left. Fatigue, malaise and naïve role-plays; unique diseases changed houses.",
    "Individuals exhibiting post-exertional symptomatology demonstrated attenuated severity. " * 12,
    "one\u00a0two\u2009three\ufefffour\u3000five — six",
    "Ça a été étudié; Ödem, Æther and Ÿ. " * 3,
]


@pytest.fixture
def open_as(visit: Any, live_server: Any) -> Any:
    """`open_as(name, study, ...)`: that editor's browser, signed in, on the workbench of a study."""

    def open_page(name: str, study: Study, *roles: str, **how: Any) -> Any:
        account = person(name, roles=roles or ["Editor"])
        account.is_staff = True
        account.save()
        client = Client()
        client.force_login(account)
        page = visit("/health/live", **how)
        page.context.add_cookies(
            [{"name": name, "value": morsel.value, "url": live_server.url} for name, morsel in client.cookies.items()]
        )
        page.goto(f"{live_server.url}/admin/desk/study/{study.pk}")
        return page

    return open_page


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_two_editors_write_compare_merge_and_submit(open_as: Any, javascript: bool) -> None:
    study = ready_to_review()
    mine = open_as("editor", study, javascript=javascript)
    theirs = open_as("colleague", study, javascript=javascript)
    see(theirs, "Also here now: Editor.")

    theirs.get_by_label("Summary:", exact=True).fill("Theirs: fewer words.")
    theirs.get_by_label("Strengths of the method:").fill("Many people.")
    press(theirs, "Save facts and texts")
    see(theirs, "Saved.")

    mine.get_by_label("Summary:", exact=True).fill("Mine: other words.")
    mine.get_by_label("Country:").fill("Norway")
    press(mine, "Take it for 48 hours")
    see(mine, "It is yours until")
    expect(mine.get_by_label("Summary:", exact=True), "nothing is lost").to_have_value("Mine: other words.")
    press(mine, "Save facts and texts")
    see(mine, "Nothing of yours is lost")
    see(mine, "Saved now by Colleague")
    see(mine, "Many people.")
    see(mine, "Norway")
    press(mine, "Save what I chose")
    see(mine, "Choose for every field")
    mine.get_by_label("Keep what stands in this box").check()
    mine.get_by_label("Summary", exact=True).fill("Both: fewer, other words.")
    press(mine, "Save what I chose")
    see(mine, "Saved.")
    text = StudyText.objects.get()
    assert (text.summary, text.strengths) == ("Both: fewer, other words.", "Many people.")
    assert Study.objects.get().country == "Norway"

    press(mine, "Submit for review")
    see(mine, "Revision 1 is in review")
    mine.get_by_label("Why it is taken back").fill("A number is wrong.")
    press(mine, "Take back from review")
    see(mine, "Revision 1 is back on the desk")
    see(mine, "Why: A number is wrong.")
    assert Revision.objects.get().steps.get().note == "A number is wrong."
    press(mine, "Hand it back")
    see(mine, "Handed back. Thank you.")


def test_enter_in_a_small_box_saves_and_loses_nothing(open_as: Any) -> None:
    study = ready_to_review()
    page = open_as("editor", study)
    page.get_by_text("Add a related record").click()
    page.get_by_label("or another work: its title").fill("Elsewhere")
    page.get_by_label("Country:").fill("Norway")
    enter(page)
    see(page, "It still stands where you typed it.")
    assert Study.objects.get().country == "Norway"
    expect(page.get_by_label("or another work: its title")).to_have_value("Elsewhere")


def test_counts_while_typing_are_those_of_the_server(open_as: Any) -> None:
    page = open_as("editor", ready_to_review())
    box, told = page.locator("#id_texts-one_sentence"), page.locator("[data-counts-of=id_texts-one_sentence]")
    for sample in SAMPLES:
        box.fill(sample)
        expect(told, sample).to_have_js_property("innerText", counts(box.input_value(), 25))


def test_leaving_with_unsaved_text_asks_first(open_as: Any) -> None:
    page = open_as("editor", ready_to_review())
    page.get_by_label("Country:").fill("Norway")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))
    follow(page.get_by_role("link", name="Studies").first)
    expect(page).to_have_url(re.compile("/evidence/study/$"))
    assert asked == ["beforeunload"]


def test_the_keyboard_alone_is_enough(open_as: Any) -> None:
    page = open_as("editor", ready_to_review())
    page.locator("#id_texts-why_it_matters").focus()
    page.keyboard.press("End")
    page.keyboard.type(" Nobody knows.")
    page.get_by_role("button", name="Save facts and texts").first.focus()
    enter(page)
    see(page, "Saved.")
    assert "Nobody knows." in StudyText.objects.get().why_it_matters


@pytest.mark.parametrize("width", [320, 1280])
def test_both_pages_fit_the_window(open_as: Any, visit: Any, width: int) -> None:
    study = ready_to_review()
    page = open_as("editor", study, width=width)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    other = open_as("colleague", study)
    other.get_by_label("Summary:", exact=True).fill("Theirs.")
    press(other, "Save facts and texts")
    see(other, "Saved.")
    page.get_by_label("Summary:", exact=True).fill("Mine.")
    press(page, "Save facts and texts")
    see(page, "both of you changed it")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    small = page.evaluate(
        "[...document.querySelectorAll('.bench button, .bench summary, .bench .bench-choice label')]"
        ".filter(e => e.getBoundingClientRect().height < 44).map(e => e.textContent)"
    )
    assert not small
    assert not [told for told in visit.errors if "409" not in told]
