"""What becomes an audit event: sign-ins, lock-outs, passwords, second factors, refusals. No secret, no address, no
typed name.

allauth's `user_logged_in` and not Django's: it tells of people who came through the sign-in page.
"""

from __future__ import annotations

import logging
from contextlib import suppress
from datetime import timedelta
from typing import Any

from allauth.account import signals as account_signals
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context
from allauth.mfa import signals as second_factor_signals
from allauth.mfa.models import Authenticator
from axes.signals import user_locked_out
from django.contrib.auth import get_user_model
from django.contrib.auth.signals import user_logged_in
from django.db import Error
from django.db.models.signals import post_save
from django.http import HttpRequest

from atlas.accounts import encryption, second_factor, sessions
from atlas.accounts.telling import tell
from evidence.actions.audit import record, record_once

log = logging.getLogger(__name__)

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
REFUSED_AGAIN = timedelta(minutes=1)
"""How long the same page that is refused to the same person is one event: nobody can fill the trail by asking."""


def connect() -> None:
    """Called once, when the apps are ready."""
    for signal, receiver in (
        (user_logged_in, sessions.on_sign_in),
        (second_factor_signals.authenticator_used, second_factor.on_shown),
        (second_factor_signals.authenticator_used, renew_encryption),
        (second_factor_signals.authenticator_added, second_factor.on_shown),
        (account_signals.user_logged_in, on_sign_in),
        (user_locked_out, on_lock_out),
        (second_factor_signals.authenticator_added, on_factor_added),
        (second_factor_signals.authenticator_removed, on_factor_removed),
        (second_factor_signals.authenticator_reset, on_codes_renewed),
        (second_factor_signals.authentication_failed, on_wrong_code),
    ):
        signal.connect(receiver, dispatch_uid=f"atlas.accounts.{receiver.__module__}.{receiver.__name__}")
    post_save.connect(on_person_saved, sender=get_user_model(), dispatch_uid="atlas.accounts.password")


def on_sign_in(sender: Any, request: Any, user: Any, **_: Any) -> None:
    used = [one.get("type") for one in get_authentication_records(request, user) if one.get("method") == "mfa"]
    record("account.signed_in", by=user, about=user, detail={"second_factor": used[-1] if used else None})


def on_lock_out(sender: Any, request: Any, username: str, **_: Any) -> None:
    """Once for each lock-out, not for each attempt while it lasts: nobody can fill the trail from outside."""
    if getattr(request, "axes_failures_since_start", None) is None:
        return
    log.warning("A sign-in was locked after too many failed attempts.")
    typed = str((request.axes_credentials or {}).get("username") or "").strip()
    person = get_user_model().objects.filter(username__iexact=typed).first()
    if person is not None:
        record("account.locked_out", by=None, about=person)


def on_person_saved(sender: Any, instance: Any, created: bool, **_: Any) -> None:
    """Every way to a new password ends here: the person's own page, a link by mail, the admin, a command.

    Django holds the raw password in `_password` from `set_password` until the row is saved; when it only
    strengthens the hash of the same password it does not.
    """
    if instance._password is None or created:
        return
    person = getattr(context.request, "user", None)
    by = person if person is not None and person.is_authenticated else None
    record("account.password_changed", by=by, about=instance)
    tell("account.password_changed", instance)


def on_factor_added(sender: Any, user: Any, authenticator: Authenticator, **_: Any) -> None:
    record("account.second_factor_added", by=user, about=user, detail={"kind": str(authenticator.type)})
    if authenticator.type != Authenticator.Type.RECOVERY_CODES:
        tell("account.second_factor_added", user)


def on_factor_removed(sender: Any, user: Any, authenticator: Authenticator, **_: Any) -> None:
    record("account.second_factor_removed", by=user, about=user, detail={"kind": str(authenticator.type)})
    if authenticator.type != Authenticator.Type.RECOVERY_CODES:
        tell("account.second_factor_removed", user)


def on_codes_renewed(sender: Any, user: Any, **_: Any) -> None:
    record("account.recovery_codes_renewed", by=user, about=user)
    tell("account.recovery_codes_renewed", user)


def on_wrong_code(sender: Any, user: Any, **_: Any) -> None:
    """The password was right and the code was not. allauth lets nobody try more than five times in five minutes."""
    record("account.second_factor_failed", by=None, about=user)


def on_refusal(request: HttpRequest) -> None:
    """Somebody who is signed in asked for what their role may not. The page is told by the name of its address."""
    # Where the database is in trouble the refusal stands all the same.
    with suppress(Error):
        person, match = getattr(request, "user", None), request.resolver_match
        if person is not None and person.is_authenticated:
            # Anybody can make up a method, of any length.
            method = request.method if request.method in METHODS else "other"
            detail = {"page": match.view_name if match else "", "method": method}
            record_once(action="account.refused", by=person, about=person, detail=detail, within=REFUSED_AGAIN)


def renew_encryption(sender: Any, user: Any, **_: Any) -> None:
    """While SECRET_KEY is rotated: whoever uses a factor has all of theirs encrypted with the new key."""
    for factor in Authenticator.objects.filter(user_id=user.pk).exclude(type=Authenticator.Type.WEBAUTHN):
        for name in ("secret", "seed"):
            try:
                renewed = encryption.renewed(factor.data[name]) if name in factor.data else None
            except encryption.Unreadable:
                continue
            if renewed is not None:
                factor.data[name] = renewed
                factor.save(update_fields=["data"])
