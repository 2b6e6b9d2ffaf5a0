"""Figures and rules behind the page on how the atlas works."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from evidence.models import Publication
from evidence.presenters.agreement import coders_agreement
from evidence.presenters.machines import scanner_rules, scoreboard
from evidence.views.caching import conditional, public_page


@public_page
def agreement_csv(request: HttpRequest) -> HttpResponse:
    """How well coders agree, one row a field."""
    text = coders_agreement().csv

    def draw() -> HttpResponse:
        response = HttpResponse(text, content_type="text/csv; charset=utf-8")
        response.headers["Content-Disposition"] = 'attachment; filename="coders-agreement.csv"'
        return response

    return conditional(request, ("agreement.csv", text), draw)


@public_page
def scanner(request: HttpRequest) -> HttpResponse:
    """Every rule of the scanner."""
    rules, demo = scanner_rules(), _demo_is_loaded()
    context = {"rules": rules, "demo_is_loaded": demo}
    return conditional(
        request, ("scanner", rules, demo), lambda: render(request, "evidence/scanner_rules.html", context)
    )


@public_page
def classifier(request: HttpRequest) -> HttpResponse:
    """How often the classifier is right."""
    board, demo = scoreboard(), _demo_is_loaded()
    context = {"board": board, "demo_is_loaded": demo}
    return conditional(
        request, ("classifier", board, demo), lambda: render(request, "evidence/scoreboard.html", context)
    )


def _demo_is_loaded() -> bool:
    return Publication.objects.filter(demo=True).exists()
