"""Signing in, in a real browser: an app, a security key, and a session that ends while somebody writes."""

from __future__ import annotations

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session

from evidence.models import AuditEvent, Study
from tests.factories import draft
from tests.factories.accounts import PASSWORD, code, staff

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]


def sign_in(page: Any, name: str = "chief") -> None:
    page.get_by_label("Username").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()


def sign_out(page: Any, server: Any) -> None:
    page.goto(server.url + "/accounts/logout/")
    page.get_by_role("button", name="Sign out").click()


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_an_app_is_set_up_and_asked_for(visit, live_server, settings, javascript: bool) -> None:
    settings.SECOND_FACTOR_REQUIRED = True
    staff()
    page = visit("/admin/", javascript=javascript)
    sign_in(page)
    assert page.get_by_text("Before you can go on, please set a second factor up.").is_visible()
    page.goto(live_server.url + "/admin/evidence/study/")
    assert page.url.endswith("/accounts/2fa/"), "nothing else of the desk is open"
    page.get_by_role("link", name="Set up an app").click()
    picture = page.locator("img.qr")
    assert not javascript or picture.evaluate("image => image.complete && image.naturalWidth > 0")
    secret = page.locator("code.key").inner_text()
    page.get_by_label("Authenticator code").fill("000000" if code(secret) != "000000" else "111111")
    page.get_by_role("button", name="Set up the app").click()
    page.get_by_text("This code is not right").wait_for()  # the answer has the same address, so the click does not wait
    page.get_by_label("Authenticator code").fill(code(secret))
    page.get_by_role("button", name="Set up the app").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Your recovery codes"
    assert page.locator("ul.codes li").count() == 10
    page.get_by_role("link", name="Go to the desk").click()
    assert page.url.endswith("/admin/")

    sign_out(page, live_server)
    page.goto(live_server.url + "/admin/")
    sign_in(page)
    assert page.get_by_role("heading", level=1).inner_text() == "Your second factor"
    page.get_by_label("Code", exact=True).fill(code(secret))
    page.get_by_role("button", name="Sign in").click()
    assert page.url.endswith("/admin/")
    assert not visit.errors, "the pages work under our Content-Security-Policy"


def test_a_security_key_is_added_and_asked_for(visit, live_server, settings) -> None:
    settings.SECOND_FACTOR_REQUIRED = True
    staff()
    page = visit("/admin/")
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    key = devices.send("WebAuthn.addVirtualAuthenticator", {"options": {
        "protocol": "ctap2", "transport": "usb", "hasResidentKey": False, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }})["authenticatorId"]  # fmt: skip
    sign_in(page)
    page.get_by_role("link", name="Add a security key").click()
    page.get_by_label("Name").fill("The blue one")
    page.get_by_role("button", name="Add the key").click()
    page.get_by_role("heading", name="Your recovery codes").wait_for()
    assert str(Authenticator.objects.get(type="webauthn")) == "The blue one"

    sign_out(page, live_server)
    page.goto(live_server.url + "/admin/")
    sign_in(page)
    assert page.get_by_role("heading", level=1).inner_text() == "Your second factor"
    page.get_by_role("button", name="Use a security key").click()
    page.wait_for_url("**/admin/")
    assert AuditEvent.objects.filter(action="account.signed_in").first().detail == {"second_factor": "webauthn"}
    assert not visit.errors, "the pages work under our Content-Security-Policy"

    sign_out(page, live_server)
    devices.send("WebAuthn.setUserVerified", {"authenticatorId": key, "isUserVerified": False})
    devices.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": key})
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": {
        "protocol": "ctap2", "transport": "usb", "automaticPresenceSimulation": True,
    }})  # fmt: skip
    page.goto(live_server.url + "/admin/")
    sign_in(page)
    page.get_by_role("button", name="Use a security key").click()
    page.get_by_text("The security key did not answer, or it was cancelled.").wait_for()
    page.goto(live_server.url + "/admin/")
    assert "/accounts/" in page.url, "a stranger's key opens nothing"


@pytest.mark.parametrize("javascript", [False, True], ids=["without JavaScript", "with JavaScript"])
def test_a_session_that_ends_while_somebody_writes_loses_nothing(visit, javascript: bool) -> None:
    staff()
    study = draft()
    text = 'They rested.\n\n  Then they rested <again> & wrote "it" down.'
    page = visit("/admin/", javascript=javascript)
    sign_in(page)
    page.goto(page.url + f"evidence/study/{study.pk}/change/")
    page.get_by_label("Abstract").fill(text)
    page.get_by_label("Country").fill("Norway")
    Session.objects.all().delete()
    page.get_by_role("button", name="Save", exact=True).click()

    assert page.get_by_role("heading", level=1).inner_text() == "You were signed out. Nothing is lost."
    assert page.get_by_label("Abstract").input_value() == text
    assert page.get_by_label("Country").input_value() == "Norway"
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Sign in (opens a new tab)").click()
    tab = opened.value
    sign_in(tab)
    assert tab.get_by_text("Close this tab and go back to the other one.").is_visible()
    tab.close()

    page.get_by_role("button", name="Continue after signing in").click()
    assert page.get_by_role("heading", level=1).inner_text() == "You signed in again. Nothing is lost."
    assert Study.objects.get().country == ""
    page.get_by_role("button", name="Send it again").click()
    page.get_by_text("was changed successfully").wait_for()
    saved = Study.objects.get()
    assert (saved.country, saved.abstract.replace("\r\n", "\n")) == ("Norway", text)


def test_the_pages_fit_every_width_and_the_keyboard(visit) -> None:
    staff()
    for path in ("/accounts/login/", "/accounts/password/reset/"):
        for width in (320, 1280):
            for dark in (False, True):
                page = visit(path, width=width, dark=dark)
                assert page.evaluate("document.documentElement.scrollWidth") <= width, path
    page = visit("/accounts/login/")
    page.get_by_label("Username").press_sequentially("chief")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/admin/")
