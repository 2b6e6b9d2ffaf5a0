"""CSL-JSON and Crossref's JSON: envelopes, and what a work says of others."""

from __future__ import annotations

import json

import pytest

from evidence.citations.importers import parse
from evidence.citations.importers.crossref_json import RELATIONS_OF_CROSSREF, UPDATES
from evidence.citations.record import KINDS, RELATIONS, CitationRecord, Name, Relation

from .samples import DOIS, SAMPLES, TITLES, crossref_work


def crossref(**more: object) -> CitationRecord:
    (entry,) = parse(json.dumps(crossref_work(0, **more))).entries
    return entry.record


def csl(**item: object) -> CitationRecord:
    (entry,) = parse(json.dumps([{"type": "article-journal", "title": "Rest", "id": "a"} | item])).entries
    return entry.record


WORKS = [crossref_work(number) for number in range(3)]


@pytest.mark.parametrize(
    "envelope",
    [
        WORKS,
        {"status": "ok", "message-type": "work-list", "message": {"facets": {}, "total-results": 3, "items": WORKS}},
        {"message": {"items": WORKS, "query": {"start-index": 0, "search-terms": None}}, "status": "ok"},
        {"message": {"facets": {"type": {"values": {"a": 1}}}, "items": WORKS}},
        {"items": WORKS},
    ],
)
def test_works_are_found_in_every_envelope(envelope: object) -> None:
    result = parse(json.dumps(envelope))
    assert (result.format, result.read, result.problems) == ("crossref_json", 3, ())
    assert [entry.record.doi for entry in result.entries] == list(DOIS)


def test_one_work_and_one_work_a_line() -> None:
    answer = {"status": "ok", "message-type": "work", "message-version": "1.0.0", "message": WORKS[0]}
    assert [entry.record.title for entry in parse(json.dumps(answer)).entries] == [TITLES[0]]
    result = parse("\n".join(json.dumps(work) for work in WORKS))
    assert [(entry.line, entry.record.title) for entry in result.entries] == list(enumerate(TITLES, start=1))
    zotero = {"items": json.loads(SAMPLES["csl_json"].whole)}
    assert parse(json.dumps(zotero)).format == "csl_json"
    assert parse(json.dumps(zotero)).read == 3


def test_a_list_that_ends_early_gives_what_stood_before() -> None:
    text = json.dumps(WORKS)
    result = parse(text[: text.rindex('"title"')])
    assert (len(result.entries), result.read) == (2, 3)
    assert "not closed" in result.problems[0].reason


def test_a_bare_value_among_items_is_refused() -> None:
    result = parse(json.dumps([WORKS[0], "10.1234/x", 7]))
    assert (len(result.entries), result.read) == (1, 3)


