"""A form of the desk that arrives too late, or where it may not: nothing is lost.

Somebody writes for two hours, their session ends, they press "Save". Instead of a sign-in page that swallows the
text they get their text back, and the way to send it again:

    sent, but signed out        -> SIGNED_OUT: sign in in a new tab, come back, "Continue after signing in"
    that form is sent again     -> its CSRF token is older than the sign-in, so the check refuses it
                                -> STALE: the same page with a fresh token, "Send it again"
    sent again                  -> saved, as if nothing had been

A form that met a database which is away, or a fault of ours, comes back the same way (`server_error`). So does one
whose cookie was gone (`csrf_failure`), and one of somebody whose role was taken away while they wrote
(`permission_denied`; the refusals of the rooms, by the tag `what_was_sent`). A form that is larger than the site takes
is shown without a button, to be copied (`bad_request`).

Nothing is kept on the server and nothing is logged: the page itself carries the text. It is no way around the
CSRF check. The page is made only of what a page of ours has sent (a valid token, or the browser's word that
the request came from this site), it shows what will be sent and where, and nothing happens without a click and
a valid token. Passwords, codes, files and tokens are never shown or sent again.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.exceptions import BadRequest, DisallowedHost, RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.middleware.csrf import REASON_NO_CSRF_COOKIE
from django.shortcuts import render
from django.utils.datastructures import MultiValueDict
from django.utils.translation import get_language, gettext, gettext_noop

from atlas.accounts import trail
from atlas.accounts.overlong import beyond_the_limits
from atlas.views import errors

LONGEST = 5_000_000  # characters that are shown again; the longest page of the atlas has about thirty thousand
LINE = 70  # characters that a line of the page holds
MOST_LINES = 12

TOKEN = "csrfmiddlewaretoken"  # noqa: S105 - the name of Django's form field
NEVER_SHOWN = re.compile(r"passw|secret|otp|credential|recovery|(^|[-_])(code|pin)s?$", re.IGNORECASE)
"""Fields of passwords, of second factors, and of the codes by which people come back to their letters."""
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
COOKIE = Why("cookie", gettext_noop("Please send it once more. Nothing is lost."))
NOT_YOURS = Why("not_yours", gettext_noop("Your role does not include this. Nothing is lost."))
UNREADABLE = Why("unreadable", gettext_noop("This form could not be read. What you wrote is still here."), 400)
TOO_BIG = Why("too_big", gettext_noop("This is more than one form can hold. What you wrote is still here."), 413)
AWAY = Why("away", gettext_noop("The database does not answer just now. Nothing is lost."), 503)
FULL = Why("full", gettext_noop("There is no room left on the server. What you wrote is still here."), 507)
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

    @property
    def is_too_long(self) -> bool:
        return sum(len(field.value) for field in (*self.written, *self.unseen)) > LONGEST

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


def answer(
    request: HttpRequest, why: Why, *, sent: QueryDict | None = None, files: Any = None, **known: Any
) -> HttpResponse:
    """The page with everything that was sent, or a problem document for a script that sent it.

    `sent` stands for what the request cannot tell any more. `known` goes before what every page knows: where the
    database is away, nothing may ask it.
    """
    if _is_a_script(request):
        return _problem(why)
    kept: Kept | None = Kept.of(request.POST if sent is None else sent, request.FILES if files is None else files)
    if kept and (kept.is_too_long or (sent is not None and not sent)):
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
    if not (_is_of_the_desk(request) and came_from_here(request)):
        return errors.csrf_failure(request, reason)
    if not request.user.is_authenticated:
        return answer(request, SIGNED_OUT)
    return answer(request, COOKIE if reason == REASON_NO_CSRF_COOKIE else STALE)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """A role was taken away while somebody wrote. The check of the token came first: only then is anything shown."""
    trail.on_refusal(request)
    if _is_of_the_desk(request) and getattr(request, "csrf_processing_done", False):
        return answer(request, NOT_YOURS)
    return errors.permission_denied(request, exception)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """A form over the limits: what can still be read is shown, to be copied. It cannot be sent again as it is."""
    known = isinstance(exception, (BadRequest, RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent))
    if not (known and _is_of_the_desk(request) and came_from_here(request)):
        return errors.bad_request(request, exception)
    why = TOO_BIG if isinstance(exception, RequestDataTooBig) else UNREADABLE
    sent = beyond_the_limits(request, LONGEST)
    # Before the session was read: the page must not ask who this is.
    return answer(request, why, sent=sent, files=MultiValueDict(), messages=(), user=None, perms=None)


def server_error(request: HttpRequest) -> HttpResponse:
    """Saving a form of the desk failed: the text comes back with a button. Anything else is told as always."""
    plain = errors.server_error(request)
    # A view was reached, so the token was right; or the browser says that a page of ours sent it.
    if not _is_of_the_desk(request) or not (getattr(request, "csrf_processing_done", False) or came_from_here(request)):
        return plain
    why = {AWAY.status: AWAY, FULL.status: FULL}.get(plain.status_code, BROKEN)
    if why is FULL and not hasattr(request, "_post"):
        return plain  # the form itself found no room: nobody has read it
    page = answer(request, why, demo_is_loaded=False, messages=(), user=None, perms=None)
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
    try:
        own = f"{request.scheme}://{request.get_host()}"
    except DisallowedHost:
        return False
    return origin is not None and origin in (own, *settings.CSRF_TRUSTED_ORIGINS)


def _is_of_the_desk(request: HttpRequest) -> bool:
    return request.method == "POST" and request.path.startswith("/admin/")


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
