"""Every format onto the desk: nothing lost, nothing doubled, whatever a file is and however it is brought."""

from __future__ import annotations

import gzip
import io
import json
import random
import re
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from evidence.actions import imports
from evidence.actions.imports import import_citations, import_file
from evidence.citations.exporters import EXPORTERS
from evidence.models import ImportBatch, ImportRecord, Study, StudyLink
from tests.conftest import SHARED
from tests.factories import bibtex_entry
from tests.unit.citations.importers.samples import (
    DOIS,
    LISTS,
    PMIDS,
    PUBMED_HEAD,
    SAMPLES,
    TITLES,
    crossref_work,
    pubmed_article,
)

pytestmark = pytest.mark.django_db


def run(*arguments: str) -> str:
    out = io.StringIO()
    call_command("import_citations", *arguments, stdout=out)
    return out.getvalue()


def bring(data: str | bytes, **more):
    return import_citations(data=data, name="file", **more)


@pytest.mark.parametrize("name", SAMPLES)
def test_every_format_makes_drafts_and_the_next_one_meets_them(name: str) -> None:
    report = bring(SAMPLES[name].whole.encode())
    assert (report.read, report.created, report.refused) == (3, 3, 0)
    assert report.batch.format == name
    assert sorted(Study.objects.values_list("title", flat=True)) == sorted(TITLES)
    for other in SAMPLES.values():
        again = bring(other.whole)
        assert (again.read, again.created, again.refused) == (3, 0, 0)
    assert Study.objects.count() == 3


@pytest.mark.parametrize("name", SAMPLES)
def test_what_is_refused_is_kept_with_its_line_and_reason(name: str) -> None:
    report = bring(SAMPLES[name].broken)
    assert (report.read, report.created, report.refused) == (3, 2, 1)
    row = ImportRecord.objects.get(outcome="refused")
    assert (row.line, bool(row.raw), row.reason.endswith(".")) == (SAMPLES[name].broken_line, True, True)


def test_a_large_file_is_written_in_chunks_and_counts_as_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imports, "CHUNK", 7)
    entries = [bibtex_entry(f"work{number}") for number in range(30)]
    entries[20] = bibtex_entry("work3", volume="9")  # the same work in another chunk, with one more fact
    entries[21] = "@article{untitled, year = {2020}}\n"
    heard: list[tuple[int, int]] = []
    data = "".join(entries).encode()
    report = import_file(opened=lambda: io.BytesIO(data), name="many.bib", told=lambda *told: heard.append(told))
    assert (report.read, report.created, report.updated, report.refused) == (30, 28, 1, 1)
    assert ImportRecord.objects.count() == 30
    batch = ImportBatch.objects.get()
    assert (batch.read, batch.created, batch.updated, batch.refused) == (30, 28, 1, 1)
    assert Study.objects.get(doi="10.1234/work3").volume == "9"
    assert len(heard) > 3
    assert heard[-1] == (len(data), len(data))
    assert heard == sorted(heard)


def test_a_failure_half_way_keeps_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imports, "CHUNK", 2)
    data = "".join(bibtex_entry(f"work{number}") for number in range(6)).encode()

    def told(done: int, size: int) -> None:
        raise OSError("the disk is gone")

    with pytest.raises(OSError, match="the disk is gone"):
        import_file(opened=lambda: io.BytesIO(data), name="x", told=told)
    assert not Study.objects.exists()
    assert not ImportBatch.objects.exists()


