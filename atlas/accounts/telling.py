"""A mail to somebody whose way of signing in has changed: if it was not they, they learn of it.

Sent where the site sends mail and the account has an address, once the change is in the database. It says what and
when, and nothing of where it came from: that is not kept. A new sign-in is not told of: no browser is remembered, so
each would be new.
"""

from __future__ import annotations

import threading
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext, gettext_noop

from atlas.accounts.adapters import _send

WHAT = {
    "account.password_changed": gettext_noop("The password was changed."),
    "account.second_factor_added": gettext_noop("A second factor was added."),
    "account.second_factor_removed": gettext_noop("A second factor was removed."),
    "account.second_factor_reset": gettext_noop("All second factors and recovery codes were removed by an operator."),
    "account.recovery_codes_renewed": gettext_noop("New recovery codes were made. The old ones are worth nothing now."),
}
"""Event of the trail -> what its person is told."""


def tell(action: str, person: Any) -> None:
    if not settings.SENDS_MAIL or not person.email:
        return
    known = {
        "name": person.get_username(), "what": gettext(WHAT[action]), "site_name": settings.SITE_NAME,
        "at": timezone.now(), "address": f"{settings.SITE_URL}/accounts/",
    }  # fmt: skip
    subject = gettext("your account")
    message = EmailMessage(
        f"{settings.SITE_NAME}: {subject}", render_to_string("accounts/changed.txt", known),
        to=[person.email],
    )  # fmt: skip
    transaction.on_commit(lambda: threading.Thread(target=_send, args=(message,)).start())
