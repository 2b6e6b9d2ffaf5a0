"""How often one address may ask for what costs much."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from atlas import limits
from atlas.limits import ALLOWANCES, Allowance, Buckets

pytestmark = pytest.mark.django_db


@pytest.fixture
def strict(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.LIMITS = True
    monkeypatch.setattr(limits, "ALLOWANCES", dict.fromkeys(ALLOWANCES, Allowance(burst=2, a_minute=6)))


@pytest.mark.parametrize(
    "address", ["/evidence?q=pain", "/evidence.csv", "/evidence.zip", "/api/v1/studies", "/oai?verb=Identify"]
)
def test_whoever_asks_too_often_is_told_when_to_come_back(client: Client, strict: None, address: str) -> None:
    assert [client.get(address).status_code for _ in range(2)] == [200, 200]
    told = client.get(address)
    assert told.status_code == 429
    assert 1 <= int(told["Retry-After"]) <= 10
    assert "seconds" in told.content.decode()
    assert "no-store" in told["Cache-Control"]
    assert client.get(address, REMOTE_ADDR="198.51.100.7").status_code == 200, "others are not held up"


def test_reading_is_never_limited(client: Client, strict: None) -> None:
    assert {client.get(address).status_code for address in ("/", "/evidence", "/criteria", "/about") * 5} == {200}


def test_a_bucket_fills_again_and_forgets_the_oldest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "ALLOWANCES", {"search": Allowance(burst=2, a_minute=6)})
    now = [0.0]
    buckets = Buckets(clock=lambda: now[0], remembered=2)
    assert [buckets.take("search", "a") for _ in range(3)] == [0, 0, 10]
    now[0] = 9.0
    assert buckets.take("search", "a") == 1, "asking in vain costs nothing"
    now[0] = 10.0
    assert [buckets.take("search", "a"), buckets.take("search", "a")] == [0, 10]
    buckets.take("search", "b")
    buckets.take("search", "c")
    assert buckets.take("search", "a") == 0, "forgotten, so that memory has an end"
