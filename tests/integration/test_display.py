"""How pages look is the reader's choice: one cookie, no script, no way to be led elsewhere."""

from __future__ import annotations

import pytest
from django.test import Client

from atlas.style_sheet import TEXT
from tests.factories import dispute_findings, publish, ready_to_review

pytestmark = pytest.mark.django_db


def test_the_usual_look_needs_no_cookie_and_may_be_kept_by_any_cache(client: Client) -> None:
    path = f"/evidence/{publish().slug}"
    response = client.get(path)
    assert '<html lang="en-GB">' in response.content.decode()
    assert "public" in response["Cache-Control"]
    assert "Cookie" in response["Vary"]
    assert not response.cookies


def test_a_choice_is_kept_shown_and_taken_back(client: Client) -> None:
    path = f"/evidence/{publish().slug}"
    usual = client.get(path)["ETag"]
    response = client.post(
        "/display", {"theme": "dim", "text": "large", "spacing": "loose", "depth": "all", "back": path}
    )
    assert (response.status_code, response["Location"]) == (303, path)
    cookie = response.cookies["display"]
    assert (cookie.value, cookie["httponly"], cookie["samesite"]) == ("dim.large.loose.all.en", True, "Lax")
    page = client.get(path)
    assert '<html lang="en-GB" data-theme="dim" data-text="large" data-spacing="loose">' in page.content.decode()
    assert "private" in page["Cache-Control"]
    assert page["ETag"] != usual
    assert client.get(path, headers={"if-none-match": usual}).status_code == 200
    assert 'value="dim" checked' in client.get("/display").content.decode()
    client.post("/display", {"theme": "device", "text": "usual", "spacing": "usual", "back": path})
    assert '<html lang="en-GB">' in client.get(path).content.decode()


@pytest.mark.parametrize(
    "back", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "/\\evil.example", ""]
)
def test_nobody_is_led_to_another_site(client: Client, back: str) -> None:
    assert client.post("/display", {"theme": "dark", "back": back})["Location"] == "/"


def test_an_odd_cookie_changes_nothing(client: Client) -> None:
    for odd in ("", "nonsense", 'dim"><script>', ".".join("x" * 50)):
        client.cookies["display"] = odd
        html = client.get("/display").content.decode()
        assert "<script" not in html
        assert "data-text" not in html.replace(TEXT, "")


def test_another_site_cannot_choose(client: Client) -> None:
    response = client.post("/display", {"theme": "dark"}, headers={"sec-fetch-site": "cross-site"})
    assert response.status_code == 403
    assert "display" not in response.cookies


class TestHowMuchToRead:
    def test_a_page_can_be_one_sentence_and_its_limits(self, client: Client) -> None:
        path = f"/evidence/{publish().slug}"
        html = client.get(f"{path}?depth=sentence").content.decode()
        assert "People who rested had lower symptom scores" in html
        assert "That rest caused the change." in html, "nobody reads a finding without its limits"
        assert "Some people with ME/CFS rested more." not in html
        assert "PEM required" in html
        assert f'href="{path}?depth=summary">Go on to more of this page' in html

    def test_the_choice_is_remembered_and_the_address_overrides_it(self, client: Client) -> None:
        path = f"/evidence/{publish().slug}"
        client.post("/display", {"depth": "sentence", "back": path})
        assert "Some people with ME/CFS rested more." not in client.get(path).content.decode()
        assert "Some people with ME/CFS rested more." in client.get(f"{path}?depth=all").content.decode()

    def test_a_page_can_be_read_part_by_part(self, client: Client) -> None:
        path = f"/evidence/{publish().slug}"
        seen, address = [], f"{path}?part=1"
        while address:
            html = client.get(address).content.decode()
            seen.append(html)
            _, _, later = html.partition('rel="next" href="')
            address = later.partition('"')[0]
        assert len(seen) == 6
        assert "Part 1 of 6" in seen[0]
        assert "Some people with ME/CFS rested more." in seen[1]
        assert "Some people with ME/CFS rested more." not in seen[2]
        assert "Patients fulfilled the criteria." in seen[-1]
        assert "This was the last part." in seen[-1]

    @pytest.mark.parametrize("odd", ["depth=none", "part=0", "part=99", "part=%C2%B2", "part=1e9", "depth=all&depth=x"])
    def test_an_odd_address_shows_the_page_as_usual(self, client: Client, odd: str) -> None:
        html = client.get(f"/evidence/{publish().slug}?{odd}").content.decode()
        assert "Some people with ME/CFS rested more." in html
        assert "Scores were lower after six months." in html


class TestWordsOfTheField:
    def test_lead_to_plain_words_where_they_first_stand(self, client: Client) -> None:
        summary = "A cohort with <b>PEM</b>. The cohort was small. Cohort studies follow people. OR not."
        study = ready_to_review(text={"summary": summary, "one_sentence": "It was small.", "does_not_prove": "Cause."})
        html = client.get(f"/evidence/{publish(dispute_findings(study)).slug}").content.decode()
        assert html.count('href="#word-cohort"') == 1
        assert '<dt id="word-cohort">cohort</dt><dd>a group that is followed over time</dd>' in html
        assert '&lt;b&gt;<dfn><a class="word" href="#word-post-exertional-malaise">PEM</a></dfn>&lt;/b&gt;' in html

    def test_are_not_found_inside_other_words(self) -> None:
        from evidence.presenters.jargon import Jargon

        jargon = Jargon()
        assert jargon.explain("subcohort or cohort-like, a CIO") == "subcohort or cohort-like, a CIO"
        assert not jargon.used
