"""Real files of real people, and the worst ones of other programs' tests. They lie outside the project."""

import re
import subprocess
import sys
import time
from pathlib import Path

import pytest

from evidence.citations.importers import parse
from evidence.citations.record import Name

REPOSITORY = Path(__file__).resolve().parents[4]
DATA = REPOSITORY.parent / "shared" / "data"
BIBLIOGRAPHY = DATA / "bibliography"
OTHER_FORMATS = (
    sorted(path for kind in ("ris", "pubmed") for path in (DATA / kind).rglob("*") if path.is_file())
    + sorted(path for path in (DATA / "oddities").rglob("*") if path.suffix in (".ris", ".nbib", ".xml", ".txt"))
    if DATA.is_dir()
    else []
)
COUNTED_BY = {
    "ris": r"^[ \t\ufeff]*ER  ?-",
    "nbib": r"^PMID- *\d",
    "pubmed_xml": r"<Pubmed(?:Book)?Article>",
    "identifiers": r"\d{7,8}",
}
"""Format -> what grep would count. Our count of RIS is higher where a record has no end of its own."""
ODDITIES = sorted(path for path in (DATA / "oddities").rglob("*") if path.is_file()) if DATA.is_dir() else []
COUNTS = {"general.bib": 307, "diagnosis-assessment.bib": 101, "exercise-pem.bib": 103, "treatments.bib": 291}

needs_data = pytest.mark.skipif(not DATA.is_dir(), reason="the folder ../shared with third-party material is not here")


def simple_count(text: str) -> int:
    """Entries of BibTeX as grep would count them."""
    return len(re.findall(r"^[ \t]*@(?!comment|string|preamble|xdata|control|set\b)\w+\s*[{(]", text, re.M | re.I))


@needs_data
@pytest.mark.parametrize(("name", "count"), COUNTS.items())
def test_no_entry_of_the_bibliography_is_lost(name: str, count: int) -> None:
    data = (BIBLIOGRAPHY / name).read_bytes()
    started = time.process_time()
    result = parse(data)
    assert time.process_time() - started < 2
    assert simple_count(data.decode()) == result.read == count
    assert [problem for problem in result.problems if problem.refused] == []
    lines = data.decode().split("\n")
    for entry in result.entries:
        assert lines[entry.line - 1].startswith("@")
        assert entry.key in lines[entry.line - 1]
        assert entry.raw in data.decode()


@needs_data
def test_every_doi_and_pubmed_number_of_the_bibliography_is_read() -> None:
    for name in COUNTS:
        text = (BIBLIOGRAPHY / name).read_text()
        records = {entry.key: entry.record for entry in parse(text).entries}
        written = dict(re.findall(r"@\w+\{([^,\s]+),(?:(?!\n@)[\s\S])*?\n\s*doi\s*=\s*[{\"]([^}\"]+)", text))
        assert len(written) > 90
        for key, doi in written.items():
            assert records[key].doi == doi.strip().lower()


@needs_data
@pytest.mark.parametrize(
    ("name", "key", "attribute", "value"),
    [
        ("general.bib", "Boehmeke2024amifampridin", "authors", (Name("Boehmeke", "Thomas"),)),
        ("general.bib", "Boehmeke2024amifampridin", "pages", "e52935"),
        (
            "general.bib",
            "DEGAM2022fatigue",
            "authors",
            (Name(literal="Deutsche Gesellschaft für Allgemeinmedizin und Familienmedizin"),),
        ),
        ("general.bib", "DEGAM2022fatigue", "title", "S3-Leitlinie Müdigkeit"),
        ("general.bib", "GBA2023LongCOVRL", "publisher", "§92 Abs. 6c SGB V"),
        (
            "general.bib",
            "Nacul2021EUROMENE",
            "title",
            "European Network on Myalgic Encephalomyelitis/Chronic Fatigue Syndrome (EUROMENE): Expert Consensus on "
            "the Diagnosis, Service Provision, and Care of People with ME/CFS in Europe",
        ),
        (
            "diagnosis-assessment.bib",
            "AHRQ2022diagnosticErrors",
            "authors",
            (Name(literal="Agency for Healthcare Research and Quality"),),
        ),
    ],
)
def test_samples_of_the_bibliography(name: str, key: str, attribute: str, value: object) -> None:
    records = {entry.key: entry.record for entry in parse((BIBLIOGRAPHY / name).read_bytes()).entries}
    assert getattr(records[key], attribute) == value


@needs_data
@pytest.mark.parametrize("path", ODDITIES, ids=lambda path: f"{path.parent.name}/{path.name}"[:90])
def test_no_oddity_makes_it_fail_or_loses_an_entry(path: Path) -> None:
    data = path.read_bytes()
    started = time.process_time()
    result = parse(data)
    assert time.process_time() - started < 60
    assert all(problem.reason.endswith(".") for problem in result.problems)
    if path.suffix in (".bib", ".bibtex", ".biblatex") and b"\0" not in data:
        assert result.read == simple_count(data.decode("utf-8", "replace"))


@needs_data
def test_all_oddities_together_stay_below_a_gibibyte() -> None:
    program = (
        "import resource, sys; from pathlib import Path\n"
        "resource.setrlimit(resource.RLIMIT_AS, (2**30, 2**30))\n"
        "from evidence.citations.importers import parse\n"
        "for path in sys.argv[1:]: parse(Path(path).read_bytes())\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, *map(str, ODDITIES)], cwd=REPOSITORY, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr[-2000:]


@needs_data
@pytest.mark.parametrize("path", OTHER_FORMATS, ids=lambda path: f"{path.parent.name}/{path.name}"[:90])
def test_no_record_of_another_format_is_lost(path: Path) -> None:
    data = path.read_bytes()
    result = parse(data)
    assert all(problem.reason.endswith(".") for problem in result.problems)
    if result.fault:
        assert result.fault.endswith("nothing was imported.")
        assert not re.search(COUNTED_BY["ris"], data.decode("utf-8", "replace"), re.M)
    elif result.format in COUNTED_BY:
        counted = len(re.findall(COUNTED_BY[result.format], data.decode("utf-8-sig"), re.M))
        if path.name == "RisImporterTest1.ris":  # it holds two records that begin and do not end
            counted += 2
        assert result.read == counted
        assert result.read == len(result.entries) + len(result.lookups) + sum(p.refused for p in result.problems)
        for entry in result.entries:
            assert re.search(r"\w", entry.record.title)
