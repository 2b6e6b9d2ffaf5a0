"""The rules that turn "which criteria had to be met" into the PEM badge. Pure: no Django, no database.

`facts.py` says what a coder records, `policy.py` turns it into a verdict with reasons, `reference.py`
holds the 25 case definitions.
"""

from evidence.pem.facts import (
    INFORMAL_DIAGNOSES,
    Cohort,
    CriteriaUse,
    Criterion,
    PEMFacts,
    Stance,
)
from evidence.pem.policy import POLICY_VERSION, Decision, decide
from evidence.pem.verdicts import NOT_APPLICABLE_REASONS, NOT_REQUIRED_REASONS, VERDICT_WORDS, Verdict

__all__ = [
    "INFORMAL_DIAGNOSES",
    "NOT_APPLICABLE_REASONS",
    "NOT_REQUIRED_REASONS",
    "POLICY_VERSION",
    "VERDICT_WORDS",
    "Cohort",
    "CriteriaUse",
    "Criterion",
    "Decision",
    "PEMFacts",
    "Stance",
    "Verdict",
    "decide",
]
