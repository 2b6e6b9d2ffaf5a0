"""Does the DOI, does the PMID belong to this paper? And has anything been said about the paper since?"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from evidence.actions import registries
from evidence.citations.importers import parse
from evidence.citations.record import CitationRecord, Relation
from evidence.clients import ServiceError
from evidence.clients.europe_pmc import Version
from evidence.keeping_up.services import Services, outside_transactions
from evidence.models import LookupRequest, Publication, RegistryAnswer, Study

VERSION_OF: dict[str, str] = {
    "preprint in": "published_version_of",
    "preprint of": "preprint_of",
    "update of": "update_of",
    "update in": "has_version",
}
"""Europe PMC's word for a link between versions -> ours."""

Clock = Callable[[], datetime]

NOTICE_OF: dict[str, str] = {
    "retracted_by": "retraction",
    "partly_retracted_by": "retraction",
    "republished_in": "retraction",
    "expression_of_concern": "expression_of_concern",
    "has_erratum": "correction",
    "update_in": "superseded",
}
"""How a registry's record relates to another work -> the kind of notice that a person then confirms or corrects."""


def answer_lookups(*, services: Services, limit: int = 200, clock: Clock = timezone.now) -> dict[str, int]:
    """Ask about every study for which somebody wants to know, oldest wish first; then about studies that nobody was
    asked about yet. Returns counts."""
    outside_transactions()
    counts = {"asked": 0, "unanswered": 0, "notices": 0}
    due = LookupRequest.objects.filter(not_before__lte=clock()).select_related("study")
    for request in due.order_by("asked_at", "pk")[:limit]:
        answered, notices = look_up(request.study, services, clock)
        registries.end_lookup(request=request, answered=answered, now=clock())
        counts["asked"] += 1
        counts["unanswered"] += not answered
        counts["notices"] += notices
    for study in never_asked()[: limit - counts["asked"]]:
        answered, notices = look_up(study, services, clock)
        counts["asked"] += 1
        counts["unanswered"] += not answered
        counts["notices"] += notices
    return counts


def never_asked() -> QuerySet[Study]:
    """Studies with a DOI or a PMID about which no registry has been asked, the newest first."""
    known = Q(doi__isnull=False) | Q(pmid__isnull=False)
    return Study.objects.filter(known, registry_answers__isnull=True, lookup_request__isnull=True).order_by("-pk")


def look_up(study: Study, services: Services, clock: Clock = timezone.now) -> tuple[bool, int]:
    """Ask every registry that can know the study: (did all of them answer?, notices that are new to us)."""
    outside_transactions()
    asks = []
    if study.doi:
        asks.append(_crossref)
    if study.pmid:
        asks.append(_pubmed)
    if study.doi or study.pmid:
        asks.append(_europe_pmc)
    answered, notices = True, 0
    for ask in asks:
        fine, found = ask(study, services, clock)
        answered, notices = answered and fine, notices + found
    return answered, notices


def check_notices(
    *, services: Services, older_than: timedelta = timedelta(days=7), limit: int = 500, clock: Clock = timezone.now
) -> dict[str, int]:
    """Ask again about every live page whose last answers are older than `older_than`, the longest ago first."""
    outside_transactions()
    counts = {"asked": 0, "unanswered": 0, "notices": 0}
    for study in pages_to_check(clock() - older_than)[:limit]:
        answered, notices = look_up(study, services, clock)
        counts["asked"] += 1
        counts["unanswered"] += not answered
        counts["notices"] += notices
    return counts


def pages_to_check(before: datetime) -> list[Study]:
    """Studies with a live page about which no registry was asked since `before`, the longest ago first."""
    live = Study.objects.filter(pk__in=Publication.objects.current().values("study"))
    asked: dict[int, datetime] = {}
    for study, at in RegistryAnswer.objects.filter(study__in=live).values_list("study", "asked_at"):
        asked[study] = max(at, asked.get(study, at))
    never = datetime.min.replace(tzinfo=before.tzinfo)
    waiting = [study for study in live if asked.get(study.pk, never) < before]
    return sorted(waiting, key=lambda study: (asked.get(study.pk, never), study.pk))


