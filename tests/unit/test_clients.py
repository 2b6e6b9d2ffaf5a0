"""Asking PubMed, Crossref and Europe PMC: politely, and prepared for whatever comes back.

The services are played by a server on this machine; the answers were written by us after their documentation.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from evidence.clients import ServiceError, Transport
from evidence.clients.crossref import Crossref
from evidence.clients.europe_pmc import EuropePMC
from evidence.clients.pubmed import AT_ONCE, MOST, PubMed
from tests.stand_in_server import Asked, Reply, StandIn, stand_in


class Clock:
    """Time that passes only when somebody sleeps."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)


def transport(server: StandIn, clock: Clock, **more: Any) -> Transport:
    settings = {"contact": "desk@atlas.example", "pace": 0.0, "clock": clock, "sleep": clock.sleep} | more
    return Transport("The service", server.base, **settings)


def said(told: dict[str, Any], **more: Any) -> Reply:
    return Reply(json.dumps(told).encode(), **more)


FINE = said({"fine": True})
JSON = ("application/json",)


class TestManners:
    def test_says_who_asks_and_where_to_complain(self, clock: Clock) -> None:
        with stand_in(FINE) as server, transport(server, clock) as ask:
            ask.get("/works", accepts=JSON)
        assert server.asked[0].headers["User-Agent"] == "mecfs-atlas/1 (mailto:desk@atlas.example)"

    def test_keeps_its_pace(self, clock: Clock) -> None:
        with stand_in(FINE) as server, transport(server, clock, pace=0.35) as ask:
            for _ in range(4):
                ask.get("/works", accepts=JSON)
        assert sum(clock.slept) == pytest.approx(3 * 0.35)

    def test_asks_whether_anything_changed(self, clock: Clock) -> None:
        with (
            stand_in(said({}, headers={"ETag": '"abc"'}), Reply(status=304)) as server,
            transport(server, clock) as ask,
        ):
            first = ask.get("/works", accepts=JSON)
            second = ask.get("/works", accepts=JSON, etag=first.etag)
        assert server.asked[1].headers["If-None-Match"] == '"abc"'
        assert (second.not_modified, second.etag) == (True, '"abc"')

    @pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
    def test_comes_back_later_when_the_service_is_busy(self, clock: Clock, status: int) -> None:
        with stand_in(Reply(status=status), Reply(status=status), FINE) as server, transport(server, clock) as ask:
            assert ask.get("/works", accepts=JSON).body == FINE.body
        assert clock.slept == [2.0, 4.0]

    def test_waits_as_long_as_it_is_asked_to(self, clock: Clock) -> None:
        busy = Reply(status=429, headers={"Retry-After": "17"})
        with stand_in(busy, FINE) as server, transport(server, clock) as ask:
            ask.get("/works", accepts=JSON)
        assert clock.slept == [17.0]

    def test_does_not_wait_for_hours(self, clock: Clock) -> None:
        busy = Reply(status=503, headers={"Retry-After": "86400"})
        with (
            stand_in(busy) as server,
            transport(server, clock) as ask,
            pytest.raises(ServiceError, match="86400 seconds") as told,
        ):
            ask.get("/works", accepts=JSON)
        assert told.value.kind == "refused"
        assert clock.slept == []

    def test_gives_up_in_the_end_with_one_sentence(self, clock: Clock) -> None:
        with stand_in(Reply(status=503)) as server, transport(server, clock) as ask:
            with pytest.raises(ServiceError) as told:
                ask.get("/works", {"api_key": "secret"}, accepts=JSON)
            assert len(server.asked) == 4
        assert str(told.value) == "The service: the service asked us to come back later (status 503)."

    def test_neither_errors_nor_logs_hold_the_key(self, clock: Clock, caplog: pytest.LogCaptureFixture) -> None:
        caplog.set_level(logging.INFO)
        with (
            stand_in(Reply(status=503)) as server,
            transport(server, clock, attempts=1) as ask,
            pytest.raises(ServiceError) as told,
        ):
            ask.get("/works", {"api_key": "topsecret"}, accepts=JSON)
        assert "topsecret" not in repr(told.value) + caplog.text


