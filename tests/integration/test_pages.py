"""Public pages: what they say, what they cost, where they lead."""

from __future__ import annotations

import gzip
import json
import re
from html import unescape as html_unescape

import pytest
from django.conf import settings
from django.test import Client

from evidence.actions import studies, texts
from evidence.models import Study
from tests.factories import dispute_findings, draft, person, publish, ready_to_review

pytestmark = pytest.mark.django_db


@pytest.fixture
def client() -> Client:
    return Client(headers={"host": "testserver"})


def page(client: Client, path: str, status: int = 200, **headers: str) -> str:
    response = client.get(path, headers=headers)
    assert response.status_code == status, response.content[:500]
    return response.content.decode()


class TestEvidencePage:
    def test_tells_the_study_block_by_block(self, client: Client) -> None:
        publish()
        html = page(client, "/evidence/van-der-berg-2019-rest-symptoms")
        headings = re.findall(r"<h2[^>]*>([^<]+)", html)
        assert [heading.strip() for heading in headings] == [
            "In one sentence", "Summary", "Why it matters", "What this study does not prove", "What was observed",
            "PEM and the criteria used", "Cite", "Did we get something wrong?", "History of this page",
        ]  # fmt: skip
        for words in ("PEM required", "Checked by two people".lower(), "Canadian Consensus Criteria",
                      "Patients fulfilled the criteria.", "Methods, Participants", "Two coders agreed"):  # fmt: skip
            assert words in html

    def test_costs_at_most_two_queries(self, client: Client, django_assert_max_num_queries) -> None:
        one, two = publish(key="one2019"), ready_to_review(key="two2019")
        studies.link_studies(study=two, kind="comment_on", target=one.study, by=person("editor"))
        publish(two)
        with django_assert_max_num_queries(2):
            html = page(client, f"/evidence/{two.slug}")
        assert f'href="/evidence/{one.study.slug}"' in html

    def test_of_an_unpublished_link_target_leads_outside(self, client: Client) -> None:
        study, other = ready_to_review(key="one2019"), draft("hidden2019")
        studies.link_studies(study=study, kind="comment_on", target=other, by=person("editor"))
        publish(study)
        html = page(client, f"/evidence/{study.slug}")
        assert f"/evidence/{other.slug}" not in html
        assert "https://doi.org/10.1234/hidden2019" in html

    def test_is_one_request_and_small(self, client: Client) -> None:
        publish()
        html = page(client, "/evidence/van-der-berg-2019-rest-symptoms")
        assert not re.findall(r'<link[^>]+rel="stylesheet"', html)
        assert not re.findall(r"<script(?! type=\"application/ld\+json\")", html)
        assert not re.findall(r"<(img|iframe|video|object|embed)\b", html)
        assert len(gzip.compress(html.encode(), 6)) < 10_000

    def test_is_compressed_when_the_reader_can_read_that(self, client: Client) -> None:
        publish()
        response = client.get("/evidence/van-der-berg-2019-rest-symptoms", headers={"accept-encoding": "gzip"})
        assert response["Content-Encoding"] == "gzip"

    def test_escapes_everything(self, client: Client) -> None:
        nasty = "<script>alert(1)</script>"
        study = ready_to_review(
            author=f"{{{nasty}}} and O'Neil, <b>Sue</b>",
            title=f"Rest </script>{nasty} \"quoted\" & 'more'",
            journal="Journal <img src=x onerror=alert(1)>",
            text={"summary": nasty, "does_not_prove": nasty, "one_sentence": nasty},
        )
        publish(dispute_findings(study))
        html = page(client, f"/evidence/{study.slug}")
        scripts = re.findall(r"<script\b[^>]*>", html)
        assert scripts == ['<script type="application/ld+json">']
        assert html.count("</script>") == 1
        assert "<img" not in html
        assert "<b>" not in html
        assert "&lt;script&gt;" in html

    def test_from_a_title_alone_tells_no_findings(self, client: Client) -> None:
        study = ready_to_review(facts={"basis": "title_only"}, text={})
        publish(study)
        html = page(client, f"/evidence/{study.slug}")
        assert "tells no findings" in html
        assert "In one sentence" not in html

    def test_shows_no_desk(self, client: Client) -> None:
        publication = publish(abstract="Secret words of the journal.")
        study = publication.study
        texts.write_text(study=study, by=person("editor"), texts={"summary": "Draft nobody should see."})
        studies.edit_study(study=study, by=person("editor"), changes={"country": "Hiddenland"})
        html = page(client, f"/evidence/{study.slug}")
        for words in ("Draft nobody should see", "Hiddenland", "Secret words"):
            assert words not in html

    def test_of_a_draft_is_not_there(self, client: Client) -> None:
        page(client, f"/evidence/{draft().slug}", status=404)

    def test_answers_not_modified(self, client: Client) -> None:
        publish()
        first = client.get("/evidence/van-der-berg-2019-rest-symptoms")
        again = client.get("/evidence/van-der-berg-2019-rest-symptoms", headers={"if-none-match": first["ETag"]})
        assert again.status_code == 304
        assert not again.content

    def test_needs_no_cookie(self, client: Client) -> None:
        publish()
        response = client.get("/evidence/van-der-berg-2019-rest-symptoms")
        assert not response.cookies


