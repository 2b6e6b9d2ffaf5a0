"""How often one address may ask for what costs much. Generous to readers and polite harvesters, a wall for floods.

Each worker process counts for itself, in memory: no row is written for a question, and nothing of it is kept. A proxy
in front can set a limit for all processes together (docs/operations.md). An address stands for a whole clinic at times,
so that what is refused says when to come back and is no punishment.
"""

from __future__ import annotations

import math
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from atlas.views.errors import too_many_requests
from atlas.visitors import address_mark, client_address

REMEMBERED = 20_000
"""Addresses that a process counts at a time; whoever asked longest ago is forgotten first."""


@dataclass(frozen=True, slots=True)
class Allowance:
    """`burst` questions at once, and `a_minute` in the long run."""

    burst: int
    a_minute: int


ALLOWANCES: dict[str, Allowance] = {
    "search": Allowance(burst=60, a_minute=60),
    "files": Allowance(burst=12, a_minute=6),
    "api": Allowance(burst=240, a_minute=240),
}
"""Kind of question -> how often. `api` covers the API and harvesting, whose answers come in pages."""


def kind_of(request: HttpRequest) -> str:
    """The kind of question that this is; empty for what costs little."""
    path = request.path_info
    if path.startswith(("/api/v1", "/oai")):
        return "api"
    if path == "/evidence.zip" or path.startswith("/evidence."):
        return "files"
    asks = path in ("/evidence", "/map", "/map.csv", "/feeds/search.atom") or path.startswith(("/charts", "/authors"))
    return "search" if asks and request.META.get("QUERY_STRING") else ""


class Buckets:
    """Token buckets by (kind, mark of the address). Thread-safe; time from a monotonic clock."""

    def __init__(self, clock: Callable[[], float] = time.monotonic, remembered: int = REMEMBERED) -> None:
        self._clock, self._remembered, self._lock = clock, remembered, threading.Lock()
        self._left: OrderedDict[tuple[str, str], tuple[float, float]] = OrderedDict()

    def take(self, kind: str, mark: str) -> int:
        """Take one. 0 if there was one; else the whole seconds until there is."""
        allowance, now = ALLOWANCES[kind], self._clock()
        with self._lock:
            left, since = self._left.pop((kind, mark), (float(allowance.burst), now))
            left = min(float(allowance.burst), left + (now - since) * allowance.a_minute / 60)
            wait = 0 if left >= 1 else math.ceil((1 - left) * 60 / allowance.a_minute)
            self._left[kind, mark] = (left if wait else left - 1, now)
            if len(self._left) > self._remembered:
                self._left.popitem(last=False)
        return wait


class LimitsMiddleware:
    """429 with Retry-After for an address that asks too often for what costs much."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response, self.buckets = get_response, Buckets()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        kind = kind_of(request) if settings.LIMITS else ""
        if kind and client_address(request):
            wait = self.buckets.take(kind, address_mark(request))
            if wait:
                return too_many_requests(request, wait)
        return self.get_response(request)
