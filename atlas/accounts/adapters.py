"""What allauth asks us: who may sign in, how to confirm it is still them, how secrets are stored."""

from __future__ import annotations

import logging
import threading
from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import generate_totp_secret
from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from atlas.accounts import encryption, sessions
from atlas.accounts.throttling import address_mark

log = logging.getLogger(__name__)


class AccountAdapter(DefaultAccountAdapter):
    """Staff only, made by an administrator. Names sign in; addresses are for setting a forgotten password."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": _("The name or the password is not right."),
        "incorrect_password": _("This password is not right."),
        "enter_current_password": _("This is not your present password."),
        "too_many_login_attempts": _("These were too many attempts. Wait five minutes, then try again."),
        "rate_limited": _("These were too many attempts. Wait five minutes, then try again."),
        "invalid_password_reset": _("This link has been used already, or it is too old."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def pre_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse | None:
        """Refuses everybody who is not staff, as it refuses accounts that were switched off."""
        if not user.is_staff:
            from allauth.account.internal.stagekit import clear_login

            clear_login(request)
            return self.respond_user_inactive(request, user)
        return super().pre_login(request, user, **kwargs)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """django-axes counts. allauth would count by name alone, and anybody could lock anybody out."""

    def get_client_ip(self, request: HttpRequest) -> str:
        return address_mark(request)

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Who signed in a moment ago is not asked for the same password again."""
        if sessions.is_fresh(self.request.session, app_settings.REAUTHENTICATION_TIMEOUT):
            return False
        return super().is_reauthentication_required(app=app, **kwargs)

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """Who has a second factor confirms with it. A password that was looked over a shoulder is not enough.

        The first one is offered first: the key, where there is no app (recovery codes count as codes of an app).
        """
        methods = super().get_reauthentication_methods(user)
        factors = [one for one in methods if one["id"].startswith("mfa_")]
        if len(factors) > 1 and not Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists():
            factors.reverse()
        return factors or methods

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("mfa_index")

    @transaction.atomic
    def set_password(self, user: Any, password: str) -> None:
        """The new password and its audit event (`trail`) are saved together or not at all."""
        super().set_password(user, password)

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Under the public address of the site, whatever host name the request came with."""
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        return settings.SITE_URL + path.replace("UID-KEY", key)

    def format_email_subject(self, subject: str) -> str:
        return f"{settings.SITE_NAME}: {subject}"

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Hands the message over and answers at once: how long it takes must not tell whether an account exists."""
        context = {"request": self.request, "email": email, "site_name": settings.SITE_NAME, **context}
        threading.Thread(target=_send, args=(self.render_mail(template_prefix, email, context),)).start()


def _send(message: EmailMessage) -> None:
    try:
        message.send()
    except Exception as error:
        log.error("A message about an account could not be sent (%s).", type(error).__name__)


class SecondFactorAdapter(DefaultMFAAdapter):
    """Secrets are encrypted; names of keys are plain words."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("This code is not right, or it has been used already. Wait for the next one."),
        "cannot_generate_recovery_codes": _("Set a second factor up first."),
    }

    def encrypt(self, text: str) -> str:
        return encryption.encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        """A secret that no key opens becomes a random one, which no code fits; an administrator can reset it."""
        try:
            return encryption.decrypt(encrypted_text)
        except encryption.Unreadable:
            log.error("A second factor cannot be read: it was encrypted with a SECRET_KEY that is not here any more.")
            return generate_totp_secret()

    def get_totp_label(self, user: Any) -> str:
        return user.get_username()

    def _get_user_identifier(self, user: Any) -> str:
        return user.get_username()

    def _get_site_name(self) -> str:
        return settings.SITE_NAME

    def generate_authenticator_name(self, user: Any, type: Authenticator.Type) -> str:
        """A name to begin with. It is stored, so it is English whatever the language of the page."""
        count = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return f"Security key {count + 1}"