class TestVersions:
    def test_stay_at_their_address(self, client: Client) -> None:
        first = publish()
        texts.write_text(study=first.study, by=person("editor"), texts={"summary": "Other words."})
        publish(first.study, reason="The summary was hard to read.")
        slug = first.study.slug
        old, new = page(client, f"/evidence/{slug}/v/1"), page(client, f"/evidence/{slug}/v/2")
        assert "This is publication 1 of this page" in old
        assert "Other words." not in old
        assert "Other words." in new
        assert "The summary was hard to read." in page(client, f"/evidence/{slug}")

    @pytest.mark.parametrize("number", ["0", "2", "999999999999999999999"])
    def test_that_never_were_are_not_there(self, client: Client, number: str) -> None:
        publication = publish()
        page(client, f"/evidence/{publication.study.slug}/v/{number}", status=404)


class TestLeadingIn:
    @pytest.mark.parametrize(
        "path",
        [
            "/doi/10.1234/berg2019",
            "/doi/10.1234/BERG2019",
            "/doi/https://doi.org/10.1234/berg2019",
            "/pmid/77",
        ],
    )
    def test_an_identifier_leads_to_the_page(self, client: Client, path: str) -> None:
        publish(pmid="77")
        response = client.get(path)
        assert (response.status_code, response["Location"]) == (
            302,
            "/evidence/van-der-berg-2019-rest-symptoms",
        )

    @pytest.mark.parametrize("path", ["/doi/10.1234/none", "/doi/nonsense", "/pmid/1", "/pmid/99999999999999999999"])
    def test_an_unknown_one_is_not_there(self, client: Client, path: str) -> None:
        publish()
        page(client, path, status=404)

    def test_an_old_address_redirects_for_good(self, client: Client) -> None:
        study = ready_to_review()
        old = study.slug
        study = studies.move_study(study=study, slug="a-better-address", by=person("editor"))
        page(client, f"/evidence/{old}", status=404)
        publish(study)
        for suffix in ("", ".bib"):
            response = client.get(f"/evidence/{old}{suffix}")
            assert (response.status_code, response["Location"]) == (
                301,
                f"/evidence/a-better-address{suffix}",
            )

    @pytest.mark.parametrize("path", ["/evidence/", "/criteria/ccc2003/", "/methodology/", "/health/live/"])
    def test_a_trailing_slash_redirects_for_good(self, client: Client, path: str) -> None:
        response = client.get(path + "?page=2")
        assert (response.status_code, response["Location"]) == (301, path.rstrip("/") + "?page=2")

    @pytest.mark.parametrize("path", ["//evil.example/", "/\\evil.example/", "///evil.example/x/"])
    def test_no_redirect_leaves_the_site(self, client: Client, path: str) -> None:
        response = client.get(path)
        location = response.get("Location", "/")
        assert location.startswith("/")
        assert not location.startswith(("//", "/\\"))


class TestCitationFiles:
    @pytest.mark.parametrize(
        ("extension", "media_type", "words"),
        [
            (".bib", "application/x-bibtex", "@article{mecfsatlas-van-der-berg-2019-rest-symptoms,"),
            (".ris", "application/x-research-info-systems", "AU  - van der Berg, Ludwig"),
            (".csl.json", "application/vnd.citationstyles.csl+json", '"non-dropping-particle"'),
            (".txt", "text/plain", "van der Berg"),
        ],
    )
    def test_stand_beside_the_page(self, client: Client, extension: str, media_type: str, words: str) -> None:
        publish()
        response = client.get(f"/evidence/van-der-berg-2019-rest-symptoms{extension}")
        assert response.status_code == 200
        assert response["Content-Type"].startswith(media_type)
        assert words in response.content.decode()

    def test_give_the_paper_its_own_address_and_the_reading_ours(self, client: Client) -> None:
        publish()
        items = json.loads(page(client, "/evidence/van-der-berg-2019-rest-symptoms.csl.json"))
        paper, reading = items
        assert paper["URL"] == "https://doi.org/10.1234/berg2019"
        assert reading["URL"] == f"{settings.SITE_URL}/evidence/van-der-berg-2019-rest-symptoms/v/1"
        assert reading["type"] == "webpage"

    def test_of_an_unknown_page_are_not_there(self, client: Client) -> None:
        page(client, "/evidence/nobody-2019-nothing.bib", status=404)


