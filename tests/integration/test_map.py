"""The map, the charts and their files: the same numbers everywhere, of live pages only, in a few queries."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
from django.db import connection, transaction
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext

from evidence.actions import editorial, studies, topics
from evidence.models import Topic
from evidence.search.asked import from_params
from evidence.search.shelf import find
from tests.factories import draft, person, publish, ready_to_review

pytestmark = [pytest.mark.django_db]


def page(key: str, *chosen: str, **make: Any) -> Any:
    facts = {"topics": list(chosen)} | make.pop("facts", {})
    return publish(ready_to_review(key, facts=facts, **make))


def test_an_empty_shelf_says_so() -> None:
    """Stands first: the shelf of this file comes with the next test."""
    client = Client()
    for address in ("/map", "/map?by=criteria", "/charts"):
        assert "No study has been published here yet" in client.get(address).content.decode()
    for address in ("/map.csv", "/charts/years.csv", "/charts/criteria.csv", "/charts/checked.csv"):
        assert client.get(address).status_code == 200


@pytest.fixture(scope="module")
def shelf(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Made once for this file; what a test does to it is rolled back to here."""
    with django_db_blocker.unblock(), transaction.atomic():
        fill()
        yield
        transaction.set_rollback(True)


def fill() -> None:
    """Four live pages, one withdrawn, one draft."""
    page("one2019", "gut", "immune-system", year="2019")
    page("two2019", "gut", year="2019", criteria=("fukuda1994",), facts={"design": "randomised_trial"})
    page("three2021", "gut", year="2021", criteria=("ccc2003", "icc2011"), combination="and")
    page("four2021", year="", criteria=())
    gone = page("gone2020", "gut", year="2020")
    editorial.withdraw(study=gone.study, by=person("publisher"), reason="Another paper was meant.")
    studies.edit_study(study=draft("desk2020"), by=person("editor"), changes={"topics": ["gut"], "design": "cohort"})


def rows(client: Client, address: str) -> list[dict[str, str]]:
    response = client.get(address)
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.DictReader(io.StringIO(response.content.decode())))


def numbers(client: Client, address: str, topic: str, column: str) -> dict[str, int]:
    return {row[column]: int(row["Studies"]) for row in rows(client, address) if row["Topic"] == topic}


def test_the_map_counts_live_pages_by_topic_verdict_criteria_and_design(shelf: None) -> None:
    client = Client()
    gut = numbers(client, "/map.csv", "Gut", "PEM verdict")
    assert gut == {"PEM required": 2, "PEM not required": 1, "PEM unclear": 0, "PEM not applicable": 0}
    by_criteria = numbers(client, "/map.csv?by=criteria", "Gut", "Set of criteria")
    assert sorted(by_criteria.values()) == [1, 1, 2], "one study used two sets"
    trials = numbers(client, "/map.csv?design=randomised_trial", "Gut", "PEM verdict")
    assert sum(trials.values()) == 1
    html = client.get("/map").content.decode()
    assert "1 study has no topic yet" in html
    assert re.search(r'aria-label="4 studies: all topics">4</a>', html)
    assert html.count("no studies found<span") == 4 * Topic.objects.count() - 3 + (Topic.objects.count() - 2) + 1


def test_every_number_leads_to_a_list_with_as_many_studies(shelf: None) -> None:
    client = Client()
    for address in ("/map", "/map?by=criteria", "/map?design=cohort", "/topics/gut"):
        html = client.get(address).content.decode()
        links = re.findall(r'<a href="(/evidence\?[^"]*)"(?: aria-label="(\d+) stud[^"]+")?>(\d+)', html)
        assert links
        for link, said, shown in links:
            assert said in (shown, "")
            link = unescape(link)
            asked = from_params(QueryDict(link.partition("?")[2]))
            assert asked.address("/evidence") == link, "the list's own spelling of the question"
            assert not asked.problems
            assert find(asked).total == int(shown), link
        listed = re.findall(r'<h[23]><a href="/evidence/', client.get(link).content.decode())
        assert len(listed) == int(shown), "and the page itself shows them"


