"""How well coders agree, on the method page and as a table: from the shelf alone, honest about small numbers."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
from django.test import Client

from evidence.actions import assessments, editorial
from evidence.models import Publication, Study
from evidence.pem import Cohort, PEMFacts
from evidence.presenters.agreement import CSV_HEADER, FIELDS, CodersAgreement, coders_agreement, csv_cell
from tests.factories import person, publish, ready_to_review

pytestmark = pytest.mark.django_db

CSV = "/methodology/agreement.csv"


@pytest.fixture
def client() -> Client:
    return Client(headers={"host": "testserver"})


def section(client: Client) -> str:
    html = client.get("/methodology").content.decode()
    return html[html.index('id="agreement"') : html.index("What “checked” means")]


def table(client: Client) -> list[dict[str, str]]:
    response = client.get(CSV)
    assert response.status_code == 200
    return list(csv.DictReader(io.StringIO(response.content.decode())))


def coded_again(key: str, coders: tuple[str, str], criteria: tuple[str, str], *, demo: bool = False) -> Study:
    """A published study, coded anew by two people: each names one set of criteria. A third decides if they differ."""
    study = ready_to_review(key=key, demo=demo)
    assessments.open_new_round(study=study, by=person("editor"), reason="Once more.")
    study.refresh_from_db()
    coded: list[Any] = []
    for name, criterion in zip(coders, criteria, strict=True):
        verdict = {"ccc2003": "required", "fukuda1994": "not_required"}[criterion]
        coded.append(
            assessments.submit_assessment(
                study=study, by=person(name, demo=demo), facts=PEMFacts((Cohort.of([criterion]),)), verdict=verdict,
                quote="Patients fulfilled the criteria.", place="Methods",
            )
        )  # fmt: skip
    if criteria[0] != criteria[1]:
        study.refresh_from_db()
        assessments.adjudicate(
            assessments=coded, by=person("adjudicator", demo=demo), facts=PEMFacts((Cohort.of([criteria[0]]),)),
            receipt=coded[0], reason="The methods say so.",
        )  # fmt: skip
    return publish(study).study


class TestMethodPage:
    def test_says_so_where_nothing_is_coded(self, client: Client) -> None:
        told = section(client)
        assert "No published study has been coded by two people yet, so there are no figures." in told
        assert "<table" not in told
        assert CSV in told

    def test_says_that_few_are_too_few(self, client: Client) -> None:
        publish()
        told = section(client)
        assert "So far 1 published study has been coded by two people" in told
        assert "That is too few to say much." in told
        assert "<td>not defined</td>" in told
        assert "Where every answer was the same, it is not defined." in told
        assert "100 %" in told

    def test_gives_each_field_with_its_measure(self, client: Client) -> None:
        coded_again("one2019", ("coder_a", "coder_b"), ("ccc2003", "ccc2003"))
        coded_again("two2019", ("coder_a", "coder_b"), ("ccc2003", "fukuda1994"))
        coded_again("three2019", ("coder_a", "coder_b"), ("fukuda1994", "fukuda1994"))
        told = section(client)
        for label in FIELDS.values():
            assert f'<th scope="row">{label}</th>' in told
        # Two of three agree; A has 2 and 1, B 1 and 2: by chance 4/9. (2/3 - 4/9) / (5/9) = 0.4.
        assert "<td>3</td><td>67 %</td><td>0.40</td><td>Cohen&#x27;s kappa</td>" in told

    def test_names_fleiss_where_more_people_code(self, client: Client) -> None:
        coded_again("one2019", ("coder_a", "coder_b"), ("ccc2003", "ccc2003"))
        coded_again("two2019", ("coder_b", "coder_c"), ("ccc2003", "fukuda1994"))
        # One of two agrees; 3 of 4 codings name the first: by chance 10/16. (1/2 - 5/8) / (3/8) = -1/3.
        assert "<td>2</td><td>50 %</td><td>−0.33</td><td>Fleiss&#x27; kappa</td>" in section(client)

    def test_says_that_demo_codings_are_demo_codings(self, client: Client) -> None:
        publish(demo=True)
        assert "These are codings of the demonstration, made by demo accounts." in section(client)
        publish(key="real2019")
        assert "1 of the 2 were coded by demo accounts" in section(client)
        assert {row["demonstration"] for row in table(client)} == {"yes"}

    def test_costs_the_same_however_many_studies(self, client: Client, django_assert_num_queries) -> None:
        publish()
        with django_assert_num_queries(2):
            client.get("/methodology")
        for number in range(6):
            publish(key=f"more{number}")
        with django_assert_num_queries(2):
            client.get("/methodology")
        with django_assert_num_queries(1):
            client.get(CSV)

    def test_counts_what_is_published_only(self, client: Client) -> None:
        ready_to_review()
        assert "No published study" in section(client)
        study = publish(key="one2019").study
        assessments.open_new_round(study=study, by=person("editor"), reason="Once more.")
        assessments.submit_assessment(
            study=Study.objects.get(pk=study.pk), by=person("coder_one"), verdict="not_required", quote="q", place="p",
            facts=PEMFacts((Cohort.of(["fukuda1994"]),)),
        )  # fmt: skip
        assert {row["agreement_percent"] for row in table(client)} == {"100"}
        editorial.withdraw(study=study, by=person("publisher"), reason="Wrong paper.")
        assert "No published study" in section(client)

    def test_tells_no_names(self, client: Client) -> None:
        publish()
        text = section(client) + client.get(CSV).content.decode()
        assert "oder_one" not in text
        assert "oder one" not in text
        assert "coder-" not in text


class TestTable:
    def test_has_a_header_and_a_row_a_field(self, client: Client) -> None:
        response = client.get(CSV)
        assert response["Content-Type"] == "text/csv; charset=utf-8"
        assert "attachment" in response["Content-Disposition"]
        rows = list(csv.reader(io.StringIO(response.content.decode())))
        assert rows[0] == list(CSV_HEADER)
        assert [row[0] for row in rows[1:]] == list(FIELDS)
        assert all(len(row) == len(CSV_HEADER) for row in rows)

    def test_gives_figures_and_leaves_empty_what_is_not_defined(self, client: Client) -> None:
        coded_again("one2019", ("coder_a", "coder_b"), ("ccc2003", "ccc2003"))
        coded_again("two2019", ("coder_b", "coder_c"), ("ccc2003", "fukuda1994"))
        rows = {row["field"]: row for row in table(client)}
        verdict, purpose = rows["verdict"], rows["purpose"]
        assert (verdict["studies"], verdict["pairs_of_codings"], verdict["coders"]) == ("2", "2", "3")
        assert (verdict["agreement_percent"], verdict["kappa"], verdict["kappa_95_low"]) == ("50", "-0.3333", "")
        assert verdict["note"] == "Too few studies to say much."
        assert (purpose["agreement_percent"], purpose["kappa"]) == ("100", "")
        assert "Not defined: every coding has the same value" in purpose["note"]

    def test_answers_not_modified(self, client: Client) -> None:
        first = client.get(CSV)
        assert client.get(CSV, headers={"if-none-match": first["ETag"]}).status_code == 304
        publish()
        assert client.get(CSV, headers={"if-none-match": first["ETag"]}).status_code == 200

    def test_is_read_only(self, client: Client) -> None:
        assert client.post(CSV).status_code == 405


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        ("=1+1", "'=1+1"), ("+1", "'+1"), ("-1", "'-1"), ("@x", "'@x"), ("\t=1", "'\t=1"), ("plain", "plain"), ("", ""),
        (None, ""), (3, "3"), (-0.25, "-0.25"), (1.0, "1"), (0.33333333, "0.3333"), (100.0, "100"),
    ],
)  # fmt: skip
def test_no_cell_is_a_formula(value: object, cell: str) -> None:
    assert csv_cell(value) == cell


def test_publications_from_before_codings_were_kept_are_left_aside(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [("a", False, None), ("b", False, []), ("c", False, [{"coder": "x", "verdict": "required"}])]

    class Shelf:
        def order_by(self, *_: str) -> Shelf:
            return self

        def values_list(self, *_: str) -> list[tuple[str, bool, Any]]:
            return rows

    monkeypatch.setattr(Publication.objects, "current", Shelf)
    found = coders_agreement()
    assert isinstance(found, CodersAgreement)
    assert (found.studies, [figures.studies for figures in found.figures]) == (0, [0] * len(FIELDS))


def test_the_order_in_which_sets_were_named_is_no_disagreement(monkeypatch: pytest.MonkeyPatch) -> None:
    coding = [
        {"coder": "x", "verdict": "required", "criteria": ["b", "a"], "explicit_pem": True},
        {"coder": "y", "verdict": "required", "criteria": ["a", "b"], "explicit_pem": "yes"},
    ]

    class Shelf:
        def order_by(self, *_: str) -> Shelf:
            return self

        def values_list(self, *_: str) -> list[tuple[str, bool, Any]]:
            return [("a", False, coding)]

    monkeypatch.setattr(Publication.objects, "current", Shelf)
    raw = {figures.field: figures.raw for figures in coders_agreement().figures}
    assert (raw["criteria"], raw["explicit_pem"], raw["purpose"]) == (1.0, 1.0, None)
