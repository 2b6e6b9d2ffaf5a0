"""How often the classifier is right, counted against what people settled. Pure.

A pair is one text: what the machine proposed before people coded it, and what they settled. Pairs come from a file
of labelled excerpts or from the editors' own work; the counting is the same.

    accuracy      proposals that agree with the settled verdict, or with one that the coders held to be as good
    precision     of the proposals of a verdict, how many were right
    recall        of the texts with a verdict, how many were found
    criteria      the same over single keys, all texts together
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evidence.classifier.baseline import BASELINE_NAME, read_by_keywords
from evidence.classifier.reading import classify
from evidence.classifier.rules import CLASSIFIER_VERSION
from evidence.pem import POLICY_VERSION, Verdict

SNAPSHOT = Path(__file__).parent / "scoreboard.json"
UNSEEN = SNAPSHOT.with_name("unseen.json")
ALL_PARTS = "all"


@dataclass(frozen=True, slots=True)
class Pair:
    """One text. `also_right` are verdicts that the people who settled it accept as well.

    `reader` names who proposed, with its version: pairs of different readers are counted apart.
    """

    id: str
    part: str
    proposed: str
    proposed_criteria: frozenset[str]
    settled: str
    settled_criteria: frozenset[str]
    also_right: frozenset[str] = frozenset()
    reader: str = f"classifier {CLASSIFIER_VERSION}"

    @property
    def right(self) -> bool:
        return self.proposed == self.settled or self.proposed in self.also_right

    @property
    def truth(self) -> str:
        """The verdict to count against: the settled one, or the proposed one where that is as good."""
        return self.proposed if self.right else self.settled


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a whole. `value` is None where there is nothing to divide by."""

    right: int
    of: int

    @property
    def value(self) -> float | None:
        return self.right / self.of if self.of else None

    def to_dict(self) -> dict[str, Any]:
        return {"right": self.right, "of": self.of, "value": None if self.value is None else round(self.value, 4)}


@dataclass(frozen=True, slots=True)
class Scores:
    """Everything counted over one set of pairs. `confusion[settled][proposed]` counts texts."""

    count: int
    accuracy: Share
    precision: Mapping[str, Share]
    recall: Mapping[str, Share]
    criteria_precision: Share
    criteria_recall: Share
    confusion: Mapping[str, Mapping[str, int]]
    misses: tuple[Mapping[str, Any], ...]

    @property
    def criteria_f1(self) -> float | None:
        """The harmonic mean of precision and recall over criteria, or None where no key is in play."""
        both = self.criteria_precision.of + self.criteria_recall.of
        return 2 * self.criteria_precision.right / both if both else None

    def to_dict(self) -> dict[str, Any]:
        f1 = self.criteria_f1
        return {
            "count": self.count,
            "accuracy": self.accuracy.to_dict(),
            "precision": {verdict: share.to_dict() for verdict, share in self.precision.items()},
            "recall": {verdict: share.to_dict() for verdict, share in self.recall.items()},
            "criteria": {
                "precision": self.criteria_precision.to_dict(),
                "recall": self.criteria_recall.to_dict(),
                "f1": None if f1 is None else round(f1, 4),
            },
            "confusion": {settled: dict(row) for settled, row in self.confusion.items()},
            "misses": [dict(miss) for miss in self.misses],
        }


def score(pairs: Iterable[Pair]) -> Scores:
    """Count. An empty set of pairs gives shares of nothing, never a perfect score."""
    pairs = list(pairs)
    verdicts = [str(verdict) for verdict in Verdict]
    proposed = Counter(pair.proposed for pair in pairs)
    truth = Counter(pair.truth for pair in pairs)
    right = Counter(pair.proposed for pair in pairs if pair.right)
    both = sum(len(pair.proposed_criteria & pair.settled_criteria) for pair in pairs)
    cells = Counter((pair.truth, pair.proposed) for pair in pairs)
    return Scores(
        count=len(pairs),
        accuracy=Share(right.total(), len(pairs)),
        precision={verdict: Share(right[verdict], proposed[verdict]) for verdict in verdicts},
        recall={verdict: Share(right[verdict], truth[verdict]) for verdict in verdicts},
        criteria_precision=Share(both, sum(len(pair.proposed_criteria) for pair in pairs)),
        criteria_recall=Share(both, sum(len(pair.settled_criteria) for pair in pairs)),
        confusion={one: {other: cells[one, other] for other in verdicts} for one in verdicts},
        misses=tuple(
            _miss(pair) for pair in pairs if not pair.right or pair.proposed_criteria != pair.settled_criteria
        ),
    )


