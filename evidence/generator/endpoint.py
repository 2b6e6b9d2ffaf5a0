"""Ask a server that speaks the chat completions protocol, and get the text of an answer or a clear sentence.

    429, 408, 5xx, time-outs, broken connections   tried again, at most ATTEMPTS times, waiting longer each time;
                                                   `Retry-After` is kept to, up to LONGEST_WAIT seconds
    400 that names a parameter                     asked again without it (schema, temperature, token limit)
    redirects                                      not followed: the key and the text go to one server only
    answers over MAX_BYTES, or not JSON            refused

The key is put on by an `httpx.Auth` and stands in no local variable, message or log.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Generator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit

import httpx
import tenacity

from evidence.generator.config import DEADLINE_TIMEOUTS, PREFIX, GeneratorConfig, Secret, is_near
from evidence.generator.errors import AnswerUnusable, GeneratorError, OutOfTime, ServerFault
from evidence.generator.prompting import Message
from evidence.generator.reading import storable

ATTEMPTS = 4
LONGEST_WAIT = 60.0
MAX_BYTES = 2 * 1024 * 1024
BUSY = frozenset({408, 409, 425, 429, 500, 502, 503, 504, 529})
NOT_UNDERSTOOD = frozenset({400, 422, 501})


@dataclass(slots=True)
class Reply:
    """What one answer said: the model's text, a refusal in its own field, and why it stopped."""

    content: str
    refusal: str
    finish_reason: str


@dataclass(slots=True)
class Usage:
    """What a conversation took so far. Tokens are None as soon as one answer does not tell them."""

    attempts: int = 0
    tokens_in: int | None = 0
    tokens_out: int | None = 0
    answer_id: str = ""
    answered_by: str = ""


class _Bearer(httpx.Auth):
    def __init__(self, key: Secret) -> None:
        self._key = key

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        request.headers["Authorization"] = f"Bearer {self._key.reveal()}"
        yield request


class _Busy(Exception):
    """May go better the next time. `fault` is what is raised when it does not."""

    def __init__(self, fault: GeneratorError, retry_after: float | None = None) -> None:
        super().__init__(str(fault))
        self.fault, self.retry_after = fault, retry_after


class _NotUnderstood(Exception):
    def __init__(self, status: int, said: str) -> None:
        super().__init__(said)
        self.status, self.said = status, said


