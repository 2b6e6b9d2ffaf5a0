"""What registries say about our studies: asked for, kept, and decided about by people.

Nothing here calls a server: `evidence.keeping_up` asks, outside any transaction, and brings the answers here.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.db import models, transaction
from django.utils import timezone

from evidence.actions.audit import record
from evidence.actions.notices import add_notice
from evidence.actions.roles import require
from evidence.citations.agreement import titles_agree
from evidence.citations.pubmed_query import query_hash
from evidence.citations.record import CitationRecord
from evidence.models import FoundNotice, LiteratureSync, LookupRequest, RegistryAnswer, Study
from evidence.models.registry import REGISTRIES
from evidence.tongue import gettext_noop
from evidence.vocabulary import NOTICES
from evidence.workflow import Refusal

WAITS = (timedelta(minutes=5), timedelta(hours=1), timedelta(hours=6), timedelta(days=1), timedelta(days=3))
"""How long to wait after each attempt without an answer; then the request ends as it is."""


@transaction.atomic
def request_lookup(*, study: Study, by: models.Model | None, now: datetime | None = None) -> LookupRequest:
    """Have the registries asked about a study's DOI and PMID, by the next job. `by` is None for a rule of ours."""
    now = now or timezone.now()
    if by is not None:
        require(by, "see_desk")
    study = Study.objects.select_for_update().get(pk=study.pk)
    if not (study.doi or study.pmid):
        raise Refusal(gettext_noop("This study has neither a DOI nor a PMID, so there is nothing to look up."))
    request, made = LookupRequest.objects.get_or_create(
        study=study, defaults={"asked_by": by, "asked_at": now, "not_before": now}
    )
    if made:
        record("registry.lookup_requested", by=by, about=study, now=now)
    elif request.not_before > now:
        request.not_before = now
        request.save(update_fields=["not_before"])
    return request


@transaction.atomic
def keep_answer(
    *,
    study: Study,
    registry: str,
    identifier: str,
    result: str,
    found: CitationRecord | None = None,
    detail: str = "",
    etag: str = "",
    now: datetime | None = None,
) -> RegistryAnswer:
    """Keep what a registry said about `identifier`, in the place of what it said before.

    A failure never takes the place of an answer to the same question. `result` is a key of RESULTS.
    """
    now = now or timezone.now()
    study = Study.objects.select_for_update().get(pk=study.pk)
    before = RegistryAnswer.objects.filter(study=study, registry=registry).first()
    if result == "failed" and before and before.result != "failed" and before.identifier == identifier:
        return before
    title = found.title if found else ""
    told: dict[str, Any] = {
        "identifier": identifier, "result": result, "title": title, "detail": detail[:300], "etag": etag,
        "titles_agree": titles_agree(study.title, title) if title else None,
        "record": found.to_dict() if found else None, "asked_at": now,
    }  # fmt: skip
    answer, _ = RegistryAnswer.objects.update_or_create(study=study, registry=registry, defaults=told)
    if before is None or (before.result, before.title, before.identifier) != (result, title, identifier):
        record("registry.answered", by=None, about=answer, study=study, now=now,
               detail={"registry": registry, "result": result, "titles_agree": told["titles_agree"]})  # fmt: skip
    return answer


@transaction.atomic
def still_true(*, answer: RegistryAnswer, now: datetime | None = None) -> RegistryAnswer:
    """The registry says that nothing has changed since its last answer."""
    answer = RegistryAnswer.objects.select_for_update().get(pk=answer.pk)
    answer.asked_at = now or timezone.now()
    answer.save(update_fields=["asked_at"])
    return answer


@transaction.atomic
def end_lookup(*, request: LookupRequest, answered: bool, now: datetime | None = None) -> None:
    """Take an answered request off the list; one without an answer waits, and ends after the last wait."""
    now = now or timezone.now()
    current = LookupRequest.objects.select_for_update().filter(pk=request.pk).first()
    if current is None:
        return
    if answered or current.attempts >= len(WAITS):
        current.delete()
        return
    current.not_before = now + WAITS[current.attempts]
    current.attempts += 1
    current.save(update_fields=["not_before", "attempts"])


