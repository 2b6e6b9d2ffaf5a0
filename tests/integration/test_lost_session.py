"""A form that was sent after its session had ended: the text comes back, and can be sent again."""

from __future__ import annotations

import logging
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode

import pytest
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils.html import escape

from atlas.accounts import lost_session, overlong
from evidence.models import Study, StudyText
from tests.factories import draft
from tests.factories.accounts import ORIGIN, PASSWORD, Form, sign_in, staff, with_app
from tests.integration.test_admin import form_of

pytestmark = pytest.mark.django_db

ADDRESS = "/admin/evidence/studytext/add/"
TEXT = 'First "line" & <script>alert(1)</script>\r\n\r\n  and an indented one'


def late(client: Client | None = None, data: dict | None = None, path: str = ADDRESS, **more):
    """A form of the desk that nobody signed in has sent."""
    return (client or Client()).post(path, {"summary": TEXT, "_save": "Save"} if data is None else data, **more)


def page(*args, **kwargs) -> str:
    return late(*args, **kwargs).content.decode()


class TestThePage:
    def test_says_that_nothing_is_lost(self) -> None:
        response = late()
        html = response.content.decode()
        assert response.status_code == 403
        assert "<h1>You were signed out. Nothing is lost.</h1>" in html
        assert 'href="/accounts/login/?next=/accounts/signed-in/" target="_blank"' in html
        assert "no-store" in response["Cache-Control"]
        assert '<meta name="robots" content="noindex">' in html
        assert "<script" not in html

    def test_holds_the_text_escaped_and_labelled(self) -> None:
        html = page(data={"does_not_prove": TEXT})
        assert "<script>alert(1)" not in html
        assert '<label for="kept-1">Does not prove</label>' in html
        assert Form(html).data["does_not_prove"] == [TEXT]

    @pytest.mark.parametrize("text", ["\r\nbegins with a line", "ends with one\r\n", "</textarea>", "&amp;", "  x "])
    def test_gives_back_exactly_what_was_written(self, text: str) -> None:
        assert Form(page(data={"summary": text})).data["summary"] == [text]

    def test_sends_the_same_data_to_the_same_place(self) -> None:
        data = {
            "summary": TEXT, "title": "", "tags": ["a", "b"], "seen_token": "7", "_continue": "Save and continue",
            "authorships-TOTAL_FORMS": "2", "authorships-0-position": "1", "csrfmiddlewaretoken": "stale",
        }  # fmt: skip
        form = Form(page(data=data, path=ADDRESS + "?_popup=1&x=%2F"))
        assert form.action == ADDRESS + "?_popup=1&x=%2F"
        assert form.data.pop("csrfmiddlewaretoken") != ["stale"]
        del data["csrfmiddlewaretoken"]
        assert form.data == {name: value if isinstance(value, list) else [value] for name, value in data.items()}

    def test_shows_everything_that_it_will_send_and_where(self) -> None:
        html = page(data={"seen_token": "73", "title": "", "summary": "Plain."})
        assert f"It goes to <code>{ADDRESS}</code>" in html
        assert "<dt>seen_token</dt><dd>73</dd>" in html
        assert "<dt>title</dt><dd>empty</dd>" in html

    def test_never_holds_secrets(self) -> None:
        secrets = ("password1", "old_password", "client_secret", "otp", "code", "recovery-codes", "credential")
        html = page(data=dict.fromkeys(secrets, "hush") | {"codebook_version": "v0.1"})
        assert "hush" not in html
        assert "Passwords and codes are not kept" in html
        assert Form(html).data["codebook_version"] == ["v0.1"]

    def test_names_the_files_that_have_to_be_chosen_again(self) -> None:
        html = page(data={"file": SimpleUploadedFile("refs.bib", b"@article{private}"), "note": "From the library."})
        assert "choose refs.bib again" in html
        assert "private" not in html
        assert 'enctype="multipart/form-data"' in html
        assert Form(html).data["note"] == ["From the library."]

    def test_has_a_limit_and_says_so(self, monkeypatch) -> None:
        monkeypatch.setattr(lost_session, "LONGEST", 50_000)
        response = late(data={"summary": "x" * 50_001})
        assert response.status_code == 413
        assert len(response.content) < 20_000
        assert "Go back with your browser" in response.content.decode()

    SCRIPTS = ({"accept": "application/json"}, {"x-requested-with": "XMLHttpRequest"}, {"sec-fetch-mode": "cors"})

    @pytest.mark.parametrize("headers", SCRIPTS)
    def test_is_a_problem_document_for_scripts(self, headers: dict) -> None:
        response = late(headers=headers)
        assert response.status_code == 403
        assert response["Content-Type"] == "application/problem+json"
        assert response.json()["title"] == "You were signed out. Nothing is lost."
        assert "First" not in response.content.decode()

    def test_logs_nothing(self, caplog) -> None:
        with caplog.at_level(logging.DEBUG):
            late(data={"summary": "only mine"})
            late(Client(enforce_csrf_checks=True), {"summary": "only mine"}, headers={"origin": ORIGIN})
        assert "only mine" not in caplog.text

    def test_keeps_nothing_on_the_server(self, django_assert_num_queries) -> None:
        with django_assert_num_queries(1):  # is the demonstration loaded?
            late()
        assert not Session.objects.exists()

    @pytest.mark.parametrize("path", ["/admin/login/", "/admin/logout/", "/accounts/login/"])
    def test_is_not_shown_where_nothing_can_be_lost(self, path: str) -> None:
        assert "Nothing is lost" not in page(path=path, follow=True)

    def test_is_for_forms_only(self, client: Client) -> None:
        assert client.get(ADDRESS)["Location"].startswith("/admin/login/")
        assert client.post("/methodology", {"a": "b"}).status_code == 405


