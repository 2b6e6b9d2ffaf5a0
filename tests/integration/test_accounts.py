"""Who may sign in, who has to show a second factor, and when a session ends."""

from __future__ import annotations

import io
import logging
import re
import threading
import time
from datetime import timedelta

import pytest
from allauth.account import urls as account_urls
from allauth.account.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver, reverse

from atlas.accounts import encryption, second_factor, sessions
from atlas.accounts.second_factor import Standing
from atlas.demo.load import PEOPLE, make_accounts
from evidence.models import AuditEvent
from tests.factories.accounts import PASSWORD, Form, code, recovery_codes, sign_in, staff, with_app

pytestmark = pytest.mark.django_db


def events() -> list[str]:
    return list(AuditEvent.objects.order_by("id").values_list("action", flat=True))


def reached(client: Client, path: str = "/admin/") -> str:
    """ "open", or where the page leads instead."""
    response = client.get(path)
    return "open" if response.status_code == 200 else response["Location"].partition("?")[0]


class TestSignUp:
    PATHS = (
        "/accounts/signup/", "/accounts/signup/passkey/", "/accounts/2fa/webauthn/signup/", "/accounts/social/signup/",
        "/accounts/3rdparty/signup/", "/accounts/email/", "/accounts/confirm-email/", "/accounts/login/code/",
        "/accounts/login/code/confirm/", "/accounts/2fa/webauthn/login/", "/accounts/3rdparty/", "/accounts/sessions/",
    )  # fmt: skip

    @pytest.mark.parametrize("path", PATHS)
    def test_has_no_address(self, client: Client, path: str) -> None:
        form = {"username": "stranger", "email": "a@b.example", "password1": PASSWORD, "password2": PASSWORD}
        assert client.get(path).status_code == 404
        assert client.post(path, form).status_code == 404
        assert not get_user_model().objects.exists()

    def test_is_closed_at_every_address_that_allauth_offers(self) -> None:
        offered = {pattern.name for pattern in account_urls.urlpatterns}
        closed = {name for name in offered if re.search("signup|email|code|phone", name)}
        assert closed >= {"account_signup", "account_email"}
        routed = {name for name in get_resolver().reverse_dict if isinstance(name, str)}
        assert not closed & routed
        assert not [name for name in routed if "social" in name or "signup" in name]

    def test_is_closed_in_allauth_too(self) -> None:
        assert get_adapter().is_open_for_signup(RequestFactory().get("/")) is False


