"""The pages around the evidence, each with its version, date and reading time; and the glossary."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from atlas.guides import guide, versions
from evidence.presenters.wording import plain_date, reading_time
from evidence.scanner import SCANNER_VERSION
from evidence.scanner.glossary import GLOSSARY
from evidence.views.caching import conditional, public_page


@public_page
def guide_page(request: HttpRequest, key: str, number: int | None = None) -> HttpResponse:
    try:
        page = guide(key, number)
    except KeyError:
        raise Http404("There is no such version of this page.") from None
    newest = versions(key)[-1]

    def draw() -> HttpResponse:
        context = {
            "guide": page,
            "date": plain_date(page.date),
            "time": reading_time(page.text),
            "is_old": page.number != newest,
            "other_versions": [guide(key, other) for other in reversed(versions(key)) if other != page.number],
        }
        return render(request, "atlas/guide.html", context)

    return conditional(request, ("guide", key, number, newest, page.body, page.title), draw)


@public_page
def glossary(request: HttpRequest) -> HttpResponse:
    """The words that the scanner wants explained, so that list and pages can never differ."""
    terms = sorted(GLOSSARY, key=lambda term: term.term.lower())
    return render(request, "atlas/glossary.html", {"terms": terms, "version": f"Scanner {SCANNER_VERSION}"})
