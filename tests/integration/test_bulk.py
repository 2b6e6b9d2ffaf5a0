"""Bulk actions: a preview that really runs and keeps nothing, a confirmation, and an outcome for each row."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.db import IntegrityError
from django.test import Client

from evidence.actions import editorial, leases, texts
from evidence.admin import bulk
from evidence.models import AuditEvent, Lease, Publication, Revision, Study
from tests.factories import draft, person, publish, ready_to_review, reviewed
from tests.integration.test_overview import browser_of

pytestmark = pytest.mark.django_db

LIST = "/admin/evidence/study/"


def chosen(client: Client, name: str, *studies: Study) -> Any:
    """Choose studies in the list and an action from its menu, as a person does."""
    return client.post(
        LIST, {"action": f"bulk_{name}", "_selected_action": [study.pk for study in studies]}, follow=True
    )


def fields(html: str) -> dict[str, list[str]]:
    """The hidden fields of the preview's form, as a browser would send them."""
    found: dict[str, list[str]] = {}
    for tag in re.findall(r'<input type="hidden"[^>]*>', html.partition('class="overview"')[2]):
        name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and value and name[1] != "csrfmiddlewaretoken":
            found.setdefault(name[1], []).append(value[1])
    return found


def confirm(client: Client, name: str, html: str, **more: str) -> str:
    response = client.post(f"/admin/desk/bulk/{name}", fields(html) | {"confirm": "yes"} | more)
    assert response.status_code == 200
    return response.content.decode()


def rows_of_everything() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (Revision, Publication, AuditEvent, Lease))


class TestPreview:
    def test_tells_of_each_row_and_keeps_nothing(self) -> None:
        good, bad = ready_to_review("good2019"), draft("bad2019")
        client, before = browser_of("editor"), rows_of_everything()
        html = chosen(client, "submit", good, bad).content.decode()
        assert "Nothing has been done yet." in html
        assert "Will be done: 1" in html
        assert "Refused: 1" in html
        assert "The PEM classification is missing." in html
        assert rows_of_everything() == before

    def test_says_what_the_action_itself_would_say(self) -> None:
        revision = reviewed(ready_to_review(), voters=["reviewer_one"])
        html = chosen(browser_of("publisher"), "publish", revision.study).content.decode()
        assert "This content has 1 of the 2 approvals" in html

    def test_of_ones_own_work_is_a_refusal(self) -> None:
        revision = reviewed(ready_to_review())
        html = chosen(browser_of("editor"), "publish", revision.study).content.decode()
        assert "You contributed to this revision, so you cannot publish it." in html
        assert "Will be done" not in html


