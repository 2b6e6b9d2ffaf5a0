"""What every move of a letter does: lock it, ask the rules, change the row, leave the trail. Parts of actions."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from contributions import limits, triage
from contributions.actions.reading import require_triager
from contributions.models import Contribution, ContributionEntry
from contributions.sealing import seal
from contributions.spoken import spoken
from contributions.words import gettext_noop
from evidence.actions.audit import record
from evidence.models import Publication
from evidence.models.revision import RevisionContributor
from evidence.workflow import Refusal

SOMEBODY_ELSE = gettext_noop("You contributed to the page that this letter is about. Somebody else must decide.")
SOMEBODY_ELSE_SAYS_WHAT = gettext_noop(
    "You contributed to the page that this letter is about. Somebody else must say whether it is about another."
)
_CANNOT = {
    "release": gettext_noop("This letter is not in quarantine: it is {state}."),
    "take": gettext_noop("This letter cannot be taken: it is {state}."),
    "hand_back": gettext_noop("Nobody is checking this letter: it is {state}."),
    "ask": gettext_noop("Take the letter first. It is {state}."),
    "answer": gettext_noop("We have no open question about this letter."),
    "merge": gettext_noop("This letter cannot be merged with another: it is {state}."),
    "decline": gettext_noop("This letter cannot be declined: it is {state}. Take it first."),
    "accept": gettext_noop("Take the letter first. It is {state}."),
    "link": gettext_noop("Accept the letter first. It is {state}."),
    "reopen": gettext_noop("There is nothing to reopen: the letter is {state}."),
}


def locked(contribution: Contribution) -> Contribution:
    """The letter as it is now, held until the transaction ends."""
    return Contribution.objects.select_for_update().get(pk=contribution.pk)


def check_move(name: str, letter: Contribution, *, by: Any, now: datetime) -> triage.Move:
    """May this triager move this letter so? Raises Refusal; returns the move."""
    move = triage.MOVES_BY_NAME[name]
    require_triager(by)
    if letter.state not in move.sources:
        raise Refusal(_(_CANNOT[name]).format(state=spoken(triage.STATES[letter.state])))
    if name != "take" and letter.state == "triaged" and letter.assignee_id != by.pk and not held_by_another(
        letter, by=by, now=now
    ):  # fmt: skip
        raise Refusal(_("The 48 hours of whoever checked this letter are over. Take it first."))
    check_free(letter, by=by, now=now)
    if move.decides and by.pk in contributors_of_what_it_disputes(letter, now=now):
        raise Refusal(_(SOMEBODY_ELSE))
    return move


def check_free(letter: Contribution, *, by: Any, now: datetime) -> None:
    """Refusal while another triager holds the letter."""
    if held_by_another(letter, by=by, now=now):
        until = date_format(letter.lease_until, _("d F Y, H:i"))
        raise Refusal(_("Another triager is checking this letter until %(until)s UTC.") % {"until": until})


def held_by_another(letter: Contribution, *, by: Any, now: datetime) -> bool:
    return bool(letter.assignee_id not in (None, by.pk) and letter.lease_until and letter.lease_until > now)


def contributors_of_what_it_disputes(letter: Contribution, *, now: datetime) -> set[int]:
    """Ids of the people whose work the letter may be about: the trigger `who_contributed_does_not_decide` asks alike.

    Everybody who contributed to the page up to the number that its reader saw; where a letter names a study only,
    to whatever has been published of it.
    """
    pages = Q()
    seen = letter.publication
    if seen is not None:
        pages |= Q(study=seen.study_id, number__lte=seen.number)
    if letter.study_id is not None and (seen is None or seen.study_id != letter.study_id):
        pages |= Q(study=letter.study_id, published_at__lte=now)
    if not pages:
        return set()
    revisions = Publication.objects.filter(pages).values("revision")
    return set(RevisionContributor.objects.filter(revision__in=revisions).values_list("person_id", flat=True))


def move_on(
    letter: Contribution, name: str, *, by: Any, now: datetime, detail: dict[str, Any] | None = None, **changes: Any
) -> Contribution:
    """Write the new state with whatever else changes, and the audit event `contribution.<name>`.

    A lease ends with every move; a move to "triaged" gives one. Decisions name who decided; closing has its moment.
    """
    move = triage.MOVES_BY_NAME[name]
    was = letter.state
    changes.setdefault("assignee", by if move.target == "triaged" else None)
    changes.setdefault("lease_until", now + triage.LEASE if move.target == "triaged" else None)
    if move.decides:
        changes |= {"decided_by": by, "decided_at": now}
    changes.setdefault("closed_at", (letter.closed_at or now) if move.target in triage.CLOSED else None)
    if move.decides or name in ("ask", "resolve"):
        changes.setdefault("answered_at", letter.answered_at or now)
    changes |= {"state": move.target, "state_since": now if move.target != was else letter.state_since}
    changed(letter, **changes)
    record(
        f"contribution.{name}", by=by, about=letter, study=letter.study, now=now,
        detail={"from": was, "to": move.target, **(detail or {})},
    )  # fmt: skip
    return letter


def changed(letter: Contribution, **changes: Any) -> Contribution:
    for name, value in changes.items():
        setattr(letter, name, value)
    letter.save(update_fields=list(changes))
    return letter


def write_entry(letter: Contribution, voice: str, text: str, *, by: Any, now: datetime) -> ContributionEntry:
    """Seal `text` beside the letter. Raises Refusal where it is empty or too long, or the letter has been erased."""
    wrong = limits.check_text(text)
    if wrong:
        raise Refusal(spoken(wrong))
    if letter.state == "withdrawn":
        raise Refusal(_("This letter was taken back by its writer. Nothing more is written about it."))
    if letter.message_purged_at is not None:
        raise Refusal(_("This letter has been erased after its time. Nothing more is written about it."))
    return ContributionEntry.objects.create(
        contribution=letter, voice=voice, text_sealed=seal(limits.clean(text)[0].strip()), author=by, written_at=now
    )
