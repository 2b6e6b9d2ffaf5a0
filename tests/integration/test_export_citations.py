"""`manage.py export_citations`: the citations of the shelf, in any format, and nothing else on standard output."""

from __future__ import annotations

import io
import json
import os
import stat
from argparse import ArgumentTypeError
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from evidence.actions import editorial, studies
from evidence.citations.exporters import EXPORTERS
from evidence.citations.importers import parse
from evidence.management.commands import export_citations
from evidence.management.commands.export_citations import years
from tests.factories import draft, person, publish
from tests.kept_worlds import kept

pytestmark = pytest.mark.django_db


def exported(*arguments: str) -> str:
    out = io.StringIO()
    call_command("export_citations", *arguments, stdout=out, stderr=io.StringIO())
    return out.getvalue()


def keys(*arguments: str) -> list[str]:
    return [item["id"] for item in json.loads(exported("--format", "csl_json", *arguments))]


@pytest.fixture
@kept
def shelf() -> None:
    publish(key="old2005", year="2005", criteria=["fukuda1994"])
    publish(key="mid2012", year="2012", criteria=["ccc2003", "fukuda1994"], combination="or")
    publish(key="new2019", year="2019", criteria=["ccc2003"])


def test_every_format_of_the_registry_gives_what_its_exporter_gives(shelf: None) -> None:
    items = [*export_citations._keyed(export_citations._chosen(None, None, None))]
    assert len(items) == 3
    for name, exporter in EXPORTERS.items():
        assert exported("--format", name) == exporter.render(items), name


def test_what_went_out_comes_in_again(shelf: None) -> None:
    entries = parse(exported().encode(), format="bibtex").entries
    assert {entry.record.doi for entry in entries} == {"10.1234/old2005", "10.1234/mid2012", "10.1234/new2019"}
    assert [entry.key for entry in entries] == sorted(entry.key for entry in entries)
    assert all(entry.key.startswith("mecfsatlas-van-der-berg-") for entry in entries)


def test_only_what_was_asked_for(shelf: None) -> None:
    for arguments, expected in {
        ("--verdict", "required"): {"2019"},
        ("--verdict", "not_required"): {"2005", "2012"},
        ("--criteria", "ccc2003"): {"2012", "2019"},
        ("--criteria", "ccc2003", "--verdict", "required"): {"2019"},
        ("--year", "2012"): {"2012"},
        ("--year", "2005..2012"): {"2005", "2012"},
        ("--year", "2012.."): {"2012", "2019"},
        ("--year", "..2012"): {"2005", "2012"},
        ("--year", "2013..2018"): set(),
    }.items():
        found = {key.removeprefix("mecfsatlas-van-der-berg-")[:4] for key in keys(*arguments)}
        assert found == expected, arguments


def test_only_live_pages_in_their_newest_publication() -> None:
    draft("never2019")
    gone = publish(key="gone2019")
    editorial.withdraw(study=gone.study, by=person("publisher"), reason="The wrong paper.")
    study = publish(key="twice2019").study
    studies.edit_study(study=study, by=person("editor"), changes={"volume": "77"})
    study.refresh_from_db()
    publish(study, reason="The volume was missing.")
    (item,) = json.loads(exported("--format", "csl_json"))
    assert (item["DOI"], item["volume"]) == ("10.1234/twice2019", "77")


def test_what_is_edited_on_the_desk_is_not_exported() -> None:
    study = publish().study
    studies.edit_study(study=study, by=person("editor"), changes={"title": "Work in progress"})
    assert "Work in progress" not in exported()


class TestNothingToExport:
    def test_is_a_sentence_and_an_empty_file_and_no_failure(self, tmp_path: Path) -> None:
        for name, empty in {"bibtex": "", "ris": "", "csl_json": "[\n]\n", "apa": ""}.items():
            file, err = tmp_path / "none", io.StringIO()
            call_command("export_citations", "--format", name, "--output", str(file), stderr=err)
            assert file.read_text() == empty
            assert "nothing to export" in err.getvalue()


