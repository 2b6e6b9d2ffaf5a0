"""Words of a letter are looked for wherever they must not be: logs, mails, every table, every public page."""

from __future__ import annotations

import io
import logging
import zipfile
from collections.abc import Iterator
from html.parser import HTMLParser
from urllib.parse import urlencode

import pytest
from django.core import mail
from django.db import DataError, OperationalError, connection
from django.test import Client

from atlas.private_logs import PrivatePathsFilter, shown_path
from contributions import limits
from contributions.actions import outbox, sending
from contributions.models import Contribution
from tests.factories import publish
from tests.factories.letters import change_page, letter, triager

pytestmark = pytest.mark.django_db

ADDRESS = "/contribute"
FORM = "application/x-www-form-urlencoded"
MARKED = {
    "message": "zebrafinch", "source": "quokkahouse", "passage": "narwhalstone", "contact": "axolotl@example.org",
    "contact_use": "questions", "kind": "other",
}  # fmt: skip
FROM = {
    "HTTP_USER_AGENT": "Pangolinbrowser/1.0", "HTTP_REFERER": "https://okapi.example/", "REMOTE_ADDR": "203.0.113.77",
    "HTTP_X_FORWARDED_FOR": "198.51.100.99",
}  # fmt: skip
MARKS = ("zebrafinch", "quokkahouse", "narwhalstone", "axolotl", "pangolin", "okapi", "203.0.113.77", "198.51.100.99",
         "capybara", "tapirword")  # fmt: skip


def marks_in(text: str) -> list[str]:
    return [mark for mark in MARKS if mark in text.lower()]


def post(path: str = ADDRESS, fields: dict | None = None, *, strict: bool = False, **more):
    client = Client(enforce_csrf_checks=strict, raise_request_exception=False)
    body = urlencode(MARKED if fields is None else fields)
    return client.post(path, body, content_type=FORM, **FROM, **more)


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """All that any library logs, down to SQL, as the site's own handler writes it."""
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.addFilter(PrivatePathsFilter())
    handler.setFormatter(logging.Formatter("%(levelname)s %(name)s: %(message)s"))
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield written
    root.removeHandler(handler)
    root.setLevel(level)


def sent_in_every_way(monkeypatch) -> None:
    """A letter that arrives, and every way in which one does not."""
    assert post().status_code == 200
    assert post(fields=MARKED | {"source": "quokkahouse" * 99}).status_code == 422
    assert post(fields=MARKED | {"kind": "tapirword", "stamp": "tapirword", "tapirword": "x"}).status_code == 422
    assert post(fields=MARKED | {"homepage": "https://capybara.example"}).status_code == 200
    assert post(strict=True).status_code == 403
    assert post(strict=True, headers={"origin": "https://okapi.example"}).status_code == 403
    assert post(fields={"message": "zebrafinch" * 90_000}).status_code == 413
    assert Client().post(ADDRESS, MARKED, **FROM).status_code == 415
    assert Client().get(f"{ADDRESS}?page=tapirword&n=capybara", **FROM).status_code == 200
    assert Client().get(f"{ADDRESS}/capybara", **FROM).status_code == 404
    assert Client().get(f"{ADDRESS}/status/capybara?code=tapirword", **FROM).status_code == 404
    assert post("/contribute/status", {"code": "capybara"}).status_code == 422
    assert post("/contribute/status/withdraw", {"code": "capybara", "sure": "yes"}).status_code == 422
    found = letter(state="needs_information")
    assert post("/contribute/status/answer", {"code": found.code, "text": "capybara"}).status_code == 200
    with monkeypatch.context() as patch:
        patch.setattr(limits, "VISITOR_STOPPED", 0)
        assert post().status_code == 429


def leaking(error: type[Exception]):
    """What a library does that puts the value into its message."""

    def fail(**given: object) -> None:
        raise error(f'invalid value "{given["letter"].message}" from {FROM["REMOTE_ADDR"]}')  # type: ignore[attr-defined]

    return fail


def test_no_log_holds_a_word_of_a_letter(log: io.StringIO, caplog, monkeypatch) -> None:
    with caplog.at_level(logging.DEBUG):
        sent_in_every_way(monkeypatch)
    for text in (log.getvalue(), caplog.text):
        assert not marks_in(text)
    assert "atlas.access: POST /contribute 200" in log.getvalue()
    assert "DEBUG django.template: while answering /contribute" in log.getvalue(), "the handler listens to everything"


@pytest.mark.parametrize("error", [OperationalError, DataError, ValueError, UnicodeError])
def test_an_error_is_logged_by_its_kind_and_place(log: io.StringIO, monkeypatch, error: type[Exception]) -> None:
    monkeypatch.setattr(sending, "send", leaking(error))
    assert post().status_code == 503
    assert not marks_in(log.getvalue())
    assert f"while answering {ADDRESS}" in log.getvalue()
    assert f"{error.__name__} at tests/integration/test_contribute_privacy.py:" in log.getvalue()


