"""Two coders code a study in a real browser; they agree, or a third person decides. With and without JavaScript."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from evidence.models import PEMAssessment, PEMClassification
from tests.factories import draft
from tests.functional.steps import enter, follow, press, see
from tests.integration.test_coding import signed_in

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]


@pytest.fixture
def desk(visit: Any, live_server: Any, settings: Any) -> Any:
    """`desk(name, study)` opens the study's coding room in a browser of its own, in which `name` is signed in."""

    def open_room(name: str, study: Any, **how: Any) -> Any:
        session = signed_in(name).cookies[settings.SESSION_COOKIE_NAME].value
        page = visit("/health/live", **how)
        page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": live_server.url}])
        page.goto(f"{live_server.url}/admin/desk/coding/{study.pk}")
        return page

    open_room.errors = visit.errors
    return open_room


def tick(page: Any, group: int, name: str) -> None:
    page.locator(f"#group-{group}-requirement-1").get_by_label(name).check()


def finish(page: Any, verdict: str) -> None:
    page.get_by_label(verdict, exact=True).check()
    page.get_by_label("The paper's own words").fill("Patients met the criteria.")
    page.get_by_label("Where it stands").fill("Methods, Participants")
    page.get_by_label("The full text").check()
    page.get_by_label("I have finished. This is final.").check()
    press(page, "Submit my reading")


CCC, FUKUDA = "Canadian Consensus Criteria", "Fukuda / CDC 1994"


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_two_coders_agree_and_the_verdict_is_settled(desk: Any, javascript: bool) -> None:
    study = draft(abstract="Forty people took part.")
    # The first reads two groups, and checks before submitting.
    page = desk("coder_one", study, javascript=javascript)
    press(page, "Take this study")
    expect(page.get_by_text("Forty people took part.")).to_be_visible()
    page.get_by_label("Yes: people with ME/CFS took part").check()
    tick(page, 1, CCC)
    page.get_by_label("Name of the group").fill("Site A")
    press(page, "Add a group")
    expect(page).to_have_url(re.compile("#group-2$"))
    expect(page.get_by_label("Name of the group").first).to_have_value("Site A")
    tick(page, 2, FUKUDA)
    page.get_by_label("PEM not required", exact=True).check()
    press(page, "Check against the rules")
    expect(page).to_have_url(re.compile("#check$"))
    expect(page.get_by_text("By the rules: PEM not required.")).to_be_visible()
    expect(page.get_by_text("Your verdict says the same.")).to_be_visible()
    finish(page, "PEM not required")
    expect(page.get_by_text("Your reading of")).to_be_visible()
    first = page
    # The second is interrupted: the draft was kept, by the script or by the button.
    page = desk("coder_two", study, javascript=javascript)
    press(page, "Take this study")
    page.get_by_label("Yes: people with ME/CFS took part").check()
    tick(page, 1, FUKUDA)
    if javascript:
        # "Saved at" may stand there for the ticks already: it is this comment that has to be on the server.
        with page.expect_response(lambda answer: "Interrupted here" in (answer.request.post_data or "")):
            page.get_by_label("Comment").fill("Interrupted here")
        see(page, "Saved at")
    else:
        page.get_by_label("Comment").fill("Interrupted here")
        press(page, "Save draft")
        expect(page.get_by_text("Saved.")).to_be_visible()
    page.context.close()
    page = desk("coder_two", study, javascript=javascript)
    expect(page.get_by_label("Comment")).to_have_value("Interrupted here")
    expect(page.locator("#group-1-requirement-1").get_by_label(FUKUDA)).to_be_checked()
    press(page, "Add a group")
    expect(page).to_have_url(re.compile("#group-2$"))
    tick(page, 2, CCC)
    finish(page, "PEM not required")
    expect(page.get_by_text("two coders agreed")).to_be_visible()
    assert PEMClassification.objects.exclude(method="machine").get().method == "two_coders"
    first.reload()
    expect(first.get_by_text("two coders agreed")).to_be_visible()
    assert not desk.errors


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_two_coders_differ_and_a_third_decides(desk: Any, javascript: bool) -> None:
    study = draft(abstract="Forty people took part.")
    for name, criteria, verdict in (("coder_one", CCC, "PEM required"), ("coder_two", FUKUDA, "PEM not required")):
        page = desk(name, study, javascript=javascript)
        press(page, "Take this study")
        page.get_by_label("Yes: people with ME/CFS took part").check()
        tick(page, 1, criteria)
        finish(page, verdict)
    expect(page.get_by_text("The two readings differ, so a third person decides.")).to_be_visible()
    page = desk("third", study, javascript=javascript)
    follow(page.get_by_role("link", name="Decide between the two readings"))
    expect(page.get_by_text("Differs", exact=True)).to_have_count(2)
    page.get_by_label("The facts of reading A").check()
    page.get_by_label("The words that reading A copied").check()
    page.get_by_label("Why I decided so").fill("Table 1 names the Canadian criteria.")
    press(page, "Check against the rules")
    expect(page.get_by_text("By the rules: PEM required.")).to_be_visible()
    page.get_by_label("I have decided. This is final.").check()
    press(page, "Decide")
    expect(page.get_by_text("Your decision is kept.")).to_be_visible()
    settled = PEMClassification.objects.exclude(method="machine").get()
    assert (settled.verdict, settled.method, settled.decided_by.username) == ("required", "adjudicated", "third")


def test_two_windows_and_a_lost_connection_lose_nothing(desk: Any) -> None:
    study = draft()
    one = desk("coder_one", study)
    press(one, "Take this study")
    other = one.context.new_page()
    other.goto(one.url)
    other.get_by_label("Comment").fill("from the other window")
    press(other, "Save draft")
    expect(other.get_by_text("Saved.")).to_be_visible()
    one.get_by_label("Comment").fill("from this window")
    see(one, "Not saved")
    expect(one.get_by_text("A copy of what you typed is kept in this tab.")).to_be_visible()
    press(one, "Save draft")
    expect(one.get_by_role("cell", name="from the other window")).to_be_visible()
    press(one, "Keep what is on this page")
    expect(one).to_have_url(re.compile("#form$"))
    assert PEMAssessment.objects.get().draft["comment"] == "from this window"
    # The network goes; the tab is loaded again later, and brings the text back.
    one.route("**/draft", lambda route: route.abort())
    one.get_by_label("Comment").fill("typed in a tunnel")
    see(one, "there is no connection")
    one.goto(one.url.partition("#")[0].partition("?")[0])
    one.unroute("**/draft")  # not sooner: the page of before tries again
    expect(one.get_by_label("Comment")).to_have_value("from this window")
    one.get_by_role("button", name="Bring back the copy kept in this tab").click()
    expect(one.get_by_label("Comment")).to_have_value("typed in a tunnel")
    see(one, "Saved at")
    assert PEMAssessment.objects.get().draft["comment"] == "typed in a tunnel"


def test_the_form_fits_and_can_be_filled_by_keyboard(desk: Any) -> None:
    study = draft(abstract="Forty people took part. " * 30)
    page = desk("coder_one", study)
    press(page, "Take this study")
    for width in (320, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.get_by_label("Name of the group").focus()
    page.keyboard.type("Site A")
    enter(page)  # in a text field: the first button, which only saves
    expect(page).to_have_url(re.compile("saved=1"))
    expect(page.get_by_label("Name of the group")).to_have_value("Site A")
    page.get_by_label("PEM unclear", exact=True).focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("Check against the rules")
