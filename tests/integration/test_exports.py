"""Any result as a file: what is in it, in which order, what is refused, and that nothing of the desk is."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import zipfile
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import connection, transaction
from django.http import StreamingHttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from evidence.actions import editorial, notices, studies, texts
from evidence.canonical import content_hash
from evidence.citations.importers import parse
from evidence.exports import columns, shelf
from evidence.exports.formats import FORMATS
from evidence.models import NoticeAlert, Publication
from evidence.models.assessment import METHODS
from tests.factories import draft, person, publish, ready_to_review

pytestmark = pytest.mark.django_db
FILES = [f"/evidence.{extension}" for extension in FORMATS]
SECRET = "Wordsofthedesk"


@pytest.fixture(scope="module", autouse=True)
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Built once for this file: what a test does to it is rolled back to here."""
    with django_db_blocker.unblock(), transaction.atomic():
        build_world()
        yield
        transaction.set_rollback(True)


def build_world() -> None:
    """Three live pages (one of a retracted paper, one published twice), a tombstone, a draft, and work in progress."""
    publish(key="old2005", year="2005", criteria=["fukuda1994"])
    twice = publish(key="new2019", year="2019", title="=SUM(1) & exercise, “again”").study
    studies.edit_study(study=twice, by=person("editor"), changes={"volume": "77"})
    publish(twice, reason="The volume was missing.")
    texts.write_text(study=twice, by=person("editor"), texts={"summary": f"{SECRET} in progress."})
    study = ready_to_review(key="gone2012", year="2012")
    notices.add_notice(
        study=study, by=person("editor"), kind="retraction", source="the journal's page", date="2026-01-02",
        doi="10.1234/notice", detail="The authors took it back.",
    )  # fmt: skip
    publish(study)
    down = publish(key="down2011", year="2011", title="Tombstones rest")
    editorial.withdraw(study=down.study, by=person("publisher"), reason="The wrong paper.")
    draft("never2010", year="2010", title=f"{SECRET} never published")


def body(client: Client, path: str, **headers: str) -> str:
    response = client.get(path, headers=headers)
    assert response.status_code == 200, response.content[:300]
    assert isinstance(response, StreamingHttpResponse)
    return response.getvalue().decode()


def table(client: Client, path: str = "/evidence.csv") -> list[dict[str, str]]:
    text = body(client, path)
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True))


def slugs(client: Client, query: str = "") -> list[str]:
    return [row["slug"].removeprefix("van-der-berg-")[:4] for row in table(client, f"/evidence.csv{query}")]


def test_each_format_holds_each_live_study_once_in_one_order(client: Client) -> None:
    expected = [row["cite_key"] for row in table(client)]
    assert [key.removeprefix("mecfsatlas-van-der-berg-")[:4] for key in expected] == ["2019", "2012", "2005"]
    for extension, format in {"bib": "bibtex", "ris": "ris", "csl.json": "csl_json"}.items():
        result = parse(body(client, f"/evidence.{extension}").encode(), format=format)
        assert not result.problems
        dois = ["10.1234/new2019", "10.1234/gone2012", "10.1234/old2005"]
        assert [entry.record.doi for entry in result.entries] == dois, extension
        if extension != "ris":
            assert [entry.key for entry in result.entries] == expected
    rows = [json.loads(line) for line in body(client, "/evidence.jsonl").splitlines()]
    assert [row["cite_key"] for row in rows] == expected
    assert all(content_hash(row["content"]) == row["sha256"] for row in rows)
    assert [row["publication"] for row in rows] == [2, 1, 1]


def test_each_row_says_what_it_is_and_warns_of_a_retraction(client: Client) -> None:
    gone = Publication.objects.current().get(year=2012)
    address = f"https://atlas.example/evidence/{gone.slug}/v/1"
    for path in FILES:
        text = body(client, path + "?year=2012")
        for told in (address, gone.sha256, "retraction" if path.endswith(("csv", "jsonl")) else "Retracted"):
            assert told in text, path
    bib, ris = body(client, "/evidence.bib?year=2012"), body(client, "/evidence.ris?year=2012")
    assert "note     = {Retracted (2026-01-02).}" in bib
    assert "keywords = {PEM required, Retracted Publication}" in bib
    assert "N1  - Retracted (2026-01-02).\r\n" in ris
    assert "KW  - Retracted Publication\r\n" in ris
    (item,) = json.loads(body(client, "/evidence.csl.json?year=2012"))
    assert item["status"] == "Retracted"
    assert item["note"].startswith("Retracted (2026-01-02). · PEM required · ")
    assert "Retracted" not in body(client, "/evidence.bib?year=2019")


