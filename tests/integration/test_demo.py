"""The demonstration: built through the actions, honest, and gone with one command."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import Count

from atlas.demo.load import PEOPLE, entries, load_demo
from evidence.actions.imports import import_citations
from evidence.citations.exporters import EXPORTERS
from evidence.citations.importers import parse
from evidence.models import AuditEvent, Author, ImportBatch, Notice, Publication, Study
from evidence.presenters.study_page import StudyPage
from evidence.workflow import how_checked
from tests.factories import publish

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture(scope="module")
def demo(django_db_setup: None, django_db_blocker: Any) -> Iterator[int]:
    """Loaded once for this file: what a test does to it is rolled back to here."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield load_demo(passwords=dict.fromkeys(PEOPLE, "a password for tests"))
        transaction.set_rollback(True)


def test_shows_what_an_atlas_has_to_show(demo: int) -> None:
    shelf = Publication.objects.current()
    assert shelf.count() == demo >= 24
    assert set(shelf.values_list("pem_verdict", flat=True)) == {
        "required", "not_required", "unclear", "not_applicable",
    }  # fmt: skip
    designs = set(shelf.values_list("design", flat=True))
    assert designs & {"randomised_trial", "non_randomised_trial"}
    assert designs & {"systematic_review", "narrative_review", "meta_analysis"}
    assert "guideline" in designs
    assert "animal" in designs
    combinations = {
        (len(cohort["groups"]), max(map(len, cohort["groups"]), default=0))
        for publication in shelf
        for cohort in publication.content["pem"]["cohorts"]
    }
    assert len(combinations) >= 4, "single, and, or, none"
    assert Notice.objects.exists()
    assert Publication.objects.values("study").annotate(n=Count("pk")).filter(n__gte=2).exists()


def test_begins_with_the_seed_page(demo: int) -> None:
    publication = Publication.objects.current().get(slug="rodriguez-2023-achieving-symptom")
    page = StudyPage(publication)
    assert publication.doi == "10.1093/oxfimm/iqad003"
    assert publication.pmid == "37255930"
    assert publication.pem_verdict == "unclear"
    assert page.bibtex_key == "mecfsatlas-rodriguez-2023-achieving-symptom"
    assert len(publication.citation.authors) == 14
    assert publication.citation.authors[0].display == "Lucie Rodriguez"
    assert publication.citation.authors[-1].display == "Petter Brodin"


def test_is_checked_by_two_demo_reviewers_and_nobody_who_wrote_it(demo: int) -> None:
    for publication in Publication.objects.all():
        assert publication.hash_is_true
        assert how_checked(publication.provenance, publication.sha256) == "checked by two people"
        voters = {vote["person"] for vote in publication.provenance["approvals"]}
        assert not voters & set(publication.revision.contributors.values_list("person_id", flat=True))


def test_names_two_sources_for_each_identity(demo: int) -> None:
    for study in Study.objects.all():
        assert study.identity_confirmed
        assert len(study.identity_sources) >= 2
        assert study.facts_from
    assert len(entries()) == demo


@pytest.mark.parametrize("name", ["bibtex"])
def test_export_and_import_change_nothing(demo: int, name: str) -> None:
    items = [(f"key{row.pk}", row.citation) for row in Publication.objects.current()]
    result = parse(EXPORTERS[name].render(items), format=name)
    assert not [problem for problem in result.problems if problem.refused]
    back = {entry.key: entry.record for entry in result.entries}
    for key, record in items:
        assert back[key] == record
    report = import_citations(data=EXPORTERS[name].render(items), name="again", format=name, demo=True)
    assert (report.created, report.updated, report.refused) == (0, 0, 0)


def test_is_gone_with_one_command_and_does_not_come_back(demo: int) -> None:
    call_command("empty_demo", "--yes", stdout=io.StringIO())
    for model in (Study, Publication, Author, ImportBatch):
        assert not model.objects.exists(), model
    assert not get_user_model().objects.filter(demo=True).exists()
    assert list(AuditEvent.objects.values_list("action", flat=True)) == ["demo.emptied", "demo.letters_emptied"]
    with pytest.raises(CommandError, match="not empty"):
        call_command("load_demo", stdout=io.StringIO())


def test_no_real_import_leans_on_it(demo: int) -> None:
    record = Publication.objects.current().get(slug="rodriguez-2023-achieving-symptom").citation
    report = import_citations(data=EXPORTERS["bibtex"].render([("mine", record)]), name="mine.bib")
    assert (report.read, report.refused) == (1, 1)
    assert "is in the demonstration" in report.problems[0].reason


def test_leaves_real_pages_alone_when_it_goes(demo: int) -> None:
    real = publish()
    call_command("empty_demo", "--yes", stdout=io.StringIO())
    assert Publication.objects.get() == real
