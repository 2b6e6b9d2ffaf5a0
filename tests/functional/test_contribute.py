"""What a reader does who found a mistake, in a real browser: write, keep the code, follow the letter, take it back."""

from __future__ import annotations

import re

import pytest
from django.db import OperationalError
from playwright.sync_api import expect

from contributions import sealing
from contributions.actions import sending
from contributions.models import Contribution
from tests.factories import publish
from tests.factories.letters import change_page, letter
from tests.functional.steps import follow, press, see

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]

TEXT = "The table says 45 people,\nthe summary says 54."


def arrived(page) -> None:
    expect(page.get_by_role("heading", name="Your letter has arrived")).to_be_visible()


def fits(page, width: int) -> bool:
    return page.evaluate("document.documentElement.scrollWidth") <= width


def small_targets(page) -> list[str]:
    """Buttons, fields and links on a line of their own that are lower than a finger needs."""
    return page.evaluate(
        """() => [...document.querySelectorAll("main button, main input:not([type=hidden], [tabindex='-1']), "
            + "main select, main textarea, main .button")]
            .map((one) => one.type === "radio" ? one.closest("label") : one)
            .filter((one) => one.getBoundingClientRect().height < 43.9)
            .map((one) => one.outerHTML.slice(0, 90))"""
    )


@pytest.mark.parametrize("javascript", [False, True], ids=["without JavaScript", "with JavaScript"])
def test_a_reader_writes_follows_and_takes_back(visit, javascript: bool) -> None:
    study_page = publish()
    page = visit(f"/evidence/{study_page.slug}", javascript=javascript)
    follow(page.get_by_role("link", name="Tell us privately"))
    origins = []
    page.on("request", lambda request: origins.append(request.all_headers()) if request.method == "POST" else None)
    expect(page.get_by_text(study_page.title)).to_be_visible()
    page.get_by_label("What should we know?").fill(TEXT)
    page.get_by_label("Your e-mail address").fill("reader@example.org")
    page.get_by_label("You may ask me questions about this letter.").check()
    page.get_by_role("button", name="Send privately").click()
    arrived(page)
    code = page.locator("p.code").inner_text()
    assert re.fullmatch(r"([0-9A-Z]{4}-){6}[0-9A-Z]{4}", code)
    expect(page.get_by_label("The same code, to copy")).to_have_value(code)
    expect(page.locator("main")).to_contain_text("Write this down", use_inner_text=True)
    expect(page).not_to_have_url(re.compile(code))
    row = Contribution.objects.get()
    assert row.publication == study_page
    assert sealing.unseal(row.message_sealed) == TEXT

    follow(page.get_by_role("link", name="Follow your letter"))
    page.get_by_label("Your code").fill(code.lower())
    page.get_by_role("button", name="Show my letter").click()
    see(page, "Received. It waits for a person to look at it.")
    page.get_by_role("button", name="Take my letter back").click()
    page.get_by_role("button", name="Yes, erase my letter").click()
    expect(page.get_by_role("heading", name="Your letter has been erased")).to_be_visible()
    expect(page).not_to_have_url(re.compile(code, re.IGNORECASE))
    assert Contribution.objects.get().message_sealed is None
    assert origins
    assert not any("referer" in headers for headers in origins)
    if not javascript:
        assert {headers["origin"] for headers in origins} == {"null"}, "what browsers say of a page without referrer"
    assert not visit.errors


def test_a_reload_of_the_receipt_shows_the_same_code(visit) -> None:
    page = visit("/contribute", javascript=False)
    page.get_by_label("What should we know?").fill(TEXT)
    press(page, "Send privately")
    code = page.locator("p.code").inner_text()
    page.reload()
    expect(page.locator("p.code")).to_have_text(code)
    assert Contribution.objects.count() == 1


@pytest.mark.parametrize("javascript", [False, True], ids=["without JavaScript", "with JavaScript"])
def test_an_error_keeps_the_text_and_leads_to_the_field(visit, javascript: bool) -> None:
    page = visit("/contribute", javascript=javascript)
    page.get_by_label("What should we know?").fill(TEXT)
    page.get_by_label("Your e-mail address").fill("no address")
    page.get_by_role("button", name="Send privately").click()
    see(page, "One thing needs another look")
    expect(page).to_have_title(re.compile("^Error: "))
    expect(page.locator(":focus")).to_have_class("alert trouble")
    expect(page.get_by_label("What should we know?")).to_have_value(TEXT)
    page.get_by_role("link", name="This does not look like one e-mail address").click()
    expect(page.locator("#id_contact")).to_be_focused()
    page.get_by_label("Your e-mail address").fill("")
    page.get_by_role("button", name="Send privately").click()
    arrived(page)


