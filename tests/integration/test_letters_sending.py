"""A reader sends a letter: stored exactly once, sealed, found by its code alone, and taken back at once."""

from __future__ import annotations

import contextlib
import logging
import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from contributions import limits, triage
from contributions.actions import floods, sending, triaging
from contributions.actions.sending import LetterRefused, TooMany, UnknownCode
from contributions.letter import Letter
from contributions.models import (
    Contribution,
    ContributionEntry,
    DailySalt,
    FloodMark,
    LedgerEntry,
    OutgoingMail,
)
from contributions.sealing import code_mark, unseal
from evidence.models import AuditEvent
from tests.factories import publish
from tests.factories.letters import letter, receipt, triager

pytestmark = pytest.mark.django_db

VISITOR = "192.0.2.7"


def status(code: str, **more: Any) -> sending.LetterStatus | None:
    return sending.status(code=code, visitor=None, **more)


def test_a_letter_is_sealed_and_its_code_is_not_kept() -> None:
    given = receipt(
        "The dose is wrong.", source="10.1234/x", passage="ten milligrams", contact="name@example.org",
        contact_use="questions", kind="text_error",
    )  # fmt: skip
    row = Contribution.objects.get(pk=given.contribution_id)
    assert (row.state, row.kind, row.contact_use) == ("received", "text_error", "questions")
    assert [unseal(sealed) for sealed in (row.message_sealed, row.source_sealed, row.passage_sealed)] == [
        "The dose is wrong.", "10.1234/x", "ten milligrams",
    ]  # fmt: skip
    assert row.code_mark == code_mark(given.code)
    assert given.code.replace("-", "") not in str(Contribution.objects.values().get())
    event = AuditEvent.objects.get(action="contribution.received")
    assert (event.actor, event.reason, event.detail) == (None, "", {"held": []})


def test_the_same_form_sent_again_gives_the_same_code_and_one_letter(settings: Any) -> None:
    first = receipt(nonce="one form")
    settings.RECEIPT_KEYS = ["a new key", *settings.RECEIPT_KEYS]  # rotated in between
    second = receipt(nonce="one form")
    assert (second.code, second.contribution_id, second.again) == (first.code, first.contribution_id, True)
    assert not first.again
    assert Contribution.objects.count() == 1
    assert AuditEvent.objects.filter(action="contribution.received").count() == 1


def test_the_same_form_with_other_words_is_another_letter() -> None:
    first, second = receipt("One thing.", nonce="form"), receipt("Another thing.", nonce="form")
    assert first.code != second.code
    assert Contribution.objects.count() == 2


def test_a_letter_that_was_taken_back_is_not_stored_again_by_a_page_reloaded() -> None:
    sending.withdraw(code=receipt(nonce="form").code, visitor=None)
    with pytest.raises(LetterRefused, match="took it back"):
        receipt(nonce="form")
    assert Contribution.objects.filter(message_sealed__isnull=False).count() == 0
    receipt("The same once more, with another word.", nonce="form")


def test_what_is_wrong_is_said_field_by_field_and_nothing_is_stored() -> None:
    with pytest.raises(LetterRefused) as refused:
        receipt("", kind="shouting", contact="nobody")
    assert set(refused.value.errors) == {"message", "kind", "contact"}
    assert not Contribution.objects.exists()


def test_nul_and_broken_characters_are_taken_out_and_the_letter_is_kept() -> None:
    given = receipt("One\x00 two\ud800 three\r\nfour", page_slug="a\x00b", source="\udfff")
    assert unseal(Contribution.objects.get(pk=given.contribution_id).message_sealed or "") == "One two three\nfour"


def test_a_letter_names_the_page_that_its_reader_saw() -> None:
    page = publish()
    named = Contribution.objects.get(pk=receipt(page=page).contribution_id)
    assert (named.study_id, named.publication_id) == (page.study_id, page.pk)
    current = Contribution.objects.get(pk=receipt("Current.", page_slug=page.slug).contribution_id)
    assert current.publication_id == page.pk
    for number in (99, -1, 10**12):
        unknown = receipt(f"Page {number}.", page_slug=page.slug, page_number=number)
        assert Contribution.objects.get(pk=unknown.contribution_id).publication_id is None
    assert receipt("No such page.", page_slug="../etc/passwd" * 99).contribution_id


