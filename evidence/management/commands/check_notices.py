"""Ask the registries whether anything has been said about the papers on the shelf."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from evidence.keeping_up.lookups import check_notices
from evidence.keeping_up.services import services
from evidence.workflow import Refusal


class Command(BaseCommand):
    """Exit codes: 0 every page was asked about and answered; 1 some were not answered (they are asked again)."""

    help = (
        "Ask PubMed and Crossref about every live page: retractions, expressions of concern, corrections. What is "
        "found waits for a person; until then the page says that a notice was found and is being checked."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--days", type=int, default=7, help="leave out what was asked within so many days")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, **options: Any) -> None:
        try:
            with services() as opened:
                counts = check_notices(services=opened, older_than=timedelta(days=options["days"]), limit=100_000)
        except Refusal as refusal:
            raise CommandError(str(refusal)) from None
        if options["json"]:
            self.stdout.write(json.dumps(counts))
        else:
            self.stdout.write(
                f"{counts['asked']} pages asked about, {counts['notices']} new notices found for a person to check, "
                f"{counts['unanswered']} without an answer."
            )
        if counts["unanswered"]:
            raise CommandError("Some pages were not answered for; they come first in the next run.")
