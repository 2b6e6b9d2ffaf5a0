"""Finished pages: what is kept is what Django would say now, whatever happens on the shelf, and nothing private is."""

from __future__ import annotations

import contextlib
import gzip
import http.client
import io
import re
import shutil
import socket
import subprocess
import time
from pathlib import Path
from typing import Any

import brotli  # type: ignore[import-untyped]
import pgtrigger
import pytest
from django.core.handlers.wsgi import WSGIRequest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from atlas.front import Front, takes_a_page
from atlas.pagestore import baking, rendering, watching
from atlas.pagestore.addresses import is_kept
from atlas.pagestore.catalogue import everything
from atlas.pagestore.changes import follow
from atlas.pagestore.files import Page, Store
from atlas.pagestore.needs import CannotBeKept
from atlas.pagestore.nginx import configuration
from evidence.actions import editorial, registries, texts, topics
from evidence.actions.audit import record
from evidence.models import PageChange, Publication, Topic
from tests.factories import draft, person, publish, ready_to_review

pytestmark = pytest.mark.django_db

HOST = "testserver"


@pytest.fixture(autouse=True)
def _packed_less_hard(monkeypatch: pytest.MonkeyPatch) -> None:
    """Still harder than in haste. The last few bytes in a hundred take as long as all else that is done here."""
    compress = brotli.compress
    monkeypatch.setattr(brotli, "compress", lambda body, *, quality, mode: compress(body, mode, min(quality, 6)))


@pytest.fixture
def store(tmp_path: Path, settings: Any) -> Store:
    settings.PAGE_STORE_DIR = tmp_path / "pages"
    made = Store(settings.PAGE_STORE_DIR, "build")
    made.use()
    follow(made)
    return made


@pytest.fixture
def page() -> Publication:
    return publish(key="berg2019")


