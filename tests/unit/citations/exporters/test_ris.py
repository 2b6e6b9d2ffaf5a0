import re

import pytest

from evidence.citations.exporters import EXPORTERS
from evidence.citations.exporters.ris import format_name
from evidence.citations.record import CitationRecord, Name

from ..records import ONE_OF_EACH, people, record


def tags(record: CitationRecord) -> list[tuple[str, str]]:
    """A small reader of RIS of our own: it takes nothing but whole lines of tag and value."""
    text = EXPORTERS["ris"].render([("key", record)])
    assert text.endswith("ER  - \r\n")
    lines = text.removesuffix("\r\n").split("\r\n")
    return [re.fullmatch(r"([A-Z][A-Z0-9])  - (.*)", line).groups() for line in lines]  # type: ignore[union-attr, misc]


def test_a_whole_record() -> None:
    study = record(pmid="37255930", pmcid="PMC10224655", issn="0028-0836", language="en", abstract="One\ntwo")
    assert tags(study) == [
        ("TY", "JOUR"),
        ("AU", "Aamily, Aiven X."),
        ("AU", "Bamily, Biven X."),
        ("TI", "Fatigue in adults: A study"),
        ("T2", "Journal of Rest"),
        ("JF", "Journal of Rest"),
        ("PY", "2021"),
        ("DA", "2021/05/04"),
        ("VL", "12"),
        ("IS", "3"),
        ("SP", "45"),
        ("EP", "67"),
        ("SN", "0028-0836"),
        ("DO", "10.1234/rest.12"),
        ("UR", "https://doi.org/10.1234/rest.12"),
        ("AN", "37255930"),
        ("C2", "PMC10224655"),
        ("LA", "en"),
        ("ID", "key"),
        ("AB", "One two"),
        ("ER", ""),
    ]


@pytest.mark.parametrize(
    ("kind", "reference_type"),
    [
        ("article-journal", "JOUR"),
        ("article", "UNPB"),
        ("book", "BOOK"),
        ("chapter", "CHAP"),
        ("paper-conference", "CPAPER"),
        ("report", "RPRT"),
        ("thesis", "THES"),
        ("dataset", "DATA"),
        ("webpage", "ELEC"),
        ("software", "COMP"),
        ("document", "GEN"),
    ],
)
def test_the_type_is_the_kind_of_work(kind: str, reference_type: str) -> None:
    assert tags(ONE_OF_EACH[kind])[0] == ("TY", reference_type)


@pytest.mark.parametrize(
    ("name", "written"),
    [
        (Name("Berg", "Anna", "van der"), "van der Berg, Anna"),
        (Name("King", "Martin Luther", "", "Jr"), "King, Martin Luther, Jr"),
        (Name("King", "", "", "Jr"), "King, , Jr"),
        (Name("Plato"), "Plato"),
        (Name(literal="Smith, Jones & Co"), "Smith, Jones & Co"),
    ],
)
def test_a_name_is_family_given_suffix(name: Name, written: str) -> None:
    assert format_name(name) == written


def test_pages_and_article_numbers() -> None:
    assert ("SP", "S1-S9, 44") in tags(record(pages="S1-S9, 44"))
    number = tags(record(pages="", number="e52935"))
    assert ("SP", "e52935") in number
    assert ("C7", "e52935") in number
    assert ("SN", "12") in tags(ONE_OF_EACH["report"])


def test_editors_of_a_chapter_and_of_an_edited_book() -> None:
    assert ("A2", "Aamily, Aiven X.") in tags(ONE_OF_EACH["chapter"])
    edited = tags(record(type="book", authors=(), editors=people(1)))
    assert edited[:2] == [("TY", "EDBOOK"), ("AU", "Aamily, Aiven X.")]


def test_an_address_that_is_not_the_dois_stands_beside_it() -> None:
    both = tags(record(url="https://example.org/x", accessed="2024-01-05"))
    assert [value for tag, value in both if tag == "UR"] == ["https://doi.org/10.1234/rest.12", "https://example.org/x"]
    assert ("Y2", "2024/01/05") in both


def test_no_value_can_end_the_record() -> None:
    lines = [tag for tag, _ in tags(record(title="A\r\nER  - \r\nTY  - JOUR", abstract="x\nER  - "))]
    assert lines.count("TY") == lines.count("ER") == 1