class TestSigningIn:
    def test_opens_the_desk_to_staff(self, client: Client) -> None:
        person = staff()
        assert sign_in(client)["Location"] == "/admin/"
        assert reached(client) == "open"
        event = AuditEvent.objects.get()
        assert (event.action, event.actor, event.object_id) == ("account.signed_in", person, person.pk)
        assert event.detail == {"second_factor": None}

    def test_leads_back_to_the_page_that_was_wanted(self, client: Client) -> None:
        staff()
        door = client.get("/admin/evidence/study/", follow=True)
        assert [status for _, status in door.redirect_chain] == [302, 302]
        form = Form(door.content.decode(), action="/accounts/login/")
        answer = client.post(form.action, form.data | {"login": "chief", "password": PASSWORD})
        assert answer["Location"] == "/admin/evidence/study/"

    @pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
    def test_leads_nowhere_else(self, client: Client, elsewhere: str) -> None:
        staff()
        form = {"login": "chief", "password": PASSWORD, "next": elsewhere}
        assert client.post("/accounts/login/", form)["Location"] == "/admin/"

    @pytest.mark.parametrize("more", [{"is_staff": False, "is_superuser": False}, {"is_active": False}])
    def test_is_for_staff_only(self, client: Client, more: dict) -> None:
        staff(**more)
        assert sign_in(client)["Location"] == "/accounts/inactive/"
        assert client.get("/accounts/inactive/").status_code == 200
        assert "_auth_user_id" not in client.session
        assert events() == []

    def test_says_the_same_of_a_wrong_name_and_a_wrong_password(self, client: Client) -> None:
        staff()
        wrong_name = sign_in(client, "nobody", "wrong").content.decode()
        wrong_password = sign_in(client, "chief", "wrong").content.decode()
        assert "The name or the password is not right." in wrong_name
        blank = re.compile(r'name="csrfmiddlewaretoken" value="\w+"|value="(nobody|chief)"')
        assert blank.sub("", wrong_name) == blank.sub("", wrong_password)

    def test_gives_the_session_a_new_key(self, client: Client) -> None:
        staff()
        session = client.session
        session["before"] = 1
        session.save()
        before = session.session_key
        sign_in(client)
        assert client.session.session_key != before
        assert not Session.objects.filter(pk=before).exists()

    def test_works_for_the_demo_accounts_by_name_and_password(self, client: Client) -> None:
        make_accounts(dict.fromkeys(PEOPLE, PASSWORD))
        for role in PEOPLE:
            client.logout()
            assert sign_in(client, f"demo-{role.replace('_', '-')}")["Location"] == "/admin/"
        assert AuditEvent.objects.filter(demo=True).count() == len(PEOPLE)

    def test_says_in_the_demonstration_that_the_second_factor_is_off(self, client: Client, settings) -> None:
        sentence = "This is a demonstration: the second factor is off."
        staff(demo=True)
        assert sentence in client.get("/accounts/login/").content.decode()
        sign_in(client)
        assert sentence in client.get("/admin/").content.decode()
        assert sentence not in client.get("/admin/evidence/study/").content.decode()
        assert client.get("/accounts/2fa/totp/activate/")["Location"] == "/accounts/2fa/"
        assert "Set up an app" not in client.get("/accounts/2fa/").content.decode()
        settings.SECOND_FACTOR_REQUIRED = True
        assert sentence not in Client().get("/accounts/login/").content.decode()

    def test_is_asked_at_one_place(self, client: Client) -> None:
        staff()
        answer = client.get("/admin/login/?next=/admin/evidence/")
        assert answer["Location"] == "/accounts/login/?next=%2Fadmin%2Fevidence%2F"
        assert client.post("/admin/login/", {"username": "chief", "password": PASSWORD}).status_code == 302
        assert "_auth_user_id" not in client.session
        sign_in(client)
        assert client.get("/admin/password_change/")["Location"] == "/accounts/password/change/"


NOBODY, STAFF, APP, OUTSIDER = "nobody", "staff", "staff with an app", "not staff"
SET_UP, PROVE, DOOR = "/accounts/2fa/", "/accounts/2fa/reauthenticate/", "/admin/login/"
GATE = [
    # who, required, path -> what happens
    (NOBODY, True, "/admin/", DOOR),
    (NOBODY, True, "/accounts/2fa/", "/accounts/login/"),
    (NOBODY, True, "/methodology", "open"),
    (STAFF, False, "/admin/", "open"),
    (STAFF, False, "/accounts/2fa/", "open"),
    (STAFF, True, "/admin/", SET_UP),
    (STAFF, True, "/admin/evidence/study/", SET_UP),
    (STAFF, True, "/admin/jsi18n/", SET_UP),
    (STAFF, True, "/accounts/password/change/", SET_UP),
    (STAFF, True, "/accounts/2fa/", "open"),
    (STAFF, True, "/accounts/2fa/totp/activate/", "open"),
    (STAFF, True, "/accounts/2fa/webauthn/add/", "open"),
    (STAFF, True, "/accounts/logout/", "open"),
    (STAFF, True, "/methodology", "open"),
    (APP, False, "/admin/", "open"),
    (APP, True, "/admin/", PROVE),
    (APP, True, "/accounts/2fa/", PROVE),
    (APP, True, "/accounts/2fa/totp/deactivate/", PROVE),
    (APP, True, "/accounts/2fa/recovery-codes/", PROVE),
    (APP, True, "/accounts/2fa/webauthn/add/", PROVE),
    (APP, True, "/accounts/reauthenticate/", PROVE),
    (APP, True, "/accounts/2fa/reauthenticate/", "open"),
    (APP, True, "/accounts/logout/", "open"),
    (APP, True, "/methodology", "open"),
    (OUTSIDER, True, "/admin/", DOOR),
    (OUTSIDER, False, "/admin/", DOOR),
]


