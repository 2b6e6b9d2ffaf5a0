"""The public ledger and its feed: what came of letters, without a letter and without a person."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from lxml import etree

from contributions.models import LedgerEntry
from contributions.views import corrections
from evidence.models import Publication
from tests.factories import publish
from tests.factories.letters import change_page, letter

pytestmark = pytest.mark.django_db

ADDRESS, FEED = "/corrections", "/feeds/corrections.atom"
DAY = date(2026, 11, 20)


def entry(outcome: str = "declined", *, kind: str = "other", days: int = 3, day: date = DAY, page: Any = None) -> None:
    """A line of the ledger, as the moves write them."""
    LedgerEntry.objects.create(
        kind=kind, outcome=outcome, answered_on=day, days_to_answer=days, publication=page
    )  # fmt: skip


def read(address: str = ADDRESS) -> str:
    response = Client().get(address)
    assert response.status_code == 200
    return response.content.decode()


def changed_page(key: str = "berg2019", times: int = 1) -> Publication:
    page = publish(key=key)
    for number in range(times):
        page = change_page(page, words=f"Words {number}.")
    return page


def test_an_empty_ledger_says_so() -> None:
    html = read()
    assert "No letter has been dealt with yet." in html
    assert "No page has been changed because of a letter yet." in html


def test_a_letter_that_changed_a_page_is_told_without_it() -> None:
    page = publish()
    letter("A marked word: zebrafinch.", state="linked", page=page)
    change_page(page)
    html = read()
    assert page.title in html
    assert f'href="/evidence/{page.slug}/v/2"' in html
    assert f'href="/evidence/{page.slug}/v/2/diff/1"' in html
    assert f"{timezone.now():%-d %B %Y}" in html
    assert "zebrafinch" not in html
    assert "triager" not in html.lower()


def test_counts_by_kind_and_outcome() -> None:
    for outcome, kind in (("declined", "citation"), ("declined", "citation"), ("duplicate", "citation"),
                          ("withdrawn", "wording"), ("resolved", "citation")):  # fmt: skip
        entry(outcome, kind=kind, page=changed_page() if outcome == "resolved" else None)
    html = read()
    assert "5 letters have been dealt with" in html
    row = html[html.index("A wrong citation</th>") :]
    assert row.startswith("A wrong citation</th><td>1</td><td>2</td><td>1</td><td>0</td>")


def test_the_median_counts_answers_and_waits_for_enough_of_them() -> None:
    for days in (1, 2, 9, 30):
        entry(days=days)
    entry("withdrawn", days=0)
    assert "How long an answer takes is told here once there are more of them." in read()
    entry(days=4)
    assert "Half of the answers came within 4 days." in read()


def test_a_median_of_no_day_reads_like_speech() -> None:
    for _ in range(5):
        entry(days=0)
    assert "Half of the answers came on the same day." in read()


def test_several_letters_about_one_change_are_one_line() -> None:
    page = changed_page()
    entry("resolved", kind="citation", page=page)
    entry("resolved", kind="text_error", page=page, day=DAY + timedelta(days=1))
    html = read()
    assert html.count(f'href="/evidence/{page.slug}/v/2"') == 1
    assert "21 November 2026 · publication 2 · 2 letters · An error in a text, A wrong citation" in html


def test_no_time_of_day_and_no_number_of_a_row_is_told() -> None:
    entry("resolved", page=changed_page())
    row = LedgerEntry.objects.get()
    for text in (read(), read(FEED)):
        assert ":00:0" not in text.replace("T00:00:00", "")
        assert f'"{row.pk}"' not in text


def test_long_lists_have_pages_and_ask_the_same_of_the_database(monkeypatch, django_assert_num_queries) -> None:
    monkeypatch.setattr(corrections, "PAGE_SIZE", 2)
    page = changed_page(times=5)
    for number in range(2, 7):
        entry("resolved", page=Publication.objects.get(study=page.study, number=number), day=DAY + timedelta(number))
    with django_assert_num_queries(5):
        html = read()
    assert "Page 1 of 3" in html
    assert html.index("publication 6") < html.index("publication 5")
    assert "publication 2 ·" in read(f"{ADDRESS}?page=3")
    assert Client().get(f"{ADDRESS}?page=1")["Location"] == ADDRESS
    for wrong in ("0", "4", "-1", "x", "", "1" * 20):
        assert Client().get(f"{ADDRESS}?page={wrong}").status_code == 404


class TestTheFeed:
    def test_is_valid_atom_with_ids_that_stay(self) -> None:
        page = changed_page()
        entry("resolved", page=page)
        response = Client().get(FEED)
        assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
        root = etree.fromstring(response.content)
        atom = {"a": "http://www.w3.org/2005/Atom"}
        assert root.xpath("string(a:id)", namespaces=atom) == "tag:atlas.example,2026:corrections"
        assert root.xpath("string(a:author/a:name)", namespaces=atom) == "ME/CFS Atlas"
        assert root.xpath("string(a:link[@rel='self']/@href)", namespaces=atom) == f"https://atlas.example{FEED}"
        assert root.xpath("string(a:updated)", namespaces=atom) == "2026-11-20T00:00:00+00:00"
        (item,) = root.xpath("a:entry", namespaces=atom)
        told = {child.tag.rpartition("}")[2]: child.text or child.get("href") for child in item}
        assert told == {
            "title": page.title,
            "link": f"https://atlas.example/evidence/{page.slug}/v/2",
            "updated": "2026-11-20T00:00:00+00:00",
            "id": f"tag:atlas.example,2026:corrections/{page.slug}/2",
            "summary": "A letter from a reader led to publication 2 of this page.",
        }

    def test_an_empty_one_stays_the_same(self) -> None:
        assert read(FEED) == read(FEED)
        assert "<entry>" not in read(FEED)

    def test_is_asked_for_again_cheaply(self) -> None:
        entry("resolved", page=changed_page())
        first = Client().get(FEED)
        assert Client().get(FEED, headers={"if-none-match": first["ETag"]}).status_code == 304
        assert "public" in first["Cache-Control"]


def test_reading_is_all_that_can_be_done_here() -> None:
    for address in (ADDRESS, FEED):
        assert Client(enforce_csrf_checks=True).post(address).status_code == 405
