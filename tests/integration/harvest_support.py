"""A small shelf for what machines collect: same datestamps, a notice, strange letters, a tombstone, and a draft."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from django.db import transaction
from django.test import Client

from evidence.actions import editorial, notices, texts
from evidence.models import Publication, Study
from tests.factories import draft, person, ready_to_review, reviewed

FIRST = datetime(2026, 3, 1, 12, tzinfo=UTC)
TOGETHER = datetime(2026, 3, 2, 12, 0, 0, 500_000, tzinfo=UTC)
"""Three pages are published at this very moment, in the middle of a second."""
CORRECTED, GONE = datetime(2026, 3, 5, 12, tzinfo=UTC), datetime(2026, 3, 6, 12, tzinfo=UTC)
MARKER = "zebrafinch"
"""A word of the desk that no reader may meet."""
REST, OTHER, THIRD, LAST = (
    "van-der-berg-2019-rest-symptoms", "van-der-berg-2020-other-things", "van-der-berg-2021-third-paper",
    "van-der-berg-2022-last-paper",
)  # fmt: skip
WITHDRAWN = THIRD
LIVE = (REST, OTHER, LAST)


def put_on_the_shelf(study: Study, *, at: datetime, reason: str = "") -> Publication:
    return editorial.publish(revision=reviewed(study, reason=reason), by=person("publisher"), now=at)


def build() -> None:
    rest = ready_to_review(pmid="12345")
    put_on_the_shelf(rest, at=FIRST)
    pages = (
        ("two2020", "Other things & more < less", "2020", ("fukuda1994",)),
        ("three2021", "Third paper of this kind", "2021", ("ccc2003",)),
        ("four2022", "Last paper of this kind", "2022", ("icc2011",)),
    )
    studies = [
        ready_to_review(key=key, title=title, year=year, criteria=criteria) for key, title, year, criteria in pages
    ]
    for study in studies:
        put_on_the_shelf(study, at=TOGETHER)
    notices.add_notice(
        study=rest, by=person("editor"), kind="retraction", source="the journal's page", date="2026-03-04",
        title="Retraction: a number was wrong", doi="10.1234/retraction",
    )  # fmt: skip
    put_on_the_shelf(rest, at=CORRECTED, reason="The journal took the paper back.")
    editorial.withdraw(study=studies[1], by=person("publisher"), reason="The wrong paper was read.", now=GONE)
    texts.write_text(study=studies[0], by=person("editor"), texts={"summary": f"A {MARKER} that nobody should see."})
    draft("hidden2023", title=f"A {MARKER} in a title", year="2023")


def standing(blocker: Any) -> Iterator[None]:
    """For a fixture of a module: the shelf, built once; what a test does to it is rolled back to here."""
    with blocker.unblock(), transaction.atomic():
        build()
        yield
        transaction.set_rollback(True)


def get(path: str, status: int = 200, **headers: str) -> Any:
    response = Client().get(path, headers=headers)
    assert response.status_code == status, response.content[:300]
    assert MARKER.encode() not in response.content
    return response
