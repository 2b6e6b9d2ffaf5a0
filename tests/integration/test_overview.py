"""The first page of the desk: what awaits a person, by what they may do and what they did."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from evidence.actions import assessments, editorial, leases, texts
from evidence.actions.roles import abilities_of
from evidence.desk import queues
from evidence.models import Lease
from evidence.pem import Cohort, PEMFacts
from tests import factories
from tests.factories import draft, person, publish, ready_to_review, reviewed

pytestmark = pytest.mark.django_db

CCC = PEMFacts((Cohort.of(["ccc2003"]),))
FUKUDA = PEMFacts((Cohort.of(["fukuda1994"]),))
NOW = timezone.now()


def reads(study, coder: str, facts: PEMFacts = CCC, verdict: str = "required") -> None:
    assessments.submit_assessment(
        study=study, by=person(coder), facts=facts, verdict=verdict, quote="All met them.", place="Methods"
    )


def waits(name: str, somebody: str, *, now: Any = None, **roles: Any) -> list[str]:
    """The slugs in a queue, as it shows to somebody."""
    who = person(somebody, **roles)
    work = queues.OpenWork(who, abilities_of(who), now=now or timezone.now())
    rows = queues.QUEUES[name].rows(work)
    assert len(rows) == len(rows[0:100])
    return [row.study.slug for row in queues.page_rows(rows[0:100], now=now or timezone.now())]


def browser_of(name: str, roles: list[str] | None = None) -> Client:
    return factories.browser_of(name, roles=roles)


class TestToCode:
    def test_a_new_study_waits_for_everybody_who_may_code(self) -> None:
        study = draft()
        assert waits("code", "coder_one") == waits("code", "coder_two") == [study.slug]

    def test_ones_own_draft_comes_first_and_what_one_has_submitted_is_gone(self) -> None:
        old, new, done = draft("old2019"), draft("new2019"), draft("done2019")
        assessments.start_assessment(study=new, by=person("coder_one"))
        reads(done, "coder_one")
        assert waits("code", "coder_one") == [new.slug, old.slug]

    def test_a_study_whose_places_are_taken_waits_for_nobody_else(self) -> None:
        study = draft()
        for name in ("coder_one", "coder_two"):
            assessments.start_assessment(study=study, by=person(name))
        assert waits("code", "third") == []
        assert waits("code", "coder_one") == [study.slug]

    def test_a_finished_round_waits_for_nobody_and_a_new_one_for_everybody(self) -> None:
        study = ready_to_review()
        assert waits("code", "third") == []
        assessments.open_new_round(study=study, by=person("editor"), reason="The full text was read.")
        assert waits("code", "coder_one") == [study.slug]

    def test_nothing_tells_whether_the_other_has_submitted(self) -> None:
        """The queues of everybody else are the same before and after one coder submits."""
        study = draft()
        assessments.start_assessment(study=study, by=person("coder_one"))
        people = ["coder_two", "editor", "publisher", "adjudicator"]

        def seen() -> dict[str, Any]:
            found = {}
            for name in people:
                who = person(name)
                for queue in queues.QUEUES.values():
                    found[name, queue.name] = list(queue.rows(queues.OpenWork(who, abilities_of(who), now=NOW))[0:50])
                html = browser_of(name).get("/admin/").content.decode()
                found[name, "home"] = html.partition('class="overview"')[2].partition("Everything the desk holds")[0]
            return found

        before = seen()
        reads(study, "coder_one")
        assert seen() == before


class TestToAdjudicate:
    def test_coders_who_differ_wait_for_a_third(self) -> None:
        study = draft()
        reads(study, "coder_one")
        reads(study, "coder_two", FUKUDA, "not_required")
        assert waits("adjudicate", "coder_one") == []
        assert waits("adjudicate", "third") == [study.slug]

    def test_coders_who_agree_and_coders_who_have_been_decided_about_do_not(self) -> None:
        ready_to_review()
        study = draft("other2019")
        reads(study, "coder_one")
        reads(study, "coder_two", FUKUDA, "not_required")
        coded = list(study.assessments.all())
        assessments.adjudicate(
            assessments=coded, by=person("third"), facts=CCC, receipt=coded[0], reason="The methods say so."
        )
        assert waits("adjudicate", "fourth") == []

    def test_reviewers_who_differ_wait_for_somebody_who_has_not_voted(self) -> None:
        revision = reviewed(ready_to_review(), voters=["reviewer_one"])
        editorial.vote(revision=revision, by=person("reviewer_two"), decision="request_changes", seen=revision.sha256,
                       comment="Shorter.")  # fmt: skip
        assert waits("adjudicate", "reviewer_one") == waits("adjudicate", "editor") == []
        assert waits("adjudicate", "third") == [revision.study.slug]


class TestRevisions:
    def test_wait_for_reviewers_who_had_no_part_and_have_not_voted(self) -> None:
        revision = reviewed(ready_to_review(), voters=["reviewer_one"])
        assert waits("review", "reviewer_two") == [revision.study.slug]
        assert waits("review", "reviewer_one") == waits("review", "editor") == []

    def test_do_not_wait_for_who_has_declined(self) -> None:
        revision = reviewed(ready_to_review(), voters=[])
        editorial.vote(revision=revision, by=person("third"), decision="declined", seen=revision.sha256,
                       conflict="author")  # fmt: skip
        assert waits("review", "third") == []

    def test_wait_for_a_publisher_who_had_no_part(self, settings) -> None:
        revision = reviewed(ready_to_review())
        assert waits("publish", "publisher") == [revision.study.slug]
        assert waits("publish", "editor") == []
        settings.REVIEW_POLICY = "open"
        assert waits("publish", "editor") == [revision.study.slug]

    def test_with_comments_wait_for_an_answer(self) -> None:
        revision = reviewed(ready_to_review(), voters=["reviewer_one"])
        editorial.vote(revision=revision, by=person("reviewer_two"), decision="approve", seen=revision.sha256,
                       comment="One word is odd.")  # fmt: skip
        assert waits("answer", "editor") == [revision.study.slug]
        assert waits("publish", "publisher") == []
        editorial.answer_comments(revision=revision, by=person("editor"), answer="It is a term of the paper.")
        assert waits("answer", "editor") == []
        assert waits("publish", "publisher") == [revision.study.slug]

    def test_that_were_sent_back_wait_for_editors(self) -> None:
        revision = reviewed(ready_to_review(), voters=[])
        editorial.vote(revision=revision, by=person("reviewer_one"), decision="request_changes", seen=revision.sha256,
                       comment="Shorter.")  # fmt: skip
        assert waits("changes", "editor") == [revision.study.slug]

    def test_that_were_taken_back_published_or_overtaken_wait_for_nobody(self) -> None:
        publish(key="done2019")
        study = ready_to_review("back2019")
        editorial.take_back(revision=reviewed(study, voters=[]), by=person("editor"), note="A mistake.")
        for name in ("review", "adjudicate", "answer", "changes", "publish"):
            assert waits(name, "third") == []

    def test_come_oldest_first(self) -> None:
        slugs = [reviewed(ready_to_review(f"{key}2019"), voters=[]).study.slug for key in ("one", "two", "three")]
        assert waits("review", "third") == slugs


class TestForgotten:
    def test_a_draft_is_stale_after_two_weeks(self) -> None:
        study = ready_to_review()
        later = timezone.now() + timedelta(days=15)
        assert waits("stale", "editor") == []
        assert waits("stale", "editor", now=later) == [study.slug]

    def test_what_was_only_brought_in_or_is_in_review_or_published_is_not(self) -> None:
        later = timezone.now() + timedelta(days=15)
        draft("one2019")
        reviewed(ready_to_review("two2019"), voters=[])
        publish(key="three2019")
        assert waits("stale", "editor", now=later) == []

    def test_a_live_page_with_a_forgotten_edit_is(self) -> None:
        study = publish().study
        texts.write_text(study=study, by=person("editor"), texts={"summary": "Other words."})
        assert waits("stale", "editor", now=timezone.now() + timedelta(days=15)) == [study.slug]

    def test_a_study_without_confirmed_identity_waits(self) -> None:
        ready_to_review("one2019")
        study = draft("two2019")
        assert waits("identity", "editor") == [study.slug]


class TestLimbo:
    def test_a_revision_with_fewer_reviewers_left_than_votes_needed(self) -> None:
        editor = person("editor")
        study = ready_to_review()
        for name in ("coder_one", "coder_two"):
            person(name, roles=["Publisher"])
        revision = reviewed(study, voters=[])
        person("reviewer_one", roles=["Coder and reviewer"])
        assert waits("limbo", "editor") == [study.slug]
        person("reviewer_two", roles=["Coder and reviewer"])
        assert waits("limbo", "editor") == []
        gone = person("reviewer_two")
        gone.is_active = False
        gone.save()
        assert waits("limbo", "editor") == [study.slug]
        assert revision.created_by == editor

    def test_coding_that_needs_a_person_when_nobody_is_left(self) -> None:
        person("editor", roles=["Editor"])
        study = draft()
        person("coder_one", roles=["Coder and reviewer"])
        assert waits("limbo", "editor") == [study.slug]
        person("coder_two", roles=["Coder and reviewer"])
        assert waits("limbo", "editor") == []

    def test_a_place_of_somebody_who_has_gone(self) -> None:
        study = draft()
        for name in ("coder_one", "coder_two", "third"):
            person(name)
        assessments.start_assessment(study=study, by=person("coder_one"))
        assert waits("limbo", "editor") == []
        person("coder_one", roles=["Publisher"])
        assert waits("limbo", "editor") == [study.slug]

    def test_coders_who_differ_when_nobody_else_may_decide(self) -> None:
        person("editor", roles=["Editor"])
        study = draft()
        for name in ("coder_one", "coder_two"):
            person(name, roles=["Coder and reviewer"])
        reads(study, "coder_one")
        reads(study, "coder_two", FUKUDA, "not_required")
        assert waits("limbo", "editor") == [study.slug]
        person("third", roles=["Coder and reviewer"])
        assert waits("limbo", "editor") == []


class TestHome:
    def test_shows_counts_links_and_everything_below(self) -> None:
        reviewed(ready_to_review(), voters=[])
        html = browser_of("third").get("/admin/").content.decode()
        assert "<h1>Awaiting you</h1>" in html
        assert 'href="/admin/desk/queue/review"' in html
        assert html.index("To review") < html.index("Everything the desk holds") < html.index("Studies</a>")

    def test_says_so_when_nothing_waits(self) -> None:
        assert "Nothing waits for you." in browser_of("third").get("/admin/").content.decode()

    def test_without_a_role_shows_no_queue(self) -> None:
        draft()
        html = browser_of("nobody", roles=[]).get("/admin/").content.decode()
        assert "has no role at the desk" in html
        assert "/admin/desk/queue/" not in html

    def test_a_queue_shows_who_holds_a_lease_and_leads_to_the_room(self) -> None:
        revision = reviewed(ready_to_review(), voters=[])
        leases.take(study=revision.study, task="review", by=person("reviewer_one"))
        html = browser_of("third").get("/admin/desk/queue/review").content.decode()
        assert f'href="/admin/desk/review/{revision.pk}"' in html
        assert "Reviewer one has it until" in html

    def test_a_lease_is_handed_back_in_one_click(self) -> None:
        study = draft()
        client = browser_of("editor")
        leases.take(study=study, task="edit", by=person("editor"))
        assert "What you have taken" in client.get("/admin/").content.decode()
        address = f"/admin/desk/leases/{study.pk}/edit/hand-back"
        assert client.get(address).status_code == 405
        response = client.post(address, follow=True)
        assert "Handed back." in response.content.decode()
        assert not Lease.objects.exists()
        assert client.post(address).status_code == 302, "twice is no error"
        assert client.post("/admin/desk/leases/999999/edit/hand-back").status_code == 404
        assert client.post(f"/admin/desk/leases/{study.pk}/nothing/hand-back").status_code == 404

    def test_nobody_hands_back_what_another_holds(self) -> None:
        study = draft()
        leases.take(study=study, task="edit", by=person("editor"))
        browser_of("other").post(f"/admin/desk/leases/{study.pk}/edit/hand-back")
        assert Lease.objects.count() == 1

    def test_pages_of_a_queue(self) -> None:
        for number in range(queues_page() + 1):
            draft(f"more{number}")
        client = browser_of("coder_one")
        assert "Page 1 of 2" in client.get("/admin/desk/queue/code").content.decode()
        assert "Page 2 of 2" in client.get("/admin/desk/queue/code?page=2").content.decode()


def queues_page() -> int:
    from evidence.admin.rooms.overview import PAGE_SIZE

    return PAGE_SIZE


ADDRESSES = [*(f"/admin/desk/queue/{name}" for name in queues.QUEUES), "/admin/desk/reports", "/admin/desk/bulk/submit"]


class TestDoors:
    @pytest.mark.parametrize("address", ADDRESSES)
    def test_a_stranger_is_sent_to_the_sign_in(self, client: Client, address: str) -> None:
        response = client.get(address)
        assert response.status_code == 302
        assert "login" in response["Location"]

    @pytest.mark.parametrize("address", ADDRESSES)
    def test_an_insider_without_the_ability_is_refused_in_a_sentence(self, address: str) -> None:
        response = browser_of("nobody", roles=[]).get(address)
        assert response.status_code == 403
        assert "Your role does not include this" in response.content.decode()

    def test_a_stranger_hands_nothing_back_and_confirms_nothing(self, client: Client) -> None:
        study = draft()
        leases.take(study=study, task="edit", by=person("editor"))
        for address in (f"/admin/desk/leases/{study.pk}/edit/hand-back", "/admin/desk/bulk/hand-back"):
            response = client.post(address, {"study": study.pk, f"seen-{study.pk}": "", "confirm": "yes"})
            # The page that keeps what was typed when a session has ended, and leads to the sign-in.
            assert response.status_code == 403
        assert Lease.objects.count() == 1

    def test_there_is_no_other_queue(self) -> None:
        assert browser_of("editor").get("/admin/desk/queue/nothing").status_code == 404


@pytest.fixture
def cost() -> Callable[[Client, str], int]:
    def count(client: Client, address: str) -> int:
        client.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    return count


def grow(start: int, stop: int) -> None:
    """One study of each kind: to code, differing coders, in review, sent back, approved, differing reviewers."""
    for number in range(start, stop):
        draft(f"raw{number}")
        differ = draft(f"differ{number}")
        reads(differ, "coder_one")
        reads(differ, "coder_two", FUKUDA, "not_required")
        reviewed(ready_to_review(f"review{number}"), voters=["reviewer_one"])
        reviewed(ready_to_review(f"approved{number}"))
        back = reviewed(ready_to_review(f"back{number}"), voters=["reviewer_one"] if number % 2 else [])
        editorial.vote(revision=back, by=person("fourth"), decision="request_changes", seen=back.sha256,
                       comment="Shorter.")  # fmt: skip
        leases.take(study=back.study, task="edit", by=person("editor"))


def test_every_page_costs_the_same_with_10_studies_and_with_60(cost) -> None:
    """No query stands in a loop over rows, so what holds from 10 to 60 holds to any number (measured with 1,000)."""
    client = browser_of("third")
    addresses = ["/admin/", *(f"/admin/desk/queue/{name}" for name in queues.QUEUES), "/admin/desk/reports",
                 "/admin/evidence/study/"]  # fmt: skip
    grow(0, 2)
    few = {address: cost(client, address) for address in addresses}
    grow(2, 12)
    many = {address: cost(client, address) for address in addresses}
    assert many == few
    assert max(few.values()) < 40, few
