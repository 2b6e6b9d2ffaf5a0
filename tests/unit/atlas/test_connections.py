"""Whoever keeps a connection open is asked now and then to open another, which may find another worker."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import pytest

from atlas import connections
from atlas.connections import APART, EVERY, Moving

CLOSE = ("Connection", "close")
LENGTH = ("Content-Length", "2")


def a_page(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    start_response("200 OK", [LENGTH])
    return [b"ok"]


class Asked:
    """Answers of one worker: which of them ended their connection."""

    def __init__(self, *, server: str = "Granian", apart: float = 1.0) -> None:
        self.moving, self.server, self.apart, self.clock = Moving(a_page), server, apart, 1_000.0
        self.number, self.ended = 0, list[int]()
        self.told: list[Any] = []

    def times(self, count: int, monkeypatch: pytest.MonkeyPatch) -> list[int]:
        monkeypatch.setattr(connections.time, "monotonic", lambda: self.clock)
        for _ in range(count):
            self.number += 1
            self.clock += self.apart
            self.told.clear()
            body = self.moving({"SERVER_SOFTWARE": self.server}, lambda *given: self.told.append(given))
            [(status, headers)] = self.told
            assert (status, body, headers[0]) == ("200 OK", [b"ok"], LENGTH)
            assert headers[1:] in ([], [CLOSE])
            if headers[1:]:
                self.ended.append(self.number)
        return self.ended


def test_one_answer_of_fifty_ends_its_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    assert Asked().times(4 * EVERY + 1, monkeypatch) == [EVERY, 2 * EVERY, 3 * EVERY, 4 * EVERY]


def test_never_more_than_twenty_in_a_second(monkeypatch: pytest.MonkeyPatch) -> None:
    seconds, many = 0.5, 20_000
    ended = Asked(apart=seconds / many).times(many, monkeypatch)
    assert seconds / APART - 2 <= len(ended) <= seconds / APART


def test_another_server_is_told_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    assert Asked(server="WSGIServer/0.2").times(2 * EVERY, monkeypatch) == []


def test_the_headers_of_a_kept_page_stay_as_they_were(monkeypatch: pytest.MonkeyPatch) -> None:
    """The front answers with one list each time."""
    kept = [LENGTH]

    def front(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        start_response("200 OK", kept)
        return [b"ok"]

    asked = Asked()
    asked.moving.application = front
    assert asked.times(2 * EVERY, monkeypatch) == [EVERY, 2 * EVERY]
    assert kept == [LENGTH]
