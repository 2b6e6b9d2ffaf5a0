"""Direct attempts to cheat fail: past the actions, past the forms, past the door, and by guessing.

Each test tries something that would make a badge lie, and looks that nothing came of it.
"""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import URLPattern, reverse
from django.utils import timezone

from evidence.actions import editorial, texts
from evidence.admin.rooms import urls as rooms
from evidence.canonical import canonical_json, text_hash
from evidence.models import AuditEvent, Publication, Review, Revision, RevisionContributor, RevisionStep
from evidence.workflow import Refusal, how_checked
from tests.factories import draft, person, publish, ready_to_review, reviewed
from tests.integration.test_review_room import address, decide, send, sign_in, vote
from tests.kept_worlds import kept

pytestmark = pytest.mark.django_db

LEFT_OUT = {"presence"}
"""Who has a page open just now: forgotten after ten minutes, nobody's record, and no part of the work."""


def refused(sentence: str, attempt) -> None:
    with pytest.raises(IntegrityError, match=sentence), transaction.atomic():
        attempt()


def sql(statement: str, *parameters: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)


def ballot(revision: Revision, name: str, **changes: object) -> Review:
    """A vote that is written behind the action's back."""
    values = {
        "revision": revision, "reviewer": person(name), "sha256": revision.sha256, "decision": "approve",
        "conflict": "none", "created_at": timezone.now(),
    }  # fmt: skip
    return Review(**(values | changes))


def everything() -> dict[str, list[dict[str, Any]]]:
    """Every row of the desk, the shelf and the trail."""
    models = apps.get_app_config("evidence").get_models()
    return {
        model._meta.model_name: list(model.objects.order_by("pk").values())
        for model in models
        if model._meta.model_name not in LEFT_OUT
    }


class TestPastTheActions:
    """With SQL, or with the ORM as somebody at a shell would use it."""

    @pytest.mark.parametrize(
        "change",
        [
            "content = jsonb_set(content, '{texts,summary}', '\"It cures.\"')",
            "provenance = jsonb_set(provenance, '{approvals}', '[]')",
            "override_reason = ''", "override_reason = 'x'", "published_by_id = published_by_id + 1",
            "published_at = now() - interval '1 year'", "is_current = NOT is_current", "number = 7",
            "sha256 = repeat('0', 64)", "review_policy = 'open'", "demo = NOT demo",
        ],
    )  # fmt: skip
    def test_a_publication_is_never_changed(self, change: str) -> None:
        publish()
        before = everything()
        refused("never changed", lambda: sql(f"UPDATE evidence_publication SET {change}"))
        assert everything() == before

    def test_an_old_publication_is_not_made_current_again(self) -> None:
        first = publish()
        texts.write_text(study=first.study, by=person("editor"), texts={"summary": "Other words."})
        publish(first.study, reason="Clearer words.")
        rows = Publication.objects.filter(pk=first.pk)
        refused("never changed", lambda: rows.update(is_current=True))
        first.refresh_from_db()
        first.is_current = True
        refused("never changed", lambda: first.save(update_fields=["is_current"]))
        refused("never changed", lambda: Publication.objects.bulk_update([first], ["is_current"]))

    @pytest.mark.parametrize("change", [{"sha256": "0" * 64}, {"content": {}}, {"reason": "x"}, {"number": 9}])
    def test_a_revision_is_never_changed(self, change: dict[str, Any]) -> None:
        revision = reviewed(ready_to_review())
        refused("never changed", lambda: Revision.objects.update(**change))
        refused("never changed", lambda: Revision.objects.filter(pk=revision.pk).update(**change))

    def test_votes_in_bulk_by_a_contributor_are_refused(self) -> None:
        revision = reviewed(ready_to_review(), voters=())
        votes = [ballot(revision, "reviewer_one"), ballot(revision, "editor")]
        refused("contributed to a revision cannot vote", lambda: Review.objects.bulk_create(votes))
        refused(
            "contributed to a revision cannot vote",
            lambda: Review.objects.bulk_create(votes, ignore_conflicts=True),
        )
        assert not Review.objects.exists()

    def test_a_contributor_does_not_disappear_from_a_revision(self) -> None:
        reviewed(ready_to_review(), voters=())
        mine = RevisionContributor.objects.filter(person=person("editor"))
        refused("never deleted", mine.delete)
        refused("never changed", lambda: mine.update(person=person("nobody")))

    def test_a_vote_is_never_changed_or_taken_away(self) -> None:
        revision = reviewed(ready_to_review(), voters=("reviewer_one",))
        editorial.vote(
            revision=revision, by=person("reviewer_two"), decision="request_changes", seen=revision.sha256,
            comment="84 is not there.",
        )  # fmt: skip
        against = Review.objects.filter(decision="request_changes")
        refused("never changed", lambda: against.update(decision="approve"))
        refused("never changed", lambda: against.update(reviewer=person("reviewer_three")))
        refused("never deleted", against.delete)

    def test_a_step_that_voided_votes_is_never_taken_away(self) -> None:
        revision = reviewed(ready_to_review())
        editorial.take_back(revision=revision, by=person("editor"), note="A number is wrong.")
        refused("never deleted", RevisionStep.objects.all().delete)
        refused("was taken back", lambda: ballot(revision, "reviewer_three").save())

    def test_the_trail_is_never_changed(self) -> None:
        publish()
        refused("never changed", lambda: AuditEvent.objects.update(actor=None))
        refused("never deleted", AuditEvent.objects.all().delete)

    def test_a_vote_on_an_older_hash_is_refused(self) -> None:
        study = ready_to_review()
        old = reviewed(study)
        texts.write_text(study=study, by=person("editor"), texts={"summary": "Other words."})
        new = reviewed(study, voters=())
        refused("names other content", lambda: ballot(new, "reviewer_one", sha256=old.sha256).save())

    def test_badges_are_counted_from_votes_on_this_very_content(self) -> None:
        publication = publish()
        other = text_hash(canonical_json(publication.content | {"design": "randomised_trial"}))
        assert how_checked(publication.provenance, other) == "not checked"


