"""The living style page, for the people who work here."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from atlas.display import CHOICES
from atlas.palette import THEMES, measured, themes
from atlas.style_page import specimens
from atlas.style_page.desk import desk_specimens


@require_safe
@never_cache
def style_page(request: HttpRequest) -> HttpResponse:
    """Every component in every theme. Nobody but staff finds it, and everybody on a machine of their own."""
    _only_for_those_who_work_here(request)
    context = {
        "palette": [(theme, words, _rows(theme)) for theme, words in THEMES.items()],
        "sizes": [
            (text, spacing, f"{words}, {room}")
            for text, words in CHOICES["text"].items()
            for spacing, room in CHOICES["spacing"].items()
        ],
        "specimens": specimens(request),
    }
    return render(request, "atlas/style.html", context)


@require_safe
@never_cache
def desk_style_page(request: HttpRequest) -> HttpResponse:
    """The components of the desk, in the theme that the address names, or in the reader's own."""
    _only_for_those_who_work_here(request)
    theme = request.GET.get("theme", "")
    if theme in THEMES:
        request.display = replace(request.display, theme=theme)  # type: ignore[attr-defined]
    frame = admin.site.each_context(request) | {"title": "Style page of the desk"}
    context = {"themes": THEMES, "theme": theme, "specimens": desk_specimens(request)}
    return render(request, "atlas/style_desk.html", frame | context)


def _only_for_those_who_work_here(request: HttpRequest) -> None:
    user = getattr(request, "user", None)
    if not settings.LOCAL and not (user and user.is_active and user.is_staff):
        raise Http404("There is no such page.")


def _rows(theme: str) -> list[dict[str, Any]]:
    pairs = measured(theme)
    rows = []
    for token, colour in themes()[theme].items():
        own = [pair for pair in pairs if pair.token == token]
        rows.append(
            {"token": token, "colour": colour, "measured": own, "at_least": f"{own[0].at_least:g}" if own else ""}
        )
    return rows
