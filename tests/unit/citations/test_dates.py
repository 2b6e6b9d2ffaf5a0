import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.citations.dates import iso_date, parse_date, parse_month, parse_year
from evidence.citations.importers.pubmed_words import date_of_reference


@pytest.mark.parametrize(
    ("written", "date"),
    [
        ("2023", (2023, None, None)),
        ("2023-05", (2023, 5, None)),
        ("2023-05-04", (2023, 5, 4)),
        ("2023/05/04", (2023, 5, 4)),
        ("2023-05~", (2023, 5, None)),
        ("2014-02-02/2014-02-07", (2014, 2, 2)),
        ("1995--1996", (1995, None, None)),
        ("1034/", (1034, None, None)),
        ("1034/..", (1034, None, None)),
        ("1999-XX", (1999, None, None)),
        ("1999-01-XX", (1999, 1, None)),
        ("2001-01-03T17:07:34+05:00", (2001, 1, 3)),
        ("2003-21", (2003, None, None)),
        ("१९८७-०१-१५/१९८८-०५-११", (1987, 1, 15)),
        ("1985a", (1985, None, None)),
        ("[2010]", (2010, None, None)),
        ("c. 2010", (2010, None, None)),
        ("12 May 2020", (2020, 5, 12)),
        ("May 4, 1998", (1998, 5, 4)),
        ("1.5.1998", (1998, 5, 1)),
        ("Spring 2015", (2015, None, None)),
        ("2021 (in press)", (2021, None, None)),
        ("2010 Epub 2009 Dec", (2010, None, None)),
    ],
)
def test_a_date_is_read(written: str, date: tuple[int | None, ...]) -> None:
    read = parse_year(written)
    assert (read.year, read.month, read.day) == date


@pytest.mark.parametrize(
    "written", ["199X", "in press", "/2004", "../2004", "Y17000002", "-0379-02", "'98", "20201", ""]
)
def test_no_year_is_guessed(written: str) -> None:
    read = parse_year(written)
    assert read.year is None
    assert read.remark.endswith(".")


@pytest.mark.parametrize(
    "written", ["1996-13-03", "1996-10-35", "2020-02-30", "1995-1230", "2003-21", "2023-05~", "2010 Epub 2009 Dec"]
)
def test_what_is_not_understood_is_said(written: str) -> None:
    assert written in parse_date(written).remark


@given(st.text(max_size=40) | st.from_regex(r"[0-9/.~?X-]{1,20}", fullmatch=True))
def test_no_date_makes_it_fail(written: str) -> None:
    parse_date(written)
    parse_year(written)
    parse_month(written)


@pytest.mark.parametrize(
    ("written", "month"),
    [
        ("jan", (1, None)),
        ("January", (1, None)),
        ("5", (5, None)),
        ("05", (5, None)),
        ("Sept.", (9, None)),
        ("märz", (3, None)),
        ("décembre", (12, None)),
        ("may--june", (5, None)),
        ("Nov/Dec", (11, None)),
        ("10 jan", (1, 10)),
        ("July 4", (7, 4)),
        ("Spring", (None, None)),
        ("13", (None, None)),
    ],
)
def test_a_month_is_a_macro_a_number_or_a_name(written: str, month: tuple[int | None, int | None]) -> None:
    assert parse_month(written) == month


@pytest.mark.parametrize(
    ("source", "date"),
    [
        ("J Rest. 2020 May 5;12(3):45", "2020-05-05"),
        ("J Rest (Oslo). 2020 May-Jun;12:1-9. doi: 10.1234/rest", "2020-05"),
        ("Is rest enough? 2019;8:7", "2019"),
        ("J Rest. 2021 Spring;3:4", "2021"),
        ("J Rest 2020", ""),
        ("Vol. 12345;6", ""),
    ],
)
def test_when_a_cited_work_appeared(source: str, date: str) -> None:
    assert date_of_reference(source) == date


def test_a_date_in_iso_has_no_more_than_a_calendar_has() -> None:
    assert [iso_date(parts) for parts in ((2020, 2, 30), (2020, 13, 1), (99999, 1, 1), None)] == [
        "2020-02",
        "2020",
        "",
        "",
    ]
