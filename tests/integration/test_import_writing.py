"""What COPY writes is what was read: every sign of it, in chunks that overlap, whatever a file holds."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from evidence.actions import imports
from evidence.actions.imports import import_citations, import_file
from evidence.citations.importers import AtPath, ReadingBrokeOff, beside
from evidence.models import Author, Authorship, ImportBatch, ImportRecord, Study, StudyContributor
from tests.factories import bibtex_entry
from tests.factories.people import person

pytestmark = pytest.mark.django_db


def bring(*entries: str, **more: Any) -> imports.ImportReport:
    return import_citations(data="".join(entries), name="file.bib", **more)


def byline(study: Study) -> list[str]:
    return [one.author.name.display for one in study.authorships.select_related("author").order_by("position")]


def test_signs_that_mean_something_to_copy_stay_themselves() -> None:
    work = {
        "DOI": "10.1234/signs",
        "type": "article-journal",
        "title": "Rest at C:\\new and \\N, and what \\. means",
        "container-title": "Rest\\",
        "author": [{"family": "Back\\slash", "given": "\\N"}, {"literal": "The \\t Group"}],
        "issued": {"date-parts": [[2019]]},
        "abstract": "First\\r\\n\\\\.\tSecond\\",
        "note": "kept in the original alone: \u00e9\u2028\x01",
    }
    text = "[\n\t" + json.dumps(work, ensure_ascii=False, indent="\t").replace("\\u0001", "\ud800\x00") + "\r\n]"
    report = bring(text)
    assert (report.read, report.created) == (1, 1), report.problems
    study = Study.objects.get()
    assert (study.title, study.container_title) == (work["title"], "Rest\\")
    assert study.abstract == "First\\r\\n\\\\. Second\\"
    assert byline(study) == ["\\N Back\\slash", "The \\t Group"]
    raw = ImportRecord.objects.get().raw
    assert '\t"title": "Rest at C:\\\\new and \\\\N' in raw
    assert "é\u2028" in raw
    assert "\x00" not in raw
    assert (study.design, study.topics if hasattr(study, "topics") else [], study.edit_token) == ("", [], 1)


def test_chunks_know_each_other_while_they_are_written(monkeypatch: pytest.MonkeyPatch) -> None:
    """One entry a chunk: the next is decided about before the one before it is in the database."""
    monkeypatch.setattr(imports, "CHUNK", 1)
    same = {"title": "Rest at home", "author": "Berg, Anna"}
    report = bring(
        bibtex_entry("one", **same | {"author": "Berg, Anna and others"}),
        bibtex_entry("one2", **same | {"doi": "10.1234/one", "author": "Berg, Anna and Sol, Kim", "volume": "7"}),
        bibtex_entry("one3", **same | {"doi": "10.1234/one", "volume": "8", "number": "2"}),
        bibtex_entry("two", **same),
        bibtex_entry("three", **same),
        bibtex_entry("three2", **same | {"doi": "10.1234/three"}),
        by=person("importer"),
    )
    assert (report.created, report.updated, report.matched, report.refused) == (3, 2, 1, 0)
    one = Study.objects.get(doi="10.1234/one")
    assert (one.volume, one.issue, one.authors_complete) == ("7", "2", True)
    assert byline(one) == ["Anna Berg", "Kim Sol"]
    slugs = sorted(Study.objects.values_list("slug", flat=True))
    assert slugs == ["berg-2019-rest-home", "berg-2019-rest-home-2", "berg-2019-rest-home-3"]
    assert sorted(Author.objects.values_list("key", flat=True)) == ["berg-anna", "sol-kim"]
    assert StudyContributor.objects.filter(person=person("importer"), kind="imported").count() == 3
    kept = ImportRecord.objects.order_by("line").values_list("outcome", "study__doi")
    assert [doi for _, doi in kept] == [f"10.1234/{key}" for key in ("one", "one", "one", "two", "three", "three")]


def test_a_thousand_works_with_one_address_and_few_questions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(imports, "CHUNK", 4000)  # the first chunk is a quarter of it
    entries = [bibtex_entry(f"w{number}", title=f"Rest home {number}") for number in range(1000)]
    with CaptureQueriesContext(connection) as few:
        bring(*entries[:10])
    with CaptureQueriesContext(connection) as many:
        report = bring(*entries[10:])
    assert report.created == 990
    assert len(many) <= len(few) + 2
    assert Study.objects.filter(slug="van-der-berg-2019-rest-home-1000").exists()
    assert Author.objects.count() == 2
    assert Authorship.objects.count() == 2000


def test_more_authors_than_a_list_can_hold_are_refused() -> None:
    names = " and ".join(f"Berg, A{chr(97 + number % 26)}" for number in range(33_000))
    report = bring(bibtex_entry("many", author=names), bibtex_entry("few"))
    assert (report.created, report.refused) == (1, 1)
    assert "33,000 authors" in report.problems[0].reason


def test_two_names_that_the_database_joins_alike_are_one_author() -> None:
    work = {
        "title": "Rest at home",
        "type": "article-journal",
        "DOI": "10.1234/bars",
        "issued": {"date-parts": [[2019]]},
    }
    authors = [{"family": "Berg|", "given": "Kim"}, {"family": "Berg", "given": "|Kim"}]
    report = bring(json.dumps([work | {"author": authors}]))
    assert (report.created, Authorship.objects.count()) == (1, 2)


def test_what_the_database_refuses_is_told_as_django_tells_it(monkeypatch: pytest.MonkeyPatch) -> None:
    bring(bibtex_entry("one"))
    monkeypatch.setattr("evidence.actions.imports.matching.in_use", lambda *asked: set())
    with pytest.raises(IntegrityError, match="slug"):
        bring(bibtex_entry("two", title="Rest and symptoms in none"))
    assert ImportBatch.objects.count() == 1


def test_when_the_reader_is_killed_nothing_of_the_file_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The system ends a process that takes too much memory: in the middle of a file, after chunks were written."""
    file = AtPath(tmp_path / "many.bib")
    file.path.write_text("".join(bibtex_entry(f"w{number}", title=f"Rest {number}") for number in range(20_000)))
    monkeypatch.setattr(imports, "CHUNK", 100)
    monkeypatch.setattr(beside, "_processors", lambda: 2)
    children: list[Any] = []
    started = beside._Child

    def noticed(*told: Any) -> Any:
        children.append(started(*told))
        return children[-1]

    monkeypatch.setattr(beside, "_Child", noticed)
    written: list[int] = []

    def told(done: int, size: int) -> None:
        written.append(Study.objects.count())
        children[0].process.kill()

    with pytest.raises(ReadingBrokeOff, match=r"memory runs out.*Nothing of it was imported"):
        import_file(opened=file, name="many.bib", told=told)
    assert written[0]
    assert [model.objects.count() for model in (Study, Author, ImportBatch)] == [0, 0, 0]