class TestTheCheck:
    """Django's CSRF check stays whole: what another site sends is refused, and never shown with a button."""

    @pytest.fixture
    def strict(self) -> Client:
        return Client(enforce_csrf_checks=True)

    FOREIGN = (
        {},
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": ORIGIN, "sec-fetch-site": "cross-site"},
        {"origin": ORIGIN, "sec-fetch-site": "same-site"},
        {"referer": ORIGIN + "/admin/"},
    )

    @pytest.mark.parametrize("headers", FOREIGN)
    @pytest.mark.parametrize("signed_in", [False, True])
    def test_refuses_a_form_from_elsewhere(self, strict: Client, headers: dict, signed_in: bool) -> None:
        if signed_in:
            strict.force_login(staff())
        response = late(strict, headers=headers)
        assert response.status_code == 403
        assert "Nothing is lost" not in response.content.decode()
        assert "First" not in response.content.decode()

    @pytest.mark.parametrize("headers", [{"origin": ORIGIN}, {"sec-fetch-site": "same-origin"}])
    def test_shows_a_form_of_ours_again(self, strict: Client, headers: dict) -> None:
        html = page(strict, headers=headers)
        assert "You were signed out. Nothing is lost." in html
        strict.force_login(staff())
        html = page(strict, {"csrfmiddlewaretoken": "older", "summary": TEXT}, headers=headers)
        assert "You signed in again. Nothing is lost." in html
        assert "You are signed in as <strong>chief</strong>" in html
        assert not StudyText.objects.exists()

    def test_knows_the_origins_of_a_proxy(self, settings) -> None:
        settings.CSRF_TRUSTED_ORIGINS = ["https://atlas.example"]
        request = SimpleNamespace(
            headers={"Origin": "https://atlas.example"}, scheme="http", get_host=lambda: "inner:8000"
        )
        assert lost_session.came_from_here(request)

    def test_a_cookie_that_is_gone_is_asked_about_once(self, strict: Client) -> None:
        strict.force_login(staff())
        html = page(strict, headers={"origin": ORIGIN})  # no page was opened: this browser has no cookie of ours
        assert "<h1>Please send it once more. Nothing is lost.</h1>" in html
        again = Form(html)
        assert again.data["summary"] == [TEXT]
        answer = strict.post(again.action, again.data, headers={"origin": ORIGIN})
        assert "adminform" in answer.context, "the form was read: now it is the study that is missing"

    def test_a_stale_token_elsewhere_is_told_as_before(self, strict: Client) -> None:
        response = strict.post("/accounts/login/", {"login": "chief"}, headers={"origin": ORIGIN})
        assert response.status_code == 403
        assert "The form was open for too long" in response.content.decode()

    def test_sending_again_always_needs_a_valid_token(self, strict: Client) -> None:
        strict.force_login(staff())
        form = Form(page(strict, headers={"origin": ORIGIN}))
        forged = form.data | {"csrfmiddlewaretoken": "x" * 64}
        assert strict.post(form.action, forged, headers={"origin": "https://evil.example"}).status_code == 403
        assert "Nothing is lost" in strict.post(form.action, forged, headers={"origin": ORIGIN}).content.decode()
        assert not StudyText.objects.exists()


