"""People who sign in: with a password, an app that shows codes, and a browser that keeps cookies."""

from __future__ import annotations

import time
from html.parser import HTMLParser
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.contrib.auth import get_user_model
from django.test import Client

PASSWORD = "rest before you are tired"
ORIGIN = "http://testserver"


def staff(name: str = "chief", **more: Any) -> Any:
    """An administrator called `name` who signs in with PASSWORD."""
    more = {"is_staff": True, "is_superuser": True, **more}
    return get_user_model().objects.create_user(name, password=PASSWORD, **more)


def sign_in(client: Client, name: str = "chief", password: str = PASSWORD, **more: Any) -> Any:
    """The answer to the sign-in form; `more` goes to the client (REMOTE_ADDR, headers)."""
    return client.post("/accounts/login/", {"login": name, "password": password}, **more)


def with_app(person: Any) -> str:
    """Give `person` an authenticator app and recovery codes; returns the app's secret."""
    secret = generate_totp_secret()
    TOTP.activate(person, secret)
    RecoveryCodes.activate(person)
    return secret


def code(secret: str, *, periods: int = 0) -> str:
    """What the app shows now, or `periods` times thirty seconds later."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + periods))


def recovery_codes(person: Any) -> list[str]:
    return Authenticator.objects.get(user=person, type="recovery_codes").wrap().get_unused_codes()


class Form(HTMLParser):
    """The first POST form of a page that goes to `action` (any, where none is given), as a browser would send it."""

    def __init__(self, html: str, *, action: str | None = None) -> None:
        super().__init__(convert_charrefs=True)
        self.wanted, self.inside, self.done = action, False, False
        self.action = ""
        self.data: dict[str, list[str]] = {}
        self.textarea: tuple[str, list[str]] | None = None
        self.feed(html)
        assert self.done, "there is no such form on the page"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = {name: value or "" for name, value in attrs}
        fits = self.wanted is None or named.get("action") == self.wanted
        if tag == "form" and named.get("method") == "post" and not self.done and fits:
            self.inside, self.action = True, named.get("action", "")
        elif self.inside and tag == "input" and named.get("name"):
            self.data.setdefault(named["name"], []).append(named.get("value", ""))
        elif self.inside and tag == "textarea":
            self.textarea = (named["name"], [])

    def handle_data(self, data: str) -> None:
        if self.textarea:
            self.textarea[1].append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self.textarea:
            name, parts = self.textarea
            text = "".join(parts).removeprefix("\n").replace("\r\n", "\n").replace("\n", "\r\n")
            self.data.setdefault(name, []).append(text)
            self.textarea = None
        elif tag == "form" and self.inside:
            self.inside, self.done = False, True
