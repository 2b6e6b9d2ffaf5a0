"""A language is a choice: it changes pages for people, and not one byte of what a program reads."""

from __future__ import annotations

import json
import re

import pytest
from django.test import Client
from django.utils import translation

from atlas.display import Display
from evidence.models import Publication
from evidence.vocabulary import is_language_tag
from tests.factories import publish

pytestmark = pytest.mark.django_db

GERMAN = "device.usual.usual.all.de"
PAGES = [
    "/", "/evidence", "/evidence/{slug}", "/evidence/{slug}/history", "/evidence/{slug}?part=1", "/criteria",
    "/criteria/ccc2003", "/methodology", "/methodology/scanner", "/methodology/classifier", "/map", "/charts",
    "/topics", "/topics/gut", "/retractions", "/authors", "/authors?letter=v", "/pem/required", "/evidence?q=rest",
    "/evidence?q=nothingatall", "/evidence/search-help", "/releases", "/api", "/display", "/glossary", "/about",
    "/nothing/here", "/corrections", "/contribute", "/contribute/status",
]  # fmt: skip
FILES = [
    "/evidence/{slug}.bib", "/evidence/{slug}.ris", "/evidence/{slug}.csl.json", "/evidence/{slug}.txt",
    "/evidence/{slug}.jsonld", "/evidence/{slug}/linkset", "/evidence.csv", "/evidence.jsonl", "/evidence.bib",
    "/map.csv", "/methodology/agreement.csv", "/feeds/evidence.atom", "/feeds/notices.atom", "/corrections.atom",
    "/sitemap.xml", "/robots.txt", "/.well-known/security.txt", "/oai?verb=Identify",
    "/oai?verb=ListRecords&metadataPrefix=oai_dc", "/api/v1/studies", "/api/v1/studies/{slug}", "/api/v1/vocabulary",
    "/api/v1/criteria", "/api/v1/changes", "/api/v1/openapi.json", "/api/v1/nothing", "/nothing.json",
]  # fmt: skip
FORMATS = ["application/x-bibtex", "application/ld+json", "text/plain", "application/vnd.citationstyles.csl+json"]


@pytest.fixture
def slug() -> str:
    return publish().slug


@pytest.fixture
def german(client: Client) -> Client:
    client.cookies["display"] = GERMAN
    return client


def body(response) -> bytes:
    told = b"".join(response.streaming_content) if response.streaming else response.content
    return re.sub(rb"\d\d:\d\d:\d\d(\.\d+)?", b"", told)


def test_every_file_is_the_same_for_everybody(slug: str, german: Client) -> None:
    english = Client()
    for path in (one.format(slug=slug) for one in FILES):
        ours, theirs = german.get(path), english.get(path)
        assert body(ours) == body(theirs), path
        assert (ours.status_code, ours["Content-Type"]) == (theirs.status_code, theirs["Content-Type"]), path
    asked = [(f"/evidence/{slug}", one) for one in FORMATS] + [("/nothing/here", "application/json")]
    for path, accept in asked:
        header = {"accept": f"{accept}, */*;q=0.1"}
        assert body(german.get(path, headers=header)) == body(english.get(path, headers=header)), (path, accept)


def test_tags_for_machines_are_english_on_a_german_page(slug: str, german: Client) -> None:
    def machine(client: Client, path: str) -> list[str]:
        html = client.get(path).content.decode()
        return re.findall(
            r'<meta name="citation_[^>]*>|<script type="application/ld\+json">[^<]*|class="Z3988"[^>]*>', html
        )

    for path in ("/", f"/evidence/{slug}", f"/evidence/{slug}/v/1", "/evidence"):
        assert machine(german, path) == machine(Client(), path)
        assert machine(german, path)