class TestTheGate:
    """A session that has shown nothing but a password (force_login stands for one)."""

    @pytest.mark.parametrize(("who", "required", "path", "expected"), GATE)
    def test_opens_what_the_table_says(
        self, client: Client, settings, who: str, required: bool, path: str, expected: str
    ) -> None:
        settings.SECOND_FACTOR_REQUIRED = required
        if who != NOBODY:
            person = staff(is_staff=who != OUTSIDER, is_superuser=who != OUTSIDER)
            if who == APP:
                with_app(person)
            client.force_login(person)
        assert reached(client, path) == expected

    def test_opens_everything_once_the_session_has_shown_its_factor(self, client: Client, settings) -> None:
        settings.SECOND_FACTOR_REQUIRED = True
        secret = with_app(person := staff())
        client.force_login(person)
        door = client.get("/admin/evidence/study/")
        assert door["Location"] == f"{PROVE}?next=%2Fadmin%2Fevidence%2Fstudy%2F"
        form = Form(client.get(door["Location"]).content.decode(), action=PROVE)
        answer = client.post(PROVE, form.data | {"code": code(secret)})
        assert answer["Location"] == "/admin/evidence/study/"
        assert reached(client) == "open"

    def test_lets_nobody_act_outside_the_desk_without_it(self, client: Client, settings) -> None:
        """On public pages such a person is a reader: `request.user` is nobody."""
        person = staff()
        client.force_login(person)
        assert client.get("/methodology").context["user"].is_authenticated
        settings.SECOND_FACTOR_REQUIRED = True
        assert not client.get("/methodology").context["user"].is_authenticated

    def test_knows_three_standings(self, settings) -> None:
        person, session = staff(), {}
        assert second_factor.standing(person, session) is Standing.OPEN
        settings.SECOND_FACTOR_REQUIRED = True
        assert second_factor.standing(person, session) is Standing.SET_UP
        with_app(person)
        assert second_factor.standing(person, session) is Standing.PROVE
        session[second_factor.SHOWN] = "0"  # somebody else's
        assert second_factor.standing(person, session) is Standing.PROVE
        session[second_factor.SHOWN] = str(person.pk)
        assert second_factor.standing(person, session) is Standing.OPEN

    def test_leads_to_the_key_where_there_is_no_app(self, client: Client, settings) -> None:
        settings.SECOND_FACTOR_REQUIRED = True
        with_app(person := staff())
        Authenticator.objects.filter(type="totp").update(type="webauthn", data={"name": "blue", "credential": {}})
        client.force_login(person)
        assert reached(client) == "/accounts/2fa/webauthn/reauthenticate/"

    def test_recovery_codes_alone_are_no_second_factor(self, settings) -> None:
        settings.SECOND_FACTOR_REQUIRED = True
        with_app(person := staff())
        Authenticator.objects.filter(type="totp").delete()
        assert second_factor.standing(person, {}) is Standing.SET_UP

    def test_does_not_touch_readers(self, client: Client, settings) -> None:
        settings.SECOND_FACTOR_REQUIRED = True
        with CaptureQueriesContext(connection) as asked:
            response = client.get("/methodology")
        assert not [one["sql"] for one in asked if re.search("session|mfa_|atlas_user|atlas_cache|axes", one["sql"])]
        assert not response.cookies