class TestPastTheForms:
    """By post, with fields that no page offered."""

    @pytest.fixture
    def waiting(self) -> Revision:
        return reviewed(ready_to_review(), voters=())

    @pytest.mark.parametrize("seen", ["", "0" * 64, "x", "é" * 64])
    def test_a_changed_hash_is_refused(self, waiting: Revision, seen: str) -> None:
        html = vote(sign_in("reviewer_one"), waiting, status=409, _seen=seen, comment="I read something else.")
        assert "The content has changed since you read it." in html
        assert "I read something else." in html
        assert not Review.objects.exists()

    def test_a_replayed_vote_finds_no_other_revision(self, waiting: Revision) -> None:
        client = sign_in("reviewer_one")
        texts.write_text(study=waiting.study, by=person("editor"), texts={"summary": "Other words."})
        newer = editorial.submit(study=waiting.study, by=person("editor"))
        vote(client, newer, status=409, _seen=waiting.sha256)
        vote(client, waiting, status=409)
        assert not Review.objects.exists()

    def test_a_second_vote_does_not_count(self, waiting: Revision) -> None:
        client = sign_in("reviewer_one")
        vote(client, waiting)
        vote(client, waiting)  # the same form twice: a calm word, no refusal
        html = vote(client, waiting, "request_changes", 409, comment="84 is not there.")
        assert "You have already voted on this revision." in html
        assert Review.objects.count() == 1

    def test_a_vote_after_taking_back_is_refused(self, waiting: Revision) -> None:
        editorial.take_back(revision=waiting, by=person("editor"), note="A number is wrong.")
        assert "not open for votes" in vote(sign_in("reviewer_one"), waiting, status=409)
        assert not Review.objects.exists()

    def test_a_vote_by_a_contributor_is_refused_whatever_their_roles(self, waiting: Revision) -> None:
        client = sign_in("editor")
        editor = person("editor")
        editor.is_superuser = True
        editor.save()
        for decision in ("approve", "request_changes", "declined"):
            vote(client, waiting, decision, status=409, comment="Mine.")
            decide(client, waiting, decision, status=409, comment="Mine.")
        assert not Review.objects.exists()

    @pytest.mark.parametrize("roles", [["Editor"], ["Publisher"], ["Triager"], ["Administrator"]])
    def test_a_vote_without_the_ability_is_refused(self, waiting: Revision, roles: list[str]) -> None:
        html = vote(sign_in("somebody", roles), waiting, status=409)
        assert "your role does not include it" in html
        assert not Review.objects.exists()

    def test_a_hidden_conflict_of_interest_cannot_be_left_out(self, waiting: Revision) -> None:
        client = sign_in("reviewer_one")
        for conflict in ("", "nothing", "NONE"):
            vote(client, waiting, status=200, conflict=conflict)
        vote(client, waiting, status=200, conflict="funder")
        assert not Review.objects.exists()

    def test_a_vote_is_no_adjudication_while_nobody_differs(self, waiting: Revision) -> None:
        vote(sign_in("reviewer_one"), waiting)
        html = decide(sign_in("reviewer_two"), waiting, status=409, comment="I decide.")
        assert "The reviewers do not differ" in html
        assert Review.objects.count() == 1

    def test_an_adjudicator_who_voted_is_refused(self, waiting: Revision) -> None:
        vote(sign_in("reviewer_one"), waiting)
        vote(sign_in("reviewer_two"), waiting, "request_changes", comment="84 is not there.")
        html = decide(sign_in("reviewer_one"), waiting, status=409, comment="I am right.")
        assert "You have already voted on this revision." in html
        assert Review.objects.count() == 2

    def test_publishing_by_a_contributor_is_refused(self) -> None:
        revision = reviewed(ready_to_review())
        html = send(sign_in("editor"), revision, "publish", 409, _seen=revision.sha256)
        assert "You contributed to this revision, so you cannot publish it." in html
        assert not Publication.objects.exists()

    def test_publishing_without_the_ability_is_refused(self) -> None:
        revision = reviewed(ready_to_review())
        client = sign_in("reviewer_three", ["Coder and reviewer"])
        assert "Your role does not include this" in send(client, revision, "publish", 409, _seen=revision.sha256)
        assert not Publication.objects.exists()

    def test_publishing_what_the_desk_no_longer_holds_is_refused(self) -> None:
        study = ready_to_review()
        stale = reviewed(study)
        texts.write_text(study=study, by=person("editor"), texts={"summary": "Other words."})
        html = send(sign_in("publisher"), stale, "publish", 409, _seen=stale.sha256)
        assert "its votes are void" in html
        assert not Publication.objects.exists()

    def test_publishing_is_refused_even_when_the_desk_changed_behind_the_actions(self) -> None:
        """No action, so no step that took the revision back: the hash of the desk still tells."""
        from evidence.models import StudyText

        revision = reviewed(ready_to_review())
        StudyText.objects.update(summary="Slipped in.")
        html = send(sign_in("publisher"), revision, "publish", 409, _seen=revision.sha256)
        assert "The desk no longer holds what was approved." in html
        assert not Publication.objects.exists()

    def test_publishing_twice_happens_once(self) -> None:
        revision = reviewed(ready_to_review())
        client = sign_in("publisher")
        send(client, revision, "publish", _seen=revision.sha256)
        send(client, revision, "publish", _seen=revision.sha256)  # the same form: a calm word, no refusal
        send(sign_in("another_publisher", ["Publisher"]), revision, "publish", 409, _seen=revision.sha256)
        assert Publication.objects.count() == 1

    def test_an_override_by_another_door_is_no_override(self, waiting: Revision) -> None:
        client = sign_in("publisher", ["Publisher"])
        send(client, waiting, "publish", 409, _seen=waiting.sha256, override="1", reason="x", override_reason="x")
        assert client.post(f"{address(waiting)}/emergency", {"reason": "x"}).status_code == 403
        assert not Publication.objects.exists()

    def test_an_override_never_waives_what_the_content_needs(self) -> None:
        revision = reviewed(ready_to_review(confirmed=False))
        with pytest.raises(Refusal, match="identity"):
            editorial.publish_in_emergency(revision=revision, by=person("chief"), reason="Now.")
        assert not Publication.objects.exists()


