"""What readers do: send a letter, ask how it stands, answer a question, take it back. Only by the form and the code.

Sending is exactly once: the code comes from the form's nonce and what was written, and its mark is unique. The row is
committed before the receipt is given.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from contributions import door, floods, limits, sealing, triage
from contributions.actions import erasing
from contributions.actions import floods as counting
from contributions.actions.floods import TooMany
from contributions.actions.moves import move_on, write_entry
from contributions.letter import Letter
from contributions.models import Contribution
from contributions.spoken import spoken
from evidence.actions.audit import record
from evidence.models import Publication
from evidence.workflow import Refusal

__all__ = [
    "LetterRefused", "LetterStatus", "Receipt", "TooMany", "UnknownCode", "answer", "erase", "export_letter", "send",
    "status", "withdraw",
]  # fmt: skip

erase = erasing.erase
export_letter = erasing.export_letter


class LetterRefused(Refusal):
    """Something in the letter is wrong. `errors`: field -> a full sentence. Nothing was stored."""

    def __init__(self, errors: dict[str, str]) -> None:
        super().__init__(*errors.values())
        self.errors = errors


class UnknownCode(Refusal):
    """No letter has this code."""

    def __init__(self) -> None:
        super().__init__(_("We know no letter with this code. Check each letter and digit, and try again."))


@dataclass(frozen=True, slots=True)
class Receipt:
    """`code` opens the letter's status; it is shown once, not stored. `again`: this very form had been sent before."""

    code: str = field(repr=False)
    contribution_id: int
    again: bool


@dataclass(frozen=True, slots=True)
class LetterStatus:
    """What a writer may know. No ids. `state` reads "received" for a letter in quarantine.

    `sentences` say how it stands, in English; `entries` are (voice, text, written_on); `change` is None or slug,
    number and title of the publication that carries the change; `decline_words` "" or a sentence; `erased`: what was
    written has been erased.
    """

    state: str
    sentences: tuple[str, ...]
    kind: str
    received_on: date
    entries: list[tuple[str, str, date]] = field(repr=False)
    may_answer: bool
    may_withdraw: bool
    change: dict[str, Any] | None
    decline_words: str
    erased: bool

    @property
    def words(self) -> str:
        return " ".join(self.sentences)


@sensitive_variables("letter", "nonce", "codes", "row")
def send(
    *,
    letter: Letter,
    nonce: str,
    rendered_at: datetime | None,
    honeypot: str,
    visitor: str | None,
    demo: bool = False,
    now: datetime | None = None,
) -> Receipt:
    """Store a letter and give its receipt. The same form sent again gives the same receipt and no second letter.

    `nonce` is the form's own random text, `rendered_at` when the form was made (None: not known), `visitor` the
    address it came from (None: not known), which is counted and not kept. Raises LetterRefused, or TooMany when this
    visitor has to wait; whatever a filter thinks of a letter, it is stored.
    """
    now = now or timezone.now()
    errors = limits.check(letter)
    if errors:
        raise LetterRefused(errors)
    letter = limits.cleaned(letter)
    codes = sealing.receipt_codes(nonce, letter)
    with door.code_in_hand(mark for code in codes for mark in sealing.code_marks(code)):
        known = _sent_before(codes)
        if known is not None:
            return known
        held = [] if demo else _held(letter, honeypot=honeypot, rendered_at=rendered_at, visitor=visitor, now=now)
        return _stored(_row(letter, codes[0], held=held, demo=demo, now=now), codes[0], now=now)


def _stored(row: Contribution, code: str, *, now: datetime) -> Receipt:
    # Durable: no transaction around this one may undo it after the receipt was given. The demonstration's letters
    # belong to the transaction that builds it.
    with transaction.atomic(durable=not row.demo):
        if not row.demo:
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL synchronous_commit TO on")
        # A second copy of the form waits here for the first and then adds nothing. No error is raised, so that the
        # server's log tells of no letter.
        row.pk = door.next_number()
        Contribution.objects.bulk_create([row], ignore_conflicts=True)
        stored = door.letters().get(code_mark=row.code_mark)
        again = stored.pk != row.pk
        if not again:
            record(
                "contribution.received", by=None, about=stored, study=stored.study, now=now,
                detail={"held": row.held_because},
            )  # fmt: skip
    return Receipt(code, stored.pk, again)


@sensitive_variables("code", "letter")
def status(*, code: str, visitor: str | None, now: datetime | None = None) -> LetterStatus | None:
    """How the letter with this code stands; None where there is none. Raises TooMany after many codes.

    A wrong code costs the same work as a right one up to the one look-up by its mark, and leaves no trace.
    """
    now = now or timezone.now()
    with door.code_in_hand(sealing.code_marks(code)):
        letter = _by_code(code, visitor=visitor, now=now)
        return None if letter is None else _status(letter)


