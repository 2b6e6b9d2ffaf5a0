"""Free a place in a round of blind coding that somebody left unfinished."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser

from evidence.actions.assessments import free_place
from evidence.models import PEMAssessment
from evidence.workflow import Refusal


class Command(BaseCommand):
    """Exit codes: 0 freed, 1 refused."""

    help = "Take an unfinished coding place back after 48 hours. What was typed is kept in the trail."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("study", help="the study's address, such as smith-2020-rest-symptoms")
        parser.add_argument("coder", help="the user name of who took the place")
        parser.add_argument("--as", dest="by", required=True, metavar="USERNAME", help="the administrator")
        parser.add_argument("--reason", required=True)

    def handle(self, **options: Any) -> None:
        found = PEMAssessment.objects.filter(
            study__slug=options["study"], coder__username=options["coder"], submitted_at__isnull=True
        ).first()
        by = get_user_model().objects.filter(username=options["by"], is_active=True).first()
        if found is None or by is None:
            missing = "unfinished coding of this study by this person" if found is None else "such administrator"
            raise CommandError(f"There is no {missing}.")
        try:
            free_place(assessment=found, by=by, reason=options["reason"])
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write("The place is free again.")