class TestTheSecondFactor:
    @pytest.fixture
    def secret(self, settings) -> str:
        settings.SECOND_FACTOR_REQUIRED = True
        return with_app(staff())

    def test_is_asked_for_after_the_password(self, client: Client, secret: str) -> None:
        assert sign_in(client)["Location"] == "/accounts/2fa/authenticate/"
        assert reached(client) == DOOR
        assert client.get("/accounts/2fa/authenticate/").status_code == 200
        assert client.post("/accounts/2fa/authenticate/", {"code": code(secret)})["Location"] == "/admin/"
        assert reached(client) == "open"
        assert AuditEvent.objects.get().detail == {"second_factor": "totp"}

    def test_waits_for_slow_fingers(self, client: Client, secret: str) -> None:
        sign_in(client)
        assert client.post("/accounts/2fa/authenticate/", {"code": code(secret, periods=-1)}).status_code == 302

    @pytest.mark.parametrize("periods", [-1, 0, 1])
    def test_takes_no_code_twice(self, secret: str, monkeypatch, periods: int) -> None:
        """Not even half a minute later, while the code itself is still good."""
        one, two = Client(), Client()
        shown = code(secret)
        sign_in(one)
        sign_in(two)
        assert one.post("/accounts/2fa/authenticate/", {"code": shown}).status_code == 302
        then = time.time() + 30 * periods
        monkeypatch.setattr("allauth.mfa.totp.internal.auth.time.time", lambda: then)
        monkeypatch.setattr("allauth.mfa.totp.internal.auth.TOTP._mark_code_used", lambda *_: True)  # forgotten by then
        answer = two.post("/accounts/2fa/authenticate/", {"code": shown})
        assert "has been used already" in answer.content.decode()

    def test_can_be_replaced_by_a_recovery_code_once(self, client: Client, secret: str) -> None:
        person = get_user_model().objects.get()
        given = recovery_codes(person)[0]
        sign_in(client)
        assert client.post("/accounts/2fa/authenticate/", {"code": given}).status_code == 302
        assert reached(client) == "open"
        other = Client()
        sign_in(other)
        assert other.post("/accounts/2fa/authenticate/", {"code": given}).status_code == 200
        assert events() == ["account.signed_in", "account.second_factor_failed"]

    def test_cannot_be_guessed(self, client: Client, secret: str) -> None:
        sign_in(client)
        for _ in range(5):
            client.post("/accounts/2fa/authenticate/", {"code": "000000"})
        answer = client.post("/accounts/2fa/authenticate/", {"code": code(secret)})
        assert "These were too many attempts." in answer.content.decode()
        assert events() == ["account.second_factor_failed"] * 5

    def test_is_confirmed_with_itself_and_not_with_the_password(self, client: Client, secret: str, monkeypatch) -> None:
        sign_in(client)
        client.post("/accounts/2fa/authenticate/", {"code": code(secret, periods=-1)})
        assert client.get("/accounts/2fa/totp/deactivate/").status_code == 200, "just signed in"
        later = sessions.clock() + 400
        monkeypatch.setattr(sessions, "clock", lambda: later)
        answer = client.get("/accounts/2fa/totp/deactivate/")
        assert answer["Location"].startswith(PROVE)
        assert client.get("/accounts/reauthenticate/")["Location"].startswith(PROVE)
        assert "password" not in client.get(PROVE).content.decode()

    def test_is_stored_encrypted(self, secret: str) -> None:
        kept = str(list(Authenticator.objects.values_list("data", flat=True)))
        assert secret not in kept
        assert "gAAAA" in kept

    def test_survives_a_new_secret_key_and_is_encrypted_anew(self, client: Client, secret: str, settings) -> None:
        old = settings.SECRET_KEY
        settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another key, " + "x" * 50, [old]
        sign_in(client)
        assert client.post("/accounts/2fa/authenticate/", {"code": code(secret)}).status_code == 302
        settings.SECRET_KEY_FALLBACKS = []
        kept = Authenticator.objects.get(type="totp").data["secret"]
        assert encryption.decrypt(kept) == secret
        assert len(recovery_codes(get_user_model().objects.get())) == 10

    def test_opens_nothing_when_its_key_is_lost(self, client: Client, secret: str, settings, caplog) -> None:
        settings.SECRET_KEY = "another key, " + "x" * 50
        sign_in(client)
        for tried in (code(secret), code("")):
            assert client.post("/accounts/2fa/authenticate/", {"code": tried}).status_code == 200
        assert "SECRET_KEY that is not here" in caplog.text

    def test_is_reset_by_a_command_with_a_reason(self, client: Client, secret: str) -> None:
        sign_in(client)
        client.post("/accounts/2fa/authenticate/", {"code": code(secret)})
        out = io.StringIO()
        call_command("reset_second_factor", "Chief", "--reason", "Phone lost, called back.", "--yes", stdout=out)
        assert "has no second factor any more" in out.getvalue()
        assert not Authenticator.objects.exists()
        assert reached(client) == DOOR, "signed out everywhere"
        event = AuditEvent.objects.get(action="account.second_factor_reset")
        assert (event.actor, event.reason, event.detail) == (
            None, "Phone lost, called back.", {"removed": 2, "sessions_ended": 1},
        )  # fmt: skip
        sign_in(client)
        assert reached(client) == SET_UP
        with pytest.raises(CommandError, match="no account called nobody"):
            call_command("reset_second_factor", "nobody", "--reason", "x")

    def test_cannot_be_read_or_taken_away_in_the_admin(self, client: Client, secret: str, settings) -> None:
        settings.SECOND_FACTOR_REQUIRED = False
        client.force_login(get_user_model().objects.get())
        assert client.get("/admin/mfa/authenticator/").status_code == 404
        html = client.get("/admin/atlas/user/").content.decode()
        assert 'alt="True"' in re.search(r'field-second_factor">.*?</td>', html)[0]


