"""What every exporter promises, run over the registry."""

import re
import unicodedata

import pytest

from evidence.citations.exporters import EXPORTERS, STYLES
from evidence.citations.exporters.bibtex import ENTRY_TYPES
from evidence.citations.exporters.ris import REFERENCE_TYPES
from evidence.citations.record import PUBLICATION_TYPES, CitationRecord, Name

from ..records import ONE_OF_EACH, record

MEDIA_TYPES = {
    "bibtex": (".bib", "application/x-bibtex; charset=utf-8"),
    "ris": (".ris", "application/x-research-info-systems; charset=utf-8"),
    "csl_json": (".csl.json", "application/vnd.citationstyles.csl+json"),
    "apa": (".txt", "text/plain; charset=utf-8"),
    "vancouver": (".txt", "text/plain; charset=utf-8"),
}
ITEMS = [(f"mecfsatlas-{kind}", one) for kind, one in ONE_OF_EACH.items()]


def test_the_registry_is_complete() -> None:
    assert EXPORTERS.keys() == MEDIA_TYPES.keys()
    assert set(STYLES) < set(EXPORTERS)


@pytest.mark.parametrize("table", [ENTRY_TYPES, REFERENCE_TYPES])
def test_every_kind_of_work_has_its_type(table: dict[str, str]) -> None:
    assert table.keys() == PUBLICATION_TYPES.keys()


@pytest.mark.parametrize("name", EXPORTERS)
def test_an_exporter_says_what_it_is(name: str) -> None:
    exporter = EXPORTERS[name]
    assert exporter.name == name
    assert exporter.label
    assert (exporter.extension, exporter.media_type) == MEDIA_TYPES[name]


@pytest.mark.parametrize("name", EXPORTERS)
def test_the_stream_is_the_whole_in_pieces(name: str) -> None:
    exporter = EXPORTERS[name]
    assert "".join(exporter.stream(iter(ITEMS))) == exporter.render(ITEMS)
    exporter.render([])


@pytest.mark.parametrize("name", EXPORTERS)
def test_nothing_invisible_goes_out(name: str) -> None:
    hostile = record(
        title="A\u202etitle\u202c with\0 control\x1b and\nline\r\nbreaks and e\u0301",
        authors=(Name("Fam\u200bily\u2066", "Gi\x07ven"), Name(literal="A\u200fbody\nof two lines")),
        abstract="Line one\nER  - \nline two\u2028three",
        volume="1\u20602",
    )
    text = EXPORTERS[name].render([("key", hostile)])
    assert not re.search(
        r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b\u200e\u200f\u202a-\u202e\u2028\u2060-\u2069\ue000-\uf8ff]", text
    )
    assert unicodedata.is_normalized("NFC", text)


@pytest.mark.parametrize("name", EXPORTERS)
def test_a_bare_title_is_enough(name: str) -> None:
    for kind in PUBLICATION_TYPES:
        assert "Rest" in EXPORTERS[name].render([("key", CitationRecord("Rest", type=kind))])


@pytest.mark.parametrize("name", ["bibtex", "ris", "csl_json"])
def test_every_author_goes_out_and_the_doi_is_the_address(name: str) -> None:
    many = tuple(Name(f"Family{number}", "Given") for number in range(60))
    text = EXPORTERS[name].render([("key", record(authors=many))])
    assert all(f"Family{number}" in text for number in range(60))
    assert "https://doi.org/10.1234/rest.12" in text
