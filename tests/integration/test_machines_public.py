"""Machines in public: their versions on a page, their rules, and how often the classifier is right."""

from __future__ import annotations

import re
from html import unescape
from typing import Any

import pytest
from django.test import Client

from evidence.actions import assessments, editorial, texts
from evidence.citations.pubmed_query import QUERY
from evidence.classifier import CLASSIFIER_VERSION
from evidence.classifier.scoreboard import unseen_measurement
from evidence.models import Publication
from evidence.pem import POLICY_VERSION, Cohort, PEMFacts
from evidence.presenters import machines
from evidence.presenters.study_page import StudyPage, versions_line
from evidence.scanner import SCANNER_VERSION, rules_table
from tests.factories import draft, person, publish, ready_to_review
from tests.factories.studies import classify
from tests.test_site import Outline

pytestmark = pytest.mark.django_db

ABSTRACT = "METHODS: We recruited 45 patients with ME/CFS who fulfilled the Canadian Consensus Criteria."
PAGES = ["/methodology/scanner", "/methodology/classifier"]


def html_of(path: str) -> str:
    response = Client().get(path)
    assert response.status_code == 200
    return response.content.decode()


def read_first(key: str = "berg2019", **make: Any) -> Publication:
    """A page whose abstract the machine read before people coded it."""
    return publish(key=key, abstract=ABSTRACT, **make)


def test_the_figures_on_new_texts_stand_before_those_on_known_ones() -> None:
    html = unescape(html_of("/methodology/classifier"))
    told = unseen_measurement()
    assert told is not None
    assert f"({told['verdict_right']} of {told['texts']})" in html
    assert html.index("that the rules had never met") < html.index("that the rules were written with")
    assert told["about"] in html


def test_without_such_a_measurement_nothing_is_claimed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machines, "unseen_measurement", lambda: None)
    assert "never met" not in html_of("/methodology/classifier")


def test_the_method_page_shows_the_query_word_for_word() -> None:
    assert QUERY in unescape(html_of("/methodology"))


class TestProvenance:
    def test_holds_what_the_machine_read_before_people_began(self) -> None:
        assert read_first().provenance["machine"] == {
            "version": CLASSIFIER_VERSION, "verdict": "required", "criteria": ["ccc2003"], "combination": "single",
            "confidence": 0.95,
        }  # fmt: skip

    def test_holds_nothing_that_it_read_after_somebody_had_begun(self) -> None:
        study = ready_to_review(coded=False)
        facts = PEMFacts((Cohort.of(["ccc2003"]),))
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(assessments, "read_by_machine", lambda **_: None)
            for name in ("coder_one", "coder_two"):
                assessments.submit_assessment(
                    study=study, by=person(name), facts=facts, verdict="required", quote="Met.", place="Methods"
                )
        assessments.propose(study=study, facts=facts, machine_version="Classifier v9", quote="Met.", place="Methods")
        told = publish(study).provenance
        assert "machine" not in told
        assert told["versions"]["classifier"] == "v9"

    def test_of_a_new_round_is_what_was_known_before_that_round(self) -> None:
        study = read_first().study
        assessments.propose(study=study, facts=PEMFacts(), machine_version="Classifier v9")
        classify(study, criteria=["fukuda1994"])
        texts.write_text(study=study, by=person("editor"), texts={"limitations": "People could take part without PEM."})
        again = publish(study, reason="It was coded again.")
        assert again.provenance["machine"]["version"] == "v9"
        assert again.provenance["machine"]["verdict"] == "unclear"

    def test_names_the_versions_of_the_machines(self) -> None:
        versions = publish().provenance["versions"]
        assert versions == {
            "policy": POLICY_VERSION, "page": 1, "classifier": CLASSIFIER_VERSION, "scanner": SCANNER_VERSION,
        }  # fmt: skip

    def test_names_the_generator_of_a_drafted_text(self) -> None:
        study = ready_to_review()
        texts.write_text(
            study=study, by=person("editor"), texts={"summary": "Scores were lower."}, drafted_by="generator",
            generator_version="v1, local",
        )  # fmt: skip
        publication = publish(study)
        assert publication.provenance["versions"]["generator"] == "v1, local"
        assert StudyPage(publication).versions.startswith("Generator v1, local · Classifier ")

    def test_of_a_tombstone_tells_what_there_is(self) -> None:
        gone = editorial.withdraw(study=publish().study, by=person("publisher"), reason="Wrong paper.")
        assert gone.provenance["versions"]["policy"] == POLICY_VERSION
        assert "scanner" not in gone.provenance["versions"]
        assert versions_line(gone)


