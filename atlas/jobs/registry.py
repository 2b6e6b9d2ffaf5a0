"""Every job of the site. A job may be run at any time, twice, and after a crash: each is idempotent."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from atlas.pagestore import baking as pages
from contributions.actions import floods, outbox, resolving, retention
from evidence.keeping_up import drafts, imports, lookups, machine_work, sync
from evidence.keeping_up.services import Services, may_ask, services
from evidence.tongue import gettext_noop as _


@dataclass(frozen=True, slots=True)
class Job:
    """`run` gets the moment and returns what it did as counts: words -> numbers, never content."""

    name: str
    does: str
    every: timedelta
    run: Callable[[datetime], Mapping[str, int]]

    @property
    def late_after(self) -> timedelta:
        """Nobody worries about one missed run."""
        return self.every * 3


def _counted(name: str, run: Callable[[datetime], int]) -> Callable[[datetime], Mapping[str, int]]:
    return lambda now: {name: run(now)}


def _asking(ask: Callable[[Services], Mapping[str, int]]) -> Callable[[datetime], Mapping[str, int]]:
    """A job that asks other people's servers: without a contact for them it does nothing."""

    def run(now: datetime) -> Mapping[str, int]:
        if not may_ask():
            return {}
        with services() as opened:
            return ask(opened)

    return run


JOBS: tuple[Job, ...] = (
    Job(
        "deliver_mail", _("Sends what waits in the outbox."), timedelta(minutes=1),
        lambda now: outbox.deliver(now=now),
    ),
    Job(
        "tell_triagers", _("Writes to triagers how many letters wait, once a day at most."), timedelta(hours=1),
        _counted("queued", lambda now: outbox.queue_waiting_notice(now=now)),
    ),
    Job(
        "lapse_leases", _("Gives letters back that nobody worked on for two days."), timedelta(minutes=15),
        _counted("lapsed", lambda now: resolving.lapse_leases(now=now)),
    ),
    Job(
        "sweep_resolved", _("Closes letters whose change has been published."), timedelta(minutes=15),
        _counted("resolved", lambda now: resolving.sweep_resolved(now=now)),
    ),
    Job(
        "retention", _("Erases contacts, messages and addresses whose time is over."), timedelta(hours=1),
        lambda now: retention.apply(now=now),
    ),
    Job(
        "forget_floods", _("Forgets the salts and marks of days that are over."), timedelta(hours=1),
        lambda now: floods.forget(now=now),
    ),
    Job(
        "read_by_machine", _("Has the classifier read what it has not read yet."), timedelta(minutes=5),
        lambda now: machine_work.read_studies(now=now),
    ),
    Job(
        "scan_shelf", _("Has the scanner read live pages that its present version has not read."),
        timedelta(minutes=15), lambda now: machine_work.scan_shelf(now=now),
    ),
    Job(
        "run_imports", _("Previews and imports what is too long for a page."), timedelta(minutes=1),
        lambda now: imports.run_waiting(now=now),
    ),
    Job(
        "erase_uploads", _("Erases uploads that nobody has decided about for seven days."), timedelta(hours=1),
        _counted("erased", lambda now: imports.erase_uploads(now=now)),
    ),
    Job(
        "find_doubles", _("Looks for studies of the desk that may be one."), timedelta(days=1),
        _counted("proposed", lambda now: imports.find_doubles(now=now)),
    ),
    Job(
        "write_drafts", _("Asks the generator for the drafts that editors want."), timedelta(minutes=1),
        lambda now: drafts.write_drafts(),
    ),
    Job(
        "answer_lookups", _("Asks the registries about studies for which somebody wants to know."),
        timedelta(minutes=2), _asking(lambda opened: lookups.answer_lookups(services=opened)),
    ),
    Job(
        "check_notices", _("Asks the registries for retractions and corrections of what is on the shelf."),
        timedelta(hours=6), _asking(lambda opened: lookups.check_notices(services=opened)),
    ),
    Job(
        "sync_pubmed", _("Brings in what the published query finds in PubMed."), timedelta(days=1),
        _asking(lambda opened: sync.sync_pubmed(services=opened).counts()),
    ),
    Job(
        "sweep_pages", _("Finds finished pages that are missing or not true any more, and bakes them."),
        timedelta(minutes=15), lambda now: pages.sweep_site(),
    ),
)  # fmt: skip
JOBS_BY_NAME: Mapping[str, Job] = {job.name: job for job in JOBS}
