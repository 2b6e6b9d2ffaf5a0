"""Two people edited the same thing: what each changed, and where they differ. Pure.

    started   what the second saver began with; None where that is not known, so that every difference is asked
    saved     what stands on the desk now
    typed     what the second saver wants to save

| saved changed? | typed changed? | outcome |
|---|---|---|
| no  | no  | nobody |
| yes | no  | saved: their change is taken over |
| no  | yes | typed: your change is kept |
| yes | yes, to the same | both |
| yes | yes, to something else | differ: a person chooses |
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Field:
    """One field in its three states. `outcome` is nobody, saved, typed, both or differ."""

    name: str
    started: Any
    saved: Any
    typed: Any
    outcome: str

    @property
    def merged(self) -> Any:
        """The value that keeps everybody's change; where they differ, what was typed until a person has chosen."""
        return self.typed if self.outcome in ("typed", "differ") else self.saved


def merge(started: Mapping[str, Any] | None, saved: Mapping[str, Any], typed: Mapping[str, Any]) -> list[Field]:
    """Every field of `saved`, in its order, with its outcome."""
    fields = []
    for name, there in saved.items():
        before = None if started is None else started.get(name, there)
        fields.append(Field(name, before, there, typed[name], _outcome(started is None, before, there, typed[name])))
    return fields


def same(one: Any, other: Any) -> bool:
    """Do two values say the same? Line ends, white space around a text, and the many spellings of empty aside."""
    return tidy(one) == tidy(other)


def tidy(value: Any) -> Any:
    """A value without what a browser adds or drops on its way: one spelling of line ends and of empty."""
    if isinstance(value, str):
        return value.replace("\r\n", "\n").replace("\r", "\n").strip()
    if isinstance(value, list | tuple):
        return [tidy(item) for item in value if tidy(item) != ""]
    return "" if value is None else value


def _outcome(unknown: bool, started: Any, saved: Any, typed: Any) -> str:
    if same(saved, typed):
        return "nobody" if unknown or same(started, saved) else "both"
    if unknown:
        return "differ"
    if same(started, typed):
        return "saved"
    return "typed" if same(started, saved) else "differ"
