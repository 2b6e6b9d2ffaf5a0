"""Triagers at work: leases, four eyes, merging, and the publication that resolves a letter."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone

from contributions import triage
from contributions.actions import ledger, reading, resolving, sending, studies, triaging
from contributions.models import Contribution, ContributionEntry, LedgerEntry, OutgoingMail
from contributions.sealing import unseal
from evidence.actions import editorial, texts
from evidence.models import AuditEvent, Publication, Study, StudyContributor
from evidence.workflow import Refusal
from tests.factories import draft, person, publish, ready_to_review, reviewed
from tests.factories.letters import change_page, letter, triager

pytestmark = pytest.mark.django_db

OUTCOME = {"contact": "name@example.org", "contact_use": "outcome"}


def fresh(one: Contribution) -> Contribution:
    return Contribution.objects.get(pk=one.pk)


def status(one: Any) -> sending.LetterStatus:
    told = sending.status(code=one.code, visitor=None)
    assert told is not None
    return told


# --- Who may read ------------------------------------------------------------------------------------------


def test_only_the_role_opens_a_letter_and_a_superuser_without_it_does_not() -> None:
    one = letter("What only triagers read.")
    chief = get_user_model().objects.create_superuser("chief", password="rest before you are tired")
    editor = person("editor", roles=("Editor", "Publisher", "Administrator"))
    gone = triager("gone")
    gone.is_active = False
    gone.save()
    for nobody in (chief, editor, gone):
        assert not reading.may_read(nobody)
        with pytest.raises(Refusal, match="Only triagers"):
            reading.read_letter(contribution=one, by=nobody)
        with pytest.raises(Refusal, match="Only triagers"):
            triaging.take(contribution=one, by=nobody)
    assert not AuditEvent.objects.filter(action="contribution.read").exists()
    assert reading.read_letter(contribution=one, by=triager()).message == "What only triagers read."
    event = AuditEvent.objects.get(action="contribution.read")
    assert (event.actor, event.object_id, event.reason, event.detail) == (triager(), one.pk, "", {})


def test_editors_read_what_was_shared_and_nothing_else() -> None:
    page = publish()
    one = letter("My own illness, and the number is wrong.", page=page)
    triaging.note(contribution=one, by=triager(), text="A note.")
    triaging.share(contribution=one, by=triager(), text="A first copy.")
    triaging.share(contribution=one, by=triager(), text="The number is wrong.")
    shared = reading.shared_with_editors(study=page.study, by=person("editor", roles=("Editor",)))
    assert [(note.kind, note.text) for note in shared] == [("text_error", "The number is wrong.")]
    with pytest.raises(Refusal):
        reading.shared_with_editors(study=page.study, by=person("nobody", roles=()))
    triaging.share(contribution=one, by=triager(), text="")
    assert reading.shared_with_editors(study=page.study, by=person("editor", roles=("Editor",))) == []


def test_a_letter_that_no_key_opens_says_so_and_is_no_error(settings: Any) -> None:
    one = letter("Sealed with a key that is gone.", source="10.1/x")
    settings.LETTER_KEYS = ["cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4="]
    opened = reading.read_letter(contribution=one, by=triager())
    assert (opened.message, opened.unreadable) == (None, ("message", "source"))


# --- Leases ------------------------------------------------------------------------------------------------


def test_a_letter_belongs_to_who_took_it_for_48_hours() -> None:
    now = timezone.now()
    one = triaging.take(contribution=letter(), by=triager("ann"), now=now)
    assert (one.assignee, one.lease_until) == (triager("ann"), now + timedelta(hours=48))
    ben = triager("ben")
    for act, more in (
        (triaging.take, {}), (triaging.hand_back, {}), (triaging.accept, {}), (triaging.ask, {"text": "What?"}),
        (triaging.decline, {"reason": "cannot_verify"}), (triaging.reply, {"text": "Hello."}),
        (triaging.share, {"text": "A copy."}), (triaging.set_kind, {"kind": "other"}),
        (triaging.merge, {"into": letter("Another.")}),
    ):  # fmt: skip
        with pytest.raises(Refusal, match="Another triager is checking") as refused:
            act(contribution=one, by=ben, now=now + timedelta(hours=47), **more)
        assert "Ann" not in str(refused.value)
    triaging.note(contribution=one, by=ben, text="I know this paper.", now=now)
    again = triaging.take(contribution=one, by=triager("ann"), now=now + timedelta(hours=40))
    assert again.lease_until == now + timedelta(hours=88)


def test_a_lease_that_is_over_can_be_taken_over_and_lapses_by_itself() -> None:
    now = timezone.now()
    one = triaging.take(contribution=letter(), by=triager("ann"), now=now)
    later = now + timedelta(hours=49)
    with pytest.raises(Refusal, match="48 hours of whoever"):
        triaging.accept(contribution=one, by=triager("ben"), now=later)
    with transaction.atomic():
        assert triaging.take(contribution=one, by=triager("ben"), now=later).assignee == triager("ben")
        transaction.set_rollback(True)
    assert triaging.lapse_leases(now=now + timedelta(hours=47)) == 0
    assert triaging.lapse_leases(now=later) == 1
    one = fresh(one)
    assert (one.state, one.assignee, one.lease_until) == ("received", None, None)
    assert AuditEvent.objects.get(action="contribution.lapse").actor is None


def test_who_was_slow_may_still_finish_while_nobody_else_has_taken_it() -> None:
    now = timezone.now()
    one = triaging.take(contribution=letter(), by=triager("ann"), now=now)
    assert triaging.accept(contribution=one, by=triager("ann"), now=now + timedelta(hours=60)).state == "accepted"


# --- Moves -------------------------------------------------------------------------------------------------

ACTS: dict[str, tuple[Any, dict[str, Any]]] = {
    "release": (triaging.release, {}),
    "take": (triaging.take, {}),
    "hand_back": (triaging.hand_back, {}),
    "ask": (triaging.ask, {"text": "What?"}),
    "merge": (triaging.merge, {}),
    "decline": (triaging.decline, {"reason": "cannot_verify"}),
    "accept": (triaging.accept, {}),
    "link": (triaging.link, {}),
    "reopen": (triaging.reopen, {"reason": "A mistake of ours."}),
}


def test_each_act_of_a_triager_works_from_exactly_the_states_of_the_table() -> None:
    page, other = publish(), letter("Another letter, about the same.")
    assert set(ACTS) == {move.name for move in triage.MOVES if move.by == "triager"}
    for state in triage.STATES:
        one = letter(f"About it, {state}.", state=state, page=page)
        for name, (act, more) in ACTS.items():
            more = {**more, "into": other} if name == "merge" else more
            move = triage.MOVES_BY_NAME[name]
            if state not in move.sources:
                with pytest.raises(Refusal):
                    act(contribution=one, by=triager(), **more)
                continue
            with transaction.atomic():
                assert act(contribution=one, by=triager(), **more).state == move.target
                transaction.set_rollback(True)


def test_a_move_leaves_a_trail_without_words() -> None:
    one = triaging.take(contribution=letter(), by=triager())
    triaging.decline(contribution=one, by=triager(), reason="other", text="A secret reason.")
    triaging.reopen(contribution=one, by=triager(), reason="Another secret reason.")
    triaging.keep_for_cause(
        contribution=one, by=triager(), until=timezone.now() + timedelta(days=500), reason="A third secret."
    )
    trail = str(list(AuditEvent.objects.values()))
    assert "contribution.decline" in trail
    assert "ecret" not in trail
    assert [unseal(entry.text_sealed or "") for entry in ContributionEntry.objects.order_by("pk")] == [
        "A secret reason.", "Another secret reason.", "A third secret.",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("act", "more", "why"),
    [
        (triaging.ask, {"text": " "}, "empty"),
        (triaging.decline, {"reason": "because"}, "Choose why"),
        (triaging.decline, {"reason": "other"}, "Tell the writer"),
        (triaging.reply, {"text": "a" * 10_001}, "too long"),
        (triaging.set_kind, {"kind": "complaint"}, "from the list"),
        (triaging.keep_for_cause, {"until": timezone.now() + timedelta(days=1), "reason": ""}, "Say why"),
        (triaging.keep_for_cause, {"until": timezone.now() - timedelta(days=1), "reason": "x"}, "after today"),
        (triaging.keep_for_cause, {"until": timezone.now() + timedelta(days=5000), "reason": "x"}, "three years"),
    ],
)
def test_what_is_missing_is_asked_for_and_nothing_moves(act: Any, more: dict[str, Any], why: str) -> None:
    one = triaging.take(contribution=letter(), by=triager())
    with pytest.raises(Refusal, match=why):
        act(contribution=one, by=triager(), **more)
    assert fresh(one).state == "triaged"
    assert not ContributionEntry.objects.exists()


# --- Four eyes ---------------------------------------------------------------------------------------------


def contributing_triager() -> Any:
    """Somebody who wrote the page and also reads letters."""
    return person("editor", roles=("Editor", "Triager"))


def test_who_contributed_to_the_page_does_not_decide_about_a_letter_on_it() -> None:
    page, editor, other = publish(), contributing_triager(), letter("Another.")
    acts = {triaging.accept: {}, triaging.decline: {"reason": "cannot_verify"}, triaging.merge: {"into": other}}
    for named in ("page", "study"):
        for act, more in acts.items():
            one = letter(f"{named}, {act.__name__}", page=page)
            if named == "study":
                one = triaging.set_study(contribution=one, by=triager(), study=page.study)
                assert one.publication is None
            one = triaging.take(contribution=one, by=editor)
            with pytest.raises(Refusal, match="Somebody else must decide"):
                act(contribution=one, by=editor, **more)
            triaging.ask(contribution=one, by=editor, text="Asking decides nothing. Which table?")
            one = triaging.take(contribution=one, by=triager())
            assert act(contribution=one, by=triager(), **more).decided_by == triager()


def test_who_wrote_an_earlier_number_does_not_decide_and_who_wrote_a_later_one_may() -> None:
    first = publish()
    study = first.study
    late = person("late_editor", roles=("Editor", "Triager"))
    texts.write_text(study=study, by=late, texts={"summary": "Words of the second number."})
    revision = editorial.submit(study=study, by=late, reason="Clearer.")
    for voter in ("reviewer_one", "reviewer_two"):
        editorial.vote(revision=revision, by=person(voter), decision="approve", seen=revision.sha256)
    second = editorial.publish(revision=revision, by=person("publisher"))

    def decide(page: Publication, by: Any) -> Contribution:
        taken = triaging.take(contribution=letter(page=page), by=by)
        return triaging.accept(contribution=taken, by=by)

    assert decide(first, late).state == "accepted", "the words were not on the page that the reader saw"
    with pytest.raises(Refusal, match="Somebody else"):
        decide(second, late)
    with pytest.raises(Refusal, match="Somebody else"):
        decide(second, contributing_triager())  # the first number's words stand on the second too


def test_a_decision_falls_when_the_letter_turns_out_to_be_about_a_page_of_who_decided() -> None:
    page, editor = publish(), contributing_triager()
    one = triaging.take(contribution=letter("About something."), by=editor)
    one = triaging.accept(contribution=one, by=editor)
    with pytest.raises(Refusal, match="Reopen the letter"):
        triaging.link(contribution=one, by=triager(), study=page.study)
    with pytest.raises(Refusal, match="Reopen it first"):
        triaging.set_study(contribution=one, by=triager(), study=page.study)


def test_who_contributed_does_not_turn_the_letter_away_from_the_page_to_decide_it() -> None:
    page, editor, elsewhere = publish(), contributing_triager(), publish(key="other2021")
    later = change_page(page)
    one = triaging.take(contribution=letter(page=later), by=editor)
    for turned in ({"study": None}, {"study": elsewhere.study}, {"study": page.study, "publication": page}):
        with pytest.raises(Refusal, match="Somebody else must say"):
            triaging.set_study(contribution=one, by=editor, **turned)
    assert (fresh(one).study, fresh(one).publication) == (page.study, later)
    triaging.hand_back(contribution=one, by=editor)
    assert triaging.set_study(contribution=one, by=triager(), study=None).study is None


# --- Duplicates --------------------------------------------------------------------------------------------


def test_the_writer_of_a_duplicate_follows_the_other_letter() -> None:
    page = publish()
    other = letter(state="linked", page=page)
    one = triaging.take(contribution=letter("The same.", **OUTCOME), by=triager())
    triaging.merge(contribution=one, into=other, by=triager())
    assert not OutgoingMail.objects.exists(), "there is no answer yet"
    change_page(page)
    assert fresh(other).state == "resolved"
    assert OutgoingMail.objects.get().contribution_id == one.pk


def test_a_duplicate_tells_what_became_of_the_other() -> None:
    page = publish()
    other, one = letter(state="linked", page=page), letter("The same.")
    triaging.merge(contribution=one, into=other, by=triager())
    assert status(one).words.endswith("A change to the page is being made and checked.")
    assert status(one).change is None
    new = change_page(page)
    told = status(one)
    assert (told.state, told.change) == ("duplicate", {"slug": new.slug, "number": 2, "title": new.title})
    assert told.words.endswith("The page has been changed.")


def test_duplicates_of_duplicates_follow_the_letter_that_both_repeat() -> None:
    first, second, third = letter("First."), letter("Second."), letter("Third.")
    triaging.merge(contribution=second, into=first, by=triager())
    triaging.merge(contribution=third, into=second, by=triager())
    assert fresh(third).duplicate_of == first
    last = letter("Last.")
    triaging.merge(contribution=first, into=last, by=triager())
    assert {fresh(one).duplicate_of for one in (first, second, third)} == {last}


def test_no_letter_repeats_itself_in_a_circle_or_one_that_was_taken_back() -> None:
    first, second = letter("First."), letter("Second.")
    with pytest.raises(Refusal, match="of itself"):
        triaging.merge(contribution=first, into=first, by=triager())
    triaging.merge(contribution=second, into=first, by=triager())
    with pytest.raises(Refusal, match="of itself"):
        triaging.merge(contribution=first, into=second, by=triager())
    with pytest.raises(Refusal, match="taken back"):
        triaging.merge(contribution=first, into=letter(state="withdrawn"), by=triager())


# --- The publication that carries the change ---------------------------------------------------------------


def test_work_that_began_before_the_link_does_not_resolve_a_letter_and_the_next_does() -> None:
    page = publish()
    study = page.study
    texts.write_text(study=study, by=person("editor"), texts={"summary": "Other words, for another reason."})
    revision = reviewed(study, reason="Clearer words.")
    one = letter(state="linked", page=page, **OUTCOME)
    editorial.publish(revision=revision, by=person("publisher"))
    assert fresh(one).state == "linked"
    third = change_page(page)
    resolved = fresh(one)
    assert (resolved.state, resolved.resolved_by, resolved.closed_at is not None) == ("resolved", third, True)
    row = LedgerEntry.objects.get()
    assert (row.outcome, row.kind, row.publication, row.days_to_answer) == ("resolved", "text_error", third, 0)
    assert OutgoingMail.objects.get().template == "answer_waiting"


def test_a_page_that_is_withdrawn_because_of_a_letter_resolves_it() -> None:
    page = publish()
    one = letter(state="linked", page=page)
    tombstone = editorial.withdraw(study=page.study, by=person("publisher"), reason="The paper was retracted.")
    assert fresh(one).resolved_by == tombstone


def test_a_fault_among_the_letters_never_keeps_a_page_from_being_published(
    monkeypatch: Any, caplog: pytest.LogCaptureFixture
) -> None:
    page = publish()
    one = letter(state="linked", page=page)

    def broken(**_: Any) -> None:
        Contribution.objects.create(state="nonsense secret", received_at=timezone.now(), state_since=timezone.now())

    with monkeypatch.context() as patch, caplog.at_level(logging.DEBUG):
        patch.setattr(ledger, "tell", broken)
        published = change_page(page)
    assert published.is_current
    assert fresh(one).state == "linked"
    assert f"publication {published.pk} wait for the sweep" in caplog.text
    assert "secret" not in caplog.text
    assert resolving.sweep_resolved() == 1
    assert fresh(one).resolved_by == published
    assert resolving.sweep_resolved() == 0


def test_the_sweep_names_the_first_publication_that_carried_the_change(monkeypatch: Any) -> None:
    page = publish()
    one = letter(state="linked", page=page)
    with monkeypatch.context() as patch:
        patch.setattr(resolving, "resolve_by_publication", lambda **_: 0)
        second = change_page(page)
        change_page(page)
    assert resolving.sweep_resolved() == 1
    assert fresh(one).resolved_by == second


def test_a_letter_that_is_opened_again_forgets_what_was_decided() -> None:
    one = triaging.reopen(contribution=letter(state="resolved"), by=triager(), reason="Only half of it was changed.")
    assert (one.state, one.assignee) == ("triaged", triager())
    assert [one.decided_by, one.decided_at, one.linked_at, one.resolved_by, one.closed_at] == [None] * 5


# --- The ledger --------------------------------------------------------------------------------------------


def test_the_ledger_counts_whole_days_and_is_silent_about_advertising() -> None:
    now = timezone.now().replace(hour=23)
    one = letter("A question.", now=now - timedelta(days=9))
    taken = triaging.take(contribution=one, by=triager(), now=now)
    triaging.decline(contribution=taken, by=triager(), reason="not_in_scope", now=now)
    spam = letter(state="quarantine")
    triaging.decline(contribution=spam, by=triager(), reason="advertising")
    row = LedgerEntry.objects.get()
    assert (row.outcome, row.days_to_answer, row.publication) == ("declined", 9, None)


# --- From a letter to a study ------------------------------------------------------------------------------


def test_a_missing_study_becomes_a_draft_that_tells_nothing_but_its_identifier() -> None:
    one = letter("You lack this.", kind="missing_study", source="see https://doi.org/10.5555/rest.2020 please")
    study = studies.make_draft(contribution=one, by=triager())
    assert (study.doi, study.title, study.authorships.count()) == (
        "10.5555/rest.2020", "Not looked up yet: DOI 10.5555/rest.2020", 0,
    )  # fmt: skip
    linked = fresh(one)
    assert (linked.state, linked.study, linked.decided_by) == ("linked", study, triager())
    assert StudyContributor.objects.get(study=study).person == triager(), "who brought it in does not review it"


def test_a_paper_that_is_here_already_is_linked_and_not_made_again() -> None:
    study = draft("here2020")
    one = letter(state="accepted", source="10.1234/HERE2020 and more")
    assert studies.make_draft(contribution=one, by=triager()) == study
    assert Study.objects.count() == 1
    assert not AuditEvent.objects.filter(action="contribution.draft_made").exists()
    by_number = letter("By PMID.", state="accepted", source="PMID: 31234567")
    assert studies.make_draft(contribution=by_number, by=triager()).pmid == "31234567"


@pytest.mark.parametrize("source", ["", "a paper about rest from 2019"])
def test_without_an_identifier_nothing_is_made(source: str) -> None:
    one = letter(state="accepted", source=source)
    with pytest.raises(Refusal, match="no DOI and no PMID"):
        studies.make_draft(contribution=one, by=triager())
    assert fresh(one).state == "accepted"
    assert not Study.objects.exists()


def test_a_missing_study_is_resolved_by_its_first_page() -> None:
    one = letter(state="accepted")
    study = ready_to_review()
    triaging.link(contribution=one, by=triager(), study=study)
    page = publish(study)
    assert fresh(one).resolved_by == page
