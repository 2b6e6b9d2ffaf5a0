"""The outbox: what is queued, and what happens when a sender dies at each step."""

from __future__ import annotations

import smtplib
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.utils import timezone

from contributions.actions import outbox, sending, triaging
from contributions.models import OutgoingMail
from contributions.sealing import seal
from evidence.workflow import Refusal
from tests.factories.letters import letter, triager

pytestmark = pytest.mark.django_db

QUESTIONS = {"contact": "name@example.org", "contact_use": "questions"}
OUTCOME = {"contact": "name@example.org", "contact_use": "outcome"}


class Server(EmailBackend):
    """A mail server of the test. `at` is where it goes wrong and `how` what it says then."""

    at = ""
    how: BaseException = OSError()

    def open(self) -> bool:
        if Server.at == "open":
            raise Server.how
        return True

    def send_messages(self, messages: Any) -> int:
        if Server.at == "before taking it":
            raise Server.how
        taken = super().send_messages(messages)
        if Server.at == "after taking it":
            raise Server.how
        return taken


@pytest.fixture(autouse=True)
def _server(settings: Any) -> Iterator[None]:
    settings.SENDS_MAIL = True
    settings.EMAIL_BACKEND = f"{__name__}.Server"
    Server.at = ""
    yield
    Server.at = ""


def asked(**sent: Any) -> OutgoingMail:
    """A mail that waits: a writer was asked something."""
    letter(state="needs_information", **(sent or QUESTIONS))
    return OutgoingMail.objects.get()


def row() -> OutgoingMail:
    return OutgoingMail.objects.get()


# --- What is queued ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("contact", "state", "mails"),
    [
        ({}, "needs_information", 0),
        ({}, "declined", 0),
        (QUESTIONS, "needs_information", 1),
        (QUESTIONS, "declined", 0),
        (OUTCOME, "needs_information", 1),
        (OUTCOME, "declined", 1),
        (OUTCOME, "accepted", 0),
        (OUTCOME, "received", 0),
    ],
)
def test_a_writer_gets_exactly_the_mails_they_allowed(contact: dict[str, str], state: str, mails: int) -> None:
    letter(state=state, **contact)
    assert OutgoingMail.objects.count() == mails


def test_a_mail_tells_nothing_of_the_letter_and_has_one_address() -> None:
    letter("A marker of a secret.", state="declined", **OUTCOME)
    assert outbox.deliver()["sent"] == 1
    (message,) = mail.outbox
    assert message.recipients() == ["name@example.org"]
    whole = message.message().as_string()
    for word in ("marker", "secret", "paper says", "declined"):
        assert word not in whole
    assert "/contribute/status" in message.body
    assert message.extra_headers["Message-ID"] == row().message_id


def test_triagers_are_told_once_a_day_how_many_wait() -> None:
    for name in ("ann", "ben"):
        triager(name, email=f"{name}@atlas.example")
    triager("without_address")
    now = timezone.now()
    assert outbox.queue_waiting_notice(now=now) == 0, "nothing waits"
    letter("A marker of a secret.", now=now - timedelta(days=3))
    letter(state="quarantine")
    assert outbox.queue_waiting_notice(now=now) == 2
    assert outbox.queue_waiting_notice(now=now) == 0
    assert outbox.deliver(now=now)["sent"] == 2
    assert sorted(one.to for one in mail.outbox) == [["ann@atlas.example"], ["ben@atlas.example"]]
    assert "1 letter waits to be read. 1 more is held back" in mail.outbox[0].body
    assert "3 days ago" in mail.outbox[0].body
    assert "marker" not in mail.outbox[0].message().as_string()
    assert outbox.queue_waiting_notice(now=now + timedelta(days=1)) == 2


def test_an_address_that_carries_a_header_is_never_queued() -> None:
    one = letter(state="triaged", **QUESTIONS)
    one.contact_sealed = seal("name@example.org\nBcc: all@example.org")
    one.save()
    triaging.ask(contribution=one, by=triager(), text="Which table?")
    assert not OutgoingMail.objects.exists()


def test_an_address_that_no_mail_can_be_made_for_stops_no_other_mail() -> None:
    letter("One.", state="needs_information", contact=f"n@{'ü' * 60}.example", contact_use="questions")
    letter("Two.", state="needs_information", **QUESTIONS)
    ended = outbox.deliver()
    assert (ended["failed"], ended["sent"]) == (1, 1)


# --- Delivering --------------------------------------------------------------------------------------------


def test_a_mail_is_sent_once_and_its_address_is_erased() -> None:
    asked()
    assert [outbox.deliver()["sent"] for _ in range(3)] == [1, 0, 0]
    assert len(mail.outbox) == 1
    assert (row().state, row().to_sealed, row().attempts) == ("sent", None, 1)