class TestConfirming:
    def test_does_what_was_previewed_and_tells_of_every_row(self) -> None:
        good, other, bad = ready_to_review("good2019"), ready_to_review("other2019"), draft("bad2019")
        client = browser_of("editor")
        html = confirm(client, "submit", chosen(client, "submit", good, bad, other).content.decode())
        assert "2 done, 1 not done." in html
        assert "the preview said that it would be refused" in html
        assert {one.study for one in Revision.objects.all()} == {good, other}
        assert AuditEvent.objects.filter(action="revision.submitted", actor__username="editor").count() == 2

    def test_publishes_what_is_approved(self) -> None:
        revision = reviewed(ready_to_review())
        client = browser_of("publisher")
        html = confirm(client, "publish", chosen(client, "publish", revision.study).content.decode())
        assert "is published as number 1" in html
        assert Publication.objects.get().published_by.username == "publisher"

    def test_does_nothing_to_a_row_that_has_changed_since(self) -> None:
        study = ready_to_review()
        client = browser_of("editor")
        html = chosen(client, "submit", study).content.decode()
        texts.write_text(study=study, by=person("other"), texts={"summary": "Other words."})
        assert bulk.CHANGED in confirm(client, "submit", html)
        assert not Revision.objects.exists()

    def test_does_nothing_for_a_token_made_by_hand(self) -> None:
        revision = reviewed(ready_to_review())
        client = browser_of("publisher")
        html = chosen(client, "publish", revision.study).content.decode()
        assert bulk.CHANGED in confirm(client, "publish", html, **{f"seen-{revision.study_id}": "a" * 64})
        assert not Publication.objects.exists()

    def test_one_refusal_stops_no_other_row(self) -> None:
        one, two = reviewed(ready_to_review("one2019")), reviewed(ready_to_review("two2019"))
        client = browser_of("publisher")
        html = chosen(client, "publish", one.study, two.study).content.decode()
        editorial.take_back(revision=one, by=person("editor"), note="A mistake.")
        told = confirm(client, "publish", html)
        assert "1 done, 1 not done." in told
        assert Publication.objects.get().study == two.study

    def test_what_the_database_refuses_is_told_and_stops_no_other_row(self, monkeypatch) -> None:
        one, two = reviewed(ready_to_review("one2019")), reviewed(ready_to_review("two2019"))
        publish_as_ever = editorial.publish

        def publish_or_break(*, revision: Revision, by: Any) -> Publication:
            if revision.pk == one.pk:
                raise IntegrityError("A publication holds exactly what its revision holds.\nCONTEXT: a trigger")
            return publish_as_ever(revision=revision, by=by)

        client = browser_of("publisher")
        html = chosen(client, "publish", one.study, two.study).content.decode()
        monkeypatch.setattr(editorial, "publish", publish_or_break)
        told = confirm(client, "publish", html)
        assert "A publication holds exactly what its revision holds." in told
        assert "CONTEXT" not in told
        assert Publication.objects.get().study == two.study

    def test_a_live_page_asks_for_a_reason_and_previews_again_with_it(self) -> None:
        study = publish().study
        texts.write_text(study=study, by=person("editor"), texts={"summary": "Other words."})
        client = browser_of("editor")
        html = chosen(client, "submit", study).content.decode()
        assert "Say what changes on the live page, and why." in html
        again = confirm(client, "submit", html, reason="Plainer words.")
        assert "You gave a reason since the last preview" in again
        assert ">Plainer words.</textarea>" in again
        assert Revision.objects.count() == 1
        assert "1 done, 0 not done." in confirm(client, "submit", again, reason="Plainer words.")
        assert Revision.objects.order_by("-pk").first().reason == "Plainer words."

    def test_hands_back_ones_own_leases_only(self) -> None:
        mine, others = draft("mine2019"), draft("others2019")
        leases.take(study=mine, task="edit", by=person("editor"))
        leases.take(study=mine, task="review", by=person("editor"))
        leases.take(study=others, task="edit", by=person("other"))
        client = browser_of("editor")
        html = confirm(client, "hand-back", chosen(client, "hand-back", mine, others).content.decode())
        assert "1 done, 1 not done." in html
        assert Lease.objects.get().study == others


class TestDoors:
    def test_the_menu_shows_what_the_abilities_allow(self) -> None:
        draft()
        html = browser_of("coder_one", roles=["Coder and reviewer"]).get(LIST).content.decode()
        assert "Hand back my leases" in html
        assert "Submit for review" not in html
        assert "Publish what is approved" not in html
        assert "delete_selected" not in html

    @pytest.mark.parametrize("name", ["submit", "publish"])
    def test_a_guessed_address_is_refused_and_does_nothing(self, name: str) -> None:
        revision = reviewed(ready_to_review("two2019"))
        study = ready_to_review("one2019")
        client = browser_of("coder_three", roles=["Coder and reviewer"])
        sent = {"study": [study.pk, revision.study_id], "confirm": "yes", f"seen-{revision.study_id}": revision.sha256}
        for response in (client.get(f"/admin/desk/bulk/{name}", sent), client.post(f"/admin/desk/bulk/{name}", sent)):
            assert response.status_code == 403
        assert (Revision.objects.count(), Publication.objects.count()) == (1, 0)

    def test_a_forged_choice_in_the_list_is_no_way_round(self) -> None:
        revision = reviewed(ready_to_review())
        chosen(browser_of("coder_three", roles=["Coder and reviewer"]), "publish", revision.study)
        assert not Publication.objects.exists()

    def test_there_is_no_other_action(self) -> None:
        assert browser_of("editor").get("/admin/desk/bulk/delete").status_code == 404

    def test_numbers_that_are_none_are_passed_over(self) -> None:
        client = browser_of("editor")
        assert client.get("/admin/desk/bulk/submit?study=x&study=999999&study=9" + "9" * 30).status_code == 200

    def test_too_many_at_a_time_are_refused_in_a_sentence(self, monkeypatch) -> None:
        monkeypatch.setattr(bulk, "AT_MOST", 1)
        client = browser_of("editor")
        response = chosen(client, "submit", draft("one2019"), draft("two2019"))
        assert "Choose at most 1 studies at a time. Nothing was done." in response.content.decode()
        assert client.get("/admin/desk/bulk/submit?study=1&study=2").status_code == 400
