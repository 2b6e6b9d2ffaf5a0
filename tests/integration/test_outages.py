"""While the database is away: what readers still get, and what nobody gets any more."""

from __future__ import annotations

import contextlib
import threading
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError, connection, connections, transaction

from atlas import outages
from atlas.front import Front
from atlas.outages import Patient
from atlas.pagestore import baking, rendering, watching
from atlas.pagestore.changes import follow
from atlas.pagestore.files import Store
from evidence.actions import editorial, registries, texts
from evidence.models import Publication
from tests.factories import person, publish
from tests.integration.test_page_store import get

pytestmark = pytest.mark.django_db


@pytest.fixture
def store(tmp_path: Path, settings: Any) -> Store:
    settings.PAGE_STORE_DIR = tmp_path / "pages"
    return Store(settings.PAGE_STORE_DIR, "build")


@pytest.fixture
def page() -> Publication:
    return publish(key="berg2019")


def away(environ: dict[str, Any], start_response: Any) -> list[bytes]:
    start_response(outages.AWAY, [])
    return [b"The atlas cannot look anything up just now."]


def change(page: Publication, words: str) -> Publication:
    texts.write_text(study=page.study, by=person("editor"), texts={"summary": words})
    return publish(page.study, reason="The summary says more.")


# --- The copy of before ----------------------------------------------------------------------------------


def test_a_page_that_has_changed_is_shown_as_it_was_until_a_new_one_is_kept(
    store: Store,
    page: Publication,
) -> None:
    here, front = f"/evidence/{page.slug}", Front(store, away)
    follow(store)
    baking.bake(store, [here, "/evidence", f"{here}.bib", "/about"])
    change(page, "Scores were a little lower.")
    assert get(front, here)[0] == 200, "nobody has followed yet: it is kept"
    assert follow(store) >= {here, "/evidence", f"{here}.bib"}
    for address in (here, "/evidence", f"{here}.bib"):
        assert store.head(address) is None
        status, headers, body = get(front, address, accept_encoding="")
        assert (status, headers["Atlas-Copy"], headers["Cache-Control"]) == (200, "earlier", "no-store")
        assert "ETag" not in headers
        assert (b"You see it as it was before" in body) is (not address.endswith(".bib"))
        assert b"a little lower" not in body
    assert get(front, here, accept_encoding="gzip")[1]["Content-Encoding"] == "gzip"
    assert get(front, here, cookie="display=device.usual.usual.summary.de")[1]["Atlas-Copy"] == "earlier"
    assert "Atlas-Copy" not in get(front, "/about")[1]

    def fails(environ: Any, start_response: Any) -> list[bytes]:
        start_response("503 Service Unavailable", [])
        return [b"later"]

    assert get(Front(store, fails), here)[0] == 503, "only while the database is away"
    baking.bake(store, [here])
    status, headers, body = get(front, here)
    assert status == 200
    assert "Atlas-Copy" not in headers
    assert b"a little lower" in body
    assert store.earlier(here) is None
    store.remove([here])
    assert get(front, here)[0] == 503, "and the copy of before does not come back"


def withdraw(page: Publication) -> None:
    editorial.withdraw(study=page.study, by=person("publisher"), reason="It was about another paper.")


def confirm_a_notice(page: Publication) -> None:
    registries.keep_found_notice(
        study=page.study, registry="pubmed", kind="retraction", identifier="", title="A notice", now=page.published_at
    )


def change_and_withdraw(page: Publication) -> None:
    change(page, "Scores were a little lower.")
    withdraw(page)


