"""References as readers see them. What is expected here was held against citeproc-js with the same styles."""

import dataclasses
import html
import re
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evidence.citations.exporters import STYLES, format_reference
from evidence.citations.plain_text import plain_text
from evidence.citations.record import PUBLICATION_TYPES, CitationRecord, Name

from ..records import ONE_OF_EACH, people, record, records

REST = "Journal of Rest, 12(3), 45–67. https://doi.org/10.1234/rest.12"


def apa(**changes: Any) -> str:
    return format_reference(record(**changes), "apa")


def vancouver(**changes: Any) -> str:
    return format_reference(record(**changes), "vancouver")


def test_an_article() -> None:
    assert apa() == f"Aamily, A. X., & Bamily, B. X. (2021). Fatigue in adults: A study. {REST}"
    assert vancouver(pmid="37255930") == (
        "Aamily AX, Bamily BX. Fatigue in adults: A study. Journal of Rest. 2021 May 4;12(3):45–67. "
        "doi:10.1234/rest.12 PubMed PMID: 37255930."
    )


@pytest.mark.parametrize(
    ("kind", "reference"),
    [
        (
            "article",
            "Aamily, A. X., & Bamily, B. X. (2021). Fatigue in adults: A study. medRxiv. https://doi.org/10.1101/2021.01.28.21250708",
        ),
        (
            "book",
            "Aamily, A. X., & Bamily, B. X. (2021). Fatigue in adults: A study (2nd ed., Vol. 12). Unipub. https://doi.org/10.1234/rest.12",
        ),
        (
            "chapter",
            "Aamily, A. X., & Bamily, B. X. (2021). Fatigue in adults: A study. In A. X. Aamily (Ed.), The book of "
            "rest (Vol. 12, pp. 45–67). Unipub. https://doi.org/10.1234/rest.12",
        ),
        (
            "report",
            "Aamily, A. X., & Bamily, B. X. (2021). Fatigue in adults: A study (No. 12). World Health Organization. https://doi.org/10.1234/rest.12",
        ),
        ("thesis", "Aamily, A. X., & Bamily, B. X. (2021). Fatigue in adults: A study. University of Oslo."),
        (
            "dataset",
            "Aamily, A. X., & Bamily, B. X. (2021). Fatigue in adults: A study (Version 2) [Dataset]. Zenodo. https://doi.org/10.1234/rest.12",
        ),
        (
            "webpage",
            "Aamily, A. X., & Bamily, B. X. (2021, May 4). Fatigue in adults: A study. A Site. https://example.org/page",
        ),
    ],
)
def test_other_kinds_of_work_in_apa(kind: str, reference: str) -> None:
    assert format_reference(ONE_OF_EACH[kind], "apa") == reference


@pytest.mark.parametrize(
    ("authors", "byline"),
    [
        (1, "Aamily, A. X. (2021)"),
        (2, "Aamily, A. X., & Bamily, B. X. (2021)"),
        (3, "Aamily, A. X., Bamily, B. X., & Camily, C. X. (2021)"),
        (20, "Samily, S. X., & Tamily, T. X. (2021)"),
        (21, "Samily, S. X., … Uamily, U. X. (2021)"),
        (25, "Samily, S. X., … Yamily, Y. X. (2021)"),
    ],
)
def test_apa_names_up_to_twenty_authors(authors: int, byline: str) -> None:
    assert byline in apa(authors=people(authors))


@pytest.mark.parametrize(
    ("authors", "byline"),
    [
        (1, "Aamily AX. Fatigue"),
        (6, "Eamily EX, Family FX. Fatigue"),
        (7, "Eamily EX, Family FX, et al. Fatigue"),
    ],
)
def test_vancouver_names_up_to_six_authors(authors: int, byline: str) -> None:
    assert byline in vancouver(authors=people(authors))


@pytest.mark.parametrize("kind", ONE_OF_EACH)
def test_vancouver_says_a_doi_once(kind: str) -> None:
    reference = format_reference(dataclasses.replace(ONE_OF_EACH[kind], doi="10.17226/19012"), "vancouver")
    assert reference.count("10.17226/19012") == 1
    assert "doi.org" not in reference


