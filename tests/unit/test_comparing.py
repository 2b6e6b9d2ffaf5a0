"""Two records of one work side by side: what is the same, what differs, what one of them does not say."""

from __future__ import annotations

from typing import Any

import pytest

from evidence.citations.record import CitationRecord, Name
from evidence.desk.comparing import FIELDS, compare


def record(**fields: Any) -> CitationRecord:
    return CitationRecord(**({"title": "Rest and its limits in adults"} | fields))


def people(*names: str) -> tuple[Name, ...]:
    """ "Berg, L" is a family name and what stands before it."""
    return tuple(Name(family=family, given=given) for family, given in (name.split(", ") for name in names))


@pytest.mark.parametrize(
    ("field", "ours", "theirs", "told"),
    [
        ("title", {"title": "Rest & its limits"}, {"title": "REST & its limits."}, "the same"),
        ("title", {}, {"title": "Rest and its limits in adults: a cohort"}, "the same title, written differently"),
        ("title", {}, {"title": "Correction: Rest and its limits in adults"}, "differs"),
        ("title", {}, {"title": "Sleep in mice"}, "differs"),
        ("journal", {"container_title": "Journal of Rest"}, {"container_title": "The journal of rest"}, "the same"),
        ("journal", {"container_title": "J Rest"}, {"container_title": "Journal of Rest", "container_short": "J. Rest"},
         "the same"),
        ("journal", {"container_title": "Rest"}, {"container_title": "Rest (London, England)"}, "the same"),
        ("journal", {"container_title": "Rest"}, {"container_title": "Sleep"}, "differs"),
        ("year", {"year": 2019}, {"year": 2019}, "the same"),
        ("year", {"year": 2019}, {"year": 2020}, "differs"),
        ("year", {"year": 2019}, {}, "not given"),
        ("year", {}, {"year": 2019}, "we have none"),
        ("year", {}, {}, "not given"),
        ("volume", {"volume": "12"}, {"volume": "12"}, "the same"),
        ("volume", {"volume": "12"}, {"volume": "1-2"}, "differs"),
        ("pages", {"pages": "1121-1123"}, {"pages": "1121–3"}, "the same"),
        ("pages", {"pages": "S1-S9"}, {"pages": "S1-9"}, "the same"),
        ("pages", {"pages": "e52935"}, {"number": "E52935"}, "the same"),
        ("pages", {"pages": "1-9"}, {"pages": "1-19"}, "differs"),
        ("doi", {"doi": "10.1234/a"}, {"doi": "10.1234/a"}, "the same"),
        ("doi", {"doi": "10.1234/a"}, {"doi": "10.1234/b"}, "differs"),
        ("pmid", {"pmid": "1"}, {"pmid": "11"}, "differs"),
    ],
)  # fmt: skip
def test_a_field(field: str, ours: dict[str, Any], theirs: dict[str, Any], told: str) -> None:
    cell = compare(field, record(**ours), record(**theirs))
    assert cell.told == told
    assert cell.differs == (told == "differs")


@pytest.mark.parametrize(
    ("ours", "theirs", "told"),
    [
        (["Berg, Ludwig", "Ödem, Ann"], ["BERG, L.", "Odem, A"], "the same"),
        (["Berg, Ludwig"], ["Berg, Martin"], "differs at author 1: Ludwig Berg with us, Martin Berg there"),
        (["Berg, L", "Ito, K"], ["Ito, K", "Berg, L"], "differs at author 1: L Berg with us, K Ito there"),
        (["Berg, L", "Ito, K"], ["Berg, L"], "differs: 2 with us, 1 there"),
        (["Berg, L"], [], "not given"),
        ([], ["Berg, L"], "we have none"),
    ],
)
def test_authors(ours: list[str], theirs: list[str], told: str) -> None:
    assert compare("authors", record(authors=people(*ours)), record(authors=people(*theirs))).told == told


def test_a_list_that_its_source_cut_is_compared_as_far_as_it_goes() -> None:
    cut = record(authors=people("Berg, L"), authors_complete=False)
    whole = record(authors=people("Berg, L", "Ito, K"))
    assert compare("authors", cut, whole).told == "the same"
    assert compare("authors", record(authors=people("Ito, K"), authors_complete=False), whole).differs


def test_a_body_and_a_name_of_one_part_are_compared_too() -> None:
    body = record(authors=(Name(literal="The Rest Group"),))
    assert compare("authors", body, record(authors=(Name(literal="the rest group"),))).told == "the same"
    assert compare("authors", body, record(authors=people("Berg, L"))).differs


def test_every_field_can_be_compared() -> None:
    for field in FIELDS:
        compare(field, record(), record())
