"""The provider that needs no model and sends nothing: the default."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from evidence.generator.extractive import candidates
from evidence.generator.provider import NOT_SENT, PICKED, TITLE_ONLY, NewId, assembled, new_request_id
from evidence.generator.support import Judge, Judged
from evidence.generator.values import DraftProposal, DraftRequest, Provenance
from evidence.generator.versions import GENERATOR_VERSION


@dataclass(frozen=True)
class ExtractiveProvider:
    """Picks sentences of the paper and says what each is for. Never publishable unedited."""

    clock: Callable[[], float] = time.monotonic
    new_id: NewId = new_request_id

    def propose(self, request: DraftRequest) -> DraftProposal:
        begun = self.clock()
        judge = Judge(request)
        judged = Judged() if request.title_only else judge.judge(candidates(request, judge.addressed))
        notes = [TITLE_ONLY if request.title_only else PICKED]
        notes += [
            f"The {part.replace('_', ' ')} holds words that speak to a machine. They were left out: look at them."
            for part in judge.addressed
        ]
        provenance = Provenance(
            provider="extractive",
            asked="extractive",
            generator_version=GENERATOR_VERSION,
            request_id=self.new_id(),
            source_sha256=request.source_sha256,
            source_sent=False,
            sending=NOT_SENT,
            duration=round(self.clock() - begun, 3),
        )
        return assembled(request, judged, provenance=provenance, publishable=False, notes=tuple(notes))
