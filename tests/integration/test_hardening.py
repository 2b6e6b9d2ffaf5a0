"""What an attacker tries first: other hosts, redirects elsewhere, paths that climb, headers that poison a cache."""

from __future__ import annotations

import ast
import base64
import json
import logging
import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.test import Client
from whitenoise import WhiteNoise

from atlas.accounts import passwords
from atlas.security import FILE_POLICY, headers_of_a_file
from atlas.watching.log_lines import Json
from tests.factories import publish
from tests.factories.accounts import PASSWORD, code, recovery_codes, sign_in, staff, with_app
from tests.integration.test_settings import PRODUCTION, manage
from tests.source_reading import REPOSITORY

pytestmark = pytest.mark.django_db

AWAY = (
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    " //evil.example",
    "https:evil.example",
    "https:/evil.example",
    "https://evil.example",
    "https://testserver@evil.example",
    "https://testserver.evil.example",
    "javascript:alert(1)",
    "data:text/html,x",
)


def leads_away(location: str) -> bool:
    """Would a browser leave the site? Browsers drop tabs and line ends, and read a backslash as a slash."""
    seen = re.sub(r"[\t\r\n]", "", location).strip().replace("\\", "/")
    return seen.startswith("//") or urlsplit(seen).scheme != ""


class TestHosts:
    @pytest.mark.parametrize("host", ["evil.example", "testserver,evil.example", "testserver@evil.example", "a/b", ""])
    def test_of_others_are_refused(self, client: Client, host: str) -> None:
        for path in ("/about", "/contribute", "/accounts/login/", "/api/v1/studies"):
            response = client.get(path, HTTP_HOST=host)
            assert response.status_code == 400, path
            assert b"evil.example" not in response.content

    def test_that_a_header_names_are_not_believed(self, client: Client) -> None:
        page = client.get("/about", headers={"x-forwarded-host": "evil.example", "forwarded": "host=evil.example"})
        assert page.status_code == 200
        assert b"evil.example" not in page.content


class TestRedirects:
    def test_stay_on_the_site(self, client: Client) -> None:
        """From choosing how pages look, and from every step of signing in, with a code of the app."""
        person = staff()
        secret = with_app(person)
        for away in AWAY:
            assert leads_away(away)
            looks = client.post("/display", {"theme": "dark", "back": away})
            signed = client.post("/accounts/login/", {"login": "chief", "password": PASSWORD, "next": away})
            asked = client.get(signed["Location"])
            assert asked.status_code == 200, "for the second factor"
            cache.clear()  # where it is kept that a code has been used
            after = client.post(signed["Location"], {"code": code(secret)})
            again = client.get("/accounts/login/", {"next": away})
            out = client.post("/accounts/logout/", {"next": away})
            for answer in (looks, signed, after, again, out):
                assert answer.status_code in (302, 303), away
                assert not leads_away(answer["Location"]), away

    def test_are_told_apart_as_a_browser_does(self) -> None:
        assert not [here for here in ("/", "/evidence?q=a//b", "evidence", "/a:b") if leads_away(here)]

    @pytest.mark.parametrize("path", ["//evil.example/", "///evil.example/", "/%2F/evil.example/", "/%5Cevil.example/"])
    def test_of_a_trailing_slash_stay_on_the_site(self, client: Client, path: str) -> None:
        response = client.generic("GET", path)
        assert not leads_away(response.get("Location", "/"))


