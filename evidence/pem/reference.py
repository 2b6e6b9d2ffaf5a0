"""The 25 case definitions as reference data, read from `criteria.json` beside this file.

Each entry holds what was seen as its source and how sure that is. Entries of low confidence rest wholly or
partly on memory: nothing is automated on them (`Criterion.person_decides`).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from evidence.pem.facts import Criterion

OTHER_CONDITIONS = frozenset({"who_pcc"})
"""Definitions of another condition (post-COVID-19), kept because papers name them beside ME/CFS criteria."""


@dataclass(frozen=True, slots=True)
class ReferenceCriterion:
    """One case definition with where our knowledge of it comes from."""

    key: str
    name: str
    year: int | None
    author: str
    aliases: tuple[str, ...]
    citation: str
    pem: str
    detail: str
    source: str
    confidence: str

    @property
    def criterion(self) -> Criterion:
        return Criterion(self.key, self.name, self.pem, self.confidence, self.key not in OTHER_CONDITIONS)


@cache
def reference_criteria() -> Mapping[str, ReferenceCriterion]:
    """Key -> entry, in the order of the file."""
    data = json.loads((Path(__file__).parent / "criteria.json").read_text("utf-8"))
    return {
        row["key"]: ReferenceCriterion(
            key=row["key"],
            name=row["name"],
            year=row["year"],
            author=row["author"] or "",
            aliases=tuple(row["aliases"]),
            citation=row["citation"] or "",
            pem=row["pem"],
            detail=row["detail"],
            source=row["source"],
            confidence=row["confidence"],
        )
        for row in data["criteria"]
    }


@cache
def criteria_by_key() -> Mapping[str, Criterion]:
    """Key -> what the policy needs to know."""
    return {key: entry.criterion for key, entry in reference_criteria().items()}