def test_every_page_is_german_and_says_so(slug: str, german: Client) -> None:
    for path in (one.format(slug=slug) for one in PAGES):
        response = german.get(path)
        html = response.content.decode()
        assert '<html lang="de">' in html, path
        assert response["Content-Language"] == "de"
        assert "private" in response["Cache-Control"]
        assert "Zum Inhalt springen" in html
        assert "Skip to the content" not in html
        assert '<button name="lang" value="en" lang="en">English</button>' in html, path
        assert all(is_language_tag(tag) for tag in re.findall(r' lang="([^"]*)"', html))


def test_texts_about_a_study_stay_english_and_are_marked(slug: str, german: Client) -> None:
    html = german.get(f"/evidence/{slug}").content.decode()
    assert '<h1 lang="en-GB">' in html
    assert re.search(r'<p lang="en-GB">People who rested had lower symptom scores', html)
    assert '<blockquote lang="en"><p>Patients fulfilled the criteria.' in html
    assert "PEM vorgeschrieben" in html
    assert "nur auf Englisch" in html
    for path in ("/about", "/glossary"):
        guide = german.get(path).content.decode()
        assert "Was folgt, gibt es nur auf Englisch." in guide
        assert re.search(r'<h1 lang="en">|<dl class="facts" lang="en">', guide)


def test_dates_and_numbers_follow(slug: str, german: Client) -> None:
    day = Publication.objects.get(slug=slug).published_at
    with translation.override("de"):
        assert f"{day.day}. " in german.get(f"/evidence/{slug}/history").content.decode()
    drawing = german.get("/charts").content.decode()
    for value in re.findall(r' (?:x|y|width|height|cx|cy|r)="([^"]*)"', drawing):
        assert re.fullmatch(r"-?\d+(\.\d+)?%?", value), "coordinates are not numbers for people"


def test_without_a_choice_a_page_is_english_whatever_the_browser_prefers(slug: str) -> None:
    asked = Client().get(f"/evidence/{slug}", headers={"accept-language": "de"})
    usual = Client().get(f"/evidence/{slug}")
    assert asked.content == usual.content
    assert asked["ETag"] == usual["ETag"]
    assert "Content-Language" not in usual
    assert "Accept-Language" not in usual["Vary"]


def test_one_button_changes_the_language_and_nothing_else(slug: str, client: Client) -> None:
    path = f"/evidence/{slug}"
    client.post("/display", {"theme": "dim", "depth": "summary", "back": path})
    foot = client.get(path).content.decode()
    assert '<button name="lang" value="de" lang="de">Deutsch</button>' in foot
    response = client.post("/display", {"lang": "de", "back": path})
    assert (response.status_code, response["Location"]) == (303, path)
    assert response.cookies["display"].value == "dim.usual.usual.summary.de"
    assert '<html lang="de" data-theme="dim">' in client.get(path).content.decode()
    client.post("/display", {"lang": "en", "back": path})
    assert '<html lang="en-GB" data-theme="dim">' in client.get(path).content.decode()
    assert client.post("/display", {"lang": "xx", "back": path}).cookies["display"].value.endswith(".en")


def test_an_older_cookie_and_an_odd_one_are_read() -> None:
    assert Display.from_cookie("dim.large.loose.summary") == Display("dim", "large", "loose", "summary", "en")
    assert Display.from_cookie("dim.large.loose.all.xx").lang == "en"
    assert Display.from_cookie("..,.de.de.de.de").lang == "de"


def test_a_page_in_another_language_is_another_page(slug: str, german: Client) -> None:
    path = f"/evidence/{slug}"
    english, ours = Client().get(path)["ETag"], german.get(path)["ETag"]
    assert english != ours
    assert german.get(path, headers={"if-none-match": english}).status_code == 200
    assert german.get(path, headers={"if-none-match": ours}).status_code == 304


def test_nothing_that_is_stored_or_answered_later_is_in_the_language_of_a_reader(slug: str, german: Client) -> None:
    german.get(f"/evidence/{slug}")
    assert translation.get_language() == "en-gb"
    stored = Publication.objects.get(slug=slug)
    assert "vorgeschrieben" not in json.dumps(stored.content, ensure_ascii=False)