def test_an_error_that_has_a_cause_names_both(log: io.StringIO, monkeypatch) -> None:
    def fail(**_: object) -> None:
        try:
            raise KeyError("zebrafinch")
        except KeyError as error:
            raise RuntimeError("quokkahouse") from error

    monkeypatch.setattr(sending, "send", fail)
    assert post().status_code == 503
    assert "RuntimeError at " in log.getvalue()
    assert " <- KeyError at " in log.getvalue()
    assert not marks_in(log.getvalue())


def test_elsewhere_errors_are_logged_in_full(log: io.StringIO) -> None:
    try:
        raise ValueError("a wrong number")
    except ValueError:
        logging.getLogger("evidence").exception("The import of %s failed", "refs.bib")
    assert "The import of refs.bib failed" in log.getvalue()
    assert "ValueError: a wrong number" in log.getvalue()


def test_the_access_line_names_nobody(log: io.StringIO) -> None:
    publish()
    Client().get("/evidence/van-der-berg-2019-rest-symptoms?from=capybara", **FROM)
    Client().get("/nothing\x07here", **FROM)
    lines = [line for line in log.getvalue().splitlines() if "atlas.access" in line]
    assert "INFO atlas.access: GET /evidence/van-der-berg-2019-rest-symptoms 200 " in lines[0]
    assert "GET /nothing%07here 404" in lines[1]
    assert not marks_in("".join(lines))


@pytest.mark.parametrize(("path", "route", "shown"), [
    ("/contribute", "contribute", "/contribute"),
    ("/contribute/status/MY-CODE", "", "/contribute/..."),
    ("/contribute-MY-CODE", "", "/contribute/..."),
    ("/accounts/password/reset/key/1-secret/", "accounts/password/reset/key/<uidb36>-<key>/",
     "/accounts/password/reset/key/<uidb36>-<key>/"),
    ("/evidence/a b\n", "evidence/<slug>", "/evidence/a%20b%0A"),
])  # fmt: skip
def test_private_paths_are_shown_by_their_route(path: str, route: str, shown: str) -> None:
    assert shown_path(path, route) == shown


def test_no_table_holds_a_word_of_a_letter(monkeypatch) -> None:
    """Every row of every table, the cache and the sessions among them."""
    sent_in_every_way(monkeypatch)
    assert Contribution.objects.count() > 2
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        assert {"atlas_cache", "django_session", "contributions_contribution"} <= set(tables)
        for table in tables:
            cursor.execute(f'SELECT found::text FROM "{table}" AS found')
            text = "\n".join(row[0] for row in cursor.fetchall())
            assert not marks_in(text), table
        cursor.execute("SELECT count(*) FROM django_session")
        assert cursor.fetchone() == (0,), "a reader has no session"


def test_no_mail_holds_a_word_of_a_letter(settings, monkeypatch) -> None:
    settings.SENDS_MAIL = True
    triager(email="triager@example.org")
    sent_in_every_way(monkeypatch)
    letter("zebrafinch", state="needs_information", contact="axolotl@example.org", contact_use="questions")
    outbox.queue_waiting_notice()
    outbox.deliver()
    assert {message.to[0] for message in mail.outbox} == {"triager@example.org", "axolotl@example.org"}
    for message in mail.outbox:
        told = str(message.message()).replace("To: axolotl@example.org", "To: its writer")
        assert not marks_in(told)


class Links(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in ("href", "action") and value and value.startswith("/") and not value.startswith("/static/"):
                self.found.add(value.partition("#")[0])


def test_no_public_page_or_feed_holds_a_word_of_a_letter(monkeypatch) -> None:
    """Every address that a reader can come to from the first page, and the machines' ones."""
    sent_in_every_way(monkeypatch)
    page = publish()
    by_hand = letter("zebrafinch", state="linked", page=page, contact="axolotl@example.org", contact_use="outcome")
    change_page(page)
    assert by_hand.pk
    client, seen = Client(), set()
    open_ones = {"/", "/corrections", "/feeds/corrections.atom", "/contribute", "/robots.txt", "/health/ready",
                 "/contribute/status", f"/evidence/{page.slug}/v/1"}  # fmt: skip
    while open_ones:
        path = open_ones.pop()
        seen.add(path)
        response = client.get(path)
        content = b"".join(response.streaming_content) if response.streaming else response.content
        if content.startswith(b"PK"):
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                content = b"\n".join(archive.read(name) for name in archive.namelist())
        text = content.decode()
        assert not marks_in(text), path
        assert not marks_in(str(response.headers)), path
        if response["Content-Type"].startswith("text/html"):
            # Filters can be combined without end; one at a time is walked.
            open_ones |= {
                link
                for link in Links(text).found
                if not link.startswith(("/accounts/", "/display")) and "&" not in link
            } - seen
        assert len(seen) < 1000
    assert {f"/evidence/{page.slug}", f"/evidence/{page.slug}.bib", f"/evidence/{page.slug}/v/2"} <= seen


def test_the_pages_say_that_nobody_may_keep_them() -> None:
    for response in (post(), post(fields={"message": ""}), post("/contribute/status", {"code": "x"}),
                     Client().get("/contribute/status"), Client().get("/contribute/nothing")):  # fmt: skip
        assert "no-store" in response["Cache-Control"]
        assert response["Referrer-Policy"] == "no-referrer"
        assert "ETag" not in response
    assert Client().get("/evidence")["Referrer-Policy"] == "same-origin"