# --- Floods ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sent", "reason"),
    [({"honeypot": "x"}, "honeypot"), ({"message": "http://a.example " * 6}, "links")],
)
def test_what_a_filter_holds_is_stored_in_quarantine_and_reads_like_any_other(sent: Any, reason: str) -> None:
    given = receipt(**sent)
    row = Contribution.objects.get(pk=given.contribution_id)
    assert (row.state, row.held_because) == ("quarantine", [reason])
    told = status(given.code)
    assert told is not None
    assert (told.state, told.words) == ("received", "Received. It waits for a person to look at it.")


def test_a_form_that_was_filled_in_within_a_moment_is_held() -> None:
    now = timezone.now()
    given = sending.send(
        letter=Letter("Quick."), nonce="n", rendered_at=now - timedelta(seconds=1), honeypot="", visitor=None, now=now
    )
    assert Contribution.objects.get(pk=given.contribution_id).held_because == ["too_fast"]


def test_the_same_text_is_held_for_the_rest_of_the_day_and_free_the_next() -> None:
    morning = timezone.now().replace(hour=1, minute=0)
    held = []
    for hours in (0, 5, 30):
        given = receipt("Buy  THIS now!" if hours else "buy this, now", now=morning + timedelta(hours=hours))
        held.append(Contribution.objects.get(pk=given.contribution_id).held_because)
    assert held == [[], ["repeated"], []]


def test_many_letters_from_one_visitor_are_held_then_stopped_and_others_are_not() -> None:
    now = timezone.now().replace(minute=10)
    states = [
        Contribution.objects.get(pk=receipt(f"Letter {n}.", visitor=VISITOR, now=now).contribution_id).state
        for n in range(limits.VISITOR_STOPPED)
    ]
    assert states == ["received"] * limits.VISITOR_HELD + ["quarantine"] * (len(states) - limits.VISITOR_HELD)
    with pytest.raises(TooMany) as stopped:
        receipt("One more.", visitor=VISITOR, now=now)
    assert 0 < stopped.value.retry_after <= 50 * 60
    assert receipt("From a neighbour.", visitor="192.0.2.8", now=now)
    assert receipt("In the next hour.", visitor=VISITOR, now=now + timedelta(hours=1))


def test_a_stopped_letter_counts_against_its_visitor_alone(monkeypatch: Any) -> None:
    monkeypatch.setattr(limits, "VISITOR_STOPPED", 1)
    monkeypatch.setattr(limits, "GLOBAL_AN_HOUR", 2)
    now = timezone.now().replace(hour=9)
    receipt("The first.", visitor=VISITOR, now=now)
    for _ in range(5):
        with pytest.raises(TooMany):
            receipt("Too many.", visitor=VISITOR, now=now)
    for told in (
        receipt("Somebody else's.", visitor="192.0.2.8", now=now),
        receipt("Too many.", visitor=VISITOR, now=now + timedelta(hours=1)),
    ):
        assert Contribution.objects.get(pk=told.contribution_id).held_because == []


def test_a_second_copy_of_a_form_counts_against_nobody() -> None:
    for _ in range(limits.VISITOR_STOPPED + 5):
        assert receipt("The same form.", nonce="one form", visitor=VISITOR)
    assert Contribution.objects.get().state == "received"


def test_beyond_the_ceiling_letters_are_stored_in_quarantine(monkeypatch: Any) -> None:
    monkeypatch.setattr(limits, "GLOBAL_AN_HOUR", 2)
    now = timezone.now()
    rows = [Contribution.objects.get(pk=receipt(f"Letter {n}.", now=now).contribution_id) for n in range(3)]
    assert [row.held_because for row in rows] == [[], [], ["flood"]]