@pytest.mark.django_db(transaction=True)
def test_setting_an_app_up_opens_the_desk_and_is_audited(client: Client, settings) -> None:
    settings.SECOND_FACTOR_REQUIRED = True
    person = staff()
    other = Client()
    sign_in(other)
    sign_in(client)
    assert client.get("/admin/", follow=True).redirect_chain[-1][0] == "/accounts/2fa/"
    page = client.get("/accounts/2fa/totp/activate/")
    answer = client.post("/accounts/2fa/totp/activate/", {"code": code(page.context["form"].secret)})
    assert answer["Location"] == "/accounts/2fa/recovery-codes/"
    for shown in recovery_codes(person):
        assert shown in client.get("/accounts/2fa/recovery-codes/").content.decode()
    assert reached(client) == "open"
    assert reached(other) == PROVE, "a session that began without it has to show it first"
    assert events() == ["account.signed_in", "account.signed_in", *["account.second_factor_added"] * 2]
    client.post("/accounts/2fa/totp/deactivate/")
    assert reached(client) == SET_UP
    assert events()[-1] == "account.second_factor_removed"
    kinds = AuditEvent.objects.filter(action="account.second_factor_removed").values_list("detail__kind", flat=True)
    assert sorted(kinds) == ["recovery_codes", "totp"]


