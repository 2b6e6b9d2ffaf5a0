"""A form of the desk that arrives twice, as browsers send it after two clicks, "Back" or "Reload": it happens once."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from evidence.actions import editorial
from evidence.actions.imports.previewing import preview_upload
from evidence.desk.review import CHECKLIST
from evidence.models import AuditEvent, ImportBatch, Publication, Review, Study
from tests.factories import browser_of, person, ready_to_review, reviewed
from tests.integration.test_admin import form_of
from tests.integration.test_imports_at_once import upload

pytestmark = pytest.mark.django_db


def browser(name: str, role: str) -> Client:
    return browser_of(name, roles=[role])


def twice(client: Client, address: str, data: dict[str, Any]) -> str:
    """Send the form two times; returns the page that is seen after the second, which is never a fault of ours."""
    assert client.post(address, data).status_code in (200, 302)
    answer = client.post(address, data, follow=True)
    assert answer.status_code in (200, 409)
    return answer.content.decode()


def test_a_vote_is_counted_once() -> None:
    revision = editorial.submit(study=ready_to_review(), by=person("editor"), reason="")
    data = {
        "_do": "decide", "conflict": "none", "decision": "approve", "_seen": revision.sha256,
        "checks": list(CHECKLIST), "comment": "Read twice.",
    }  # fmt: skip
    told = twice(browser("reader", "Coder and reviewer"), reverse("desk:review", args=[revision.pk]), data)
    assert "You have voted already. Your vote counts once." in told
    assert Review.objects.count() == 1


def test_a_page_is_published_once() -> None:
    revision = reviewed(ready_to_review())
    data = {"_do": "publish", "_seen": revision.sha256}
    told = twice(browser("publisher", "Publisher"), reverse("desk:review", args=[revision.pk]), data)
    assert "You have published this already. It happened once." in told
    assert "This was not done" not in told
    assert Publication.objects.count() == 1


def test_an_upload_is_imported_once() -> None:
    found = preview_upload(upload=upload())
    data = {"_do": "commit", "_seen": found.digest}
    told = twice(browser("editor", "Editor"), reverse("desk:import_upload", args=[found.pk]), data)
    assert "This was imported already. Here is its report." in told
    assert (ImportBatch.objects.count(), Study.objects.count()) == (1, 5)


def test_an_edit_is_kept_once() -> None:
    study = ready_to_review()
    client, address = browser("editor", "Editor"), reverse("admin:evidence_study_change", args=[study.pk])
    data = form_of(client.get(address), country="Norway")
    edits = AuditEvent.objects.filter(action="study.edited")
    before = edits.count()
    told = twice(client, address, data)
    assert edits.count() == before + 1
    assert "Norway" in told