class TestBadAnswers:
    @pytest.mark.parametrize(
        ("reply", "kind"),
        [
            (Reply(b"<html>We are moving house</html>", content_type="text/html"), "unreadable"),
            (Reply(b"{}", content_type="application/octet-stream"), "unreadable"),
            (Reply(b"{}", content_type=""), "unreadable"),
            (Reply(b"not gzip", headers={"Content-Encoding": "gzip"}), "unreadable"),
            (Reply(b"no", status=404), "not_found"),
            (Reply(b"no", status=410), "not_found"),
            (Reply(b"no", status=400), "refused"),
            (Reply(b"no", status=403), "refused"),
            (Reply(b"{}" * 100, cut=50), "cut_short"),
            (Reply(b"x" * 2000), "too_big"),
            (Reply(status=302, headers={"Location": "http://elsewhere.example/works"}), "elsewhere"),
            (Reply(status=302, headers={"Location": "https://127.0.0.1/works"}), "elsewhere"),
            (Reply(status=302, headers={"Location": "/works"}), "elsewhere"),
        ],
    )
    def test_each_has_its_kind(self, clock: Clock, reply: Reply, kind: str) -> None:
        with (
            stand_in(reply) as server,
            transport(server, clock, largest=1000, attempts=2) as ask,
            pytest.raises(ServiceError) as told,
        ):
            ask.get("/works", accepts=JSON)
        assert told.value.kind == kind

    def test_a_body_that_grows_beyond_what_it_promised_is_cut(self, clock: Clock) -> None:
        """A small answer, packed, that unpacks to far more."""
        import gzip

        packed = Reply(gzip.compress(b" " * 5_000_000), headers={"Content-Encoding": "gzip"})
        with (
            stand_in(packed) as server,
            transport(server, clock, largest=100_000) as ask,
            pytest.raises(ServiceError) as told,
        ):
            ask.get("/works", accepts=JSON)
        assert told.value.kind == "too_big"

    def test_an_answer_that_drips_for_ever_is_left(self, clock: Clock) -> None:
        def slowly() -> None:
            clock.now += 1.0

        drip = Reply(b" " * 500, drip=slowly)
        with (
            stand_in(drip) as server,
            transport(server, clock, patience=60.0, attempts=1) as ask,
            pytest.raises(ServiceError) as told,
        ):
            ask.get("/works", accepts=JSON)
        assert told.value.kind == "timed_out"

    def test_nobody_there(self, clock: Clock) -> None:
        with stand_in(FINE) as server:
            base = server.base
        gone = Transport("The service", base, "", attempts=2, clock=clock, sleep=clock.sleep)
        with gone as ask, pytest.raises(ServiceError) as told:
            ask.get("/works", accepts=JSON)
        assert told.value.kind == "unreachable"

    def test_a_redirect_on_the_same_server_is_followed(self, clock: Clock) -> None:
        moved = Reply(status=301, headers={"Location": "/v2/works"})
        with stand_in(moved, FINE) as server, transport(server, clock) as ask:
            ask.get("/works", accepts=JSON)
        assert [one.path for one in server.asked] == ["/works", "/v2/works"]


def pubmed(server: StandIn, clock: Clock, **more: Any) -> PubMed:
    return PubMed(transport(server, clock), **more)


def numbers_a_day(how_many: Callable[[date], int]) -> Callable[[Asked], Reply]:
    """Plays esearch: `how_many` articles were entered on each day."""

    def reply(asked: Asked) -> Reply:
        first, last = (date.fromisoformat(asked.query[name][0].replace("/", "-")) for name in ("mindate", "maxdate"))
        found = [
            f"{day}{number:05}"
            for day in range(first.toordinal(), last.toordinal() + 1)
            for number in range(how_many(date.fromordinal(day)))
        ]
        return said({"esearchresult": {"count": str(len(found)), "idlist": found[: int(asked.query["retmax"][0])]}})

    return reply


