"""A form of the desk that arrives too late: nothing is lost.

Somebody writes for two hours, their session ends, they press "Save". Instead of a sign-in page that swallows the
text they get their text back, and the way to send it again:

    sent, but signed out        -> SIGNED_OUT: sign in in a new tab, come back, "Continue after signing in"
    that form is sent again     -> its CSRF token is older than the sign-in, so the check refuses it
                                -> STALE: the same page with a fresh token, "Send it again"
    sent again                  -> saved, as if nothing had been

A form that met a database which is away, or a fault of ours, comes back the same way (`server_error`).

Nothing is kept on the server and nothing is logged: the page itself carries the text. It is no way around the
CSRF check. The page is made only of what a page of ours has sent (a valid token, or the browser's word that
the request came from this site), it shows what will be sent and where, and nothing happens without a click and
a valid token. Passwords, files and tokens are never shown or sent again.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import get_language, gettext, gettext_noop

from atlas.views import errors

LONGEST = 1_000_000  # characters that are shown again; the longest page of the atlas has about thirty thousand
LINE = 70  # characters that a line of the page holds
MOST_LINES = 12

TOKEN = "csrfmiddlewaretoken"  # noqa: S105 - the name of Django's form field
NEVER_SHOWN = re.compile(r"passw|secret", re.IGNORECASE)
OF_THE_FORM = re.compile(
    r"^_|^(action|index|select_across|seen_token)$|^initial-|__prefix__|-(TOTAL|INITIAL|MIN_NUM|MAX_NUM)_FORMS$"
)
"""Fields that the page itself put into the form: buttons, counts, the token of the row that was seen."""


@dataclass(frozen=True, slots=True)
class Why:
    """Why the page is shown: its heading (English), which way on the template offers, and its HTTP status."""

    name: str
    title: str
    status: int = 403


SIGNED_OUT = Why("signed_out", gettext_noop("You were signed out. Nothing is lost."))
STALE = Why("stale", gettext_noop("You signed in again. Nothing is lost."))
UNPROVEN = Why("unproven", gettext_noop("Your second factor is asked for. Nothing is lost."))
AWAY = Why("away", gettext_noop("The database does not answer just now. Nothing is lost."), 503)
BROKEN = Why("broken", gettext_noop("Something went wrong on our side. What you wrote is still here."), 500)


@dataclass(frozen=True, slots=True)
class Field:
    """One value of the form, to be shown and sent again."""

    id: str
    name: str
    label: str
    value: str

    @property
    def is_unseen(self) -> bool:
        """True for what the page itself put into the form, and for what was left empty."""
        return not self.value or bool(OF_THE_FORM.search(self.name))

    @property
    def rows(self) -> int:
        lines = sum(1 + len(line) // LINE for line in self.value.split("\n"))
        return min(lines, MOST_LINES)


@dataclass(frozen=True, slots=True)
class Kept:
    """What a form held: `written` is shown, `unseen` are fields of the page itself and empty ones."""

    written: tuple[Field, ...]
    unseen: tuple[Field, ...]
    files: tuple[str, ...]
    left_out: bool

    @classmethod
    def of(cls, sent: QueryDict, files: Any) -> Kept:
        fields = [
            Field(f"kept-{number}", name, _label(name), value)
            for number, (name, value) in enumerate(
                ((name, value) for name, values in sent.lists() if name != TOKEN for value in values), start=1
            )
        ]
        shown = [field for field in fields if not NEVER_SHOWN.search(field.name)]
        written = [field for field in shown if not field.is_unseen]
        long = {field.name for field in written if field.rows > 1}
        return cls(
            # The long texts first: they are what somebody is afraid for. Values of one name keep their order.
            written=tuple(sorted(written, key=lambda field: field.name not in long)),
            unseen=tuple(field for field in shown if field.is_unseen),
            files=tuple(file.name for _, uploads in files.lists() for file in uploads),
            left_out=len(shown) < len(fields),
        )


def _label(name: str) -> str:
    """ "does_not_prove" is "Does not prove"; in another language the name that such a field has there, if any."""
    words = " ".join(re.split(r"[-_]+", name)).strip()
    if words and not (get_language() or "en").startswith("en"):
        words = gettext(words)
    return words[:1].upper() + words[1:]


def answer(request: HttpRequest, why: Why, **known: Any) -> HttpResponse:
    """The page with everything that was sent, or a problem document for a script that sent it.

    `known` goes before what every page knows: where the database is away, nothing may ask it.
    """
    if _is_a_script(request):
        return _problem(why)
    kept: Kept | None = Kept.of(request.POST, request.FILES)
    if sum(len(field.value) for field in (*kept.written, *kept.unseen)) > LONGEST:
        kept = None
    context = {
        "why": why.name,
        "title": gettext(why.title),
        "kept": kept,
        "target": request.get_full_path(),
        "enctype": "multipart/form-data" if request.content_type == "multipart/form-data" else None,
    }
    return render(request, "accounts/lost_session.html", context | known, status=why.status if kept else 413)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Django's CSRF check said no. A form of ours under /admin/ is shown again; anything else is refused."""
    if request.method == "POST" and request.path.startswith("/admin/") and came_from_here(request):
        return answer(request, STALE if request.user.is_authenticated else SIGNED_OUT)
    return errors.csrf_failure(request, reason)


def server_error(request: HttpRequest) -> HttpResponse:
    """Saving a form of the desk failed: the text comes back with a button. Anything else is told as always."""
    plain = errors.server_error(request)
    sent = request.method == "POST" and request.path.startswith("/admin/")
    # A view was reached, so the token was right; or the browser says that a page of ours sent it.
    if not sent or not (getattr(request, "csrf_processing_done", False) or came_from_here(request)):
        return plain
    away = plain.status_code == AWAY.status
    page = answer(request, AWAY if away else BROKEN, demo_is_loaded=False, messages=(), user=None, perms=None)
    for header in ("Retry-After", "Cache-Control"):
        if header in plain:
            page.headers[header] = plain.headers[header]
    return page


def came_from_here(request: HttpRequest) -> bool:
    """Does the browser say that a page of this site sent the form? A page elsewhere cannot forge these headers."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    origin = request.headers.get("Origin")
    return origin is not None and origin in (
        f"{request.scheme}://{request.get_host()}",
        *settings.CSRF_TRUSTED_ORIGINS,
    )


def _is_a_script(request: HttpRequest) -> bool:
    """A script of ours (autosave, presence) sent this, and no person looks at the answer."""
    if request.headers.get("X-Requested-With") == "XMLHttpRequest":
        return True
    if request.headers.get("Sec-Fetch-Mode", "navigate") != "navigate":
        return True
    preferred = request.get_preferred_type(["text/html", "application/json", "application/problem+json"])
    return preferred in ("application/json", "application/problem+json")


def _problem(why: Why) -> HttpResponse:
    body = {
        "type": "about:blank",
        "title": why.title,
        "status": why.status,
        "detail": f"{why.title} Keep the page open.",
    }
    return JsonResponse(body, status=why.status, content_type="application/problem+json")
