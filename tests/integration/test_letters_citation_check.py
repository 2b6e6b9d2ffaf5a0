"""Our record beside the registries', for a letter that says that a citation is wrong."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from contributions.actions.citation_check import NOT_ASKED, STALE, compare
from evidence.models import RegistryAnswer
from tests.factories import publish
from tests.factories.letters import letter

pytestmark = pytest.mark.django_db


def answered(study: Any, registry: str, *, told: dict[str, Any] | None = None, identifier: str = "") -> None:
    RegistryAnswer.objects.create(
        study=study, registry=registry, identifier=identifier or study.doi, asked_at=timezone.now(), result="found",
        title=study.title, titles_agree=True, record={**study.record.to_dict(), **(told or {})},
    )  # fmt: skip


def test_what_a_registry_told_stands_beside_ours() -> None:
    page = publish()
    answered(page.study, "crossref", told={"year": 2020})
    answered(page.study, "pubmed", identifier="10.1/another")
    found = compare(contribution=letter(page=page, kind="citation"))
    assert found is not None
    assert [(one.registry, one.words) for one in found.answers] == [
        ("PubMed", STALE), ("Crossref", "found"), ("Europe PMC", NOT_ASKED),
    ]  # fmt: skip
    lines = {line.words: line for line in found.lines}
    assert (lines["year"].ours, lines["year"].theirs, lines["year"].differs) == ("2019", (None, "2020", None), True)
    assert lines["authors"].ours == "Ludwig van der Berg; Sue O'Neil"
    assert [line.words for line in found.lines if line.differs] == ["year"]


def test_a_letter_about_no_study_has_nothing_to_compare() -> None:
    assert compare(contribution=letter()) is None
