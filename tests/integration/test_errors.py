"""When the database is away, readers are told to come back, and caches keep nothing of it."""

from __future__ import annotations

import pytest
from django.db import OperationalError
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("path", ["/corrections", "/evidence", "/retractions", "/api/v1/studies"])
def test_a_database_that_is_away_is_503(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*args: object, **kwargs: object) -> None:
        raise OperationalError("the connection is closed")

    monkeypatch.setattr("django.db.backends.utils.CursorWrapper.execute", away)
    response = Client(raise_request_exception=False).get(path)
    assert response.status_code == 503
    assert response["Retry-After"] == "60"
    assert "no-store" in response["Cache-Control"]
    assert b"connection is closed" not in response.content
    if path.startswith("/api/"):
        assert response["Access-Control-Allow-Origin"] == "*"
        assert response["Content-Type"] == "application/problem+json"


def test_a_page_of_another_site_can_read_why_the_api_refused(client: Client) -> None:
    response = client.get("/api/v1/studies?q=%00")
    assert response.status_code == 400
    assert response["Access-Control-Allow-Origin"] == "*"