def get(front: Any, address: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
    told: list[Any] = []
    environ = rendering.environment() | {
        "PATH_INFO": address.partition("?")[0], "QUERY_STRING": address.partition("?")[2], "HTTP_HOST": HOST,
        "REQUEST_METHOD": headers.pop("method", "GET"), "wsgi.input": io.BytesIO(),
    }  # fmt: skip
    environ |= {f"HTTP_{name.upper()}": value for name, value in headers.items()}
    body = b"".join(front(environ, lambda *given: told.append(given)))
    return int(told[0][0][:3]), dict(told[0][1]), body


class Django:
    """Django, and which addresses it was asked for."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        self.asked.append(environ["PATH_INFO"])
        # Without the signals that end the test's connection.
        response: Any = rendering._handler().get_response(WSGIRequest(environ))
        start_response(f"{response.status_code} {response.reason_phrase}", list(response.items()))
        return [b"" if environ["REQUEST_METHOD"] == "HEAD" else response.content]


@pytest.fixture
def django() -> Django:
    return Django()


@pytest.fixture
def front(store: Store, django: Django) -> Front:
    return Front(store, django)


def differences(store: Store) -> list[str]:
    return sorted(baking.differing(store))


# --- Nothing that is kept differs from what Django says --------------------------------------------------


def test_after_every_change_of_the_shelf_no_page_that_is_kept_differs_from_a_fresh_one(store: Store) -> None:
    """Publish, correct, alert, SQL by hand, topics, withdraw, demonstration: follow, bake again, compare all."""
    editor, publisher = person("editor"), person("publisher")
    first = publish(key="first2019").study
    other = publish(key="other2018", year="2018").study
    follow(store)
    baked = baking.bake(store, everything())
    assert baked.baked > 80
    assert not [address for address in everything() if address not in store.addresses()], baked.refused
    assert differences(store) == []

    def changed(*, touches: str, leaves: str = "") -> None:
        untouched = store.head(leaves) if leaves else None
        gone = follow(store)
        assert touches in gone
        assert store.head(touches) is None, "it is gone before the action returns"
        assert differences(store) == [], "what was left is true"
        if leaves:
            assert store.head(leaves) == untouched, "a page that has nothing to do with it stays"
        baking.do_what_is_asked_for(store)
        assert store.head(touches) is not None, "and it is baked again"
        assert differences(store) == []

    texts.write_text(study=first, by=editor, texts={"summary": "Scores were a little lower."})
    publish(first, reason="The summary says how much.")
    changed(touches=f"/evidence/{first.slug}", leaves=f"/evidence/{other.slug}")
    assert store.head(f"/evidence/{first.slug}/v/2") is not None

    registries.keep_found_notice(
        study=other, registry="pubmed", kind="retraction", identifier="", title="A notice", now=timezone.now()
    )
    changed(touches=f"/evidence/{other.slug}", leaves=f"/evidence/{first.slug}")

    with connection.cursor() as cursor:
        cursor.execute("UPDATE evidence_noticealert SET found_at = found_at - interval '2 days'")
    changed(touches=f"/evidence/{other.slug}", leaves="/criteria")

    topic = Topic.objects.order_by("pk")[0]
    topics.edit_topic(topic=topic, by=editor, changes={"name": "A name of its own"})
    changed(touches="/topics", leaves=f"/evidence/{first.slug}")

    new = publish(key="new2017", year="2017").study
    assert f"/evidence/{new.slug}" not in set(store.addresses())
    changed(touches="/", leaves=f"/evidence/{first.slug}")
    assert store.head(f"/evidence/{new.slug}.bib") is not None

    editorial.withdraw(study=new, by=publisher, reason="It was about another paper.")
    follow(store)
    assert store.head(f"/evidence/{new.slug}") is None
    baking.do_what_is_asked_for(store)
    assert differences(store) == []
    assert store.head(f"/evidence/{new.slug}") is None, "a tombstone is Django's"
    assert store.head(f"/evidence/{new.slug}/v/1") is not None

    publish(key="demo2016", year="2016", demo=True)
    assert "/about" in follow(store), "the banner stands on every page"
    assert not list(store.addresses())
    baking.do_what_is_asked_for(store)
    assert differences(store) == []


def test_a_page_follows_the_studies_that_it_leads_to(store: Store) -> None:
    from evidence.models import StudyLink

    target = ready_to_review(key="target2016", year="2016")
    study = ready_to_review(key="leads2017", year="2017")
    StudyLink.objects.create(study=study, kind="supersedes", target=target)
    here = f"/evidence/{publish(study).slug}"
    follow(store)
    baking.bake(store, [here])
    head = store.head(here)
    assert head is not None
    assert f"slug:{target.slug}" in head.needs
    publish(target)
    assert here in follow(store)
    baking.do_what_is_asked_for(store)
    assert differences(store) == []
    body = store.body(store.head(here))  # type: ignore[arg-type]
    assert body is not None
    assert f'href="/evidence/{target.slug}"'.encode() in body


def test_evidence_pages_depend_on_their_own_study_alone(store: Store, page: Publication) -> None:
    """If this fails, a view asks a question of a new form: every publication then renders every page anew."""
    for tail in ("", ".bib", ".txt", ".jsonld", "/history", "/v/1"):
        needs = set(rendering.rendered(f"/evidence/{page.slug}{tail}").needs)
        assert f"slug:{page.slug}" in needs
        assert needs <= {f"slug:{page.slug}", "demo"}, (tail, needs)
    assert set(rendering.rendered("/about").needs) == {"demo"}


def test_what_is_rendered_while_the_shelf_changes_is_not_put_in_place(store: Store, page: Publication) -> None:
    here = f"/evidence/{page.slug}"
    since = store.change_number()
    old, about = rendering.rendered(here), rendering.rendered("/about")
    store.forget({f"slug:{page.slug}"})
    assert store.put([old, about], since=since) == [here]
    assert store.head(here) is None
    assert store.head("/about") is not None


def test_the_sweep_finds_what_nobody_announced(store: Store, page: Publication) -> None:
    here = f"/evidence/{page.slug}"
    follow(store)
    baking.bake(store, [here, "/", "/about"])
    with pgtrigger.ignore("evidence.Publication:never_updated", "evidence.Publication:pages_follow"):
        Publication.objects.update(sha256="0" * 64)
    assert not PageChange.objects.filter(what="publication").exclude(slugs__len=1).exists()
    (store.site / "about.html").write_bytes(b"<html>torn")
    swept = baking.sweep(store)
    assert swept.untrue >= 3
    assert differences(store) == []
    assert store.body(store.head("/about")) is not None  # type: ignore[arg-type]


def test_what_readers_wait_for_is_baked_first_and_packed_well_afterwards(store: Store, page: Publication) -> None:
    here = f"/evidence/{page.slug}"
    follow(store)
    store.take_up()
    store.ask_for(["/about", "/", page.slug, "/glossary"])
    for first in (here, "/"):
        baking.do_what_is_asked_for(store, 1)
        assert store.head(first) is not None
        assert store.head("/about") is None
    head = store.head(here)
    assert head is not None
    hasty, body = store.body(head, "br"), store.body(head)
    packed = {address for _ in range(20) for address in store.take_to_pack()}
    assert packed == set(store.addresses())
    store.remove(["/"])
    for address in packed:
        store.pack(address)
    assert store.head("/") is None, "what has gone meanwhile stays away"
    head = store.head(here)
    assert head is not None
    well = store.body(head, "br")
    assert hasty is not None
    assert well is not None
    assert len(well) < len(hasty)
    assert store.body(head) == body == brotli.decompress(well)
    assert store.take_to_pack() == []
    assert set(store.take_up()) == {"/about", "/glossary"}, "the rest is left to others"


# --- What is never kept ----------------------------------------------------------------------------------


def test_nothing_private_is_ever_kept(store: Store, page: Publication) -> None:
    for address in (
        "/admin/",
        "/contribute",
        "/contribute/status",
        "/accounts/login/",
        "/health/live",
        "/display",
        "/oai",
    ):
        with pytest.raises(ValueError, match="keeps no page"):
            rendering.rendered(address)
    for address, reason in (
        (f"/evidence/{draft('hidden2016', title='Onions grow at night').slug}", "404"),
        ("/evidence/no-such-page", "404"),
    ):
        with pytest.raises(CannotBeKept, match=reason):
            rendering.rendered(address)


@pytest.mark.parametrize(
    ("spoil", "reason"),
    [
        (lambda response: response.set_cookie("a", "b"), "sets a cookie"),
        (lambda response: response.__setitem__("Cache-Control", "private"), "not every cache"),
        (lambda response: response.__setitem__("Vary", "Accept-Language"), "accept-language"),
        (lambda response: setattr(response, "content", b'<input name="csrfmiddlewaretoken">'), "token of a form"),
    ],
)
def test_a_page_that_has_become_private_is_refused(
    spoil: Any, reason: str, monkeypatch: pytest.MonkeyPatch, store: Store
) -> None:
    real = rendering._handler()

    class Spoiled:
        def get_response(self, request: Any) -> Any:
            response = real.get_response(request)
            spoil(response)
            return response

    monkeypatch.setattr(rendering, "_handler", Spoiled)
    with pytest.raises(CannotBeKept, match=reason):
        rendering.rendered("/about")


def test_no_address_leads_out_of_the_store(store: Store, front: Front, django: Django, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("the key")
    baking.bake(store, ["/about"])
    for address in (
        "/../secret", "/about/../../secret", "//about", "/about%00", "/about\x00", "/" + "a" * 5000,
        "/about.html", "/About",
        "/evidence/..%2f..%2fsecret", "/.about.html.abc", "/about/",
    ):  # fmt: skip
        before = len(django.asked)
        status, _, body = get(front, address)
        assert len(django.asked) == before + 1, address
        assert status != 200 or b"the key" not in body
        assert not is_kept(address)
    # A link that somebody put in the store leads nowhere.
    (store.site / "about.html").unlink()
    (store.site / "about.html").symlink_to(secret)
    (store.heads / "glossary.html.json").symlink_to(store.heads / "about.html.json")
    for address in ("/about", "/glossary"):
        assert b"the key" not in get(front, address)[2]
        assert django.asked[-1] == address


# --- The front -------------------------------------------------------------------------------------------


def test_the_front_answers_as_django_does_and_asks_it_nothing(
    store: Store, front: Front, django: Django, page: Publication
) -> None:
    here = f"/evidence/{page.slug}"
    baking.bake(store, [here, f"{here}.bib", "/"])
    for address in (here, f"{here}.bib", "/"):
        slow_status, slow, slow_body = get(django, address, accept_encoding="identity")
        asked = len(django.asked)
        status, quick, body = get(front, address, accept_encoding="identity")
        assert len(django.asked) == asked, "Django was not asked"
        assert (status, body) == (slow_status, slow_body)
        for told in (slow, quick):
            for name in ("ETag", "Content-Length", "X-Request-ID"):
                told.pop(name, None)
        assert quick == slow
    status, headers, body = get(front, here, accept_encoding="gzip, br;q=0.5")
    assert headers["Content-Encoding"] == "gzip"
    assert b"<h1" in gzip.decompress(body)
    assert headers["Content-Length"] == str(len(body))
    status, packed, body = get(front, here, accept_encoding="gzip, deflate, br")
    assert packed["Content-Encoding"] == "br"
    assert b"<h1" in brotli.decompress(body)
    assert "Content-Encoding" not in get(front, here, accept_encoding="gzip;q=0, *;q=0")[1]
    assert len({get(front, here, accept_encoding=one)[1]["ETag"] for one in ("", "gzip", "br")}) == 3
    status, unchanged, body = get(front, here, accept_encoding="br", if_none_match=f'"x", W/{packed["ETag"]}')
    assert (status, body, unchanged["ETag"]) == (304, b"", packed["ETag"])
    assert unchanged["Vary"] == packed["Vary"]
    status, headers, body = get(front, here, method="HEAD", accept_encoding="identity")
    assert (status, body) == (200, b"")
    assert int(headers["Content-Length"]) > 5_000
    assert not [address for address in django.asked if address not in (here, f"{here}.bib", "/")]


def test_a_readers_look_is_written_into_the_page_and_other_choices_are_djangos(
    store: Store, front: Front, django: Django, page: Publication
) -> None:
    here = f"/evidence/{page.slug}"
    baking.bake(store, [here])
    cookie = "atlas_session=abc; display=dim.large.loose.all.en"
    _, slow, slow_body = get(django, here, cookie=cookie, accept_encoding="identity")
    _, quick, body = get(front, here, cookie=cookie, accept_encoding="identity")
    assert django.asked == [here]
    django.asked.clear()
    assert body == slow_body
    assert b'data-theme="dim"' in body
    assert set(quick["Cache-Control"].split(", ")) == set(slow["Cache-Control"].split(", "))
    assert "private" in quick["Cache-Control"]
    assert quick["ETag"] != get(front, here)[1]["ETag"]
    assert gzip.decompress(get(front, here, cookie=cookie, accept_encoding="gzip")[2]) == body
    for other in ("display=device.usual.usual.summary.en", "display=device.usual.usual.all.de"):
        get(front, here, cookie=other)
        assert django.asked.pop() == here
    for strange in ("display=", 'display="><script>.x.y', "displayed=dim"):
        assert get(front, here, cookie=strange)[1]["ETag"] == get(front, here)[1]["ETag"]


@pytest.mark.parametrize(
    "more",
    [
        {"accept": "application/x-bibtex"}, {"accept": "application/vnd.citationstyles.csl+json, text/html;q=0.5"},
        {"method": "POST"}, {"method": "PUT"}, {"host": "evil.example"}, {"host": ""}, {"address": "?print=whole"},
        {"scheme": "http"},
    ],
)  # fmt: skip
def test_what_is_not_for_the_store_goes_to_django(
    more: dict[str, str], store: Store, front: Front, django: Django, page: Publication
) -> None:
    here = f"/evidence/{page.slug}"
    baking.bake(store, [here])
    if "scheme" in more:
        front.scheme = "http"
    get(front, here + more.pop("address", ""), **{k: v for k, v in more.items() if k != "scheme"})
    assert django.asked == [here]


@pytest.mark.parametrize(
    ("accept", "page"),
    [
        ("", True), ("*/*", True), ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", True),
        ("text/html;q=0.9, application/x-bibtex", False), ("application/json", False), ("text/*", False),
    ],
)  # fmt: skip
def test_only_what_surely_gets_the_page_is_served_the_page(accept: str, page: bool) -> None:
    from django.test import RequestFactory

    from evidence.views.negotiation import wanted

    assert takes_a_page(accept) is page
    if page:
        assert wanted(RequestFactory().get("/", headers={"accept": accept})) == ""


def test_a_page_that_is_removed_is_gone_at_once_and_is_asked_for(store: Store, django: Django) -> None:
    missed: list[str] = []
    front = Front(store, django, missed=missed.append)
    baking.bake(store, ["/about"])
    get(front, "/about")
    assert (django.asked, missed) == ([], [])
    store.remove(["/about"])
    status = get(front, "/about")[0]
    assert (status, django.asked, missed) == (200, ["/about"], ["/about"])
    baking.bake(store, ["/about"])
    get(front, "/about")
    assert len(django.asked) == 1
    shutil.rmtree(store.root)
    assert get(front, "/about")[0] == 200
    assert len(django.asked) == 2


def test_while_the_database_is_away_the_page_stands_as_it_usually_is(store: Store, page: Publication) -> None:
    here = f"/evidence/{page.slug}"
    baking.bake(store, [here])

    def broken(environ: Any, start_response: Any) -> list[bytes]:
        start_response("503 Service Unavailable", [])
        return [b"later"]

    front = Front(store, broken)
    assert get(front, here)[0] == 200
    status, _, body = get(front, here, cookie="display=device.usual.usual.summary.de", accept_encoding="")
    assert status == 200
    assert b"<h1" in body
    assert get(front, "/evidence/unknown-page")[0] == 503


# --- The disk --------------------------------------------------------------------------------------------


def test_a_full_disk_is_told_of_and_harms_no_page(store: Store, front: Front, django: Django, monkeypatch: Any) -> None:
    baking.bake(store, ["/about"])
    whole = Path.write_bytes

    def full(self: Path, data: bytes) -> int:
        whole(self, data[: len(data) // 2])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OSError, match="No space left"):
        baking.bake(store, ["/glossary"])
    monkeypatch.setattr("atlas.management.commands.bake.site_store", lambda: store)
    with pytest.raises(CommandError, match="No space left on device"):
        call_command("bake", processes=1, quiet=True)
    store.forget({"slug:any"})
    monkeypatch.undo()
    assert store.head("/glossary") is None
    assert not [path for path in store.root.rglob(".*") if path.is_file()], "nothing half-written is left"
    assert get(front, "/about")[0] == 200
    assert not django.asked
    assert differences(store) == []


@pytest.mark.django_db(transaction=True)
def test_when_the_action_returns_its_page_is_fresh(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """In this process by the end of the transaction; for another, the database says so."""
    first = publish(key="first2019").study
    here = f"/evidence/{first.slug}"
    follow(store)
    baking.bake(store, [here, "/", "/about"])
    connection.execute_wrappers.append(watching._after_writing)
    asked: list[Any] = []
    looked = watching.follow
    monkeypatch.setattr(watching, "follow", lambda store: asked.append(store) or looked(store))
    try:
        record("account.signed_in", by=person("editor"), about=person("editor"))
        assert not asked, "no page shows the trail, and each letter writes there"
        texts.write_text(study=first, by=person("editor"), texts={"summary": "Scores were a little lower."})
        assert store.head(here) is not None, "the desk concerns no page"
        publish(first, reason="The summary says how much.")
    finally:
        connection.execute_wrappers.remove(watching._after_writing)
    assert asked
    assert store.head(here) is None
    assert store.head("/") is None
    assert store.head("/about") is not None


def test_the_command_bakes_and_compares(store: Store, page: Publication, monkeypatch: Any, capsys: Any) -> None:
    monkeypatch.setattr("atlas.management.commands.bake.site_store", lambda: store)
    call_command("bake", processes=1, quiet=True)
    assert re.match(r"\d+ pages baked", capsys.readouterr().out)
    call_command("bake", verify=True, quiet=True)
    assert "exactly what Django renders" in capsys.readouterr().out
    head = store.head("/about")
    assert head is not None
    store.put(
        [Page("/about", tuple((name, value) for name, value in head.headers), b"<html>old", head.needs)],
        since=store.change_number(),
    )
    with pytest.raises(CommandError, match="1 of"):
        call_command("bake", verify=True, quiet=True)


@pytest.mark.slow
def test_nginx_serves_the_folder_as_the_front_does(
    store: Store, front: Front, django: Django, page: Publication, tmp_path: Path, settings: Any
) -> None:
    """The real nginx with the configuration that we print; what it may not answer reaches the application."""
    if (nginx := shutil.which("nginx")) is None:
        pytest.skip("there is no nginx on this machine (Debian: apt-get install nginx-light)")
    here = f"/evidence/{page.slug}"
    addresses = [
        "/",
        here,
        f"{here}/v/1",
        f"{here}/history",
        f"{here}.bib",
        f"{here}.csl.json",
        "/about",
        "/sitemap.xml",
    ]
    baking.bake(store, addresses)
    maps, _, server = configuration(store, settings.PAGE_STORE_DIR).partition("# --- in server { } ---\n")
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    temporary = "".join(f"{kind}_temp_path {tmp_path}/{kind};" for kind in kinds)
    (tmp_path / "nginx.conf").write_text(
        f"daemon off; master_process off; pid {tmp_path}/pid; error_log {tmp_path}/error.log; events {{ }}\n"
        f"http {{ access_log off; {temporary}\n{maps}\nserver {{ listen 127.0.0.1:{port};\n{server}\n"
        "location @atlas { return 299 'the application'; } } }"
    )
    process = subprocess.Popen([nginx, "-c", str(tmp_path / "nginx.conf"), "-p", str(tmp_path)], stderr=subprocess.PIPE)

    def ask(address: str, method: str = "GET", **headers: str) -> tuple[int, dict[str, str], bytes]:
        asked = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        asked.request(method, address, headers={name.replace("_", "-"): value for name, value in headers.items()})
        answer = asked.getresponse()
        return answer.status, dict(answer.getheaders()), answer.read()

    try:
        until = time.monotonic() + 20
        while time.monotonic() < until:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port)):
                break
        for address in addresses:
            for coding in ("identity", "gzip"):
                status, told, body = ask(address, accept_encoding=coding)
                _, ours, expected = get(front, address, accept_encoding=coding)
                assert (status, body) == (200, expected), address
                for name in ("Content-Type", "Content-Encoding", "Content-Length", "Cache-Control", "Vary",
                             "Content-Security-Policy", "Permissions-Policy", "Content-Disposition"):  # fmt: skip
                    assert told.get(name) == ours.get(name), (address, name)
                assert "Last-Modified" not in told
                assert ask(address, accept_encoding=coding, if_none_match=told["ETag"])[0] == 304
        assert "linkset" in ask(here)[1]["Link"]
        for address, method, headers in (
            (here, "GET", {"accept": "application/x-bibtex"}), (here, "POST", {}), (f"{here}?print=whole", "GET", {}),
            (here, "GET", {"cookie": "a=b; display=dim.usual.usual.all.en"}), ("/evidence/unknown", "GET", {}),
            ("/about.html", "GET", {}), ("/../heads/about.html.json", "GET", {}), ("/contribute", "GET", {}),
            ("/", "GET", {"cookie": "display=dim"}), ("/about/", "GET", {}), ("/site/about", "GET", {}),
        ):  # fmt: skip
            assert ask(address, method, **headers)[0] in (299, 400), (address, method, headers)
        store.forget({f"slug:{page.slug}"})
        assert ask(here)[0] == 299, "what was removed is gone from there too"
    finally:
        process.terminate()
        process.wait()
