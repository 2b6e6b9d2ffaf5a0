"""How the private pages answer: nothing stored by anybody, and a text that was typed always comes back."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import wraps
from typing import Any

from django.db import Error as DatabaseTrouble
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.translation import ngettext
from django.views.decorators.debug import sensitive_post_parameters

from contributions import limits
from contributions.actions.sending import TooMany
from contributions.posted import Posted, read
from contributions.spoken import each_spoken, spoken
from contributions.words import Sentence, gettext_noop

log = logging.getLogger(__name__)

TRY_AGAIN = timedelta(minutes=1)
"""After a failure of ours. It is what a machine is told; people are told "in a few minutes"."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a form comes back: an HTTP status, a heading, a sentence or two, and when to try again. English."""

    status: int
    title: str
    sentence: str
    retry_after: int = 0


DOWN = Trouble(
    503,
    gettext_noop("It could not be sent just now"),
    gettext_noop(
        "Something on our side does not work at the moment. Nothing is lost: what you typed is still here. "
        "Please wait a few minutes, then send it again."
    ),
    int(TRY_AGAIN.total_seconds()),
)
ASLEEP = Trouble(
    503,
    gettext_noop("This page is not quite awake"),
    gettext_noop(
        "Something on our side does not work at the moment. You can write already. Please wait a few minutes before "
        "you send it."
    ),
    int(TRY_AGAIN.total_seconds()),
)
TOO_LONG = Trouble(
    413,
    gettext_noop("This is more than we can take"),
    Sentence.of(
        gettext_noop(
            "A letter has room for {most} characters. Nothing has been sent yet, and what you typed is still "
            "here. Please shorten it, or send it in parts."
        ),
        most=limits.MESSAGE_MAX,
    ),
)
STALE = Trouble(
    403,
    gettext_noop("Please send it once more"),
    gettext_noop(
        "This page had been open for a long time, or your browser did not send its cookie. "
        "Nothing has been sent yet, and what you typed is still here."
    ),
)


def too_many(told: TooMany) -> Trouble:
    """Please wait: why, and until when, in words and in clock time."""
    until = timezone.now() + timedelta(seconds=told.retry_after)
    minutes = max(1, -(-told.retry_after // 60))
    when = ngettext(
        "It will work again in %(minutes)d minute, at %(time)s (UTC).",
        "It will work again in %(minutes)d minutes, at %(time)s (UTC).",
        minutes,
    ) % {"minutes": minutes, "time": f"{until:%H:%M}"}
    return Trouble(
        429, gettext_noop("Please wait a little"), " ".join([*each_spoken(told.sentences), when]), told.retry_after
    )


Kept = Callable[[HttpRequest, Posted, Trouble], HttpResponse]
"""Renders the page of a form with everything that was typed, without asking the database for anything."""

_KEPT: dict[str, Kept] = {}
"""Name of the view -> how its form comes back."""


def form_again(request: HttpRequest, trouble: Trouble) -> HttpResponse | None:
    """The form that was sent to this address, with everything that was typed; None where there is no such form.

    For the site's middleware: the text comes back also when no view was reached, or one failed.
    """
    try:
        kept = _KEPT.get(resolve(request.path_info).func.__name__)
    except Resolver404:
        return None
    return kept(request, posted(request), trouble) if kept else None


def plainly(request: HttpRequest, trouble: Trouble) -> HttpResponse:
    """A polite refusal of something that no form of ours sends. It shows nothing of what came."""
    return show_kept(request, "refused", trouble, {})


def private(kept: Kept) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """A private page. Its form comes back by `kept` when it holds too much (413) or the database is away (503)."""

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        _KEPT[view.__name__] = kept

        @sensitive_post_parameters()  # an error report never carries what was typed
        @wraps(view)
        def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            try:
                long = request.method == "POST" and len(request.body) > limits.BODY_MAX
                response = kept(request, posted(request), TOO_LONG) if long else view(request, *args, **kwargs)
            except DatabaseTrouble as trouble:
                log.error("The database did not answer.", exc_info=trouble)
                response = kept(request, posted(request), DOWN if request.method == "POST" else ASLEEP)
            add_never_cache_headers(response)
            return response

        return answered

    return decorate


def posted(request: HttpRequest) -> Posted:
    """What the form has sent; nothing where nothing was sent or it cannot be read any more."""
    return read(request.body) if request.method == "POST" else read(b"")


def visitor(request: HttpRequest) -> str | None:
    """What stands for the visitor's network in the counts of one hour. The site's middleware sets it."""
    return getattr(request, "visitor", None)


def show(request: HttpRequest, template: str, status: int = 200, **context: Any) -> HttpResponse:
    return render(request, f"contributions/{template}.html", context, status=status)


def show_kept(request: HttpRequest, template: str, trouble: Trouble, context: Mapping[str, Any]) -> HttpResponse:
    """A page that works when nothing else does: it asks the database nothing, not even for the demonstration."""
    said = replace(trouble, title=spoken(trouble.title), sentence=spoken(trouble.sentence))
    known = {**context, "trouble": said, "demo_is_loaded": False}
    response = render(request, f"contributions/{template}.html", known, status=trouble.status)
    if trouble.retry_after:
        response["Retry-After"] = str(trouble.retry_after)
    return response
