"""OAI-PMH as harvesters meet it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client
from lxml import etree

from evidence.harvest import records
from tests.factories import publish
from tests.integration.harvest_support import LAST, OTHER, REST, WITHDRAWN, get, standing

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def _shelf(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    yield from standing(django_db_blocker)


NAMES = {
    "o": "http://www.openarchives.org/OAI/2.0/", "d": "http://purl.org/dc/elements/1.1/",
    "i": "http://www.openarchives.org/OAI/2.0/oai-identifier",
}  # fmt: skip
LIST = {"metadataPrefix": "oai_dc"}


def ask(verb: str, **arguments: Any) -> etree._Element:
    response = Client().get("/oai", {"verb": verb, **{name.rstrip("_"): value for name, value in arguments.items()}})
    assert response.status_code == 200
    assert response["Content-Type"] == "text/xml; charset=utf-8"
    assert response.content.startswith(b'<?xml version="1.0" encoding="UTF-8"?>')
    assert b"zebrafinch" not in response.content
    return etree.fromstring(response.content)


def told(root: etree._Element, path: str) -> list[str]:
    return [str(value) for value in root.xpath(path, namespaces=NAMES)]


def token_of(root: etree._Element) -> str:
    return str(root.xpath("string(//o:resumptionToken)", namespaces=NAMES))


def slugs(root: etree._Element) -> list[str]:
    return [name.removeprefix("oai:atlas.example:") for name in told(root, "//o:header/o:identifier/text()")]


def error(root: etree._Element) -> str:
    (code,) = told(root, "o:error/@code")
    return code


def harvest(verb: str, **arguments: Any) -> tuple[list[str], list[etree._Element]]:
    """Every page of a list, as a harvester walks through it."""
    answers = [ask(verb, **arguments)]
    while token := token_of(answers[-1]):
        answers.append(ask(verb, resumptionToken=token))
        assert len(answers) < 20
    return [slug for answer in answers for slug in slugs(answer)], answers


def test_identify_says_who_answers() -> None:
    root = ask("Identify")
    assert [child.tag.partition("}")[2] for child in root.find("o:Identify", NAMES)] == [
        "repositoryName", "baseURL", "protocolVersion", "adminEmail", "earliestDatestamp", "deletedRecord",
        "granularity", "compression", "description",
    ]  # fmt: skip
    assert told(root, "//o:earliestDatestamp/text()") == ["2026-03-01T12:00:00Z"]
    assert told(root, "//o:deletedRecord/text()") == ["persistent"]
    assert told(root, "//i:repositoryIdentifier/text()") == ["atlas.example"]
    (sample,) = told(root, "//i:sampleIdentifier/text()")
    assert told(ask("GetRecord", identifier=sample, **LIST), "//o:identifier/text()") == [sample]
    assert told(root, "o:request/@verb") == ["Identify"]


def test_a_record_tells_of_our_reading_and_leads_to_the_paper() -> None:
    root = ask("GetRecord", identifier=f"oai:atlas.example:{REST}", **LIST)
    (record,) = root.xpath("//o:record", namespaces=NAMES)
    said = {name: told(record, f".//d:{name}/text()") for name in (
        "title", "creator", "date", "identifier", "relation", "source", "description", "subject", "rights", "language",
    )}  # fmt: skip
    assert said["title"] == ["Rest and symptoms in berg2019: a reading by the ME/CFS Atlas"]
    assert said["creator"] == ["ME/CFS Atlas"]
    assert said["date"] == ["2026-03-05"]
    assert said["identifier"][0] == f"https://atlas.example/evidence/{REST}"
    assert said["identifier"][1].endswith("/v/2")
    assert said["relation"] == ["https://doi.org/10.1234/berg2019", "https://pubmed.ncbi.nlm.nih.gov/12345/"]
    assert said["source"] == ["van der Berg and O'Neil. Rest and symptoms in berg2019. Journal of Rest, 2019."]
    assert said["description"][0] == "Retracted 4 March 2026. Retraction: a number was wrong."
    assert said["description"][1].startswith("PEM required. ")
    assert {"ME/CFS", "PEM required", "Cohort study"} <= set(said["subject"])
    assert said["rights"][1] == "https://creativecommons.org/licenses/by/4.0/"
    assert said["language"] == ["en-GB"]
    assert told(record, ".//o:setSpec/text()") == ["pem:required", "criteria:ccc2003"]


def test_a_withdrawn_page_is_a_deleted_record() -> None:
    root = ask("GetRecord", identifier=f"oai:atlas.example:{WITHDRAWN}", **LIST)
    assert told(root, "//o:header/@status") == ["deleted"]
    assert not root.xpath("//o:metadata", namespaces=NAMES)
    assert told(root, "//o:setSpec/text()") == ["pem:required", "criteria:ccc2003"]


def test_many_records_of_one_moment_are_each_given_once(monkeypatch: Any) -> None:
    whole, _ = harvest("ListRecords", **LIST)
    assert whole == [OTHER, LAST, REST, WITHDRAWN], "in the order in which they changed"
    for size in (1, 2, 3, 4):
        monkeypatch.setattr(records, "AT_ONCE", size)
        for verb in ("ListRecords", "ListIdentifiers"):
            found, answers = harvest(verb, **LIST)
            assert found == whole, size
            counts = [(told(one, "//@cursor"), told(one, "//@completeListSize")) for one in answers]
            assert len(answers) == -(-4 // size)
            if size < 4:
                assert counts == [([str(at * size)], ["4"]) for at in range(len(answers))]
            else:
                assert counts == [([], [])], "a whole list has no token"


def test_a_token_works_again_and_what_changes_meanwhile_comes_at_the_end(monkeypatch: Any) -> None:
    monkeypatch.setattr(records, "AT_ONCE", 2)
    first = ask("ListIdentifiers", **LIST)
    token = token_of(first)
    assert slugs(ask("ListIdentifiers", resumptionToken=token)) == [REST, WITHDRAWN]
    publish(key="new2024", title="New paper of today", year="2024")
    again = ask("ListIdentifiers", resumptionToken=token)
    assert slugs(again) == [REST, WITHDRAWN]
    assert slugs(ask("ListIdentifiers", resumptionToken=token_of(again))) == ["van-der-berg-2024-paper-today"]


@pytest.mark.parametrize(
    ("arguments", "wanted"),
    [
        ({"from_": "2026-03-02T12:00:00Z", "until": "2026-03-02T12:00:00Z"}, [OTHER, LAST]),
        ({"from_": "2026-03-02T12:00:01Z", "until": "2026-03-05T11:59:59Z"}, "noRecordsMatch"),
        ({"until": "2026-03-05"}, [OTHER, LAST, REST]),
        ({"from_": "2026-03-05"}, [REST, WITHDRAWN]),
        ({"from_": "2030-01-01"}, "noRecordsMatch"),
        ({"set": "pem"}, [OTHER, LAST, REST, WITHDRAWN]),
        ({"set": "pem:required"}, [LAST, REST, WITHDRAWN]),
        ({"set": "pem:not_required"}, [OTHER]),
        ({"set": "pem:unclear"}, "noRecordsMatch"),
        ({"set": "criteria"}, [OTHER, LAST, REST, WITHDRAWN]),
        ({"set": "criteria:ccc2003"}, [REST, WITHDRAWN]),
        ({"set": "criteria:ccc2003", "from_": "2026-03-06"}, [WITHDRAWN]),
        ({"set": "colours:blue"}, "noRecordsMatch"),
    ],
)
def test_a_harvester_may_ask_for_a_part(arguments: dict[str, str], wanted: Any) -> None:
    for verb in ("ListRecords", "ListIdentifiers"):
        root = ask(verb, **LIST, **arguments)
        assert (error(root) if isinstance(wanted, str) else slugs(root)) == wanted


@pytest.mark.parametrize(
    ("identifier", "code"),
    [
        ("oai:atlas.example:no-such-page", "idDoesNotExist"),
        ("oai:other.example:" + REST, "idDoesNotExist"),
        (f"https://atlas.example/evidence/{REST}", "idDoesNotExist"),
        ("oai:atlas.example:van-der-berg-2023-zebra", "idDoesNotExist"),
        ("<script>", "badArgument"),
    ],
)
def test_a_record_that_is_not_there(identifier: str, code: str) -> None:
    assert error(ask("GetRecord", identifier=identifier, **LIST)) == code
    assert error(ask("ListMetadataFormats", identifier=identifier)) == code


def test_refusals_repeat_only_what_was_understood() -> None:
    wrong = ask("ListRecords", metadataPrefix="marc21")
    assert error(wrong) == "cannotDisseminateFormat"
    assert dict(wrong.find("o:request", NAMES).attrib) == {"verb": "ListRecords", "metadataPrefix": "marc21"}
    assert not ask("Nonsense", **LIST).find("o:request", NAMES).attrib
    twice = etree.fromstring(get("/oai?verb=ListRecords&metadataPrefix=oai_dc&metadataPrefix=oai_dc").content)
    assert error(twice) == "badArgument"


def test_a_post_is_the_same_as_a_get() -> None:
    client = Client(enforce_csrf_checks=True)
    form = "verb=ListIdentifiers&metadataPrefix=oai_dc"
    sent = client.post("/oai", form, content_type="application/x-www-form-urlencoded")
    assert slugs(etree.fromstring(sent.content)) == [OTHER, LAST, REST, WITHDRAWN]
    assert error(etree.fromstring(client.post("/oai", {"verb": "Identify"}).content)) == "badArgument"
    assert client.put("/oai").status_code == 405


def test_formats_and_sets() -> None:
    assert told(ask("ListMetadataFormats"), "//o:metadataPrefix/text()") == ["oai_dc"]
    known = ask("ListMetadataFormats", identifier=f"oai:atlas.example:{WITHDRAWN}")
    assert told(known, "//o:metadataPrefix/text()") == ["oai_dc"]
    specs = told(ask("ListSets"), "//o:setSpec/text()")
    assert {"pem", "pem:required", "pem:not_applicable", "criteria", "criteria:ccc2003"} <= set(specs)
    assert len(specs) == len(set(specs))


def test_a_list_asks_the_same_of_the_database_however_long(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        ask("ListRecords", **LIST)
    with django_assert_num_queries(1):
        ask("ListRecords", **LIST, set="criteria:ccc2003")