class TestPaths:
    def test_that_climb_out_of_the_static_files_are_not_there(self, tmp_path: Path) -> None:
        """As in production, where the files are known by name from the start."""
        root = tmp_path / "static"
        root.mkdir()
        (root / "here.css").write_text("here")
        (tmp_path / "secret").write_text("the key")

        headers: dict[str, str] = {}

        def missing(environ: dict[str, Any], start_response: Any) -> list[bytes]:
            start_response("404 Not Found", [])
            return [b""]

        def get(path: str) -> bytes:
            told: list[str] = []

            def start(status: str, with_headers: list[tuple[str, str]]) -> None:
                told.append(status)
                headers.update(with_headers)

            body = b"".join(served({"REQUEST_METHOD": "GET", "PATH_INFO": path}, start))
            assert told[0].startswith("404") or path.endswith("here.css")
            return body

        served = WhiteNoise(missing, root=str(root), prefix="static/", add_headers_function=headers_of_a_file)
        assert get("/static/here.css") == b"here"
        assert FILE_POLICY in headers.values(), "opened by itself it does nothing"
        for path in (
            "/static/../secret", "/static/%2e%2e/secret", "/static/..%2fsecret", "/static//../secret",
            "/static/..\\secret", "/static/", "/static/.", f"/static/{root}/../secret",
        ):  # fmt: skip
            assert get(path) == b""

    def test_that_climb_are_not_there_anywhere(self, client: Client) -> None:
        for path in (
            "/releases/../manage.py", "/releases/2099-01-01/..%2f..%2fmanage.py", "/static/../manage.py",
            "/evidence/..%2f..%2f.env", "/.env", "/.git/config", "/static/..%5c..%5c.env",
        ):  # fmt: skip
            assert client.generic("GET", path).status_code in (400, 404), path


POISON = {
    "x-forwarded-host": "evil.example",
    "x-forwarded-server": "evil.example",
    "x-forwarded-port": "6666",
    "x-forwarded-scheme": "http",
    "x-forwarded-proto": "http",
    "x-forwarded-prefix": "/evil",
    "x-original-url": "/admin/",
    "x-rewrite-url": "/admin/",
    "x-http-method-override": "DELETE",
    "x-script-name": "/evil",
    "x-url-scheme": "http",
    "forwarded": "host=evil.example;proto=http",
    "origin": "https://evil.example",
    "referer": "https://evil.example/",
    "user-agent": "evil",
    "accept-language": "de",
    "cookie": "evil=1; lang=de",
}
CHANGES = {"X-Request-ID", "Date"}


def test_headers_that_no_cache_looks_at_change_nothing_of_a_public_page(client: Client) -> None:
    slug = publish().slug
    for path in (
        "/", "/evidence", f"/evidence/{slug}", f"/evidence/{slug}.bib", "/about", "/api/v1/studies",
        "/feeds/changes.atom", "/sitemap.xml", "/robots.txt", "/nothing-here",
    ):  # fmt: skip
        plain = client.get(path)
        poisoned = client.get(path, headers=POISON)
        assert poisoned.status_code == plain.status_code, path
        assert b"".join(poisoned) == b"".join(plain), path
        assert _compared(poisoned) == _compared(plain), path


def _compared(response: Any) -> dict[str, str]:
    return {name: value for name, value in response.items() if name not in CHANGES}


def test_a_trace_is_refused_and_nothing_comes_back(client: Client) -> None:
    for path in ("/", "/about", "/evidence", "/contribute", "/api/v1/studies"):
        response = client.trace(path, headers={"x-secret": "the key"})
        assert response.status_code == 405, path
        assert b"the key" not in response.content


@pytest.mark.parametrize("path", ["/display", "/accounts/login/", "/contribute"])
def test_a_body_that_is_too_large_is_refused(client: Client, path: str) -> None:
    response = client.post(path, "a=" + "x" * 3_000_000, content_type="application/x-www-form-urlencoded")
    assert response.status_code in (400, 413)


STRICT = {
    "Strict-Transport-Security": "max-age=63072000; includeSubDomains; preload",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
}


def test_every_kind_of_answer_carries_the_strictest_headers(settings: Any) -> None:
    settings.SECURE_HSTS_SECONDS = 63_072_000
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = settings.SECURE_HSTS_PRELOAD = True
    client = Client()
    slug = publish().slug
    kinds = {
        "/": 200, f"/evidence/{slug}": 200, f"/evidence/{slug}/v/1": 200, f"/evidence/{slug}.bib": 200,
        f"/evidence/{slug}/": 301, "/evidence.csv": 200, "/api/v1/studies": 200, "/feeds/changes.atom": 200,
        "/sitemap.xml": 200, "/robots.txt": 200, "/contribute": 200, "/contribute/status": 200, "/display": 200,
        "/accounts/login/": 200, "/admin/": 302, "/nothing-here": 404, "/evidence?q=%00": 400, "/health/live": 200,
        "/favicon.ico": None,
    }  # fmt: skip
    for path, status in kinds.items():
        response = client.get(path, secure=True)
        assert status in (None, response.status_code), (path, response.status_code)
        _is_strict(path, response)
    _is_strict("405", client.delete("/about", secure=True))
    _is_strict("host", client.get("/about", secure=True, HTTP_HOST="evil.example"))