@transaction.atomic
def keep_found_notice(
    *,
    study: Study,
    registry: str,
    kind: str,
    identifier: str = "",
    title: str = "",
    on: str = "",
    now: datetime | None = None,
) -> FoundNotice | None:
    """A registry links a notice to this study. Returns it when it is new, else None.

    `on` is the date of the notice itself, as exactly as the registry gives it: "2025", "2025-08", "2025-08-14" or "".

    New means: not found before by this registry, and no confirmed notice of that kind with that identifier is on
    the desk already. From now on the page says that a notice was found and is being checked.
    """
    now = now or timezone.now()
    if kind not in NOTICES:
        raise ValueError(f"{kind!r} is no kind of notice.")
    study = Study.objects.select_for_update().get(pk=study.pk)
    known = study.notices.filter(kind=kind)
    if identifier and known.filter(models.Q(doi=identifier) | models.Q(pmid=identifier)).exists():
        return None
    if not identifier and known.exists():
        return None
    found, made = FoundNotice.objects.get_or_create(
        study=study, registry=registry, kind=kind, identifier=identifier,
        defaults={"title": title, "date": on, "found_at": now},
    )  # fmt: skip
    if not made:
        if on and not found.date and found.state == "waiting":
            found.date = on
            found.save(update_fields=["date"])
        return None
    record("notice.found", by=None, about=found, study=study, now=now, detail={"registry": registry, "kind": kind})
    return found


@transaction.atomic
def confirm_found_notice(
    *,
    found: FoundNotice,
    by: models.Model,
    kind: str,
    on: str = "",
    title: str = "",
    detail: str = "",
    now: datetime | None = None,
) -> FoundNotice:
    """A person has read the notice and says what it is; it goes to the desk, and to the page with the next number."""
    now = now or timezone.now()
    found = _waiting(found, by)
    doi, pmid = (found.identifier, "") if found.identifier.startswith("10.") else ("", found.identifier)
    where = f"{REGISTRIES[found.registry]}, {found.identifier or 'the record itself'}, seen on {found.found_at.date()}"
    found.notice = add_notice(
        study=found.study, by=by, kind=kind, source=where, date=on or found.date, title=title or found.title,
        doi=doi, pmid=pmid, detail=detail, now=now,
    )  # fmt: skip
    found.state, found.decided_by, found.decided_at = "confirmed", by, now
    found.save()
    record("notice.confirmed", by=by, about=found, study=found.study, now=now, detail={"kind": kind})
    return found


@transaction.atomic
def dismiss_found_notice(
    *, found: FoundNotice, by: models.Model, reason: str, now: datetime | None = None
) -> FoundNotice:
    """A person has looked and says, with a reason, that it is no notice about this paper."""
    now = now or timezone.now()
    found = _waiting(found, by)
    if not reason.strip():
        raise Refusal(gettext_noop("Say why this is no notice about the paper."))
    found.state, found.decided_by, found.decided_at, found.reason = "dismissed", by, now, reason.strip()
    found.save()
    record("notice.dismissed", by=by, about=found, study=found.study, now=now, reason=reason.strip())
    return found


def _waiting(found: FoundNotice, by: models.Model) -> FoundNotice:
    require(by, "edit_desk")
    found = FoundNotice.objects.select_for_update().get(pk=found.pk)
    if found.state != "waiting":
        raise Refusal(gettext_noop("Somebody has decided about this notice already."))
    return found


@transaction.atomic
def keep_progress(
    *, query: str, covered_until: date, found: int, new: int, now: datetime | None = None
) -> LiteratureSync:
    """Remember how far the published query has been followed. Never a step back."""
    now = now or timezone.now()
    state, made = LiteratureSync.objects.select_for_update().get_or_create(
        query_hash=query_hash(query),
        defaults={"query": query, "covered_until": covered_until, "last_run_at": now, "found": found, "new": new},
    )
    if not made:
        state.covered_until = max(state.covered_until, covered_until)
        state.last_run_at = now
        state.found += found
        state.new += new
        state.save()
    record("literature.searched", by=None, about=state, now=now,
           detail={"covered_until": state.covered_until.isoformat(), "found": found, "new": new})  # fmt: skip
    return state
