"""Out as BibTeX and in again: nothing has changed."""

import pytest
from hypothesis import HealthCheck, given, settings

from evidence.citations.exporters import EXPORTERS
from evidence.citations.importers import parse
from evidence.citations.record import CitationRecord, Name

from ..records import ONE_OF_EACH, record, records

OF_ITS_OWN_LANGUAGE = record(
    original_title="Ruhe und Müdigkeit & mehr", language="de", kind_of_record="letter",
    authors=(Name("Berg", "Anna"), Name(literal="The Rest Group"), Name("Dorn", "B.", orcid="0000-0002-1825-0097")),
)  # fmt: skip


@pytest.mark.parametrize("format", ["bibtex", "ris", "csl_json"])
def test_what_a_source_says_of_a_record_comes_back(format: str) -> None:
    (entry,) = parse(EXPORTERS[format].render([("key", OF_ITS_OWN_LANGUAGE)]), format=format).entries
    told = ("title", "original_title", "language", "kind_of_record", "authors")
    for name in told:
        assert getattr(entry.record, name) == getattr(OF_ITS_OWN_LANGUAGE, name)
    if format == "bibtex":  # the others have no word for it
        assert [name.orcid for name in entry.record.authors] == ["", "", "0000-0002-1825-0097"]


def round_trip(record: CitationRecord) -> CitationRecord:
    result = parse(EXPORTERS["bibtex"].render([("key", record)]), format="bibtex")
    (entry,) = result.entries
    assert entry.key == "key"
    return entry.record


@pytest.mark.parametrize("record", ONE_OF_EACH.values(), ids=ONE_OF_EACH)
def test_one_of_each_comes_back(record: CitationRecord) -> None:
    assert round_trip(record) == record


@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much], deadline=None)
@given(records())
def test_every_record_comes_back(record: CitationRecord) -> None:
    assert round_trip(record) == record
