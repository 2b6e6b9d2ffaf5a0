"""Pages across the evidence: a verdict, papers with a notice, authors, a set of criteria over time."""

from __future__ import annotations

from urllib.parse import parse_qs

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.html import escape

from evidence.actions import editorial, notices, registries
from evidence.citations.names import parse_name
from evidence.models import Publication
from evidence.presenters.coins import coins
from tests.factories import draft, person, publish, ready_to_review

pytestmark = pytest.mark.django_db


def page(client: Client, path: str, status: int = 200) -> str:
    response = client.get(path)
    assert response.status_code == status, response.content[:500]
    return response.content.decode()


class TestVerdict:
    def test_is_explained_with_what_leads_to_it_and_who_has_it(self, client: Client) -> None:
        study = publish().study
        html = page(client, "/pem/required")
        assert "<h1>PEM required</h1>" in html
        assert "Everybody in the study had to have post-exertional malaise" in html
        assert f'href="/evidence/{study.slug}"' in html
        assert 'href="/evidence?pem=required"' in html
        assert 'href="/criteria/ccc2003"' in html
        assert 'href="/criteria/fukuda1994"' not in html
        assert 'href="/criteria/fukuda1994"' in page(client, "/pem/not-required")

    def test_is_told_for_all_four_and_for_no_other(self, client: Client) -> None:
        for key in ("required", "not-required", "unclear", "not-applicable"):
            assert "No study in the atlas so far." in page(client, f"/pem/{key}")
        page(client, "/pem/perhaps", 404)
        response = client.get("/pem/not_required")
        assert (response.status_code, response["Location"]) == (301, "/pem/not-required")

    def test_costs_the_same_with_many_studies(self, client: Client, django_assert_max_num_queries) -> None:
        for number in range(3):
            publish(key=f"study{number}2019")
        registries.keep_found_notice(
            study=publish(key="found2019").study, registry="pubmed", kind="retraction", identifier="", title="A notice",
            now=timezone.now(),
        )  # fmt: skip
        with django_assert_max_num_queries(4):
            html = page(client, "/pem/required")
        assert html.count("Notice found, being checked") == 1


class TestRetractions:
    def test_tell_what_was_found_what_is_confirmed_and_what_we_withdrew(
        self, client: Client, django_assert_max_num_queries
    ) -> None:
        retracted = ready_to_review(key="gone2019")
        notices.add_notice(
            study=retracted, kind="retraction", date="2024-02", title="Retraction of: Rest", doi="10.1234/notice",
            source="the journal's page", by=person("editor"),
        )  # fmt: skip
        publish(retracted)
        found = publish(key="found2019").study
        registries.keep_found_notice(
            study=found, registry="pubmed", kind="retraction", identifier="", title="A notice", now=timezone.now()
        )
        ours = publish(key="ours2019").study
        editorial.withdraw(study=ours, by=person("publisher"), reason="The numbers were those of another paper.")
        publish(key="sound2019")
        draft("hidden2019")
        with django_assert_max_num_queries(4):
            html = page(client, "/retractions")
        checked, _, rest = html.partition('id="retraction"')
        listed, _, here = rest.partition('id="withdrawn-here"')
        assert f'href="/evidence/{found.slug}"' in checked
        assert f'href="/evidence/{retracted.slug}"' in listed
        assert 'href="https://doi.org/10.1234/notice"' in listed
        assert "February 2024" in listed
        assert f'href="/evidence/{ours.slug}"' in here
        assert "The numbers were those of another paper." in here
        assert "sound2019" not in html
        assert "hidden2019" not in html

    def test_say_so_when_there_are_none(self, client: Client) -> None:
        html = page(client, "/retractions")
        assert "No paper with a page here has such a notice" in html
        assert "We have withdrawn no page so far." in html


class TestAuthors:
    def test_are_listed_by_letter_and_lead_to_their_studies(
        self, client: Client, django_assert_max_num_queries
    ) -> None:
        first = publish(key="one2019", author="Fernández, Ana María and {The Rest Group}").study
        second = publish(key="two2020", author="Fernández, A. M. and Berg, Ludwig van der").study
        assert "Fernández" not in page(client, "/authors")
        with django_assert_max_num_queries(4):
            html = page(client, "/authors?letter=f")
        assert "Fernández, " in html
        assert 'href="/authors/fernandez-am"' in html
        html = page(client, "/authors/fernandez-am")
        assert "<h1>Ana María Fernández</h1>" in html
        assert "Papers write this name as:" in html
        for study in (first, second):
            assert f'href="/evidence/{study.slug}"' in html
        assert "The Rest Group" in page(client, "/authors?letter=t")

    def test_of_drafts_and_withdrawn_pages_are_nobody_s_business(self, client: Client) -> None:
        draft("hidden2019", author="Secret, Sam")
        gone = publish(key="gone2019", author="Vanished, Vera").study
        assert "Vera" in page(client, "/authors?letter=v")
        editorial.withdraw(study=gone, by=person("publisher"), reason="It was another paper.")
        assert "Vera" not in page(client, "/authors?letter=v")
        page(client, "/authors/vanished-v", 404)
        page(client, "/authors/secret-s", 404)

    @pytest.mark.parametrize("asked", ["letter=ab", "letter=é", "letter=1", "letter=%25"])
    def test_letters_that_are_none_are_not_found(self, client: Client, asked: str) -> None:
        page(client, f"/authors?{asked}", 404)

    def test_odd_places_in_the_list_are_no_error(self, client: Client) -> None:
        page(client, "/authors?letter=b&after=%F0%9F%92%A9" + "x" * 500)


def test_criteria_are_followed_over_time(client: Client) -> None:
    for year in (2017, 2019, 2019):
        publish(key=f"study{Publication.objects.count()}{year}", year=str(year))
    html = page(client, "/criteria/ccc2003")
    assert "3 studies in the atlas." in html
    assert 'href="/evidence?criteria=ccc2003&amp;year=2019..2019"' in html
    assert "2018" not in html


class TestWhatListsTellReferenceManagers:
    def test_is_the_paper_with_all_its_authors_in_order(self, client: Client) -> None:
        publication = publish(author="van der Berg, Ludwig and {The Rest Group} and Ostrom, Eva")
        told = parse_qs(coins(publication.citation))
        assert told["rft.au"] == ["van der Berg, Ludwig", "Ostrom, Eva"]
        assert told["rft.aucorp"] == ["The Rest Group"]
        assert told["rft_id"] == [f"info:doi/{publication.doi}"]
        assert told["rft.atitle"] == [publication.title]
        assert f'<span class="Z3988" title="{escape(coins(publication.citation))}" hidden>' in page(
            client, "/pem/required"
        )

    def test_stands_on_no_evidence_page(self, client: Client) -> None:
        publication = publish()
        assert "Z3988" not in page(client, f"/evidence/{publication.slug}")


def test_names_in_any_letters_have_a_key() -> None:
    from evidence.search.authors import author_key

    assert author_key(parse_name("Łuczak, Zoë")) == "luczak-z"
    assert author_key(parse_name("李, 明")).startswith("n")