@pytest.mark.parametrize("javascript", [False, True], ids=["without JavaScript", "with JavaScript"])
def test_an_expired_token_keeps_the_text(visit, javascript: bool) -> None:
    page = visit("/contribute", javascript=javascript)
    page.get_by_label("What should we know?").fill(TEXT)
    page.context.clear_cookies()
    page.get_by_role("button", name="Send privately").click()
    see(page, "Please send it once more")
    expect(page.get_by_label("What should we know?")).to_have_value(TEXT)
    page.get_by_role("button", name="Send privately").click()
    arrived(page)
    assert Contribution.objects.count() == 1


@pytest.mark.parametrize("javascript", [False, True], ids=["without JavaScript", "with JavaScript"])
def test_a_database_that_is_down_keeps_the_text(visit, monkeypatch, javascript: bool) -> None:
    page = visit("/contribute", javascript=javascript)
    page.get_by_label("What should we know?").fill(TEXT)
    monkeypatch.setattr(sending, "send", fails)
    page.get_by_role("button", name="Send privately").click()
    see(page, "It could not be sent just now")
    expect(page.get_by_label("What should we know?")).to_have_value(TEXT)
    monkeypatch.undo()
    page.get_by_role("button", name="Send privately").click()
    arrived(page)


def fails(**_: object) -> None:
    raise OperationalError("the server closed the connection unexpectedly")


def test_without_a_connection_the_text_stays(visit) -> None:
    page = visit("/contribute")
    page.get_by_label("What should we know?").fill(TEXT)
    page.route("**/contribute", lambda route: route.abort())
    page.get_by_role("button", name="Send privately").click()
    see(page, "There is no connection.")
    page.unroute("**/contribute")
    page.route("**/contribute", lambda route: route.fulfill(status=502, content_type="text/html", body="<h1>Bad</h1>"))
    page.get_by_role("button", name="Send privately").click()
    see(page, "It could not be sent just now (502).")
    expect(page.get_by_label("What should we know?")).to_have_value(TEXT)
    assert page.evaluate("[sessionStorage.length, localStorage.length]") == [0, 0]
    page.unroute("**/contribute")
    page.get_by_role("button", name="Send privately").click()
    arrived(page)
    assert Contribution.objects.count() == 1


def test_a_question_of_ours_is_answered(visit) -> None:
    found = letter(state="needs_information")
    page = visit("/contribute/status")
    page.get_by_label("Your code").fill("0000-1111")
    page.get_by_role("button", name="Show my letter").click()
    see(page, "There is no letter with this code.")
    expect(page.get_by_label("Your code"), "what was typed can be put right").to_have_value("0000-1111")
    page.get_by_label("Your code").fill(found.code)
    page.get_by_role("button", name="Show my letter").click()
    see(page, "Which table do you mean?")
    page.get_by_label("Your answer").fill("Table 2.")
    page.get_by_role("button", name="Send privately").click()
    see(page, "Your answer has been sent.")


def test_every_page_fits_every_width_in_light_and_dark(visit) -> None:
    study_page = publish()
    linked = letter(state="linked", page=study_page)
    change_page(study_page)

    def check(what: str) -> None:
        for width, colours in ((320, "dark"), (320, "light"), (1280, "dark"), (1280, "light")):
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=colours)
            assert fits(page, width), f"{what} scrolls sideways at {width}"
            assert not small_targets(page), what

    page = visit(f"/contribute?page={study_page.slug}&n=1", javascript=False)
    check("the form")
    press(page, "Send privately")
    check("an error")
    page.get_by_label("What should we know?").fill("Some words.")
    press(page, "Send privately")
    check("the receipt")
    given = page.locator("p.code").inner_text()
    follow(page.get_by_role("link", name="Follow your letter"))
    check("the box for the code")
    for code in (linked.code, given):
        page.goto(page.url.partition("/contribute")[0] + "/contribute/status")
        page.get_by_label("Your code").fill(code)
        press(page, "Show my letter")
        check("a letter")
    press(page, "Take my letter back")
    check("the question before erasing")
    page.goto(page.url.partition("/contribute")[0] + "/corrections")
    check("the ledger")


def test_the_printed_receipt_holds_the_code_and_the_way_to_the_letter(visit) -> None:
    page = visit("/contribute", javascript=False)
    page.get_by_label("What should we know?").fill("Some words.")
    press(page, "Send privately")
    page.emulate_media(media="print")
    expect(page.locator("p.code")).to_be_visible()
    expect(page.get_by_text("/contribute/status")).to_be_visible()
    expect(page.get_by_role("navigation")).not_to_be_visible()
    expect(page.get_by_label("The same code, to copy")).not_to_be_visible()
