"""Two faces of one code base: what the public face leaves out, and where each may be reached (docs/faces.md).

    public   readers' pages, API, feeds, the letterbox. Admin, accounts, sessions: not switched off, but not there.
    desk     admin and accounts; readers' addresses lead to the public site.
    all      both in one process, for development and small sites; ATLAS_DESK_HOST can part them by name.

The settings read this module before any app is there, so it knows neither apps nor models.
"""

from __future__ import annotations

from collections.abc import Iterable

DESK_APPS = (
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "django.contrib.admin",
    "django.contrib.sessions",
    "django.contrib.messages",
)
"""Apps that only signed-in people need. `auth` stays: rows of the shelf name the model of users, never its rows."""

DESK_MIDDLEWARE = (
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "atlas.accounts.middleware.AccountsMiddleware",
    "axes.middleware.AxesMiddleware",
)
"""Public pages ask for no session and no person; the letterbox guards its form by a cookie of its own."""

DESK_CONTEXT = (
    "django.contrib.auth.context_processors.auth",
    "django.contrib.messages.context_processors.messages",
)


def without_the_desk(face: str, named: Iterable[str]) -> list[str]:
    """`named` as this face needs it: on the public face without anything of the desk."""
    if face != "public":
        return list(named)
    return [name for name in named if name not in (*DESK_APPS, *DESK_MIDDLEWARE, *DESK_CONTEXT)]