class TestFiles:
    def test_a_file_is_written_as_the_format_wants_it(self, shelf: None, tmp_path: Path, capsys: Any) -> None:
        file = tmp_path / "out.txt"
        call_command("export_citations", "--format", "ris", "--output", str(file))
        assert file.read_bytes().startswith(b"TY  - JOUR\r\n")
        assert file.read_bytes().count(b"ER  - \r\n") == 3
        told = capsys.readouterr()
        assert (told.out, told.err) == ("", "")
        assert [one.name for one in tmp_path.iterdir()] == ["out.txt"]

    def test_the_name_of_the_file_says_the_format(self, shelf: None, tmp_path: Path) -> None:
        for name, begins in {
            "a.bib": "@article", "a.ris": "TY  - ", "A.CSL.JSON": "[", "a.txt": "van der Berg", "a": "@article",
        }.items():  # fmt: skip
            call_command("export_citations", "--output", str(tmp_path / name))
            assert (tmp_path / name).read_text("utf-8").startswith(begins), name

    def test_a_failure_leaves_the_old_file_and_nothing_else(
        self, shelf: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        file = tmp_path / "a.bib"
        file.write_text("as it was")
        keyed = export_citations._keyed

        def breaks(found: Any) -> Any:
            yield next(keyed(found))
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(export_citations, "_keyed", breaks)
        with pytest.raises(CommandError, match="could not be written: No space left"):
            call_command("export_citations", "--output", str(file))
        assert file.read_text() == "as it was"
        assert [one.name for one in tmp_path.iterdir()] == ["a.bib"]

    def test_a_file_keeps_its_rights_and_a_link_its_aim(self, shelf: None, tmp_path: Path) -> None:
        file, link = tmp_path / "kept.bib", tmp_path / "link.bib"
        file.write_text("old")
        file.chmod(0o640)
        link.symlink_to(file)
        call_command("export_citations", "--output", str(link))
        assert link.is_symlink()
        assert file.read_text("utf-8").count("@article") == 3
        assert stat.S_IMODE(file.stat().st_mode) == 0o640

    @pytest.mark.parametrize("name", ["", "missing/a.bib"])
    def test_what_cannot_be_written_is_said(self, tmp_path: Path, name: str) -> None:
        with pytest.raises(CommandError, match=r"is a directory|could not be written"):
            call_command("export_citations", "--output", os.path.join(tmp_path, name))


class TestWrongOptions:
    @pytest.mark.parametrize(
        "arguments",
        [["--format", "docx"], ["--verdict", "maybe"], ["--year", "last"], ["--year", "2021..2019"], ["--year", ".."]],
    )
    def test_are_refused(self, arguments: list[str]) -> None:
        with pytest.raises(CommandError, match=arguments[0]):
            exported(*arguments)

    def test_an_unknown_set_of_criteria_is_no_empty_file(self) -> None:
        with pytest.raises(CommandError, match=r"no set of criteria “ccc”\. There are: .*ccc2003"):
            exported("--criteria", "ccc")

    @pytest.mark.parametrize("told", ["", "..", "20", "2019-2021", "2019..2021..", "٢٠١٩", "2019 2020", "2020..2019"])
    def test_a_span_of_years_is_read_or_refused(self, told: str) -> None:
        with pytest.raises(ArgumentTypeError, match=r"no year|ends before"):
            years(told)


def test_nothing_but_the_data_on_standard_output(shelf: None, capsys: Any) -> None:
    call_command("export_citations", "--format", "csl_json")
    told = capsys.readouterr()
    assert len(json.loads(told.out)) == 3
    assert told.err == ""


def test_the_shelf_is_read_in_pieces_and_the_desk_not_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(5):
        publish(key=f"many{number}")
    monkeypatch.setattr(export_citations, "AT_ONCE", 2)
    with CaptureQueriesContext(connection) as queries:
        assert len(keys()) == 5
    asked = [query["sql"] for query in queries if "FROM" in query["sql"]]
    assert len(asked) <= 2, asked  # the count, and one reading
    assert not any("evidence_study" in sql for sql in asked)
