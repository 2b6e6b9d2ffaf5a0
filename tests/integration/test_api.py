"""The API: one contract over all its addresses, what it tells, what it never tells, and how it refuses."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import jsonschema
import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from evidence.actions import editorial, notices, studies, texts
from evidence.api import happenings
from evidence.api.pages import description
from evidence.api.promise import PROMISED, broken, written
from evidence.api.schemas.study import Texts
from evidence.models import Publication, Revision
from evidence.vocabulary import TEXT_FIELDS
from tests.factories import draft, person, publish, ready_to_review, reviewed
from tests.test_site import Outline

pytestmark = pytest.mark.django_db

API = "/api/v1"
SECRET = "Zqxmarker"
WHY = "The numbers were those of another paper."

ADDRESSES: dict[str, tuple[str, ...]] = {
    "/studies": (
        "/studies", "/studies?q=rest&sort=changed&limit=2",
        "/studies?pem=required&pem=unclear&year=2019..&notices=without",
    ),
    "/facets": ("/facets", "/facets?q=rest&pem=required&notices=without"),
    "/suggest": ("/suggest?q=symptms", "/suggest?q=rest"),
    "/studies/{slug}": ("/studies/{slug}",),
    "/studies/{slug}/versions/{number}": ("/studies/{slug}/versions/1", "/studies/{slug}/versions/2"),
    "/doi/{doi}": ("/doi/10.1234/berg2019", "/doi/https%3A%2F%2Fdoi.org%2F10.1234%2FBERG2019"),
    "/pmid/{pmid}": ("/pmid/31234567",),
    "/lookup": ("/lookup", "/lookup?doi=10.1234/BERG2019&doi=nothing&pmid=31234567&pmid=5"),
    "/changes": ("/changes", "/changes?since=2020-01-01T00:00:00Z&limit=2", "/changes?since=n999999999"),
    "/notices": ("/notices", "/notices?kind=retraction&limit=1"),
    "/criteria": ("/criteria",),
    "/criteria/{key}": ("/criteria/ccc2003",),
    "/topics": ("/topics",),
    "/vocabulary": ("/vocabulary",),
    "/versions": ("/versions",),
    "/classifier/scoreboard": ("/classifier/scoreboard",),
}  # fmt: skip
"""Address as the description writes it -> addresses that answer in `world`."""


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[str]:
    """Built once for this file: what a test does to it is rolled back to here."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield build_world()
        transaction.set_rollback(True)


def build_world() -> str:
    """Two live pages, one of them published twice with a notice; a withdrawn one; a draft full of a marker word."""
    editor = person("editor")
    study = ready_to_review(facts={"topics": ["immune-system"], "participants_cases": 45}, pmid="31234567")
    publish(study)
    notices.add_notice(
        study=study, by=editor, kind="correction", date="2026-01-02", source="the journal", doi="10.1234/berg2019.fix"
    )
    lee = publish(key="lee2021", criteria=("fukuda1994",), author="Lee, Ann", year="2021").study
    studies.link_studies(study=study, kind="comment_on", target=lee, by=editor)
    texts.write_text(study=study, by=editor, texts={"summary": "They rested & felt <better>."})
    publish(study, reason="The summary was hard to read.")
    gone = publish(key="gone2020", author="Gone, Al", year="2020").study
    editorial.withdraw(study=gone, by=person("publisher"), reason=WHY)
    hidden = draft("hidden2022", title=f"{SECRET} title", author=f"{SECRET}, Ann", journal=f"{SECRET} Journal")
    studies.edit_study(study=hidden, by=editor, changes={"basis": "abstract", "country": SECRET})
    texts.write_text(study=hidden, by=editor, texts={"summary": f"{SECRET} summary."})
    texts.write_text(study=study, by=editor, texts={"summary": f"{SECRET} not published yet."})
    studies.edit_study(study=study, by=editor, changes={"country": SECRET})
    return study.slug


def every_address(slug: str) -> Iterator[tuple[str, str]]:
    """(address as described, address to ask)."""
    for described, asked in ADDRESSES.items():
        for address in asked:
            yield f"{API}{described}", API + address.format(slug=slug)


