"""Readers' pages read from the replica, letters from the primary, and all from the primary while it is away."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from django.core.exceptions import MiddlewareNotUsed
from django.db import OperationalError, connections
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from atlas import replicas


class Server:
    """What the middleware asks of a connection."""

    def __init__(self, *, down: bool = False) -> None:
        self.down, self.errors_occurred, self.attempts = down, False, 0

    def close_if_health_check_failed(self) -> None:
        pass

    def ensure_connection(self) -> None:
        self.attempts += 1
        if self.down:
            raise OperationalError("no answer")

    def close(self) -> None:
        self.errors_occurred = False


@pytest.fixture
def servers(monkeypatch: pytest.MonkeyPatch, settings) -> Iterator[SimpleNamespace]:
    both = SimpleNamespace(primary=Server(), replica=Server())
    handler = {"default": both.primary, "replica": both.replica}
    monkeypatch.setattr(replicas, "connections", handler)
    monkeypatch.setattr(replicas, "settings", SimpleNamespace(DATABASES=handler))
    yield both
    assert handler["default"] is both.primary, "afterwards everything is in its place"


def asked(servers: SimpleNamespace, path: str, method: str = "get", *, middleware=None) -> tuple[str, HttpResponse]:
    """Which server made the page."""

    def page(request: HttpRequest) -> HttpResponse:
        at_the_replica = replicas.connections["default"] is servers.replica
        if at_the_replica and request.path == "/breaks":
            servers.replica.errors_occurred = True
            return HttpResponse("away", status=503)
        return HttpResponse("replica" if at_the_replica else "primary")

    middleware = middleware or replicas.ReplicaMiddleware(page)
    middleware.get_response = page
    response = middleware(getattr(RequestFactory(), method)(path))
    return response.content.decode(), response


@pytest.mark.parametrize(
    ("path", "method", "server"),
    [
        ("/evidence", "get", "replica"), ("/evidence", "head", "replica"), ("/evidence", "post", "primary"),
        ("/contribute/status", "get", "primary"), ("/contribute", "post", "primary"), ("/admin/", "get", "primary"),
        ("/health/ready", "get", "primary"),
    ],
)  # fmt: skip
def test_who_is_asked(servers: SimpleNamespace, path: str, method: str, server: str) -> None:
    assert asked(servers, path, method)[0] == server


def test_a_replica_that_is_away_is_left_alone_for_a_while(servers, monkeypatch: pytest.MonkeyPatch) -> None:
    servers.replica.down, clock = True, [100.0]
    monkeypatch.setattr(replicas, "time", SimpleNamespace(monotonic=lambda: clock[0]))
    middleware = replicas.ReplicaMiddleware(lambda request: HttpResponse())
    assert [asked(servers, "/evidence", middleware=middleware)[0] for _ in range(3)] == ["primary"] * 3
    assert servers.replica.attempts == 1
    servers.replica.down = False
    clock[0] += replicas.LEFT_ALONE
    assert asked(servers, "/evidence", middleware=middleware)[0] == "replica"


def test_a_page_that_the_replica_fails_under_is_made_by_the_primary(servers: SimpleNamespace) -> None:
    told, response = asked(servers, "/breaks")
    assert (told, response.status_code) == ("primary", 200)


def test_the_place_of_the_database_is_that_of_this_thread() -> None:
    """The real handler of connections, which the middleware changes for a moment."""
    before, stand_in = connections["default"], object()
    connections["default"] = stand_in
    try:
        assert connections["default"] is stand_in
    finally:
        connections["default"] = before


def test_without_a_replica_nothing_of_this_is_there() -> None:
    with pytest.raises(MiddlewareNotUsed):
        replicas.ReplicaMiddleware(lambda request: HttpResponse())
