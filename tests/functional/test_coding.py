"""Two coders code a study in a real browser; they agree, or a third person decides. With and without JavaScript."""

from __future__ import annotations

from typing import Any

import pytest

from evidence.models import PEMAssessment, PEMClassification
from tests.factories import draft
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
    page.get_by_role("button", name="Submit my reading").click()


CCC, FUKUDA = "Canadian Consensus Criteria", "Fukuda / CDC 1994"


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_two_coders_agree_and_the_verdict_is_settled(desk: Any, javascript: bool) -> None:
    study = draft(abstract="Forty people took part.")
    # The first reads two groups, and checks before submitting.
    page = desk("coder_one", study, javascript=javascript)
    page.get_by_role("button", name="Take this study").click()
    assert page.get_by_text("Forty people took part.").is_visible()
    page.get_by_label("Yes: people with ME/CFS took part").check()
    tick(page, 1, CCC)
    page.get_by_label("Name of the group").fill("Site A")
    page.get_by_role("button", name="Add a group").click()
    page.wait_for_url("**#group-2")
    assert page.get_by_label("Name of the group").first.input_value() == "Site A"
    tick(page, 2, FUKUDA)
    page.get_by_label("PEM not required", exact=True).check()
    page.get_by_role("button", name="Check against the rules").click()
    page.wait_for_url("**#check")
    assert page.get_by_text("By the rules: PEM not required.").is_visible()
    assert page.get_by_text("Your verdict says the same.").is_visible()
    finish(page, "PEM not required")
    assert page.get_by_text("Your reading of").is_visible()
    first = page
    # The second is interrupted: the draft was kept, by the script or by the button.
    page = desk("coder_two", study, javascript=javascript)
    page.get_by_role("button", name="Take this study").click()
    page.get_by_label("Yes: people with ME/CFS took part").check()
    tick(page, 1, FUKUDA)
    page.get_by_label("Comment").fill("Interrupted here")
    if javascript:
        page.get_by_text("Saved at").wait_for(timeout=15_000)
    else:
        page.get_by_role("button", name="Save draft").click()
        assert page.get_by_text("Saved.").is_visible()
    page.context.close()
    page = desk("coder_two", study, javascript=javascript)
    assert page.get_by_label("Comment").input_value() == "Interrupted here"
    assert page.locator("#group-1-requirement-1").get_by_label(FUKUDA).is_checked()
    page.get_by_role("button", name="Add a group").click()
    page.wait_for_url("**#group-2")
    tick(page, 2, CCC)
    finish(page, "PEM not required")
    assert page.get_by_text("two coders agreed").is_visible()
    assert PEMClassification.objects.exclude(method="machine").get().method == "two_coders"
    first.reload()
    assert first.get_by_text("two coders agreed").is_visible()
    assert not desk.errors


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_two_coders_differ_and_a_third_decides(desk: Any, javascript: bool) -> None:
    study = draft(abstract="Forty people took part.")
    for name, criteria, verdict in (("coder_one", CCC, "PEM required"), ("coder_two", FUKUDA, "PEM not required")):
        page = desk(name, study, javascript=javascript)
        page.get_by_role("button", name="Take this study").click()
        page.get_by_label("Yes: people with ME/CFS took part").check()
        tick(page, 1, criteria)
        finish(page, verdict)
    assert page.get_by_text("The two readings differ, so a third person decides.").is_visible()
    page = desk("third", study, javascript=javascript)
    page.get_by_role("link", name="Decide between the two readings").click()
    assert page.get_by_text("Differs", exact=True).count() == 2
    page.get_by_label("The facts of reading A").check()
    page.get_by_label("The words that reading A copied").check()
    page.get_by_label("Why I decided so").fill("Table 1 names the Canadian criteria.")
    page.get_by_role("button", name="Check against the rules").click()
    assert page.get_by_text("By the rules: PEM required.").is_visible()
    page.get_by_label("I have decided. This is final.").check()
    page.get_by_role("button", name="Decide", exact=True).click()
    assert page.get_by_text("Your decision is kept.").is_visible()
    settled = PEMClassification.objects.exclude(method="machine").get()
    assert (settled.verdict, settled.method, settled.decided_by.username) == ("required", "adjudicated", "third")


def test_two_windows_and_a_lost_connection_lose_nothing(desk: Any) -> None:
    study = draft()
    one = desk("coder_one", study)
    one.get_by_role("button", name="Take this study").click()
    other = one.context.new_page()
    other.goto(one.url)
    other.get_by_label("Comment").fill("from the other window")
    other.get_by_role("button", name="Save draft").click()
    assert other.get_by_text("Saved.").is_visible()
    one.get_by_label("Comment").fill("from this window")
    one.get_by_text("Not saved").wait_for(timeout=15_000)
    assert one.get_by_text("A copy of what you typed is kept in this tab.").is_visible()
    one.get_by_role("button", name="Save draft").click()
    assert one.get_by_role("cell", name="from the other window").is_visible()
    one.get_by_role("button", name="Keep what is on this page").click()
    one.wait_for_url("**#form")
    assert PEMAssessment.objects.get().draft["comment"] == "from this window"
    # The network goes; the tab is loaded again later, and brings the text back.
    one.route("**/draft", lambda route: route.abort())
    one.get_by_label("Comment").fill("typed in a tunnel")
    one.get_by_text("there is no connection").wait_for(timeout=15_000)
    one.unroute("**/draft")
    one.goto(one.url.partition("#")[0].partition("?")[0])
    assert one.get_by_label("Comment").input_value() == "from this window"
    one.get_by_role("button", name="Bring back the copy kept in this tab").click()
    assert one.get_by_label("Comment").input_value() == "typed in a tunnel"
    one.get_by_text("Saved at").wait_for(timeout=15_000)
    assert PEMAssessment.objects.get().draft["comment"] == "typed in a tunnel"


def test_the_form_fits_and_can_be_filled_by_keyboard(desk: Any) -> None:
    study = draft(abstract="Forty people took part. " * 30)
    page = desk("coder_one", study)
    page.get_by_role("button", name="Take this study").click()
    for width in (320, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.get_by_label("Name of the group").focus()
    page.keyboard.type("Site A")
    page.keyboard.press("Enter")  # in a text field: the first button, which only saves
    page.wait_for_url("**saved=1**")
    assert page.get_by_label("Name of the group").input_value() == "Site A"
    page.get_by_label("PEM unclear", exact=True).focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Check against the rules"