def read(address: str, status: int = 200, **headers: str) -> Any:
    response = Client().get(address, headers=headers)
    assert response.status_code == status, f"{address}: {response.status_code} {response.content[:300]!r}"
    media_type = "application/json; charset=utf-8" if status == 200 else "application/problem+json"
    assert response["Content-Type"] == media_type, address
    assert response["Access-Control-Allow-Origin"] == "*", address
    return json.loads(response.content)


def validate(instance: Any, schema: dict[str, Any]) -> None:
    document = description()
    jsonschema.Draft202012Validator(
        {**schema, "components": document["components"]}, format_checker=jsonschema.FormatChecker()
    ).validate(instance)


def problem(address: str, status: int) -> Any:
    told = read(address, status)
    validate(told, {"$ref": "#/components/schemas/Problem"})
    assert told["status"] == status
    assert told["detail"].endswith(".") or told["detail"].endswith("”"), told["detail"]
    return told


# --- The contract ------------------------------------------------------------------------------------------------


def test_every_described_address_is_held_to_the_contract() -> None:
    assert {path.removeprefix(API) for path in description()["paths"]} == set(ADDRESSES)


def test_every_address_keeps_the_contract(world: str) -> None:
    client = Client()
    for described, address in every_address(world):
        answered = client.get(address, headers={"origin": "https://elsewhere.example"})
        body = read(address)
        operation = description()["paths"][described]["get"]
        validate(body, operation["responses"]["200"]["content"]["application/json"]["schema"])
        assert SECRET not in answered.content.decode(), address
        assert answered["Cache-Control"] == "public, no-cache", address
        assert 'rel="service-desc"' in answered["Link"]
        assert answered["Cross-Origin-Resource-Policy"] == "cross-origin"
        assert "Access-Control-Allow-Credentials" not in answered
        assert "Cookie" not in answered.get("Vary", "")
        assert not answered.cookies, address

        again = client.get(address, headers={"if-none-match": answered["ETag"]})
        assert (again.status_code, again.content, again["ETag"]) == (304, b"", answered["ETag"]), address
        assert again["Access-Control-Allow-Origin"] == "*"
        head = client.head(address)
        assert (head.status_code, head.content, head["ETag"]) == (200, b"", answered["ETag"]), address
        asked = client.options(address, headers={"access-control-request-method": "GET"})
        assert (asked.status_code, asked.content) == (204, b""), address
        assert asked["Access-Control-Allow-Methods"] == asked["Allow"] == "GET, HEAD, OPTIONS"
        for method in ("post", "put", "patch", "delete"):
            refused = getattr(client, method)(address)
            assert (refused.status_code, refused["Allow"]) == (405, "GET, HEAD, OPTIONS"), address
            validate(json.loads(refused.content), {"$ref": "#/components/schemas/Problem"})
        strange = problem(f"{address}{'&' if '?' in address else '?'}{SECRET}=1", 422)
        assert strange["errors"][0]["parameter"] == SECRET


def test_what_changes_an_answer_changes_its_etag_and_if_match_is_heard(world: str) -> None:
    client = Client()
    before = client.get(f"{API}/studies")["ETag"]
    publish(key="new2023", year="2023")
    assert client.get(f"{API}/studies", headers={"if-none-match": before}).status_code == 200
    read(f"{API}/studies", 412, **{"if-match": before})


def test_every_address_costs_the_same_queries_however_much_there_is(world: str) -> None:
    def queries() -> dict[str, int]:
        counted = {}
        for _, address in every_address(world):
            read(address)  # what the search keeps of one state of the shelf is read once
            with CaptureQueriesContext(connection) as seen:
                read(address)
            counted[address] = len(seen)
        return counted

    few = queries()
    other = publish(key="other2019").study
    study = Publication.objects.standing().get(slug=world).study
    studies.link_studies(study=study, kind="preprint_of", target=other, by=person("editor"))
    studies.edit_study(study=study, by=person("editor"), changes={"country": ""})
    texts.write_text(study=study, by=person("editor"), texts={"summary": "Other words."})
    publish(study, reason="A link was added.")
    publish(key="third2019", criteria=("ccc2003", "icc2011"), combination="or")
    assert queries() == few
    # A search for words sets the planner besides (`evidence.search.matching.planned`).
    assert max(number for address, number in few.items() if "q=" not in address) <= 3


