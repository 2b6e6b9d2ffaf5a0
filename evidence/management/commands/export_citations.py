"""Write the citations of the shelf into a file of any format."""

from __future__ import annotations

import os
import re
import shutil
import sys
from argparse import ArgumentTypeError
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from evidence.citations.exporters import EXPORTERS, KeyedRecord
from evidence.citations.slugs import bibtex_key
from evidence.models import Publication
from evidence.models.publication import PublicationQuerySet
from evidence.pem import Verdict
from evidence.pem.reference import reference_criteria

AT_ONCE = 200
"""Publications that are in memory at a time, however many are written."""

FORMATS: dict[str, str] = {}
"""What `--format` and the end of a file's name may say -> name of the exporter; of two with one ending, the first."""
for _exporter in EXPORTERS.values():
    FORMATS.setdefault(_exporter.extension.lstrip("."), _exporter.name)
FORMATS |= {name: name for name in EXPORTERS}

Years = tuple[int | None, int | None]


def years(told: str) -> Years:
    """2019, 2019..2021, 2019.. or ..2021 -> (first, last), None where it is open. ArgumentTypeError for the rest."""
    match = re.fullmatch(r"(\d{4})?(?:(\.\.)(\d{4})?)?", told.strip(), re.ASCII)
    if match is None or not (match[1] or match[3]):
        raise ArgumentTypeError(f"“{told}” is no year and no span of years. Write 2019, 2019..2021, 2019.. or ..2021.")
    first = int(match[1]) if match[1] else None
    last = int(match[3]) if match[3] else (None if match[2] else first)
    if first is not None and last is not None and first > last:
        raise ArgumentTypeError(f"“{told}” ends before it begins.")
    return first, last


class Command(BaseCommand):
    """Exit codes: 0 everything was written, also when there was nothing to write; 1 it could not be written, or an
    option names something that is not there; 2 the command line could not be read; 141 the reader of a pipe left.

    Standard output holds the citations and nothing else; sentences and the progress bar go to standard error, the bar
    only on a terminal. Where nothing fits, the file holds what its format writes for no citations: nothing at all, or
    an empty list in CSL-JSON. A file takes its place only when it is complete: a failure leaves the old one.
    """

    help = (
        "Export the citations of the papers on the shelf (live pages only) in one format. Each entry's key is the key "
        "that the page itself offers."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--format", choices=sorted(FORMATS), metavar="FORMAT",
            help=f"one of {', '.join(FORMATS)}; by default what FILE's name says, else bibtex",
        )  # fmt: skip
        parser.add_argument(
            "--verdict", choices=[str(verdict) for verdict in Verdict], help="only studies with this PEM verdict"
        )
        parser.add_argument("--criteria", metavar="KEY", help="only studies that used this set of criteria (ccc2003)")
        parser.add_argument("--year", type=years, metavar="YEARS", help="2019, 2019..2021, 2019.. or ..2021")
        parser.add_argument("--output", default="-", metavar="FILE", help="where to write; “-” is standard output")

    def handle(self, **options: Any) -> None:
        output = options["output"]
        found = _chosen(options["verdict"], options["criteria"], options["year"])
        exporter = EXPORTERS[_format(options["format"], output)]
        number = found.count()
        quiet = not sys.stderr.isatty() or (output == "-" and sys.stdout.isatty())
        with tqdm(_keyed(found), total=number, unit=" citations", disable=quiet, file=sys.stderr) as told:
            pieces = exporter.stream(told)
            if output == "-":
                self._write_out(pieces)
            else:
                _write_file(Path(output), pieces)
        if not number:
            self.stderr.write("No live page fits, so there was nothing to export.", self.style.WARNING)

    def _write_out(self, pieces: Iterator[str]) -> None:
        """In UTF-8 whatever the terminal's language, with the line ends that the format asks for."""
        if hasattr(sys.stdout, "reconfigure"):
            sys.stdout.reconfigure(encoding="utf-8", newline="")
        for piece in pieces:
            self.stdout.write(piece, ending="")
        self.stdout.flush()


def _chosen(verdict: str | None, criteria: str | None, span: Years | None) -> PublicationQuerySet:
    found = Publication.objects.current()
    if verdict:
        found = found.filter(pem_verdict=verdict)
    if criteria:
        if criteria not in reference_criteria():
            raise CommandError(
                f"There is no set of criteria “{criteria}”. There are: {', '.join(sorted(reference_criteria()))}."
            )
        found = found.filter(criteria_keys__contains=[criteria])
    first, last = span or (None, None)
    if first is not None:
        found = found.filter(year__gte=first)
    if last is not None:
        found = found.filter(year__lte=last)
    return found.only("slug", "content").order_by("slug")


def _format(told: str | None, output: str) -> str:
    if told:
        return FORMATS[told]
    name = Path(output).name.lower()
    # The longest ending first: "references.csl.json" is no ".json".
    endings = sorted({exporter.extension for exporter in EXPORTERS.values()}, key=len, reverse=True)
    return next((FORMATS[ending.lstrip(".")] for ending in endings if name.endswith(ending)), "bibtex")


def _keyed(found: PublicationQuerySet) -> Iterator[KeyedRecord]:
    for publication in found.iterator(chunk_size=AT_ONCE):
        yield bibtex_key(publication.slug, settings.BIBTEX_KEY_PREFIX), publication.citation


def _write_file(path: Path, pieces: Iterator[str]) -> None:
    """Beside its place first, then in it. CommandError where it cannot be written."""
    begun = None
    try:
        place = path.resolve()
        if place.is_dir():
            raise CommandError(f"{path} is a directory.")
        if place.exists() and not place.is_file():  # a pipe, a device: nothing can take its place
            with place.open("w", encoding="utf-8", newline="") as file:
                file.writelines(pieces)
            return
        part = place.with_name(f".{place.name}.{os.getpid()}.part")
        with part.open("x", encoding="utf-8", newline="") as file:
            begun = part
            file.writelines(pieces)
        if place.exists():
            shutil.copymode(place, part)
        os.replace(part, place)
        begun = None
    except OSError as error:
        raise CommandError(f"{path} could not be written: {error.strerror or error}.") from None
    finally:
        if begun is not None:
            begun.unlink()
