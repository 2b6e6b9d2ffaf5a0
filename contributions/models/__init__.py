"""Letters, what was written about them, the outbox, and the public ledger that tells nothing of anybody.

Only `contributions.actions` writes. What people wrote is sealed; reading it goes through `actions.reading`.
"""

from contributions.models.contribution import Contribution, ContributionEntry
from contributions.models.floods import DailySalt, FloodMark
from contributions.models.ledger import LedgerEntry
from contributions.models.mail import OutgoingMail
from evidence.models.spoken import speak

__all__ = ["Contribution", "ContributionEntry", "DailySalt", "FloodMark", "LedgerEntry", "OutgoingMail"]

speak(Contribution, ContributionEntry, DailySalt, FloodMark, LedgerEntry, OutgoingMail)
