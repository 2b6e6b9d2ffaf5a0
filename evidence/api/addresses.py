"""Absolute addresses, of pages and of the API itself; and moments as the API writes them."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import urlencode

from django.conf import settings

ROOT = "/api/v1"


def site(path: str) -> str:
    """A page for people."""
    return f"{settings.SITE_URL}{path}"


def api(path: str = "", *pairs: tuple[str, str]) -> str:
    """An address of the API with its parameters."""
    query = urlencode(pairs)
    return f"{settings.SITE_URL}{ROOT}{path}" + (f"?{query}" if query else "")


def of_study(slug: str) -> str:
    return api(f"/studies/{slug}")


def of_version(slug: str, number: int) -> str:
    return api(f"/studies/{slug}/versions/{number}")


def moment(at: datetime) -> str:
    """RFC 3339 in UTC, to the microsecond: it sorts as a text."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