def test_no_table_of_the_desk_is_read(world: str) -> None:
    desk = re.compile(r'"evidence_(study|studytext|revision\w*|pem\w+|review|notice|author\w*|import\w*)"|"atlas_user"')
    for _, address in every_address(world):
        with CaptureQueriesContext(connection) as seen:
            read(address)
        assert not [query["sql"] for query in seen if desk.search(query["sql"])], address


def test_the_description_says_everything() -> None:
    """Each field and each parameter has words, and an example where it is not made of other shapes."""
    document = description()
    for name, schema in document["components"]["schemas"].items():
        assert schema.get("description"), name
        for field, told in schema["properties"].items():
            assert told.get("description"), f"{name}.{field}"
            assert field in schema["required"], f"{name}.{field} may be missing"
            if "$ref" not in json.dumps(told):
                assert told.get("examples"), f"{name}.{field} has no example"
                validate(told["examples"][0], {key: part for key, part in told.items() if key != "examples"})
    for path, operations in document["paths"].items():
        for parameter in operations["get"]["parameters"]:
            assert parameter["description"], (path, parameter["name"])
            if parameter["in"] != "header":
                assert "example" in parameter, (path, parameter["name"])
                validate(parameter["example"], parameter["schema"])
    assert list(Texts.model_fields) == list(TEXT_FIELDS)


def test_the_promise_is_kept_and_written_down() -> None:
    promised = json.loads(PROMISED.read_text("utf-8"))
    assert broken(promised, description()) == []
    assert written(description()) == PROMISED.read_text("utf-8"), (
        "Something was added. Write it down: ATLAS_MODE=local .venv/bin/python -m evidence.api.promise"
    )


# --- What it tells -----------------------------------------------------------------------------------------------


def test_a_study_is_told_as_its_page_tells_it(world: str) -> None:
    told = read(f"{API}/studies/{world}")
    publication = Publication.objects.standing().get(slug=world)
    page = Client().get(f"/evidence/{world}").content.decode()
    assert told["paper"]["doi"] == "10.1234/berg2019"
    assert [author["name"] for author in told["paper"]["authors"]] == ["Ludwig van der Berg", "Sue O'Neil"]
    assert told["verdict"] == {"code": "required", "words": "PEM required"}
    assert told["pem"]["quote"] in page
    assert told["pem"]["cohorts"][0]["all_of"] == [["ccc2003"]]
    assert [row["key"] for row in told["criteria"]] == ["ccc2003"]
    assert [row["key"] for row in told["topics"]] == ["immune-system"]
    assert told["notices"][0]["kind"] == {"code": "correction", "words": "Correction"}
    assert told["notices"][0]["address"] == "https://doi.org/10.1234/berg2019.fix"
    assert told["texts"]["summary"] == "They rested & felt <better>."
    assert told["texts"]["does_not_prove"] == ["That rest caused the change.", "That it helps everybody."]
    assert told["facts"]["cases"] == 45
    assert [(row["relation"]["code"], row["slug"]) for row in told["related"]] == [
        ("comment_on", "lee-2021-rest-symptoms")
    ]
    assert (told["checked"]["code"], told["checked"]["words"]) == ("two_people", "checked by two people")
    assert told["checked"]["by"] in page
    assert told["versions"]["policy"] == told["pem"]["policy_version"]
    assert (told["number"], told["sha256"]) == (2, publication.sha256)
    assert told["links"]["permanent"] == f"https://atlas.example/evidence/{world}/v/2"
    assert [(row["number"], row["reason"], row["is_current"]) for row in told["publications"]] == [
        (1, "First publication of this page.", False), (2, "The summary was hard to read.", True),
    ]  # fmt: skip
    first = read(told["publications"][0]["api"].removeprefix("https://atlas.example"))
    assert (first["number"], first["is_current"], first["notices"]) == (1, False, [])
    assert first["texts"]["summary"].startswith("Some people with ME/CFS rested more.")
    assert read(f"{API}/doi/10.1234/berg2019") == read(f"{API}/pmid/31234567") == told