class TestLists:
    def test_a_list_tells_what_is_here_and_what_is_to_be_looked_up(self) -> None:
        bring(SAMPLES["bibtex"].whole)
        report = bring(f"{DOIS[0].upper()}\n{PMIDS[1]}\n10.1234/unknown\n31999999\n")
        assert (report.read, report.matched, report.refused, report.created) == (4, 2, 2, 0)
        assert [(one.scheme, one.identifier) for one in report.look_up] == [
            ("doi", "10.1234/unknown"),
            ("pmid", "31999999"),
        ]
        assert "not on the desk" in report.problems[0].reason
        assert Study.objects.count() == 3

    def test_for_scripts_the_identifiers_to_look_up_stand_apart(self, tmp_path: Path) -> None:
        file = tmp_path / "list"
        file.write_text(LISTS.whole)
        told = json.loads(run(str(file), "--json"))
        assert told["look_up"] == [{"scheme": "doi", "identifier": doi} for doi in DOIS]


class TestIdentity:
    def test_a_preprint_and_its_paper_are_two(self) -> None:
        facts = {"title": "Rest and symptoms over two days", "doi": ""}
        bring(bibtex_entry("paper", **facts))
        report = bring(bibtex_entry("preprint", **facts | {"journal": "medRxiv"}))
        assert (report.created, report.matched) == (1, 0)

    def test_a_title_that_is_only_spelt_otherwise_is_the_same_work(self) -> None:
        bring(bibtex_entry("one", title="The randomised trial of resting patients at home", doi="10.1234/one"))
        report = bring(bibtex_entry("two", title="Randomized trial of resting patients at home", doi=""))
        assert (report.created, report.matched) == (0, 1)

    def test_a_doubtful_title_is_for_a_person(self) -> None:
        bring(bibtex_entry("one", title="The trial of resting patients at home"))
        report = bring(bibtex_entry("two", title="The trial of resting patients at home: a second look", doi=""))
        assert report.refused == 1
        assert "Give the entry its DOI or PMID" in report.problems[0].reason

    @pytest.mark.parametrize(
        "title", ["Correction to: {}", "Reply to “{}”", "Summary for patients: {}", "Comment on {}"]
    )
    def test_what_is_about_a_work_is_never_the_work(self, title: str) -> None:
        bring(bibtex_entry("one", title="The trial of resting patients at home", doi=""))
        other = title.format("The trial of resting patients at home")
        report = bring(bibtex_entry("two", title=other, doi=""))
        assert (report.created, report.matched, report.updated) == (1, 0, 0)


class TestLinks:
    ERRATUM = (
        '<CommentsCorrectionsList><CommentsCorrections RefType="ErratumFor"><RefSource>J Rest. 2018.</RefSource>'
        f"<PMID>{PMIDS[0]}</PMID></CommentsCorrections></CommentsCorrectionsList>"
    )

    def test_a_correction_is_linked_to_its_paper(self) -> None:
        bring(PUBMED_HEAD + pubmed_article(0))
        erratum = pubmed_article(1, title=f"Erratum: {TITLES[2]}", types="Published Erratum", more=self.ERRATUM)
        report = bring(PUBMED_HEAD + erratum)
        assert report.linked == 1
        link = StudyLink.objects.get()
        assert (link.kind, link.study.pmid, link.target.pmid) == ("erratum_of", PMIDS[1], PMIDS[0])

    def test_both_may_come_in_one_file_in_any_order(self) -> None:
        erratum = pubmed_article(1, title=f"Erratum: {TITLES[2]}", types="Published Erratum", more=self.ERRATUM)
        assert bring(PUBMED_HEAD + erratum + pubmed_article(0)).linked == 1

    def test_a_work_that_nobody_brought_in_gets_no_link(self) -> None:
        notice = crossref_work(1, **{"update-to": [{"type": "retraction", "DOI": "10.1234/elsewhere"}]})
        assert bring(json.dumps([notice])).linked == 0
        assert not StudyLink.objects.exists()

    def test_a_second_import_links_nothing_again(self) -> None:
        notice = crossref_work(1, **{"update-to": [{"type": "correction", "DOI": DOIS[0]}]})
        text = json.dumps([crossref_work(0), notice])
        assert bring(text).linked == 1
        assert bring(text).linked == 0
        assert StudyLink.objects.count() == 1