class TestForgedRequests:
    @pytest.mark.parametrize("do", ["decide", "take_back", "publish", "answer_comments", "take"])
    def test_without_the_token_nothing_happens(self, do: str) -> None:
        revision = reviewed(ready_to_review())
        person("chief", is_staff=True)
        client = Client(enforce_csrf_checks=True)
        client.force_login(person("chief"))
        before = everything()
        response = client.post(
            address(revision),
            {"_do": do, "_seen": revision.sha256, "decision": "approve", "conflict": "none", "note": "x"},
            headers={"origin": "https://evil.example"},
        )
        assert response.status_code == 403
        assert everything() == before

    def test_an_emergency_without_the_token_does_not_happen(self) -> None:
        revision = reviewed(ready_to_review(), voters=())
        person("chief", is_staff=True)
        client = Client(enforce_csrf_checks=True)
        client.force_login(person("chief"))
        assert client.post(f"{address(revision)}/emergency", {"reason": "x"}).status_code == 403
        assert not Publication.objects.exists()


# --- Every address of the rooms -----------------------------------------------------------------------------

NAMES = {
    "desk:queue": "evidence.desk.queues.QUEUES",
    "desk:bulk": "evidence.admin.bulk.TASKS",
    "desk:hand_back": "evidence.models.lease.TASKS",
}
"""Address with a name in it -> the table of its names."""


