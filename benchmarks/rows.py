"""What a benchmark tells `benchmarks.run`: rows of a name, an aim such as ">= 0.45" or "" for none, and a figure."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Row:
    name: str
    aim: str
    measured: float
    unit: str = ""

    @property
    def holds(self) -> bool | None:
        """None where there is no aim."""
        if not self.aim:
            return None
        sign, _, bound = self.aim.partition(" ")
        return {">=": self.measured >= float(bound), "<=": self.measured <= float(bound)}[sign]


def as_line(rows: Iterable[Row]) -> str:
    """One line of JSON, the last of what a benchmark prints with --json."""
    return json.dumps([asdict(row) for row in rows])


def from_line(line: str) -> list[Row]:
    return [Row(**row) for row in json.loads(line)]
