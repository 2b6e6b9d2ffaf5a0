"""The form of the letterbox: what is sent arrives once, and what was typed is never lost."""

from __future__ import annotations

import re
from datetime import timedelta
from io import BytesIO
from urllib.parse import quote, urlencode

import pytest
from django.db import OperationalError
from django.test import Client
from django.utils import timezone

from atlas import style_sheet
from atlas.display import COOKIE
from contributions import limits, sealing, stamps
from contributions.actions import floods, sending
from contributions.models import Contribution
from contributions.templatetags import letterbox
from tests.factories import publish
from tests.factories.accounts import Form

pytestmark = pytest.mark.django_db

ADDRESS = "/contribute"
FORM = "application/x-www-form-urlencoded"
TEXT = 'The table says <b>45</b> & "39".\r\n\r\n  An indented line.'
FIELDS = {
    "message": TEXT, "kind": "text_error", "source": "10.1234/other", "passage": "84 cases",
    "contact": "reader@example.org", "contact_use": "questions",
}  # fmt: skip


def send(client: Client | None = None, fields: dict | None = None, **more):
    return post(client or Client(), urlencode({"message": TEXT, "kind": "other"} | (fields or {})), **more)


def post(client: Client, body: str | bytes, content_type: str = FORM, **more):
    return client.post(ADDRESS, body, content_type=content_type, **more)


def typed(response) -> dict[str, list[str]]:
    """What stands in the boxes of the form that came back (radio buttons and the select are looked at apart)."""
    return Form(response.content.decode(), action=ADDRESS).data


def the_letter() -> dict[str, str]:
    row = Contribution.objects.get()
    return {
        name: sealing.unseal(value) if (value := getattr(row, f"{name}_sealed")) else ""
        for name in ("message", "source", "passage", "contact")
    }


def code_of(response) -> str:
    return re.search(r'<p class="code"[^>]*>([0-9A-Z-]+)</p>', response.content.decode()).group(1)


def test_boxes_that_are_drawn_once_are_empty_and_in_the_readers_language() -> None:
    def shown(client: Client, query: str = "") -> str:
        html = client.get(ADDRESS + query).content.decode()
        return re.sub(r'name="(stamp|csrfmiddlewaretoken)" value="[^"]*"', "", html)

    german = Client()
    german.cookies[COOKIE] = "device.usual.usual.all.de"
    letterbox._empty.clear()
    cold = [shown(Client()), shown(german), shown(Client(), "?kind=text_error")]
    kept = dict(letterbox._empty)
    wrong = send(fields=FIELDS | {"contact": "Quokka is no address"})
    assert wrong.status_code == 422
    assert typed(wrong)["contact"] == ["Quokka is no address"]
    assert [shown(Client()), shown(german), shown(Client(), "?kind=text_error")] == cold
    assert len(set(cold)) == 3
    assert '<option value="text_error" selected>' in cold[2]
    assert letterbox._empty == kept, "nothing that somebody typed"


