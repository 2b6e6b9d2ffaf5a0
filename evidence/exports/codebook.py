"""The codebook of the table: every column and every value with its words, made from the code itself. Pure."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping

from evidence.exports.columns import BOM, COLUMNS, cell
from evidence.pem.facts import INFORMAL_DIAGNOSES
from evidence.pem.reference import reference_criteria

HEAD = ("column", "value", "meaning")


def lines(topics: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    """(column, value or "", meaning): a line for the column itself, then one for each value of a closed list.

    `topics` are the names of the topics by their keys.
    """
    lists: dict[str, Mapping[str, str]] = {
        "criteria": {key: entry.name for key, entry in reference_criteria().items()} | INFORMAL_DIAGNOSES,
        "topics": topics,
    }
    for column in COLUMNS:
        yield column.name, "", column.meaning
        for value, meaning in (column.values or lists.get(column.name) or {}).items():
            yield column.name, value, meaning


def as_csv(topics: Mapping[str, str]) -> str:
    """The codebook as a table, spelled like the table that it explains."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(HEAD)
    writer.writerows([cell(part) for part in line] for line in lines(topics))
    return BOM + text.getvalue()