def test_lists_are_paged_filtered_and_lead_on(world: str) -> None:
    publish(key="third2018", author="Third, Al", year="2018")
    address, slugs = f"{API}/studies?limit=1", []
    while address:
        page = read(address.removeprefix("https://atlas.example"))
        assert page["total"] == 3
        slugs += [row["slug"] for row in page["studies"]]
        address = page["links"]["next"]
    assert slugs == ["lee-2021-rest-symptoms", world, "third-2018-rest-symptoms"]
    required = read(f"{API}/studies?pem=required&criteria=ccc2003&year=2019..")
    assert [row["slug"] for row in required["studies"]] == [world]
    assert required["links"]["page"] == "https://atlas.example/evidence?pem=required&criteria=ccc2003&year=2019.."
    assert read(f"{API}/studies?q=pem:maybe")["hints"]
    facets = {row["key"]: row["values"] for row in read(f"{API}/facets?pem=required")["facets"]}
    assert {(one["value"], one["count"], one["chosen"]) for one in facets["pem"]} >= {
        ("required", 2, True), ("not_required", 1, False),
    }  # fmt: skip
    assert read(f"{API}/suggest?q=symptms")["suggestions"][0] == "symptoms"


def test_many_identifiers_are_looked_up_at_once(world: str) -> None:
    told = read(f"{API}/lookup?doi=https://doi.org/10.1234/BERG2019&doi=10.1234/gone2020&doi=x&pmid=031234567")
    assert [(row["scheme"], row["canonical"], row["study"] and row["study"]["slug"]) for row in told["results"]] == [
        ("doi", "10.1234/berg2019", world), ("doi", "10.1234/gone2020", None), ("doi", None, None),
        ("pmid", "31234567", world),
    ]  # fmt: skip
    assert told["found"] == 2


def test_counts_and_versions_are_those_of_live_pages(world: str) -> None:
    counts = {row["key"]: row["studies"] for row in read(f"{API}/criteria")["criteria"]}
    assert (counts["ccc2003"], counts["fukuda1994"], counts["icc2011"]) == (1, 1, 0)
    assert read(f"{API}/criteria/ccc2003")["studies"] == 1
    topics = {row["key"]: row["studies"] for row in read(f"{API}/topics")["topics"]}
    assert topics["immune-system"] == 1
    assert sum(topics.values()) == 1
    assert sum(row["pages"] for row in read(f"{API}/versions")["on_the_shelf"]) == 2
    assert [row["slug"] for row in read(f"{API}/notices?kind=correction")["studies"]] == [world]
    assert read(f"{API}/notices?kind=retraction")["studies"] == []


def test_notices_are_paged_the_page_that_was_published_last_first(world: str) -> None:
    editor = person("editor")
    lee, study = (Publication.objects.standing().get(slug=slug).study for slug in ("lee-2021-rest-symptoms", world))
    notices.add_notice(study=lee, by=editor, kind="retraction", source="the journal")
    publish(lee, reason="The paper was retracted.")
    studies.edit_study(study=study, by=editor, changes={"country": ""})
    texts.write_text(study=study, by=editor, texts={"summary": "Other words."})
    publish(study, reason="Better words.")
    first = read(f"{API}/notices?limit=1")
    second = read(first["links"]["next"].removeprefix("https://atlas.example"))
    assert [row["slug"] for page in (first, second) for row in page["studies"]] == [world, lee.slug]
    assert second["next"] is None


# --- What it never tells -----------------------------------------------------------------------------------------


def test_a_withdrawn_page_is_told_as_withdrawn_and_nothing_of_its_content(world: str) -> None:
    slug = "gone-2020-rest-symptoms"
    for address in (f"{API}/studies/{slug}", f"{API}/doi/10.1234/gone2020", f"{API}/studies/{slug}/versions/2"):
        told = problem(address, 410)
        assert (told["reason"], told["slug"], told["number"]) == (WHY, slug, 2)
        assert "rested" not in json.dumps(told)
    assert read(f"{API}/studies/{slug}/versions/1")["page_withdrawn"] is True
    for described, address in every_address(world):
        if not described.endswith("/changes"):
            assert slug not in json.dumps(read(address)), address
    kinds = [(row["slug"], row["kind"]["code"]) for row in read(f"{API}/changes")["changes"]]
    assert kinds[-2:] == [(slug, "published"), (slug, "withdrawn")]


def test_a_draft_is_not_there(world: str) -> None:
    slug = f"{SECRET.lower()}-2019-{SECRET.lower()}-title"
    for address in (f"{API}/studies/{slug}", f"{API}/studies/{slug}/versions/1", f"{API}/doi/10.1234/hidden2022"):
        problem(address, 404)
    assert read(f"{API}/studies?q={SECRET}")["studies"] == []