class TestTheForm:
    def test_needs_no_account_and_keeps_no_cookie_but_the_one_of_the_form(self, client: Client) -> None:
        response = client.get(ADDRESS)
        assert response.status_code == 200
        assert list(response.cookies) == ["atlas_csrf"]
        assert "no-store" in response["Cache-Control"]
        assert response["Referrer-Policy"] == "no-referrer"

    def test_knows_the_page_that_it_was_opened_from(self, client: Client) -> None:
        page = publish()
        html = client.get(f"{ADDRESS}?page={page.slug}&n=1&kind=citation").content.decode()
        assert page.title in html
        assert f'href="/evidence/{page.slug}/v/1"' in html
        assert '<option value="citation" selected>' in html
        assert Form(html, action=ADDRESS).data["page_number"] == ["1"]

    @pytest.mark.parametrize("query", ["page=no-such-page&n=1", "page=%F0%9F%92%A3&n=-1", "n=7", "kind=nonsense",
                                       "page=" + "x" * 5000, "page=a&page=b&n=99999999999"])  # fmt: skip
    def test_stays_calm_when_the_link_was_wrong(self, client: Client, query: str) -> None:
        response = client.get(f"{ADDRESS}?{query}")
        assert response.status_code == 200
        assert '<option value="other" selected>' in response.content.decode()

    def test_says_who_reads_it_how_long_it_is_kept_and_what_to_leave_out(self, client: Client) -> None:
        html = client.get(ADDRESS).content.decode()
        for words in ("Private, reviewed by a human. Not a public comment thread.", "Who reads it", "for 30 days",
                      "for 365 days", "the health of other people"):  # fmt: skip
            assert words in html

    def test_names_its_fields_for_screen_readers_and_for_autofill(self, client: Client) -> None:
        html = client.get(ADDRESS).content.decode()
        assert re.search(r'<textarea name="message"[^>]*required[^>]*aria-describedby="id_message_helptext"', html)
        assert re.search(r'<input type="email" name="contact"[^>]*autocomplete="email"', html)
        for name in ("message", "kind", "passage", "source", "contact"):
            assert f'<label for="id_{name}">' in html
        assert "<legend>What may we use your address for?</legend>" in html
        assert f'maxlength="{limits.MESSAGE_MAX}"' in html

    def test_opens_when_the_database_does_not_answer(self, client: Client, monkeypatch) -> None:
        monkeypatch.setattr("contributions.views.letter.about_page", fails)
        response = client.get(f"{ADDRESS}?page=some-page&n=3")
        assert response.status_code == 503
        assert typed(response)["page_slug"] == ["some-page"]
        assert "You can write already" in response.content.decode()


class TestSending:
    def test_stores_every_field_and_gives_a_receipt(self, client: Client) -> None:
        page = publish()
        response = send(client, FIELDS | {"page_slug": page.slug, "page_number": "1"})
        assert response.status_code == 200
        assert "Write this down" in response.content.decode()
        letter = Contribution.objects.get()
        assert letter.publication == page
        assert letter.kind == "text_error"
        assert the_letter() == {
            "message": TEXT.replace("\r\n", "\n"), "source": "10.1234/other", "passage": "84 cases",
            "contact": "reader@example.org",
        }  # fmt: skip
        assert sending.status(code=code_of(response), visitor=None) is not None
        assert "no-store" in response["Cache-Control"]

    def test_needs_nothing_but_a_message(self, client: Client) -> None:
        assert send(client, {"message": "One number is wrong."}).status_code == 200

    def test_sending_the_same_form_again_gives_the_same_code_and_one_letter(self, client: Client) -> None:
        stamp = typed(client.get(ADDRESS))["stamp"][0]
        codes = {code_of(send(client, FIELDS | {"stamp": stamp})) for _ in range(3)}
        assert len(codes) == 1
        assert Contribution.objects.count() == 1

    def test_two_people_who_write_the_same_get_two_codes(self) -> None:
        one, other = send(fields={"stamp": ""}), send(fields={"stamp": ""})
        assert code_of(one) != code_of(other)

    @pytest.mark.parametrize("stamp", ["", "broken", "WyJ4IiwxXQ:1:x", "x" * 9000])
    def test_a_broken_stamp_never_refuses(self, client: Client, stamp: str) -> None:
        assert send(client, {"stamp": stamp}).status_code == 200
        assert Contribution.objects.get().held_because == []

    def test_an_old_stamp_is_a_missing_one(self) -> None:
        now = timezone.now()
        old = stamps.new(now)
        assert stamps.read(old.text, now).nonce == old.nonce
        assert abs(stamps.read(old.text, now).rendered_at - now) < timedelta(seconds=1)
        broken = stamps.read(old.text[:-1] + ("A" if old.text[-1] != "A" else "B"), now)
        assert broken.nonce != old.nonce
        assert broken.rendered_at is None

    def test_programs_that_fill_every_field_are_held_for_a_look(self, client: Client) -> None:
        response = send(client, {"homepage": "https://shop.example"})
        assert response.status_code == 200, "they learn nothing"
        assert Contribution.objects.get().held_because == ["honeypot"]

    def test_many_letters_from_one_network_wait_and_keep_their_text(self, monkeypatch) -> None:
        monkeypatch.setattr(limits, "VISITOR_STOPPED", 2)
        for number in range(2):
            assert send(fields={"message": f"Letter {number}"}, REMOTE_ADDR="192.0.2.7").status_code == 200
        response = send(fields=FIELDS, REMOTE_ADDR="192.0.2.7")
        assert response.status_code == 429
        assert 0 < int(response["Retry-After"]) <= 3600
        assert "(UTC)" in response.content.decode()
        assert typed(response)["message"] == [TEXT]
        assert send(fields=FIELDS, REMOTE_ADDR="192.0.2.8").status_code == 200, "another network need not wait"


