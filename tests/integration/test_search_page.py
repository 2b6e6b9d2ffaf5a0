"""The list of evidence: what it says, where it leads, what it costs, and what it never shows."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from atlas.display import COOKIE
from evidence.actions import editorial, notices, texts
from evidence.models import NoticeAlert
from evidence.presenters.search_help import search_help
from evidence.search import highlights, kept, matching
from evidence.search.query import parse
from tests.factories import draft, person, publish, ready_to_review

pytestmark = pytest.mark.django_db


def get(path: str, status: int = 200) -> str:
    response = Client().get(path)
    assert response.status_code == status, response.content[:300]
    return unescape(response.content.decode())


def leads(path: str) -> str:
    response = Client().get(path)
    assert response.status_code == 302, response.status_code
    location = response["Location"]
    assert Client().get(location).status_code == 200, location
    return location


def publish_two() -> None:
    publish(key="one2019", title="Exercise and rest one")
    study = ready_to_review(key="two2020", title="Exercise and sleep two", year="2020", criteria=("fukuda1994",))
    notices.add_notice(study=study, by=person("editor"), kind="retraction", source="the journal", date="2023-05-01")
    publish(study)


def test_a_question_in_words_and_every_way_on() -> None:
    publish_two()
    html = get("/evidence?q=exercise&pem=required")
    assert "<title>Search: “exercise”, PEM required · " in html
    assert "1 study." in html
    assert '<a href="/evidence?pem=required" rel="nofollow"><span class="unseen">Remove </span>“exercise”' in html
    assert '<a href="/evidence?q=exercise" rel="nofollow"><span class="unseen">Remove </span>PEM required' in html
    assert 'name="pem" value="not_required"> <span>PEM not required <span class="fine">1</span>' in html
    assert 'href="/evidence.ris?q=exercise&pem=required"' in html
    assert 'href="/feeds/search.atom?q=exercise&pem=required"' in html
    assert '<meta name="robots" content="noindex, follow">' in html
    assert re.search(r'rel="canonical" href="[^"]*/evidence\?q=exercise&pem=required"', html)
    plain = get("/evidence")
    assert "noindex" not in plain
    assert "2 studies, 1 of them retracted or withdrawn." in plain
    assert re.search(r'<h3><a [^>]*><span class="badge retraction">Retracted<', plain), "said before the title"
    without = get("/evidence?notices=without")
    assert "two" not in re.findall(r"Exercise and \w+ (\w+)</a>", without)
    assert "without retracted papers" in without


def test_one_question_has_one_address() -> None:
    publish_two()
    assert leads("/evidence?q=") == "/evidence"
    assert leads("/evidence?pem=required&q=rest") == "/evidence?q=rest&pem=required"
    assert leads("/evidence?q=rest+pem:required+2019..") == "/evidence?q=rest&pem=required&year=2019.."
    assert leads("/evidence?q=&from=2018&to=2020&sort=newest") == "/evidence?year=2018..2020"
    assert leads("/evidence?criteria=CCC&utm_source=x") == "/evidence?criteria=ccc2003"
    assert leads("/evidence?q=10.1234/ONE2019") == "/evidence?q=doi:10.1234/one2019"
    assert leads("/evidence?q=rest&sort=relevance") == "/evidence?q=rest"
    assert len(leads("/evidence?q=" + "x" * 7_000)) < 300


@pytest.mark.parametrize(
    ("path", "status", "sentence"),
    [
        ("/evidence?q=mood:low", 200, "“mood” is no field"),
        ("/evidence?pem=perhaps", 200, "“perhaps” is no value of “PEM verdict”"),
        ("/evidence?year=soon", 200, "“soon” is no year"),
        ("/evidence?sort=colour", 200, "“colour” is no order"),
        ("/evidence?after=nonsense", 400, "does not lead to a page of the list"),
        ("/evidence?q=%ff%22", 200, "never closed"),
        ("/evidence?q=criteria:cdc", 200, "All of them were searched."),
    ],
)
def test_what_cannot_be_understood_is_told(path: str, status: int, sentence: str) -> None:
    publish_two()
    assert sentence in get(path, status)


def test_nothing_found_helps() -> None:
    publish_two()
    html = get("/evidence?q=exercice&pem=required")
    assert '<a href="/evidence?q=exercise&pem=required" rel="nofollow">exercise pem:required</a>' in html
    assert "Remove a part of the question above." in html
    paper = get("/evidence?q=doi:10.1234/none")
    assert "No page here is about the paper with the DOI 10.1234/none." in paper
    assert 'href="https://doi.org/10.1234/none"' in paper


def test_what_a_page_costs_does_not_grow() -> None:
    publish_two()
    get("/evidence?q=exercise&pem=required")
    with CaptureQueriesContext(connection) as few:
        get("/evidence?q=exercise&criteria=ccc2003")
    for number in range(4):
        publish(key=f"more{number}", title=f"Exercise again {number}")
    get("/evidence")  # the counts are read anew once after a change
    with CaptureQueriesContext(connection) as many:
        get("/evidence?q=exercise&criteria=ccc2003")
    assert len(many) == len(few) == 2, "the counts, and the page"
    with CaptureQueriesContext(connection) as nothing:
        assert "Did you mean" in get("/evidence?q=exercice")
    assert len(nothing) == 3, "the counts, words that look alike, and whether they lead somewhere"


def test_what_is_kept_of_a_page_is_the_page_as_it_is() -> None:
    """Cold, warm, in another language, with a notice found since, as its next publication, and when it is gone."""
    page = publish(
        key="one2019", title="Exercise one", text={"one_sentence": "Zebrafinch rested.", "does_not_prove": "Much."}
    )
    german = Client()
    german.cookies[COOKIE] = "device.usual.usual.sentence.de"
    paths = ("/evidence", "/evidence?q=zebrafinches", "/evidence?q=exercise&sort=newest")

    def drawn(client: Client) -> list[bytes]:
        return [client.get(path).content for path in paths]

    def same_when_cold() -> list[bytes]:
        warm = drawn(Client()) + drawn(german)
        assert warm == drawn(Client()) + drawn(german)
        kept._kept.clear()
        highlights._stems.clear()
        other = drawn(german)  # in the other order: what one language has drawn is never shown in another
        assert warm == drawn(Client()) + other
        return warm

    first = same_when_cold()
    assert b"<mark>Zebrafinch</mark> rested." in first[1]
    assert first[0] != first[3], "German words"
    NoticeAlert.objects.create(study_id=page.study_id, found_at=page.published_at)
    noticed = same_when_cold()
    assert b"Notice found, being checked" in noticed[0]
    NoticeAlert.objects.update(confirmed_kind="retraction")
    assert b'<span class="badge retraction">Retracted<' in same_when_cold()[0]
    NoticeAlert.objects.all().delete()
    assert drawn(Client()) + drawn(german) == first

    texts.write_text(study=page.study, by=person("editor"), texts={"one_sentence": "Quokkas rested."})
    second = publish(page.study, reason="Another animal.")
    html = same_when_cold()
    assert b"Quokkas rested." in html[0]
    assert b"Zebrafinch" not in b"".join(html)
    assert {key[1] for key in kept._kept} == {second.pk}, "nothing of an older number"
    editorial.withdraw(study=page.study, by=person("publisher"), reason="A wrong paper.")
    assert b"Exercise one" not in b"".join(drawn(Client()))
    assert not kept._kept


def test_few_pages_are_kept_and_nothing_of_a_question(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "MOST", 1)
    publish_two()
    both = get("/evidence")
    assert "Exercise and rest one" in both
    assert "Exercise and sleep two" in both
    assert len(kept._kept) == 1
    assert get("/evidence") == both
    get("/evidence?q=exercise+zanzibar")
    get("/evidence?q=exercise+-zanzibar")
    assert "zanzibar" not in repr((kept._kept, highlights._stems, matching._statements))


def test_the_desk_tombstones_and_older_numbers_appear_nowhere() -> None:
    live = publish(
        key="live2019", title="Exercise live", text={"summary": "Zebrafinch rested.", "does_not_prove": "Much."}
    )
    texts.write_text(study=live.study, by=person("editor"), texts={"summary": "Quokkas rested."})
    publish(live.study, reason="Other animals.")
    texts.write_text(study=live.study, by=person("editor"), texts={"summary": "Wallabies rested."})
    gone = publish(key="gone2019", title="Marmoset gone", journal="Annals of Marmosets", year="1991")
    editorial.withdraw(study=gone.study, by=person("publisher"), reason="A wrong paper.")
    draft("desk2019", title="Axolotl on the desk", journal="Annals of Axolotls", year="1992")
    ready_to_review(key="ready2019", title="Capybara ready", criteria=("iom2015",), year="1993")
    words = ("zebrafinch", "wallabies", "marmoset", "axolotl", "capybara", "1991", "1992", "1993", "iom2015")
    html = get("/evidence") + get("/evidence?q=quokkas") + get("/evidence?q=quokkaz")
    assert "Quokkas" in html.replace("<mark>", "")
    for word in words:
        assert word not in html.lower(), word
        told = get(f"/evidence?q={word}")
        assert "Nothing was found" in told, word
        assert "Did you mean" not in told, word
        assert "Did you mean" not in get(f"/evidence?q={word[:-1]}x"), word


def test_the_help_is_the_grammar() -> None:
    html = get("/evidence/search-help")
    page = search_help()
    for one in (*page.examples, *(field.example for field in page.fields)):
        assert f"<code>{one.text}</code>" in html
        assert not parse(one.text).problems
        assert get(one.address)
    assert "<code>ccc2003</code>" in html
