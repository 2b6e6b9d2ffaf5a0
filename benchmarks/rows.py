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
        reached = self.of_the_aim
        return None if reached is None else reached >= 1

    @property
    def of_the_aim(self) -> float | None:
        """How much of what is promised was reached: 1 is just enough, 2 twice as good, whichever way the aim points."""
        if not self.aim:
            return None
        sign, _, told = self.aim.partition(" ")
        bound = float(told)
        if sign == ">=":
            return self.measured / bound
        if sign == "<=":
            return bound / self.measured if self.measured else float("inf")
        raise ValueError(f"{self.name}: an aim begins with >= or <=, not with {sign!r}.")


def as_line(rows: Iterable[Row]) -> str:
    """One line of JSON, the last of what a benchmark prints with --json."""
    return json.dumps([asdict(row) for row in rows])


def from_line(line: str) -> list[Row]:
    """The rows of the last line. Raises ValueError where it is none: the benchmark printed something else."""
    try:
        return [Row(**row) for row in json.loads(line)]
    except (TypeError, json.JSONDecodeError) as error:
        raise ValueError(f"its last line is not rows: {line[:200]!r} ({error})") from None