def test_filters_and_orders_of_the_list(client: Client) -> None:
    for query, expected in {
        "?sort=newest": ["2019", "2012", "2005"],
        "?pem=required": ["2019", "2012"],
        "?pem=required&criteria=fukuda1994": [],
        "?q=exercise": ["2019"],
        "?q=10.1234/old2005": ["2005"],
        "?year=..2012": ["2012", "2005"],
        "?notices=without": ["2019", "2005"],
        "?year=2012&notices=without": [],
    }.items():
        assert slugs(client, query) == expected, query
    assert slugs(client, "?sort=changed")[0] == "2012", "published last"


def test_an_empty_result_is_a_file_without_entries(client: Client) -> None:
    for path, expected in {
        "/evidence.bib": "", "/evidence.ris": "", "/evidence.jsonl": "", "/evidence.csl.json": "[\n]\n",
        "/evidence.csv": "\ufeff" + ",".join(column.name for column in columns.COLUMNS) + "\r\n",
    }.items():  # fmt: skip
        assert body(client, path + "?year=1901") == expected


@pytest.mark.parametrize(
    "query",
    ["pem=bogus", "pme=required", "year=soon", "sort=sideways", "notices=yes", "design=%27%3B--", "x[]=1"],
)  # fmt: skip
@pytest.mark.parametrize("path", ["/evidence.bib", "/evidence.zip"])
def test_what_is_not_understood_is_refused_in_words(client: Client, path: str, query: str) -> None:
    response = client.get(f"{path}?{query}")
    assert response.status_code == 400
    assert response["Content-Type"].startswith("text/plain")
    assert "“" in response.content.decode()


def test_hostile_words_are_searched_as_words(client: Client) -> None:
    for query in ("'; DROP TABLE x; --", "a & | ! <-> :*", "\\", "%", "’" * 50, "*" * 300, '"' * 7):
        response = client.get("/evidence.csv", {"q": query})
        assert response.status_code in (200, 400), query
        response.getvalue() if response.streaming else response.content
    assert client.get("/evidence.csv?q=%00").status_code == 400
    assert client.post("/evidence.csv").status_code == 405
    assert client.get("/evidence.xml").status_code == 404


def test_nothing_of_the_desk_and_no_tombstone_is_in_any_file(client: Client) -> None:
    names = [coder for row in Publication.objects.values_list("provenance__coding", flat=True) for coder in row or []]
    assert names, "the shelf knows who coded, under pseudonyms"
    for path in FILES:
        text = body(client, path)
        for hidden in (SECRET, "Tombstones", "coder-", '"person":', '"publisher":"P'):
            assert hidden not in text, (path, hidden)


def test_a_formula_is_text_in_the_table(client: Client) -> None:
    assert table(client)[0]["title"] == "'=SUM(1) & exercise, “again”"
    for hostile in ("=1", "+1", "-1", "@x", "\t=1", "|x", "%x", " =1", "\ufeff=1"):
        assert columns.cell(hostile).startswith("'"), hostile
    assert columns.cell(-1) == "-1"


class TestConditional:
    def test_a_harvester_gets_304_until_something_is_published(self, client: Client) -> None:
        for path in (*FILES, "/evidence.zip"):
            etag = client.get(path)["ETag"]
            assert client.get(path, headers={"if-none-match": etag}).status_code == 304, path
        tags = {path: client.get(path)["ETag"] for path in FILES}
        assert len(set(tags.values())) == len(FILES)
        elsewhere = client.get("/evidence.bib?year=2005")["ETag"]
        publish(key="more2020", year="2020")
        for path, etag in tags.items():
            assert client.get(path, headers={"if-none-match": etag}).status_code == 200
        assert client.get("/evidence.bib?year=2005", headers={"if-none-match": elsewhere}).status_code == 304

    def test_a_dated_name_and_the_terms(self, client: Client) -> None:
        response = client.get("/evidence.ris?notices=without")
        assert f'filename="me-cfs-atlas-{date.today().isoformat()}.ris"' in response["Content-Disposition"]
        assert 'rel="license"' in response["Link"]
        assert "<https://atlas.example/evidence?notices=without>" in response["Link"]
        for path in ("/evidence.ris", "/evidence.zip"):
            head = client.head(path)
            assert (head.status_code, head.getvalue()) == (200, b"")
            assert "Content-Length" not in head


def test_queries_do_not_grow_with_the_rows(client: Client) -> None:
    def queries(path: str) -> int:
        with CaptureQueriesContext(connection) as context:
            client.get(path).getvalue()
        return len(context)

    few = {path: queries(path) for path in (*FILES, "/evidence.zip")}
    assert max(few.values()) <= 6, few
    publish(key="more2020", year="2020")
    publish(key="more2021", year="2021")
    assert {path: queries(path) for path in few} == few


