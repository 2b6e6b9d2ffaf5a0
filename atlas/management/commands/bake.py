"""Finished pages: bake all that are missing, all anew, what the sweep finds, or compare what is kept."""

from __future__ import annotations

import os
import sys
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from atlas.pagestore.baking import bake_in_parallel, differing, missing, sweep
from atlas.pagestore.catalogue import everything
from atlas.pagestore.changes import follow
from atlas.pagestore.nginx import configuration
from atlas.pagestore.watching import site_store


class Command(BaseCommand):
    help = "Bake public pages into the page store (docs/page-store.md). It is derived: nothing is lost with it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        what = parser.add_mutually_exclusive_group()
        what.add_argument("--anew", action="store_true", help="remove every page and bake all of them")
        what.add_argument("--sweep", action="store_true", help="bake what is missing or not true any more")
        what.add_argument("--verify", action="store_true", help="render every page that is kept, and compare")
        what.add_argument("--nginx", action="store_true", help="print the configuration with which nginx serves them")
        parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)
        parser.add_argument("--quiet", action="store_true", help="no progress bar")

    def handle(self, **options: Any) -> None:
        store = site_store()
        if options["verify"]:
            self._verify(options)
            return
        if options["nginx"]:
            try:
                self.stdout.write(configuration(store, settings.PAGE_STORE_DIR), ending="")
            except LookupError as error:
                raise CommandError(str(error)) from None
            return
        try:
            store.use()
            if options["sweep"]:
                swept = sweep(store)
                self.stdout.write(
                    f"{swept.untrue} pages were not true any more, {swept.missing} were missing; {swept.baked} baked."
                )
                return
            if options["anew"]:
                store.drop()
                store.use()
            follow(store)
            wanted = list(everything() if options["anew"] else missing(store))
            with Progress(len(wanted), hidden=options["quiet"] or not sys.stderr.isatty()) as progress:
                outcome = bake_in_parallel(store, wanted, processes=options["processes"], told=progress.more)
        except OSError as error:
            raise CommandError(
                f"Baking stopped: {error.strerror or error}. Pages that are kept are served still, others by Django."
            ) from None
        told = f"{outcome.baked} pages baked."
        self.stdout.write(told + (f" {len(outcome.refused)} are not kept: Django answers." if outcome.refused else ""))
        if options["verbosity"] > 1:
            for reason in outcome.refused.values():
                self.stdout.write(f"  {reason}")

    def _verify(self, options: dict[str, Any]) -> None:
        store = site_store()
        count = sum(1 for _ in store.addresses())
        with Progress(count, hidden=options["quiet"] or not sys.stderr.isatty()) as progress:
            found = differing(store, told=progress.more)
        for address in sorted(found):
            self.stdout.write(f"  {address}")
        if found:
            raise CommandError(f"{len(found)} of {count} pages differ from what Django renders. Run bake --sweep.")
        self.stdout.write(f"{count} pages are exactly what Django renders.")


class Progress:
    """A bar on standard error."""

    def __init__(self, total: int, *, hidden: bool) -> None:
        self.total, self.hidden, self.done = total, hidden or not total, 0

    def __enter__(self) -> Progress:
        return self

    def __exit__(self, *_: object) -> None:
        if not self.hidden:
            sys.stderr.write("\n")

    def more(self, count: int) -> None:
        self.done += count
        if not self.hidden:
            bar = "#" * (40 * self.done // self.total)
            sys.stderr.write(f"\r[{bar:40}] {self.done:,} of {self.total:,}")
            sys.stderr.flush()
