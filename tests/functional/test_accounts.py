"""Signing in, in a real browser: an app, a security key, and a session that ends while somebody writes."""

from __future__ import annotations

import re
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from evidence.models import AuditEvent, Study
from tests.factories import draft
from tests.factories.accounts import PASSWORD, code, staff
from tests.functional.steps import enter, follow, press, see

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]


def sign_in(page: Any, name: str = "chief") -> None:
    page.get_by_label("Username").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    follow(page.get_by_role("button", name="Sign in"))


def sign_out(page: Any, server: Any) -> None:
    page.goto(server.url + "/accounts/logout/")
    follow(page.get_by_role("button", name="Sign out"))


@pytest.mark.parametrize("javascript", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_an_app_is_set_up_and_asked_for(visit, live_server, settings, javascript: bool) -> None:
    settings.SECOND_FACTOR_REQUIRED = True
    staff()
    page = visit("/admin/", javascript=javascript)
    sign_in(page)
    expect(page.get_by_text("Before you can go on, please set a second factor up.")).to_be_visible()
    page.goto(live_server.url + "/admin/evidence/study/")
    expect(page, "nothing else of the desk is open").to_have_url(f"{live_server.url}/accounts/2fa/")
    follow(page.get_by_role("link", name="Set up an app"))
    picture = page.locator("img.qr")
    assert not javascript or picture.evaluate("image => image.complete && image.naturalWidth > 0")
    secret = page.locator("code.key").inner_text()
    page.get_by_label("Authenticator code").fill("000000" if code(secret) != "000000" else "111111")
    press(page, "Set up the app")
    see(page, "This code is not right")
    page.get_by_label("Authenticator code").fill(code(secret))
    press(page, "Set up the app")
    expect(page.get_by_role("heading", level=1)).to_have_text("Your recovery codes")
    expect(page.locator("ul.codes li")).to_have_count(10)
    follow(page.get_by_role("link", name="Go to the desk"))
    expect(page).to_have_url(f"{live_server.url}/admin/")

    sign_out(page, live_server)
    page.goto(live_server.url + "/admin/")
    sign_in(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Your second factor")
    page.get_by_label("Code", exact=True).fill(code(secret))
    follow(page.get_by_role("button", name="Sign in"))
    expect(page).to_have_url(f"{live_server.url}/admin/")
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
    follow(page.get_by_role("link", name="Add a security key"))
    page.get_by_label("Name").fill("The blue one")
    press(page, "Add the key")
    expect(page.get_by_role("heading", name="Your recovery codes")).to_be_visible()
    assert str(Authenticator.objects.get(type="webauthn")) == "The blue one"

    sign_out(page, live_server)
    page.goto(live_server.url + "/admin/")
    sign_in(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Your second factor")
    press(page, "Use a security key")
    expect(page).to_have_url(f"{live_server.url}/admin/")
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
    see(page, "The security key did not answer, or it was cancelled.")
    page.goto(live_server.url + "/admin/")
    expect(page, "a stranger's key opens nothing").to_have_url(re.compile("/accounts/"))


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
    press(page, "Save")

    expect(page.get_by_role("heading", level=1)).to_have_text("You were signed out. Nothing is lost.")
    expect(page.get_by_label("Abstract")).to_have_value(text)
    expect(page.get_by_label("Country")).to_have_value("Norway")
    with page.context.expect_page() as opened:
        page.get_by_role("link", name="Sign in (opens a new tab)").click()
    tab = opened.value
    tab.wait_for_load_state()
    sign_in(tab)
    expect(tab.get_by_text("Close this tab and go back to the other one.")).to_be_visible()
    tab.close()

    press(page, "Continue after signing in")
    expect(page.get_by_role("heading", level=1)).to_have_text("You signed in again. Nothing is lost.")
    assert Study.objects.get().country == ""
    press(page, "Send it again")
    see(page, "was changed successfully")
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
    enter(page)
    expect(page).to_have_url(re.compile("/admin/$"))