def test_without_a_mail_server_nothing_is_sent_and_nothing_lost(settings: Any) -> None:
    settings.SENDS_MAIL = False
    asked()
    assert outbox.deliver()["sent"] == 0
    assert row().state == "waiting"


class Killed(BaseException):
    """`kill -9`: nothing of the program runs after it."""


@pytest.mark.parametrize(
    ("at", "left_as", "afterwards", "copies"),
    [
        ("open", "claimed", "sent", 1),
        ("before taking it", "handed_over", "unconfirmed", 0),
        ("after taking it", "handed_over", "unconfirmed", 1),
    ],
)
def test_a_sender_that_dies_loses_nothing_and_doubles_nothing(
    at: str, left_as: str, afterwards: str, copies: int
) -> None:
    asked()
    now = timezone.now()
    Server.at, Server.how = at, Killed()
    with pytest.raises(Killed):
        outbox.deliver(now=now)
    assert row().state == left_as
    Server.at = ""
    assert outbox.deliver(now=now + timedelta(minutes=9))["sent"] == 0, "the sender may still be alive"
    outbox.deliver(now=now + timedelta(minutes=11))
    assert row().state == afterwards
    assert len(mail.outbox) == copies


def test_a_person_decides_about_a_mail_that_may_have_left() -> None:
    waiting = asked()
    Server.at, Server.how = "after taking it", smtplib.SMTPServerDisconnected("name@example.org")
    assert outbox.deliver()["unconfirmed"] == 1
    Server.at = ""
    assert (row().last_error, row().state) == ("SMTPServerDisconnected", "unconfirmed")
    with pytest.raises(Refusal):
        outbox.send_again(mail=waiting, by=None)
    outbox.send_again(mail=waiting, by=triager())
    assert outbox.deliver()["sent"] == 1
    assert len({one.extra_headers["Message-ID"] for one in mail.outbox}) == 1
    with pytest.raises(Refusal, match="Nothing is to be decided"):
        outbox.drop(mail=waiting, by=triager())


@pytest.mark.parametrize(
    ("error", "state"),
    [
        (ConnectionRefusedError(), "waiting"),
        (smtplib.SMTPConnectError(421, b"busy"), "waiting"),
        (smtplib.SMTPAuthenticationError(535, b"no"), "waiting"),
    ],
)
def test_when_the_server_cannot_be_reached_nothing_has_left(error: Exception, state: str) -> None:
    asked()
    Server.at, Server.how = "open", error
    outbox.deliver()
    assert (row().state, row().to_sealed is not None) == (state, True)


@pytest.mark.parametrize(
    ("error", "state"),
    [
        (smtplib.SMTPRecipientsRefused({"name@example.org": (450, b"later, name@example.org")}), "waiting"),
        (smtplib.SMTPRecipientsRefused({"name@example.org": (550, b"no name@example.org here")}), "failed"),
        (smtplib.SMTPDataError(451, b"later"), "waiting"),
        (smtplib.SMTPDataError(554, b"spam"), "failed"),
        (TimeoutError(), "unconfirmed"),
    ],
)
def test_what_the_server_says_is_believed_and_its_words_are_not_kept(error: Exception, state: str) -> None:
    asked()
    Server.at, Server.how = "before taking it", error
    assert outbox.deliver()[state] == 1
    assert row().state == state
    assert (row().to_sealed is None) == (state == "failed")
    assert "example" not in row().last_error


def test_a_busy_server_is_asked_again_later_and_later_and_given_up() -> None:
    asked()
    Server.at, Server.how = "open", ConnectionRefusedError()
    now = timezone.now()
    for _ in range(len(outbox.PAUSES)):
        assert outbox.deliver(now=now)["waiting"] == 1
        assert row().not_before > now
        assert outbox.deliver(now=now) == {"sent": 0, "waiting": 0, "failed": 0, "unconfirmed": 0}
        now = row().not_before
    assert outbox.deliver(now=now)["failed"] == 1
    assert (row().state, row().to_sealed) == ("failed", None)


def test_a_letter_taken_back_stops_its_mail_also_when_a_sender_has_it_already(monkeypatch: Any) -> None:
    one = letter(state="needs_information", **QUESTIONS)

    def taken_back(self: Server) -> bool:
        return sending.withdraw(code=one.code, visitor=None)

    monkeypatch.setattr(Server, "open", taken_back)
    assert outbox.deliver()["sent"] == 0
    assert not mail.outbox
    assert (row().state, row().to_sealed) == ("dropped", None)


def test_a_mail_that_no_key_opens_is_given_up_with_a_word(settings: Any) -> None:
    asked()
    settings.LETTER_KEYS = ["cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4="]
    assert outbox.deliver()["failed"] == 1
    assert row().last_error == "SealError"
