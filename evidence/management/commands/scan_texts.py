"""Have the scanner read the whole shelf again, and say which pages fail now."""

from __future__ import annotations

import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from tqdm import tqdm

from evidence.actions.scanning import not_scanned
from evidence.desk.machines import failing_pages
from evidence.keeping_up.machine_work import scan_shelf
from evidence.models import Study
from evidence.scanner import SCANNER_VERSION


class Command(BaseCommand):
    """Exit code 0, also when pages fail: they wait for editors in the queue “Pages that fail the scanner”."""

    help = "Scan every live page that this version of the scanner has not read. Pages that fail are listed."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, **options: Any) -> None:
        quiet = options["json"] or not sys.stderr.isatty()
        with tqdm(total=not_scanned().count(), unit=" pages", disable=quiet) as bar:
            counts = scan_shelf(limit=10_000_000, told=lambda: bar.update())
        failing = failing_pages()
        slugs = dict(Study.objects.filter(pk__in=[one.study_id for one in failing]).values_list("pk", "slug"))
        pages = [{"page": slugs[one.study_id], "critical": one.critical} for one in failing]
        if options["json"]:
            self.stdout.write(json.dumps(counts | {"version": SCANNER_VERSION, "pages": pages}))
            return
        self.stdout.write(
            f"Scanner {SCANNER_VERSION}: {counts['scanned']} pages read, {counts['failing']} of them fail."
        )
        for page in pages:
            self.stdout.write(f"  {page['page']}: {page['critical']} critical findings")
