"""What the desk shows of the machines: findings with their disputes, proposed drafts, what the classifier read.

Reads only. While a round of blind coding is open, nothing here rests on a proposal that is hidden: the scanner is
then asked as if there were no verdict yet (`evidence.desk.visibility`).
"""

from evidence.desk.machines.classifier_reading import MachineReading, machine_reading
from evidence.desk.machines.findings import (
    FoundLine,
    failing_pages,
    findings_for,
    frozen_findings,
    seen_content,
    studies_with_hidden_proposal,
)
from evidence.desk.machines.proposed_draft import DraftPage

__all__ = [
    "DraftPage",
    "FoundLine",
    "MachineReading",
    "failing_pages",
    "findings_for",
    "frozen_findings",
    "machine_reading",
    "seen_content",
    "studies_with_hidden_proposal",
]