@pytest.mark.parametrize("harm", [withdraw, confirm_a_notice, change_and_withdraw])
def test_of_a_page_that_was_taken_down_or_has_a_notice_nothing_lies_aside(
    harm: Any,
    store: Store,
    page: Publication,
) -> None:
    """Nor of the lists that named it; what was laid aside before goes too."""
    here, front = f"/evidence/{page.slug}", Front(store, away)
    addresses = [here, f"{here}.bib", f"{here}/v/1"] + ([] if harm is confirm_a_notice else ["/evidence", "/"])
    follow(store)
    baking.bake(store, [*addresses, "/evidence/search-help"])
    change(page, "Scores were higher.")
    follow(store)
    assert store.earlier(here) is not None
    harm(page)
    follow(store)
    for address in addresses:
        assert store.earlier(address) is None, address
        assert get(front, address)[0] == 503
    assert get(front, "/evidence/search-help")[0] == 200
    again = publish(key="other2018", year="2018")
    follow(store)
    baking.bake(store, addresses)
    change(again, "Scores were the same.")
    follow(store)
    assert store.earlier(here) is None


@pytest.mark.django_db(transaction=True)
def test_a_page_that_is_taken_down_stops_before_its_transaction_ends(store: Store) -> None:
    """So it is nowhere to be seen, should the database and we die in that very moment."""
    study = publish(key="berg2019").study
    here, front = f"/evidence/{publish(key='other2018').slug}", Front(store, away)
    gone = f"/evidence/{study.publications.get().slug}"
    follow(store)
    baking.bake(store, [here, gone, "/evidence", "/about"])
    since, old = store.change_number(), rendering.rendered(gone)
    with contextlib.suppress(ZeroDivisionError), transaction.atomic():
        watching._stops(Publication(content={"slug": study.slug}))
        assert get(front, gone)[0] == 200, "what is published does not stop"
        withdrawn = editorial.withdraw(study=study, by=person("publisher"), reason="It was about another paper.")
        watching._stops(withdrawn)
        for address in (gone, "/evidence"):
            assert get(front, address)[0] == 503, address
        assert get(front, here)[0] == get(front, "/about")[0] == 200
        assert store.put([old], since=since) == [gone]
        assert store.put([old], since=store.change_number()) == [gone], "another process sees the old state still"
        follow_elsewhere(store)
        assert store.doubts(), "it has not ended"
        raise ZeroDivisionError
    assert store.put([old], since=store.change_number()) == [gone], "nobody has looked yet how it ended"
    follow(store)
    assert not store.doubts()
    assert set(store.take_up()) >= {study.slug, "/evidence"}
    baking.bake(store, [gone, "/evidence"])
    assert get(front, gone)[0] == get(front, "/evidence")[0] == 200, "it was undone, and the page is back"

    with transaction.atomic():
        watching._stops(editorial.withdraw(study=study, by=person("publisher"), reason="It was about another paper."))
    follow(store)
    baking.bake(store, [gone, "/evidence"])
    assert get(front, gone)[0] == 503, "a tombstone is Django's"
    assert f'"{gone}"'.encode() not in get(front, "/evidence")[2]


def follow_elsewhere(store: Store) -> None:
    """As another process does, on a connection of its own."""

    def run() -> None:
        follow(store)
        connection.close()

    other = threading.Thread(target=run)
    other.start()
    other.join()


def test_a_page_that_could_not_be_made_for_want_of_the_database_is_not_taken_for_one_that_may_not_be_kept(
    store: Store,
    page: Publication,
    monkeypatch: Any,
) -> None:
    here = f"/evidence/{page.slug}"
    follow(store)
    baking.bake(store, [here])
    change(page, "Scores were a little lower.")
    follow(store)
    real = rendering._handler()

    class Failing:
        def get_response(self, request: Any) -> Any:
            response = real.get_response(request)
            response.status_code = 503
            return response

    monkeypatch.setattr(rendering, "_handler", Failing)
    assert baking.bake(store, [here]).late == [here], "the database is there: only this page fails, and is made later"
    assert store.earlier(here) is not None
    monkeypatch.setattr(type(connections["default"]), "is_usable", lambda self: False)
    with pytest.raises(OperationalError, match="went away"):
        baking.do_what_is_asked_for(store)
    assert store.earlier(here) is not None
    monkeypatch.undo()
    baking.do_what_is_asked_for(store)
    assert store.head(here) is not None, "it was put back on the list"


