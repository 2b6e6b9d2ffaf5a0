"""What an editor does in the admin, in a real browser."""

from __future__ import annotations

import pytest
from django.contrib.auth import get_user_model

from evidence.models import AuditEvent, Study
from tests.factories import draft

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]


def test_an_editor_signs_in_and_edits_a_study(visit) -> None:
    get_user_model().objects.create_superuser("chief", password="long enough to do")
    study = draft()
    page = visit("/admin/")
    page.get_by_label("Username").fill("chief")
    page.get_by_label("Password").fill("long enough to do")
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("link", name="Studies", exact=True).first.click()
    tick = page.locator(".action-select")
    assert [tick.bounding_box()[side] for side in ("width", "height")] == [44, 44], "a target that a hand can hit"
    tick.check()
    tick.uncheck()
    page.get_by_role("link", name="Rest and symptoms in berg2019").click()
    page.get_by_label("Country").fill("Norway")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_text("was changed successfully").wait_for()
    assert Study.objects.get(pk=study.pk).country == "Norway"
    assert AuditEvent.objects.filter(action="study.edited", actor__username="chief").exists()
    assert not visit.errors, "the admin works under our Content-Security-Policy"
