import random
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import pytest

from evidence.citations.importers import parse
from evidence.citations.kinds import kind_by_title
from evidence.citations.matching import compare, first_author, match_key, title_key
from evidence.citations.record import CitationRecord, Name, Relation

from .perturbing import OTHER_WORK, SAME_WORK

BIBLIOGRAPHY = Path(__file__).resolve().parents[4] / "shared" / "data" / "bibliography"


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


TITLE = "Rest and recovery of symptoms in adults over two days"


def work(title: str = TITLE, **facts: object) -> CitationRecord:
    usual: dict[str, object] = {"authors": (Name("Berg", "Anna"),), "year": 2019}
    return CitationRecord(title, **(usual | {"kind_of_record": kind_by_title(title)} | facts))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("one", "two", "outcome"),
    [
        # identifiers
        (work(doi="10.1/a"), work(doi="10.1/a"), "same"),
        (work(doi="10.1/a"), work(f"{TITLE}: a trial", doi="10.1/a", year=2020), "same"),
        (work(doi="10.1/a"), work("Another matter altogether", doi="10.1/a"), "doubtful"),
        (work(doi="10.1/a", pmid="1"), work(doi="10.1/a", pmid="2"), "doubtful"),
        (work(doi="10.1/a"), work(doi="10.1/b"), "different"),
        (work(doi="10.1/a"), work(f"Correction: {TITLE}", doi="10.1/a"), "doubtful"),
        (work(doi="10.1/a"), work(pmid="1"), "same"),
        # title, year, first author
        (work(), work(f"<i>{TITLE.upper()}</i>."), "same"),
        (work(), work(TITLE.replace("symptoms", "symptom")), "same"),
        (work(), work(TITLE.replace("Rest and", "Rest &")), "same"),
        (work(), work(TITLE.replace("adults", "children")), "different"),
        (work(), work(TITLE.replace("adults", "women")), "different"),
        (work(), work(f"{TITLE} 2"), "different"),
        (work("Fatigue in 20 adults after rest"), work("Fatigue in 30 adults after rest"), "different"),
        (work("Orthostatic hypotension after rest"), work("Orthostatic hypertension after rest"), "doubtful"),
        (work(), work(f"{TITLE}: a randomised trial"), "doubtful"),
        (work(), work(year=2020), "doubtful"),
        (work(), work(year=2022), "different"),
        (work(), work(authors=(Name("Dam", "C"),)), "different"),
        (work("Editorial"), work("Editorial"), "doubtful"),
        (work(authors=()), work(authors=()), "same"),
        (work(doi="10.1/a"), work(f"Berichtigung: {TITLE}", doi="10.1/a"), "doubtful"),
        (work(f"{TITLE}: Part I", doi="10.1/a"), work(f"{TITLE}: Part II", doi="10.1/a"), "doubtful"),
        (work(f"{TITLE} (1/2)"), work(f"{TITLE} (2/2)"), "different"),
        (work(container_title="Journal of Rest"), work(container_title="J. Rest"), "same"),
        (work(container_title="Journal of Rest"), work(container_title="Annals of Fatigue"), "doubtful"),
        (work(container_title="BMJ"), work(container_title="British Medical Journal"), "same"),
        # preprints, notices
        (work(type="article", doi="10.1/p"), work(doi="10.1/a", year=2020), "linked"),
        (work(type="article"), work(), "linked"),
        (work(), work(f"Correction to: {TITLE}"), "linked"),
        (work(), work(f"Reply to “{TITLE}”", authors=(Name("Dam", "C"),)), "linked"),
        (work(), work(f"Summary for patients: {TITLE}"), "linked"),
        (work(), work("Erratum"), "different"),
        (work(pmid="7"), work("Erratum", relations=(Relation("erratum_of", "pmid", "7"),)), "linked"),
        (work("Erratum", kind_of_record="erratum"), work("Erratum", kind_of_record="erratum"), "doubtful"),
        (work(f"Comment on: {TITLE}"), work(f"Reply to “{TITLE}”"), "different"),
    ],
)  # fmt: skip
def test_what_two_records_are_to_each_other(one: CitationRecord, two: CitationRecord, outcome: str) -> None:
    assert compare(one, two).outcome == outcome
    assert compare(two, one).outcome == outcome
    assert compare(one, two).reason.endswith(".")


@pytest.mark.slow
@pytest.mark.skipif(not BIBLIOGRAPHY.is_dir(), reason="the folder ../shared with third-party material is not here")
def test_the_measured_thresholds_merge_no_two_works_and_find_nearly_all() -> None:
    """Titles of the editors' bibliography as databases would write them, against near ones; no identifiers."""
    entries = [entry for path in sorted(BIBLIOGRAPHY.glob("*.bib")) for entry in parse(path.read_bytes()).entries]
    by_key = {match_key(entry.record): entry.record for entry in entries if entry.record.authors and entry.record.year}
    works = [replace(record, doi="", pmid="", pmcid="") for record in by_key.values()]
    assert len(works) > 700
    chance = random.Random(6)
    found = sum(
        compare(record, replace(record, title=change(record.title, chance))).outcome == "same"
        for record in works
        for change in SAME_WORK.values()
    )
    assert found / (len(works) * len(SAME_WORK)) > 0.99
    for record in works:
        for change in OTHER_WORK.values():
            other = work(change(record.title, chance), authors=record.authors, year=record.year, type=record.type)
            assert compare(record, other).outcome != "same", other.title
    by_author: dict[str, list[CitationRecord]] = {}
    for record in works:
        by_author.setdefault(first_author(record), []).append(record)
    for group in by_author.values():
        assert all(compare(one, two).outcome != "same" for one, two in combinations(group, 2))