@sensitive_variables("code", "text", "letter")
def answer(*, code: str, text: str, visitor: str | None, now: datetime | None = None) -> LetterStatus:
    """A writer answers our question; the letter goes back to the queue. The same answer sent twice is kept once.

    Raises UnknownCode, TooMany, or Refusal when nothing was asked or the text is empty or too long.
    """
    now = now or timezone.now()
    with door.code_in_hand(sealing.code_marks(code)):
        found = _by_code(code, visitor=visitor, now=now)
        if found is None:
            raise UnknownCode
        with transaction.atomic():
            letter = door.letters().select_for_update(of=("self",)).get(pk=found.pk)
            if letter.state != "needs_information":
                if _answered_with(letter, text):
                    return _status(letter)
                raise Refusal(_("We have no open question about this letter. You can send another letter instead."))
            write_entry(letter, "answer", text, by=None, now=now)
            move_on(letter, "answer", by=None, now=now)
        return _status(letter)


@sensitive_variables("code")
def withdraw(*, code: str, visitor: str | None, now: datetime | None = None) -> bool:
    """Take a letter back: everything written is erased at once. False where no letter has this code."""
    now = now or timezone.now()
    with door.code_in_hand(sealing.code_marks(code)):
        found = _by_code(code, visitor=visitor, now=now)
        if found is None:
            return False
        erasing.erase_letter(contribution=found, event="withdraw", now=now)
    return True


# --- Parts ----------------------------------------------------------------------------------------------


def _sent_before(codes: list[str]) -> Receipt | None:
    marks = {mark: code for code in codes for mark in sealing.code_marks(code)}
    known = Contribution.objects.filter(code_mark__in=marks).only("pk", "code_mark", "state").first()
    if known is None:
        return None
    if known.state == "withdrawn":
        # The row holds nothing any more, and the text is not stored against its writer's will by a page reloaded.
        raise LetterRefused(
            {"message": "You sent exactly this letter before and took it back. To send it again, change a word of it."}
        )
    return Receipt(marks[known.code_mark], known.pk, again=True)


def _held(
    letter: Letter, *, honeypot: str, rendered_at: datetime | None, visitor: str | None, now: datetime
) -> list[str]:
    counts = counting.count_letter(visitor=visitor, text=letter.message, now=now)
    return floods.why_held(letter, honeypot=honeypot, rendered_at=rendered_at, now=now, counts=counts)


def _row(letter: Letter, code: str, *, held: list[str], demo: bool, now: datetime) -> Contribution:
    seen = _page_seen(letter)

    def sealed(text: str) -> str | None:
        return sealing.seal(text) if text else None

    return Contribution(
        kind=letter.kind, state="quarantine" if held else "received", code_mark=sealing.code_mark(code),
        study_id=seen.study_id if seen else None, publication=seen,
        message_sealed=sealed(letter.message), source_sealed=sealed(letter.source),
        passage_sealed=sealed(letter.passage), contact_sealed=sealed(letter.contact), contact_use=letter.contact_use,
        held_because=held, received_at=now, state_since=now, demo=demo,
    )  # fmt: skip


def _page_seen(letter: Letter) -> Publication | None:
    """The page with this address and number (the current one without a number); a page unknown to us is no error."""
    if not letter.page_slug or len(letter.page_slug) > 120:
        return None
    pages = Publication.objects.filter(slug=letter.page_slug).order_by("-is_current", "-pk")
    if letter.page_number is not None:
        if not 0 < letter.page_number < 2**31:
            return None
        return pages.filter(number=letter.page_number).first()
    return pages.filter(is_current=True).first()


def _by_code(code: str, *, visitor: str | None, now: datetime) -> Contribution | None:
    counting.count_guess(visitor=visitor, now=now)
    return door.letters().filter(code_mark__in=sealing.code_marks(code)).first()


def _answered_with(letter: Contribution, text: str) -> bool:
    """Is this the answer that we have, sent once more?"""
    last = door.entries(letter).filter(voice="answer").order_by("-written_at", "-pk").first()
    try:
        return bool(last and sealing.unseal(last.text_sealed) == limits.clean(text)[0].strip())
    except sealing.SealError:
        return False


def _status(letter: Contribution) -> LetterStatus:
    repeats = letter.state == "duplicate" and letter.duplicate_of_id is not None
    followed = door.letters().get(pk=letter.duplicate_of_id) if repeats else letter
    told = [letter.state]
    if followed is not letter and followed.state in ("accepted", "linked", "resolved", "declined"):
        told.append(followed.state)
    page = followed.resolved_by
    return LetterStatus(
        state="received" if letter.state == "quarantine" else letter.state,
        sentences=tuple(triage.WORDS_FOR_THE_WRITER[state] for state in told),
        kind=letter.kind,
        received_on=letter.received_at.date(),
        entries=_entries_for_the_writer(letter),
        may_answer=letter.state in triage.MOVES_BY_NAME["answer"].sources and letter.message_purged_at is None,
        may_withdraw=letter.state in triage.MOVES_BY_NAME["withdraw"].sources,
        change={"slug": page.slug, "number": page.number, "title": page.title} if page else None,
        decline_words=triage.DECLINE_REASONS.get(followed.decline_reason, ""),
        erased=letter.message_purged_at is not None,
    )


def _entries_for_the_writer(letter: Contribution) -> list[tuple[str, str, date]]:
    entries = []
    for entry in door.entries(letter).order_by("written_at", "pk"):
        if triage.sees("contributor", entry.voice) and entry.text_sealed:
            try:
                entries.append((entry.voice, sealing.unseal(entry.text_sealed), entry.written_at.date()))
            except sealing.SealError as error:
                entries.append((entry.voice, spoken(str(error)), entry.written_at.date()))
    return entries
