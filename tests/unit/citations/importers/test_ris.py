"""RIS as programs write it: each test is one oddity."""

from __future__ import annotations

import pytest

from evidence.citations.exporters import EXPORTERS
from evidence.citations.importers import parse
from evidence.citations.record import CitationRecord, Name

from ..records import ONE_OF_EACH


def ris(*lines: str, end: str = "ER  - ") -> CitationRecord:
    given = [line for line in lines if line.startswith("TY")] or ["TY  - JOUR"]
    rest = [line for line in lines if not line.startswith("TY")]
    titled = [] if any(line[:2] in ("TI", "T1", "BT", "CT") for line in rest) else ["TI  - Rest"]
    (entry,) = parse("\n".join([*given, *titled, *rest, end]) + "\n", format="ris").entries
    return entry.record


@pytest.mark.parametrize("record", ONE_OF_EACH.values(), ids=ONE_OF_EACH)
@pytest.mark.parametrize("format", ["ris", "csl_json"])
def test_what_we_write_we_read(format: str, record: CitationRecord) -> None:
    (entry,) = parse(EXPORTERS[format].render([("key", record)])).entries
    assert (entry.key, entry.record) == ("key", record)


def test_a_record_without_its_end_is_read_and_told() -> None:
    result = parse("TY  - JOUR\nTI  - One\nTY  - JOUR\nTI  - Two\n")
    assert [entry.record.title for entry in result.entries] == ["One", "Two"]
    assert [problem.reason for problem in result.problems if "no ER line" in problem.reason][1:] == [
        "The record has no ER line at its end; it was read up to the end of the file."
    ]


def test_a_value_that_goes_on_without_a_tag() -> None:
    record = ris("AB  - One line", "and IL-6 - another", "", "KW  - a", "b", "PY  - 2020")
    assert record.abstract == "One line and IL-6 - another"
    assert record.year == 2020


@pytest.mark.parametrize(
    "text",
    [
        "TY  - JOUR\rTI  - Rest\rAU  - Berg, A\rER  - \r\rTY  - JOUR\rTI  - More\rER  - \r",
        "TY\t-\tJOUR\nTI\t-\tRest\nAU\t-\tBerg, A\nER\t-\nTY\t-\tJOUR\nTI\t-\tMore\nER\t-\n",
        "ty  - JOUR\nti  - Rest\nau  - Berg, A\nab  - is  - was\ner  - \nty  - JOUR\nti  - More\n",
        "\n\n  TY  - JOUR\n  TI  - Rest\n  AU  - Berg, A\n\n  TY  - JOUR\n  TI  - More\n",
    ],
    ids=["CR alone", "tabs", "small letters", "indented, without ER"],
)
def test_nothing_is_lost_however_lines_are_written(text: str) -> None:
    result = parse(text)
    assert [entry.record.title for entry in result.entries] == ["Rest", "More"]
    assert result.entries[0].record.authors == (Name("Berg", "A"),)
    assert result.read == 2


def test_authors_keep_the_order_of_the_record() -> None:
    mixed = ("A1  - Berg, A", "AU  - Dorn, B", "A1  - Ek, C")
    assert [name.family for name in ris(*mixed).authors] == ["Berg", "Dorn", "Ek"]
    assert [name.family for name in ris("AU  - Berg, A", "A1  - Berg, A").authors] == ["Berg"]


def test_blanks_before_the_hyphen_may_be_missing() -> None:
    assert ris("AU - Berg, A", "PY - 2019").authors == (Name("Berg", "A"),)


@pytest.mark.parametrize(
    ("lines", "parts"),
    [
        (("PY  - 2014//",), (2014,)),
        (("PY  - 2016", "DA  - 2016/12/05"), (2016, 12, 5)),
        (("Y1  - 2016/10/19", "PY  - 2016"), (2016, 10, 19)),
        (("PY  - 2023", "DA  - MAR 15"), (2023, 3, 15)),
        (("PY  - 2013/02/15/received", "PY  - 2013/04/18"), (2013, 4, 18)),
        (("PY  - 2001/00/00/",), (2001,)),
        (("PY  - ///",), ()),
    ],
)
def test_dates(lines: tuple[str, ...], parts: tuple[int, ...]) -> None:
    assert ris(*lines).date_parts == parts


