"""Figures for Prometheus: how many requests, how long they took, and what waits. Nothing about anybody.

Several worker processes count into files of one folder (ATLAS_METRICS_DIR), which whoever asks reads together;
without the folder a process tells of itself alone.
https://prometheus.github.io/client_python/multiprocess/
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse

if settings.METRICS_DIR:  # the library looks at this when it is imported, and at no later time
    Path(settings.METRICS_DIR).mkdir(mode=0o700, parents=True, exist_ok=True)
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(settings.METRICS_DIR)

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import REGISTRY, Collector

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)

requests_answered = Counter(
    "atlas_requests", "Requests answered, by the name of the page and the status.", ("method", "page", "status")
)
request_seconds = Histogram(
    "atlas_request_seconds", "Seconds from the request to the answer.", ("page",), buckets=SECONDS
)
METHODS = ("GET", "HEAD", "POST")


class FiguresMiddleware:
    """Counts each answer under the name of its route: as many series as the site has kinds of pages, never more."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        began = time.perf_counter()
        response = self.get_response(request)
        match = request.resolver_match
        page = (match.view_name or "unnamed") if match else "none"
        method = request.method if request.method in METHODS else "other"
        requests_answered.labels(method, page, str(response.status_code)).inc()
        request_seconds.labels(page).observe(time.perf_counter() - began)
        return response


class StateCollector(Collector):
    """What `atlas.watching.state` knows, asked when somebody scrapes."""

    def __init__(self, state: dict[str, dict[str, float]]) -> None:
        self.state = state

    def collect(self) -> Iterable[Metric]:
        for name, values in self.state.items():
            told, label = DESCRIPTIONS[name]
            gauge = GaugeMetricFamily(f"atlas_{name}", told, labels=[label] if label else [])
            for value, number in sorted(values.items()):
                gauge.add_metric([value] if label else [], number)
            yield gauge


DESCRIPTIONS: dict[str, tuple[str, str]] = {
    "job_seconds_since_success": ("Seconds since each job last succeeded.", "job"),
    "job_failures_in_a_row": ("Failures of each job since its last success.", "job"),
    "pages_live": ("Evidence pages that readers see.", ""),
    "letters_waiting": ("Letters that nobody has looked at.", ""),
    "mails_waiting": ("Mails in the outbox that have not left.", ""),
    "backup_seconds_since_success": ("Seconds since the last backup was made.", ""),
    "disk_free_bytes": ("Bytes free where pages, releases and backups are kept.", "place"),
    "database_bytes": ("Bytes that the database takes.", ""),
}
"""Name of a gauge -> what it says, and the name of its label ("" for none)."""


def told(state: dict[str, dict[str, float]]) -> bytes:
    """Everything in the text format of Prometheus. `state`: name of a gauge -> value of its label -> number."""
    registry = CollectorRegistry()
    registry.register(StateCollector(state))
    counted = registry if settings.METRICS_DIR else REGISTRY
    if settings.METRICS_DIR:
        MultiProcessCollector(registry)
        return generate_latest(counted)
    return generate_latest(REGISTRY) + generate_latest(registry)