class ChatEndpoint:
    """One conversation with one server; a context manager. `deadline` is for everything that is asked in it."""

    def __init__(
        self,
        config: GeneratorConfig,
        *,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._config, self._sleep, self._clock, self._now = config, sleep, clock, now
        self._deadline = clock() + DEADLINE_TIMEOUTS * config.timeout
        self._limit = "max_tokens"
        self._temperature = True
        self.structured = True
        self.usage = Usage()
        self._client = httpx.Client(
            auth=_Bearer(config.key) if config.key else None,
            follow_redirects=False,
            headers={"Accept": "application/json", "Accept-Encoding": "identity", "User-Agent": "mecfs-atlas"},
            # A proxy of the environment is for the world outside, never for a server next door.
            trust_env=not is_near(urlsplit(config.url).hostname or ""),
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._client.close()

    def ask(self, messages: list[Message], schema: dict[str, Any]) -> Reply:
        """The model's reply. ServerFault, OutOfTime or AnswerUnusable, in a sentence, where there is none."""
        while True:
            try:
                return self._reply(self._with_retries(self._body(messages, schema)))
            except _NotUnderstood as error:
                if not self._adapted_to(error.said):
                    told = f" It said: “{error.said}”." if error.said else ""
                    raise ServerFault(
                        f"The server {self._config.server} did not accept the question ({error.status}).{told}"
                    ) from None

    def _body(self, messages: list[Message], schema: dict[str, Any]) -> dict[str, Any]:
        body: dict[str, Any] = {
            "model": self._config.model,
            "messages": messages,
            "stream": False,
            self._limit: self._config.max_tokens,
        }
        if self._temperature:
            body["temperature"] = 0
        if self.structured:
            body["response_format"] = {
                "type": "json_schema",
                "json_schema": {"name": "draft", "strict": True, "schema": schema},
            }
        return body

    def _adapted_to(self, said: str) -> bool:
        """Give up what the server's refusal names; False where nothing is left to give up."""
        said = said.lower()
        if "max_completion_tokens" in said and self._limit == "max_tokens":
            self._limit = "max_completion_tokens"
        elif "temperature" in said and self._temperature:
            self._temperature = False
        elif self.structured and (not said or any(word in said for word in ("response_format", "schema", "grammar"))):
            self.structured = False
        else:
            return False
        return True

    def _with_retries(self, body: dict[str, Any]) -> dict[str, Any]:
        backing_off = tenacity.wait_exponential_jitter(initial=1, max=20, jitter=1)

        def wait(state: tenacity.RetryCallState) -> float:
            asked = _busy(state).retry_after
            return backing_off(state) if asked is None else asked

        def stop(state: tenacity.RetryCallState) -> bool:
            too_late = self._clock() + state.upcoming_sleep >= self._deadline
            return state.attempt_number >= ATTEMPTS or state.upcoming_sleep > LONGEST_WAIT or too_late

        retrying = tenacity.Retrying(
            retry=tenacity.retry_if_exception_type(_Busy), wait=wait, stop=stop, sleep=self._sleep, reraise=True
        )
        try:
            return retrying(self._once, body)
        except _Busy as busy:
            if busy.retry_after is not None and busy.retry_after > LONGEST_WAIT:
                raise ServerFault(
                    f"The server {self._config.server} asks to wait {busy.retry_after:.0f} seconds. Try again then."
                ) from None
            raise busy.fault from None

    def _once(self, body: dict[str, Any]) -> dict[str, Any]:
        server = self._config.server
        allowed = min(self._config.timeout, self._deadline - self._clock())
        if allowed <= 0:
            raise OutOfTime(f"The server {server} did not give a usable answer within the time allowed.")
        self.usage.attempts += 1
        until = self._clock() + allowed
        slow = OutOfTime(f"The server {server} did not answer within {self._config.timeout:.0f} seconds.")
        try:
            with self._client.stream(
                "POST",
                self._config.completions_url,
                json=body,
                timeout=httpx.Timeout(allowed, connect=min(10.0, allowed)),
            ) as response:
                raw = self._read(response, until)
        except httpx.TimeoutException:
            raise _Busy(slow) from None
        except (httpx.InvalidURL, UnicodeError):
            raise ServerFault(f"{PREFIX}URL is no address that can be asked.") from None
        except httpx.TransportError:
            raise _Busy(
                ServerFault(f"The server {server} could not be reached, or broke the connection off.")
            ) from None
        return self._judged(response, raw)

    def _read(self, response: httpx.Response, until: float) -> bytes:
        """The body as it came, as far as it may be long and may take time."""
        too_long = f"The server {self._config.server} answered with more than {MAX_BYTES // 2**20} MB."
        if response.headers.get("Content-Encoding", "identity").lower() != "identity":
            raise AnswerUnusable(f"The server {self._config.server} answered in a compressed form, unasked.")
        length = response.headers.get("Content-Length", "")
        if length.isdecimal() and int(length[:20]) > MAX_BYTES:
            raise AnswerUnusable(too_long)
        chunks, size = [], 0
        for chunk in response.iter_raw():
            size += len(chunk)
            if size > MAX_BYTES:
                raise AnswerUnusable(too_long)
            if self._clock() > until:
                raise httpx.ReadTimeout("too slow")
            chunks.append(chunk)
        return b"".join(chunks)

    def _judged(self, response: httpx.Response, raw: bytes) -> dict[str, Any]:
        """The answer as an object. _Busy or _NotUnderstood or a GeneratorError for anything else."""
        status, server = response.status_code, self._config.server
        said, code = self._complaint(raw)
        told = f" It said: “{said}”." if said else ""
        if 300 <= status < 400:
            raise ServerFault(
                f"The server {server} sends the question on to another address. It was not followed, so that the key "
                f"and the text go nowhere else. Put the final address into {PREFIX}URL."
            )
        if status in (401, 403):
            # What such an answer says may repeat parts of the key.
            raise ServerFault(f"The server {server} refused the key ({status}). Look at {PREFIX}KEY.")
        if code == "insufficient_quota" or status == 402:
            raise ServerFault(f"The account at {server} has no credit left ({status}).")
        if status in BUSY:
            fault = ServerFault(
                f"The server {server} was busy or had a fault ({status}), {ATTEMPTS} times at most.{told}"
            )
            raise _Busy(fault, self._retry_after(response.headers.get("Retry-After", "")))
        if status in NOT_UNDERSTOOD:
            raise _NotUnderstood(status, said)
        if status != 200:
            raise ServerFault(f"The server {server} answered with the status {status}.{told}")
        kind = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        if kind and not (kind in ("application/json", "text/json") or kind.endswith("+json")):
            raise AnswerUnusable(f"The server {server} answered with {kind[:60]}, not with JSON.")
        answer = _object(raw)
        if answer is None:
            raise AnswerUnusable(f"The server {server} answered with something that is no JSON object.")
        if said and "choices" not in answer:
            raise ServerFault(f"The server {server} answered with an error.{told}")
        return answer

    def _complaint(self, raw: bytes) -> tuple[str, str]:
        """(message, code) of an error in the answer, in one short line without the key; ("", "") where none is."""
        error = (_object(raw) or {}).get("error")
        fields = error if isinstance(error, dict) else {"message": error}
        message, code = fields.get("message"), fields.get("code")
        said = " ".join(_text(message).split())
        if self._config.key:
            said = said.replace(self._config.key.reveal(), "…")
        said = "".join(letter for letter in said if letter.isprintable())
        return said if len(said) <= 200 else f"{said[:199]}…", code if isinstance(code, str) else ""

    def _retry_after(self, said: str) -> float | None:
        """Seconds to wait: a number, or a date (RFC 9110, section 10.2.3); None where it is neither."""
        said = said.strip()
        if said.isdecimal() and said.isascii():
            return float(said[:9])
        try:
            moment = parsedate_to_datetime(said)
        except (ValueError, TypeError, IndexError, OverflowError):
            return None
        moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return max(0.0, (moment - self._now()).total_seconds())

    def _reply(self, answer: dict[str, Any]) -> Reply:
        self._count(answer)
        try:
            choice = answer["choices"][0]
            message = choice["message"]
            content, refusal = _text(message.get("content")), _text(message.get("refusal"))
            reason = _text(choice.get("finish_reason"))
        except (KeyError, IndexError, TypeError, AttributeError):
            raise AnswerUnusable(f"The answer of {self._config.server} holds no text of a model.") from None
        return Reply(content, refusal, reason)

    def _count(self, answer: dict[str, Any]) -> None:
        self.usage.answer_id = _text(answer.get("id"))[:100]
        self.usage.answered_by = _text(answer.get("model"))[:100]
        told = answer.get("usage")
        told = told if isinstance(told, dict) else {}
        self.usage.tokens_in = _sum(self.usage.tokens_in, told.get("prompt_tokens"))
        self.usage.tokens_out = _sum(self.usage.tokens_out, told.get("completion_tokens"))


def _busy(state: tenacity.RetryCallState) -> _Busy:
    error = state.outcome.exception() if state.outcome else None
    assert isinstance(error, _Busy)
    return error


def _object(raw: bytes) -> dict[str, Any] | None:
    try:
        found = json.loads(raw)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _text(value: Any) -> str:
    """A text, also where a server gives it in pieces; "" for anything else."""
    if isinstance(value, list):
        return "".join(_text(piece.get("text")) for piece in value if isinstance(piece, dict))
    return storable(value) if isinstance(value, str) else ""


def _sum(so_far: int | None, more: Any) -> int | None:
    if so_far is None or not isinstance(more, int) or isinstance(more, bool) or more < 0:
        return None
    return so_far + more
