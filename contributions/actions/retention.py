"""Erase what has been kept for long enough (`contributions.retention` says how long). For the job runner, daily."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from contributions import retention
from contributions.actions import floods
from contributions.actions.moves import changed
from contributions.models import Contribution, OutgoingMail
from contributions.triage import OPEN
from evidence.actions.audit import record


def apply(*, now: datetime | None = None) -> dict[str, int]:
    """Erase everything that is due; returns how many of each. Each letter in a transaction of its own."""
    now = now or timezone.now()
    holds_a_message = (
        Q(message_sealed__isnull=False)
        | Q(source_sealed__isnull=False)
        | Q(passage_sealed__isnull=False)
        | Q(entries__text_sealed__isnull=False)
    )
    return {
        "contacts": _each(Q(contact_sealed__isnull=False), retention.CONTACT_AFTER, _forget_contact, now),
        "messages": _each(holds_a_message, retention.MESSAGE_AFTER, _forget_message, now),
        **_mails(now),
        **floods.forget(now=now),
    }


def _each(holds: Q, after: object, forget: Callable[[int, datetime], bool], now: datetime) -> int:
    closed = Contribution.objects.filter(holds, closed_at__lte=now - after).order_by("pk")  # type: ignore[operator]
    return sum(forget(pk, now) for pk in closed.values_list("pk", flat=True).distinct())


@transaction.atomic
def _forget_contact(pk: int, now: datetime) -> bool:
    letter = Contribution.objects.select_for_update().get(pk=pk)
    if letter.contact_sealed is None or not retention.contact_is_due(times(letter), now=now):
        return False
    changed(letter, contact_sealed=None, contact_use="", contact_purged_at=now)
    _drop_mails(Q(contribution=letter))
    record("contribution.contact_purged", by=None, about=letter, study=letter.study, now=now)
    return True


@transaction.atomic
def _forget_message(pk: int, now: datetime) -> bool:
    letter = Contribution.objects.select_for_update().get(pk=pk)
    if not retention.message_is_due(times(letter), now=now):
        return False
    letter.entries.update(text_sealed=None)
    changed(
        letter, message_sealed=None, source_sealed=None, passage_sealed=None, message_purged_at=now, kept_until=None
    )
    record("contribution.message_purged", by=None, about=letter, study=letter.study, now=now)
    return True


def times(letter: Contribution) -> retention.Times:
    """What the rules ask about a letter."""
    followed = letter.duplicate_of if letter.state == "duplicate" else None
    return retention.Times(
        closed_at=letter.closed_at,
        kept_until=letter.kept_until,
        followed_closed_at=followed.closed_at if followed else None,
        follows_open_letter=bool(followed and followed.state in OPEN),
    )


@transaction.atomic
def _mails(now: datetime) -> dict[str, int]:
    """No audit event: the outbox itself is the record, and keeps the rows without their addresses."""
    in_vain = Q(queued_at__lte=now - retention.MAIL_WAITS_IN_VAIN_AFTER) & ~Q(state__in=("claimed", "handed_over"))
    addresses = _drop_mails(in_vain)
    old = OutgoingMail.objects.filter(queued_at__lte=now - retention.MAIL_ROW_AFTER, to_sealed__isnull=True)
    return {"addresses": addresses, "mails": old.delete()[0]}


def _drop_mails(which: Q) -> int:
    held = OutgoingMail.objects.filter(which, to_sealed__isnull=False)
    going = held.filter(state="handed_over").update(to_sealed=None)
    return going + held.update(state="dropped", to_sealed=None)
