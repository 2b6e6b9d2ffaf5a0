"""Bringing citations in, as an editor does it in a real browser: paste, look, import, read the report, take it back."""

from __future__ import annotations

from typing import Any

import pytest

from evidence.actions.imports import import_citations
from evidence.models import ImportBatch, Study
from tests.factories import bibtex_entry
from tests.functional.steps import follow, press, see
from tests.functional.test_machines import is_no_wider_than_the_screen, open_as  # noqa: F401 - a fixture

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser]


def test_paste_preview_import_report_and_undo_without_a_script(open_as: Any) -> None:  # noqa: F811
    import_citations(data=bibtex_entry("known", volume=""), name="before.bib")
    room = open_as("editor", "/admin/", "Editor", width=320, javascript=False)
    follow(room.get_by_role("link", name="Bring citations in"))
    follow(room.get_by_role("link", name="Bring citations in", exact=True))
    entries = bibtex_entry("known", volume="12") + bibtex_entry("new") + "@article{untitled, year = {2020}}"
    room.get_by_label("Or paste entries here").fill(entries)
    press(room, "Show what would come of it")

    see(room, "Nothing has been imported yet. 3 entries were read.")
    assert is_no_wider_than_the_screen(room)
    follow(room.get_by_role("link", name="Refused: 1"))
    see(room, "untitled")
    assert Study.objects.count() == 1
    press(room, "Import this")

    see(room, "Imported. This report stays.")
    assert is_no_wider_than_the_screen(room)
    assert Study.objects.get(doi="10.1234/known").volume == "12"
    with room.expect_download() as loading:
        room.get_by_role("link", name="the refused entries as a file to mend").click()
    assert b"untitled" in loading.value.path().read_bytes()

    room.get_by_label("Why it is taken back").fill("It was the wrong file.")
    press(room, "Undo the whole import")
    see(room, "Undone. What this import brought is gone")
    assert [(study.doi, study.volume) for study in Study.objects.all()] == [("10.1234/known", "")]
    assert ImportBatch.objects.latest("pk").undone_because == "It was the wrong file."
