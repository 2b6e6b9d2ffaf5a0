"""The outbox: mails that tell of letters without telling what is in them. One address a mail.

    waiting -> claimed -> handed_over -> sent            each step is committed before the next begins
       ^          │            ├── the server said no:  waiting again later, or failed
       └──────────┘            └── the sender died, or the line broke while handing over: unconfirmed
     died before handing over: again after ten minutes

A mail that may have left is never sent again by itself: a person decides (`send_again`, `drop`). Every mail has the
same Message-ID for ever, so that mail programs see a second copy as the same mail. Addresses are sealed, and erased
once a mail is done with. No audit events: the outbox itself is the record of what was sent.
"""

from __future__ import annotations

import logging
import secrets
import smtplib
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext

from contributions import limits
from contributions.actions.reading import require_triager
from contributions.models import Contribution, OutgoingMail
from contributions.sealing import SealError, seal, unseal
from evidence.actions.audit import record
from evidence.workflow import Refusal

log = logging.getLogger(__name__)

# Mails are made by a job, for somebody whose language nobody has kept: they are English.
SUBJECTS = {
    "letters_waiting": "Letters of readers are waiting",
    "answer_waiting": "There is something for you to read",
}
ABANDONED = timedelta(minutes=10)
"""After so long without a word a sender is taken for dead. A mail server has ten seconds (EMAIL_TIMEOUT)."""
PAUSES = (timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2), timedelta(hours=8), timedelta(hours=24))
"""Until the next attempt, after the server refused for now. After the last one a mail has failed."""


# --- Putting mails in -----------------------------------------------------------------------------------


@transaction.atomic
def queue_waiting_notice(*, now: datetime | None = None) -> int:
    """Tell each triager who has an address, at most once a day, how many letters wait; returns how many mails."""
    now = now or timezone.now()
    waiting = Contribution.objects.filter(state__in=("received", "quarantine"))
    oldest = waiting.order_by("received_at").values_list("received_at", flat=True).first()
    if oldest is None:
        return 0
    counts = {
        "received": waiting.filter(state="received").count(),
        "quarantine": waiting.filter(state="quarantine").count(),
        "oldest_days": max(0, (now - oldest).days),
    }
    triagers = (
        get_user_model()
        .objects.filter(
            is_active=True,
            groups__permissions__codename="triage",
            groups__permissions__content_type__app_label="evidence",
        )
        .exclude(email="")
        .distinct()
        .values_list("pk", "email")
    )
    return sum(
        _queue("letters_waiting", address, f"waiting:{pk}:{now:%Y-%m-%d}", counts=counts, now=now)
        for pk, address in triagers
    )


@transaction.atomic
def queue_answer_notice(*, contribution: Contribution, now: datetime | None = None) -> int:
    """Tell a writer who allowed it that there is something to read at the status page; returns how many mails.

    Who allowed questions is told of questions; who also asked for the outcome is told of that. Called inside the
    transaction of the move that it tells of.
    """
    now = now or timezone.now()
    allowed = ("questions", "outcome") if contribution.state == "needs_information" else ("outcome",)
    if contribution.contact_sealed is None or contribution.contact_use not in allowed:
        return 0
    return _answer_waiting(contribution, contribution.state, contribution.state_since, now=now)


@transaction.atomic
def tell_writers_of_duplicates(*, contribution: Contribution, now: datetime | None = None) -> int:
    """A letter was answered: tell the writers of its duplicates who asked for the outcome; returns how many mails."""
    now = now or timezone.now()
    duplicates = Contribution.objects.filter(
        duplicate_of=contribution, state="duplicate", contact_sealed__isnull=False, contact_use="outcome"
    )
    return sum(
        _answer_waiting(duplicate, contribution.state, contribution.state_since, now=now) for duplicate in duplicates
    )


def _answer_waiting(contribution: Contribution, state: str, since: datetime, *, now: datetime) -> int:
    try:
        address = unseal(contribution.contact_sealed or "")
    except SealError:
        log.warning("The address of a writer cannot be opened with the keys of this site, so no mail is sent.")
        return 0
    occasion = f"answer:{contribution.pk}:{state}:{since:%Y%m%d%H%M%S%f}"
    return _queue("answer_waiting", address, occasion, contribution=contribution, now=now)


def _queue(
    template: str, address: str, occasion: str, *, now: datetime, contribution: Contribution | None = None,
    counts: dict[str, int] | None = None,
) -> int:  # fmt: skip
    if not limits.is_address(address):
        return 0
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    row = OutgoingMail(
        template=template, to_sealed=seal(address), contribution=contribution, counts=counts or {}, dedupe=occasion,
        message_id=f"<{secrets.token_hex(16)}@{host}>", queued_at=now, not_before=now,
    )  # fmt: skip
    OutgoingMail.objects.bulk_create([row], ignore_conflicts=True)
    return int(OutgoingMail.objects.filter(message_id=row.message_id).exists())


# --- Taking mails out -----------------------------------------------------------------------------------


def deliver(*, now: datetime | None = None, limit: int = 50) -> dict[str, int]:
    """Send what waits, one by one; returns how many mails ended as sent, waiting, failed, unconfirmed.

    Without a mail server (settings.SENDS_MAIL) nothing is sent and nothing is lost. Two senders at a time never
    take the same mail.
    """
    now = now or timezone.now()
    counts = {"sent": 0, "waiting": 0, "failed": 0, "unconfirmed": _give_up_the_abandoned(now)}
    if not settings.SENDS_MAIL:
        return counts
    for _ in range(limit):
        mail = _claim(now)
        if mail is None:
            break
        end = _send(mail, now)
        if end:
            counts[end] += 1
    return counts