def test_rows_are_read_in_lots_and_a_page_that_went_away_breaks_the_file(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shelf, "AT_ONCE", 2)
    assert len(slugs(client)) == 3
    chosen = shelf.whole_shelf()
    chosen.keys.append(max(chosen.keys) + 1_000)
    with pytest.raises(shelf.ShelfMoved, match="ask for it again"):
        list(chosen.rows())


def test_a_notice_found_since_is_told(client: Client) -> None:
    before, elsewhere = client.get("/evidence.csv")["ETag"], client.get("/evidence.csv?year=2019")["ETag"]
    study = Publication.objects.current().get(year=2005).study
    NoticeAlert.objects.create(study=study, found_at=datetime(2026, 11, 2, tzinfo=UTC), confirmed_kind="retraction")
    response = client.get("/evidence.csv", headers={"if-none-match": before})
    assert response.status_code == 200
    assert client.get("/evidence.csv?year=2019", headers={"if-none-match": elsewhere}).status_code == 304
    (row,) = table(client, "/evidence.csv?year=2005")
    assert row["notice_found"] == "Retracted: confirmed, and not on the page yet"
    assert "Retracted Publication" in body(client, "/evidence.ris?year=2005")


class TestPack:
    def unpacked(self, client: Client, query: str = "") -> tuple[bytes, dict[str, bytes]]:
        response = client.get(f"/evidence.zip{query}")
        assert response.status_code == 200
        data = response.getvalue()
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            assert archive.testzip() is None
            return data, {name.partition("/")[2]: archive.read(name) for name in archive.namelist()}

    def test_holds_every_format_as_the_addresses_give_it(self, client: Client) -> None:
        _, files = self.unpacked(client, "?pem=required")
        for path in FILES:
            assert files[path.removeprefix("/")].decode() == body(client, f"{path}?pem=required"), path

    def test_each_file_has_its_checksum(self, client: Client) -> None:
        _, files = self.unpacked(client)
        told = {entry["name"]: entry["sha256"] for entry in json.loads(files.pop("manifest.json"))["files"]}
        assert told == {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}

    def test_the_numbers_add_up(self, client: Client) -> None:
        for query, numbers in {
            "": (4, 1, 3, 0, 3, 0, 3),
            "?pem=required": (4, 1, 3, 1, 2, 0, 2),
            "?pem=required&notices=without": (4, 1, 3, 1, 2, 1, 1),
            "?q=nothing+like+this": (4, 1, 3, 3, 0, 0, 0),
        }.items():
            _, files = self.unpacked(client, query)
            assert tuple(json.loads(files["counts.json"]).values()) == numbers, query
            assert len(files["evidence.jsonl"].splitlines()) == numbers[-1]
            prisma = files["prisma.txt"].decode()
            assert [int(line.split()[0]) for line in prisma.splitlines()[:7]] == list(numbers)

    def test_says_what_was_asked_and_how_to_cite_it(self, client: Client) -> None:
        _, files = self.unpacked(client, "?pem=required&q=rest")
        query, cite = files["query.txt"].decode(), files["CITATION.txt"].decode()
        assert "Query:     rest pem:required" in query
        assert "Address:   https://atlas.example/evidence?q=rest&pem=required" in query
        assert f"Searched:  {date.today().isoformat()}" in query
        assert "https://atlas.example/evidence?q=rest&pem=required" in cite
        assert "creativecommons.org/licenses/by/4.0" in files["LICENCE.txt"].decode()
        assert len(parse(files["CITATION.bib"], format="bibtex").entries) == 1

    def test_the_codebook_explains_every_column_and_every_value_that_occurs(self, client: Client) -> None:
        _, files = self.unpacked(client)
        reader = csv.reader(io.StringIO(files["codebook.csv"].decode("utf-8-sig"), newline=""))
        assert next(reader) == ["column", "value", "meaning"]
        known = {(column, value) for column, value, meaning in reader if meaning}
        closed = {column for column, value in known if value}
        for row in table(client):
            for column, cell in row.items():
                assert (column, "") in known, column
                for value in cell.split(columns.APART) if column in closed and cell else ():
                    assert (column, value) in known, (column, value)

    def test_the_same_state_gives_the_same_bytes(self, client: Client) -> None:
        first, _ = self.unpacked(client)
        assert self.unpacked(client)[0] == first
        publish(key="more2020", year="2020")
        assert self.unpacked(client)[0] != first

    def test_tells_of_the_demonstration(self, client: Client) -> None:
        publish(key="shown1999", year="1999", demo=True)
        _, files = self.unpacked(client, "?year=1999")
        assert files["query.txt"].decode().startswith("This is a demonstration")
        assert "emonstration" in files["CITATION.txt"].decode()
        assert json.loads(files["evidence.jsonl"])["demonstration"] is True


def test_the_words_of_the_methods_are_those_of_the_desk() -> None:
    assert columns.PEM_METHODS == METHODS
