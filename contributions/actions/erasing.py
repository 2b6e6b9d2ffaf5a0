"""A person's own data: give it out, erase it. By the code of the receipt, or by the address that was left."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables

from contributions import door, triage
from contributions.actions import ledger
from contributions.actions.moves import move_on
from contributions.models import Contribution, OutgoingMail
from contributions.sealing import SealError, code_marks, unseal
from evidence.actions.audit import record

TOLD_ALREADY = frozenset({"declined", "duplicate", "resolved"})
"""States of a letter that the ledger has told of: taking it back afterwards is no second outcome."""


@transaction.atomic
def erase_letter(*, contribution: Contribution, event: str = "erase", now: datetime | None = None) -> Contribution:
    """Erase at once what was written in and about a letter, and the addresses in the outbox. The row stays, empty.

    `event` names who wanted it in the trail: "withdraw" (its writer, by code) or "erase" (an administrator, for the
    person). A letter that is erased already stays as it is.
    """
    now = now or timezone.now()
    letter = door.letters().select_for_update(of=("self",)).get(pk=contribution.pk)
    if letter.state == "withdrawn":
        return letter
    was, closed_at = letter.state, letter.closed_at
    letter.entries.all().delete()
    drop_mails(contribution=letter)
    move_on(
        letter, "withdraw", by=None, now=now, message_sealed=None, source_sealed=None, passage_sealed=None,
        contact_sealed=None, contact_use="", message_purged_at=letter.message_purged_at or now,
        contact_purged_at=letter.contact_purged_at or now, kept_until=None, closed_at=closed_at or now,
    )  # fmt: skip
    if event != "withdraw":
        record(f"contribution.{event}", by=None, about=letter, study=letter.study, now=now)
    if was not in TOLD_ALREADY:
        ledger.tell(contribution=letter, outcome="withdrawn", now=now)
        _return_duplicates(letter, now=now)
    return letter


@transaction.atomic
@sensitive_variables("code", "contact")
def erase(*, code: str = "", contact: str = "", numbers: Iterable[int] = (), now: datetime | None = None) -> int:
    """Erase the letter with this code, every letter that this address was left with, or the letters with these numbers.

    Returns how many are erased now, those that were so before among them. Numbers are for what a restored backup
    brought back: the trail tells them.
    """
    wanted = list(numbers)
    letters = list(Contribution.objects.filter(pk__in=wanted)) if wanted else _found(code=code, contact=contact)
    for letter in letters:
        erase_letter(contribution=letter, event="erase", now=now)
    return len(letters)


@transaction.atomic
@sensitive_variables("code", "contact")
def export_letter(*, code: str = "", contact: str = "", now: datetime | None = None) -> list[dict[str, Any]]:
    """All that we hold of the letter with this code, or of every letter that this address was left with.

    Ready for JSON. Notes among triagers are not in it: a triager looks at them first (docs/letters.md).
    """
    letters = _found(code=code, contact=contact)
    for letter in letters:
        record("contribution.exported", by=None, about=letter, study=letter.study, now=now)
    return [_told(letter) for letter in letters]


@transaction.atomic
def drop_mails(*, contribution: Contribution) -> int:
    """Erase the addresses of a letter's mails; what has not left is not sent. Part of erasing; returns how many."""
    mails = OutgoingMail.objects.filter(contribution=contribution, to_sealed__isnull=False)
    # What is just being handed over is on its way; it ends as it ends, without its address.
    going = mails.filter(state="handed_over").update(to_sealed=None)
    return going + mails.update(state="dropped", to_sealed=None)


def _return_duplicates(letter: Contribution, *, now: datetime) -> None:
    """Nobody speaks for the duplicates of a letter that was taken back unanswered: they wait in the queue again."""
    for duplicate in door.letters().select_for_update(of=("self",)).filter(duplicate_of=letter, state="duplicate"):
        move_on(
            duplicate, "return", by=None, now=now, duplicate_of=None, decided_by=None, decided_at=None, closed_at=None
        )


@sensitive_variables("code", "contact", "wanted")
def _found(*, code: str, contact: str) -> list[Contribution]:
    if bool(code.strip()) == bool(contact.strip()):
        raise ValueError("Give a code or an address.")
    if code.strip():
        return list(Contribution.objects.filter(code_mark__in=code_marks(code)))
    wanted = contact.strip().casefold()
    # Sealed twice, an address looks different each time: every one has to be opened.
    return [
        letter
        for letter in Contribution.objects.filter(contact_sealed__isnull=False).order_by("pk")
        if _opened(letter.contact_sealed).casefold() == wanted
    ]


def _opened(sealed: str | None) -> str:
    try:
        return unseal(sealed) if sealed else ""
    except SealError:
        return ""


def _told(letter: Contribution) -> dict[str, Any]:
    return {
        "kind": triage.KINDS[letter.kind],
        "state": triage.WORDS_FOR_THE_WRITER[letter.state],
        "received": letter.received_at.isoformat(),
        "closed": letter.closed_at.isoformat() if letter.closed_at else None,
        "page": f"{letter.publication.slug} v{letter.publication.number}" if letter.publication else None,
        "message": _opened(letter.message_sealed),
        "source": _opened(letter.source_sealed),
        "passage": _opened(letter.passage_sealed),
        "contact": _opened(letter.contact_sealed),
        "contact_use": triage.CONTACT_USES.get(letter.contact_use, ""),
        "held_back_because": [triage.HELD_BECAUSE[reason] for reason in letter.held_because],
        "entries": [
            {"voice": triage.VOICES[entry.voice], "text": _opened(entry.text_sealed),
             "written": entry.written_at.isoformat()}
            for entry in letter.entries.order_by("written_at", "pk")
            if triage.sees("contributor", entry.voice)
        ],
    }  # fmt: skip