def desk_addresses(study: int, revision: int, number: int = 1) -> list[str]:
    """Every address of every room, for this study and this revision. A new room is walked by construction."""
    from django.utils.module_loading import import_string

    found = []
    for pattern in rooms.urlpatterns:
        assert isinstance(pattern, URLPattern)
        name, wanted = f"desk:{pattern.name}", pattern.pattern.converters
        words = [key for key in wanted if type(wanted[key]).__name__ in ("SlugConverter", "StringConverter")]
        choices = list(import_string(NAMES[name])) if words else [""]
        about_a_revision = name.startswith(("desk:review", "desk:emergency"))
        for choice in choices:
            values: dict[str, object] = dict.fromkeys(words, choice)
            for key in wanted.keys() - set(words):
                values[key] = number if key == "number" else revision if about_a_revision else study
            found.append(reverse(name, kwargs=values))
    assert len(found) > 20
    return found


@pytest.fixture
@kept
def world() -> tuple[int, int]:
    """A live page, a revision of it in review, and a study that nobody has published: ids of study and revision."""
    publication = publish()
    texts.write_text(study=publication.study, by=person("editor"), texts={"summary": "Other words."})
    revision = reviewed(publication.study, reason="Clearer words.", voters=("reviewer_one",))
    draft("hidden2019", title="A hidden paper")
    return publication.study_id, revision.pk


def test_a_get_never_changes_anything(world: tuple[int, int]) -> None:
    """Whoever follows a link, a browser that fetches ahead, a crawler with a cookie: they only read."""
    clients = [sign_in("chief"), sign_in("coder_nine", ["Coder and reviewer"]), sign_in("writer", ["Editor"])]
    before = everything()
    for client, path in itertools.product(clients, desk_addresses(*world)):
        response = client.get(path, {"_do": "publish", "reason": "x", "confirmed": "1", "next": "/admin/"})
        assert response.status_code < 500, path
        assert everything() == before, path


def test_strangers_are_sent_to_sign_in_from_every_address(world: tuple[int, int], client: Client) -> None:
    study, revision = world
    before = everything()
    for path in [*desk_addresses(study, revision), *desk_addresses(study + 999, revision + 999)]:
        for response in (client.get(path), client.post(path, {"_do": "publish", "reason": "x"})):
            assert response.status_code in (302, 403, 405), path
            if response.status_code == 302:
                assert "/login/" in response["Location"], path
            assert "Other words." not in response.content.decode(), path
    assert everything() == before


def test_an_account_without_a_role_opens_nothing(world: tuple[int, int]) -> None:
    """Neither by the ids of what is there nor by those of what is not: the answers do not tell them apart."""
    study, revision = world
    client = sign_in("nobody", [])
    before = everything()
    there, not_there = desk_addresses(study, revision), desk_addresses(study + 999, revision + 999)
    for path, guessed in zip(there, not_there, strict=True):
        for method in (client.get, client.post):
            response = method(path)
            assert response.status_code in (302, 403, 404, 405), (path, response.status_code)
            html = response.content.decode()
            for words in ("Other words.", "A hidden paper", "Rest and symptoms", "Clearer words."):
                assert words not in html, path
            if "leases" not in path:
                assert method(guessed).status_code == response.status_code, path
    assert everything() == before


def test_readers_cannot_reach_the_desk_by_the_public_addresses(world: tuple[int, int], client: Client) -> None:
    publication = Publication.objects.get()
    slug = publication.slug
    hidden = draft("another2019", title="Another hidden paper").slug
    for path in (f"/evidence/{slug}/v/2", f"/evidence/{slug}/v/0", f"/evidence/{hidden}", f"/evidence/{hidden}/v/1",
                 f"/evidence/{hidden}.bib", "/doi/10.1234/another2019", f"/evidence/{slug}/v/1/diff/2",
                 f"/evidence/{hidden}/history"):  # fmt: skip
        response = client.get(path)
        assert response.status_code == 404, path
    for path in (f"/evidence/{slug}", f"/evidence/{slug}/v/1", f"/evidence/{slug}.bib", "/evidence", "/"):
        html = client.get(path).content.decode()
        for words in ("Other words.", "Clearer words.", "hidden paper"):
            assert words not in html, path