def test_the_desk_sweeps_what_others_serve_and_they_bake_it(
    store: Store,
    page: Publication,
    settings: Any,
) -> None:
    here = f"/evidence/{page.slug}"
    follow(store)
    baking.bake(store, [here, "/about"])
    (store.site / "about.html").write_bytes(b"<html>torn")
    settings.PAGE_STORE, settings.FACE = True, "desk"
    swept = baking.sweep_site()
    assert (swept["untrue"], swept["baked"]) == (1, 0)
    assert swept["missing"] > 20
    assert store.head("/about") is None
    assert [one.build for one in store.all_builds()] == ["build"], "the desk has no pages of its own"
    assert "/about" in store.take_up()


# --- A moment's patience ---------------------------------------------------------------------------------


class Flaky:
    """Django whose first answers are 503."""

    def __init__(self, *statuses: str) -> None:
        self.statuses = list(statuses)
        self.asked = 0

    def __call__(self, environ: dict[str, Any], start_response: Any) -> list[bytes]:
        status = self.statuses[min(self.asked, len(self.statuses) - 1)]
        self.asked += 1
        start_response(status, [])
        return [status.encode()]


FAILED, WELL = "503 Service Unavailable", "200 OK"


@pytest.mark.parametrize(
    ("method", "connects", "answers", "status", "asked"),
    [
        ("GET", [True], (WELL,), WELL, 1),
        ("GET", [True], (FAILED, WELL), WELL, 2),
        ("HEAD", [False, False, True], (FAILED, WELL), WELL, 2),
        ("GET", [True], (FAILED, FAILED), FAILED, 2),
        ("GET", [False], (FAILED, WELL), outages.AWAY, 1),
        ("POST", [True], (FAILED, WELL), FAILED, 1),
        ("POST", [False, True], (WELL,), WELL, 1),
        ("POST", [False], (FAILED,), FAILED, 1),
        ("PUT", [False], (FAILED, WELL), FAILED, 1),
    ],
)
def test_who_reads_is_answered_at_a_second_try_and_who_writes_is_never_sent_twice(
    method: str, connects: list[bool], answers: tuple[str, ...], status: str, asked: int, monkeypatch: Any
) -> None:
    monkeypatch.setattr(outages, "A_MOMENT", 0.05)
    monkeypatch.setattr(outages, "EACH", 0.005)
    django = Flaky(*answers)
    patient = Patient(django)
    tried = iter(connects)

    def connect() -> bool:
        came = next(tried, connects[-1])
        patient.away_since = None if came else patient.away_since or outages.time.monotonic()
        return came

    monkeypatch.setattr(patient, "_connects", connect)
    told: list[str] = []
    body = patient({"REQUEST_METHOD": method, "PATH_INFO": "/contribute"}, lambda *given: told.append(given[0]))
    assert told == [status]
    assert list(body) == [(FAILED if status == outages.AWAY else status).encode()]
    assert django.asked == asked


def test_one_request_at_a_time_waits_and_nobody_in_an_outage_that_lasts(monkeypatch: Any) -> None:
    monkeypatch.setattr(outages, "A_MOMENT", 60)
    patient = Patient(Flaky(FAILED))
    monkeypatch.setattr(patient, "_connects", lambda: False)
    patient.away_since = outages.time.monotonic()
    patient.waiting.acquire()
    assert not patient.database_answers(), "another one is waiting"
    patient.waiting.release()
    patient.away_since -= outages.WORTH_IT
    assert not patient.database_answers(), "it has been away for too long"


def test_a_connection_that_broke_is_made_anew(transactional_db: None) -> None:
    patient = Patient(Flaky(WELL))
    connection.ensure_connection()
    with connection.cursor() as cursor, contextlib.suppress(OperationalError):
        cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
    assert patient.database_answers()
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