def test_a_page_of_the_web_says_when_it_was_read() -> None:
    page = record(
        type="webpage", doi="", url="https://example.org/p", accessed="2026-11-24", year=None, month=None, day=None
    )
    assert "Retrieved November 24, 2026, from https://example.org/p" in format_reference(page, "apa")
    assert "[cited 2026 Nov 24]" in format_reference(page, "vancouver")


@pytest.mark.parametrize("count", [1, 2, 6, 7, 20, 21])
def test_a_list_that_the_source_cut_short_ends_in_et_al(count: int) -> None:
    cut = {"authors": people(count), "authors_complete": False}
    assert re.search(r", et al\. \(2021\)\. Fatigue", apa(**cut))
    assert re.search(r", et al\. Fatigue", vancouver(**cut))
    assert apa(**cut).count("et al") == vancouver(**cut).count("et al") == 1


@pytest.mark.parametrize(
    ("name", "in_apa", "in_vancouver"),
    [
        (Name("Berg", "Anna Maria", "van der"), "van der Berg, A. M. (2021)", "van der Berg AM."),
        (Name("O'Neil", "Seán"), "O'Neil, S. (2021)", "O'Neil S."),
        (Name("Smith", "John Paul", "", "Jr"), "Smith, J. P., Jr. (2021)", "Smith JP Jr."),
        (Name("Vega", "M.", "de la"), "de la Vega, M. (2021)", "de la Vega M."),
        (Name("Hooft", "Gerard", "'t"), "'t Hooft, G. (2021)", "'t Hooft G."),
        (Name("García-López", "Jean-Pierre"), "García-López, J.-P. (2021)", "García-López JP."),
        (Name("Qu", "Zhi-chao"), "Qu, Z. (2021)", "Qu Z."),
        (Name("Pul", "C. van der"), "Pul, C. van der. (2021)", "Pul C van der."),
        (Name("Smets", "E.M.A."), "Smets, E. M. A. (2021)", "Smets EMA."),
        (Name("Иванов", "Иван"), "Иванов, И. (2021)", "Иванов И."),
        (Name("王", "小明"), "王小明. (2021)", "王小明."),
        (Name("محمد", "علي"), "علي محمد. (2021)", "علي محمد."),
        (Name("Plato"), "Plato. (2021)", "Plato."),
        (Name(literal="World Health Organization"), "World Health Organization. (2021)", "World Health Organization."),
        (Name("<script>", "alert(1)"), "<script>, alert(1). (2021)", "<script> alert(1)."),
    ],
)
def test_names_keep_their_particles_suffixes_and_scripts(name: Name, in_apa: str, in_vancouver: str) -> None:
    assert apa(authors=(name,)).startswith(in_apa)
    assert vancouver(authors=(name,)).startswith(in_vancouver)


@pytest.mark.parametrize(
    ("changes", "part"),
    [
        ({"title": "Does it work?"}, "(2021). Does it work? Journal of Rest"),
        ({"title": "Stop!"}, "(2021). Stop! Journal of Rest"),
        ({"title": "What about “this?”"}, "(2021). What about “this?” Journal of Rest"),
        ({"title": "A trial of Foo et al."}, "A trial of Foo et al. Journal of Rest"),
        ({"title": "And so on..."}, "And so on... Journal of Rest"),
        ({"container_title": "Proc. Natl. Acad. Sci."}, "Proc. Natl. Acad. Sci., 12(3)"),
        ({"container_title": "npj Digital Medicine"}, "npj Digital Medicine, 12(3)"),
        ({"year": None, "month": None, "day": None}, "(n.d.). Fatigue"),
        ({"authors": ()}, "Fatigue in adults: A study. (2021). Journal of Rest"),
        ({"pages": "ENEURO.0049-16.2016"}, "12(3), ENEURO.0049-16.2016."),
        ({"pages": "S1-S9, 44"}, "12(3), S1–S9, 44."),
        ({"pages": "", "number": "e1234"}, "12(3), Article e1234."),
        ({"volume": "12-13", "issue": "1-2"}, "12–13(1–2), 45–67."),
        ({"doi": "", "url": "https://example.org/x?"}, "https://example.org/x?"),
    ],
)
def test_apa_in_detail(changes: dict[str, object], part: str) -> None:
    assert part in apa(**changes)


