"""The review page: one revision on one page, and what each person is offered, told and refused there."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from evidence.actions import assessments, editorial, leases, notices, texts
from evidence.desk.review import CHECKLIST
from evidence.models import Lease, Publication, Review
from evidence.pem import PEMFacts
from tests.factories import browser_of, draft, person, publish, ready_to_review, reviewed

pytestmark = pytest.mark.django_db

TICKED = list(CHECKLIST)


def sign_in(name: str, roles: list[str] | None = None) -> Client:
    return browser_of(name, roles=roles)


def address(revision) -> str:
    return f"/admin/desk/review/{revision.pk}"


def page(client: Client, path: str, status: int = 200) -> str:
    response = client.get(path)
    assert response.status_code == status
    return unescape(response.content.decode())


def send(client: Client, revision, do: str, status: int = 302, **fields) -> str:
    response = client.post(address(revision), {"_do": do, **fields})
    html = unescape(response.content.decode())
    assert response.status_code == status, html
    return html


def vote(client: Client, revision, decision: str = "approve", status: int = 302, **fields) -> str:
    usual = {"decision": decision, "conflict": "none", "_seen": revision.sha256, "_as": "vote", "checks": TICKED}
    return send(client, revision, "decide", status, **(usual | fields))


def decide(client: Client, revision, decision: str = "approve", status: int = 302, **fields) -> str:
    """Between reviewers who differ."""
    return vote(client, revision, decision, status, **({"_as": "adjudicate"} | fields))


@pytest.fixture
def waiting():
    """A first revision, frozen, without votes."""
    return reviewed(ready_to_review(abstract="We saw 45 patients and 39 controls."), voters=())


class TestReading:
    def test_shows_which_study_where_it_stands_who_and_why(self, waiting) -> None:
        html = page(sign_in("reviewer_one"), address(waiting))
        for words in (
            "Review: Rest and symptoms in berg2019", "Revision 1. In review: frozen; waiting for votes",
            "2 more approvals, by people who had no part in it", "First publication of this page", waiting.sha256,
        ):  # fmt: skip
            assert words in html
        assert "Editor: brought the record in, wrote or edited the texts, edited the facts" in html

    def test_shows_a_new_page_as_it_would_be_and_not_as_one_addition(self, waiting) -> None:
        html = page(sign_in("reviewer_one"), address(waiting))
        for words in ("People who rested had lower symptom scores", "That it helps everybody.", "PEM required",
                      "Methods, Participants", "Ludwig van der Berg"):  # fmt: skip
            assert words in html
        assert "<ins>" not in html

    def test_shows_the_source_beside_it(self, waiting) -> None:
        html = page(sign_in("reviewer_one"), address(waiting))
        assert "We saw 45 patients and 39 controls." in html
        assert 'href="https://doi.org/10.1234/berg2019"' in html

    def test_shows_every_difference_to_the_live_page(self) -> None:
        study = publish().study
        texts.write_text(study=study, by=person("editor"), texts={
            "summary": "Some people with ME/CFS rested more. Their scores fell.", "why_it_matters": "",
            "does_not_prove": "That rest caused the change."})  # fmt: skip
        notices.add_notice(study=study, by=person("editor"), kind="correction", source="the journal", date="2026-01-02")
        html = page(sign_in("reviewer_one"), address(reviewed(study, reason="A correction came out.", voters=())))
        assert "A correction came out." in html
        assert re.search(r"<ins>.*fell", html)
        assert re.search(r"<del>.*Few studies have asked this", html)
        assert re.search(r"<del>.*That it helps everybody", html)
        assert re.search(r"<ins>.*Correction, 2 January 2026", html)

    def test_shows_a_field_that_nobody_told_it_about(self) -> None:
        """By construction: the whole content is walked, so a field added later cannot hide in a review."""
        from django.utils import timezone

        from evidence.canonical import canonical_json, text_hash
        from evidence.models import Revision

        live = publish()
        content = live.content | {"sample_ethics": {"approved_by": "the board of Oslo"}}
        canonical = canonical_json(content)
        revision = Revision.objects.create(
            study=live.study, number=2, content=content, canonical=canonical, sha256=text_hash(canonical), parent=live,
            reason="A new field.", created_at=timezone.now(), created_by=person("editor"),
        )  # fmt: skip
        assert "the board of Oslo" in page(sign_in("reviewer_one"), address(revision))

    def test_shows_what_changed_since_the_revision_that_somebody_has_read(self, waiting) -> None:
        texts.write_text(study=waiting.study, by=person("editor"), texts={"summary": "Other words."})
        newer = editorial.submit(study=waiting.study, by=person("editor"))
        client = sign_in("reviewer_one")
        assert 'href="?since=1"' in page(client, address(newer))
        html = page(client, f"{address(newer)}?since=1")
        assert "What changed since revision 1" in html
        assert re.search(r"<ins>.*Other words", html)
        assert "Few studies have asked this." not in html, "what stayed is left out"
        for nonsense in ("2", "99", "x", "-1", "1 OR 1"):
            assert "The new page" in page(client, f"{address(newer)}?since={nonsense}")

    def test_shows_the_page_as_readers_would_see_it(self, waiting, client: Client) -> None:
        html = page(sign_in("reviewer_one"), f"{address(waiting)}/preview")
        assert "Preview." in html
        assert "It is not published." in html
        assert "What this study does not prove" in html
        assert "Texts not checked" in html
        assert 'content="noindex"' in html
        assert not Publication.objects.exists()

    def test_previews_a_tombstone(self) -> None:
        tombstone = editorial.withdraw(study=publish().study, by=person("publisher"), reason="Wrong numbers.")
        html = page(sign_in("reviewer_one"), f"{address(tombstone.revision)}/preview")
        assert "Wrong numbers." in html
        assert "Preview." in html
        assert "Withdrawn: a tombstone" in page(sign_in("reviewer_one"), address(tombstone.revision))

    def test_old_revisions_stay_readable_without_forms(self) -> None:
        first = publish()
        texts.write_text(study=first.study, by=person("editor"), texts={"summary": "Other words."})
        second = publish(first.study, reason="The summary was hard to read.")
        client = sign_in("reviewer_three")
        old, new = page(client, address(first.revision)), page(client, address(second.revision))
        assert "Superseded: on the shelf under its number" in old
        assert "Published: on the shelf" in new
        assert "Reviewer one approves" in " ".join(re.sub(r"<[^>]+>", "", old).split())
        for html in (old, new):
            assert 'name="_do"' not in html
        assert "Withdraw this page" in new
        assert "Withdraw this page" not in old
        assert "Other words." in new, "it still tells what it changed"

    def test_costs_the_same_with_more_votes_revisions_and_studies(self, waiting) -> None:
        client = sign_in("reviewer_nine")
        page(client, address(waiting))
        with CaptureQueriesContext(connection) as few:
            page(client, address(waiting))
        for number in range(12):
            draft(f"more{number}")
            editorial.vote(
                revision=waiting, by=person(f"voter_{number}"), decision="declined", seen=waiting.sha256,
                conflict="funder",
            )  # fmt: skip
        with CaptureQueriesContext(connection) as many:
            page(client, address(waiting))
        assert len(many) == len(few)
        assert len(few) <= 40


class TestVoting:
    def test_asks_for_a_conflict_of_interest_first(self, waiting) -> None:
        client = sign_in("reviewer_one")
        first = page(client, address(waiting))
        assert "Do you have a conflict of interest with this paper?" in first
        assert "I approve exactly this" not in first
        second = send(client, waiting, "answer_conflict", 200, conflict="none")
        assert "I approve exactly this" in second
        assert f'name="_seen" value="{waiting.sha256}"' in second
        assert not Review.objects.exists()

    def test_needs_an_answer(self, waiting) -> None:
        client = sign_in("reviewer_one")
        assert "Say first whether" in send(client, waiting, "answer_conflict", 200)
        html = vote(client, waiting, status=200, conflict="", comment="Kept words.")
        assert "Say first whether" in html
        assert "Kept words." in html
        assert not Review.objects.exists()

    def test_approves(self, waiting) -> None:
        vote(sign_in("reviewer_one"), waiting)
        review = Review.objects.get()
        assert (review.decision, review.sha256, review.comment) == ("approve", waiting.sha256, "")
        html = page(sign_in("reviewer_one"), address(waiting))
        assert "You have voted: you approved it." in html
        assert "One more approval" in html

    @pytest.mark.parametrize("left_out", TICKED)
    def test_does_not_approve_while_a_point_is_not_ticked(self, waiting, left_out: str) -> None:
        ticked = [key for key in TICKED if key != left_out]
        html = vote(sign_in("reviewer_one"), waiting, status=200, checks=ticked, comment="Almost.")
        assert "Not ticked yet: 1 of 5. If one does not hold, ask for changes instead." in html
        assert "Almost." in html
        assert html.count("checked") == len(ticked) + 1, "what was chosen stays chosen"
        assert not Review.objects.exists()

    def test_asks_for_changes_with_a_comment_and_without_ticks(self, waiting) -> None:
        client = sign_in("reviewer_one")
        html = vote(client, waiting, "request_changes", status=200, checks=[])
        assert "Say which changes you ask for." in html
        vote(client, waiting, "request_changes", checks=[], comment="84 is not in the abstract.")
        assert Review.objects.get().comment == "84 is not in the abstract."
        html = page(client, address(waiting))
        assert "Changes requested" in html
        assert "84 is not in the abstract." in html

    def test_with_a_conflict_only_declines_and_the_answer_is_kept(self, waiting) -> None:
        client = sign_in("reviewer_one")
        html = send(client, waiting, "answer_conflict", 200, conflict="co_author", conflict_note="A paper in 2020.")
        assert "I decline to vote" in html
        assert "I approve exactly this" not in html
        vote(client, waiting, status=200, conflict="co_author")
        assert not Review.objects.exists()
        vote(client, waiting, "declined", conflict="co_author", conflict_note="A paper in 2020.")
        review = Review.objects.get()
        assert (review.decision, review.conflict, review.conflict_note) == (
            "declined", "co_author", "A paper in 2020.",
        )  # fmt: skip
        assert "has published with the authors (A paper in 2020.)" in page(client, address(waiting))

    def test_can_change_the_answer_without_losing_text(self, waiting) -> None:
        client = sign_in("reviewer_one")
        html = send(client, waiting, "change_answer", 200, conflict="none", comment="Long\nwords.", checks=TICKED[:2])
        assert "Do you have a conflict of interest" in html
        assert "Long\nwords." in html
        html = send(client, waiting, "answer_conflict", 200, conflict="none", comment="Long\nwords.", checks=TICKED[:2])
        assert "Long\nwords." in html
        assert html.count("checked") == 2

    def test_offers_contributors_no_vote_and_says_why(self, waiting) -> None:
        html = page(sign_in("editor"), address(waiting))
        assert "You contributed to this revision, so others decide about it." in html
        assert "conflict of interest with" not in html
        html = vote(sign_in("editor"), waiting, status=409, checks=[], comment="I like it.")
        assert "You contributed to this revision, so others decide about it." in html
        assert "I like it." in html
        html = vote(sign_in("editor"), waiting, status=409, comment="I like it.")
        assert "You contributed to this revision, so you cannot vote on it." in html
        assert "I like it." in html, "refused, but not lost"

    def test_offers_nothing_without_the_role_and_says_why(self, waiting) -> None:
        html = page(sign_in("publisher_only", ["Publisher"]), address(waiting))
        assert "This takes a reviewer: your role does not include it." in html

    def test_tells_of_a_comment_that_waits_for_an_answer(self, waiting) -> None:
        vote(sign_in("reviewer_one"), waiting, comment="A shorter first sentence would help.")
        vote(sign_in("reviewer_two"), waiting)
        editor = sign_in("editor")
        html = page(editor, address(waiting))
        assert "Consolidating" in html
        assert "Answer the comments" in html
        assert "A reviewer's comment has not been answered yet." in html
        html = send(editor, waiting, "answer_comments", 409, answer="   ")
        assert "Answer the comments in a few words." in html
        send(editor, waiting, "answer_comments", answer="Next time.")
        html = page(editor, address(waiting))
        assert "Approved" in html
        assert "Next time." in html

    def test_shows_void_votes_and_why(self, waiting) -> None:
        vote(sign_in("reviewer_one"), waiting)
        texts.write_text(study=waiting.study, by=person("editor"), texts={"summary": "Other words."})
        client = sign_in("reviewer_two")
        html = page(client, address(waiting))
        assert "Taken back: its votes are void" in html
        assert "This vote is void. The desk was edited after this revision was submitted." in html
        assert 'name="_do"' not in html
        newer = editorial.submit(study=waiting.study, by=person("editor"))
        assert f'href="{address(newer)}">Go to revision 2' in page(client, address(waiting))
        html = vote(client, waiting, status=409, comment="Too late?")
        assert "not open for votes" in html
        assert "Too late?" in html


class TestAdjudicating:
    @pytest.fixture
    def split(self, waiting):
        vote(sign_in("reviewer_one"), waiting)
        vote(sign_in("reviewer_two"), waiting, "request_changes", checks=[], comment="84 is not there.")
        return waiting

    def test_is_offered_to_a_third_person(self, split) -> None:
        assert "You have voted" in page(sign_in("reviewer_two"), address(split))
        third = sign_in("reviewer_three", ["Coder and reviewer"])
        html = page(third, address(split))
        assert "Decide between the reviewers" in html
        assert "84 is not there." in html
        html = decide(third, split, status=200)
        assert "Say why you decided so." in html
        decide(third, split, comment="84 stands in the table.")
        review = Review.objects.get(adjudicates=True)
        assert (review.decision, review.comment) == ("approve", "84 stands in the table.")
        assert "Approved" in page(third, address(split))

    def test_against_sends_it_back(self, split) -> None:
        decide(sign_in("reviewer_three"), split, "request_changes", checks=[], comment="84 stands nowhere.")
        assert "Changes requested" in page(sign_in("editor"), address(split))

    def test_can_be_declined(self, split) -> None:
        decide(sign_in("reviewer_three"), split, "declined", conflict="author", checks=[])
        assert Review.objects.get(reviewer__username="reviewer_three").decision == "declined"
        assert "Decide between the reviewers" in page(sign_in("reviewer_four"), address(split))

    def test_a_vote_that_comes_too_late_does_not_pass_for_a_decision(self, split) -> None:
        html = vote(sign_in("reviewer_three"), split, status=409, comment="Fine by me.")
        assert "This revision is not open for votes" in html
        assert "Decide between the reviewers" in html
        assert "Fine by me." in html
        assert Review.objects.count() == 2


class TestPublishing:
    def test_lists_every_refusal_in_words(self) -> None:
        revision = reviewed(ready_to_review(confirmed=False), voters=("reviewer_one",))
        html = page(sign_in("publisher"), address(revision))
        assert "The identity of this study is not confirmed" in html
        assert "1 of the 2 approvals" in html
        assert 'value="publish"' not in html
        assert "You contributed to this revision, so you cannot publish it." in page(
            sign_in("editor"), address(revision)
        )

    def test_is_one_click_when_nothing_stands_in_the_way(self) -> None:
        revision = reviewed(ready_to_review())
        client = sign_in("publisher", ["Publisher"])
        assert "It becomes number 1 of a new page." in page(client, address(revision))
        send(client, revision, "publish", _seen=revision.sha256)
        assert Publication.objects.get().published_by.username == "publisher"

    def test_says_so_to_those_who_may_not(self) -> None:
        revision = reviewed(ready_to_review())
        html = page(sign_in("reviewer_three", ["Coder and reviewer"]), address(revision))
        assert "A publisher can publish it." in html

    def test_warns_when_the_live_page_moved_on(self) -> None:
        study = publish().study
        texts.write_text(study=study, by=person("editor"), texts={"summary": "Other words."})
        revision = reviewed(study, reason="Clearer words.")
        html = page(sign_in("publisher"), address(revision))
        assert "It becomes number 2 of this page." in html


class TestEmergency:
    def test_has_a_page_of_its_own_that_says_what_it_means(self, waiting) -> None:
        client = sign_in("chief", ["Administrator"])
        assert f'href="{address(waiting)}/emergency"' in page(client, address(waiting))
        html = page(client, f"{address(waiting)}/emergency")
        assert "The public page will show that it was published without the usual checks" in html
        assert "0 of the 2 approvals" in html
        response = client.post(f"{address(waiting)}/emergency", {"reason": " "})
        assert response.status_code == 409
        assert "Say why this cannot wait" in response.content.decode()
        assert client.post(f"{address(waiting)}/emergency", {"reason": "It harms readers."}).status_code == 302
        assert "It harms readers." in page(client, "/evidence/van-der-berg-2019-rest-symptoms")
        assert "without the usual checks, because: It harms readers." in page(client, address(waiting))

    def test_is_refused_without_the_ability(self, waiting) -> None:
        client = sign_in("publisher", ["Publisher"])
        assert "emergency" not in page(client, address(waiting))
        assert client.get(f"{address(waiting)}/emergency").status_code == 403
        assert client.post(f"{address(waiting)}/emergency", {"reason": "x"}).status_code == 403
        assert not Publication.objects.exists()

    def test_keeps_the_reason_that_was_typed(self) -> None:
        revision = reviewed(ready_to_review(confirmed=False))
        response = sign_in("chief").post(f"{address(revision)}/emergency", {"reason": "It harms readers."})
        assert response.status_code == 409
        assert "It harms readers." in response.content.decode()
        assert "identity" in response.content.decode()

    def test_is_over_once_published(self) -> None:
        path = f"{address(publish().revision)}/emergency"
        assert sign_in("chief").get(path).status_code == 409


class TestTakingBack:
    def test_needs_a_word_and_voids_the_votes(self, waiting) -> None:
        client = sign_in("editor")
        html = send(client, waiting, "take_back", 409, note="")
        assert "Say why, in a few words." in html
        send(client, waiting, "take_back", note="A number is wrong.")
        assert "A number is wrong." in page(client, address(waiting))

    def test_is_not_offered_to_reviewers(self, waiting) -> None:
        client = sign_in("reviewer_one", ["Coder and reviewer"])
        assert "Take back" not in page(client, address(waiting))
        html = send(client, waiting, "take_back", 409, note="Mine now.")
        assert "This takes an editor: your role does not include it." in html
        assert "Mine now." in html


class TestLease:
    def test_is_taken_and_handed_back_in_one_click(self, waiting) -> None:
        client = sign_in("reviewer_one")
        assert "I am reading this" in page(client, address(waiting))
        send(client, waiting, "take")
        assert Lease.objects.get().task == "review"
        assert "You have it until" in page(client, address(waiting))
        assert "Reviewer one has it until" in page(sign_in("reviewer_two"), address(waiting))
        send(client, waiting, "hand_back")
        assert not Lease.objects.exists()

    def test_locks_nobody_out(self, waiting) -> None:
        for name in ("reviewer_one", "reviewer_two"):
            leases.take(study=waiting.study, task="review", by=person(name))
        third = sign_in("reviewer_three")
        assert "has this until" in send(third, waiting, "take", 409)
        vote(third, waiting)
        assert Review.objects.count() == 1


class TestDoor:
    PATHS = ("", "/preview", "/emergency")

    @pytest.mark.parametrize("more", PATHS)
    def test_strangers_are_sent_to_sign_in(self, waiting, client: Client, more: str) -> None:
        for path in (address(waiting) + more, f"/admin/desk/review/{waiting.pk + 99}{more}"):
            response = client.get(path)
            assert response.status_code == 302
            assert "/login/" in response["Location"]
            assert client.post(path, {"_do": "publish", "reason": "x"}).status_code in (302, 403)
        assert not Publication.objects.exists()

    @pytest.mark.parametrize("more", PATHS)
    def test_staff_without_the_desk_are_refused(self, waiting, more: str) -> None:
        response = sign_in("nobody", []).get(address(waiting) + more)
        assert response.status_code == 403
        assert "Your role does not include this room" in response.content.decode()

    @pytest.mark.parametrize("more", PATHS)
    def test_a_revision_that_is_not_there_is_not_there(self, waiting, more: str) -> None:
        assert sign_in("chief").get(f"/admin/desk/review/{waiting.pk + 99}{more}").status_code == 404

    @pytest.mark.parametrize("do", ["", "burn", "__class__"])
    def test_an_unknown_deed_only_shows_the_page(self, waiting, do: str) -> None:
        assert "Where it stands" in send(sign_in("chief"), waiting, do, 200)


class TestAProposalThatNobodyHasCodedYet:
    """A machine's verdict on the page, while people could still code the study blind."""

    @pytest.fixture
    def revision(self):
        study = ready_to_review(coded=False)
        assessments.propose(
            study=study, facts=PEMFacts(), machine_version="Classifier v0.0 test", quote="Zyzzyva", place="Methods"
        )
        return editorial.submit(study=study, by=person("editor"))

    def test_is_hidden_from_those_who_could_code(self, revision) -> None:
        client = sign_in("reviewer_one")
        for path in (address(revision), f"{address(revision)}/preview", f"{address(revision)}?since=1"):
            html = page(client, path)
            assert "Zyzzyva" not in html
            assert "you can no longer code this study" in html
        vote(client, revision, status=200)
        assert not Review.objects.exists()

    def test_shows_to_who_gives_up_coding(self, revision) -> None:
        client = sign_in("reviewer_one")
        send(client, revision, "look")
        assert "Zyzzyva" in page(client, address(revision))
        vote(client, revision)
        assert Review.objects.get().reviewer == person("reviewer_one")

    def test_stays_hidden_from_who_is_coding(self, revision) -> None:
        assessments.start_assessment(study=revision.study, by=person("coder_one"))
        client = sign_in("coder_one")
        assert "You are coding this study" in send(client, revision, "look", status=409)
        assert "Zyzzyva" not in page(client, address(revision))


def test_a_text_with_a_nul_character_loses_nothing_but_that() -> None:
    revision = reviewed(ready_to_review(), voters=())
    send(sign_in("editor"), revision, "take_back", note="too\x00 early")
    assert revision.steps.get().note == "too early"
    assert sign_in("editor").get("/admin/evidence/auditevent/?action=%00").status_code == 400
