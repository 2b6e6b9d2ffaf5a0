"""Failed sign-ins: after five, the same name from the same address has to wait for fifteen minutes.

What is kept of an attempt: a mark of the name, a mark of the address, a count, a time. A mark is a keyed
digest: it can be compared, and nobody can read from it who tried or from where. (What is typed as a name is
sometimes a password.) User agent, path and form are not kept. Rows are deleted by the next sign-in or failure
after their fifteen minutes, and by `manage.py purge_sign_ins`.
"""

from __future__ import annotations

import logging
import unicodedata
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from axes.handlers.database import AxesDatabaseHandler
from axes.models import AccessAttempt
from django.conf import settings
from django.db import connection
from django.db.models.signals import pre_save
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.crypto import salted_hmac

from atlas.visitors import address_mark, client_address

__all__ = [
    "Handler", "address_mark", "client_address", "keep_no_form", "locked_out", "locked_until", "name_mark", "purge",
    "purge_counts",
]  # fmt: skip

log = logging.getLogger(__name__)


def name_mark(request: HttpRequest, credentials: Mapping[str, Any] | None) -> str:
    """What stands for the name that was typed: 40 hex digits. "Chief" and "chief" are one name, as at sign-in."""
    name = unicodedata.normalize("NFKC", str((credentials or {}).get("username") or "")).strip().casefold()
    return salted_hmac("atlas.accounts.name", name, algorithm="sha256").hexdigest()[:40]


class Handler(AxesDatabaseHandler):
    """django-axes's own, forgetting what it need not know."""

    def user_login_failed(
        self, sender: Any, credentials: dict[str, Any], request: HttpRequest | None = None, **kwargs: Any
    ) -> None:
        if request is not None:
            request.axes_user_agent = request.axes_path_info = request.axes_http_accept = ""
        super().user_login_failed(sender, credentials, request, **kwargs)
        log.info("A sign-in failed.")  # neither which name nor what was typed


@receiver(pre_save, sender=AccessAttempt, dispatch_uid="atlas.accounts.keep_no_form")
def keep_no_form(instance: AccessAttempt, **_: Any) -> None:
    """django-axes would add what was sent, attempt after attempt."""
    instance.get_data = instance.post_data = ""


def locked_until(request: HttpRequest, credentials: Mapping[str, Any] | None) -> datetime:
    """When this name may be tried again from this address: the cool-off after the last counted failure."""
    attempt = AccessAttempt.objects.filter(
        username=name_mark(request, credentials), ip_address=address_mark(request)
    ).first()
    return (attempt.attempt_time if attempt else timezone.now()) + settings.AXES_COOLOFF_TIME


def locked_out(
    request: HttpRequest, original_response: HttpResponse | None = None, credentials: Mapping[str, Any] | None = None
) -> HttpResponse:
    """The page (429) that says when to try again. It is the same for names that exist and names that do not."""
    until = locked_until(request, credentials)
    left = max(until - timezone.now(), timedelta(seconds=1))
    context = {"until": until, "minutes": -(-left // timedelta(minutes=1))}
    response = render(request, "accounts/locked_out.html", context, status=429)
    response["Retry-After"] = str(int(left.total_seconds()))
    return response


def purge(*, now: datetime) -> int:
    """Delete attempts whose cool-off has passed; returns how many."""
    return AccessAttempt.objects.filter(attempt_time__lt=now - settings.AXES_COOLOFF_TIME).delete()[0]


def purge_counts(*, now: datetime) -> int:
    """Delete expired rows of the cache, which Django leaves there until the table is full; returns how many."""
    table = connection.ops.quote_name(settings.CACHES["default"]["LOCATION"])
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table} WHERE expires < %s", [now])  # noqa: S608 - the name stands in the settings
        return cursor.rowcount