def test_when_counting_fails_the_letter_is_stored_and_the_log_tells_nothing_of_it(
    monkeypatch: Any, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise DatabaseError("canceling statement: secret marker")

    monkeypatch.setattr(floods, "_counted", broken)
    with caplog.at_level(logging.DEBUG):
        given = receipt("A marker of a secret.", visitor=VISITOR)
    assert Contribution.objects.get(pk=given.contribution_id).state == "received"
    assert "none is lost" in caplog.text
    assert "marker" not in caplog.text


def test_marks_stand_beside_no_letter_and_are_gone_the_next_day() -> None:
    now = timezone.now()
    receipt("Something.", visitor=VISITOR, now=now)
    kept = str(list(FloodMark.objects.values())) + str(list(DailySalt.objects.values()))
    assert VISITOR not in kept
    assert floods.forget(now=now) == {"salts": 0, "marks": 0}
    gone = floods.forget(now=now + timedelta(days=1))
    assert gone["salts"] == 1
    assert gone["marks"] >= 3
    assert not FloodMark.objects.exists()


def test_a_mark_of_today_is_another_one_tomorrow() -> None:
    now = timezone.now().replace(hour=12)
    for days in (0, 1):
        floods.count_guess(visitor=VISITOR, now=now + timedelta(days=days))
    assert FloodMark.objects.values("mark").distinct().count() == 4


# --- The code ----------------------------------------------------------------------------------------------


def test_a_wrong_code_answers_none_leaves_no_trace_and_asks_the_same_questions_as_a_right_one() -> None:
    right, wrong = receipt().code, "0000-" * 6 + "0000"
    status(right)  # makes the salt of the day
    trail = AuditEvent.objects.count()

    def asked(code: str) -> list[str]:
        with CaptureQueriesContext(connection) as seen:
            status(code)
        # The door lays the mark of every code into the session alike, and takes it away at the end.
        asked = [query["sql"] for query in seen.captured_queries]
        return [sql.split('"')[0] for sql in asked if "SAVEPOINT" not in sql and "set_config" not in sql]

    questions = asked(wrong)
    assert questions[-1].startswith("SELECT")
    for code in ("", "x" * 10_000, "\x00\ud800"):
        assert status(code) is None
        assert asked(code) == questions
    assert asked(right)[: len(questions)] == questions
    assert AuditEvent.objects.count() == trail


def test_guesses_are_throttled_by_visitor_and_for_everybody_right_or_wrong(monkeypatch: Any) -> None:
    monkeypatch.setattr(limits, "GUESSES_FROM_ONE", 3)
    monkeypatch.setattr(limits, "GUESSES_AN_HOUR", 10)
    code, now = receipt().code, timezone.now()

    def guess(typed: str, visitor: str | None) -> bool:
        try:
            sending.status(code=typed, visitor=visitor, now=now)
        except TooMany:
            return False
        return True

    assert [guess("wrong", VISITOR) for _ in range(4)] == [True, True, True, False]
    assert not guess(code, VISITOR)
    assert [guess("wrong", f"192.0.2.{n}") for n in range(100, 108)] == [True] * 7 + [False]
    assert not guess(code, None)
    assert not [1 for act in (sending.answer, sending.withdraw) if not _stopped(act, code, now)]
    assert sending.status(code=code, visitor=VISITOR, now=now + timedelta(hours=1)) is not None


def test_one_visitor_who_guesses_on_and_on_shuts_nobody_else_out(monkeypatch: Any) -> None:
    monkeypatch.setattr(limits, "GUESSES_FROM_ONE", 3)
    monkeypatch.setattr(limits, "GUESSES_AN_HOUR", 10)
    code, now = receipt().code, timezone.now()
    for _ in range(30):
        with contextlib.suppress(TooMany):
            sending.status(code="wrong", visitor=VISITOR, now=now)
    assert sending.status(code=code, visitor="192.0.2.8", now=now) is not None


def _stopped(act: Any, code: str, now: Any) -> bool:
    more = {"text": "x"} if act is sending.answer else {}
    with pytest.raises(TooMany) as stopped:
        act(code=code, visitor=VISITOR, now=now, **more)
    return stopped.value.retry_after > 0


def test_the_limits_stop_ten_thousand_guesses() -> None:
    assert limits.GUESSES_FROM_ONE < limits.GUESSES_AN_HOUR < 10_000


def test_a_letter_that_waits_again_is_not_called_unread() -> None:
    one = letter(state="needs_information")
    told = sending.answer(code=one.code, text="Table 2.", visitor=None)
    assert (told.state, told.words) == ("received", "Received. It waits for a person to look at it.")
    assert triage.WORDS_FOR_THE_WRITER["quarantine"] == told.words, "a filter's guess shows to nobody"


def test_a_writer_sees_replies_and_answers_and_never_notes_or_names() -> None:
    one = letter(state="needs_information")
    triaging.note(contribution=one, by=triager(), text="A note among us.")
    triaging.share(contribution=one, by=triager(), text="What editors see.")
    told = status(one.code)
    assert told is not None
    assert [(voice, text) for voice, text, _ in told.entries] == [("reply", "Which table do you mean?")]
    assert told.may_answer
    assert "Triager" not in str(told)
    assert not hasattr(told, "contribution_id")


def test_an_answer_brings_the_letter_back_to_the_queue_once() -> None:
    one = letter(state="needs_information")
    for _ in range(2):  # sent twice
        told = sending.answer(code=one.code, text="Table 2.", visitor=None)
    assert [(voice, text) for voice, text, _ in told.entries][1:] == [("answer", "Table 2.")]
    assert (told.state, told.may_answer) == ("received", False)
    with pytest.raises(sending.Refusal, match="no open question"):
        sending.answer(code=one.code, text="And table 3.", visitor=None)
    with pytest.raises(UnknownCode):
        sending.answer(code="wrong", text="Table 2.", visitor=None)


def test_an_empty_answer_leaves_the_question_open() -> None:
    one = letter(state="needs_information")
    with pytest.raises(sending.Refusal, match="empty"):
        sending.answer(code=one.code, text=" \x00 ", visitor=None)
    assert status(one.code).may_answer  # type: ignore[union-attr]


# --- Taken back --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", ["received", "quarantine", "triaged", "needs_information", "accepted", "linked"])
def test_taking_an_open_letter_back_erases_everything_at_once(state: str) -> None:
    one = letter(state=state, source="10.1/x", passage="a passage", contact="name@example.org", contact_use="outcome")
    if state != "withdrawn":
        triaging.note(contribution=one, by=triager(), text="A note that quotes the letter.")
    assert sending.withdraw(code=one.code, visitor=None)
    row = Contribution.objects.get(pk=one.pk)
    assert row.state == "withdrawn"
    assert {row.message_sealed, row.source_sealed, row.passage_sealed, row.contact_sealed} == {None}
    assert not ContributionEntry.objects.exists()
    assert not OutgoingMail.objects.filter(to_sealed__isnull=False).exists()
    assert LedgerEntry.objects.get().outcome == "withdrawn"
    told = status(one.code)
    assert told is not None
    assert told.erased
    assert not told.may_withdraw
    assert sending.withdraw(code=one.code, visitor=None), "twice is not wrong"
    assert LedgerEntry.objects.count() == 1


def test_taking_an_answered_letter_back_is_no_second_outcome() -> None:
    one = letter(state="declined")
    sending.withdraw(code=one.code, visitor=None)
    assert LedgerEntry.objects.get().outcome == "declined"


def test_duplicates_of_a_letter_that_was_taken_back_unanswered_wait_again() -> None:
    other = letter("First.")
    one = triaging.take(contribution=letter("Second."), by=triager())
    triaging.merge(contribution=one, into=other, by=triager())
    sending.withdraw(code=other.code, visitor=None)
    one.refresh_from_db()
    assert (one.state, one.duplicate_of, one.decided_by, one.closed_at) == ("received", None, None, None)


def test_a_wrong_code_takes_nothing_back() -> None:
    letter()
    assert not sending.withdraw(code="0" * 28, visitor=None)
    assert Contribution.objects.get().state == "received"


# --- At once -----------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_one_form_sent_by_many_threads_at_once_is_one_letter_with_one_code() -> None:
    now = timezone.now()
    barrier, given = threading.Barrier(8), []

    def send(index: int) -> None:
        try:
            barrier.wait()
            # Four copies of each of two forms, which also wait for each other in the counts.
            given.append(
                (index % 2, receipt(f"Letter {index % 2}.", nonce=f"form {index % 2}", visitor=VISITOR, now=now))
            )
        finally:
            connection.close()

    threads = [threading.Thread(target=send, args=(index,)) for index in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(given) == 8
    for form in (0, 1):
        assert len({(one.code, one.contribution_id) for index, one in given if index == form}) == 1
        assert [one.again for index, one in given if index == form].count(False) == 1
    assert Contribution.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_a_receipt_is_never_given_inside_a_transaction_that_could_still_fail() -> None:
    with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
        receipt()
    assert not Contribution.objects.exists()