class TestVersionsOnThePage:
    def test_stand_on_the_page_and_in_its_citation(self) -> None:
        slug = publish().slug
        told = f"Classifier {CLASSIFIER_VERSION} · Scanner {SCANNER_VERSION} · policy {POLICY_VERSION}"
        html = html_of(f"/evidence/{slug}")
        assert html.count(told) == 3, "beside the page, in how to cite it, and at the foot of a printed page"
        assert told.replace(" · ", "; ") in html_of(f"/evidence/{slug}.ris")

    @pytest.mark.parametrize(
        ("content", "provenance", "line"),
        [
            ({}, {}, ""),
            ({"pem": {}, "drafted": {}}, {"versions": {}}, ""),
            ({"pem": {"policy_version": "v0.1", "machine_version": ""}, "drafted": {"version": ""}}, {}, "policy v0.1"),
            ({"pem": None, "drafted": None}, {"versions": None}, ""),
            ({"pem": {"policy_version": "v0.1", "machine_version": "Classifier v0.9"}}, {"versions": {"scanner": "v1"}},
             "Classifier v0.9 · Scanner v1 · policy v0.1"),
            ({"pem": {}}, {"versions": {"policy": "v0.1", "classifier": "v2"}}, "Classifier v2 · policy v0.1"),
        ],
    )  # fmt: skip
    def test_of_an_older_publication_are_those_it_tells(self, content: Any, provenance: Any, line: str) -> None:
        assert versions_line(Publication(content=content, provenance=provenance)) == line


class TestRules:
    def test_every_rule_stands_there_with_its_examples(self) -> None:
        page = unescape(html_of("/methodology/scanner"))
        assert f"Scanner {SCANNER_VERSION}" in page
        for row in rules_table():
            for words in (row.name, row.what, row.example, row.counter_example, row.mend):
                assert words in page, (row.key, words)

    def test_the_counts_of_severities_are_those_of_the_rules(self) -> None:
        told = machines.scanner_rules()
        assert sum(number for _, _, number in told.severities) == len(rules_table())
        assert len({group.key for group in told.groups}) == len(told.groups)
        assert all(re.fullmatch(r"[a-z-]+", group.key) for group in told.groups)