class TestSessions:
    @pytest.fixture
    def at(self, monkeypatch):
        """`at(minutes)` sets the clock to so many minutes after now."""
        now = sessions.clock()
        monkeypatch.setattr(sessions, "clock", lambda: now)  # it stands still until it is set
        return lambda minutes: monkeypatch.setattr(sessions, "clock", lambda: now + 60 * minutes)

    def test_end_after_two_hours_without_a_sign_of_life(self, client: Client, at) -> None:
        staff()
        sign_in(client)
        at(119)
        assert reached(client) == "open"
        at(119 + 119)
        assert reached(client) == "open"
        at(119 + 119 + 120)
        assert reached(client) == DOOR
        assert "_auth_user_id" not in client.session
        door = client.get("/admin/", follow=True).content.decode()
        assert "your session had ended" in door

    def test_end_after_twelve_hours_whatever_happens(self, client: Client, at) -> None:
        staff()
        sign_in(client)
        for hour in range(1, 12):
            at(60 * hour)
            assert reached(client) == "open"
        at(60 * 12)
        assert reached(client) == DOOR

    def test_end_outside_the_desk_too(self, client: Client, at) -> None:
        staff()
        sign_in(client)
        at(121)
        assert not client.get("/methodology").context["user"].is_authenticated

    def test_are_written_once_a_minute_at_most(self, client: Client, at) -> None:
        staff()
        sign_in(client)
        before = client.session["seen_at"]
        at(0.5)
        client.get("/admin/")
        assert client.session["seen_at"] == before
        at(1.5)
        client.get("/admin/")
        assert client.session["seen_at"] > before

    def test_idle_age_is_a_setting(self, client: Client, at, settings) -> None:
        settings.SESSION_IDLE_AGE = timedelta(minutes=10)
        staff()
        sign_in(client)
        at(10)
        assert reached(client) == DOOR

    def test_without_times_has_ended(self) -> None:
        assert sessions.has_ended({})


class TestPasswords:
    NEW = "a walk is not a cure"

    def test_a_new_one_ends_all_other_sessions(self, client: Client) -> None:
        person, other = staff(), Client()
        sign_in(client)
        sign_in(other)
        form = {"oldpassword": PASSWORD, "password1": self.NEW, "password2": self.NEW}
        before = client.session.session_key
        assert client.post("/accounts/password/change/", form)["Location"] == "/accounts/2fa/"
        assert reached(client) == "open"
        assert client.session.session_key != before
        assert reached(other) == DOOR
        event = AuditEvent.objects.get(action="account.password_changed")
        assert (event.actor, event.object_id, event.detail, event.reason) == (person, person.pk, {}, "")

    def test_set_by_an_administrator_names_them(self, client: Client) -> None:
        chief, other, theirs = staff(), staff("other"), Client()
        sign_in(theirs, "other")
        sign_in(client)
        form = {"usable_password": "true", "password1": self.NEW, "password2": self.NEW}
        assert client.post(f"/admin/atlas/user/{other.pk}/password/", form).status_code == 302
        assert reached(theirs) == DOOR
        event = AuditEvent.objects.get(action="account.password_changed")
        assert (event.actor, event.object_id) == (chief, other.pk)

    def test_set_by_a_command_is_audited(self) -> None:
        person = staff()
        person.set_password(self.NEW)
        person.save()
        assert AuditEvent.objects.get().actor is None

    def test_a_stronger_hash_of_the_same_one_is_no_change(self, client: Client, settings) -> None:
        person = staff()
        settings.PASSWORD_HASHERS = [
            "django.contrib.auth.hashers.PBKDF2PasswordHasher", *settings.PASSWORD_HASHERS,
        ]  # fmt: skip
        sign_in(client)
        person.refresh_from_db()
        assert person.password.startswith("pbkdf2")
        assert events() == ["account.signed_in"]

    def test_a_forgotten_one_answers_alike(self, client: Client, settings) -> None:
        settings.SENDS_MAIL = True
        staff(email="chief@atlas.example")
        answers = []
        for address in ("chief@atlas.example", "nobody@atlas.example"):
            response = client.post("/accounts/password/reset/", {"email": address})
            answers.append((response.status_code, response["Location"], client.get(response["Location"]).content))
        assert answers[0] == answers[1]
        assert [message.to for message in sent(1)] == [["chief@atlas.example"]]

    def test_a_forgotten_one_is_set_anew_by_a_link(self, client: Client, settings) -> None:
        settings.SENDS_MAIL = True
        person = staff(email="chief@atlas.example")
        client.post("/accounts/password/reset/", {"email": "chief@atlas.example"}, headers={"host": "127.0.0.1"})
        body = sent(1)[0].body
        link = re.search(rf"^{re.escape(settings.SITE_URL)}(/accounts/\S+)$", body, re.M)[1]
        assert "chief" in body
        page = client.get(link, follow=True)
        form = {"password1": self.NEW, "password2": self.NEW}
        assert client.post(page.redirect_chain[-1][0], form).status_code == 302
        assert "_auth_user_id" not in client.session, "a link alone signs nobody in"
        assert sign_in(client, password=self.NEW)["Location"] == "/admin/"
        assert "not valid" in Client().get(link, follow=True).content.decode()
        assert AuditEvent.objects.filter(action="account.password_changed", object_id=person.pk).count() == 1

    def test_no_mail_no_link(self, client: Client) -> None:
        html = client.get("/accounts/password/reset/").content.decode()
        assert "This site sends no mail." in html
        client.post("/accounts/password/reset/", {"email": "chief@atlas.example"})
        assert mail.outbox == []