def fails(*_: object, **__: object) -> None:
    raise OperationalError("the server closed the connection unexpectedly")


class TestTextIsNeverLost:
    """In every case the form comes back with all of it."""

    @staticmethod
    def holds_everything(response) -> bool:
        html, boxes = response.content.decode(), typed(response)
        return (
            all(boxes[name] == [FIELDS[name]] for name in ("message", "source", "passage", "contact"))
            and '<option value="text_error" selected>' in html
            and re.search(r'name="contact_use" value="questions"[^>]*checked', html) is not None
            and "<b>45" not in html
        )

    def test_when_something_is_wrong_with_it(self, client: Client) -> None:
        stamp = typed(client.get(ADDRESS))["stamp"]
        response = send(client, FIELDS | {"source": "x" * 501, "stamp": stamp[0]})
        html = response.content.decode()
        assert response.status_code == 422
        assert typed(response)["message"] == [TEXT]
        assert typed(response)["stamp"] == stamp, "it stays the same form"
        assert "<title>Error: Tell us privately" in html
        assert '<a href="#id_source">The source is too long: 501 characters. At most 500 fit.</a>' in html
        assert re.search(r'name="source"[^>]*aria-invalid="true"[^>]*aria-describedby="[^"]*id_source_error"', html)
        assert not Contribution.objects.exists()

    def test_when_it_is_much_too_long(self, client: Client) -> None:
        text = "A long story. " * 40_000
        response = send(client, FIELDS | {"message": text})
        assert response.status_code == 413
        assert typed(response)["message"] == [text]
        assert "Please shorten it" in response.content.decode()

    def test_when_the_database_does_not_answer(self, client: Client, monkeypatch, django_assert_num_queries) -> None:
        monkeypatch.setattr(sending, "send", fails)
        with django_assert_num_queries(0):
            response = send(client, FIELDS)
        assert response.status_code == 503
        assert response["Retry-After"] == "60"
        assert self.holds_everything(response)
        assert "arrives only once" in response.content.decode()
        monkeypatch.undo()
        again = {name: values[0] for name, values in typed(response).items()}
        assert send(client, FIELDS | {"stamp": again["stamp"]}).status_code == 200

    def test_when_anything_else_fails(self, monkeypatch) -> None:
        monkeypatch.setattr(sending, "send", lambda **_: 1 / 0)
        client = Client(raise_request_exception=False)
        response = send(client, FIELDS)
        assert response.status_code == 503
        assert self.holds_everything(response)

    @pytest.mark.parametrize("token", ["", "x" * 64, "too short"])
    def test_when_the_token_has_expired(self, token: str) -> None:
        client = Client(enforce_csrf_checks=True)
        client.get(ADDRESS)
        response = send(client, FIELDS | {"csrfmiddlewaretoken": token}, headers={"origin": "null"})
        assert response.status_code == 403
        assert self.holds_everything(response)
        assert "Please send it once more" in response.content.decode()
        boxes = {name: values[0] for name, values in typed(response).items()}
        fresh = {name: boxes[name] for name in ("csrfmiddlewaretoken", "stamp")}
        assert send(client, FIELDS | fresh, headers={"origin": "null"}).status_code == 200

    def test_when_there_was_no_cookie(self) -> None:
        client = Client(enforce_csrf_checks=True)
        response = send(client, FIELDS)
        assert response.status_code == 403
        assert self.holds_everything(response)
        fresh = {"csrfmiddlewaretoken": typed(response)["csrfmiddlewaretoken"][0]}
        assert send(client, FIELDS | fresh).status_code == 200

    @pytest.mark.parametrize("headers", [{"origin": "https://elsewhere.example"}, {"sec-fetch-site": "cross-site"},
                                         {"sec-fetch-site": "same-site", "origin": "null"}])  # fmt: skip
    def test_but_a_text_from_another_site_is_never_shown(self, headers: dict) -> None:
        client = Client(enforce_csrf_checks=True)
        client.get(ADDRESS)
        response = send(client, FIELDS, headers=headers)
        assert response.status_code == 403
        assert "84 cases" not in response.content.decode()
        assert not Contribution.objects.exists()


