import pytest

from evidence.citations.matching import match_key, title_key
from evidence.citations.record import CitationRecord, Name


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Fatigue: A Trial.", "fatigue – a trial"),
        ("β-Alanine in ME/CFS", "β‑alanine in ME-CFS"),
        ("Études sur la fatigue", "Etudes sur la fatigue"),
        ("“Too real”?", "'Too real'"),
    ],
)
def test_titles_that_differ_in_punctuation_case_and_accents_meet(one: str, other: str) -> None:
    assert title_key(CitationRecord(one)) == title_key(CitationRecord(other))


def test_the_key_holds_title_year_and_first_author() -> None:
    study = CitationRecord("Fatigue: a trial", authors=(Name("Sørland", "K", "van"), Name("Mella")), year=2015)
    assert match_key(study) == ("fatigue a trial", 2015, "sorland")
    assert match_key(CitationRecord("Fatigue", authors=(Name(literal="NICE (UK)"),))) == ("fatigue", None, "nice uk")
    assert match_key(CitationRecord("Fatigue")) == ("fatigue", None, "")