def _crossref(study: Study, services: Services, clock: Clock) -> tuple[bool, int]:
    doi = study.doi or ""
    before = RegistryAnswer.objects.filter(study=study, registry="crossref", identifier=doi, result="found").first()
    try:
        work = services.crossref.work(doi, etag=before.etag if before else "")
    except ServiceError as error:
        return _no_answer(study, "crossref", doi, error, clock)
    if work.record is None:
        if before is not None:
            registries.still_true(answer=before, now=clock())
        return True, 0
    record = _only_record(json.dumps({"message": work.record}).encode(), "crossref_json")
    return _keep(study, "crossref", doi, record, clock, etag=work.etag)


def _pubmed(study: Study, services: Services, clock: Clock) -> tuple[bool, int]:
    pmid = study.pmid or ""
    try:
        xml = b"".join(body for _, body in services.pubmed.records([pmid]))
    except ServiceError as error:
        return _no_answer(study, "pubmed", pmid, error, clock)
    record = _only_record(xml, "pubmed_xml", pmid=pmid)
    if record is None and b"<PubmedArticle" not in xml.replace(b"<PubmedArticleSet", b""):
        registries.keep_answer(study=study, registry="pubmed", identifier=pmid, result="not_found", now=clock())
        return True, 0
    return _keep(study, "pubmed", pmid, record, clock)


def _europe_pmc(study: Study, services: Services, clock: Clock) -> tuple[bool, int]:
    """Where the paper can be read freely. Its notices are PubMed's, so they are not asked for twice."""
    identifier = study.pmid or study.doi or ""
    try:
        found = services.europe_pmc.article(pmid=study.pmid or "", doi=study.doi or "")
    except ServiceError as error:
        return _no_answer(study, "europe_pmc", identifier, error, clock)
    if not found.title:
        error = ServiceError("Europe PMC", "unreadable", "the record has no title")
        return _no_answer(study, "europe_pmc", identifier, error, clock)
    record = CitationRecord(
        title=found.title.removesuffix("."), doi=found.doi, pmid=found.pmid, pmcid=found.pmcid,
        url=found.open_access_url, relations=tuple(map(_version, found.versions)),
    )  # fmt: skip
    return _keep(study, "europe_pmc", identifier, record, clock)


def _version(version: Version) -> Relation:
    """How our paper stands to another version of it. Europe PMC numbers PubMed's articles as PubMed does."""
    pmid = version.identifier if version.source == "MED" else ""
    return Relation(
        VERSION_OF[version.kind], "pmid" if pmid else "", pmid,
        version.title or f"{version.source} {version.identifier}",
    )  # fmt: skip


def _keep(
    study: Study, registry: str, identifier: str, record: CitationRecord | None, clock: Clock, *, etag: str = ""
) -> tuple[bool, int]:
    if record is None:
        error = ServiceError(registry, "unreadable", "its record could not be read")
        return _no_answer(study, registry, identifier, error, clock)
    registries.keep_answer(
        study=study, registry=registry, identifier=identifier, result="found", found=record, etag=etag, now=clock()
    )
    notices = 0
    for relation in record.relations:
        kind = NOTICE_OF.get(relation.kind)
        if kind:
            found = registries.keep_found_notice(
                study=study, registry=registry, kind=kind, now=clock(), title=relation.reference[:1000],
                identifier=relation.identifier if relation.scheme in ("doi", "pmid") else "", on=relation.date,
            )  # fmt: skip
            notices += found is not None
    return True, notices


def _no_answer(study: Study, registry: str, identifier: str, error: ServiceError, clock: Clock) -> tuple[bool, int]:
    """ "There is no such record" is an answer; everything else is asked again."""
    known = error.kind == "not_found"
    registries.keep_answer(
        study=study, registry=registry, identifier=identifier, result="not_found" if known else "failed",
        detail="" if known else str(error), now=clock(),
    )  # fmt: skip
    return known, 0


def _only_record(data: bytes, format: str, *, pmid: str = "") -> CitationRecord | None:
    entries = [entry.record for entry in parse(data, format=format).entries]
    if pmid:
        entries = [record for record in entries if record.pmid == pmid]
    return entries[0] if len(entries) == 1 else None
