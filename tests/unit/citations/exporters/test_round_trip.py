"""Out as BibTeX and in again: nothing has changed."""

import pytest
from hypothesis import HealthCheck, given, settings

from evidence.citations.exporters import EXPORTERS
from evidence.citations.importers import parse
from evidence.citations.record import CitationRecord

from ..records import ONE_OF_EACH, records


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
