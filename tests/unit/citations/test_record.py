import json

import pytest

from evidence.citations.record import CitationRecord, LookUp, Name, ParsedEntry, ParseResult, Problem, Relation

RECORD = CitationRecord("Rest", authors=(Name("Berg", "Anna"),), year=2019)


def test_a_record_says_what_it_is_even_where_its_source_does_not() -> None:
    assert RECORD.kind == "article"
    assert CitationRecord("Rest", type="article").kind == "preprint"
    assert CitationRecord("Rest", type="software").kind == "dataset"
    assert CitationRecord("Rest", type="webpage").kind == "other"
    assert CitationRecord("Rest", kind_of_record="erratum").kind == "erratum"


def test_what_was_added_later_changes_nothing_in_what_was_published_before() -> None:
    data = RECORD.to_dict()
    assert not {"kind_of_record", "relations", "original_title"} & data.keys()
    assert data["authors"] == [{"family": "Berg", "given": "Anna", "particle": "", "suffix": "", "literal": ""}]
    assert CitationRecord.from_dict(data) == RECORD


def test_everything_comes_back_from_json() -> None:
    record = CitationRecord(
        "Correction to: Rest",
        authors=(Name("Berg", orcid="0000-0002-1825-0097"),),
        kind_of_record="erratum",
        original_title="Korrektur",
        relations=(Relation("erratum_of", "doi", "10.1234/rest", "J Rest. 2019."), Relation("related", reference="x")),
    )
    again = CitationRecord.from_dict(json.loads(json.dumps(record.to_dict())))
    assert again == record
    assert again.authors[0].orcid == "0000-0002-1825-0097"


def test_an_orcid_is_no_part_of_a_name() -> None:
    assert Name("Berg", orcid="0000-0002-1825-0097") == Name("Berg")
    assert len({Name("Berg", orcid="0000-0002-1825-0097"), Name("Berg")}) == 1


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: CitationRecord("Rest", kind_of_record="poem"),
        lambda: Relation("envies", "doi", "10.1/a"),
        lambda: Relation("related"),
        lambda: Relation("related", scheme="doi"),
        lambda: Relation("related", identifier="10.1/a"),
    ],
)
def test_a_word_that_nobody_knows_is_refused(wrong) -> None:
    with pytest.raises(ValueError, match=r"[A-Z'].*\."):
        wrong()


def test_every_entry_of_a_file_is_counted_once() -> None:
    result = ParseResult(
        entries=(ParsedEntry(1, "a", "", RECORD),),
        problems=(Problem(1, "a", "Look."), Problem(1, "a", "Look.", refused=False)),
        lookups=(LookUp(2, "doi", "10.1/a"),),
    )
    assert result.read == 3
