"""One polite way to ask another server: slowly, with a name and a contact, patiently, and with limits on everything."""

from __future__ import annotations

import email.utils
import logging
import re
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import httpx
from tenacity import RetryCallState, Retrying, retry_if_exception, stop_after_attempt

from evidence.tongue import Sentence, gettext_noop, stored, word

# httpx writes every address into the log, with its query: our key and what we looked for.
logging.getLogger("httpx").setLevel(logging.WARNING)

KINDS: Mapping[str, str] = {
    "unreachable": gettext_noop("no connection could be made"),
    "timed_out": gettext_noop("it took too long"),
    "busy": gettext_noop("the service asked us to come back later"),
    "refused": gettext_noop("the service refused the request"),
    "not_found": gettext_noop("the service knows no such record"),
    "unreadable": gettext_noop("the answer is not what the service promises"),
    "cut_short": gettext_noop("the answer ended before it was complete"),
    "too_big": gettext_noop("the answer is bigger than we accept"),
    "elsewhere": gettext_noop("the service sent us to another server"),
}
"""What can go wrong -> its words."""
_SAID = stored(gettext_noop("{service}: {why}."), why=KINDS.values())
_SAID_MORE = stored(gettext_noop("{service}: {why} ({detail})."), why=KINDS.values())

PASSING = frozenset({"unreachable", "timed_out", "busy", "cut_short"})
"""What may be gone at the next attempt."""

LONGEST_WAIT = 120.0
"""Seconds that a service may ask us to wait. If it asks for more, we give up until the next run."""