@pytest.mark.parametrize(
    ("pages", "printed"),
    [
        ("1121-1123", "1121–3"),
        ("315-325", "315–25"),
        ("98-103", "98–103"),
        ("S8-S11", "S8–11"),
        ("e12-f14", "e12–f14"),
        ("S297-S306", "S297–306"),
        ("e52935", "e52935"),
    ],
)
def test_vancouver_shortens_the_last_page(pages: str, printed: str) -> None:
    assert f"12(3):{printed}." in vancouver(pages=pages)


def test_apa_does_not_name_an_author_again_as_publisher_or_site() -> None:
    body = (Name(literal="World Health Organization"),)
    report = apa(type="report", authors=body, publisher="World Health Organization", container_title="", doi="")
    page = apa(type="webpage", authors=body, container_title="World Health Organization", doi="")
    assert report.count("World Health Organization") == page.count("World Health Organization") == 1


def test_the_title_that_stands_for_missing_authors_is_not_said_twice() -> None:
    for kind in PUBLICATION_TYPES:
        for style in STYLES:
            for bare in (CitationRecord("A title", type=kind), record(type=kind, authors=(), title="A title")):
                assert format_reference(bare, style).count("A title") == 1


def test_editors_stand_in_for_authors_once() -> None:
    edited = format_reference(record(type="book", authors=(), editors=people(2), container_title=""), "vancouver")
    assert edited.count("Aamily") == 1


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("kind", ONE_OF_EACH)
def test_no_sign_is_doubled_and_no_entity_is_left(style: str, kind: str) -> None:
    for title in ("Rest.", "Rest?", "AT&T & <i>rest</i>", "“Rest.”", "Rest et al."):
        study = record(
            **{
                **{name: getattr(ONE_OF_EACH[kind], name) for name in ("type", "container_title", "publisher")},
                "title": title,
            }
        )
        text = format_reference(study, style)
        assert ".." not in text
        assert "?." not in text
        assert "&amp;" not in text
        assert "  " not in text


@pytest.mark.parametrize("style", STYLES)
def test_html_is_the_text_with_italics_and_nothing_else(style: str) -> None:
    study = record(
        title="A <b>bold</b> & \"quoted\" p < 0.05 'study'",
        authors=(Name("<script>", "alert('x')"), Name(literal="AT&T <img src=x onerror=alert(1)>")),
        container_title="<i>Journal</i>",
        doi="10.1234/<a>",
    )
    marked = format_reference(study, style, output="html")
    assert set(re.findall(r"<[^>]*>", marked)) <= {"<i>", "</i>"}
    assert marked.count("<i>") == marked.count("</i>")
    assert html.unescape(re.sub(r"</?i>", "", marked)) == format_reference(study, style, output="text")


def test_apa_sets_the_journal_and_the_volume_in_italics() -> None:
    assert "<i>Journal of Rest</i>, <i>12</i>(3), 45–67." in format_reference(record(), "apa", "html")


def test_a_style_or_an_output_that_is_not_there_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(KeyError):
        format_reference(record(), "chicago")
    with pytest.raises(ValueError, match="text and html"):
        format_reference(record(), "apa", "rtf")


def test_threads_do_not_disturb_each_other() -> None:
    studies = [record(title=f"Study {number}", authors=people(1 + number % 9)) for number in range(60)]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda study: format_reference(study, "apa"), studies))
    for study, reference in zip(studies, together, strict=True):
        assert f"(2021). {study.title}. {REST}" in reference


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much], deadline=None)
@given(records(), st.sampled_from(sorted(STYLES)))
def test_every_record_has_a_reference_and_its_html_is_safe(study: CitationRecord, style: str) -> None:
    marked = format_reference(study, style, "html")
    assert set(re.findall(r"<[^>]*>", marked)) <= {"<i>", "</i>"}
    text = html.unescape(re.sub(r"</?i>", "", marked))
    assert text == format_reference(study, style)
    assert plain_text(text) == text
