"""The machine that proposes: which criteria let people into a study, and what follows for PEM. Pure, no model.

`reading.py` is the door, `rules/` holds the tables, `scoreboard.py` measures. See docs/classifier.md.
"""

from evidence.classifier.proposal import Proposal, Span
from evidence.classifier.reading import classify, classify_paper
from evidence.classifier.rules import CLASSIFIER_VERSION, rules_fingerprint

__all__ = ["CLASSIFIER_VERSION", "Proposal", "Span", "classify", "classify_paper", "rules_fingerprint"]
