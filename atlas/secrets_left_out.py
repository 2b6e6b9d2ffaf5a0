"""Secrets are no part of a request.

The application server puts all variables of its process into what each request carries, and so into whatever shows a
request: an error page, a report, a log. The settings have their own copies.
"""

from __future__ import annotations

from typing import Any

SECRETS = (
    "ATLAS_DESK_ROLE_PASSWORD", "ATLAS_GENERATOR_KEY", "ATLAS_LETTER_KEYS", "ATLAS_METRICS_TOKEN",
    "ATLAS_PUBLIC_ROLE_PASSWORD", "ATLAS_RECEIPT_KEYS", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY",
    "DATABASE_REPLICA_URL", "DATABASE_URL", "EMAIL_URL", "NCBI_API_KEY", "POSTGRES_PASSWORD", "SECRET_KEY",
    "SECRET_KEY_FALLBACKS",
)  # fmt: skip


def without_secrets(environ: dict[str, Any]) -> dict[str, Any]:
    """The same WSGI environment, made smaller."""
    for name in SECRETS:
        environ.pop(name, None)
    return environ
