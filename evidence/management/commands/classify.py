"""Let the classifier read texts from a file of JSON lines."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from evidence.classifier.lines import BadLine, answer


class Command(BaseCommand):
    """Exit codes: 0 every line was answered; 1 some lines could not be read (named on standard error), or the file."""

    help = (
        "Propose criteria and the PEM verdict for texts: lines of JSON with id, title, text and part (title, abstract, "
        "methods) in, one line out for each. A line that cannot be read is named with its number."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--jsonl", required=True, metavar="FILE", help="the file; “-” reads standard input")

    def handle(self, **options: Any) -> None:
        bad = 0
        for number, line in enumerate(_lines(options["jsonl"]), start=1):
            if not line.strip():
                continue
            try:
                self.stdout.write(answer(line))
            except BadLine as reason:
                bad += 1
                self.stderr.write(f"line {number}: {reason}")
        if bad:
            raise CommandError(f"{bad} {'line' if bad == 1 else 'lines'} could not be read; all others were answered.")


def _lines(name: str) -> Iterator[bytes]:
    if name == "-":
        yield from sys.stdin.buffer
        return
    try:
        with Path(name).open("rb") as file:
            yield from file
    except OSError as error:
        raise CommandError(f"{name} could not be read: {error.strerror or error}.") from None