class TestTheOriginOfAForm:
    """The pages send no referrer, so browsers name no origin; the token is still needed."""

    @pytest.mark.parametrize(("headers", "status"), [
        ({"origin": "null"}, 200),
        ({"origin": "null", "sec-fetch-site": "same-origin"}, 200),
        ({"origin": "null", "sec-fetch-site": "cross-site"}, 403),
        ({"origin": "null", "sec-fetch-site": "none"}, 403),
        ({}, 200),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"origin": "https://testserver"}, 200),
        ({"origin": "https://elsewhere.example"}, 403),
        ({"referer": "https://elsewhere.example/"}, 403),
    ])  # fmt: skip
    def test_over_https(self, headers: dict, status: int) -> None:
        client = Client(enforce_csrf_checks=True)
        token = typed(client.get(ADDRESS, secure=True))["csrfmiddlewaretoken"][0]
        fields = {"csrfmiddlewaretoken": token}
        assert send(client, fields, secure=True, headers=headers).status_code == status
        assert send(Client(enforce_csrf_checks=True), fields, secure=True, headers=headers).status_code == 403

    def test_is_asked_for_everywhere_else(self, client: Client) -> None:
        client = Client(enforce_csrf_checks=True)
        html = client.get("/accounts/login/", secure=True).content.decode()
        data = {"csrfmiddlewaretoken": Form(html).data["csrfmiddlewaretoken"][0], "login": "a", "password": "b"}
        for headers in ({"origin": "null"}, {}):
            assert client.post("/accounts/login/", data, secure=True, headers=headers).status_code == 403


