"""Saving at the workbench: what is refused comes back as typed, and two savers never overwrite each other."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from evidence.actions import studies, texts
from evidence.admin.rooms import workbench as room
from evidence.models import AuditEvent, Notice, Study, StudyLink, StudyText
from tests.factories import draft, person, ready_to_review, reviewed
from tests.integration.workbench_support import bench, browser_of, told, typed

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor() -> Client:
    """The editor who also made the worlds of the factories."""
    return browser_of("editor", "Editor")


# --- Saving ----------------------------------------------------------------------------------------------------


def test_facts_and_texts_are_saved_together(editor: Client) -> None:
    study = draft()
    response = editor.post(
        bench(study, "save"),
        typed(editor.get(bench(study)), facts__basis="abstract", facts__country="Norway", facts__design="cohort",
              facts__doi="https://doi.org/10.9999/NEW", facts__facts_from="the registry\r\nthe journal",
              texts__summary="People rested.\r\n\r\nThey felt better."),
        follow=True,
    )  # fmt: skip
    assert "Saved." in told(response)
    study.refresh_from_db()
    assert (study.country, study.design, study.doi) == ("Norway", "cohort", "10.9999/new")
    assert study.facts_from == ["the registry", "the journal"]
    assert StudyText.objects.get().summary == "People rested.\n\nThey felt better."
    changed = AuditEvent.objects.get(action="study.edited").detail["after"]
    assert set(changed) == {"basis", "country", "design", "doi", "facts_from"}, "only what was changed"


def test_saving_without_a_change_changes_nothing(editor: Client) -> None:
    study = ready_to_review()
    before = AuditEvent.objects.count()
    response = editor.post(bench(study, "save"), typed(editor.get(bench(study))), follow=True)
    assert "Nothing had changed" in told(response)
    assert AuditEvent.objects.count() == before


def test_what_cannot_be_saved_comes_back_as_typed(editor: Client) -> None:
    study = draft()
    response = editor.post(
        bench(study, "save"),
        typed(editor.get(bench(study)), facts__year="about 1990", facts__doi="none", texts__summary="My words."),
    )
    html = response.content.decode()
    assert response.status_code == 409
    assert "Nothing was saved yet. Look at “Year”" in told(response)
    for words in ("about 1990", "My words.", "A DOI looks like"):
        assert words in html
    assert not StudyText.objects.exists()


def test_a_refused_text_takes_the_facts_back_too(editor: Client) -> None:
    study = draft()
    response = editor.post(
        bench(study, "save"),
        typed(editor.get(bench(study)), facts__country="Norway", texts__summary="People got better."),
    )
    assert "no findings can be told" in told(response)
    assert "People got better." in response.content.decode()
    assert Study.objects.get().country == ""


def test_a_request_that_was_cut_short_empties_nothing(editor: Client) -> None:
    study = ready_to_review()
    data = typed(editor.get(bench(study)), texts__summary="Other words.")
    kept = {name: value for name, value in data.items() if name.startswith("initial-") or name == "texts-summary"}
    editor.post(bench(study, "save"), kept)
    text = StudyText.objects.get()
    assert (text.summary, bool(text.does_not_prove)) == ("Other words.", True)
    assert Study.objects.get().title == study.title


def test_a_text_of_a_generator_stays_marked_as_such(editor: Client) -> None:
    study = ready_to_review(text={})
    texts.write_text(
        study=study,
        by=person("editor"),
        texts={"summary": "Drafted."},
        drafted_by="generator",
        generator_version="v0.1",
    )
    editor.post(bench(study, "save"), typed(editor.get(bench(study)), texts__summary="Drafted, then edited."))
    assert (StudyText.objects.get().drafted_by, StudyText.objects.get().generator_version) == ("generator", "v0.1")


def test_saving_while_in_review_says_that_the_votes_are_void(editor: Client) -> None:
    study = ready_to_review()
    reviewed(study)
    page = editor.get(bench(study))
    assert "Saving a change takes it back to the desk" in page.content.decode()
    response = editor.post(bench(study, "save"), typed(page, facts__country="Norway"), follow=True)
    assert "Revision 1 was taken back to the desk, and its votes are void." in told(response)
    assert "(void)" in response.content.decode()


def test_a_new_title_asks_for_the_identity_again(editor: Client) -> None:
    study = ready_to_review()
    response = editor.post(bench(study, "save"), typed(editor.get(bench(study)), facts__title="Another"), follow=True)
    assert "has to be confirmed again" in told(response)


# --- Two savers ------------------------------------------------------------------------------------------------


def test_a_second_saver_chooses_only_where_both_changed(editor: Client) -> None:
    study = ready_to_review()
    stale = editor.get(bench(study))
    other = browser_of("colleague", "Editor")
    other.post(
        bench(study, "save"),
        typed(
            other.get(bench(study)), texts__summary="Theirs.", texts__strengths="Many people.", facts__country="Spain"
        ),
    )
    compare = editor.post(
        bench(study, "save"),
        typed(stale, texts__summary="Mine.", texts__limitations="Few people.", facts__duration="Six months"),
    )
    assert compare.status_code == 409
    found = compare.context["comparison"]
    assert [row.field.name for row in found.questions] == ["summary"]
    assert {row.field.name for row in found.taken} == {"country", "strengths"}
    assert {row.field.name for row in found.kept} == {"duration", "limitations"}
    html = compare.content.decode()
    assert "Saved now by Colleague" in html
    assert "Saved now by Editor" not in html
    assert StudyText.objects.get().summary == "Theirs."

    again = editor.post(bench(study, "save"), typed(compare))
    assert "Choose for every field" in again.content.decode()
    assert [row.typed for row in again.context["comparison"].questions] == ["Mine."]

    choice = found.questions[0].choice_name
    response = editor.post(
        bench(study, "save"), typed(again) | {choice: "typed", "texts-summary": "Both."}, follow=True
    )
    assert "Saved." in told(response)
    text, study = StudyText.objects.get(), Study.objects.get(pk=study.pk)
    assert (text.summary, text.strengths, text.limitations) == ("Both.", "Many people.", "Few people.")
    assert (study.country, study.duration) == ("Spain", "Six months")


@pytest.mark.parametrize(("choice", "expected"), [("saved", "Theirs."), ("typed", "Mine.")])
def test_a_choice_is_kept(editor: Client, choice: str, expected: str) -> None:
    study = ready_to_review()
    stale = editor.get(bench(study))
    texts.write_text(study=study, by=person("colleague"), texts={"summary": "Theirs."})
    compare = editor.post(bench(study, "save"), typed(stale, texts__summary="Mine."))
    name = compare.context["comparison"].questions[0].choice_name
    editor.post(bench(study, "save"), typed(compare) | {name: choice})
    assert StudyText.objects.get().summary == expected


def test_a_third_saver_in_between_makes_another_comparison(editor: Client) -> None:
    study = ready_to_review()
    stale = editor.get(bench(study))
    texts.write_text(study=study, by=person("colleague"), texts={"summary": "Theirs."})
    compare = editor.post(bench(study, "save"), typed(stale, texts__summary="Mine."))
    texts.write_text(study=study, by=person("third"), texts={"summary": "A third one's."})
    name = compare.context["comparison"].questions[0].choice_name
    response = editor.post(bench(study, "save"), typed(compare) | {name: "typed"})
    assert response.status_code == 409
    assert [row.saved for row in response.context["comparison"].questions] == ["A third one's."]
    assert [row.typed for row in response.context["comparison"].questions] == ["Mine."]


def test_somebody_who_saves_in_the_very_same_moment_is_compared_too(editor: Client, monkeypatch) -> None:
    study = ready_to_review()
    page = editor.get(bench(study))
    save = room.save

    def slowly(sheet: Any, **more: Any) -> Any:
        monkeypatch.setattr(room, "save", save)
        texts.write_text(study=study, by=person("colleague"), texts={"summary": "Theirs."})
        return save(sheet, **more)

    monkeypatch.setattr(room, "save", slowly)
    compare = editor.post(bench(study, "save"), typed(page, texts__summary="Mine."))
    assert [row.saved for row in compare.context["comparison"].questions] == ["Theirs."]
    assert StudyText.objects.get().summary == "Theirs."


def test_a_confirmed_identity_in_between_needs_no_comparison(editor: Client) -> None:
    study = ready_to_review(confirmed=False)
    stale = editor.get(bench(study))
    studies.confirm_identity(study=study, by=person("colleague"), registered_title=study.title, sources=["a", "b"])
    response = editor.post(bench(study, "save"), typed(stale, facts__country="Norway"), follow=True)
    assert "Saved." in told(response)
    assert Study.objects.get().identity_confirmed


def test_the_first_text_written_by_two_people_at_once_is_compared(editor: Client) -> None:
    study = draft()
    stale = editor.get(bench(study))
    texts.write_text(study=study, by=person("colleague"), texts={"why_it_matters": "Theirs."})
    compare = editor.post(bench(study, "save"), typed(stale, texts__why_it_matters="Mine."))
    assert [row.field.name for row in compare.context["comparison"].questions] == ["why_it_matters"]


@pytest.mark.parametrize("seal", ["", "nonsense", "of another study"])
def test_a_broken_seal_overwrites_nothing(editor: Client, seal: str) -> None:
    study, other = ready_to_review(), draft("other2019")
    data = typed(editor.get(bench(study)), texts__summary="Mine.")
    data["initial-texts"] = typed(editor.get(bench(other)))["initial-texts"] if seal.startswith("of") else seal
    response = editor.post(bench(study, "save"), data)
    assert response.status_code == 409
    assert [row.field.name for row in response.context["comparison"].questions] == ["summary"]
    assert "This is not known." in response.content.decode()
    assert StudyText.objects.get().summary != "Mine."


def test_the_comparison_keeps_what_was_typed_elsewhere(editor: Client) -> None:
    study = ready_to_review()
    stale = editor.get(bench(study))
    texts.write_text(study=study, by=person("colleague"), texts={"summary": "Theirs."})
    compare = editor.post(bench(study, "save"), typed(stale, texts__summary="Mine.", notice__source="a half notice"))
    name = compare.context["comparison"].questions[0].choice_name
    response = editor.post(bench(study, "save"), typed(compare) | {name: "typed"})
    assert "a half notice" in response.content.decode()


# --- Every other button gives unsaved text back ------------------------------------------------------------------


def test_whatever_is_pressed_unsaved_text_stays(editor: Client) -> None:
    study = ready_to_review()
    page = editor.get(bench(study))
    for rest, more in (
        ("take", {}),
        ("hand-back", {}),
        ("notice", {"notice-kind": "correction", "notice-source": "the journal"}),
        ("notice", {"notice-kind": "", "notice-source": ""}),
        ("link", {"link-kind": "related", "link-title": "Elsewhere"}),
        ("submit", {}),
        ("take-back", {"words-take_back": "Why."}),
        ("code-again", {"words-code_again": "The full text was read."}),
    ):
        data = typed(page, texts__summary="Half a sent", facts__country="Norw") | more
        response = editor.post(bench(study, rest), data)
        html = response.content.decode()
        assert response.status_code in (200, 409), rest
        assert "Half a sent" in html, rest
        assert 'value="Norw"' in html, rest
    assert (Notice.objects.count(), StudyLink.objects.count()) == (1, 1)
    assert StudyText.objects.get().summary != "Half a sent"
    assert response.context["unsaved"] == ["facts", "texts"]
    saved = editor.post(bench(study, "save"), typed(response), follow=True)
    assert "Saved." in told(saved)
    assert StudyText.objects.get().summary == "Half a sent"


def test_a_half_written_notice_survives_saving(editor: Client) -> None:
    study = draft()
    data = typed(editor.get(bench(study)), facts__country="Norway", notice__detail="It says")
    response = editor.post(bench(study, "save"), data)
    assert Study.objects.get().country == "Norway"
    assert "It says" in response.content.decode()
    assert response.context["unsaved"] == ["notice"]


def test_unsaved_text_is_never_left_out_of_a_submission(editor: Client) -> None:
    study = ready_to_review()
    response = editor.post(bench(study, "submit"), typed(editor.get(bench(study)), texts__summary="Newer words."))
    assert "not saved. Save them first" in told(response)
    assert not study.revisions.exists()
