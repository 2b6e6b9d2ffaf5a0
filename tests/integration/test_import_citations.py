"""Bringing citations in: nothing lost, nothing doubled, everything told."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from evidence.actions.imports import import_citations
from evidence.models import Author, ImportBatch, ImportRecord, Publication, Study
from tests.conftest import SHARED
from tests.factories import bibtex_entry, draft, person, publish

pytestmark = pytest.mark.django_db


def bring(*entries: str, **more):
    return import_citations(data="\n".join(entries), name="test.bib", **more)


def run(*arguments: str) -> str:
    out = io.StringIO()
    call_command("import_citations", *arguments, stdout=out)
    return out.getvalue()


class TestMatching:
    def test_the_same_file_again_changes_nothing_and_says_so(self, tmp_path: Path) -> None:
        file = tmp_path / "mine.bib"
        file.write_text(bibtex_entry("one") + bibtex_entry("two", doi=""))
        assert "2 new drafts" in run(str(file))
        before = list(Study.objects.order_by("pk").values())
        assert "Nothing changed" in run(str(file))
        assert list(Study.objects.order_by("pk").values()) == before

    def test_a_doi_in_capitals_is_the_same_doi(self) -> None:
        bring(bibtex_entry("one"))
        assert bring(bibtex_entry("one", doi="https://doi.org/10.1234/ONE")).matched == 1

    def test_without_identifier_by_title_year_and_first_author(self) -> None:
        bring(bibtex_entry("one", doi=""))
        report = bring(bibtex_entry("other", doi="", title="REST and symptoms in {One}."))
        assert (report.matched, report.created) == (1, 0)

    def test_different_dois_are_different_studies(self) -> None:
        report = bring(bibtex_entry("one", title="Same"), bibtex_entry("two", title="Same"))
        assert report.created == 2

    def test_one_doi_on_two_papers_is_refused_with_both_titles(self) -> None:
        bring(bibtex_entry("one"))
        report = bring(bibtex_entry("two", doi="10.1234/one", title="An entirely different question"))
        assert report.refused == 1
        assert "Rest and symptoms in one" in report.problems[0].reason
        assert "An entirely different question" in report.problems[0].reason

    def test_identifiers_that_lead_to_different_studies_are_refused(self) -> None:
        bring(bibtex_entry("one", pmid="111"), bibtex_entry("two", pmid="222"))
        report = bring(bibtex_entry("three", doi="10.1234/one", pmid="222"))
        assert "different studies" in report.problems[0].reason

    def test_a_correction_is_not_the_paper(self) -> None:
        bring(bibtex_entry("one"))
        report = bring(bibtex_entry("two", doi="10.1234/one", title="Correction: Rest and symptoms in one"))
        assert report.refused == 1

    def test_empty_facts_are_filled_in_and_nothing_is_overwritten(self) -> None:
        bring(bibtex_entry("one", volume=""))
        report = bring(bibtex_entry("one", volume="12", journal="Another name"))
        study = Study.objects.get()
        assert report.updated == 1
        assert (study.volume, study.container_title) == ("12", "Journal of Rest")

    def test_a_cut_list_of_authors_is_completed(self) -> None:
        bring(bibtex_entry("one", author="van der Berg, Ludwig and others"))
        assert not Study.objects.get().authors_complete
        bring(bibtex_entry("one"))
        study = Study.objects.get()
        assert study.authors_complete
        assert [name.display for name in study.record.authors] == ["Ludwig van der Berg", "Sue O'Neil"]

    def test_twice_in_one_file_is_one_study(self) -> None:
        report = bring(bibtex_entry("one"), bibtex_entry("two", doi="10.1234/one", title="Rest and symptoms in one"))
        assert (report.read, report.created, report.matched + report.updated) == (2, 1, 1)


class TestWhatIsKept:
    def test_good_entries_become_drafts_and_bad_ones_are_named(self) -> None:
        report = bring(bibtex_entry("good"), "@article{untitled,\n  year = {2020}\n}", bibtex_entry("fine"))
        assert (report.read, report.created, report.refused) == (3, 2, 1)
        problem = report.problems[0]
        assert problem.key == "untitled"
        assert problem.line == 9
        assert "title" in problem.reason

    def test_the_original_text_stays(self) -> None:
        entry = bibtex_entry("one", note="n=12; my own thoughts")
        bring(entry, "@article{untitled, year = {2020}}")
        raw = dict(ImportRecord.objects.values_list("key", "raw"))
        assert raw["one"].strip() == entry.strip()
        assert "2020" in raw["untitled"]

    def test_working_notes_never_reach_the_study(self) -> None:
        bring(bibtex_entry("one", note="n=12; my own thoughts", annote="doubtful"))
        assert "my own thoughts" not in str(Study.objects.values().get())
        assert "doubtful" not in str(Study.objects.values().get())

    def test_a_draft_without_identifier_is_not_confirmed(self) -> None:
        assert not draft(doi="").identity_confirmed

    def test_authors_stand_in_their_order(self) -> None:
        study = draft(author="Zed, Ann and {World Health Organization} and Abel, Ben and Zed, Ann")
        names = [authorship.author.name.display for authorship in study.authorships.order_by("position")]
        assert names == ["Ann Zed", "World Health Organization", "Ben Abel", "Ann Zed"]
        assert Author.objects.count() == 3

    def test_a_dry_run_keeps_nothing(self, tmp_path: Path) -> None:
        file = tmp_path / "mine.bib"
        file.write_text(bibtex_entry("one"))
        assert "nothing was kept" in run(str(file), "--dry-run")
        assert not Study.objects.exists()
        assert not ImportBatch.objects.exists()

    def test_a_published_page_is_not_touched_by_an_import(self) -> None:
        publication = publish()
        bring(bibtex_entry("berg2019", volume="99"))
        assert Publication.objects.get().content == publication.content

    def test_who_imported_has_contributed(self) -> None:
        study = draft(by=person("importer"))
        assert study.contributors.get().person == person("importer")

    def test_hostile_bytes_are_told_not_thrown(self) -> None:
        report = import_citations(data=b"@article{x, title={a\x00b\xff}, year={2020}}", name="bad.bib")
        assert report.read == 1


class TestCommand:
    def test_json_has_the_promised_shape(self, tmp_path: Path) -> None:
        file = tmp_path / "mine.bib"
        file.write_text(bibtex_entry("one") + "@article{untitled, year = {2020}}")
        told = json.loads(run(str(file), "--json"))
        assert set(told) == {"read", "created", "matched", "updated", "refused", "problems"}
        assert (told["read"], told["created"], told["refused"]) == (2, 1, 1)
        assert set(told["problems"][0]) == {"line", "key", "reason"}

    def test_with_several_files_each_problem_names_its_file(self, tmp_path: Path) -> None:
        files = [tmp_path / "one.bib", tmp_path / "two.bib"]
        for file in files:
            file.write_text("@article{untitled, year = {2020}}")
        told = json.loads(run(*map(str, files), "--json"))
        assert [problem["file"] for problem in told["problems"]] == [str(file) for file in files]
        assert set(told["problems"][0]) == {"file", "line", "key", "reason"}

    def test_what_is_no_bibliography_is_one_sentence_and_the_others_are_read(self, tmp_path: Path) -> None:
        page, empty, file = tmp_path / "page.bib", tmp_path / "empty.bib", tmp_path / "mine.bib"
        page.write_text("<!DOCTYPE html><html>@article me</html>")
        empty.write_text("")
        file.write_text(bibtex_entry("one"))
        out = io.StringIO()
        with pytest.raises(CommandError) as stopped:
            call_command("import_citations", str(page), str(empty), str(file), "--json", stdout=out)
        assert "page.bib: The file is an HTML page" in str(stopped.value)
        assert "empty.bib: The file is empty; nothing was imported." in str(stopped.value)
        assert stopped.value.returncode == 1
        told = json.loads(out.getvalue())
        assert (told["read"], told["created"]) == (1, 1)
        assert ImportBatch.objects.count() == 1

    def test_reads_standard_input(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(bibtex_entry("one").encode())))
        assert "1 new drafts" in run("-")

    def test_a_missing_file_is_one_sentence_and_the_others_are_read(self, tmp_path: Path) -> None:
        file = tmp_path / "mine.bib"
        file.write_text(bibtex_entry("one"))
        with pytest.raises(CommandError, match="could not be read"):
            run(str(tmp_path / "none.bib"), str(file))
        assert Study.objects.count() == 1

    def test_an_unknown_editor_is_refused(self, tmp_path: Path) -> None:
        with pytest.raises(CommandError, match="no active account"):
            run(str(tmp_path / "x.bib"), "--as", "nobody")


BIBLIOGRAPHY = {"general": 307, "treatments": 291, "diagnosis-assessment": 101, "exercise-pem": 103}


@pytest.mark.slow
@pytest.mark.usefixtures("shared")
def test_the_real_bibliography_comes_in_twice_without_a_double() -> None:
    for name, count in BIBLIOGRAPHY.items():
        data = (SHARED / f"data/bibliography/{name}.bib").read_bytes()
        report = import_citations(data=data, name=name)
        assert report.read == count
        assert report.created + report.matched + report.updated + report.refused == count
    studies = Study.objects.count()
    for name, count in BIBLIOGRAPHY.items():
        data = (SHARED / f"data/bibliography/{name}.bib").read_bytes()
        report = import_citations(data=data, name=name)
        assert (report.read, report.created, report.updated) == (count, 0, 0)
    assert Study.objects.count() == studies


ODDITIES = sorted((SHARED / "data/oddities").rglob("*")) if SHARED.is_dir() else []


@pytest.mark.slow
@pytest.mark.skipif(not ODDITIES, reason="the folder ../shared with third-party material is not here")
def test_no_oddity_makes_an_import_fail() -> None:
    for path in ODDITIES:
        if path.is_file():
            report = import_citations(data=path.read_bytes(), name=path.name, dry_run=True)
            counted = report.created + report.matched + report.updated + report.refused
            assert counted == report.read, path
