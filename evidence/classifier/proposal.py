"""What the classifier proposes. It never decides: people see it after they have coded for themselves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from evidence.pem import Decision, PEMFacts, Verdict


@dataclass(frozen=True, slots=True)
class Span:
    """Words that count: characters start:end of the text given as `part`, the rule that read them, its key or ""."""

    part: str
    start: int
    end: int
    rule: str
    key: str = ""


@dataclass(frozen=True, slots=True)
class Proposal:
    """Facts, the verdict that the policy gives for them, and the words they rest on.

    `criteria` are keys of the reference data or of INFORMAL_DIAGNOSES, without definitions of other conditions.
    `combination` is none, single, and, or, and/or, subgroup. `confidence` is 0 to 1: a grade to sort by, no
    probability (see docs/classifier.md). `quote` is cut verbatim from the text, "" if nothing speaks; `place` says
    which part it stands in.
    """

    facts: PEMFacts
    decision: Decision
    criteria: tuple[str, ...]
    combination: str
    kind: str
    spans: tuple[Span, ...]
    reasons: tuple[str, ...]
    confidence: float
    quote: str
    place: str
    version: str

    @property
    def verdict(self) -> Verdict:
        return self.decision.verdict

    def to_dict(self) -> dict[str, Any]:
        """As kept beside a study: everything, in JSON's own types."""
        return {
            "facts": self.facts.to_dict(),
            "verdict": str(self.verdict),
            "criteria": list(self.criteria),
            "combination": self.combination,
            "kind": self.kind,
            "spans": [
                {"part": span.part, "start": span.start, "end": span.end, "rule": span.rule, "key": span.key}
                for span in self.spans
            ],
            "reasons": list(self.reasons),
            "confidence": self.confidence,
            "quote": self.quote,
            "place": self.place,
            "version": self.version,
            "policy_version": self.decision.policy_version,
        }
