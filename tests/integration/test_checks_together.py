"""The check constraints of a row are asked in one go, and refuse what Django's own does in the same words."""

from __future__ import annotations

from typing import Any
from unittest import mock

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, models
from django.test.utils import CaptureQueriesContext

from evidence.models import Study

pytestmark = pytest.mark.django_db

BROKEN = {
    "title": "", "type": "poem", "design": "guess", "doi": "10.1234/UPPER", "pmid": "007", "pmcid": "1", "day": 3,
    "open_access_url": "ftp://x.example",
}  # fmt: skip


def refusal(study: Study, exclude: set[str]) -> dict[str, Any]:
    try:
        study.validate_constraints(exclude=exclude)
    except ValidationError as error:
        return {field: sorted(messages) for field, messages in error.message_dict.items()}
    return {}


@pytest.mark.parametrize("exclude", [set(), {"title", "doi"}, set(BROKEN)], ids=lambda names: f"without {len(names)}")
def test_a_row_is_refused_in_the_words_of_every_constraint_that_it_breaks(exclude: set[str]) -> None:
    for broken in ({}, *({name: value} for name, value in BROKEN.items()), BROKEN):
        study = Study(**({"title": "Rest", "slug": "rest"} | broken))
        ours = refusal(study, exclude)
        with mock.patch.object(Study, "get_constraints", models.Model.get_constraints):
            assert ours == refusal(study, exclude), broken
        assert bool(ours) is bool(broken.keys() - exclude), broken
    if not exclude:
        assert len(ours["__all__"]) >= len(BROKEN) - 1, "two may share their words"


def test_a_row_in_order_costs_one_question() -> None:
    study = Study(title="Rest", slug="rest")
    with CaptureQueriesContext(connection) as asked:
        study.validate_constraints()
    checks = [one["sql"] for one in asked if "_check" in one["sql"]]
    assert len(checks) == 1