def test_the_drawing_and_the_file_say_what_the_table_says(shelf: None) -> None:
    client = Client()
    for address, file in (("/map", "/map.csv"), ("/map?by=criteria", "/map.csv?by=criteria")):
        html = client.get(address).content.decode()
        told = [int(row["Studies"]) for row in rows(client, file)]
        body = html[html.index("<tbody>") : html.index("</tbody>")]
        table = [
            int(number or 0)
            for row in body.split("<tr>")[1:]
            for number in re.findall(r"<td>(?:<a[^>]*>([\d,]+)</a>|<span)", row)[:-1]
        ]
        assert table == told
        drawn = html[html.index("<svg") :]
        assert drawn.count("<circle") + drawn.count("<rect") == sum(bool(number) for number in told)
        assert drawn.count(">–</text>") == sum(not number for number in told)
        assert "style=" not in html


def test_one_map_has_one_address(shelf: None) -> None:
    client = Client()
    for address, canonical in {
        "/map?by=pem": "/map",
        "/map?design=": "/map",
        "/map?by=pem&design=cohort": "/map?design=cohort",
    }.items():
        moved = client.get(address)
        assert (moved.status_code, moved.headers["Location"]) == (302, canonical)
    html = client.get("/map?design=cohort&by=criteria").content.decode()
    assert 'rel="canonical" href="https://atlas.example/map?by=criteria&amp;design=cohort"' in html
    for wrong in ("/map?by=colour", "/map?design=magic", "/map.csv?by=colour", "/charts/none.csv"):
        assert client.get(wrong).status_code == 404
    fresh = client.get("/map")
    assert client.get("/map", headers={"If-None-Match": fresh.headers["ETag"]}).status_code == 304


def test_charts_tell_years_criteria_and_checks(shelf: None) -> None:
    client = Client()
    years = {(row["From year"], row["PEM verdict"]): row["Studies"] for row in rows(client, "/charts/years.csv")}
    assert years["2019", "PEM required"] == years["2019", "PEM not required"] == years["2021", "PEM required"] == "1"
    assert years["2020", "PEM required"] == "0", "a year without studies is told, and the withdrawn page is not"
    assert years["", "PEM unclear"] == "1"
    used = {(row["From year"], row["Set of criteria"]) for row in rows(client, "/charts/criteria.csv")}
    assert len(used) == 9, "three sets in three years"
    checked = {row["How it was checked"]: row["Pages"] for row in rows(client, "/charts/checked.csv")}
    assert sorted(checked.values()) == ["0", "0", "4"]
    html = client.get("/charts").content.decode()
    assert html.count("<svg") == html.count("<desc") == html.count("<details>") == 3
    assert "1 study without a known year is not drawn." in html


def test_a_name_that_looks_like_a_formula_is_none_in_the_file(shelf: None) -> None:
    gut = Topic.objects.get(key="gut")
    topics.edit_topic(topic=gut, by=person("editor"), changes={"name": '=HYPERLINK("x")<b>'})
    client = Client()
    assert "'=HYPERLINK" in client.get("/map.csv").content.decode()
    html = client.get("/map").content.decode()
    assert "<b>" not in html
    assert "=HYPERLINK(&quot;x&quot;)&lt;b&gt;" in html


def test_more_studies_ask_no_more_questions(shelf: None) -> None:
    client = Client()
    addresses = ("/map", "/map?by=criteria", "/map.csv", "/charts", "/charts/years.csv", "/topics", "/topics/gut")

    def asked() -> list[int]:
        counts = []
        for address in addresses:
            with CaptureQueriesContext(connection) as queries:
                client.get(address)
            counts.append(len(queries))
        return counts

    page("first", "gut")  # what was counted before is not true any more
    before = asked()
    for number in range(3):
        page(f"more{number}", "gut", "genes", "diagnosis", year=str(2000 + number))
    assert asked() == before
    assert max(before) <= 7
    assert sum(asked()) < sum(before), "while nothing changes, nothing is counted again"