class TestCrossref:
    def test_markup_names_and_dates(self) -> None:
        record = crossref(
            title=["Rest <i>in vivo</i> &amp; <sup>13</sup>C"],
            subtitle=["A trial"],
            abstract="<jats:title>Abstract</jats:title><jats:p>p &lt; 0.05</jats:p>",
            author=[
                {"family": "Berg", "given": "Anna", "suffix": "Jr", "ORCID": "http://orcid.org/0000-0002-1825-0097"},
                {"name": "The Rest Study Group"},
            ],
            **{"published-print": {"date-parts": [[2021, 3]]}, "issued": {"date-parts": [[2020, 12, 1]]}},
        )
        assert record.title == "Rest in vivo & ¹³C: A trial"
        assert record.abstract == "Abstract: p < 0.05"
        assert record.authors == (Name("Berg", "Anna", "", "Jr"), Name(literal="The Rest Study Group"))
        assert record.authors[0].orcid == "0000-0002-1825-0097"
        assert record.date_parts == (2021, 3)

    @pytest.mark.parametrize(("said", "means"), UPDATES.items())
    def test_notices_name_what_they_are_about_and_the_other_way_round(
        self, said: str, means: tuple[str, str, str]
    ) -> None:
        notice = crossref(**{"update-to": [{"type": said, "DOI": "10.1234/OTHER", "label": "Notice"}]})
        assert notice.relations == (Relation(means[0], "doi", "10.1234/other", "Notice"),)
        assert notice.kind == (means[2] or "article")
        work = crossref(**{"updated-by": [{"type": said, "DOI": "10.1234/other"}]})
        assert (work.relations[0].kind, work.kind) == (means[1], "article")

    @pytest.mark.parametrize(("said", "means"), RELATIONS_OF_CROSSREF.items())
    def test_relations(self, said: str, means: str) -> None:
        record = crossref(relation={said: [{"id-type": "doi", "id": "10.1234/other", "asserted-by": "subject"}]})
        assert record.relations == (Relation(means, "doi", "10.1234/other"),)

    def test_a_preprint_is_one(self) -> None:
        record = crossref(
            type="posted-content", subtype="preprint", publisher="A Laboratory", institution=[{"name": "medRxiv"}],
            **{"container-title": []}, relation={"is-preprint-of": [{"id-type": "doi", "id": "10.1234/paper"}]},
        )  # fmt: skip
        assert (record.type, record.container_title, record.kind) == ("article", "medRxiv", "preprint")
        assert record.relations[0].kind == "preprint_of"

    def test_the_tables_use_only_words_that_records_know(self) -> None:
        assert {kind for means in UPDATES.values() for kind in means[:2]} <= RELATIONS.keys()
        assert set(RELATIONS_OF_CROSSREF.values()) <= RELATIONS.keys()
        assert all(not means[2] or means[2] in KINDS for means in UPDATES.values())

    @pytest.mark.parametrize("value", [None, 7, "text", [], {}, [None], [[]], {"date-parts": [[None]]}, True, [{}]])
    def test_no_value_of_another_shape_makes_it_fail(self, value: object) -> None:
        names = ("author", "issued", "relation", "update-to", "container-title", "abstract", "ISSN", "page", "DOI")
        for name in names:
            assert crossref(**{name: value}).title == TITLES[0]


class TestCSL:
    @pytest.mark.parametrize(
        ("item", "field", "value"),
        [
            ({"issued": {"raw": "2020-05-04"}}, "date_parts", (2020, 5, 4)),
            ({"issued": {"date-parts": [["2020", "5"]]}}, "date_parts", (2020, 5)),
            ({"issued": {"date-parts": [[2020, 13]]}}, "date_parts", (2020,)),
            ({"issued": {"date-parts": [2020, 5]}}, "date_parts", (2020, 5)),
            ({"issued": {"date-parts": [[["2020"]]]}}, "date_parts", (2020,)),
            ({"issued": {"date-parts": "2020-05"}}, "date_parts", (2020, 5)),
            ({"DOI": "https://doi.org/10.1234/X"}, "doi", "10.1234/x"),
            ({"note": "PMID: 31000001\nPMCID: PMC7000001"}, "pmid", "31000001"),
            ({"PMID": "PMC7000001"}, "pmcid", "PMC7000001"),
            ({"note": "PMID: 31000001\nPMCID: PMC7000001"}, "pmcid", "PMC7000001"),
            ({"type": "article", "publisher": "medRxiv"}, "container_title", "medRxiv"),
            ({"type": "post-weblog"}, "type", "webpage"),
            ({"type": "interview"}, "type", "document"),
            ({"volume": 12, "issue": 3}, "volume", "12"),
            ({"page": "12–13"}, "pages", "12-13"),
            ({"title": ["Rest"]}, "title", "Rest"),
            ({"author": [{"literal": "The Rest Study Group"}]}, "authors", (Name(literal="The Rest Study Group"),)),
            ({"author": [{"family": "van Dam", "given": "C"}]}, "authors", (Name("Dam", "C", "van"),)),
            ({"author": "nobody"}, "authors", ()),
            ({"URL": "javascript:alert(1)"}, "url", ""),
            ({"title": "Reply to “Rest and more”"}, "kind", "reply"),
        ],
    )  # fmt: skip
    def test_what_a_field_holds(self, item: dict[str, object], field: str, value: object) -> None:
        assert getattr(csl(**item), field) == value

    def test_a_type_that_is_not_known_is_told(self) -> None:
        (problem,) = parse('[{"type": "interview", "title": "Rest", "id": "a"}]').problems
        assert (problem.reason, problem.refused) == ("The type “interview” was read as: document.", False)
