"""The second factor: an app (TOTP) or a security key (WebAuthn). Recovery codes replace it, they are none.

Required for staff where SECOND_FACTOR_REQUIRED says so, in two steps:

| a person of the staff | may open of the desk |
|---|---|
| has no second factor yet | the pages that set one up, and signing out (SET_UP) |
| has one, and this session has not shown it | the pages that ask for it, and signing out (PROVE) |
| has one, and this session has shown it | what their role allows (OPEN) |

The second row is more than theory: a session that began with a stolen password, before its owner set the factor
up, would otherwise stay open, and could take the factor away again.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.db import models, transaction
from django.utils.translation import gettext

from atlas.accounts import sessions
from atlas.accounts.telling import tell
from evidence.actions.audit import record

FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
SHOWN = "second_factor_shown_by"


class Standing(StrEnum):
    """How far a signed-in person has come; see the table of this module."""

    SET_UP = "set up"
    PROVE = "prove"
    OPEN = "open"


SIGN_OUT = ("/accounts/logout/", "/admin/logout/")
OPEN_WHILE = {
    Standing.SET_UP: ("/accounts/2fa/", "/accounts/reauthenticate/", *SIGN_OUT),
    Standing.PROVE: ("/accounts/2fa/reauthenticate/", "/accounts/2fa/webauthn/reauthenticate/", *SIGN_OUT),
}
"""Standing -> the only pages of the desk that are open (each with what lies under it)."""


def has_second_factor(person: models.Model) -> bool:
    return Authenticator.objects.filter(user_id=person.pk, type__in=FACTORS).exists()


def standing(person: Any, session: SessionBase) -> Standing:
    """One query at most; none where the second factor is not required."""
    if not settings.SECOND_FACTOR_REQUIRED or not person.is_staff:
        return Standing.OPEN
    if not has_second_factor(person):
        return Standing.SET_UP
    return Standing.OPEN if session.get(SHOWN) == str(person.pk) else Standing.PROVE


def is_open(path: str, standing: Standing) -> bool:
    """May this path of the desk be opened?"""
    return standing is Standing.OPEN or path.startswith(OPEN_WHILE[standing])


def is_switched_off_for(person: Any) -> bool:
    """The accounts of the demonstration are shared: one visitor's factor would lock all others out."""
    return bool(getattr(person, "demo", False)) and not settings.SECOND_FACTOR_REQUIRED


def note() -> str:
    """What the desk says of a second factor that is not asked for; empty where it is required."""
    if settings.SECOND_FACTOR_REQUIRED:
        return ""
    if settings.LOCAL:
        return gettext("This is a demonstration: the second factor is off.")
    return gettext("The second factor is not required on this site.")


def on_shown(sender: Any, request: Any, user: models.Model, authenticator: Authenticator, **_: Any) -> None:
    """Receiver of allauth's `authenticator_used` and `authenticator_added`: this session has shown a factor."""
    session = getattr(request, "session", None)
    if session is not None:
        session[SHOWN] = str(user.pk)


@transaction.atomic
def reset(*, person: Any, reason: str) -> int:
    """Take every factor and recovery code of `person` away and sign them out everywhere; returns how many.

    For somebody who has lost theirs. They sign in with their password and set a new one up.
    """
    count = Authenticator.objects.filter(user_id=person.pk).delete()[0]
    ended = sessions.end_all(person)
    record(
        "account.second_factor_reset", by=None, about=person, reason=reason,
        detail={"removed": count, "sessions_ended": ended},
    )  # fmt: skip
    tell("account.second_factor_reset", person)
    return count
