"""The provider that asks a language model, hosted or on a machine of your own.

may the text be sent?  -- no -->  the baseline, and the proposal says so
  | yes
ask  ->  refusal?  ->  JSON of the right shape?  -- no -->  told what is wrong, once; then an error
  |
every sentence judged by `support`: what the model says about itself counts for nothing
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal

from evidence.generator.answers import Unusable, candidates_in, declines, schema_to_send
from evidence.generator.baseline import ExtractiveProvider
from evidence.generator.config import PREFIX, GeneratorConfig
from evidence.generator.endpoint import ChatEndpoint, Reply
from evidence.generator.errors import AnswerUnusable, GeneratorError, ModelRefused
from evidence.generator.licences import Sending, may_send
from evidence.generator.prompting import (
    PROMPT_VERSION,
    Message,
    messages_for,
    prompt_sha256,
    repair_message,
)
from evidence.generator.provider import NewId, new_request_id
from evidence.generator.provider import assembled as assembled_proposal
from evidence.generator.support import Candidate, Judge
from evidence.generator.values import DraftProposal, DraftRequest, Provenance
from evidence.generator.versions import GENERATOR_VERSION

MAX_ECHO = 20_000
"""Characters of a faulty answer that the model is shown again when it is asked to repair it."""
MILLION = 1_000_000

logger = logging.getLogger(__name__)


class OpenAICompatibleProvider:
    """Asks `config.url` for sentences, each with verbatim quotes, and keeps those that the paper supports.

    `sleep`, `clock` (seconds, monotonic) and `now` (an aware time) are passed in by tests.
    """

    def __init__(
        self,
        config: GeneratorConfig,
        *,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        new_id: NewId = new_request_id,
    ) -> None:
        self._config, self._sleep, self._clock, self._now, self._new_id = config, sleep, clock, now, new_id

    def propose(self, request: DraftRequest) -> DraftProposal:
        sending = may_send(self._config.send_source, request.licence)
        if request.title_only or not sending.allowed:
            return self._baseline(request, sending)
        begun, judge, request_id = self._clock(), Judge(request), self._new_id()
        prompted = messages_for(request, judge.addressed)
        with ChatEndpoint(self._config, sleep=self._sleep, clock=self._clock, now=self._now) as endpoint:
            try:
                candidates = self._candidates(endpoint, list(prompted.messages), request.fields)
            except GeneratorError as error:
                error.provenance = self._provenance(request, sending, endpoint, request_id, begun)
                self._log(error.provenance, type(error).__name__)
                raise
            provenance = self._provenance(request, sending, endpoint, request_id, begun)
        self._log(provenance, "answered")
        return assembled_proposal(
            request, judge.judge(candidates), provenance=provenance, publishable=True, notes=prompted.notes
        )

    def _baseline(self, request: DraftRequest, sending: Sending) -> DraftProposal:
        proposal = ExtractiveProvider(self._clock, self._new_id).propose(request)
        if request.title_only:
            return proposal.with_notes(asked=self._config.provider)
        note = f"{sending.reason} No model was asked: the sentences were picked from the paper here."
        return proposal.with_notes(note, asked=self._config.provider, sending=sending.reason)

    def _candidates(self, endpoint: ChatEndpoint, messages: list[Message], fields: tuple[str, ...]) -> list[Candidate]:
        schema = schema_to_send(fields)
        reply = self._usable(endpoint.ask(messages, schema))
        try:
            return candidates_in(reply.content)
        except Unusable as unusable:
            answer = {"role": "assistant", "content": reply.content[:MAX_ECHO]}
            repaired = self._usable(endpoint.ask([*messages, answer, repair_message(unusable.faults)], schema))
        try:
            return candidates_in(repaired.content)
        except Unusable as unusable:
            raise AnswerUnusable(
                f"The model's answer could not be used, also after it was asked to repair it. {unusable}"
            ) from None

    def _usable(self, reply: Reply) -> Reply:
        """The same reply. ModelRefused where the model declined, AnswerUnusable where it was cut off or is empty."""
        if reply.refusal or reply.finish_reason == "content_filter" or declines(reply.content):
            raise ModelRefused(
                "The model declined to write a draft. Use the extractive provider, or write it yourself."
            )
        if reply.finish_reason == "length":
            raise AnswerUnusable(
                f"The model's answer was cut off after {self._config.max_tokens} tokens. Raise {PREFIX}MAX_TOKENS."
            )
        if not reply.content.strip():
            raise AnswerUnusable("The model answered with nothing.")
        return reply

    def _provenance(
        self, request: DraftRequest, sending: Sending, endpoint: ChatEndpoint, request_id: str, begun: float
    ) -> Provenance:
        usage = endpoint.usage
        answered = bool(usage.answer_id or usage.answered_by or usage.tokens_in or usage.tokens_out)
        tokens_in = usage.tokens_in if answered else None
        tokens_out = usage.tokens_out if answered else None
        return Provenance(
            provider=self._config.provider,
            asked=self._config.provider,
            generator_version=GENERATOR_VERSION,
            request_id=request_id,
            source_sha256=request.source_sha256,
            source_sent=usage.attempts > 0,
            sending=sending.reason,
            model=self._config.model,
            answered_by=usage.answered_by,
            answer_id=usage.answer_id,
            prompt_version=PROMPT_VERSION,
            prompt_sha256=prompt_sha256(),
            structured="json_schema" if endpoint.structured else "plain",
            attempts=usage.attempts,
            tokens_in=tokens_in,
            tokens_out=tokens_out,
            cost=self._cost(tokens_in, tokens_out),
            duration=round(self._clock() - begun, 3),
        )

    def _cost(self, tokens_in: int | None, tokens_out: int | None) -> Decimal | None:
        """Tokens times prices, to a millionth; None where a count or a price is not known."""
        prices = self._config.price_in, self._config.price_out
        if tokens_in is None or tokens_out is None or prices[0] is None or prices[1] is None:
            return None
        return ((tokens_in * prices[0] + tokens_out * prices[1]) / MILLION).quantize(Decimal("0.000001"))

    def _log(self, provenance: Provenance, outcome: str) -> None:
        """One line for each question, without the paper's text and without the key."""
        logger.info(
            "generator %s: %s, model %s, attempts %d, tokens %s in %s out, %.1f s",
            provenance.request_id, outcome, provenance.model, provenance.attempts,
            provenance.tokens_in, provenance.tokens_out, provenance.duration,
        )  # fmt: skip
