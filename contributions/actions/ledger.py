"""The public ledger: what became of a letter, without the letter. Called inside the transaction of a move."""

from __future__ import annotations

from datetime import datetime

from contributions.models import Contribution, LedgerEntry
from evidence.models import Publication

NOT_TOLD = frozenset({"advertising"})
"""Reasons for declining that the ledger leaves out: spam is no letter of a reader, and would drown the counts."""


def tell(
    *, contribution: Contribution, outcome: str, now: datetime, publication: Publication | None = None
) -> LedgerEntry | None:
    """Write what became of a letter: its kind, `outcome`, the day, whole days since it came, for a change the page.

    Returns None where the ledger is silent (`NOT_TOLD`). A letter that is opened again and answered anew is told
    again: the ledger holds no way back to a letter, so that it cannot know.
    """
    if outcome == "declined" and contribution.decline_reason in NOT_TOLD:
        return None
    return LedgerEntry.objects.create(
        kind=contribution.kind,
        outcome=outcome,
        answered_on=now.date(),
        days_to_answer=max(0, (now.date() - contribution.received_at.date()).days),
        publication=publication,
        demo=contribution.demo or bool(publication and publication.demo),
    )
