"""Home and the page on how the atlas works."""

from __future__ import annotations

from django.conf import settings
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from evidence.citations.pubmed_query import QUERY, QUERY_VERSION
from evidence.models import Publication
from evidence.models.publication import REVIEW_POLICIES
from evidence.pem import POLICY_VERSION, VERDICT_WORDS
from evidence.pem.verdicts import BADGE_EXPLANATION, VERDICT_SENTENCES
from evidence.presenters.agreement import coders_agreement
from evidence.presenters.study_list import study_rows
from evidence.presenters.words import shown
from evidence.structured_data import json_for_script, site_graph
from evidence.views.caching import public_page

NEWEST = 5
NOT_FOR_CRAWLERS = (
    "/admin/", "/accounts/", "/contribute/status", "/health/",  # private, or of no use to anybody else
    "/evidence?*",  # searched lists have no end; the sitemap leads to every page
    "/feeds/search.atom", "/oai", "/api/v1/", "/evidence.zip",  # for programs that were told to ask, and dear to make
)  # fmt: skip
"""Beginnings of addresses. The star is for readers of robots.txt that would lose a question mark at the end."""


@public_page
def home(request: HttpRequest) -> HttpResponse:
    shelf = Publication.objects.current()
    counts = dict(shelf.order_by().values_list("pem_verdict").annotate(Count("pk")))
    context = {
        "total": sum(counts.values()),
        "verdicts": [
            (str(verdict), shown(words), shown(VERDICT_SENTENCES[verdict]), counts.get(str(verdict), 0))
            for verdict, words in VERDICT_WORDS.items()
        ],
        "rows": study_rows(shelf.order_by("-published_at", "-pk")[:NEWEST]),
        "badge_explanation": shown(BADGE_EXPLANATION),
        "json_ld": json_for_script(site_graph()),
    }
    return render(request, "atlas/home.html", context)


@public_page
def methodology(request: HttpRequest) -> HttpResponse:
    context = {
        "policy_version": POLICY_VERSION,
        "review_policy": shown(REVIEW_POLICIES[settings.REVIEW_POLICY]),
        "badge_explanation": shown(BADGE_EXPLANATION),
        "verdicts": [(str(v), shown(words), shown(VERDICT_SENTENCES[v])) for v, words in VERDICT_WORDS.items()],
        "agreement": coders_agreement(),
        "query": QUERY,
        "query_version": QUERY_VERSION,
    }
    return render(request, "atlas/methodology.html", context)


@public_page
def robots(request: HttpRequest) -> HttpResponse:
    rules = "".join(f"Disallow: {path}\n" for path in NOT_FOR_CRAWLERS)
    text = f"User-agent: *\n{rules}Allow: /\n\nSitemap: {settings.SITE_URL}/sitemap.xml\n"
    return HttpResponse(text, content_type="text/plain; charset=utf-8")
