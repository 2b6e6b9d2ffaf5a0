"""Follow the published query: what PubMed has taken in since the last time becomes drafts on the desk."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone

from evidence.actions import registries
from evidence.actions.imports import import_citations
from evidence.citations.pubmed_query import QUERY, query_hash
from evidence.keeping_up.lookups import Clock
from evidence.keeping_up.services import Services, outside_transactions
from evidence.models import LiteratureSync, Study

FIRST_LOOK_BACK = timedelta(days=30)
"""How far the very first run looks back, unless told."""
OVERLAP = timedelta(days=3)
"""PubMed gives some articles an entry date that lies a little back, so each run asks for the last days again."""


@dataclass(slots=True)
class SyncReport:
    """Counts over one run. `found` articles the query gave; `known` were here already."""

    since: date
    until: date
    found: int = 0
    known: int = 0
    created: int = 0
    matched: int = 0
    updated: int = 0
    refused: int = 0

    def counts(self) -> dict[str, int]:
        return {name: getattr(self, name) for name in ("found", "known", "created", "matched", "updated", "refused")}

    def as_json(self) -> dict[str, int | str]:
        return {"since": self.since.isoformat(), "until": self.until.isoformat(), **self.counts()}


def sync_pubmed(
    *,
    services: Services,
    since: date | None = None,
    dry_run: bool = False,
    query: str = QUERY,
    clock: Clock = timezone.now,
    told: Callable[[int, int], None] = lambda done, all: None,
) -> SyncReport:
    """Bring in what the query finds since the last run (or since `since`). Raises ServiceError; a later run goes on.

    What was done up to then is kept: each piece of days is remembered when all its articles are on the desk. With
    `dry_run` PubMed is asked for numbers only, and nothing is kept. `told` hears (articles done, articles found).
    """
    outside_transactions()
    state = LiteratureSync.objects.filter(query_hash=query_hash(query)).first()
    today = clock().date()
    start = since or (state.covered_until - OVERLAP if state else today - FIRST_LOOK_BACK)
    report = SyncReport(start, today)
    if start > today:
        return report
    done = 0
    for _, last, numbers in services.pubmed.search(query, since=start, until=today):
        report.found += len(numbers)
        unknown = _unknown(numbers)
        report.known += len(numbers) - len(unknown)
        done += len(numbers) - len(unknown)
        told(done, report.found)
        created = 0
        if dry_run:
            report.created += len(unknown)
            continue
        for asked, xml in services.pubmed.records(unknown):
            name = f"PubMed, {asked[0]} and {len(asked) - 1} more"
            result = import_citations(data=xml, name=name, format="pubmed_xml", now=clock())
            created += result.created
            report.matched += result.matched
            report.updated += result.updated
            report.refused += result.refused
            done += len(asked)
            told(done, report.found)
        report.created += created
        # Today is not over: what comes in later today has to be found by the next run.
        registries.keep_progress(
            query=query,
            covered_until=min(last, today - timedelta(days=1)),
            found=len(numbers),
            new=created,
            now=clock(),
        )
    return report


def _unknown(numbers: Sequence[str]) -> list[str]:
    known = set(Study.objects.filter(pmid__in=numbers).values_list("pmid", flat=True))
    return [number for number in numbers if number not in known]
