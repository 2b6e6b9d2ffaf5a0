"""Measure the classifier against labelled excerpts, beside a plain keyword list."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from evidence.classifier.lines import BadLine, read_line
from evidence.classifier.scoreboard import (
    SNAPSHOT,
    Pair,
    board,
    pairs_of,
    published_scoreboard,
    with_earlier_versions,
)
from evidence.pem import Verdict


class Command(BaseCommand):
    """Exit codes: 0 measured; 1 the file or one of its lines could not be read, and nothing was measured or written."""

    help = (
        "Measure the classifier on a file of labelled excerpts (lines as in dev.jsonl): accuracy, precision, recall, "
        "criteria, confusion and misses, for each part and beside a keyword list."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE")
        parser.add_argument("--json", action="store_true", help="print the whole scoreboard as one JSON object")
        parser.add_argument(
            "--write", action="store_true", help="publish it: keep figures and ids, beside those of earlier versions"
        )

    def handle(self, file: str, **options: Any) -> None:
        measured = board(_pairs(file), source=Path(file).name)
        if options["write"]:
            kept = with_earlier_versions(measured, published_scoreboard())
            text = json.dumps(kept, indent=1, sort_keys=True) + "\n"
            try:
                SNAPSHOT.write_text(text, encoding="utf-8")
            except OSError as error:
                raise CommandError(f"{SNAPSHOT.name} could not be written: {error.strerror or error}.") from None
        if options["json"]:
            self.stdout.write(json.dumps(measured))
            return
        for row in measured["rows"]:
            self._tell(row)

    def _tell(self, row: dict[str, Any]) -> None:
        self.stdout.write(f"{row['reader']}, {row['part']}: {row['count']} texts, accuracy {_told(row['accuracy'])}")
        for verdict in Verdict:
            precision, recall = row["precision"][verdict], row["recall"][verdict]
            self.stdout.write(f"  {verdict:<15} precision {_told(precision)}   recall {_told(recall)}")
        criteria = row["criteria"]
        f1 = "–" if criteria["f1"] is None else f"{criteria['f1']:.3f}"
        self.stdout.write(
            f"  criteria        precision {_told(criteria['precision'])}   recall {_told(criteria['recall'])}   F1 {f1}"
        )
        self.stdout.write("  settled \\ proposed  " + "  ".join(f"{verdict:>14}" for verdict in Verdict))
        for settled in Verdict:
            counts = "  ".join(f"{row['confusion'][settled][proposed]:>14}" for proposed in Verdict)
            self.stdout.write(f"  {settled:<18}  {counts}")
        for miss in row["misses"]:
            wrong = "criteria only" if miss["verdict_right"] else f"{miss['proposed']} instead of {miss['settled']}"
            missing, extra = ", ".join(miss["criteria_missing"]), ", ".join(miss["criteria_too_many"])
            self.stdout.write(f"  miss {miss['id']}: {wrong}; missing: {missing or '–'}; too many: {extra or '–'}")


def _told(share: dict[str, Any]) -> str:
    if share["value"] is None:
        return "– (none)"
    return f"{share['value']:.3f} ({share['right']}/{share['of']})"


def _pairs(name: str) -> list[Pair]:
    try:
        lines = Path(name).read_bytes().splitlines()
    except OSError as error:
        raise CommandError(f"{name} could not be read: {error.strerror or error}.") from None
    pairs: list[Pair] = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            pairs.extend(pairs_of(read_line(line)))
        except (BadLine, ValueError) as reason:
            raise CommandError(f"{name}, line {number}: {reason}") from None
    if not pairs:
        raise CommandError(f"{name} holds no labelled excerpts.")
    return pairs