def test_an_old_address_leads_to_the_new_one() -> None:
    study = ready_to_review(key="moved2018", author="Moved, Ann", year="2018")
    old = study.slug
    study = studies.move_study(study=study, slug="moved-2018-better-name", by=person("editor"))
    problem(f"{API}/studies/{old}", 404)
    publish(study)
    for suffix in ("", "/versions/1"):
        response = Client().get(f"{API}/studies/{old}{suffix}")
        assert response.status_code == 301
        assert response["Location"] == f"https://atlas.example{API}/studies/moved-2018-better-name{suffix}"


# --- How it refuses ----------------------------------------------------------------------------------------------

LONG = "9" * 5000


@pytest.mark.parametrize(
    ("address", "status", "parameter"),
    [
        ("/studies?limit=0", 422, "limit"),
        (f"/studies?limit={LONG}", 422, "limit"),
        ("/studies?limit=1e999", 422, "limit"),
        ("/studies?limit=5&limit=6", 422, "limit"),
        ("/studies?limt=5", 422, "limt"),
        ("/studies?pem=maybe", 422, "pem"),
        ("/studies?year=soon", 422, "year"),
        ("/studies?sort=best", 422, "sort"),
        (f"/studies?q={LONG}", 422, "q"),
        ("/studies?" + "&".join(["pem=required"] * 60), 422, "pem"),
        ("/studies?after=nowhere", 404, "after"),
        ("/studies?after=%E2%98%83", 422, "after"),
        ("/changes?since=yesterday", 422, "since"),
        ("/changes?since=2026-13-45T99:00:00Z", 422, "since"),
        (f"/changes?since=n{LONG}", 422, "since"),
        ("/notices?kind=rumour", 422, "kind"),
        (f"/notices?after=n{LONG}", 422, "after"),
        ("/lookup?" + "&".join(["doi=1"] * 51), 422, "doi"),
        (f"/lookup?doi={LONG}", 422, "doi"),
        ("/studies/x/versions/0", 422, "number"),
        (f"/studies/x/versions/{LONG}", 422, "number"),
        ("/studies/x/versions/one", 422, "number"),
        ("/studies/nothing", 404, ""),
        ("/studies/%F0%9F%98%80", 404, ""),
        ("/studies/%ED%A0%80", 404, ""),
        (f"/studies/{LONG}", 404, ""),
        ("/doi/nothing", 404, ""),
        (f"/doi/10.1234/{LONG}", 404, ""),
        (f"/pmid/{LONG}", 404, ""),
        ("/pmid/%D9%A1", 404, ""),
        ("/criteria/nothing", 404, ""),
        ("/studies?q=%00", 400, ""),
        ("/studies/%00", 400, ""),
        ("/nothing", 404, ""),
        ("/docs", 404, ""),
        ("/studies/x/versions", 404, ""),
    ],
    ids=lambda value: str(value)[:40],
)
def test_bad_input_is_refused_by_name_and_never_a_fault_of_ours(address: str, status: int, parameter: str) -> None:
    response = Client().get(API + address)
    assert response.status_code == status, response.content[:300]
    assert response["Content-Type"] == "application/problem+json"
    told = json.loads(response.content)
    if parameter:
        assert told["errors"][0]["parameter"] == parameter
        assert parameter in told["detail"] or status == 404


@pytest.mark.parametrize(
    "values",
    [["newest", "abc", {}], ["newest", 10**30, 10**30], ["newest", None, None], ["newest", [1], 2], {"a": 1}, "x", None,
     ["newest", 2019.5, 1e308], ["newest", True, -1]],
    ids=str,
)  # fmt: skip
def test_a_cursor_that_somebody_made_leads_nowhere_or_somewhere(values: Any) -> None:
    cursor = base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")
    assert Client().get(f"{API}/studies?after={cursor}").status_code in (200, 404)


@pytest.mark.parametrize(
    "since",
    ["0000-01-01T00:00:00Z", "0001-01-01T00:00:00+23:59", "9999-12-31T23:59:60-23:59", "2026-11-27t08:15:00.123456789z",
     "2026-11-27T08:15:00%2B01:00", "2026-11-27T08:15:00+01:00", "2026-11-27"],
)  # fmt: skip
def test_every_moment_of_the_standard_is_understood(since: str) -> None:
    read(f"{API}/changes?since={since}")


