"""The queue as a table: no cell is run as a formula."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime, timedelta

import pytest

from contributions.queue_csv import HEAD, QueueRow, as_text, neutral

NOW = datetime(2026, 11, 27, 9, tzinfo=UTC)


def test_a_row_tells_of_the_letter_and_not_what_it_says() -> None:
    row = QueueRow(7, "citation", "quarantine", NOW - timedelta(days=3), study="berg-2019", publication=2,
                   assignee="Ann", lease_until=NOW, held_because=("links", "repeated"))  # fmt: skip
    head, cells = csv.reader(io.StringIO(as_text([row], now=NOW).removeprefix("\ufeff")))
    assert tuple(head) == HEAD
    assert cells == [
        "7", "A wrong citation", "held back by a filter; a person looks at it", "2026-11-24 09:00", "3", "berg-2019",
        "2", "Ann", "2026-11-27 09:00", "it holds many links; the same text came before, today",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "\u00a0=cmd|' /C calc'!A0", "%0A=1", "|x"]
)
def test_whatever_a_spreadsheet_would_run_is_text(cell: str) -> None:
    assert neutral(cell) == f"'{cell}"


def test_an_account_named_like_a_formula_does_no_harm() -> None:
    text = as_text([QueueRow(1, "other", "triaged", NOW, assignee='=HYPERLINK("https://evil.example")')], now=NOW)
    assert "\"'=HYPERLINK(" in text


@pytest.mark.parametrize("cell", ["", "Ann", "2026-11-27", "a=b", "7"])
def test_other_cells_stay_as_they_are(cell: str) -> None:
    assert neutral(cell) == cell
