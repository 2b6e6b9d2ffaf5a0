"""Freeze the whole shelf as a release, or check those there are."""

from __future__ import annotations

from argparse import ArgumentTypeError
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from evidence.exports import release, shelf
from evidence.exports.citing import studies
from evidence.exports.release import ReleaseError
from evidence.exports.sharing import offer, shared_store, take_over


def day(told: str) -> date:
    """An ISO date. Raises ArgumentTypeError for anything else."""
    try:
        return date.fromisoformat(told)
    except ValueError:
        raise ArgumentTypeError(f"“{told}” is no date. Write it like 2026-11-27.") from None


def today() -> date:
    return timezone.now().date()


class Command(BaseCommand):
    """Exit codes: 0 there is a release of that day with exactly what is on the shelf; 1 there is none, or the check
    found something wrong.

    The same shelf gives the same bytes, whenever and however often this runs. A release is never changed.
    """

    help = "Freeze the whole shelf as a release of one day (today), below RELEASES_DIR."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--date", type=day, help="name of the release; today in UTC unless told otherwise")
        parser.add_argument("--check", action="store_true", help="compare every file with its checksum")
        parser.add_argument(
            "--fetch", action="store_true", help="bring releases here that another host put into the shared store"
        )
        parser.add_argument("--unless-any", action="store_true", help="do nothing where there is a release already")
        parser.add_argument(
            "--empty-demonstrations", action="store_true", help="remove the releases of a demonstration"
        )

    def handle(self, **options: Any) -> None:
        folder = shelf.releases_folder()
        if options["check"]:
            self._check(folder)
        elif options["fetch"]:
            self._fetch(folder)
        elif options["empty_demonstrations"]:
            gone = release.remove_demonstrations(folder)
            self.stdout.write(f"Removed: {', '.join(gone)}." if gone else "There is no release of a demonstration.")
        elif options["unless_any"] and release.days(folder):
            self.stdout.write("There is a release already.")
        else:
            self._make(folder, options["date"] or today())

    def _make(self, folder: Path, wanted: date) -> None:
        if wanted > today():
            raise CommandError(f"{wanted} has not come yet: a release tells what was on the shelf on its day.")
        if shelf.changed_after(wanted):
            raise CommandError(
                f"The shelf has changed since {wanted}: it does not hold any more what it held on that day."
            )
        chosen = shelf.whole_shelf()
        if not chosen:
            raise CommandError("The shelf is empty: there is nothing to release.")
        try:
            made, new = release.build(folder, wanted, chosen.rows(), shelf.our_site(), shelf.topics())
        except ReleaseError as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"The release could not be written: {error}") from error
        told = f"release of {made.day}: {studies(made.studies)}, in {made.folder}"
        self.stdout.write(f"A new {told}." if new else f"Nothing to do. There is this very {told}.")
        try:
            store = shared_store()
            if store is not None and not made.demo and offer(made, store):
                self.stdout.write("It is in the shared store as well.")
        except Exception as error:  # whatever a store's own client raises
            raise CommandError(f"The release is made, and it is not in the shared store: {error}") from error

    def _fetch(self, folder: Path) -> None:
        try:
            store = shared_store()
            if store is None:
                raise CommandError("There is no shared store: ATLAS_RELEASES_STORAGE is not set.")
            brought = take_over(folder, store)
        except CommandError:
            raise
        except Exception as error:
            raise CommandError(f"Releases could not be brought here: {error}") from error
        self.stdout.write(f"Brought: {', '.join(brought)}." if brought else "Nothing was missing.")

    def _check(self, folder: Path) -> None:
        found = release.faults(folder)
        if found:
            raise CommandError("\n".join(found))
        self.stdout.write(f"Every file is what its checksum says: {len(release.days(folder))} releases.")