def _is_strict(path: str, response: Any) -> None:
    lacking = {name: response.get(name) for name, value in STRICT.items() if response.get(name) != value}
    assert not lacking, path
    if response.status_code == 200:  # a redirect shows nothing, and the policy forbids frames anyhow
        assert response["X-Frame-Options"] == "DENY", path
    policy = response["Content-Security-Policy"]
    assert "default-src 'none'" in policy, path
    assert "frame-ancestors 'none'" in policy, path
    assert "base-uri 'none'" in policy, path
    assert not re.search(r"unsafe|https?:|\*", policy), path
    shared = path.startswith("/api/")  # open to pages of others on purpose: it holds what everybody may read
    assert response["Cross-Origin-Resource-Policy"] == ("cross-origin" if shared else "same-origin"), path
    assert response["Referrer-Policy"] in ("same-origin", "no-referrer"), path
    assert "camera=()" in response["Permissions-Policy"], path
    assert not response.get("Content-Type", "").startswith("text/") or "charset=" in response["Content-Type"], path


def test_without_https_a_reader_is_led_there_and_nothing_else_happens(settings: Any) -> None:
    settings.SECURE_SSL_REDIRECT = True
    client = Client()
    response = client.post("/contribute", {"message": "Something private."})
    assert (response.status_code, response["Location"]) == (301, "https://testserver/contribute")
    assert not response.cookies


@pytest.mark.parametrize("accept", ["text/html", "application/json"])
def test_an_error_page_tells_nothing_of_what_went_wrong(accept: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*args: object, **more: object) -> None:
        raise RuntimeError("password=hunter2 at postgres://atlas:hunter2@database.invalid/atlas")

    monkeypatch.setattr("atlas.views.guides.render", fails)
    response = Client(raise_request_exception=False).get("/about", headers={"accept": accept})
    assert response.status_code == 500
    assert b"try again in a few minutes" in response.content
    for word in (b"hunter2", b"Traceback", b"RuntimeError", b"django", settings.SECRET_KEY.encode()):
        assert word not in response.content


def test_an_account_that_is_switched_off_is_out_at_once(client: Client) -> None:
    person = staff()
    sign_in(client)
    desk = client.get("/admin/")
    assert desk.status_code == 200
    assert b'id="logout-form"' in desk.content
    person.is_active = False
    person.save()
    assert client.get("/admin/").status_code == 302


def test_a_password_may_be_anything_that_is_long_and_not_common() -> None:
    for good in ("rest before you are tired", "a" * 7 + "\U0001f98b" * 60, "lower case letters only", "x9" * 64):
        validate_password(good)
    for bad in ("short words", "qwerty123456", "123456789012345"):
        with pytest.raises(ValidationError):
            validate_password(bad)


def test_words_of_the_site_alone_make_no_password(settings: Any) -> None:
    settings.SITE_NAME = "The Sundew Collection"
    for bad in ("mecfs-atlas-2026!", "Chronic Fatigue Syndrome", "AtlasAtlasAtlas", "sundewcollection1"):
        with pytest.raises(ValidationError, match="words that belong to this site"):
            validate_password(bad)
    for good in ("the atlas of my garden", "fatigue never wins here"):
        validate_password(good)
    told = (REPOSITORY / "docs" / "operations.md").read_text("utf-8").partition("eight letters have to be left")[2]
    assert set(re.findall("[a-z]+", told.partition(".\n")[0])) >= passwords.WORDS, "the list is documented"


CHOOSING = """
from django.test import Client
from atlas.pagestore.nginx import MAPS
from atlas.display import COOKIE
chosen = Client(SERVER_NAME="atlas.example").post("/display", {"theme": "dim"}, secure=True)
print([chosen.status_code, chosen.cookies.output(header=""), MAPS.format(root="", cookie=COOKIE).splitlines()[1]])
"""


