"""The deeds of a letter's page: name of the button -> the action it calls, and which boxes that empties.

Each takes the letter, the triager and what the form sent, and returns the sentence that is said afterwards. What an
action refuses is raised as `Refusal`; the page then stands as it was typed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from contributions.actions import studies, triaging
from contributions.admin.letter_page import find_study
from contributions.models import Contribution
from contributions.words import gettext_noop
from evidence.actions.registries import request_lookup
from evidence.models import Publication, Study
from evidence.workflow import Refusal

Sent = Mapping[str, str]
Run = Callable[[Contribution, Any, Sent, datetime], str]

BOXES = ("text", "note", "keep_reason", "reopen_reason")
"""The boxes that people write into. What a deed does not use stays in its box."""

ALREADY = gettext_noop(
    "You have written something about this letter since this page was opened. Look whether this is the same; "
    "if it is new, press the button again."
)


@dataclass(frozen=True, slots=True)
class Deed:
    """`uses` are the boxes that are empty afterwards. `adds` where the same text sent twice would stand there twice.

    `box` is the id of the field that a refusal is most likely about, "" where it is about none.
    """

    run: Run
    uses: tuple[str, ...] = ()
    adds: bool = False
    box: str = ""


def do(name: str, letter: Contribution, *, by: Any, sent: Sent, now: datetime) -> tuple[str, Deed]:
    """Carry out a deed; returns what is said, and the deed. Refusal where an action refuses; KeyError for no deed."""
    deed = DEEDS[name]
    newest = letter.entries.filter(author=by).order_by("-pk").values_list("pk", flat=True).first() or 0
    if deed.adds and newest > _whole_number(sent.get("seen_entry", "")):
        raise Refusal(_(ALREADY))
    return deed.run(letter, by, sent, now), deed


# --- Moves ------------------------------------------------------------------------------------------------


def _take(letter: Contribution, by: Any, sent: Sent, now: datetime) -> str:
    triaging.take(contribution=letter, by=by, now=now)
    return _("It is yours for 48 hours. Nothing happens if you do not get to it: it goes back by itself.")


def _hand_back(letter: Contribution, by: Any, sent: Sent, now: datetime) -> str:
    triaging.hand_back(contribution=letter, by=by, now=now)
    return _("Handed back. Somebody else can take it now.")


def _release(letter: Contribution, by: Any, sent: Sent, now: datetime) -> str:
    triaging.release(contribution=letter, by=by, now=now)
    return _("It waits with the other letters now.")


def _ask(letter: Contribution, by: Any, sent: Sent, now: datetime) -> str:
    triaging.ask(contribution=letter, by=by, text=sent.get("text", ""), now=now)
    return _("Asked. The writer finds your question at their status page.")


def _accept(letter: Contribution, by: Any, sent: Sent, now: datetime) -> str:
    triaging.accept(contribution=letter, by=by, text=sent.get("text", ""), now=now)
    return _("Accepted. Once the change is being made, link the letter to it.")


def _decline(letter: Contribution, by: Any, sent: Sent, now: datetime) -> str:
    triaging.decline(
        contribution=letter, by=by, reason=sent.get("decline_reason", ""), text=sent.get("text", ""), now=now
    )
    return _("Declined. The writer reads why at their status page.")


def _merge(letter: Contribution, by: Any, sent: Sent, now: datetime) -> str:
    number = _whole_number(sent.get("into_other", "") or sent.get("into", ""))
    other = Contribution.objects.filter(pk=number).first() if number else None
    if other is None:
        raise Refusal(_("Choose the letter that this one repeats, or give its number."))
    triaging.merge(contribution=letter, into=other, by=by, text=sent.get("text", ""), now=now)
    return _("Closed as a duplicate of letter %(number)d.") % {"number": other.pk}


def _link(letter: Contribution, by: Any, sent: Sent, now: datetime) -> str:
    study = find_study(sent["study"]) if sent.get("study", "").strip() else None
    linked = triaging.link(contribution=letter, by=by, study=study, now=now)
    return _("Linked to %(study)s. The next revision of it that is submitted and published resolves the letter.") % {
        "study": linked.study
    }


def _reopen(letter: Contribution, by: Any, sent: Sent, now: datetime) -> str:
    triaging.reopen(contribution=letter, by=by, reason=sent.get("reopen_reason", ""), now=now)
    return _("Taken up again. It is yours for 48 hours.")


# --- Words, and what the letter is about ------------------------------------------------------------------


def _note(letter: Contribution, by: Any, sent: Sent, now: datetime) -> str:
    triaging.note(contribution=letter, by=by, text=sent.get("note", ""), now=now)
    return _("Noted, for triagers only.")


def _reply(letter: Contribution, by: Any, sent: Sent, now: datetime) -> str:
    triaging.reply(contribution=letter, by=by, text=sent.get("text", ""), now=now)
    return _("Written. The writer finds it at their status page.")


def _set_study(letter: Contribution, by: Any, sent: Sent, now: datetime) -> str:
    if not sent.get("study", "").strip():
        triaging.set_study(contribution=letter, by=by, study=None, now=now)
        return _("The letter is about no study in particular.")
    study = find_study(sent["study"])
    publication = _publication(study, sent.get("page_number", ""))
    triaging.set_study(contribution=letter, by=by, study=study, publication=publication, now=now)
    return _("The letter is about: %(study)s.") % {"study": study}


def _set_kind(letter: Contribution, by: Any, sent: Sent, now: datetime) -> str:
    changed = triaging.set_kind(contribution=letter, by=by, kind=sent.get("kind", ""), now=now)
    return _("Kind: %(kind)s.") % {"kind": changed.get_kind_display()}


def _make_draft(letter: Contribution, by: Any, sent: Sent, now: datetime) -> str:
    study = studies.make_draft(contribution=letter, by=by, now=now)
    return _("On the desk, and linked to this letter: %(study)s.") % {"study": study}


def _look_up(letter: Contribution, by: Any, sent: Sent, now: datetime) -> str:
    if letter.study is None:
        raise Refusal(_("Say first which study the letter is about."))
    request_lookup(study=letter.study, by=by, now=now)
    return _("The registries will be asked by the next job.")


def _keep(letter: Contribution, by: Any, sent: Sent, now: datetime) -> str:
    try:
        day = date.fromisoformat(sent.get("keep_until", "").strip())
    except ValueError:
        raise Refusal(_("Give the day until which the letter is kept, as year-month-day: 2027-03-31.")) from None
    until = datetime.combine(day, time.max, UTC)
    triaging.keep_for_cause(contribution=letter, by=by, until=until, reason=sent.get("keep_reason", ""), now=now)
    return _("Kept until %(day)s. Why stands in the notes.") % {"day": date_format(day, _("d F Y"))}


DEEDS: dict[str, Deed] = {
    "take": Deed(_take),
    "hand_back": Deed(_hand_back),
    "release": Deed(_release),
    "ask": Deed(_ask, uses=("text",), box="text"),
    "accept": Deed(_accept, uses=("text",)),
    "decline": Deed(_decline, uses=("text",), box="decline-as_the_paper_says"),
    "merge": Deed(_merge, uses=("text",), box="into_other"),
    "link": Deed(_link, box="study"),
    "reopen": Deed(_reopen, uses=("reopen_reason",), box="reopen_reason"),
    "note": Deed(_note, uses=("note",), adds=True, box="note"),
    "reply": Deed(_reply, uses=("text",), adds=True, box="text"),
    "set_study": Deed(_set_study, box="study"),
    "set_kind": Deed(_set_kind, box="kind"),
    "make_draft": Deed(_make_draft),
    "look_up": Deed(_look_up),
    "keep": Deed(_keep, uses=("keep_reason",), adds=True, box="keep_until"),
}
"""Name of the deed, as the form sends it -> what it does."""


def _publication(study: Study, typed: str) -> Publication | None:
    if not typed.strip():
        return None
    publication = Publication.objects.filter(study=study, number=_whole_number(typed)).first()
    if publication is None:
        raise Refusal(_("That page has no publication of this number. Leave the number empty if you do not know it."))
    return publication


def _whole_number(typed: str) -> int:
    """0 for whatever is no small whole number."""
    text = typed.strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
