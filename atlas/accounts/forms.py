"""allauth's forms for a code, with one promise more: no code of an app works twice.

allauth remembers a used code for one period of thirty seconds. We accept the code before and after the present
one too, for people who type slowly (MFA_TOTP_TOLERANCE), so that a code lives for ninety seconds; so long it has to
be remembered.
"""

from __future__ import annotations

from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.cache import cache

PERIOD = 30  # seconds that an app shows one code (RFC 6238)


class _NeverTwice:
    def clean_code(self) -> str:
        code = super().clean_code()
        if self.authenticator.type == Authenticator.Type.TOTP:
            lifetime = PERIOD * (2 * settings.MFA_TOTP_TOLERANCE + 1)
            digits = "".join(character for character in code if character.isalnum())
            if not cache.add(f"atlas.accounts.used:{self.user.pk}:{digits}", 1, timeout=lifetime):
                raise get_adapter().validation_error("incorrect_code")
        return code


class AuthenticateForm(_NeverTwice, forms.AuthenticateForm):
    """At sign-in."""


class ReauthenticateForm(_NeverTwice, forms.ReauthenticateForm):
    """Before a change of the account."""
