"""Which buttons stand on a letter's page, and why one that somebody may look for is not there.

Hiding a button protects nothing: the actions ask again. The sentences are the actions' own.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from contributions import triage
from contributions.actions.moves import check_move
from contributions.models import Contribution
from contributions.spoken import each_spoken, spoken
from contributions.words import gettext_noop
from evidence.workflow import Refusal

SAYS = {
    "take": gettext_noop("Take it for 48 hours"),
    "hand_back": gettext_noop("Hand it back"),
    "release": gettext_noop("It is a real letter: put it with the others"),
    "ask": gettext_noop("Ask the writer this"),
    "accept": gettext_noop("Accept: the page has to change"),
    "decline": gettext_noop("Decline"),
    "merge": gettext_noop("Close as a duplicate"),
    "link": gettext_noop("A change is being made: link it"),
    "reopen": gettext_noop("Take it up again"),
}
"""Move of a triager -> the words of its button."""

_LOOKED_FOR = {
    "quarantine": ("take", "release", "decline", "accept"),
    "received": ("take", "ask", "accept", "decline", "merge"),
    "triaged": ("take", "hand_back", "ask", "accept", "decline", "merge"),
    "needs_information": ("take", "accept", "decline", "merge"),
    "accepted": ("link", "reopen"),
    "linked": ("link", "reopen"),
    "declined": ("reopen",),
    "duplicate": ("reopen",),
    "resolved": ("reopen",),
    "withdrawn": (),
}
"""State -> the moves that somebody may look for there."""


@dataclass(frozen=True, slots=True)
class Offers:
    """`may` are the moves with a button; `why_not` pairs a sentence with the buttons that are missing for it."""

    may: tuple[str, ...]
    why_not: tuple[tuple[str, str], ...]


def offers(letter: Contribution, *, by: Any, now: datetime) -> Offers:
    """What `by` can do with the letter now."""
    may: list[str] = []
    missing: dict[str, list[str]] = {}
    for name in _LOOKED_FOR[letter.state]:
        try:
            check_move(name, letter, by=by, now=now)
        except Refusal as refusal:
            missing.setdefault(" ".join(each_spoken(refusal.sentences)), []).append(spoken(SAYS[name]))
        else:
            may.append(name)
    return Offers(tuple(may), tuple((sentence, "; ".join(names)) for sentence, names in missing.items()))


assert set(SAYS) == {move.name for move in triage.MOVES if move.by == "triager"}, "every move has its button"
assert set(_LOOKED_FOR) == set(triage.STATES), "every state has its buttons"