class TestCommand:
    def test_the_format_is_found_or_told(self, tmp_path: Path) -> None:
        file = tmp_path / "export.txt"
        file.write_text(SAMPLES["ris"].whole)
        assert "3 entries read as RIS: 3 new drafts" in run(str(file))
        assert "3 already here" in run(str(file), "--format", "auto")
        with pytest.raises(CommandError, match="The file is RIS, not BibTeX"):
            run(str(file), "--format", "bibtex")

    def test_packed_files_and_standard_input(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        packed = gzip.compress(SAMPLES["nbib"].whole.encode())
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(packed)))
        assert "3 new drafts" in run("-")
        file = tmp_path / "x"
        file.write_bytes(packed)
        assert "3 already here" in run(str(file))

    def test_quiet_tells_only_what_was_refused(self, tmp_path: Path) -> None:
        good, bad = tmp_path / "good", tmp_path / "bad"
        good.write_text(SAMPLES["ris"].whole)
        bad.write_text(SAMPLES["ris"].broken)
        assert run(str(good), "--quiet") == ""
        (line,) = run(str(bad), "--quiet").splitlines()
        assert line.strip().startswith(f"refused: {bad}, line {SAMPLES['ris'].broken_line}: ")

    def test_no_bar_is_drawn_where_nobody_looks(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        file = tmp_path / "x"
        file.write_text(SAMPLES["ris"].whole)
        run(str(file))
        assert capsys.readouterr().err == ""

    def test_an_attack_is_one_sentence(self, tmp_path: Path) -> None:
        file = tmp_path / "bomb"
        file.write_bytes(gzip.compress(b"TY  - JOUR\n" + b" " * 64 * 1024**2))
        with pytest.raises(CommandError, match="more than 200 times its size"):
            run(str(file))
        assert not ImportBatch.objects.exists()


BIBLIOGRAPHY = {"general": 307, "treatments": 291, "diagnosis-assessment": 101, "exercise-pem": 103}


@pytest.mark.slow
@pytest.mark.usefixtures("shared")
def test_the_bibliography_shuffled_and_shouted_doubles_nothing() -> None:
    """The four files, then their entries in another order, another format, with DOIs in capitals."""
    for name, count in BIBLIOGRAPHY.items():
        report = bring((SHARED / f"data/bibliography/{name}.bib").read_bytes())
        assert report.read == count == report.created + report.matched + report.updated + report.refused
    studies = Study.objects.count()
    chance = random.Random(2026)
    for name in chance.sample(sorted(BIBLIOGRAPHY), k=4):
        text = (SHARED / f"data/bibliography/{name}.bib").read_text()
        entries = re.split(r"(?m)^(?=@)", text)
        chance.shuffle(entries)
        shouted = re.sub(
            r"(?im)^(\s*doi\s*=\s*[{\"])([^}\"]+)",
            lambda match: f"{match.group(1)}https://doi.org/{match.group(2).upper()}",
            "\n".join(entries),
        )
        assert shouted != text
        report = bring(shouted)
        assert (report.created, report.read) == (0, BIBLIOGRAPHY[name])
    assert Study.objects.count() == studies
    works = [(study.slug, study.record) for study in Study.objects.all()]
    for format in ("ris", "csl_json"):
        report = bring(EXPORTERS[format].render(works))
        doubled = ImportRecord.objects.filter(batch=report.batch, outcome="created")
        assert (report.read, [row.raw for row in doubled]) == (studies, [])


@pytest.mark.slow
@pytest.mark.usefixtures("shared")
def test_no_file_of_another_format_makes_an_import_fail() -> None:
    for folder in ("ris", "pubmed"):
        for path in sorted((SHARED / "data" / folder).rglob("*")):
            if path.is_file() and path.stat().st_size < 400_000:
                report = bring(path.read_bytes(), dry_run=True)
                assert report.read == report.created + report.matched + report.updated + report.refused, path
                assert report.read or report.fault, path