class TestPubMed:
    def test_a_search_gives_its_numbers_with_the_days_they_cover(self, clock: Clock) -> None:
        with stand_in(numbers_a_day(lambda day: 2)) as server:
            client = pubmed(server, clock, key="k")
            pieces = list(client.search("chronic fatigue", since=date(2026, 1, 1), until=date(2026, 1, 3)))
        assert [(first, last, len(numbers)) for first, last, numbers in pieces] == [
            (date(2026, 1, 1), date(2026, 1, 3), 6)
        ]
        query = server.asked[0].query
        assert (query["db"], query["term"], query["datetype"]) == (["pubmed"], ["chronic fatigue"], ["edat"])
        assert (query["tool"], query["email"], query["api_key"]) == (["mecfs-atlas"], ["desk@atlas.example"], ["k"])

    def test_a_long_span_comes_in_pieces_in_order_and_complete(self, clock: Clock) -> None:
        with stand_in(numbers_a_day(lambda day: 900)) as server:
            pieces = list(pubmed(server, clock).search("x", since=date(2026, 1, 1), until=date(2026, 1, 31)))
        assert sum(len(numbers) for _, _, numbers in pieces) == 31 * 900
        assert all(len(numbers) <= MOST for _, _, numbers in pieces)
        assert [first for first, _, _ in pieces] == sorted(first for first, _, _ in pieces)
        assert pieces[0][0] == date(2026, 1, 1)
        assert pieces[-1][1] == date(2026, 1, 31)

    def test_a_day_with_too_many_is_said_and_not_cut(self, clock: Clock) -> None:
        with (
            stand_in(numbers_a_day(lambda day: MOST + 1)) as server,
            pytest.raises(ServiceError, match="10000 articles on 2026-01-01"),
        ):
            list(pubmed(server, clock).search("x", since=date(2026, 1, 1), until=date(2026, 1, 2)))

    @pytest.mark.parametrize(
        "body",
        [
            {"esearchresult": {"count": "3", "idlist": ["1", "2"]}},
            {"esearchresult": {"count": "many", "idlist": []}},
            {"esearchresult": {"count": "1", "idlist": ["<b>"]}},
            {"esearchresult": {"ERROR": "Invalid db name"}},
            {"other": 1},
            [],
        ],
    )
    def test_a_search_that_is_wrong_in_itself_is_refused(self, clock: Clock, body: Any) -> None:
        with stand_in(said(body)) as server, pytest.raises(ServiceError):
            list(pubmed(server, clock).search("x", since=date(2026, 1, 1), until=date(2026, 1, 2)))

    def test_records_come_in_pieces_that_the_service_likes(self, clock: Clock) -> None:
        whole = Reply(b"<PubmedArticleSet>\n</PubmedArticleSet>\n", content_type="text/xml")
        numbers = [str(number) for number in range(1, 2 * AT_ONCE + 2)]
        with stand_in(whole) as server:
            pieces = list(pubmed(server, clock).records(numbers))
        assert [len(asked_for) for asked_for, _ in pieces] == [AT_ONCE, AT_ONCE, 1]
        assert server.asked[0].query["id"][0].split(",")[:2] == ["1", "2"]

    @pytest.mark.parametrize("body", [b"<PubmedArticleSet><Pub", b"<eFetchResult><ERROR/></eFetchResult>", b""])
    def test_a_set_without_an_end_is_never_taken_for_whole(self, clock: Clock, body: bytes) -> None:
        with stand_in(Reply(body, content_type="text/xml")) as server, pytest.raises(ServiceError):
            list(pubmed(server, clock).records(["1"]))


