"""A found notice, as an editor meets it in a real browser, and the public page before and after."""

from __future__ import annotations

from typing import Any

import pytest

from evidence.actions import registries
from evidence.models import Study
from tests.factories import publish
from tests.functional.steps import follow, press, see
from tests.functional.test_machines import open_as  # noqa: F401 - a fixture

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]


def test_an_editor_confirms_one_notice_and_dismisses_another(open_as: Any, visit: Any) -> None:  # noqa: F811
    page = publish()
    study = Study.objects.get(pk=page.study_id)
    registries.keep_found_notice(study=study, registry="crossref", kind="retraction", identifier="10.5555/notice")
    other = registries.keep_found_notice(study=study, registry="pubmed", kind="correction", identifier="888")
    see(visit(f"/evidence/{page.slug}", width=320), "A notice about this paper was found")

    room = open_as("editor", "/admin/desk/registries", "Editor", width=320)
    assert room.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    room.locator(f"#id_notice-{other.pk}-reason").fill("It is about another paper.")
    follow(room.locator(f"#notice-{other.pk}").get_by_role("button", name="Dismiss"))
    see(room, "Dismissed")
    other.refresh_from_db()
    assert (other.state, other.reason) == ("dismissed", "It is about another paper.")

    press(room, "Confirm this notice")
    see(room, "No notice waits.")
    assert study.notices.get().kind == "retraction"
    see(visit(f"/evidence/{page.slug}", width=320), "A person has confirmed this notice")
