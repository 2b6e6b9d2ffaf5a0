"""The history of a page in plain words, and what changed from any publication to any other. Drafts never show."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from django.test import Client

from evidence.actions import editorial, notices, studies, texts
from evidence.models import Publication, Study
from tests.factories import dispute_findings, draft, person, publish, ready_to_review, reviewed
from tests.factories.studies import TEXTS, classify
from tests.kept_worlds import kept

pytestmark = pytest.mark.django_db

SLUG = "van-der-berg-2019-rest-symptoms"
HISTORY = f"/evidence/{SLUG}/history"


def diff(number: int, other: int) -> str:
    return f"/evidence/{SLUG}/v/{number}/diff/{other}"


@pytest.fixture
def client() -> Client:
    return Client(headers={"host": "testserver"})


def page(client: Client, path: str, status: int = 200) -> str:
    response = client.get(path)
    assert response.status_code == status, response.content[:500]
    return response.content.decode()


def words(html: str) -> str:
    """What a reader without style sheets reads, in one line."""
    main = html.partition("<main")[2].partition("</main>")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", main).split()).replace("&#x27;", "'")


def rewrite(study: Study, **more: str) -> None:
    texts.write_text(study=study, by=person("editor"), texts={**TEXTS, **more})


@pytest.fixture
@kept
def study() -> Study:
    """Three publications: the summary was reworded, then the criteria were found in the full text."""
    study = publish(criteria=()).study
    rewrite(study, summary="Some people with severe ME/CFS rested more. Their scores were lower.")
    publish(study, reason="The summary left out how ill people were.")
    rewrite(
        study,
        summary="Some people with severe ME/CFS rested more. Their scores were lower.",
        does_not_prove="That rest caused the change.\nThat it helps everybody.\nThat it lasts.",
    )
    classify(study, criteria=("ccc2003",))
    publish(study, reason="The full text names the criteria.")
    return study


class TestHistory:
    def test_tells_every_publication_newest_first(self, client: Client, study: Study) -> None:
        html = page(client, HISTORY)
        assert re.findall(r'<h2 id="publication-(\d)"', html) == ["3", "2", "1"]
        told = words(html)
        for sentence in (
            "Why: The full text names the criteria.",
            "PEM verdict changed from unclear to required.",
            "One point added to “What this study does not prove”.",
            "Why: The summary left out how ill people were.",
            "“Summary” was reworded (1 word added).",
            "First publication of this page.",
            "This is the newest publication.",
        ):
            assert sentence in told
        assert told.count("Checked by two people.") == 3
        assert len(re.findall(r"\d+ \w+ 20\d\d", told)) >= 3

    def test_leads_to_each_publication_and_comparison(self, client: Client, study: Study) -> None:
        links = re.findall(r'href="(/evidence/[^"]+)"', page(client, HISTORY))
        for path in (*(f"/evidence/{SLUG}/v/{n}" for n in (1, 2, 3)), diff(1, 2), diff(2, 3), diff(1, 3)):
            assert path in links
        assert diff(2, 3) in links
        for path in links:
            page(client, path)

    def test_is_found_from_the_page(self, client: Client, study: Study) -> None:
        html = page(client, f"/evidence/{SLUG}")
        for path in (HISTORY, diff(1, 2), diff(2, 3)):
            assert f'href="{path}"' in html
        assert 'What changed<span class="unseen"> in publication 3</span>' in html

    def test_of_an_unpublished_study_is_not_there(self, client: Client) -> None:
        page(client, f"/evidence/{draft().slug}/history", status=404)
        page(client, f"/evidence/{ready_to_review(key='two2019').slug}/v/1/diff/1", status=404)

    def test_an_old_address_redirects_for_good(self, client: Client) -> None:
        study = ready_to_review()
        old = study.slug
        study = studies.move_study(study=study, slug="a-better-address", by=person("editor"))
        publish(study)
        for suffix in ("/history", "/v/1/diff/2"):
            response = client.get(f"/evidence/{old}{suffix}")
            assert (response.status_code, response["Location"]) == (301, f"/evidence/a-better-address{suffix}")

    def test_details_are_counted_not_listed(self, client: Client, study: Study) -> None:
        told = words(page(client, HISTORY))
        assert re.search(r"\d lesser changes besides\.", told)
        assert "Why this verdict" not in told

    def test_many_changes_are_counted_not_listed(self, client: Client, study: Study) -> None:
        studies.edit_study(
            study=study, by=person("editor"),
            changes={"country": "Norway", "funder": "A charity", "severity": "severe", "duration": "six months",
                     "participants_cases": 4, "participants_controls": 5, "design": "cross_sectional"},
        )  # fmt: skip
        publish(study, reason="Facts from the full text.")
        told = words(page(client, HISTORY))
        assert "besides." in told
        assert told.count("Number of people with ME/CFS added: 4.") == 1
        assert "Study design changed from cohort study to cross-sectional study." in told

    def test_an_override_is_told_with_its_reason(self, client: Client, study: Study) -> None:
        rewrite(study, summary="A danger was left out.")
        revision = editorial.submit(study=study, by=person("editor"), reason="A danger was left out.")
        editorial.publish_in_emergency(revision=revision, by=person("administrator"), reason="It cannot wait.")
        told = words(page(client, HISTORY))
        assert "Published without the usual votes: It cannot wait." in told
        assert "Not checked." in told


class TestDiff:
    def test_tells_what_changed_word_by_word(self, client: Client, study: Study) -> None:
        html = page(client, diff(1, 2))
        assert "<h1>What changed from publication 1 to 2</h1>" in html
        told = words(html)
        assert "“Summary” was reworded (1 word added)." in told
        assert "Some people with [added: severe ] ME/CFS rested more." in told
        assert re.search(
            r"<ins><span class=\"unseen\">\[added: </span>severe<span class=\"unseen\">\]</span></ins>", html
        )

    def test_says_why_the_verdict_changed(self, client: Client, study: Study) -> None:
        for path in (diff(2, 3), diff(1, 3)):
            told = words(page(client, path))
            reason = "“The full text names the criteria.”"
            assert f"PEM verdict changed from unclear to required, because: {reason}" in told
            assert "[removed: PEM unclear ] [added: PEM required ]" in told

    def test_gives_the_reason_of_every_publication_between(self, client: Client, study: Study) -> None:
        told = words(page(client, diff(1, 3)))
        assert "The summary left out how ill people were." in told
        assert "The full text names the criteria." in told
        assert "The summary left out" not in words(page(client, diff(2, 3)))

    def test_can_be_read_backwards(self, client: Client, study: Study) -> None:
        html = page(client, diff(3, 1))
        told = words(html)
        assert "You are reading backwards" in told
        assert "PEM verdict changed from required to unclear." in told
        assert "because:" not in told
        assert f'href="{diff(1, 3)}"' in html

    def test_shows_points_that_came_went_and_moved(self, client: Client, study: Study) -> None:
        rewrite(study, does_not_prove="That it lasts.\nThat rest caused the change in scores.")
        publish(study, reason="Shorter.")
        told = words(page(client, diff(3, 4)))
        assert "Point removed [removed: That it helps everybody. ]" in told
        assert "That rest caused the [removed: change. ] [added: change in scores. ]" in told
        assert re.search(r"Moved from place \d to place \d", told)

    def test_shows_notices_and_links(self, client: Client, study: Study) -> None:
        notices.add_notice(
            study=study, by=person("editor"), kind="correction", date="2024-05-03", title="Correction to: Rest",
            source="The journal's page.", detail="A table was wrong.",
        )  # fmt: skip
        hidden = draft("hidden2019", title="A study nobody has published")
        studies.link_studies(study=study, kind="comment_on", target=hidden, by=person("editor"))
        publish(study, reason="A correction appeared.")
        html = page(client, diff(3, 4))
        told = words(html)
        assert "Notice added: Correction, 3 May 2024: Correction to: Rest." in told
        assert "[added: What it says: A table was wrong. ]" in told
        assert "Related record added: Comment on: A study nobody has published." in told
        assert hidden.slug not in html

    def test_says_so_where_a_change_was_taken_back(self, client: Client, study: Study) -> None:
        rewrite(study, does_not_prove="Nothing.")
        publish(study, reason="Shorter.")
        rewrite(study, summary="Some people with severe ME/CFS rested more. Their scores were lower.",
                does_not_prove="That rest caused the change.\nThat it helps everybody.\nThat it lasts.")  # fmt: skip
        publish(study, reason="The shorter one was wrong.")
        told = words(page(client, diff(3, 5)))
        assert "Nothing on the page differs." in told
        assert "The shorter one was wrong." in told

    def test_of_one_publication_with_itself_leads_to_it(self, client: Client, study: Study) -> None:
        response = client.get(diff(2, 2))
        assert (response.status_code, response["Location"]) == (301, f"/evidence/{SLUG}/v/2")

    @pytest.mark.parametrize(
        ("number", "other"), [(0, 1), (1, 4), (4, 1), (4, 5), (4, 4), (0, 0), (1, 999999999999999999999)]
    )
    def test_with_a_number_that_never_was_is_not_there(
        self, client: Client, study: Study, number: int, other: int
    ) -> None:
        assert "There is no publication" in page(client, diff(number, other), status=404)

    def test_of_an_unknown_page_is_not_there(self, client: Client) -> None:
        assert "no evidence page" in page(client, "/evidence/nobody-2019/v/1/diff/2", status=404)
        assert "no evidence page" in page(client, "/evidence/nobody-2019/history", status=404)


class TestWithdrawal:
    def test_is_told_plainly(self, client: Client, study: Study) -> None:
        editorial.withdraw(study=study, by=person("publisher"), reason="The data were made up.")
        told = words(page(client, HISTORY))
        assert "The page was withdrawn. The data were made up." in told
        assert "Taken down with it: PEM and the criteria used; Texts; Facts." in told
        assert "without the usual votes" not in told
        comparison = words(page(client, diff(3, 4)))
        assert re.search(r"The page was withdrawn on \d+ \w+ \d{4}: The data were made up\.", comparison)
        assert "[removed: PEM required ]" in comparison

    def test_is_followed_by_the_way_back(self, client: Client, study: Study) -> None:
        editorial.withdraw(study=study, by=person("publisher"), reason="By mistake.")
        assert "The page is no longer withdrawn." in words(page(client, diff(4, 3)))


class TestDrafts:
    """Marker words of everything that happens on the desk after the last publication."""

    MARKERS = ("Zqsummary", "Zqland", "Zqnotice", "Zqreason", "Zqtitle", "Zqlinked", "Zqcomment", "Zqquote")

    def test_never_show(self, client: Client, study: Study) -> None:
        before = {path: page(client, path) for path in (HISTORY, diff(1, 2), diff(1, 3), f"/evidence/{SLUG}")}
        editor = person("editor")
        rewrite(study, summary="Zqsummary words.", limitations="Zqsummary too.")
        studies.edit_study(study=study, by=editor, changes={"country": "Zqland"})
        studies.edit_study(study=study, by=editor, changes={"title": "Zqtitle"})
        notices.add_notice(study=study, by=editor, kind="correction", title="Zqnotice", source="Zqnotice")
        studies.link_studies(study=study, kind="related", title="Zqlinked", by=editor)
        revision = reviewed(study, reason="Zqreason", voters=())
        editorial.vote(
            revision=revision, by=person("reviewer_one"), decision="request_changes", seen=revision.sha256,
            comment="Zqcomment",
        )  # fmt: skip
        for path, html in before.items():
            now = page(client, path)
            assert now == html
            assert not [marker for marker in self.MARKERS if marker in now]

    def test_and_their_numbers_are_not_there(self, client: Client, study: Study) -> None:
        rewrite(study, summary="Zqsummary words.")
        revision = reviewed(study, reason="Zqreason")
        assert revision.number == 4
        for path in (diff(3, 4), diff(4, 3), diff(1, 4)):
            html = page(client, path, status=404)
            assert "Zq" not in html

    def test_names_of_coders_and_voters_do_not_show(self, client: Client, study: Study) -> None:
        for path in (HISTORY, diff(1, 3)):
            assert "Coder one" not in page(client, path)


class Headings(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.levels: list[int] = []
        self.unlabelled: list[str] = []
        self.ids: set[str] = set()
        self.labels: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        if re.fullmatch(r"h[1-6]", tag):
            self.levels.append(int(tag[1]))
        if "id" in named:
            assert named["id"] not in self.ids, f"{named['id']} twice"
            self.ids.add(str(named["id"]))
        if "aria-labelledby" in named:
            self.labels.append(str(named["aria-labelledby"]))


class TestPages:
    @pytest.mark.parametrize("path", [HISTORY, diff(1, 2), diff(1, 3), diff(3, 1)])
    def test_have_one_heading_and_an_order(self, client: Client, study: Study, path: str) -> None:
        outline = Headings()
        outline.feed(page(client, path))
        assert outline.levels[0] == 1
        assert outline.levels.count(1) == 1
        assert all(after <= before + 1 for before, after in zip(outline.levels, outline.levels[1:], strict=False))
        assert set(outline.labels) <= outline.ids

    def test_escape_everything(self, client: Client) -> None:
        nasty = "<script>alert(1)</script>"
        study = publish(title=f"Rest {nasty} & <b>more</b>").study
        rewrite(study, summary=f"{nasty} summary", does_not_prove=f"<img src=x> {nasty}", one_sentence=f"</ins>{nasty}")
        studies.edit_study(study=study, by=person("editor"), changes={"country": f"<b>{nasty}"})
        publish(dispute_findings(study), reason=f"Because <i>of</i> {nasty}")
        slug = study.slug
        for path in (f"/evidence/{slug}/history", f"/evidence/{slug}/v/1/diff/2", f"/evidence/{slug}/v/2/diff/1"):
            html = page(client, path)
            assert "<script" not in html
            assert "<img" not in html
            assert "<b>" not in html
            assert "<i>" not in html
            assert "&lt;script&gt;" in html

    def test_of_comparisons_are_not_for_search_engines(self, client: Client, study: Study) -> None:
        assert '<meta name="robots" content="noindex, follow">' in page(client, diff(1, 2))
        assert "noindex" not in page(client, HISTORY)

    def test_cost_the_same_however_many_publications(
        self, client: Client, study: Study, django_assert_num_queries
    ) -> None:
        paths = (HISTORY, diff(1, 3))
        for path in paths:
            with django_assert_num_queries(1):
                page(client, path)
        for number in range(4, 10):
            rewrite(study, summary=f"Version {number}.")
            publish(study, reason=f"Reason {number}.")
        for path in (*paths, diff(1, 9)):
            with django_assert_num_queries(1):
                page(client, path)
        assert "Reason 9." in page(client, HISTORY)

    @pytest.mark.parametrize("path", [HISTORY, diff(1, 2)])
    def test_answer_not_modified(self, client: Client, study: Study, path: str) -> None:
        first = client.get(path)
        again = client.get(path, headers={"if-none-match": first["ETag"]})
        assert again.status_code == 304
        assert not again.content
        assert not first.cookies

    def test_of_the_history_are_modified_by_the_next_publication(self, client: Client, study: Study) -> None:
        first = client.get(HISTORY)
        rewrite(study, summary="Next.")
        publish(study, reason="Next.")
        assert client.get(HISTORY, headers={"if-none-match": first["ETag"]}).status_code == 200

    def test_show_no_stored_word(self, client: Client, study: Study) -> None:
        """Keys stand in addresses and classes; a reader sees words."""
        for path in (HISTORY, diff(1, 3)):
            assert not re.findall(r"\b[a-z]+_[a-z_]+\b", words(page(client, path)))

    def test_tell_of_the_demonstration(self, client: Client) -> None:
        study = publish(demo=True).study
        assert Publication.objects.get().demo
        assert "This is a demonstration" in page(client, f"/evidence/{study.slug}/history")