def signed_in_through_the_page(client: Client) -> None:
    form = Form(client.get("/accounts/login/").content.decode(), action="/accounts/login/")
    answer = client.post(form.action, form.data | {"login": "chief", "password": PASSWORD}, headers={"origin": ORIGIN})
    assert answer.status_code == 302


def edited(client: Client, study: Study, **changes: str) -> tuple[str, dict[str, str]]:
    """Where the form of a study goes, and what it sends after some typing."""
    address = reverse("admin:evidence_study_change", args=[study.pk])
    response = client.get(address)
    token = str(response.context["csrf_token"])
    return address, form_of(response, **changes) | {"csrfmiddlewaretoken": token}


def test_the_whole_way_from_a_lost_session_to_a_saved_form() -> None:
    staff()
    study = draft()
    browser = Client(enforce_csrf_checks=True)
    mine = {"headers": {"origin": ORIGIN}}
    signed_in_through_the_page(browser)
    address, data = edited(browser, study, country="Norway", abstract=TEXT)

    Session.objects.all().delete()
    lost = browser.post(address, data, **mine)
    assert lost.status_code == 403
    assert "You were signed out." in lost.content.decode()
    waiting = Form(lost.content.decode())

    still_out = browser.post(waiting.action, waiting.data, **mine)
    assert "You were signed out." in still_out.content.decode()

    signed_in_through_the_page(browser)  # in the second tab
    assert "Close this tab" in browser.get("/accounts/signed-in/").content.decode()
    asked = browser.post(waiting.action, waiting.data, **mine)
    assert asked.status_code == 403
    assert "Send it again" in asked.content.decode()
    assert Study.objects.get().country == ""

    again = Form(asked.content.decode())
    answer = browser.post(again.action, again.data, **mine)
    assert answer.status_code == 302, answer.context["errors"]
    saved = Study.objects.get()
    assert (saved.country, saved.abstract) == ("Norway", TEXT)


def test_a_second_factor_that_is_asked_for_loses_nothing_either(client: Client, settings) -> None:
    """An administrator has reset it, or the site began to require it, while somebody was writing."""
    staff()
    sign_in(client)
    settings.SECOND_FACTOR_REQUIRED = True
    response = late(client)
    assert response.status_code == 403
    assert "Your second factor is asked for. Nothing is lost." in response.content.decode()
    assert Form(response.content.decode()).data["summary"] == [TEXT]
    assert not StudyText.objects.exists()


def test_a_session_without_its_factor_loses_nothing_either(client: Client, settings) -> None:
    settings.SECOND_FACTOR_REQUIRED = True
    with_app(person := staff())
    client.force_login(person)
    assert "Show your second factor" in page(client)
    assert client.get("/accounts/signed-in/")["Location"].startswith("/accounts/2fa/reauthenticate/?next=")


