"""Figures behind the page on how the atlas works."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from evidence.presenters.agreement import coders_agreement
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
