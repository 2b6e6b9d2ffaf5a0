"""Two people at one letter at the same moment, and publishing beside them."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection, transaction

from contributions.actions import outbox, resolving, sending, triaging
from contributions.models import Contribution, LedgerEntry, OutgoingMail
from evidence.workflow import Refusal
from tests.factories import publish
from tests.factories.letters import change_page, letter, triager

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*jobs: Callable[[], Any]) -> list[Any]:
    """What each returned, or the refusal it met. They start together."""
    barrier, results = threading.Barrier(len(jobs)), [None] * len(jobs)

    def run(index: int, job: Callable[[], Any]) -> None:
        barrier.wait()
        try:
            results[index] = job()
        except Refusal as refusal:
            results[index] = refusal
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(jobs)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results


def test_of_two_who_take_a_letter_at_once_one_has_it() -> None:
    one, people = letter(), [triager("ann"), triager("ben")]
    results = at_once(*(lambda by=by: triaging.take(contribution=one, by=by) for by in people))
    assert sorted(type(result).__name__ for result in results) == ["Contribution", "Refusal"]
    assert Contribution.objects.get().assignee in people


def test_two_letters_merged_crosswise_do_not_both_close() -> None:
    one, other, by = letter("One."), letter("Other."), triager()
    results = at_once(
        lambda: triaging.merge(contribution=one, into=other, by=by),
        lambda: triaging.merge(contribution=other, into=one, by=by),
    )
    assert sorted(type(result).__name__ for result in results) == ["Contribution", "Refusal"]
    assert Contribution.objects.filter(state="duplicate").count() == 1


def test_a_letter_taken_back_while_it_is_decided_ends_empty() -> None:
    one = letter(state="triaged")
    at_once(
        lambda: sending.withdraw(code=one.code, visitor=None),
        lambda: triaging.decline(contribution=one, by=triager(), reason="cannot_verify", text="A reply."),
    )
    row = Contribution.objects.get()
    assert (row.state, row.message_sealed, row.entries.count()) == ("withdrawn", None, 0)
    assert LedgerEntry.objects.count() == 1


def test_two_senders_share_the_mails_and_send_each_once(settings: Any, mailoutbox: list[Any]) -> None:
    settings.SENDS_MAIL = True
    for number in range(6):
        letter(f"Letter {number}.", state="declined", contact=f"n{number}@example.org", contact_use="outcome")
    counts = at_once(outbox.deliver, outbox.deliver)
    assert sum(one["sent"] for one in counts) == 6
    assert sorted(one.to[0] for one in mailoutbox) == [f"n{number}@example.org" for number in range(6)]
    assert set(OutgoingMail.objects.values_list("state", "to_sealed")) == {("sent", None)}


@contextmanager
def somebody_busy_with(row: Any) -> Iterator[None]:
    """Another connection holds this row; whoever waits for it here is thrown out after twenty seconds."""
    held, done = threading.Event(), threading.Event()

    def hold() -> None:
        with transaction.atomic():
            type(row).objects.select_for_update().get(pk=row.pk)
            held.set()
            done.wait(30)
        connection.close()

    busy = threading.Thread(target=hold)
    busy.start()
    assert held.wait(30)
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '20s'")
    try:
        yield
    finally:
        done.set()
        busy.join(30)
        with connection.cursor() as cursor:
            cursor.execute("RESET lock_timeout")


def test_publishing_does_not_wait_for_whoever_is_busy_with_a_letter(caplog: pytest.LogCaptureFixture) -> None:
    page = publish()
    one = letter(state="linked", page=page)
    with somebody_busy_with(one):
        published = change_page(page)
        assert published.is_current
        assert Contribution.objects.get().state == "linked"
    assert "wait for the sweep" not in caplog.text, "it was left alone, not waited for in vain"
    assert resolving.sweep_resolved() == 1
    assert Contribution.objects.get().resolved_by == published


def test_a_mail_that_another_sender_is_taking_is_left_to_it(settings: Any, mailoutbox: list[Any]) -> None:
    settings.SENDS_MAIL = True
    letter(state="declined", contact="name@example.org", contact_use="outcome")
    with somebody_busy_with(OutgoingMail.objects.get()):
        assert outbox.deliver()["sent"] == 0
    assert outbox.deliver()["sent"] == len(mailoutbox) == 1
