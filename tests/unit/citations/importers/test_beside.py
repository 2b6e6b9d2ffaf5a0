"""A large file is read by a child: the same items in the same order, and what goes wrong there is told here."""

from __future__ import annotations

import gzip
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from evidence.citations.brief import Brief
from evidence.citations.importers import AtPath, ReadingBrokeOff, beside, read_beside, read_file
from evidence.citations.importers.packing import Received, pack, unpack
from evidence.citations.record import CitationRecord, LookUp, Name, ParsedEntry, Problem, Relation

WHOLE = """@article{{k{0}, title = {{Rest {0} and Ström}},
  author = {{van der Berg, Anna and {{Rest Group}} and others}}, year = 2020, doi = {{10.1234/rest.{0}}}}}
"""
MIXED = "".join(map(WHOLE.format, range(1200))) + "@article{bad, author = {Nobody}}\n" + "@article{open, title = {x"


@pytest.fixture(autouse=True)
def _two_processors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(beside, "_processors", lambda: 2)


def told(readings: Any) -> list[Any]:
    """All that readings say, with the parts that equality leaves out."""
    return [
        (
            one.name,
            one.format,
            one.fault,
            one.sha256,
            one.size,
            [(item, getattr(item, "raw", "")) for item in one.items],
        )
        for one in readings
    ]


@pytest.mark.parametrize(
    "data",
    [
        MIXED.encode(), gzip.compress(MIXED.encode()), MIXED.encode("latin-1"), b"10.1234/rest.1\nPMID 123456\n",
        b"%PDF-1.7",
    ],
    ids=["mixed", "packed", "Latin-1", "identifiers", "no bibliography"],
)  # fmt: skip
def test_a_child_reads_what_we_would_have_read(tmp_path: Path, data: bytes) -> None:
    file = AtPath(tmp_path / "entries")
    file.path.write_bytes(data)
    ours = told(read_file(file))
    assert ours[0][5]  # something was said
    assert told(read_beside(file, least=0)) == ours


def test_items_come_over_whole() -> None:
    person = Name("Berg", "Anna", "van der", orcid="0000-0002-1825-0097")
    record = CitationRecord(
        "Rest", authors=(person, Name(literal="Rest Group"), person), editors=(person,), year=2020,
        kind_of_record="comment", relations=(Relation("comment_on", "doi", "10.1234/rest"),),
    )  # fmt: skip
    items = [ParsedEntry(3, "k", "raw", record), Problem(9, "", "No.", "@x", False), LookUp(7, "pmid", "12", "PMID 12")]
    come = unpack(pack(items))
    assert come == items
    assert [one.raw for one in come] == ["raw", "@x", "PMID 12"]
    assert isinstance(come[0], ParsedEntry)
    assert come[0].record.authors[0].orcid == person.orcid


def test_what_the_desk_asks_first_comes_over_as_it_would_be_worked_out_here() -> None:
    person, odd = Name("Berg", "Anna", "van der"), Name("Berg|", "Kim", orcid="0000-0002-1825-0097")
    for record in (
        CitationRecord(
            "Rest at home and symptoms", authors=(person, Name(literal="Rest Group")), year=2020, doi="10.1/a"
        ),
        CitationRecord(
            "Rest", authors=(odd, person), editors=(person,), relations=(Relation("related", reference="x"),)
        ),
        CitationRecord("Editorial"),
    ):
        (come,) = unpack(pack([ParsedEntry(1, "k", "raw", record)]))
        assert isinstance(come, Received)
        assert come.brief == Brief.of(record)
        assert replace(come, record=come.record).brief == come.brief


def test_a_small_file_and_one_without_a_path_need_no_child(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(beside, "_Child", lambda *_: pytest.fail("a child was started"))
    file = AtPath(tmp_path / "entries.bib")
    file.path.write_text(WHOLE.format(1))
    assert len(told(read_beside(file))) == 1
    assert len(told(read_beside(lambda: file.path.open("rb"), least=0))) == 1


def test_a_child_that_dies_breaks_the_reading_off_with_a_sentence(tmp_path: Path) -> None:
    file = AtPath(tmp_path / "entries.bib")
    file.path.write_text(WHOLE.format(1) * 20_000)  # more than may be on the way
    child = beside._started(file, "bibtex", 0)
    assert child is not None
    with child:
        reading = next(child.readings())
        child.process.kill()
        with pytest.raises(
            ReadingBrokeOff, match=r"broke off \(the system ended it, .*memory runs out\)\. Nothing of it"
        ):
            list(reading.items)


def test_who_stops_listening_leaves_no_child_behind(tmp_path: Path) -> None:
    file = AtPath(tmp_path / "entries.bib")
    file.path.write_text("".join(map(WHOLE.format, range(30_000))))
    child = beside._started(file, None, 0)
    assert child is not None
    with child, closing(child.readings()) as readings:
        assert next(next(readings).items)
    assert child.process.returncode is not None
    assert not child.taker.is_alive()


def test_the_child_is_given_no_secret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://secret")
    seen: dict[str, Any] = {}
    real = beside.subprocess.Popen

    def noticed(*args: Any, **options: Any) -> Any:
        seen.update(options["env"])
        return real(*args, **options)

    monkeypatch.setattr(beside.subprocess, "Popen", noticed)
    file = AtPath(tmp_path / "entries.bib")
    file.path.write_text(WHOLE.format(1))
    assert told(read_beside(file, least=0))[0][1] == "bibtex"
    assert seen
    assert "DATABASE_URL" not in seen


def test_a_file_that_is_gone_is_told_like_any_other(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        list(read_beside(AtPath(tmp_path / "none.bib"), least=0))