class ServiceError(Exception):
    """A question to a service without a usable answer. `kind` is a key of KINDS; str() is a sentence for people.

    Neither carries the query of an address: a key may stand in it.
    """

    def __init__(self, service: str, kind: str, detail: str = "", *, wait: float | None = None) -> None:
        self.service, self.kind, self.detail, self.wait = service, kind, detail, wait
        super().__init__(
            Sentence.of(_SAID_MORE if detail else _SAID, service=service, why=word(KINDS[kind]), detail=detail)
        )


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. `not_modified`: the service says that nothing changed since `etag` or `last_modified`."""

    body: bytes
    content_type: str
    encoding: str
    etag: str = ""
    last_modified: str = ""
    not_modified: bool = False


@dataclass
class Transport:
    """Asks one service. Threads may share it: the pace is kept across them.

    `pace` is the least time in seconds between two requests. `patience` is how long one answer may take in all, in
    seconds, however slowly it drips. `contact` is an e-mail address that the service may write to.
    """

    service: str
    base: str
    contact: str
    pace: float = 1.0
    patience: float = 60.0
    largest: int = 50_000_000
    attempts: int = 4
    clock: Callable[[], float] = time.monotonic
    sleep: Callable[[float], None] = time.sleep
    _next: float = field(default=0.0, init=False, repr=False)
    _turn: threading.Lock = field(default_factory=threading.Lock, init=False, repr=False)

    def __post_init__(self) -> None:
        agent = "mecfs-atlas/1" + (f" (mailto:{self.contact})" if self.contact else "")
        self._client = httpx.Client(
            headers={"User-Agent": agent, "Accept-Encoding": "gzip"},
            timeout=httpx.Timeout(20.0, connect=10.0),
            follow_redirects=False,
            trust_env=True,
        )

    def close(self) -> None:
        self._client.close()

    def __enter__(self) -> Transport:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def get(
        self,
        path: str,
        params: Mapping[str, str] | None = None,
        *,
        accepts: tuple[str, ...],
        etag: str = "",
        last_modified: str = "",
    ) -> Answer:
        """Ask for `path` below the base address; `accepts` lists the content types that the answer may have.

        Passing troubles are tried again, each time later, as often as `attempts` says. ServiceError for the rest.
        """
        headers = {"Accept": ", ".join(accepts)}
        if etag:
            headers["If-None-Match"] = etag
        if last_modified:
            headers["If-Modified-Since"] = last_modified
        again = Retrying(
            stop=stop_after_attempt(self.attempts),
            retry=retry_if_exception(lambda error: isinstance(error, ServiceError) and error.kind in PASSING),
            wait=_patience,
            sleep=self.sleep,
            reraise=True,
        )
        return again(self._once, self.base.rstrip("/") + path, dict(params or {}), headers, accepts)

    def _once(self, url: str, params: dict[str, str], headers: dict[str, str], accepts: tuple[str, ...]) -> Answer:
        for _ in range(4):  # the address itself, and three redirects on the same server
            self._wait_for_our_turn()
            answer, moved = self._request(url, params, headers, accepts)
            if answer is not None:
                return answer
            url, params = moved, {}
        raise ServiceError(self.service, "elsewhere", "too many redirects")

    def _wait_for_our_turn(self) -> None:
        with self._turn:
            now = self.clock()
            if now < self._next:
                self.sleep(self._next - now)
            self._next = max(now, self._next) + self.pace

    def _request(
        self, url: str, params: dict[str, str], headers: dict[str, str], accepts: tuple[str, ...]
    ) -> tuple[Answer | None, str]:
        started = self.clock()
        try:
            with self._client.stream("GET", url, params=params or None, headers=headers) as response:
                if response.status_code == 304:
                    return Answer(b"", "", "", headers.get("If-None-Match", ""), not_modified=True), ""
                if response.is_redirect:
                    return None, self._followed(url, response)
                self._check_status(response)
                content_type = _plain_type(response)
                if content_type not in accepts:
                    shown = content_type if re.fullmatch(r"[\w.+/-]{1,60}", content_type) else "no type"
                    raise ServiceError(self.service, "unreadable", f"it sent {shown}")
                body = self._body(response, started)
                return (
                    Answer(
                        body, content_type, response.charset_encoding or "utf-8",
                        response.headers.get("ETag", "")[:200], response.headers.get("Last-Modified", "")[:100],
                    ),
                    "",
                )  # fmt: skip
        except httpx.TimeoutException:
            raise ServiceError(self.service, "timed_out") from None
        except (httpx.RemoteProtocolError, httpx.ReadError):
            raise ServiceError(self.service, "cut_short") from None
        except httpx.DecodingError:
            raise ServiceError(self.service, "unreadable", "it could not be unpacked") from None
        except httpx.HTTPError as error:
            raise ServiceError(self.service, "unreachable", type(error).__name__) from None

    def _body(self, response: httpx.Response, started: float) -> bytes:
        declared = response.headers.get("Content-Length", "")
        if declared.isdigit() and int(declared) > self.largest:
            raise ServiceError(self.service, "too_big")
        parts, size = [], 0
        for part in response.iter_bytes(65_536):
            size += len(part)
            if size > self.largest:
                raise ServiceError(self.service, "too_big")
            if self.clock() - started > self.patience:
                raise ServiceError(self.service, "timed_out")
            parts.append(part)
        return b"".join(parts)

    def _check_status(self, response: httpx.Response) -> None:
        status = response.status_code
        if status in (404, 410):
            raise ServiceError(self.service, "not_found")
        if status in (408, 425, 429) or status >= 500:
            wait = _asked_to_wait(response.headers.get("Retry-After", ""))
            if wait is not None and wait > LONGEST_WAIT:
                raise ServiceError(self.service, "refused", f"it asks us to wait for {wait:.0f} seconds")
            raise ServiceError(self.service, "busy", f"status {status}", wait=wait)
        if status != 200:
            raise ServiceError(self.service, "refused", f"status {status}")

    def _followed(self, url: str, response: httpx.Response) -> str:
        """Where a redirect leads, on the same server only: our contact and keys go nowhere else."""
        target = str(response.url.join(response.headers.get("Location", "")))
        one, two = urlsplit(url), urlsplit(target)
        if (one.scheme, one.netloc) != (two.scheme, two.netloc):
            raise ServiceError(self.service, "elsewhere")
        return target


def _plain_type(response: httpx.Response) -> str:
    return str(response.headers.get("Content-Type", "")).partition(";")[0].strip().lower()


def _asked_to_wait(header: str) -> float | None:
    """Seconds that `Retry-After` asks for: a number, or a date. None when it says neither."""
    if header.strip().isdigit():
        return float(header.strip()[:9])
    try:
        moment = email.utils.parsedate_to_datetime(header)
    except (TypeError, ValueError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())


def _patience(state: RetryCallState) -> float:
    """What the service asked for, else 2, 4, 8 ... seconds."""
    error: Any = state.outcome.exception() if state.outcome else None
    asked = getattr(error, "wait", None)
    return float(asked) if asked is not None else min(2.0**state.attempt_number, 60.0)