class TestScoreboard:
    def test_sets_the_keyword_list_beside_the_classifier(self) -> None:
        board = machines.scoreboard()
        whole = board.measured[0]
        assert whole.key == "all"
        assert whole.columns[0].reader == f"classifier {board.version}"
        assert len(whole.columns) == 2
        page = html_of("/methodology/classifier")
        for words in (
            "Keyword list",
            "Precision, “PEM required”",
            "Which verdict was taken for which",
            "Version by version",
        ):
            assert words in page, words
        versions = [one.version for one in board.versions]
        assert versions[0] == board.version
        assert "v1.0" in versions, "The rows of earlier versions stay."
        for miss in whole.misses:
            assert f"<code>{miss.name}</code>" in page

    def test_says_so_when_there_is_nothing_yet(self, monkeypatch: pytest.MonkeyPatch) -> None:
        assert "No pages yet" in html_of("/methodology/classifier")
        monkeypatch.setattr(machines, "published_scoreboard", lambda: None)
        assert "No measurement has been published yet." in html_of("/methodology/classifier")

    def test_counts_blind_readings_against_what_people_settled(self) -> None:
        read_first("right2019")
        wrong = read_first("wrong2019", criteria=("fukuda1994",), text=LIMITED)
        shelf = machines.scoreboard().shelf
        assert shelf.pages == 2
        figures = dict(shelf.parts[0].rows)
        assert figures["Verdict right"] == ["50 % (1 of 2)"]
        assert figures["Precision, “PEM required”"] == ["50 % (1 of 2)"]
        assert figures["Recall, “PEM required”"] == ["100 % (1 of 1)"]
        (miss,) = shelf.parts[0].misses
        assert miss.address == f"/evidence/{wrong.slug}/v/1"
        assert "It proposed “PEM required”; people settled “PEM not required”." in miss.told

    def test_counts_nothing_that_a_machine_decided_and_nothing_withdrawn(self) -> None:
        study = ready_to_review(coded=False)
        assessments.propose(study=study, facts=PEMFacts(), machine_version="Classifier v1.0")
        publish(study)
        editorial.withdraw(study=read_first("gone2019").study, by=person("publisher"), reason="Wrong paper.")
        assert machines.scoreboard().shelf.pages == 0

    def test_pages_of_the_demonstration_are_named(self) -> None:
        read_first(demo=True)
        assert "coded by demo accounts" in html_of("/methodology/classifier")

    @pytest.mark.parametrize(("right", "of", "words"), [(0, 0, "no figure"), (1, 1, "100 % (1 of 1)"),
                                                        (9999, 10000, "99.9 % (9999 of 10000)"),
                                                        (2, 3, "66.7 % (2 of 3)")])  # fmt: skip
    def test_a_share_is_never_rounded_up_to_all(self, right: int, of: int, words: str) -> None:
        assert machines._share({"right": right, "of": of}) == words


LIMITED = {
    "one_sentence": "People who rested had lower symptom scores.",
    "summary": "Some people with ME/CFS rested more. Their scores were lower.",
    "does_not_prove": "That rest caused the change.",
    "limitations": "People could take part without PEM.",
}


class TestPages:
    @pytest.mark.parametrize("path", PAGES)
    def test_are_well_made(self, path: str) -> None:
        read_first()
        page, outline = html_of(path), Outline()
        outline.feed(page)
        assert outline.levels[0] == 1
        assert outline.levels.count(1) == 1
        assert all(after <= before + 1 for before, after in zip(outline.levels, outline.levels[1:], strict=False))
        assert len(outline.ids) == len(set(outline.ids))
        assert not outline.faults
        assert page.count("<table>") == page.count("<caption>")
        assert "<th>" not in page, "every heading of a table has a scope"
        for link in outline.links:
            if link.startswith("#"):
                assert link[1:] in outline.ids, link
            else:
                assert Client().get(link.partition("#")[0]).status_code == 200, link

    @pytest.mark.parametrize("path", PAGES)
    def test_answer_not_modified_until_the_shelf_changes(self, path: str) -> None:
        client = Client()
        tag = client.get(path)["ETag"]
        assert client.get(path, headers={"if-none-match": tag}).status_code == 304
        read_first(demo=True)
        assert client.get(path, headers={"if-none-match": tag}).status_code == 200
        assert client.post(path).status_code == 405

    @pytest.mark.parametrize("path", PAGES)
    def test_cost_the_same_with_many_pages(self, path: str, django_assert_max_num_queries: Any) -> None:
        for number in range(6):
            read_first(f"k{number}")
        with django_assert_max_num_queries(2):
            html_of(path)

    def test_show_no_desk(self) -> None:
        assessments.read_by_machine(study=draft(abstract=ABSTRACT, title="Hidden work"))
        page = html_of("/methodology/classifier")
        assert "No pages yet" in page
        assert "hidden" not in page.lower().partition("<main")[2].partition("</main")[0]

    def test_the_method_page_leads_there(self) -> None:
        page = html_of("/methodology")
        for path in PAGES:
            assert f'href="{path}"' in page
