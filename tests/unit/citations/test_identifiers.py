import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.citations import identifiers
from evidence.citations.identifiers import (
    canonical_doi,
    canonical_isbn,
    canonical_issn,
    canonical_pmcid,
    canonical_pmid,
    doi_url,
    find_doi,
    find_dois,
    find_pmcid,
    find_pmid,
)

SICI = "10.1002/(sici)1097-0258(19980815/30)17:15/16<1661::aid-sim968>3.0.co;2-2"


@pytest.mark.parametrize(
    ("written", "doi"),
    [
        ("10.1093/oxfimm/iqad003", "10.1093/oxfimm/iqad003"),
        ("10.1093/OXFIMM/IQAD003", "10.1093/oxfimm/iqad003"),
        ("doi:10.1093/oxfimm/iqad003", "10.1093/oxfimm/iqad003"),
        ("DOI: 10.1093/oxfimm/iqad003", "10.1093/oxfimm/iqad003"),
        ("https://doi.org/10.1093/oxfimm/iqad003", "10.1093/oxfimm/iqad003"),
        ("http://dx.doi.org/10.1093/oxfimm/iqad003", "10.1093/oxfimm/iqad003"),
        ("www.doi.org/10.1093/oxfimm/iqad003", "10.1093/oxfimm/iqad003"),
        ("doi.org/10.1093/oxfimm/iqad003", "10.1093/oxfimm/iqad003"),
        ("https://doi-org.proxy.example.edu/10.1093/oxfimm/iqad003", "10.1093/oxfimm/iqad003"),
        ("urn:doi:10.1093/oxfimm/iqad003", "10.1093/oxfimm/iqad003"),
        ("info:doi/10.1093/oxfimm/iqad003", "10.1093/oxfimm/iqad003"),
        ("(10.1093/oxfimm/iqad003)", "10.1093/oxfimm/iqad003"),
        ("https://doi.org/10.1093/oxfimm/iqad003/", "10.1093/oxfimm/iqad003"),
        ("１０.1093／oxfimm/iqad003—", "10.1093/oxfimm/iqad003"),
        ("10.48550/arXiv.2101.00001v2", "10.48550/arxiv.2101.00001"),
        ("doi:https://doi.org/10.1093/oxfimm/iqad003", "10.1093/oxfimm/iqad003"),
        ("https://doi.org/10.1093%2Foxfimm%2Fiqad003", "10.1093/oxfimm/iqad003"),
        ("https://doi.org/10.1093/oxfimm/iqad003?utm_source=x", "10.1093/oxfimm/iqad003"),
        ("10.1093/oxfimm/iqad003.", "10.1093/oxfimm/iqad003"),
        ("10.1093/oxfimm/iqad003).", "10.1093/oxfimm/iqad003"),
        ("<10.1093/oxfimm/iqad003>", "10.1093/oxfimm/iqad003"),
        ("10.1093/oxfimm/\u200biqad003\u202c", "10.1093/oxfimm/iqad003"),
        (" 10.1093 / oxfimm/iqad003 ", "10.1093/oxfimm/iqad003"),
        ("10.1016/0022-3999(95)00097-O", "10.1016/0022-3999(95)00097-o"),
        ("10.1002/(SICI)1097-0258(19980815/30)17:15/16<1661::AID-SIM968>3.0.CO;2-2", SICI),
        ("10.1002/(SICI)1097-0258(19980815/30)17:15/16&lt;1661::AID-SIM968&gt;3.0.CO;2-2", SICI),
        ("10.1002/(SICI)1097-0258(19980815/30)17:15/16%3C1661::AID-SIM968%3E3.0.CO;2-2", SICI),
        ("10.1101/2021.01.28.21250708v2", "10.1101/2021.01.28.21250708"),
        ("10.1101/2021.01.28.21250708v1.full.pdf", "10.1101/2021.01.28.21250708"),
        ("10.1101/gr.123456.v1", "10.1101/gr.123456.v1"),
        ("10.1000.10/456", "10.1000.10/456"),
        ("", ""),
        ("no doi here", ""),
        ("10.1/too-short", ""),
        ("10.1234/", ""),
        ("https://example.org/10/abc", ""),
        ("10.1234/" + "x" * 5000, ""),
    ],
)
def test_a_doi_has_one_spelling(written: str, doi: str) -> None:
    assert canonical_doi(written) == doi


@given(st.text() | st.from_regex(r"10\.\d{4}/[^\s]{1,30}", fullmatch=True))
def test_a_canonical_doi_is_canonical_and_its_address_gives_it_back(text: str) -> None:
    doi = canonical_doi(text)
    assert canonical_doi(doi) == doi
    if doi:
        assert canonical_doi(doi_url(doi)) == doi
        doi_url(doi).encode("ascii")


def test_the_address_of_a_doi_is_percent_encoded() -> None:
    assert doi_url("10.1093/oxfimm/iqad003") == "https://doi.org/10.1093/oxfimm/iqad003"
    assert doi_url("10.1/a<b>#c?d e") == "https://doi.org/10.1/a%3Cb%3E%23c%3Fd%20e"


@pytest.mark.parametrize(
    ("text", "doi"),
    [
        ("See doi:10.1093/oxfimm/iqad003, and more", "10.1093/oxfimm/iqad003"),
        ("(https://doi.org/10.1093/oxfimm/iqad003)", "10.1093/oxfimm/iqad003"),
        ("https://onlinelibrary.wiley.com/doi/10.1111/j.1365-2796.2011.02428.x", "10.1111/j.1365-2796.2011.02428.x"),
        ("https://www.tandfonline.com/doi/full/10.1080/21641846.2023.2295419?src=x", "10.1080/21641846.2023.2295419"),
        ("https://www.frontiersin.org/articles/10.3389/fpsyg.2025.1593269/full", "10.3389/fpsyg.2025.1593269"),
        ("https://www.medrxiv.org/content/10.1101/2021.01.28.21250708v1.full-text", "10.1101/2021.01.28.21250708"),
        ("version 10.2345 of the file", ""),
        ("nothing", ""),
    ],
)
def test_a_doi_is_found_in_running_text_and_in_addresses(text: str, doi: str) -> None:
    assert find_doi(text) == doi


