"""The grammar of the box: what is understood, what is told, and that nothing breaks it."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence.search.asked import from_params
from evidence.search.query import FIELDS, Query, parse, plain
from evidence.search.words import asked_text, ranked_text, spellings

UNDERSTOOD = {
    "exercise test": Query(words=("exercise", "test")),
    '"exercise  test" sleep': Query(words=("sleep",), phrases=("exercise test",)),
    "“exercise test”": Query(phrases=("exercise test",)),
    "ME/CFS, long-COVID.": Query(words=("ME/CFS", "long-COVID")),
    'rest -mice −"long covid" NOT rats': Query(words=("rest",), excluded=("mice", "long covid", "rats")),
    "rest AND sleep": Query(words=("rest", "sleep")),
    "-mice": Query(excluded=("mice",)),
    "pem:required PEM:optional verdict:na": Query(filters={"pem": ("required", "not_required", "not_applicable")}),
    "-pem:unclear": Query(excluded_filters={"pem": ("unclear",)}),
    "criteria:ccc": Query(filters={"criteria": ("ccc2003",)}),
    "criteria:CDC1994": Query(filters={"criteria": ("fukuda1994",)}),
    'criteria:"1994 CDC"': Query(filters={"criteria": ("fukuda1994",)}),
    "criteria:seid criteria:iom": Query(filters={"criteria": ("iom2015",)}),
    "criteria:nice2021": Query(filters={"criteria": ("nice2021",)}),
    "criteria:icc": Query(filters={"criteria": ("icc2011",)}),
    "criteria:oxford": Query(filters={"criteria": ("oxford1991",)}),
    'design:rct design:"cohort study"': Query(filters={"design": ("randomised_trial", "cohort")}),
    'journal:"BMC  Medicine" topic:"Orthostatic intolerance"': Query(
        filters={"topic": ("orthostatic-intolerance",), "journal": ("BMC Medicine",)}
    ),
    "checked:two notice:retracted basis:full has:severity": Query(
        filters={"checked": ("two_people",), "notice": ("retraction",), "basis": ("full_text",), "severity": ("given",)}
    ),
    'author:O’Neil author:"van der Berg" -author:li': Query(
        authors=("O’Neil", "van der Berg"), excluded_authors=("li",)
    ),
    "2019..2021": Query(years=(2019, 2021)),
    "2021–2019": Query(years=(2019, 2021)),
    "2019..": Query(years=(2019, None)),
    "..2015": Query(years=(None, 2015)),
    "year:2020": Query(years=(2020, 2020)),
    "2020": Query(words=("2020",)),
    "10.1234/ABC.": Query(identifier=("doi", "10.1234/abc")),
    "see https://doi.org/10.1234/abc": Query(words=("see",), identifier=("doi", "10.1234/abc")),
    "https://pubmed.ncbi.nlm.nih.gov/37255930/": Query(identifier=("pmid", "37255930")),
    "PMID: 37255930": Query(identifier=("pmid", "37255930")),
    "37255930": Query(identifier=("pmid", "37255930")),
    "PMC10224655": Query(identifier=("pmcid", "PMC10224655")),
    "https://pmc.ncbi.nlm.nih.gov/articles/PMC10224655/": Query(identifier=("pmcid", "PMC10224655")),
    "rest\x00\u200b sleep\n\t": Query(words=("rest", "sleep")),
    " , & -- - ... \"\" ' ": Query(),
}  # fmt: skip


@pytest.mark.parametrize("text", UNDERSTOOD)
def test_what_is_understood(text: str) -> None:
    query = parse(text)
    assert query == UNDERSTOOD[text]
    assert not query.problems


TOLD = {
    "mood:low": ('"mood low"', "“mood” is no field"),
    "pem:perhaps": ('"perhaps"', "Known are: required, not_required, unclear, not_applicable."),
    "criteria:nonsense": ('"nonsense"', "Known are: holmes1988"),
    "has:wings": ('"wings"', "Known are: severity, notice, pem."),
    "year:long": ('"long"', "is no year"),
    "-2019..2021 rest": ("rest", "Years cannot be excluded"),
    "2001..2003 2005..": ("2001..2003", "Only one span of years"),
    "rest OR sleep": ("rest sleep", "There is no “OR”"),
    '"rest and sleep': ("rest and sleep", "never closed"),
    "doi:nothing": ('"doi nothing"', "is no identifier"),
    "10.1234/a 10.1234/b": ("doi:10.1234/a", "One paper at a time"),
    " ".join(f"word{number}" for number in range(60)): (" ".join(f"word{n}" for n in range(50)), "first 50"),
}


@pytest.mark.parametrize("text", TOLD)
def test_what_is_not_understood_is_told_and_searched_as_text(text: str) -> None:
    query = parse(text)
    searched, sentence = TOLD[text]
    assert query.text == searched
    assert sentence in " ".join(query.problems)


def test_an_ambiguous_name_of_criteria_finds_all_and_says_so() -> None:
    query = parse("criteria:cdc")
    assert {"holmes1988", "fukuda1994", "reeves2005", "cdc_unspecified"} <= set(query.filters["criteria"])
    assert "All of them were searched." in query.notes[0]


def test_every_value_and_every_example_of_the_table_is_understood() -> None:
    for field in FIELDS:
        assert parse(field.example).filters.keys() == {field.key}
        for value in field.values or ():
            for name in field.names:
                assert parse(f"{name}:{value}").filters == {field.key: (value,)}


PIECES = st.sampled_from(
    [
        "pmid", "123", "1234567", "10.1234/ab", "doi:", "author:", "NOT", "OR", "AND", 'journal:"', "has:", "topic:",
        "year:", "2020", "2019..2021", "PMC12345", "pem:", "required", "criteria:", "cdc", "http://doi.org/", "%22",
        "µ", "_", "—", "..", "(", ")", ":", "/", ",", '"', '-"', "-", "x", "é", "e\u0301", "\u200b", "\x00", " ", " ",
    ]
)  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(st.one_of(st.text(max_size=60), st.lists(PIECES, max_size=16).map("".join)))
def test_any_text_gives_a_query_whose_text_gives_it_again(text: str) -> None:
    query = parse(text)
    again = parse(query.text)
    assert again == query
    assert not again.problems
    allowed = "' &|!<->():D"
    told = asked_text(query) + ranked_text(query)
    assert all(letter.isalnum() or letter in allowed for letter in told if letter.isascii())


@settings(max_examples=200, deadline=None)
@given(st.lists(PIECES, max_size=12).map("".join), st.lists(PIECES, max_size=3), st.text(max_size=12))
def test_one_question_has_one_address(box: str, values: list[str], other: str) -> None:
    params = {"q": [box], "pem": values, "journal": [other], "topic": values, "year": [other], "sort": values[:1]}
    asked = from_params(params)
    again = from_params(_grouped(asked.params))
    assert again == asked
    assert again.params == asked.params


def _grouped(pairs: list[tuple[str, str]]) -> dict[str, list[str]]:
    grouped: dict[str, list[str]] = {}
    for name, value in pairs:
        grouped.setdefault(name, []).append(value)
    return grouped


@pytest.mark.parametrize(
    "text", ["-", '"', "a", ":", "a:", "(", " ", "..", "1", "-a ", '"a" ', "pem:required ", "é", "//"]
)
def test_long_texts_are_cut_and_read_at_once(text: str) -> None:
    begun = time.process_time()
    query = parse(text * (100_000 // len(text)))
    assert time.process_time() - begun < 2
    assert "cut after 20,000 characters" in query.problems[0]
    assert parse(query.text) == query


def test_words_have_one_plain_spelling() -> None:
    for text, spelling in {
        "ME/CFS": "me cfs", "long-COVID": "long covid", "Fernández": "fernandez", "TNF-α": "tnf alpha",
        "O’Neil": "oneil", "Sørland": "sorland", "ﬁbre²": "fibre2", "—": "",
    }.items():  # fmt: skip
        assert plain(text) == spelling


def test_british_and_american_words_are_one() -> None:
    assert set(spellings("randomised")) == {"randomised", "randomized"}
    assert set(spellings("pediatric")) == {"pediatric", "paediatric"}
    assert spellings("exercise") == ("exercise", "exercize")
    assert spellings("fatigue") == ("fatigue",)


def test_little_words_are_asked_for_only_where_nothing_else_is() -> None:
    assert asked_text(parse("the effect of rest")) == "'effect' & 'rest'"
    assert asked_text(parse("the")) == "'the'"
    assert asked_text(parse('ME/CFS "quality of life"')) == "('me' <-> 'cfs') & ('quality' <-> 'of' <-> 'life')"