@transaction.atomic
def send_again(*, mail: OutgoingMail, by: Any, now: datetime | None = None) -> OutgoingMail:
    """A person decides that a mail which may have left is sent (again)."""
    return _decide(mail, "waiting", "mail.sent_again", by=by, now=now)


@transaction.atomic
def drop(*, mail: OutgoingMail, by: Any, now: datetime | None = None) -> OutgoingMail:
    """A person decides that a mail which may have left, or waits, is not sent. Its address is erased."""
    return _decide(mail, "dropped", "mail.dropped", by=by, now=now)


def _decide(mail: OutgoingMail, state: str, event: str, *, by: Any, now: datetime | None) -> OutgoingMail:
    now = now or timezone.now()
    require_triager(by)
    mail = OutgoingMail.objects.select_for_update().get(pk=mail.pk)
    if mail.state != "unconfirmed" and not (state == "dropped" and mail.state == "waiting"):
        raise Refusal(gettext("Nothing is to be decided about this mail."))
    mail.state, mail.not_before = state, now
    if state == "dropped":
        mail.to_sealed = None
    mail.save(update_fields=["state", "not_before", "to_sealed"])
    record(event, by=by, about=mail, now=now)
    return mail


@transaction.atomic
def _give_up_the_abandoned(now: datetime) -> int:
    """Senders that died: what had not left waits again; what may have left is for a person to decide."""
    abandoned = OutgoingMail.objects.filter(claimed_at__lt=now - ABANDONED)
    abandoned.filter(state="claimed").update(state="waiting")
    return abandoned.filter(state="handed_over").update(state="unconfirmed")


@transaction.atomic
def _claim(now: datetime) -> OutgoingMail | None:
    mail = (
        OutgoingMail.objects.select_for_update(skip_locked=True)
        .filter(state="waiting", not_before__lte=now, to_sealed__isnull=False)
        .order_by("not_before", "pk")
        .first()
    )
    if mail is not None:
        mail.state, mail.claimed_at, mail.attempts = "claimed", now, mail.attempts + 1
        mail.save(update_fields=["state", "claimed_at", "attempts"])
    return mail


def _send(mail: OutgoingMail, now: datetime) -> str:
    """How the mail ended: a key of `deliver`'s counts, or "" where it was taken back in the meantime."""
    try:
        message = _message(mail)
    except SealError as error:
        return _end(mail, "claimed", "failed", error=error)
    server = get_connection()
    try:
        server.open()
    except OSError as error:  # smtplib's errors are among them
        return _try_later(mail, "claimed", now, error)
    try:
        if not _step(mail, "claimed", state="handed_over"):
            return ""
        message.connection = server
        message.send()
    except smtplib.SMTPRecipientsRefused as error:
        return _refused(mail, now, error, max(code for code, _ in error.recipients.values()))
    except smtplib.SMTPResponseException as error:
        return _refused(mail, now, error, error.smtp_code)
    except ValueError as error:  # no mail can be made for this address; it was never given to the server
        return _end(mail, "handed_over", "failed", error=error)
    except OSError as error:  # the line broke: whether the server took the mail, nobody knows
        return _end(mail, "handed_over", "unconfirmed", error=error)
    finally:
        _close(server)
    return _end(mail, "handed_over", "sent", sent_at=now)


def _message(mail: OutgoingMail) -> EmailMessage:
    context = {"site": settings.SITE_NAME, "address": settings.SITE_URL, **mail.counts}
    return EmailMessage(
        subject=f"{settings.SITE_NAME}: {SUBJECTS[mail.template]}",
        body=render_to_string(f"contributions/mail/{mail.template}.txt", context),
        to=[unseal(mail.to_sealed or "")],
        headers={"Message-ID": mail.message_id, "Auto-Submitted": "auto-generated"},
    )


def _refused(mail: OutgoingMail, now: datetime, error: Exception, code: int) -> str:
    """The server's own answer, so that nothing has left: 4xx is for now, 5xx for good (RFC 5321, 4.2.1)."""
    if code < 500:
        return _try_later(mail, "handed_over", now, error)
    return _end(mail, "handed_over", "failed", error=error)


def _try_later(mail: OutgoingMail, held: str, now: datetime, error: Exception) -> str:
    if mail.attempts > len(PAUSES):
        return _end(mail, held, "failed", error=error)
    return _end(mail, held, "waiting", error=error, not_before=now + PAUSES[mail.attempts - 1])


def _end(mail: OutgoingMail, held: str, state: str, *, error: Exception | None = None, **changes: Any) -> str:
    if state in ("sent", "failed"):
        changes["to_sealed"] = None
    # The kind of error and the server's number, never its words: they may name the address.
    number = getattr(error, "smtp_code", None)
    named = "" if error is None else f"{type(error).__name__} {number or ''}".strip()
    return state if _step(mail, held, state=state, last_error=named, **changes) else ""


def _step(mail: OutgoingMail, held: str, **changes: Any) -> bool:
    """Move a mail on, unless it is no longer held by this sender (taken back by its writer, or given up)."""
    with transaction.atomic():
        ours = OutgoingMail.objects.filter(pk=mail.pk, state=held, claimed_at=mail.claimed_at)
        return bool(ours.update(**changes))


def _close(server: Any) -> None:
    try:
        server.close()
    except OSError:
        log.info("The mail server closed the line first.")
