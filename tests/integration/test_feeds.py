"""Atom feeds and sitemaps as readers and search engines meet them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from django.utils.http import http_date
from lxml import etree

from evidence.actions import studies
from evidence.feeds import shelf as feed_shelf
from evidence.models import NoticeAlert, Publication, Study
from evidence.views import sitemaps
from tests.factories import person
from tests.integration.harvest_support import (
    CORRECTED,
    FIRST,
    GONE,
    LAST,
    LIVE,
    OTHER,
    REST,
    TOGETHER,
    WITHDRAWN,
    get,
    put_on_the_shelf,
    standing,
)  # fmt: skip

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def _shelf(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    yield from standing(django_db_blocker)


A = {"a": "http://www.w3.org/2005/Atom"}
S = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}
SITE = "https://atlas.example"
FEEDS = ("/feeds/evidence.atom", "/feeds/changes.atom", "/feeds/notices.atom", "/feeds/search.atom?q=rest")


def read(path: str) -> etree._Element:
    response = get(path)
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    return etree.fromstring(response.content)


def link(node: etree._Element, rel: str) -> str:
    return str(node.xpath("string(a:link[@rel=$rel]/@href)", namespaces=A, rel=rel))


def entries(root: etree._Element) -> dict[str, dict[str, str]]:
    """id -> what the entry tells."""
    return {
        entry.findtext("a:id", namespaces=A): {
            **{
                name: entry.findtext(f"a:{name}", namespaces=A) for name in ("title", "published", "updated", "summary")
            },
            "address": link(entry, "alternate"),
        }
        for entry in root.findall("a:entry", A)
    }


def stamp(moment: Any) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


@pytest.mark.parametrize("path", FEEDS)
def test_a_feed_has_all_that_atom_asks_for(path: str) -> None:
    root = read(path)
    for node in (root, *root.findall("a:entry", A)):
        for name in ("id", "title", "updated"):
            assert len(node.findall(f"a:{name}", A)) == 1
            assert node.findtext(f"a:{name}", namespaces=A)
    assert root.findtext("a:author/a:name", namespaces=A) == "ME/CFS Atlas"
    assert link(root, "self") == SITE + path
    assert link(root, "first") == SITE + path
    assert link(root, "license") == "https://creativecommons.org/licenses/by/4.0/"
    assert get(link(root, "alternate").removeprefix(SITE)).status_code == 200
    found = entries(root)
    assert found
    for name, entry in found.items():
        assert name.startswith("tag:atlas.example,2026:")
        assert get(entry["address"].removeprefix(SITE)).status_code == 200
    assert root.findtext("a:updated", namespaces=A) == max(entry["updated"] for entry in found.values())


def test_new_pages_come_with_the_notice_and_the_verdict_first() -> None:
    found = entries(read("/feeds/evidence.atom"))
    assert [name.rpartition("/")[2] for name in found] == [LAST, OTHER, REST], "by first publication"
    rest = found[f"tag:atlas.example,2026:evidence/{REST}"]
    assert rest["title"] == "Retracted: Rest and symptoms in berg2019"
    assert (rest["published"], rest["updated"]) == (stamp(FIRST), stamp(CORRECTED))
    assert rest["address"] == f"{SITE}/evidence/{REST}"
    assert rest["summary"].splitlines() == [
        "Retracted, 4 March 2026. Retraction: a number was wrong.",
        "PEM required. Everybody in the study had to have post-exertional malaise to be included.",
        "People who rested had lower symptom scores after six months.",
        "Cohort study. Peer-reviewed. Texts checked by two people.",
    ]
    other = found[f"tag:atlas.example,2026:evidence/{OTHER}"]
    assert other["title"] == "Other things & more < less"
    assert other["summary"].startswith("PEM not required. ")


def test_a_notice_that_the_page_does_not_tell_of_yet_stands_first() -> None:
    page = Publication.objects.current().get(slug=OTHER)
    NoticeAlert.objects.create(study_id=page.study_id, found_at=GONE)
    for path in ("/feeds/evidence.atom", "/feeds/search.atom?q=things"):
        told = entries(read(path))[f"tag:atlas.example,2026:evidence/{OTHER}"]["summary"]
        assert told.startswith("A notice about this paper was found, 6 March 2026. A person is checking it.")
    NoticeAlert.objects.update(confirmed_kind="retraction")
    told = entries(read("/feeds/evidence.atom"))[f"tag:atlas.example,2026:evidence/{OTHER}"]["summary"]
    assert told.startswith("Retracted, 6 March 2026. The page does not tell of it yet.")


def test_changes_tell_every_publication_with_its_reason() -> None:
    found = entries(read("/feeds/changes.atom"))
    names = [name.removeprefix("tag:atlas.example,2026:publication/") for name in found]
    assert names[:2] == [f"{WITHDRAWN}/2", f"{REST}/2"]
    assert set(names[2:5]) == {f"{OTHER}/1", f"{WITHDRAWN}/1", f"{LAST}/1"}
    assert names[5:] == [f"{REST}/1"]
    told = list(found.values())
    assert told[0]["title"] == "Page withdrawn: Third paper of this kind"
    assert told[0]["summary"] == "We have withdrawn this page. The wrong paper was read."
    assert told[0]["updated"] == stamp(GONE)
    assert "Publication 2 of this page. The journal took the paper back." in told[1]["summary"]
    gone = found[f"tag:atlas.example,2026:publication/{WITHDRAWN}/1"]["summary"]
    assert gone.startswith("This page has been withdrawn since.")
    assert "PEM" not in gone, "of a page that is gone only the log remains"
    assert "lower symptom scores" not in "".join(entry["summary"] for entry in told)


def test_notices_tell_what_a_publication_brought() -> None:
    found = entries(read("/feeds/notices.atom"))
    assert list(found) == [
        f"tag:atlas.example,2026:publication/{WITHDRAWN}/2", f"tag:atlas.example,2026:notice/{REST}/2",
    ]  # fmt: skip
    retracted = found[f"tag:atlas.example,2026:notice/{REST}/2"]
    assert retracted["title"] == "Retracted: Rest and symptoms in berg2019"
    assert retracted["summary"].startswith("Retracted, 4 March 2026. Retraction: a number was wrong.")
    assert retracted["address"] == f"{SITE}/evidence/{REST}/v/2"
    # The next publication brings no notice, so there is no further entry.
    study = Study.objects.get(slug=REST)
    studies.edit_study(study=study, by=person("editor"), changes={"country": "Norway"})
    put_on_the_shelf(study, at=GONE, reason="The country was added.")
    assert list(entries(read("/feeds/notices.atom"))) == list(found)


def test_any_search_has_a_feed() -> None:
    root = read("/feeds/search.atom?pem=not_required&q=things&sort=relevance")
    assert [name.rpartition("/")[2] for name in entries(root)] == [OTHER]
    assert link(root, "self") == f"{SITE}/feeds/search.atom?q=things&pem=not_required"
    assert link(root, "alternate") == f"{SITE}/evidence?q=things&pem=not_required"
    assert root.findtext("a:title", namespaces=A) == "ME/CFS Atlas: search for things pem:not_required"
    everything = entries(read("/feeds/search.atom"))
    assert [name.rpartition("/")[2] for name in everything] == [REST, LAST, OTHER], "what changed last comes first"
    assert not entries(read("/feeds/search.atom?q=zebra"))
    assert not entries(read("/feeds/search.atom?q=%01%0B%EF%BF%BF%3Cb%3E")), "strange letters break no XML"


@pytest.mark.parametrize("path", FEEDS)
def test_a_long_feed_comes_in_pages(path: str, monkeypatch: Any) -> None:
    whole = list(entries(read(path)))
    for size in (1, 2):
        monkeypatch.setattr(feed_shelf, "AT_ONCE", size)
        found, address = [], path
        while address:
            root = read(address)
            assert link(root, "self") == SITE + address
            assert link(root, "first") == SITE + path
            found += list(entries(root))
            address = link(root, "next").removeprefix(SITE)
            assert len(found) <= len(whole)
        assert found == whole


def test_a_place_that_is_none_is_not_there() -> None:
    for wrong in ("x", "1", "-1-1", "1-", "99999999999999999999-1", "١-١"):
        get(f"/feeds/changes.atom?before={wrong}", status=404)


@pytest.mark.parametrize("path", FEEDS)
def test_a_feed_is_asked_for_again_cheaply(path: str) -> None:
    first = get(path)
    assert first["Last-Modified"] == http_date(GONE.timestamp()), "a withdrawal is a change of the shelf"
    assert Client().get(path, headers={"if-none-match": first["ETag"]}).status_code == 304
    since = Client().get(path, headers={"if-modified-since": first["Last-Modified"]})
    assert since.status_code == 304
    assert since["ETag"] == first["ETag"]
    earlier = {"if-modified-since": http_date(CORRECTED.timestamp())}
    assert Client().get(path, headers=earlier).status_code == 200
    stale = {"if-none-match": '"another"', "if-modified-since": first["Last-Modified"]}
    assert Client().get(path, headers=stale).status_code == 200, "the ETag knows better than the date"


def test_feeds_ask_the_same_of_the_database_however_long(django_assert_max_num_queries: Any) -> None:
    for path in FEEDS:
        with django_assert_max_num_queries(10 if "search" in path else 3):
            read(path)


class TestSitemap:
    def addresses(self) -> dict[str, str | None]:
        """Every address that the sitemap leads to, with its lastmod."""
        index = etree.fromstring(get("/sitemap.xml").content)
        found: dict[str, str | None] = {}
        for part in index.xpath("//s:loc/text()", namespaces=S):
            for url in etree.fromstring(get(part.removeprefix(SITE)).content):
                address = url.findtext("s:loc", namespaces=S)
                assert address not in found
                found[address.removeprefix(SITE)] = url.findtext("s:lastmod", namespaces=S)
        return found

    def test_leads_to_every_live_page_and_only_to_pages_that_answer(self) -> None:
        found = self.addresses()
        pages = {path for path in found if path.startswith("/evidence/") and path != "/evidence/search-help"}
        assert pages == {f"/evidence/{slug}" for slug in LIVE}
        assert found[f"/evidence/{REST}"] == stamp(CORRECTED)
        assert found[f"/evidence/{OTHER}"] == stamp(TOGETHER)
        assert found["/criteria/ccc2003"] == stamp(CORRECTED)
        assert {"/", "/evidence", "/criteria", "/pem/not-required", "/authors/oneil-s"} <= set(found)
        robots = get("/robots.txt").content.decode()
        for path in found:
            page = get(path)
            assert "noindex" not in page.content.decode()[:5000], path
            for line in robots.splitlines():
                rule = line.removeprefix("Disallow: ")
                assert rule == line or not path.startswith(rule), f"{path} is kept from crawlers"

    def test_comes_in_parts(self, monkeypatch: Any) -> None:
        whole = self.addresses()
        monkeypatch.setattr(sitemaps, "IN_A_PART", 1)
        assert self.addresses() == whole
        for wrong in ("/sitemap-evidence-4.xml", "/sitemap-evidence-0.xml", "/sitemap-pages-2.xml", "/sitemap-x-1.xml"):
            get(wrong, status=404)

    def test_is_named_in_robots_txt(self) -> None:
        lines = get("/robots.txt").content.decode().splitlines()
        assert f"Sitemap: {SITE}/sitemap.xml" in lines
        for path in ("/admin/", "/accounts/", "/contribute/status", "/feeds/search.atom", "/oai"):
            assert f"Disallow: {path}" in lines
