"""Empty the demonstration before real use."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from atlas.management.commands.load_demo import ACCOUNTS
from contributions.actions import demo as letters
from evidence.actions.demo import empty_demo
from evidence.workflow import Refusal


class Command(BaseCommand):
    help = "Delete every study, text, vote and account of the demonstration. What is real stays."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--yes", action="store_true", help="do not ask")

    def handle(self, **options: Any) -> None:
        if not options["yes"] and input("Delete the demonstration and its accounts? [y/N] ").lower() != "y":
            self.stdout.write("Nothing was deleted.")
            return
        try:
            with transaction.atomic():
                counts = letters.empty_demo() | empty_demo()
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal
        (settings.LOCAL_DIR / ACCOUNTS).unlink(missing_ok=True)
        call_command("make_release", empty_demonstrations=True, stdout=self.stdout)
        told = ", ".join(f"{count} {noun}" for noun, count in counts.items())
        self.stdout.write(f"The demonstration is gone: {told}. Make yourself an account: manage.py createsuperuser")
