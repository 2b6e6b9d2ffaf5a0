"""System checks of our own: what `manage.py check` says beyond Django's."""

from __future__ import annotations

import base64
from typing import Any

from django.conf import settings
from django.core.checks import Error, Tags, register
from django.core.checks import Warning as CheckWarning

from evidence.models.publication import REVIEW_POLICIES


@register(Tags.security)
def review_policy_is_known(**_: Any) -> list[Error]:
    if settings.REVIEW_POLICY in REVIEW_POLICIES:
        return []
    return [
        Error(
            f"ATLAS_REVIEW_POLICY is {settings.REVIEW_POLICY!r}.",
            hint=f"It can be {', '.join(REVIEW_POLICIES)}.",
            id="atlas.E001",
        )
    ]


@register(Tags.security, deploy=True)
def secrets_are_not_the_examples(**_: Any) -> list[Error]:
    """`.env.example` is public, so nothing secret in it may be used."""
    given = {
        "SECRET_KEY": settings.SECRET_KEY,
        "DATABASE_URL": settings.DATABASE_URL,
        "ATLAS_LETTER_KEYS": " ".join(settings.LETTER_KEYS),
        "ATLAS_RECEIPT_KEYS": " ".join(settings.RECEIPT_KEYS),
    }
    return [
        Error(
            f"{name} still holds the value of .env.example.",
            hint="Put a secret of your own in its place.",
            id="atlas.E002",
        )
        for name, value in given.items()
        if "change-me" in value
    ]


@register(Tags.security)
def letter_keys_can_seal(**_: Any) -> list[Error]:
    """A key that is no key would be noticed by the first reader who writes: say it at the start."""
    bad = [number for number, key in enumerate(settings.LETTER_KEYS, start=1) if not _is_letter_key(key)]
    return [
        Error(
            f"Key {number} of ATLAS_LETTER_KEYS is not 32 bytes in base64url.",
            hint=".env.example says how to make one.",
            id="atlas.E004",
        )
        for number in bad
    ]


def _is_letter_key(key: str) -> bool:
    try:
        return len(base64.urlsafe_b64decode(key)) == 32
    except ValueError:
        return False


@register(Tags.security, deploy=True)
def site_is_served_over_https(**_: Any) -> list[CheckWarning]:
    if settings.SITE_URL.startswith("https://"):
        return []
    return [
        CheckWarning(
            "ATLAS_SITE_URL does not start with https://.",
            hint="Citations and feeds carry this address for ever: give the public one.",
            id="atlas.W001",
        )
    ]


@register(Tags.security, deploy=True)
def second_factor_is_required(**_: Any) -> list[CheckWarning]:
    if settings.SECOND_FACTOR_REQUIRED:
        return []
    return [
        CheckWarning(
            "ATLAS_MFA_REQUIRED is false: a stolen password opens the desk.",
            hint="Leave it out, and everybody sets a second factor up when they next sign in.",
            id="atlas.W002",
        )
    ]


@register(Tags.security, deploy=True)
def addresses_behind_a_proxy_are_told_apart(**_: Any) -> list[CheckWarning]:
    if settings.TRUSTED_PROXIES or not getattr(settings, "SECURE_PROXY_SSL_HEADER", None):
        return []
    return [
        CheckWarning(
            "TRUST_X_FORWARDED_PROTO is true and TRUSTED_PROXIES is 0: every visitor seems to come from the proxy.",
            hint="Five wrong passwords of a stranger would lock an editor out. Set TRUSTED_PROXIES to how many proxies "
            "add to X-Forwarded-For, usually 1.",
            id="atlas.W003",
        )
    ]
