"""What the tests put back in place of building it again is the very same, and only where it would be."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, models, transaction
from django.test.utils import CaptureQueriesContext

from evidence.actions import texts
from evidence.models import Publication, Topic
from tests.factories import person, publish, ready_to_review
from tests.kept_rows import Standing, can_be_kept
from tests.kept_worlds import BEFORE_ANY_TEST, GOOD_FOR, WORLDS

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _kept(request: pytest.FixtureRequest) -> Iterator[None]:
    if request.config.getoption("--build-worlds") or not can_be_kept():
        pytest.skip("nothing is kept in this run")
    WORLDS.kept.clear()
    yield
    WORLDS.kept.clear()


def rows() -> dict[str, list[dict[str, Any]]]:
    return {model._meta.label: list(model._base_manager.order_by("pk").values()) for model in apps.get_models()}


def undone(build: Callable[[], Any]) -> tuple[Any, dict[str, list[dict[str, Any]]], int]:
    """(what the factory gave, every row there is, how many statements it took), as in a test of its own."""
    with transaction.atomic():
        WORLDS.state = BEFORE_ANY_TEST
        with CaptureQueriesContext(connection) as asked:
            given = build()
        told = given, rows(), len(asked)
        transaction.set_rollback(True)
    return told


def held(row: models.Model) -> dict[str, Any]:
    """Its values, be they saved or not, and which rows it has at hand; copying adds the version of Django."""
    told = {name: value for name, value in vars(row).items() if name not in ("_state", "_django_version")}
    return told | {"at hand": {name: str(one) for name, one in row._state.fields_cache.items()}}


def test_it_is_put_back_row_for_row() -> None:
    def build() -> Publication:
        study = ready_to_review(abstract="We saw “45” patients; 5% had\nléft \\ 'early'.")
        return publish(study)

    first, before, built = undone(build)
    second, after, statements = undone(build)
    assert after == before
    assert second == first
    assert second is not first
    assert held(second.study) == held(first.study)
    assert statements < 10 < 200 < built


def test_what_was_handed_in_is_as_it_was_afterwards() -> None:
    def build() -> Any:
        study = ready_to_review()
        publish(study)
        return study

    first, second = undone(build)[0], undone(build)[0]
    assert held(first) == held(second)


def test_a_world_that_is_built_again_takes_nothing_of_the_one_before(monkeypatch: pytest.MonkeyPatch) -> None:
    def build() -> tuple[int, int]:
        page = publish()
        return page.pk, person("editor").pk

    first = undone(build)[0]
    assert undone(build)[0] == first
    for world in list(WORLDS.kept.values())[:1]:
        world.made -= GOOD_FOR + 1
    (page, editor), told, _ = undone(build)
    assert (page, editor) != first
    assert editor in {row["id"] for row in told["atlas.User"]}


@pytest.mark.parametrize("change", ["other values", "somebody wrote", "a setting", "a patch"])
def test_everything_else_is_built(change: str, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    first = undone(publish)[0]

    def build() -> Publication:
        if change == "somebody wrote":
            Topic.objects.filter(pk=-1).update(name="Nothing")
        if change == "a setting":
            settings.REVIEW_POLICY = "open"
        if change == "a patch":
            monkeypatch.setattr(texts, "write_text", lambda **told: None)
        return publish(**({"key": "other2020"} if change == "other values" else {}))

    try:
        second, _, statements = undone(build)
    except Exception:  # without texts nothing is published: it was built, and found out
        assert change == "a patch"
    else:
        assert second.pk != first.pk
        assert statements > 100


def test_the_tables_come_back_to_what_stood_before_any_test() -> None:
    before, standing = rows(), Standing()
    publish()
    person("reader")
    Topic.objects.filter(pk=Topic.objects.order_by("pk")[0].pk).update(name="Another")
    assert {"evidence_publication", "evidence_topic", "atlas_user"} <= set(standing.changed())
    standing.come_back()
    assert standing.changed() == []
    assert rows() == before
