"""The rule tables, and the version that changes with them."""

from __future__ import annotations

from evidence.classifier.rules.base import Rule, fingerprint
from evidence.classifier.rules.cues import CUES
from evidence.classifier.rules.kinds import KINDS
from evidence.classifier.rules.names import COMPANY, DSQ, NAMES, NOT_THESE
from evidence.classifier.rules.other_ways import OTHER_WAYS

CLASSIFIER_VERSION = "v1.1"

FAMILIES: dict[str, tuple[Rule, ...]] = {
    "names of criteria": (*NAMES, COMPANY, NOT_THESE, DSQ),
    "what criteria were for": CUES,
    "other ways in, and PEM": OTHER_WAYS,
    "kinds of paper": KINDS,
}
"""Every rule of the classifier, by family."""


def rules_fingerprint() -> str:
    """SHA-256 over the version and all tables. A test holds it: rules do not change without a new version."""
    return fingerprint(CLASSIFIER_VERSION, FAMILIES.items())


__all__ = ["CLASSIFIER_VERSION", "FAMILIES", "Rule", "rules_fingerprint"]
