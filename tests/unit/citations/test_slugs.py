import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.citations.record import CitationRecord, Name
from evidence.citations.slugs import LONGEST_SLUG, bibtex_key, study_slug, unique_slug
from evidence.citations.transliteration import to_ascii


def record(
    title: str = "Fatigue in adults", family: str = "Smith", year: int | None = 2020, **more: object
) -> CitationRecord:
    authors = (Name(family=family),) if family else ()
    return CitationRecord(title=title, authors=authors, year=year, **more)  # type: ignore[arg-type]


def test_the_seed_page_has_its_address() -> None:
    title = (
        "Achieving symptom relief in patients with myalgic encephalomyelitis by targeting the neuro-immune "
        "interface and optimizing disease tolerance"
    )
    slug = study_slug(record(title, "Rodriguez", 2023))
    assert slug == "rodriguez-2023-achieving-symptom"
    assert bibtex_key(slug) == "mecfsatlas-rodriguez-2023-achieving-symptom"


@pytest.mark.parametrize(
    ("family", "ascii"),
    [
        ("Fernández", "fernandez"),
        ("Prylińska-Jaśkowiak", "prylinska-jaskowiak"),
        ("Sørland", "sorland"),
        ("Weiß", "weiss"),
        ("Þorsteinsson", "thorsteinsson"),
        ("Ångström", "angstrom"),
        ("Łukasz", "lukasz"),
        ("Đỗ", "do"),
        ("O'Neil", "oneil"),
        ("O’Neil", "oneil"),
        ("Жукова", "zhukova"),
        ("Щедрин", "shchedrin"),
        ("Παπαδόπουλος", "papadopoulos"),
        ("김", "gim"),
        ("たなか", "tanaka"),
        ("王", "u738b"),
    ],
)
def test_no_letter_of_a_name_is_deleted(family: str, ascii: str) -> None:
    assert study_slug(record(family=family)) == f"{ascii}-2020-fatigue-adults"


@pytest.mark.parametrize(
    ("study", "slug"),
    [
        (record("The effect of the rest on it"), "smith-2020-effect-rest"),
        (record("ME/CFS in 2010: a review"), "smith-2020-me-cfs"),
        (record("Is it?"), "smith-2020-is-it"),
        (record(year=None), "smith-undated-fatigue-adults"),
        (record("Living with ME/CFS today", family=""), "living-me-cfs-today-2020"),
        (
            CitationRecord("A report", authors=(Name(literal="World Health Organization"),), year=1992),
            "world-health-organization-1992-report",
        ),
        (
            CitationRecord("A trial of X", authors=(Name("Berg", particle="van der"),), year=1992),
            "van-der-berg-1992-trial-x",
        ),
        (CitationRecord("Edited", editors=(Name("Doe"),), year=1992), "doe-1992-edited"),
        (CitationRecord("!!!"), "undated"),
    ],
)
def test_an_address_is_author_year_and_two_words(study: CitationRecord, slug: str) -> None:
    assert study_slug(study) == slug


@given(st.text(min_size=1).filter(str.strip), st.text(), st.none() | st.integers(1000, 2999))
def test_an_address_is_short_ascii_and_never_empty(title: str, family: str, year: int | None) -> None:
    slug = study_slug(record(title, family, year))
    assert re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", slug)
    assert len(slug) <= LONGEST_SLUG


@pytest.mark.parametrize(
    ("title", "ascii_title"),
    [
        ("β-alanine", "beta-alanine"),
        ("TGF-β1 and TNFα", "TGF-beta1 and TNFalpha"),
        ("Ιωάννης", "Ioannis"),
        ("λ", "lambda"),
    ],
)
def test_one_greek_letter_is_written_by_its_name(title: str, ascii_title: str) -> None:
    assert to_ascii(title) == ascii_title


@given(st.text())
def test_transliteration_is_ascii(text: str) -> None:
    assert to_ascii(text).isascii()


def test_a_taken_address_gets_a_number() -> None:
    assert unique_slug("a-2020-b", set()) == "a-2020-b"
    assert unique_slug("a-2020-b", {"a-2020-b"}) == "a-2020-b-2"
    assert unique_slug("a-2020-b", {"a-2020-b", "a-2020-b-2"}) == "a-2020-b-3"
    assert unique_slug("a-2020-b", lambda slug: slug == "a-2020-b") == "a-2020-b-2"
    longest = "x" * LONGEST_SLUG
    assert len(unique_slug(longest, {longest})) <= LONGEST_SLUG
