"""Answers what editors asked the generator for."""

from __future__ import annotations

from django.conf import settings
from django.utils import timezone

from evidence.actions import drafts
from evidence.generator import DraftRequest, GeneratorError, Provider, config_from_environ, provider_for
from evidence.keeping_up.lookups import Clock
from evidence.keeping_up.services import outside_transactions
from evidence.models import GeneratedDraft, Study
from evidence.pem import VERDICT_WORDS, Verdict
from evidence.vocabulary import STUDY_DESIGNS


def write_drafts(*, provider: Provider | None = None, limit: int = 20, clock: Clock = timezone.now) -> dict[str, int]:
    """Ask the generator for every draft that waits, oldest first. Returns counts."""
    outside_transactions()
    counts = {"proposed": 0, "failed": 0}
    waiting = list(
        GeneratedDraft.objects.filter(state="requested").select_related("study").order_by("requested_at", "pk")[:limit]
    )
    if not waiting:
        return counts
    try:
        asked = provider or provider_for(config_from_environ(settings.GENERATOR))
    except GeneratorError as error:
        for draft in waiting:
            drafts.fail_draft(draft=draft, error=str(error), now=clock())
        return counts | {"failed": len(waiting)}
    for draft in waiting:
        try:
            proposal = asked.propose(request_for(draft.study))
        except GeneratorError as error:
            spent = getattr(error, "provenance", None)
            drafts.fail_draft(
                draft=draft, error=str(error), spent=spent.as_json() if spent is not None else None, now=clock()
            )
            counts["failed"] += 1
        else:
            drafts.keep_draft(
                draft=draft, proposal=proposal.as_json(), label=proposal.provenance.label,
                publishable=proposal.publishable, now=clock(),
            )  # fmt: skip
            counts["proposed"] += 1
    return counts


def request_for(study: Study) -> DraftRequest:
    """What the desk holds of a paper, as a question to the generator. The verdict only where people have settled it."""
    settled = study.classifications.exclude(method="machine").order_by("-pk").first()
    return DraftRequest(
        title=study.title,
        abstract=study.abstract,
        licence=study.licence,
        design=STUDY_DESIGNS.get(study.design, ""),
        pem_verdict=VERDICT_WORDS[Verdict(settled.verdict)] if settled else "",
    )