class TestARoleThatWasTakenAway:
    """While somebody writes. The check of the token came before, and nothing is saved."""

    @pytest.fixture
    def client(self) -> Client:
        client = Client(enforce_csrf_checks=True)
        client.force_login(staff("helper", is_superuser=False))
        return client

    def sent(self, client: Client, path: str, data: dict) -> Any:
        token = str(client.get("/admin/").context["csrf_token"])
        return client.post(path, data | {"csrfmiddlewaretoken": token}, headers={"origin": ORIGIN})

    def test_the_admin_gives_the_text_back(self, client: Client) -> None:
        response = self.sent(client, ADDRESS, {"summary": TEXT, "password": "hush"})
        html = response.content.decode()
        assert response.status_code == 403
        assert "<h1>Your role does not include this. Nothing is lost.</h1>" in html
        assert "no-store" in response["Cache-Control"]
        assert "hush" not in html
        form = Form(html)
        assert (form.action, form.data["summary"]) == (ADDRESS, [TEXT])
        assert not StudyText.objects.exists()

    ROOMS = ("desk:coding", "desk:workbench", "desk:import_undo", "letters:letter")

    @pytest.mark.parametrize("room", ROOMS)
    def test_every_room_gives_the_text_back(self, client: Client, room: str) -> None:
        address = reverse(room, args=[draft().pk])
        response = self.sent(client, address, {"reason": TEXT, "_do": "note", "code": "hush"})
        html = response.content.decode()
        assert response.status_code == 403
        assert "Nothing has been saved, and nothing is lost." in html
        assert "hush" not in html
        assert "<script>alert(1)" not in html
        form = Form(html, action=address)
        assert (form.data["reason"], form.data["_do"]) == ([TEXT], ["note"])

    def test_whoever_only_looks_is_told_as_before(self, client: Client) -> None:
        assert "nothing is lost" not in client.get(reverse("desk:coding", args=[draft().pk])).content.decode()
        assert "This is not for you to open" in client.get(ADDRESS).content.decode()


class TestAFormOverTheLimits:
    """It cannot be sent again as it is, so its text is shown to be copied, and there is no button."""

    @pytest.fixture(autouse=True)
    def _small(self, settings) -> None:
        settings.DATA_UPLOAD_MAX_MEMORY_SIZE, settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000, 20

    def sent(self, data: dict, origin: str = ORIGIN) -> Any:
        form = "application/x-www-form-urlencoded"
        return Client(enforce_csrf_checks=True).post(ADDRESS, urlencode(data), form, headers={"origin": origin})

    CASES = (
        ({"summary": TEXT + "ä" * 2_000}, 413, "This is more than one form can hold."),
        ({"summary": TEXT} | {f"x{number}": "" for number in range(30)}, 400, "This form could not be read."),
    )

    @pytest.mark.parametrize(("data", "status", "told"), CASES)
    def test_shows_the_whole_text(self, data: dict, status: int, told: str) -> None:
        response = self.sent(data | {"password": "hush", "code": "hush"})
        html = response.content.decode()
        assert response.status_code == status
        assert f"<h1>{told} What you wrote is still here.</h1>" in html
        assert escape(data["summary"]) in html
        assert "hush" not in html
        assert "Send it again" not in html
        assert "no-store" in response["Cache-Control"]
        assert "Nothing has been saved." in html

    @pytest.mark.parametrize("origin", ["https://evil.example", "null"])
    def test_shows_nothing_of_a_page_elsewhere(self, origin: str) -> None:
        response = self.sent({"summary": TEXT * 100}, origin)
        assert response.status_code == 400
        assert "First" not in response.content.decode()

    def test_has_a_limit_of_its_own(self, monkeypatch) -> None:
        monkeypatch.setattr(overlong, "MOST_BYTES", 5_000)
        response = self.sent({"summary": "x" * 6_000})
        assert response.status_code == 413
        assert "Go back with your browser" in response.content.decode()
        monkeypatch.setattr(overlong, "MOST_FIELDS", 25)
        assert self.sent({f"x{number}": "" for number in range(30)}).status_code == 413

    def test_a_form_with_files_is_answered_too(self) -> None:
        response = late(
            data={"text": "x" * 5_000, "file": SimpleUploadedFile("a.bib", b"1")}, headers={"origin": ORIGIN}
        )
        assert response.status_code == 413
        assert "Go back with your browser" in response.content.decode()