def test_all_dois_of_a_text_are_found_once_each() -> None:
    assert find_dois("doi:10.1234/a and https://doi.org/10.1234/B, again doi:10.1234/a") == ["10.1234/a", "10.1234/b"]


@pytest.mark.parametrize(
    ("written", "pmid"),
    [
        ("37255930", "37255930"),
        ("PMID: 37255930", "37255930"),
        ("PMID:37255930.", "37255930"),
        ("https://pubmed.ncbi.nlm.nih.gov/37255930/", "37255930"),
        ("http://www.ncbi.nlm.nih.gov/pubmed/37255930", "37255930"),
        ("037255930", "37255930"),
        ("３７２５５９３０", "37255930"),
        ("372559301234", ""),
        ("tbc", ""),
        ("0", ""),
        ("PMC10224655", ""),
        ("", ""),
    ],
)
def test_a_pubmed_number_is_digits(written: str, pmid: str) -> None:
    assert canonical_pmid(written) == pmid


@pytest.mark.parametrize(
    ("written", "pmcid"),
    [
        ("PMC10224655", "PMC10224655"),
        ("pmc10224655", "PMC10224655"),
        ("10224655", "PMC10224655"),
        ("PMCID: PMC10224655", "PMC10224655"),
        ("https://pmc.ncbi.nlm.nih.gov/articles/PMC10224655/", "PMC10224655"),
        ("PMC10224655.1", "PMC10224655"),
        ("none", ""),
    ],
)
def test_a_pubmed_central_number_has_its_letters(written: str, pmcid: str) -> None:
    assert canonical_pmcid(written) == pmcid


def test_numbers_are_found_only_where_they_are_marked() -> None:
    assert find_pmid("n = 5; PMID: 37255930; Bell score") == "37255930"
    assert find_pmid("n = 37255930") == ""
    assert find_pmcid("free at PMC10224655") == "PMC10224655"
    assert find_pmcid("APMC123456") == ""


@pytest.mark.parametrize(
    ("written", "isbn"),
    [
        ("978-0-306-40615-7", "9780306406157"),
        ("0-306-40615-2", "0306406152"),
        ("080442957X", "080442957X"),
        ("ISBN 978-0-306-40615-7 (hardback)", "9780306406157"),
        ("978-0-306-40615-8", ""),
        ("0022-3263", ""),
    ],
)
def test_an_isbn_has_the_right_check_digit(written: str, isbn: str) -> None:
    assert canonical_isbn(written) == isbn


@pytest.mark.parametrize(
    ("written", "issn"),
    [("0028-0836", "0028-0836"), ("00280836", "0028-0836"), ("2434-561x", "2434-561X"), ("0028-0837", "")],
)
def test_an_issn_has_the_right_check_digit(written: str, issn: str) -> None:
    assert canonical_issn(written) == issn


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("arXiv:2101.00001v2", "2101.00001"),
        ("https://arxiv.org/abs/2101.00001", "2101.00001"),
        ("https://arxiv.org/pdf/2101.00001v3.pdf", "2101.00001"),
        ("10.48550/arXiv.2101.00001", "2101.00001"),
        ("q-bio/0501001", "q-bio/0501001"),
        ("arXiv:2101.00001 [q-bio.NC]", "2101.00001"),
        ("2113.00001", ""),
        ("10.1234/x", ""),
    ],
)
def test_arxiv(written: str, canonical: str) -> None:
    assert identifiers.canonical_arxiv(written) == canonical


@pytest.mark.parametrize(
    ("written", "preprint"),
    [
        (
            "https://www.medrxiv.org/content/10.1101/2021.01.28.21250708v2.full.pdf",
            ("medRxiv", "10.1101/2021.01.28.21250708"),
        ),
        ("bioRxiv 10.1101/123456", ("bioRxiv", "10.1101/123456")),
        ("10.1101/2021.01.28.21250708v1", ("", "10.1101/2021.01.28.21250708")),
        ("arXiv:2101.00001", ("arXiv", "2101.00001")),
        ("10.1101/gr.123456.111", ("", "")),
        ("10.1234/x", ("", "")),
    ],
)  # fmt: skip
def test_preprints(written: str, preprint: tuple[str, str]) -> None:
    assert identifiers.canonical_preprint(written) == preprint


@pytest.mark.parametrize(
    ("written", "canonical"),
    [
        ("https://orcid.org/0000-0002-1825-0097", "0000-0002-1825-0097"),
        ("0000000218250097", "0000-0002-1825-0097"),
        ("0000-0002-1825-0098", ""),
        ("0000-0002-1694-233x", "0000-0002-1694-233X"),
        ("", ""),
    ],
)
def test_orcid(written: str, canonical: str) -> None:
    assert identifiers.canonical_orcid(written) == canonical


@pytest.mark.parametrize(
    "sign", ["\u200b", "\u200d", "\u202e", "\u2066", "\ufeff", "\u00ad", "\u034f", "\u3164", "\ufe0f"]
)
def test_what_cannot_be_seen_is_no_part_of_an_identifier(sign: str) -> None:
    assert identifiers.canonical_doi(f"10.1234/a{sign}b{sign}") == "10.1234/ab"
    assert identifiers.canonical_pmid(f"3100{sign}0001") == "31000001"
