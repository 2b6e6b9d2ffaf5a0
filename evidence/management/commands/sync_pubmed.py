"""Bring in what PubMed has taken in since the last run."""

from __future__ import annotations

import json
import sys
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from evidence.clients import ServiceError
from evidence.keeping_up.services import services
from evidence.keeping_up.sync import sync_pubmed
from evidence.workflow import Refusal


class Command(BaseCommand):
    """Exit codes: 0 the query was followed to today; 1 it was not: what was done up to then is kept."""

    help = (
        "Ask PubMed by the published query for what came in since the last run, and import it as drafts. "
        "It can be stopped and run again: nothing is lost, nothing comes twice."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--since", type=date.fromisoformat, metavar="YYYY-MM-DD", help="look back to this day")
        parser.add_argument("--dry-run", action="store_true", help="ask for numbers only, keep nothing")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, **options: Any) -> None:
        quiet = options["json"] or not sys.stderr.isatty()
        try:
            with services() as opened, tqdm(unit=" articles", disable=quiet) as bar:

                def told(done: int, found: int) -> None:
                    bar.total = found
                    bar.n = done
                    bar.refresh()

                report = sync_pubmed(services=opened, since=options["since"], dry_run=options["dry_run"], told=told)
        except ServiceError as error:
            raise CommandError(f"{error} What was done up to then is kept; run this again later.") from None
        except Refusal as refusal:
            raise CommandError(str(refusal)) from None
        if options["json"]:
            self.stdout.write(json.dumps(report.as_json()))
            return
        tried = " (tried only, nothing was kept)" if options["dry_run"] else ""
        self.stdout.write(
            f"PubMed, {report.since} to {report.until}{tried}: {report.found} articles, {report.known} here already, "
            f"{report.created} new drafts, {report.matched + report.updated} met a study that is here, "
            f"{report.refused} refused."
        )