class TestStrangeBodies:
    """A polite page, never a 500, nothing stored."""

    @pytest.mark.parametrize(("body", "content_type", "status"), [
        (b"message=" + b"a" * 10_000_000, FORM, 413),
        (b"message=" + "e\u0301".encode() * 1_000_000, FORM, 413),
        (b"", FORM, 415),
        (b"=", FORM, 422),
        (b"&" * 5000, FORM, 400),
        (b"&".join(b"f%d=x" % number for number in range(3000)), FORM, 400),
        (b'--x\r\nContent-Disposition: form-data; name="message"\r\n\r\nhello', "multipart/form-data; boundary=x", 415),
        (b"nonsense", "multipart/form-data", 415),
        (b"nonsense", "multipart/form-data; boundary=" + "x" * 500, 415),
        (b'{"message": "hello"}', "application/json", 415),
        (b"message=hello", "text/plain", 415),
        (b"message=hello", FORM + "; charset=utf-16", 415),
        (b"message=hello", "", 415),
    ], ids=lambda value: str(value)[:30])  # fmt: skip
    def test_are_refused_politely(self, client: Client, body: bytes, content_type: str, status: int) -> None:
        response = client.generic("POST", ADDRESS, body, content_type=content_type)
        assert response.status_code == status
        html = response.content.decode()
        assert html.count("<h1") == 1
        assert len(html.replace(style_sheet.TEXT, "")) < 20_000, "nothing long is said back"
        assert response["Referrer-Policy"] == "no-referrer"
        assert "no-store" in response["Cache-Control"]
        assert not Contribution.objects.exists()

    def test_files_are_refused(self, client: Client) -> None:
        from django.core.files.uploadedfile import SimpleUploadedFile

        file = SimpleUploadedFile("scan.pdf", b"a private scan")
        response = client.post(ADDRESS, {"message": "See the file", "file": file})
        assert response.status_code == 415
        assert "We can take no files" in response.content.decode()

    def test_a_body_that_breaks_off(self, client: Client) -> None:
        cut = {"wsgi.input": BytesIO(b"message=hel"), "CONTENT_LENGTH": "4000"}
        assert post(client, b"message=hel", **cut).status_code == 400
        assert post(client, b"message=hello", headers={"transfer-encoding": "chunked"}).status_code == 400

    @pytest.mark.parametrize("raw", ["a%00b", "%00", "a%FFb", "%C3%28", "%ED%A0%80", "a\x00b"])
    def test_characters_that_are_none_are_taken_out_with_a_word(self, client: Client, raw: str) -> None:
        body = f"message={raw}&source=10.1234%2Fx".encode("latin-1")
        response = post(client, body)
        html = response.content.decode()
        assert response.status_code == 422
        assert "could not be read, so they were taken out" in html
        assert "\ufffd" not in html
        assert typed(response)["source"] == ["10.1234/x"]
        if "a" in raw:
            assert typed(response)["message"] == ["ab"]

    def test_control_characters_of_a_copied_pdf_are_no_reason_to_ask(self, client: Client) -> None:
        assert send(client, {"message": "from\x0cone\x02 page"}).status_code == 200
        assert the_letter()["message"] == "fromone page"

    def test_towers_of_marks_are_refused(self, client: Client) -> None:
        response = send(client, {"message": "e" + "\u0301" * 9_000})
        assert response.status_code == 422
        assert "stacks many marks" in response.content.decode()

    @pytest.mark.parametrize("contact", ["a@example.org\r\nBcc: all@example.org", "a@example.org,b@example.org",
                                         "a@example.org\x00", "<a@example.org>"])  # fmt: skip
    def test_the_address_is_one_address(self, client: Client, contact: str) -> None:
        response = send(client, {"contact": contact, "contact_use": "outcome"})
        assert response.status_code == 422
        assert "#id_contact" in response.content.decode()

    def test_the_longest_letter_of_any_script_fits(self, client: Client) -> None:
        fields = {"message": "𝒜" * limits.MESSAGE_MAX, "passage": "𝒜" * limits.PASSAGE_MAX,
                  "source": "字" * limits.SOURCE_MAX}  # fmt: skip
        assert len(quote("𝒜")) == 12
        assert send(client, fields).status_code == 200

    def test_a_line_end_is_one_character(self, client: Client) -> None:
        assert send(client, {"message": "a\r\n" * (limits.MESSAGE_MAX // 2)}).status_code == 200

    def test_other_ways_of_asking_are_told_what_is_allowed(self, client: Client) -> None:
        assert client.put(ADDRESS, "x").status_code == 405
        assert client.delete(ADDRESS).status_code == 405


def test_counting_that_fails_loses_no_letter(client: Client, monkeypatch) -> None:
    monkeypatch.setattr(floods, "_counted", fails)
    assert send(client, FIELDS).status_code == 200
