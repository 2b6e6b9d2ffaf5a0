"""A page that was withdrawn keeps its address, says why, and is nowhere recommended; an override is told."""

from __future__ import annotations

import pytest
from django.test import Client

from evidence.actions import editorial, notices, studies, texts
from evidence.models import Publication
from tests.factories import draft, person, publish, ready_to_review, reviewed

pytestmark = pytest.mark.django_db

PATH = "/evidence/van-der-berg-2019-rest-symptoms"
REASON = "The numbers were those of another paper."


def withdrawn(**make) -> Publication:
    """Two publications, then the tombstone."""
    first = publish(**make)
    texts.write_text(study=first.study, by=person("editor"), texts={"summary": "Other words."})
    publish(first.study, reason="The summary was hard to read.")
    return editorial.withdraw(study=first.study, by=person("publisher"), reason=REASON)


def page(client: Client, path: str, status: int) -> str:
    response = client.get(path)
    assert response.status_code == status, response.content[:300]
    return response.content.decode()


class TestTombstone:
    def test_says_which_paper_when_and_why(self, client: Client) -> None:
        tombstone = withdrawn()
        html = page(client, PATH, 410)
        assert "<h1>Rest and symptoms in berg2019</h1>" in html
        assert 'href="https://doi.org/10.1234/berg2019"' in html
        assert REASON in html
        assert f"Withdrawn on {tombstone.published_at.day} " in html
        assert 'content="noindex"' in html

    def test_tells_nothing_of_what_was_withdrawn(self, client: Client) -> None:
        withdrawn()
        html = page(client, PATH, 410)
        for words in ("Other words.", "That rest caused the change", "PEM required", "Patients fulfilled"):
            assert words not in html

    def test_links_the_earlier_numbers_which_stay_and_say_so(self, client: Client) -> None:
        withdrawn()
        html = page(client, PATH, 410)
        for number, words in ((1, "Some people with ME/CFS rested more."), (2, "Other words.")):
            assert f'href="{PATH}/v/{number}"' in html
            old = page(client, f"{PATH}/v/{number}", 200)
            assert words in old
            assert "This page has been withdrawn since" in old
            assert "Read the newest publication" not in old
            assert f'href="{PATH}.bib"' not in old, "the citation files are gone with the page"
        assert f'href="{PATH}/v/3"' not in html

    def test_has_its_own_number_too(self, client: Client) -> None:
        withdrawn()
        assert REASON in page(client, f"{PATH}/v/3", 410)

    def test_tells_of_the_papers_notices(self, client: Client) -> None:
        study = ready_to_review()
        notices.add_notice(
            study=study, by=person("editor"), kind="retraction", source="the journal's page", date="2026-01-02",
            doi="10.1234/notice", detail="The authors took it back.",
        )  # fmt: skip
        publish(study)
        editorial.withdraw(study=study, by=person("publisher"), reason="The paper was retracted.")
        html = page(client, PATH, 410)
        assert "Retracted" in html
        assert "The authors took it back." in html

    @pytest.mark.parametrize("extension", [".bib", ".ris", ".csl.json", ".txt"])
    def test_has_no_citation_files(self, client: Client, extension: str) -> None:
        withdrawn()
        response = client.get(PATH + extension)
        assert response.status_code == 410
        assert response["Content-Type"].startswith("text/plain")
        assert REASON in response.content.decode()

    def test_is_never_answered_with_not_modified(self, client: Client) -> None:
        publication = publish()
        etag = client.get(PATH)["ETag"]
        editorial.withdraw(study=publication.study, by=person("publisher"), reason=REASON)
        response = client.get(PATH, headers={"if-none-match": etag})
        assert response.status_code == 410
        assert client.get(PATH, headers={"if-none-match": "*"}).status_code == 410

    def test_makes_browsers_ask_again_for_the_earlier_numbers(self, client: Client) -> None:
        publication = publish()
        etag = client.get(f"{PATH}/v/1")["ETag"]
        editorial.withdraw(study=publication.study, by=person("publisher"), reason=REASON)
        assert client.get(f"{PATH}/v/1", headers={"if-none-match": etag}).status_code == 200

    def test_costs_one_query(self, client: Client, django_assert_max_num_queries) -> None:
        withdrawn()
        with django_assert_max_num_queries(1):
            page(client, PATH, 410)

    def test_tells_of_the_demonstration(self, client: Client) -> None:
        publication = publish(demo=True)
        editorial.withdraw(study=publication.study, by=person("publisher", demo=True), reason=REASON)
        assert "This is a demonstration" in page(client, PATH, 410)

    def test_shows_the_reason_as_text(self, client: Client) -> None:
        publication = publish()
        editorial.withdraw(study=publication.study, by=person("publisher"), reason="<script>alert(1)</script>")
        html = page(client, PATH, 410)
        assert "<script>alert" not in html
        assert "&lt;script&gt;alert" in html


