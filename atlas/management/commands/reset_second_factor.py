"""For somebody who has lost their second factor."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError, CommandParser

from atlas.accounts import second_factor


class Command(BaseCommand):
    help = (
        "Take away the second factor and the recovery codes of an account, and sign it out everywhere. Its person "
        "signs in with the password and sets a new one up. Make sure first that it is really them who asks."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--reason", required=True, help="why, for the audit trail: no private details")
        parser.add_argument("--yes", action="store_true", help="do not ask")

    def handle(self, **options: Any) -> None:
        name, reason = options["username"], options["reason"].strip()
        person = get_user_model().objects.filter(username__iexact=name).first()
        if person is None:
            raise CommandError(f"There is no account called {name}.")
        if not reason:
            raise CommandError("The reason is empty.")
        question = f"Take the second factor of {person.get_username()} away and sign them out everywhere? [y/N] "
        if not options["yes"] and input(question).lower() != "y":
            self.stdout.write("Nothing was changed.")
            return
        count = second_factor.reset(person=person, reason=reason)
        told = "had no second factor" if not count else "has no second factor any more"
        self.stdout.write(f"{person.get_username()} {told}, and is signed out everywhere.")