def test_the_cookie_of_a_readers_choice_is_of_this_host_alone_in_production() -> None:
    result = manage("shell", "-c", CHOOSING, **PRODUCTION)
    status, cookie, nginx = ast.literal_eval(result.stdout.strip().splitlines()[-1])
    assert (status, cookie.split(";")[0].strip()) == (303, "__Host-display=dim.usual.usual.all.en"), result.stderr
    assert {"Secure", "HttpOnly", "Path=/", "SameSite=Lax"} <= set(cookie.split("; ")), cookie
    assert "Domain" not in cookie
    known = re.search(r'"~([^"]+)" "choice"', nginx)
    assert known is not None, nginx
    assert re.search(known[1], "a=b; __Host-display=dim"), "nginx leaves a reader with a choice to Django"
    assert not re.search(known[1], "a__Host-display=dim")


def test_every_cookie_of_the_desk_is_of_this_host_alone_in_production() -> None:
    names = "SESSION_COOKIE_NAME CSRF_COOKIE_NAME SESSION_COOKIE_HTTPONLY CSRF_COOKIE_HTTPONLY SESSION_COOKIE_SAMESITE"
    names += " CSRF_COOKIE_SECURE MESSAGE_STORAGE PASSWORD_HASHERS"
    result = manage(
        "shell", "-c", f"from django.conf import settings; print([getattr(settings, n) for n in '{names}'.split()])",
        **PRODUCTION,
    )  # fmt: skip
    told = ast.literal_eval(result.stdout.strip().splitlines()[-1])
    assert told[:6] == ["__Host-atlas_session", "__Host-atlas_csrf", True, True, "Lax", True], result.stderr
    assert told[6] == "django.contrib.messages.storage.session.SessionStorage", "a message needs no cookie of its own"
    assert told[7][0] == "django.contrib.auth.hashers.PBKDF2PasswordHasher"


def test_whoever_signs_out_is_out_everywhere_that_session_was(client: Client) -> None:
    staff()
    sign_in(client)
    copied = Client()
    copied.cookies[settings.SESSION_COOKIE_NAME] = client.cookies[settings.SESSION_COOKIE_NAME].value
    assert copied.get("/admin/").status_code == 200
    client.post("/accounts/logout/")
    assert client.get("/admin/").status_code == 302
    assert copied.get("/admin/").status_code == 302


def test_the_door_hides_the_password_and_lets_helpers_fill_it_in(client: Client) -> None:
    field = re.search(r'<input[^>]*name="password"[^>]*>', client.get("/accounts/login/").content.decode())
    assert field is not None
    assert 'type="password"' in field[0]
    assert 'autocomplete="current-password"' in field[0]
    assert "onpaste" not in field[0]


def test_a_password_is_taken_exactly_as_it_was_typed(client: Client) -> None:
    person = staff()
    typed = "  Spaces count, capitals count " + "\U0001f98b" * 70 + " "
    person.set_password(typed)
    person.save()
    for other in (typed.strip(), typed.lower(), typed[:72], typed + " "):
        assert sign_in(client, password=other).status_code == 200
        cache.clear()
        call_command("axes_reset", verbosity=0)
    assert sign_in(client, password=typed).status_code == 302


def test_secrets_of_the_second_factor_are_long_and_differ() -> None:
    people = [staff("one"), staff("two")]
    secrets = [with_app(person) for person in people]
    assert len(set(secrets)) == 2
    assert all(len(base64.b32decode(secret)) >= 20 for secret in secrets), "160 bits"
    codes = [one for person in people for one in recovery_codes(person)]
    assert len(set(codes)) == 20
    assert all(len(one) >= 8 for one in codes)


def test_a_line_of_the_log_tells_utc() -> None:
    record = logging.LogRecord("atlas", logging.INFO, "", 0, "words", (), None)
    record.created = 0.0
    assert json.loads(Json().format(record))["time"] == "1970-01-01T00:00:00.000+00:00"
