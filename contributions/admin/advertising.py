"""The one bulk action: letters that a filter held back are declined as advertising, after each has been looked at.

The preview opens each letter (which leaves its trail) and shows how it begins. Nothing is told to its writer, and the
public ledger is silent about it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _

from contributions import triage
from contributions.actions.moves import check_move
from contributions.actions.reading import read_letter
from contributions.actions.triaging import decline
from contributions.models import Contribution
from contributions.spoken import each_spoken, spoken
from contributions.words import gettext_noop
from evidence.workflow import Refusal

AT_MOST = 20
BEGINNING = 400  # characters of a letter that the preview shows
CHANGED = gettext_noop("It is no longer held back: somebody has looked at it since. Nothing was done.")


@dataclass(frozen=True, slots=True)
class Row:
    """A letter with what will be done or was done, or why not. `begins` is how its message begins."""

    letter: Contribution
    done: bool
    words: str = ""
    begins: str = ""
    goes_on: bool = False
    held_because: tuple[str, ...] = ()


def chosen(sent: QueryDict) -> list[int]:
    """Numbers of letters, each once; whatever is none is passed over."""
    numbers = (int(text) for text in sent.getlist("letter") if text.isascii() and text.isdigit() and len(text) < 10)
    return list(dict.fromkeys(numbers))


def preview(numbers: list[int], *, by: Any, now: datetime) -> list[Row]:
    """Every letter with how it begins, or why it is left alone. Nothing is done."""
    return [_looked_at(letter, by=by, now=now) for letter in _letters(numbers)]


def carry_out(numbers: list[int], *, by: Any, now: datetime) -> list[Row]:
    """Decline each letter that is still held back, by itself, and tell of each."""
    rows = []
    for letter in _letters(numbers):
        try:
            if letter.state != "quarantine":
                raise Refusal(_(CHANGED))
            decline(contribution=letter, by=by, reason="advertising", now=now)
        except Refusal as refusal:
            rows.append(Row(letter, done=False, words=" ".join(each_spoken(refusal.sentences))))
        else:
            rows.append(Row(letter, done=True, words=_("is declined as advertising")))
    return rows


def _looked_at(letter: Contribution, *, by: Any, now: datetime) -> Row:
    try:
        if letter.state != "quarantine":
            raise Refusal(_("It is not held back: it is %(state)s.") % {"state": spoken(triage.STATES[letter.state])})
        check_move("decline", letter, by=by, now=now)
        message = read_letter(contribution=letter, by=by, now=now).message or ""
    except Refusal as refusal:
        return Row(letter, done=False, words=" ".join(each_spoken(refusal.sentences)))
    why = each_spoken(triage.HELD_BECAUSE[word] for word in letter.held_because)
    return Row(letter, True, "", message[:BEGINNING], len(message) > BEGINNING, why)


def _letters(numbers: list[int]) -> list[Contribution]:
    found = Contribution.objects.in_bulk(numbers)
    return [found[number] for number in numbers if number in found]