# --- The pages around it -----------------------------------------------------------------------------------------


def test_the_page_for_people_describes_every_address_without_a_script() -> None:
    html = Client().get("/api").content.decode()
    outline = Outline()
    outline.feed(html)
    assert not outline.faults
    assert "<script" not in html
    assert len(outline.ids) == len(set(outline.ids))
    assert set(re.findall(r'href="#([^"]+)"', html)) <= set(outline.ids)
    for path in description()["paths"]:
        assert f"<code>GET {path}</code>" in html
    for name in description()["components"]["schemas"]:
        assert f'id="shape-{name}"' in html
    told = problem(f"{API}/nothing", 404)
    assert told["type"].removeprefix("https://atlas.example/api#") in outline.ids


def test_the_index_leads_to_everything() -> None:
    told = read(API)
    validate(told, {"$ref": "#/components/schemas/Index"}) if "Index" in description()["components"][
        "schemas"
    ] else None
    assert len(told["endpoints"]) == len(ADDRESSES)
    assert read(told["openapi"].removeprefix("https://atlas.example")) == description()
    assert Client().get(f"{API}/docs").status_code == 404, "ninja's own page needs scripts of others"


# --- Changes: nothing is lost ------------------------------------------------------------------------------------


def followed(address: str) -> tuple[list[tuple[str, int]], str]:
    """Everything from here on, page by page: ([(slug, number)], cursor at the end)."""
    seen = []
    while True:
        page = read(address)
        seen += [(row["slug"], row["number"]) for row in page["changes"]]
        if not page["more"]:
            return seen, page["next"]
        address = page["links"]["next"].removeprefix("https://atlas.example")


def voted(key: str) -> Revision:
    return reviewed(ready_to_review(key=key, author=f"{key}, Ann"))


def test_changes_are_resumed_without_a_gap_also_at_equal_moments(world: str) -> None:
    before = read(f"{API}/changes")["next"]
    moment = timezone.now() + timedelta(days=1)
    expected = []
    for key in ("One", "Two", "Three"):
        publication = editorial.publish(revision=voted(key), by=person("publisher"), now=moment)
        expected.append((publication.slug, publication.number))
    for size in (1, 2, 3, 100):
        seen, cursor = followed(f"{API}/changes?since={before}&limit={size}")
        assert seen == expected, size
    at = moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    assert followed(f"{API}/changes?since={at}&limit=1") == (expected, cursor)
    assert read(f"{API}/changes?since={cursor}")["next"] == cursor

    # One that bears an earlier moment still comes after the cursor.
    late = editorial.publish(revision=voted("Late"), by=person("publisher"), now=moment - timedelta(days=9))
    assert followed(f"{API}/changes?since={cursor}")[0] == [(late.slug, 1)]


def test_nothing_is_told_past_a_publication_that_is_still_under_way(
    world: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = read(f"{API}/changes")["next"]
    long_ago = editorial.publish(
        revision=voted("Old"), by=person("publisher"), now=timezone.now() - 2 * happenings.LONGEST_PUBLICATION
    )
    recent = publish(key="New", author="New, Ann")
    other = connection.copy()
    try:
        other.set_autocommit(False)
        with other.cursor() as cursor:
            cursor.execute("LOCK TABLE evidence_publication IN ROW EXCLUSIVE MODE")
        held = followed(f"{API}/changes?since={before}")
        monkeypatch.setattr(happenings, "LONGEST_PUBLICATION", timedelta(0))
        old_enough = followed(f"{API}/changes?since={before}")
    finally:
        other.rollback()
        other.close()
    assert held == ([], before), "the pages of the world come before and are younger than an hour"
    assert old_enough[0] == [(long_ago.slug, 1), (recent.slug, 1)]
    assert followed(f"{API}/changes?since={held[1]}")[0] == [(long_ago.slug, 1), (recent.slug, 1)]


def test_an_address_that_holds_the_end_of_a_line_is_answered_as_a_problem(client: Client) -> None:
    response = client.get("/api/v1/doi/10.1234/x%0Ay")
    assert response.status_code == 404
    assert response["Content-Type"] == "application/problem+json"
    assert set(response.json()) >= {"type", "title", "status", "detail", "errors"}
