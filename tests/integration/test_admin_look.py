"""The desk looks as its reader chose, without a script; and no failure of ours takes away what somebody typed there."""

from __future__ import annotations

import re
from pathlib import Path

import django.contrib.admin
import pytest
from django.db import OperationalError
from django.test import Client
from django.urls import reverse

from tests.factories import draft
from tests.factories.accounts import ORIGIN, Form, sign_in, staff
from tests.integration.test_admin import form_of

pytestmark = pytest.mark.django_db

TEMPLATES = Path(__file__).parents[2] / "templates" / "admin"
TEXT = 'Two hours of work, with "marks" & <b>tags</b>.'


@pytest.fixture
def desk() -> Client:
    staff()
    client = Client(raise_request_exception=False)
    sign_in(client)
    return client


def test_a_choice_is_an_attribute_of_the_page(desk: Client) -> None:
    desk.cookies["display"] = "dim.larger.loose"
    for path in ("/admin/", "/admin/evidence/study/", "/admin/desk/imports/"):
        html = desk.get(path).content.decode()
        assert re.search(r'<html [^>]*data-theme="dim" data-text="larger" data-spacing="loose"', html), path
        assert "theme.js" not in html
        assert "dark_mode.css" not in html
        assert html.rindex("css/admin") > html.rindex("admin/css/responsive"), "ours comes last"


def test_our_frame_has_every_block_of_djangos() -> None:
    """An upgrade that adds a block has to be looked at."""
    django_s = Path(django.contrib.admin.__file__).parent / "templates" / "admin" / "base.html"
    blocks = [set(re.findall(r"{% block (\S+)", path.read_text())) for path in (django_s, TEMPLATES / "base.html")]
    assert blocks[0] <= blocks[1]


def test_tables_of_the_desk_can_be_scrolled_and_sorted_by_keyboard(desk: Client) -> None:
    draft()
    html = desk.get("/admin/evidence/study/?o=2").content.decode()
    assert re.search(r'<div class="results" role="region" aria-label="[^"]+" tabindex="0">', html)
    assert html.count("aria-sort=") == 1
    assert "Usual order" in html


class TestAFailure:
    @pytest.fixture
    def away(self, monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
        def refuse(*args: object, **kwargs: object) -> None:
            raise OperationalError("the connection is closed")

        monkeypatch.setattr("django.db.backends.utils.CursorWrapper.execute", refuse)
        return monkeypatch

    PATHS = (
        "/admin/evidence/studytext/add/", "/admin/desk/study/1/save", "/admin/desk/coding/1", "/admin/desk/review/1",
        "/admin/desk/imports/new", "/admin/desk/doubles/1", "/admin/letters/1",
    )  # fmt: skip

    @pytest.mark.parametrize("path", PATHS)
    def test_of_the_database_gives_the_text_back(self, desk: Client, away: pytest.MonkeyPatch, path: str) -> None:
        answer = desk.post(path, {"summary": TEXT, "_do": "save", "password": "hush"}, headers={"origin": ORIGIN})
        html = answer.content.decode()
        assert (answer.status_code, answer["Retry-After"]) == (503, "60")
        assert "no-store" in answer["Cache-Control"]
        assert "Nothing is lost." in html
        assert "connection is closed" not in html
        assert "hush" not in html
        form = Form(html)
        assert form.action == path
        assert (form.data["summary"], form.data["_do"]) == ([TEXT], ["save"])

    def test_is_over_and_the_page_that_kept_the_text_saves_it(self) -> None:
        study = draft()
        browser = Client(enforce_csrf_checks=True, raise_request_exception=False)
        browser.force_login(staff())
        address = reverse("admin:evidence_study_change", args=[study.pk])
        page = browser.get(address)
        typed = form_of(page, country="Norway", abstract=TEXT)
        typed["csrfmiddlewaretoken"] = str(page.context["csrf_token"])
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("evidence.admin.desk.studies.edit_study", _no_answer)
            lost = browser.post(address, typed, headers={"origin": ORIGIN})
        assert lost.status_code == 503
        kept = Form(lost.content.decode())
        saved = browser.post(kept.action, kept.data, headers={"origin": ORIGIN})
        assert saved.status_code == 302, saved.context["errors"]
        study.refresh_from_db()
        assert (study.country, study.abstract) == ("Norway", TEXT)

    def test_of_ours_says_so_and_a_script_gets_a_problem(self, desk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        def fault(*args: object, **kwargs: object) -> None:
            raise RuntimeError("a fault")

        monkeypatch.setattr("evidence.admin.desk.texts.write_text", fault)
        study = draft()
        sent = {"study": study.pk, "language": "en", "summary": TEXT}
        answer = desk.post("/admin/evidence/studytext/add/", sent, headers={"origin": ORIGIN})
        assert answer.status_code == 500
        assert Form(answer.content.decode()).data["summary"] == [TEXT]
        script = {"x-requested-with": "XMLHttpRequest", "origin": ORIGIN}
        answer = desk.post("/admin/evidence/studytext/add/", sent, headers=script)
        assert (answer.status_code, answer["Content-Type"]) == (500, "application/problem+json")
        assert TEXT not in answer.content.decode()

    def test_shows_nothing_that_another_site_has_sent(self, away: pytest.MonkeyPatch) -> None:
        stranger = Client(enforce_csrf_checks=True, raise_request_exception=False)
        answer = stranger.post("/admin/desk/imports/new", {"note": TEXT}, headers={"origin": "https://evil.example"})
        assert "Two hours" not in answer.content.decode()


def _no_answer(**_: object) -> None:
    raise OperationalError("the connection is closed")