class TestCrossref:
    def test_a_work_by_its_doi(self, clock: Clock) -> None:
        record = {"DOI": "10.5555/a(b)<c>", "title": ["A title"]}
        with stand_in(said({"status": "ok", "message": record}, headers={"ETag": '"1"'})) as server:
            work = Crossref(transport(server, clock)).work("10.5555/a(b)<c>")
        assert (work.record, work.etag) == (record, '"1"')
        assert server.asked[0].path == "/works/10.5555%2Fa%28b%29%3Cc%3E"
        assert server.asked[0].query["mailto"] == ["desk@atlas.example"]

    def test_nothing_new(self, clock: Clock) -> None:
        with stand_in(Reply(status=304)) as server:
            assert Crossref(transport(server, clock)).work("10.5555/a", etag='"1"').record is None

    def test_a_doi_of_another_agency_is_not_found(self, clock: Clock) -> None:
        unknown = Reply(b"Resource not found.", status=404, content_type="text/plain")
        with stand_in(unknown) as server, pytest.raises(ServiceError) as told:
            Crossref(transport(server, clock)).work("10.5555/a")
        assert told.value.kind == "not_found"

    @pytest.mark.parametrize("told", [{"message": []}, {"message": {"DOI": 3}}, [], {"status": "ok"}])
    def test_what_is_no_work_is_refused(self, clock: Clock, told: Any) -> None:
        with stand_in(said(told)) as server, pytest.raises(ServiceError) as error:
            Crossref(transport(server, clock)).work("10.5555/a")
        assert error.value.kind == "unreadable"


def results(*found: dict[str, Any]) -> Reply:
    return said({"resultList": {"result": list(found)}})


class TestEuropePMC:
    def test_the_free_text_is_a_page_rather_than_a_pdf(self, clock: Clock) -> None:
        addresses = [
            {"availabilityCode": "S", "documentStyle": "html", "url": "https://paywall.example/1"},
            {"availabilityCode": "OA", "documentStyle": "pdf", "url": "https://open.example/1.pdf"},
            {"availabilityCode": "OA", "documentStyle": "html", "url": "https://open.example/1"},
        ]
        one = {"pmid": "77", "doi": "10.5555/A", "title": "T", "fullTextUrlList": {"fullTextUrl": addresses}}
        with stand_in(results({"pmid": "76"}, one)) as server:
            found = EuropePMC(transport(server, clock)).article(pmid="77")
        assert (found.open_access_url, found.doi) == ("https://open.example/1", "10.5555/a")
        assert server.asked[0].query["query"] == ["EXT_ID:77 AND SRC:MED"]

    @pytest.mark.parametrize("address", ["javascript:alert(1)", "https://u:p@open.example/", "ftp://x.example/", ""])
    def test_an_address_that_is_none_is_not_taken(self, clock: Clock, address: str) -> None:
        one = {
            "doi": "10.5555/a", "fullTextUrlList": {"fullTextUrl": [{"availabilityCode": "OA", "url": address}]},
        }  # fmt: skip
        with stand_in(results(one)) as server:
            assert EuropePMC(transport(server, clock)).article(doi="10.5555/A").open_access_url == ""

    def test_versions_are_told_and_comments_are_not(self, clock: Clock) -> None:
        links = [
            {"type": "Preprint in", "source": "PPR", "id": "PPR12"},
            {"type": "Comment in", "source": "MED", "id": "5"},
        ]
        one = {"pmid": "77", "commentCorrectionList": {"commentCorrection": links}}
        with stand_in(results(one)) as server:
            versions = EuropePMC(transport(server, clock)).article(pmid="77").versions
        assert [(version.kind, version.identifier) for version in versions] == [("preprint in", "PPR12")]

    def test_neighbours_are_not_the_article(self, clock: Clock) -> None:
        with stand_in(results({"doi": "10.5555/ab"}, {})) as server, pytest.raises(ServiceError) as told:
            EuropePMC(transport(server, clock)).article(doi="10.5555/a")
        assert told.value.kind == "not_found"

    @pytest.mark.parametrize("told", [{"resultList": {"result": {}}}, {"resultList": []}, {}, []])
    def test_what_is_no_list_is_refused(self, clock: Clock, told: Any) -> None:
        with stand_in(said(told)) as server, pytest.raises(ServiceError) as error:
            EuropePMC(transport(server, clock)).article(doi="10.5555/a")
        assert error.value.kind == "unreadable"
