"""The pages around the evidence, each with its version, date and reading time; and the glossary."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from atlas.guides import Guide, Source, guide, versions
from atlas.live_versions import live_versions
from evidence.citations.identifiers import canonical_doi, doi_url
from evidence.models import Publication
from evidence.presenters.words import plain_date, reading_time
from evidence.scanner import SCANNER_VERSION
from evidence.scanner.glossary import GLOSSARY
from evidence.views.caching import conditional, public_page, template_version

LIVE = ("process",)
"""Guides whose newest version ends with what runs here now."""


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A paper that a guide names, where it can be read, and our page about it ("" where there is none)."""

    source: Source
    address: str
    page: str


@public_page
def guide_page(request: HttpRequest, key: str, number: int | None = None) -> HttpResponse:
    try:
        page = guide(key, number)
    except KeyError:
        raise Http404("There is no such version of this page.") from None
    newest = versions(key)[-1]
    sources = _source_lines(page)
    live = live_versions(template_version()) if key in LIVE and page.number == newest else None

    def draw() -> HttpResponse:
        context = {
            "guide": page,
            "date": plain_date(page.date),
            "time": reading_time(page.text),
            "sources": sources,
            "live": live,
            "is_old": page.number != newest,
            "other_versions": [guide(key, other) for other in reversed(versions(key)) if other != page.number],
        }
        return render(request, "atlas/guide.html", context)

    return conditional(request, ("guide", key, number, newest, page.body, page.title, sources, live), draw)


def _source_lines(page: Guide) -> list[SourceLine]:
    """No query where a guide names no paper, else one."""
    dois = {source.key: canonical_doi(source.doi) or "" for source in page.sources}
    live = Publication.objects.current().filter(doi__in=dois.values()).values_list("doi", "slug") if dois else ()
    slugs = dict(live)
    return [
        SourceLine(source, doi_url(source.doi), f"/evidence/{slug}" if (slug := slugs.get(dois[source.key])) else "")
        for source in page.sources
    ]


@public_page
def glossary(request: HttpRequest) -> HttpResponse:
    """The words that the scanner wants explained, so that list and pages can never differ."""
    terms = sorted(GLOSSARY, key=lambda term: term.term.lower())
    return render(request, "atlas/glossary.html", {"terms": terms, "version": f"Scanner {SCANNER_VERSION}"})
