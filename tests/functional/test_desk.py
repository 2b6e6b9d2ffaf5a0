"""What an editor does in the admin, in a real browser."""

from __future__ import annotations

import pytest
from django.contrib.auth import get_user_model

from evidence.models import AuditEvent, Study
from tests.factories import draft
from tests.functional.steps import follow, press, see

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]


def test_an_editor_signs_in_and_edits_a_study(visit) -> None:
    get_user_model().objects.create_superuser("chief", password="long enough to do")
    study = draft()
    page = visit("/admin/")
    page.get_by_label("Username").fill("chief")
    page.get_by_label("Password").fill("long enough to do")
    press(page, "Sign in")
    follow(page.get_by_role("link", name="Studies", exact=True).first)
    tick = page.locator(".action-select")
    assert [tick.bounding_box()[side] for side in ("width", "height")] == [44, 44], "a target that a hand can hit"
    tick.check()
    tick.uncheck()
    follow(page.get_by_role("link", name="Rest and symptoms in berg2019"))
    page.get_by_label("Country").fill("Norway")
    press(page, "Save")
    see(page, "was changed successfully")
    assert Study.objects.get(pk=study.pk).country == "Norway"
    assert AuditEvent.objects.filter(action="study.edited", actor__username="chief").exists()
    assert not visit.errors, "the admin works under our Content-Security-Policy"
