"""The one entry for schedulers: cron every minute, or `--loop` as a process of its own (`make run` starts one)."""

from __future__ import annotations

import json
import os
import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError, close_old_connections
from django.utils import timezone

from atlas.jobs import runner
from atlas.jobs.registry import JOBS, JOBS_BY_NAME

PAUSE = 20
"""Seconds between two looks at what is due."""


class Command(BaseCommand):
    help = (
        "Run the jobs that are due: mail, leases, erasure. Two machines may run this at once. "
        "Exit code 0: all went well. 1: a job failed; the others ran."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--loop", action="store_true", help="go on until stopped (Ctrl-C or SIGTERM)")
        parser.add_argument("--only", action="append", metavar="JOB", help="run this job now, due or not; repeatable")
        parser.add_argument("--list", action="store_true", help="say which jobs there are and how they last went")
        parser.add_argument("--json", action="store_true", help="one line of JSON a job, for scripts")

    def handle(self, **options: Any) -> None:
        if options["list"]:
            self._list(as_json=options["json"])
        elif options["loop"]:
            self._loop(as_json=options["json"])
        elif not self._once(only=options["only"], as_json=options["json"]):
            raise CommandError("At least one job failed; the lines above say which.")

    def _once(self, *, only: list[str] | None = None, as_json: bool = False) -> bool:
        unknown = sorted(set(only or ()) - set(JOBS_BY_NAME))
        if unknown:
            raise CommandError(f"There is no job {unknown[0]!r}. --list names them all.")
        chosen = [JOBS_BY_NAME[name] for name in only] if only else runner.due(timezone.now())
        well = True
        for job in chosen:
            outcome = runner.run(job, only_if_due=not only)
            well = well and outcome.result != "failed"
            self._tell(outcome, as_json=as_json)
        return well

    def _tell(self, outcome: runner.Outcome, *, as_json: bool) -> None:
        if as_json:
            line = {"job": outcome.job.name, "result": outcome.result, "counts": outcome.counts, "error": outcome.error}
            self.stdout.write(json.dumps(line))
        elif outcome.result == "failed":
            self.stderr.write(f"{outcome.job.name}: failed ({outcome.error})")
        elif outcome.result == "held":
            self.stdout.write(f"{outcome.job.name}: another process is at it")
        else:
            did = ", ".join(f"{words} {count}" for words, count in outcome.counts.items() if count)
            self.stdout.write(f"{outcome.job.name}: {did or 'nothing to do'}")

    def _loop(self, *, as_json: bool) -> None:
        """Quiet but for failures; a database that is away is waited for."""
        stopped = threading.Event()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, lambda *_: stopped.set())
        parent = os.getppid()
        # Whoever started this and was killed cannot stop it any more.
        while not stopped.is_set() and os.getppid() == parent:
            close_old_connections()
            try:
                for job in runner.due(timezone.now()):
                    if stopped.is_set():
                        break
                    outcome = runner.run(job, only_if_due=True)
                    if outcome.result == "failed" or as_json:
                        self._tell(outcome, as_json=as_json)
            except DatabaseError as error:
                self.stderr.write(f"The database does not answer ({type(error).__name__}). Trying again soon.")
            stopped.wait(PAUSE)

    def _list(self, *, as_json: bool) -> None:
        ages = runner.ages(timezone.now())
        for job in JOBS:
            told = ages[job.name]
            if as_json:
                self.stdout.write(json.dumps({"job": job.name, "does": job.does, **told}))
            else:
                last = told["last_success"] or "never"
                late = ", late" if told["late"] else ""
                self.stdout.write(f"{job.name:16} every {job.every}; last success {last}{late}. {job.does}")
