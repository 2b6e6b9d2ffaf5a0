"""The queue of letters as a table for a spreadsheet. Pure. It holds no message and nothing that a reader wrote."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from contributions.triage import HELD_BECAUSE, KINDS, STATES

HEAD = (
    "letter", "kind", "state", "received", "age in days", "study", "publication", "checked by", "until", "held because",
)  # fmt: skip
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One letter of the queue. `study` is a slug or "", `publication` a number or None, `assignee` a name or ""."""

    number: int
    kind: str
    state: str
    received_at: datetime
    study: str = ""
    publication: int | None = None
    assignee: str = ""
    lease_until: datetime | None = None
    held_because: tuple[str, ...] = ()


def rows(letters: Iterable[QueueRow], *, now: datetime) -> Iterator[list[str]]:
    """The head, then one row a letter, each cell as text that no spreadsheet takes for a formula."""
    yield list(HEAD)
    for letter in letters:
        cells = (
            letter.number,
            KINDS[letter.kind],
            STATES[letter.state],
            f"{letter.received_at:%Y-%m-%d %H:%M}",
            max(0, (now - letter.received_at).days),
            letter.study,
            "" if letter.publication is None else letter.publication,
            letter.assignee,
            f"{letter.lease_until:%Y-%m-%d %H:%M}" if letter.lease_until else "",
            "; ".join(HELD_BECAUSE[reason] for reason in letter.held_because),
        )
        yield [neutral(str(cell)) for cell in cells]


def neutral(cell: str) -> str:
    """`cell`, with an apostrophe before what a spreadsheet would run (OWASP: CSV injection)."""
    return f"'{cell}" if cell.lstrip(" \u00a0\ufeff").startswith(_FORMULA) or cell.startswith(_FORMULA) else cell


def as_text(letters: Iterable[QueueRow], *, now: datetime) -> str:
    """The whole file (RFC 4180, with a BOM so that spreadsheets read it as UTF-8)."""
    out = io.StringIO(newline="")
    out.write("\ufeff")
    csv.writer(out, quoting=csv.QUOTE_ALL).writerows(rows(letters, now=now))
    return out.getvalue()
