"""The two faces: what is there, what is not, and where each leads."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from atlas.faces import DESK_APPS, DESK_CONTEXT, DESK_MIDDLEWARE, without_the_desk
from atlas.faces.middleware import FacesMiddleware
from tests.source_reading import REPOSITORY

WHAT_IS_THERE = """
import json, sys
import django
django.setup()
from django.conf import settings
from django.urls import Resolver404, get_resolver, resolve
import atlas.urls_public
def answers(path):
    try:
        return bool(resolve(path))
    except Resolver404:
        return False
get_resolver().url_patterns
loaded = [name for name in ("allauth", "axes", "django.contrib.admin.sites", "django.contrib.sessions.models",
    "atlas.accounts.middleware", "evidence.admin", "contributions.admin") if name in sys.modules]
print(json.dumps({
    "loaded": loaded, "middleware": settings.MIDDLEWARE, "apps": settings.INSTALLED_APPS,
    "paths": {path: answers(path) for path in sys.argv[1:]},
}))
"""


def there_is(face: str, *paths: str) -> dict:
    """What a process of this face has loaded, and which addresses answer. It needs no database to say so."""
    away = "postgres://nobody:nothing@127.0.0.1:1/nowhere"
    environment = {**os.environ, "ATLAS_FACE": face, "DATABASE_URL": away, "DJANGO_SETTINGS_MODULE": "atlas.settings"}
    environment |= {"ATLAS_MODE": "local", "PYTHONPATH": str(REPOSITORY)}
    asked = subprocess.run(
        [sys.executable, "-c", WHAT_IS_THERE, *paths], env=environment, cwd=REPOSITORY, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert asked.returncode == 0, asked.stderr
    return json.loads(asked.stdout)


def test_the_public_face_has_nothing_of_the_desk() -> None:
    found = there_is("public", "/admin/", "/admin/desk/reports", "/accounts/login/", "/evidence", "/contribute", "/")
    assert found["paths"] == {
        "/admin/": False, "/admin/desk/reports": False, "/accounts/login/": False, "/evidence": True,
        "/contribute": True, "/": True,
    }  # fmt: skip
    assert found["loaded"] == []
    assert not {*DESK_MIDDLEWARE, *DESK_APPS} & {*found["middleware"], *found["apps"]}
    assert "atlas.middleware_private.PrivateCsrfMiddleware" in found["middleware"], "the form is guarded by a cookie"


def test_what_the_public_face_leaves_out_is_there_elsewhere() -> None:
    """A name in the table that no longer stands in the settings would leave nothing out."""
    context = settings.TEMPLATES[0]["OPTIONS"]["context_processors"]
    assert {*DESK_APPS, *DESK_MIDDLEWARE, *DESK_CONTEXT} <= {*settings.INSTALLED_APPS, *settings.MIDDLEWARE, *context}
    assert without_the_desk("desk", DESK_APPS) == list(DESK_APPS)


def through(path: str, *, host: str = "desk.example", method: str = "get") -> HttpResponse:
    def shown(request: HttpRequest) -> HttpResponse:
        return HttpResponse("shown")

    request = getattr(RequestFactory(), method)(path, headers={"host": host, "accept": "application/json"})
    return FacesMiddleware(shown)(request)


@pytest.fixture
def _names(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "ALLOWED_HOSTS", ["desk.example", "atlas.example"])


@pytest.mark.usefixtures("_names")
class TestTheDesk:
    @pytest.fixture(autouse=True)
    def _face(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(settings, "FACE", "desk")

    @pytest.mark.parametrize("path", ["/admin/", "/admin/desk/study/1", "/accounts/login/", "/health/ready"])
    def test_shows_its_own(self, path: str) -> None:
        assert through(path).content == b"shown"

    def test_leads_readers_to_the_public_site_and_itself_to_its_first_page(self) -> None:
        assert through("/evidence/a-page?part=1")["Location"] == "https://atlas.example/evidence/a-page?part=1"
        assert through("//evil.example/x")["Location"].startswith("https://atlas.example/")
        assert through("/")["Location"] == "/admin/"
        assert through("/robots.txt").content == b"User-agent: *\nDisallow: /\n"

    def test_takes_no_letters_and_goes_in_no_circle(self) -> None:
        assert through("/contribute", method="post").status_code == 404
        assert through("/evidence", host="atlas.example").status_code == 404


@pytest.mark.usefixtures("_names")
class TestADeskWithANameOfItsOwn:
    @pytest.fixture(autouse=True)
    def _face(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(settings, "DESK_HOST", "desk.example")

    def test_is_under_no_other_name(self) -> None:
        assert through("/admin/").content == b"shown"
        assert through("/admin/", host="desk.example:8000").content == b"shown"
        for path in ("/admin/", "/admin", "/accounts/login/"):
            assert through(path, host="atlas.example").status_code == 404
        assert through("/evidence", host="atlas.example").content == b"shown"
        assert through("/evidence")["Location"] == "https://atlas.example/evidence"


def test_one_process_for_both_needs_nothing_of_this() -> None:
    with pytest.raises(MiddlewareNotUsed):
        FacesMiddleware(lambda request: HttpResponse())


@pytest.mark.django_db
def test_the_public_face_knows_of_no_jobs(public_role: str) -> None:
    assert Client().get("/health/ready").json() == {"status": "ready", "database": "answers"}
