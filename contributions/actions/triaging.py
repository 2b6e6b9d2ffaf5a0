"""What triagers do with letters. `by` is always a triager; each returns the letter as it is afterwards.

Whoever contributed to the page that a letter is about does not decide about the letter (accept, decline, merge).
While a triager checks a letter (48 hours), others can read it and write notes, and nothing else.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from contributions import triage
from contributions.actions import ledger, outbox
from contributions.actions.moves import (
    SOMEBODY_ELSE_SAYS_WHAT,
    changed,
    check_free,
    check_move,
    contributors_of_what_it_disputes,
    locked,
    move_on,
    write_entry,
)
from contributions.actions.reading import require_triager
from contributions.actions.resolving import lapse_leases, resolve_by_publication, sweep_resolved
from contributions.models import Contribution
from evidence.actions.audit import record
from evidence.models import Publication, Study
from evidence.workflow import Refusal

__all__ = [
    "accept", "ask", "decline", "hand_back", "keep_for_cause", "lapse_leases", "link", "merge", "note", "release",
    "reopen", "reply", "resolve_by_publication", "set_kind", "set_study", "share", "sweep_resolved", "take",
]  # fmt: skip

LONGEST_KEPT = timedelta(days=3 * 365)
"""How long a letter can be kept for cause, from the day on which somebody says so."""


@transaction.atomic
def take(*, contribution: Contribution, by: Any, now: datetime | None = None) -> Contribution:
    """Check a letter for the next 48 hours (or for another 48). Refusal while another triager holds it."""
    now = now or timezone.now()
    letter = locked(contribution)
    check_move("take", letter, by=by, now=now)
    return move_on(letter, "take", by=by, now=now)


@transaction.atomic
def hand_back(*, contribution: Contribution, by: Any, now: datetime | None = None) -> Contribution:
    """Give a letter back to the queue."""
    now = now or timezone.now()
    letter = locked(contribution)
    check_move("hand_back", letter, by=by, now=now)
    return move_on(letter, "hand_back", by=by, now=now)


@transaction.atomic
def release(*, contribution: Contribution, by: Any, now: datetime | None = None) -> Contribution:
    """A filter was wrong: move a letter from quarantine to the others. Why it was held stays on the row."""
    now = now or timezone.now()
    letter = locked(contribution)
    check_move("release", letter, by=by, now=now)
    return move_on(letter, "release", by=by, now=now)


@transaction.atomic
def ask(*, contribution: Contribution, by: Any, text: str, now: datetime | None = None) -> Contribution:
    """Ask its writer for more. They answer at the status page; who left an address for questions is told to look."""
    now = now or timezone.now()
    letter = locked(contribution)
    check_move("ask", letter, by=by, now=now)
    write_entry(letter, "reply", text, by=by, now=now)
    move_on(letter, "ask", by=by, now=now)
    outbox.queue_answer_notice(contribution=letter, now=now)
    return letter


@transaction.atomic
def decline(
    *, contribution: Contribution, by: Any, reason: str, text: str = "", now: datetime | None = None
) -> Contribution:
    """Close a letter without a change. `reason` is a key of DECLINE_REASONS; `text` goes to the writer."""
    now = now or timezone.now()
    letter = locked(contribution)
    check_move("decline", letter, by=by, now=now)
    if reason not in triage.DECLINE_REASONS:
        raise Refusal(_("Choose why the letter is declined."))
    if reason == "other" and not text.strip():
        raise Refusal(_("Tell the writer the other reason, in a few words."))
    _reply_if_any(letter, text, by=by, now=now)
    move_on(letter, "decline", by=by, now=now, decline_reason=reason, detail={"because": reason})
    ledger.tell(contribution=letter, outcome="declined", now=now)
    outbox.queue_answer_notice(contribution=letter, now=now)
    outbox.tell_writers_of_duplicates(contribution=letter, now=now)
    return letter


@transaction.atomic
def accept(*, contribution: Contribution, by: Any, text: str = "", now: datetime | None = None) -> Contribution:
    """Agree that the page has to change. `text` goes to the writer."""
    now = now or timezone.now()
    letter = locked(contribution)
    check_move("accept", letter, by=by, now=now)
    _reply_if_any(letter, text, by=by, now=now)
    return move_on(letter, "accept", by=by, now=now)


@transaction.atomic
def merge(
    *, contribution: Contribution, into: Contribution, by: Any, text: str = "", now: datetime | None = None
) -> Contribution:
    """Close a letter as a duplicate of `into` (or of what that is a duplicate of); its writer follows that one."""
    now = now or timezone.now()
    followed = Contribution.objects.filter(pk=into.pk).values_list("duplicate_of", flat=True).first()
    # All rows in one order, so that two triagers who merge crosswise do not wait for each other in a circle.
    ids = {contribution.pk, into.pk, followed or into.pk}
    rows = {row.pk: row for row in Contribution.objects.select_for_update().filter(pk__in=ids).order_by("pk")}
    letter, other = rows[contribution.pk], rows[into.pk]
    if other.state == "duplicate" and other.duplicate_of_id in rows:
        other = rows[other.duplicate_of_id]
    check_move("merge", letter, by=by, now=now)
    if other.pk == letter.pk:
        raise Refusal(_("A letter is no duplicate of itself."))
    if other.state == "withdrawn":
        raise Refusal(_("The other letter was taken back by its writer. Answer this one by itself."))
    if other.state == "duplicate":
        raise Refusal(_("The other letter is a duplicate too. Choose the letter that both repeat."))
    _reply_if_any(letter, text, by=by, now=now)
    move_on(letter, "merge", by=by, now=now, duplicate_of=other, detail={"into": other.pk})
    # Whoever repeated this letter repeats the other one.
    Contribution.objects.filter(duplicate_of=letter, state="duplicate").update(duplicate_of=other)
    ledger.tell(contribution=letter, outcome="duplicate", now=now)
    if other.state in triage.CLOSED:  # else its writer is told when the other letter is answered
        outbox.queue_answer_notice(contribution=letter, now=now)
    return letter


@transaction.atomic
def link(
    *, contribution: Contribution, by: Any, study: Study | None = None, now: datetime | None = None
) -> Contribution:
    """Say in which study the change is being made (the letter's own unless told).

    The first publication whose revision is submitted after this moment resolves the letter.
    """
    now = now or timezone.now()
    letter = locked(contribution)
    check_move("link", letter, by=by, now=now)
    study = study or letter.study
    if study is None:
        raise Refusal(_("Say first which study the letter is about."))
    _check_the_decision_stands(letter, study=study, publication=letter.publication, now=now)
    return move_on(letter, "link", by=by, now=now, study=study, linked_at=now)


@transaction.atomic
def reopen(*, contribution: Contribution, by: Any, reason: str, now: datetime | None = None) -> Contribution:
    """Take a decided letter up again; what was decided is undone. `reason` is kept as a note, sealed."""
    now = now or timezone.now()
    letter = locked(contribution)
    check_move("reopen", letter, by=by, now=now)
    if not reason.strip():
        raise Refusal(_("Say why the letter is taken up again."))
    write_entry(letter, "note", reason, by=by, now=now)
    return move_on(
        letter, "reopen", by=by, now=now, decided_by=None, decided_at=None, decline_reason="", duplicate_of=None,
        linked_at=None, resolved_by=None, closed_at=None,
    )  # fmt: skip


@transaction.atomic
def note(*, contribution: Contribution, by: Any, text: str, now: datetime | None = None) -> Contribution:
    """A note among triagers. Anybody of them may write one, also while another checks the letter."""
    return _entry(contribution, "note", text, by=by, now=now, free=False)


@transaction.atomic
def reply(*, contribution: Contribution, by: Any, text: str, now: datetime | None = None) -> Contribution:
    """Words for the writer, at the status page."""
    now = now or timezone.now()
    letter = _entry(contribution, "reply", text, by=by, now=now)
    if letter.answered_at is None:
        changed(letter, answered_at=now)
    return letter


@transaction.atomic
def share(*, contribution: Contribution, by: Any, text: str, now: datetime | None = None) -> Contribution:
    """What editors may see of a letter: a copy without private details. It replaces the last one; "" takes it back."""
    now = now or timezone.now()
    letter = locked(contribution)
    require_triager(by)
    check_free(letter, by=by, now=now)
    letter.entries.filter(voice="shared").delete()
    if text.strip():
        write_entry(letter, "shared", text, by=by, now=now)
    action = "contribution.shared" if text.strip() else "contribution.unshared"
    record(action, by=by, about=letter, study=letter.study, now=now)
    return letter


@transaction.atomic
def keep_for_cause(
    *, contribution: Contribution, by: Any, until: datetime, reason: str, now: datetime | None = None
) -> Contribution:
    """Keep what a letter says until then, at most three years from now. `reason` is kept as a note, sealed."""
    now = now or timezone.now()
    letter = locked(contribution)
    require_triager(by)
    check_free(letter, by=by, now=now)
    if not reason.strip():
        raise Refusal(_("Say why the letter is kept longer."))
    if not now < until <= now + LONGEST_KEPT:
        raise Refusal(_("Give a day after today, and within three years."))
    write_entry(letter, "note", reason, by=by, now=now)
    changed(letter, kept_until=until)
    record("contribution.kept", by=by, about=letter, study=letter.study, now=now, detail={"until": until.isoformat()})
    return letter


@transaction.atomic
def set_study(
    *,
    contribution: Contribution,
    by: Any,
    study: Study | None,
    publication: Publication | None = None,
    now: datetime | None = None,
) -> Contribution:
    """Say which study an undecided letter is about, and which publication of it its reader saw, where that is known.

    Whoever contributed to what it is about now does not turn it away from there: that would decide about the letter.
    """
    now = now or timezone.now()
    letter = locked(contribution)
    require_triager(by)
    check_free(letter, by=by, now=now)
    if letter.decided_at is not None or letter.state == "withdrawn":
        raise Refusal(_("This letter has been decided. Reopen it first."))
    if by.pk in contributors_of_what_it_disputes(letter, now=now):
        raise Refusal(_(SOMEBODY_ELSE_SAYS_WHAT))
    if publication is not None and (study is None or publication.study_id != study.pk):
        raise Refusal(_("That publication is of another study."))
    changed(letter, study=study, publication=publication)
    record("contribution.study_set", by=by, about=letter, study=study, now=now)
    return letter


@transaction.atomic
def set_kind(*, contribution: Contribution, by: Any, kind: str, now: datetime | None = None) -> Contribution:
    """Correct what a letter is about. The ledger tells the kind that it has when it is answered."""
    now = now or timezone.now()
    letter = locked(contribution)
    require_triager(by)
    check_free(letter, by=by, now=now)
    if kind not in triage.KINDS:
        raise Refusal(_("Choose what the letter is about from the list."))
    if letter.state in triage.CLOSED:
        raise Refusal(_("This letter is closed, and the ledger has told of it."))
    was = letter.kind
    changed(letter, kind=kind)
    record("contribution.kind_set", by=by, about=letter, study=letter.study, now=now, detail={"from": was, "to": kind})
    return letter


def _entry(
    contribution: Contribution, voice: str, text: str, *, by: Any, now: datetime | None, free: bool = True
) -> Contribution:
    now = now or timezone.now()
    letter = locked(contribution)
    require_triager(by)
    if free:
        check_free(letter, by=by, now=now)
    write_entry(letter, voice, text, by=by, now=now)
    record(f"contribution.{voice}", by=by, about=letter, study=letter.study, now=now)
    return letter


def _reply_if_any(letter: Contribution, text: str, *, by: Any, now: datetime) -> None:
    if text.strip():
        write_entry(letter, "reply", text, by=by, now=now)


def _check_the_decision_stands(
    letter: Contribution, *, study: Study, publication: Publication | None, now: datetime
) -> None:
    """Whoever accepted a letter did not contribute to the study that it turns out to be about."""
    if letter.decided_by_id is None or letter.decided_at is None or study.pk == letter.study_id:
        return
    asked = Contribution(study=study, publication=publication)
    if letter.decided_by_id in contributors_of_what_it_disputes(asked, now=letter.decided_at):
        raise Refusal(
            _(
                "Whoever accepted this letter contributed to that study. Reopen the letter, so that somebody else "
                "decides."
            )
        )