@pytest.mark.parametrize(
    ("lines", "field", "value"),
    [
        (("SP  - 377", "EP  - 86"), "pages", "377-386"),
        (("SP  - 12", "EP  - 12"), "pages", "12"),
        (("VL  - 50(2)",), "volume", "50"),
        (("VL  - 50(2)",), "issue", "2"),
        (("VL  - v. 40",), "volume", "40"),
        (("JF  - Journal of Rest", "JO  - J Rest"), "container_title", "Journal of Rest"),
        (("JF  - Journal of Rest", "JO  - J Rest"), "container_short", "J Rest"),
        (("DO  - http://dx.doi.org/10.1234/X",), "doi", "10.1234/x"),
        (("UR  - https://doi.org/10.1234/X",), "doi", "10.1234/x"),
        (("N1  - doi: 10.1234/X",), "doi", "10.1234/x"),
        (("UR  - https://doi.org/10.1234/X", "UR  - https://example.org/a"), "url", "https://example.org/a"),
        (("UR  - http://example.com;http://www.example.com",), "url", "http://example.com"),
        (("UR  - //example.org/a",), "url", "https://example.org/a"),
        (("U1  - 31000001[pmid]", "AN  - PMC7000001"), "pmid", "31000001"),
        (("U1  - 31000001[pmid]", "AN  - PMC7000001"), "pmcid", "PMC7000001"),
        (("DB  - Embase", "AN  - 31000001"), "pmid", ""),
        (("TY  - Journal Article",), "type", "article-journal"),
        (("TY  - JOUR", "T2  - medRxiv"), "type", "article"),
        (("TY  - CHAP", "T2  - The book"), "container_title", "The book"),
        (("AB  - NA",), "abstract", ""),
        (("AB  - short", "N2  - a longer one"), "abstract", "a longer one"),
        (("TI  - Correction to: Rest",), "kind", "erratum"),
        (("TI  - On <i>n</i> &lt; 5",), "title", "On n < 5"),
    ],
)  # fmt: skip
def test_what_a_tag_holds(lines: tuple[str, ...], field: str, value: str) -> None:
    assert getattr(ris(*lines), field) == value


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("Berg, Anna", (Name("Berg", "Anna"),)),
        ("Berg,A. B.", (Name("Berg", "A. B."),)),
        ("van der Berg, Anna, Jr", (Name("Berg", "Anna", "van der", "Jr"),)),
        ("World Health Organization", (Name(literal="World Health Organization"),)),
        ("Berg AB", (Name("Berg", "AB"),)),
        ("Anna van der Berg", (Name("Berg", "Anna", "van der"),)),
        ("Berg, A.; Dam, C.", (Name("Berg", "A."), Name("Dam", "C."))),
        ("Plato", (Name("Plato"),)),
        ("RSTC Research", (Name(literal="RSTC Research"),)),
        ("Solve ME", (Name(literal="Solve ME"),)),
        ("Anonymous", ()),
    ],
)
def test_names(written: str, names: tuple[Name, ...]) -> None:
    assert ris(f"AU  - {written}").authors == names


def test_et_al_says_that_the_list_was_cut() -> None:
    record = ris("AU  - Berg, A.", "AU  - et al.")
    assert (len(record.authors), record.authors_complete) == (1, False)


def test_an_edited_book_has_editors() -> None:
    record = ris("TY  - EDBOOK", "AU  - Berg, A.", "TI  - The book")
    assert (record.authors, record.editors) == ((), (Name("Berg", "A."),))


def test_notes_are_never_taken_into_a_record() -> None:
    assert "my own thoughts" not in str(ris("N1  - my own thoughts", "RN  - my own thoughts").to_dict())