class TestWaysToIt:
    @pytest.mark.parametrize("way", ["/doi/10.1234/berg2019", "/pmid/12345678"])
    def test_lead_to_the_tombstone(self, client: Client, way: str) -> None:
        withdrawn(pmid="12345678")
        response = client.get(way)
        assert response.status_code == 302
        assert response["Location"] == PATH

    def test_an_old_address_leads_to_the_tombstone(self, client: Client) -> None:
        study = ready_to_review()
        old = study.slug
        study = studies.move_study(study=study, slug="a-better-address", by=person("editor"))
        publish(study)
        editorial.withdraw(study=study, by=person("publisher"), reason=REASON)
        response = client.get(f"/evidence/{old}")
        assert (response.status_code, response["Location"]) == (301, "/evidence/a-better-address")


class TestShelf:
    def test_no_longer_shows_it(self, client: Client) -> None:
        withdrawn()
        for path in ("/", "/evidence", "/criteria/ccc2003"):
            assert "berg2019" not in page(client, path, 200), path
        assert "0 studies here" in page(client, "/", 200)
        assert "No study has been published here yet" in page(client, "/evidence", 200)

    def test_pages_that_link_to_it_link_to_the_paper(self, client: Client) -> None:
        gone = publish(key="gone2019").study
        other = ready_to_review(key="other2019")
        studies.link_studies(study=other, kind="comment_on", target=gone, by=person("editor"))
        publish(other)
        editorial.withdraw(study=gone, by=person("publisher"), reason=REASON)
        html = page(client, f"/evidence/{other.slug}", 200)
        assert f'href="/evidence/{gone.slug}"' not in html
        assert "https://doi.org/10.1234/gone2019" in html


class TestComingBack:
    def test_the_page_stands_again_and_the_tombstone_stays_as_a_number(self, client: Client) -> None:
        study = withdrawn().study
        publish(study, reason="The numbers were checked against the paper.")
        assert "In one sentence" in page(client, PATH, 200)
        assert "withdrawn since" not in page(client, f"{PATH}/v/1", 200)
        tombstone = page(client, f"{PATH}/v/3", 410)
        assert REASON in tombstone
        assert "Read the newest publication" in tombstone


class TestOverride:
    def test_is_told_on_the_page(self, client: Client) -> None:
        revision = reviewed(ready_to_review(), voters=("reviewer_one",))
        editorial.publish_in_emergency(
            revision=revision, by=person("publisher"), reason="The live page told people to take a drug.",
        )  # fmt: skip
        html = page(client, PATH, 200)
        assert "Published without the usual checks, because:" in html
        assert "The live page told people to take a drug." in html
        assert "Texts checked by one person" in html, "what was checked is still counted, never claimed"

    def test_is_told_for_as_long_as_its_number_stands(self, client: Client) -> None:
        study = ready_to_review()
        revision = reviewed(study, voters=())
        editorial.publish_in_emergency(revision=revision, by=person("publisher"), reason="It could not wait.")
        texts.write_text(study=study, by=person("editor"), texts={"summary": "Other words."})
        publish(study, reason="Now read by two people.")
        assert "It could not wait." not in page(client, PATH, 200)
        old = page(client, f"{PATH}/v/1", 200)
        assert "It could not wait." in old
        assert "Texts not checked" in old

    def test_of_nothing_is_told_of_nothing(self, client: Client) -> None:
        publish()
        assert "without the usual checks" not in page(client, PATH, 200)

    def test_a_tombstone_is_no_override(self, client: Client) -> None:
        withdrawn()
        assert "without the usual checks" not in page(client, PATH, 410)


def test_a_page_can_be_withdrawn_while_its_identity_is_in_doubt() -> None:
    """A wrong DOI is a reason to withdraw: correcting it on the desk must not bar the way."""
    publication = publish()
    studies.edit_study(study=publication.study, by=person("editor"), changes={"doi": "10.1234/other"})
    assert editorial.withdraw(study=publication.study, by=person("publisher"), reason=REASON).is_withdrawn


def test_a_page_that_never_stood_has_no_tombstone(client: Client) -> None:
    study = draft()
    page(client, f"/evidence/{study.slug}", 404)
