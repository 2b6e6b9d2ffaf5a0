import json

import pytest

from evidence.citations.exporters import EXPORTERS
from evidence.citations.exporters.csl_json import csl_item
from evidence.citations.record import PUBLICATION_TYPES, Name

from ..records import ONE_OF_EACH, record

# CSL 1.0.2, csl-data.json: the properties that we write, and no other.
PROPERTIES = {
    "id", "type", "title", "container-title", "container-title-short", "publisher", "publisher-place", "edition",
    "volume", "issue", "page", "number", "version", "DOI", "PMID", "PMCID", "ISBN", "ISSN", "URL", "language",
    "abstract", "author", "editor", "issued", "accessed", "custom", "original-title", "genre",
}  # fmt: skip
NAME_PARTS = {"family", "given", "non-dropping-particle", "suffix", "literal"}
TYPES = {
    "article", "article-journal", "book", "chapter", "dataset", "document", "paper-conference", "report", "software",
    "thesis", "webpage",
}  # fmt: skip


def test_every_kind_of_work_is_a_type_of_csl() -> None:
    assert PUBLICATION_TYPES.keys() == TYPES


@pytest.mark.parametrize("kind", ONE_OF_EACH)
def test_an_item_holds_what_the_schema_allows(kind: str) -> None:
    item = csl_item("key", ONE_OF_EACH[kind])
    assert item.keys() <= PROPERTIES
    assert item["type"] == kind
    for name in item.get("author", []) + item.get("editor", []):
        assert name.keys() <= NAME_PARTS
        assert ("family" in name) != ("literal" in name)
    for date in ("issued", "accessed"):
        if date in item:
            (parts,) = item[date]["date-parts"]
            assert all(isinstance(part, int) for part in parts)


def test_names_have_their_parts() -> None:
    names = (Name("Berg", "Anna", "van der", "Jr"), Name(literal="The Study Group"))
    assert csl_item("key", record(authors=names))["author"] == [
        {"family": "Berg", "given": "Anna", "non-dropping-particle": "van der", "suffix": "Jr"},
        {"literal": "The Study Group"},
    ]


def test_a_cut_list_of_authors_says_so_without_inventing_anybody() -> None:
    item = csl_item("key", record(authors_complete=False))
    assert len(item["author"]) == 2
    assert item["custom"] == {"authors-complete": False}


def test_the_address_is_the_dois_own_or_the_works() -> None:
    assert csl_item("key", record(url="https://example.org/x"))["URL"] == "https://doi.org/10.1234/rest.12"
    assert csl_item("key", record(doi="", url="https://example.org/x"))["URL"] == "https://example.org/x"


def test_the_file_is_one_array() -> None:
    items = json.loads(EXPORTERS["csl_json"].render(ONE_OF_EACH.items()))
    assert [item["id"] for item in items] == list(ONE_OF_EACH)
    assert json.loads(EXPORTERS["csl_json"].render([])) == []