class TestErrors:
    def test_a_missing_page_helps(self, client: Client) -> None:
        html = page(client, "/nothing/here", status=404)
        assert "There is no page" in html
        assert 'href="/evidence"' in html

    def test_machines_get_json(self, client: Client) -> None:
        response = client.get("/nothing", headers={"accept": "application/json"})
        assert response.status_code == 404
        assert response["Content-Type"] == "application/problem+json"
        assert response.json()["status"] == 404

    @pytest.mark.parametrize("accept", ["text/html", "*/*", "text/html,application/json;q=0.9", ""])
    def test_people_get_a_page(self, client: Client, accept: str) -> None:
        assert "<h1>" in page(client, "/nothing", status=404, accept=accept)

    @pytest.mark.parametrize("path", ["/evidence/%00", "/evidence/%ff", "/evidence?after=%00", "/evidence?after=x"])
    def test_odd_addresses_are_no_server_error(self, client: Client, path: str) -> None:
        assert client.get(path).status_code in (400, 404)

    def test_a_post_is_told_no(self, client: Client) -> None:
        assert client.post("/evidence").status_code == 405


class TestLists:
    def test_newest_first_and_paged(self, client: Client, django_assert_max_num_queries) -> None:
        for number in range(22):
            publish(key=f"k{number}", year=str(1999 + number))
        with django_assert_max_num_queries(8):
            html = page(client, "/evidence")
        years = re.findall(r"</cite> · (\d{4})", html)
        assert years == [str(year) for year in range(2020, 2000, -1)]
        further = html_unescape(re.search(r'rel="next" href="([^"]+)"', html).group(1))
        assert re.findall(r"</cite> · (\d{4})", page(client, further)) == ["2000", "1999"]

    @pytest.mark.parametrize("old", ["1", "2", "999", "x"])
    def test_a_page_by_its_number_leads_to_the_list(self, client: Client, old: str) -> None:
        response = client.get(f"/evidence?page={old}")
        assert (response.status_code, response["Location"]) == (301, "/evidence")

    def test_an_empty_shelf_says_so(self, client: Client) -> None:
        assert "No study has been published here yet" in page(client, "/evidence")

    def test_criteria_pages_list_the_studies_that_used_them(self, client: Client) -> None:
        publish(key="one2019", criteria=("fukuda1994", "ccc2003"), combination="or")
        publish(key="two2019", criteria=("icc2011",))
        html = page(client, "/criteria/fukuda1994")
        assert "/evidence/van-der-berg-2019-rest-symptoms" in html
        assert "in two2019" not in html
        assert "“PEM not required”" in html

    def test_all_sets_of_criteria_have_a_page(self, client: Client) -> None:
        html = page(client, "/criteria")
        paths = re.findall(r'href="(/criteria/[a-z0-9_]+)"', html)
        assert len(paths) == 25
        for path in paths:
            page(client, path)

    def test_an_unknown_set_is_not_there(self, client: Client) -> None:
        page(client, "/criteria/nonsense", status=404)

    def test_home_counts_by_verdict(self, client: Client) -> None:
        publish()
        html = page(client, "/")
        assert re.search(r'badge required">PEM required</span>[^<]*<span class="fine">1 study here', html)

    def test_home_and_methodology_stand_without_studies(self, client: Client) -> None:
        page(client, "/")
        assert "v0.1" in page(client, "/methodology")


class TestDemonstration:
    def test_is_told_on_every_page(self, client: Client) -> None:
        slug = publish(demo=True).study.slug
        for path in ("/", "/evidence", "/criteria", "/criteria/ccc2003", "/methodology", f"/evidence/{slug}",
                     f"/evidence/{slug}/v/1", "/nothing"):  # fmt: skip
            assert "This is a demonstration" in client.get(path).content.decode(), path

    def test_is_not_told_without_it(self, client: Client) -> None:
        publish()
        assert "demonstration" not in page(client, "/")
        assert "demonstration" not in page(client, f"/evidence/{Study.objects.get().slug}")


class TestHealth:
    def test_live_and_ready(self, client: Client) -> None:
        assert client.get("/health/live").json() == {"status": "alive"}
        assert client.get("/health/ready").json()["status"] == "ready"


class TestHeaders:
    def test_refuse_what_is_not_ours(self, client: Client) -> None:
        response = client.get("/")
        policy = response["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe-inline" not in policy
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["X-Frame-Options"] == "DENY"
        assert "geolocation=()" in response["Permissions-Policy"]

    def test_keep_the_desk_out_of_every_cache(self, client: Client) -> None:
        assert "no-store" in client.get("/admin/login/")["Cache-Control"]