def _miss(pair: Pair) -> dict[str, Any]:
    return {
        "id": pair.id,
        "part": pair.part,
        "settled": pair.settled,
        "proposed": pair.proposed,
        "verdict_right": pair.right,
        "criteria_missing": sorted(pair.settled_criteria - pair.proposed_criteria),
        "criteria_too_many": sorted(pair.proposed_criteria - pair.settled_criteria),
    }


def pairs_of(row: Mapping[str, Any]) -> tuple[Pair, Pair]:
    """The classifier's pair and the keyword list's pair for one labelled excerpt (a line of dev.jsonl).

    Raises ValueError with a sentence if the row is no labelled excerpt.
    """
    try:
        gold = row["gold"]
        title, text, part = row.get("title") or "", row.get("text") or "", str(row["part"])
        settled, also = str(Verdict(gold["pem_status"])), frozenset(map(str, row.get("alt_pem_status") or ()))
        keys = frozenset(map(str, gold["criteria"]))
        name = str(row["id"])
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError(f"No labelled excerpt: {error!r} is missing or is no known value.") from error
    proposal = classify(title=title, text=text, part=part)
    plain = read_by_keywords(title=title, text=text)
    return (
        Pair(name, part, str(proposal.verdict), frozenset(proposal.criteria), settled, keys, also),
        Pair(name, part, str(plain.verdict), frozenset(plain.criteria), settled, keys, also, BASELINE_NAME),
    )


def board(pairs: Sequence[Pair], *, source: str) -> dict[str, Any]:
    """The whole scoreboard as JSON-able data: one row a reader and part, "all" parts first.

    `source` names what was measured on, such as the file of labelled excerpts: figures mean little without it.
    """
    readers = list(dict.fromkeys(pair.reader for pair in pairs))
    parts = [ALL_PARTS, *sorted({pair.part for pair in pairs})]
    rows = []
    for part in parts:
        for reader in readers:
            chosen = [pair for pair in pairs if pair.reader == reader and part in (ALL_PARTS, pair.part)]
            if chosen:
                rows.append({"reader": reader, "part": part, **score(chosen).to_dict()})
    return {"version": CLASSIFIER_VERSION, "policy_version": POLICY_VERSION, "source": source, "rows": rows}


def with_earlier_versions(measured: dict[str, Any], published: Mapping[str, Any] | None) -> dict[str, Any]:
    """A new board that keeps the rows of the versions published before it, newest first, under "earlier".

    Of an earlier version its own rows stay, without the list of misses; the keyword list is the same for all.
    """
    if not published:
        return measured
    rows = [
        {name: value for name, value in row.items() if name != "misses"}
        for row in published.get("rows", ())
        if row["reader"] != BASELINE_NAME
    ]
    last = {name: published.get(name, "") for name in ("version", "policy_version", "source")} | {"rows": rows}
    earlier = [one for one in (last, *published.get("earlier", ())) if one["version"] != measured["version"]]
    return measured | {"earlier": earlier} if earlier else measured


def unseen_measurement() -> dict[str, Any] | None:
    """What was measured on texts that the rules had never met: counts, the day, and what to know about them; or None.

    Written by hand after such a measurement (docs/classifier.md tells how), as it can be made only once.
    """
    return json.loads(UNSEEN.read_text("utf-8")) if UNSEEN.exists() else None


def published_scoreboard() -> dict[str, Any] | None:
    """The snapshot that was last written, or None. It holds figures and ids, no text of any paper."""
    if not SNAPSHOT.exists():
        return None
    snapshot: dict[str, Any] = json.loads(SNAPSHOT.read_text("utf-8"))
    return snapshot