def sent(count: int) -> list:
    """The messages, once `count` have left: they are sent in a thread of their own."""
    for thread in threading.enumerate():
        if thread.name.endswith("(_send)"):
            thread.join(timeout=60)
    assert len(mail.outbox) == count
    return mail.outbox


def test_a_mail_server_that_is_down_is_no_business_of_the_visitor(client: Client, settings, caplog) -> None:
    settings.SENDS_MAIL = True
    settings.EMAIL_BACKEND = "nothing.like.this.Backend"
    staff(email="chief@atlas.example")
    with caplog.at_level(logging.ERROR):
        assert client.post("/accounts/password/reset/", {"email": "chief@atlas.example"}).status_code == 302
        sent(0)
    assert "could not be sent" in caplog.text
    assert "chief" not in caplog.text


PAGES = [
    "/accounts/login/", "/accounts/inactive/", "/accounts/password/reset/", "/accounts/password/reset/done/",
    "/accounts/password/reset/key/1-x/", "/accounts/password/reset/key/done/", "/accounts/logout/",
    "/accounts/password/change/", "/accounts/signed-in/", "/accounts/2fa/", "/accounts/2fa/totp/activate/",
    "/accounts/2fa/webauthn/", "/accounts/2fa/webauthn/add/", "/accounts/reauthenticate/",
]  # fmt: skip


@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_well_made_private_and_free_of_inline_code(client: Client, settings, path: str) -> None:
    from tests.test_site import Outline

    settings.SENDS_MAIL = True
    if path not in PAGES[:6]:
        client.force_login(staff())
    response = client.get(path)
    assert response.status_code == 200
    html = response.content.decode()
    outline = Outline()
    outline.feed(html)
    assert outline.levels.count(1) == 1
    assert len(outline.ids) == len(set(outline.ids))
    assert [fault for fault in outline.faults if "script" not in fault] == []
    for attributes, body in re.findall(r"<script([^>]*)>(.*?)</script>", html, re.S):
        assert 'type="application/json"' in attributes or (' src="' in attributes and not body)
    assert "no-store" in response["Cache-Control"]
    assert "publickey-credentials-create=(self)" in response["Permissions-Policy"]
    assert '<meta name="robots" content="noindex">' in html
    assert "placeholder" not in html
    assert re.search(r"<title>[^<]{5,} · ", html)


def test_accounts_keep_their_slash_and_search_engines_out(client: Client) -> None:
    assert client.get("/accounts/")["Location"] == reverse("mfa_index")
    assert "Disallow: /accounts/" in client.get("/robots.txt").content.decode()
    assert "publickey-credentials-create=()" in client.get("/")["Permissions-Policy"]
