import re

import pytest
from bibtexparser.entrypoint import parse_string

from evidence.citations.exporters import EXPORTERS
from evidence.citations.record import CitationRecord, Name

from ..records import ONE_OF_EACH, people, record


def entry(record: CitationRecord, key: str = "key") -> str:
    return EXPORTERS["bibtex"].render([(key, record)])


def field(record: CitationRecord, name: str) -> str:
    match = re.search(rf"^  {name} += (.*),$", entry(record), re.MULTILINE)
    return match.group(1) if match else ""


def test_a_whole_entry() -> None:
    study = CitationRecord(
        title="Relief in ME/CFS: 5 % & more",
        authors=(Name("Berg", "Anna", "van der", "Jr"), Name(literal="The Study Group")),
        container_title="Oxford Open Immunology",
        year=2023,
        month=5,
        volume="4",
        issue="1",
        pages="53-70",
        doi="10.1093/oxfimm/iqad003",
        pmid="37255930",
    )
    assert entry(study, "mecfsatlas-berg-2023-relief-me") == (
        "@article{mecfsatlas-berg-2023-relief-me,\n"
        "  author  = {van der Berg, Jr, Anna and {The Study Group}},\n"
        "  title   = {Relief in {ME/CFS:} 5 \\% \\& more},\n"
        "  journal = {Oxford Open Immunology},\n"
        "  year    = {2023},\n"
        "  month   = may,\n"
        "  volume  = {4},\n"
        "  number  = {1},\n"
        "  pages   = {53--70},\n"
        "  doi     = {10.1093/oxfimm/iqad003},\n"
        "  url     = {https://doi.org/10.1093/oxfimm/iqad003},\n"
        "  pmid    = {37255930},\n"
        "}\n"
    )


@pytest.mark.parametrize(
    ("kind", "entry_type"),
    [
        ("article-journal", "article"),
        ("article", "misc"),
        ("book", "book"),
        ("chapter", "incollection"),
        ("paper-conference", "inproceedings"),
        ("report", "techreport"),
        ("thesis", "phdthesis"),
        ("dataset", "misc"),
        ("webpage", "misc"),
        ("software", "misc"),
        ("document", "misc"),
    ],
)
def test_the_entry_type_is_the_kind_of_work(kind: str, entry_type: str) -> None:
    assert entry(ONE_OF_EACH[kind]).startswith(f"@{entry_type}{{")


@pytest.mark.parametrize(
    ("kind", "needed"),
    [
        ("article-journal", "container_title"),
        ("chapter", "container_title"),
        ("paper-conference", "container_title"),
        ("report", "publisher"),
        ("thesis", "publisher"),
        ("book", "publisher"),
    ],
)
def test_an_entry_that_lacks_what_its_type_needs_is_misc_and_says_what_it_is(kind: str, needed: str) -> None:
    lacking = record(type=kind, **{"container_title": "C", "publisher": "P", needed: ""})
    assert entry(lacking).startswith("@misc{")
    assert field(lacking, "type")


def test_the_address_is_the_dois_own() -> None:
    sici = "10.1002/(sici)1097-0258(19980815/30)17:15/16<1661::aid-sim968>3.0.co;2-2"
    both = record(doi=sici, url="https://example.org/paper")
    assert field(both, "doi") == "{" + sici + "}"
    assert field(both, "url").startswith("{https://doi.org/10.1002/(sici)1097-0258(19980815/30)17:15/16%3C1661")
    assert field(record(doi="", url="https://example.org/a_b%20c#d"), "url") == "{https://example.org/a_b%20c#d}"


def test_a_cut_list_of_authors_says_so() -> None:
    cut = record(authors=people(2), authors_complete=False)
    assert field(cut, "author") == "{Aamily, Aiven X. and Bamily, Biven X. and others}"


@pytest.mark.parametrize(
    ("key", "written"),
    [
        ("mecfsatlas-smith-2020-rest", "mecfsatlas-smith-2020-rest"),
        ("Müller 2020, {x}", "Muller-2020-x"),
        ("}", "entry"),
    ],
)
def test_a_key_has_only_signs_that_every_program_takes(key: str, written: str) -> None:
    assert entry(record(), key).startswith(f"@article{{{written},")


def test_bibtexparser_reads_all_of_it() -> None:
    text = EXPORTERS["bibtex"].render([(kind, one) for kind, one in ONE_OF_EACH.items()])
    library = parse_string(text)
    assert library.failed_blocks == []
    assert [block.key for block in library.entries] == list(ONE_OF_EACH)
