"""The list of all evidence with its search, and the help that goes with it."""

from __future__ import annotations

from urllib.parse import parse_qsl

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from evidence.models import Topic
from evidence.presenters.search_help import search_help
from evidence.presenters.search_page import PATH, SearchPage, search_page
from evidence.search.asked import Asked, from_params
from evidence.search.facets import Counts, counted
from evidence.search.shelf import BadCursor, find
from evidence.search.suggestions import suggested
from evidence.views.caching import public_page

PAGE_SIZE = 20


@public_page
def study_list(request: HttpRequest) -> HttpResponse:
    asked = from_params(request.GET)
    if "page" in request.GET:  # as addresses of this list were before the search
        return redirect(asked.first_page().address(PATH), permanent=True)
    if _pairs(request) != asked.params and not (asked.problems or asked.query.notes):
        return redirect(asked.address(PATH))
    page, status = _page(asked)
    context = {"page": page, "canonical_url": settings.SITE_URL + page.address}
    return render(request, "evidence/study_list.html", context, status=status)


@public_page
def help_page(request: HttpRequest) -> HttpResponse:
    return render(request, "evidence/search_help.html", {"page": search_help()})


def _pairs(request: HttpRequest) -> list[tuple[str, str]]:
    query = request.META.get("QUERY_STRING", "")
    return parse_qsl(query, keep_blank_values=True, errors="replace", max_num_fields=None)


def _page(asked: Asked) -> tuple[SearchPage, int]:
    """The page and its status: 400 for a place that leads nowhere, which shows the first page instead."""
    topics = dict(Topic.objects.values_list("key", "name"))
    counts = counted(asked, topics=topics)
    problems: tuple[str, ...] = ()
    try:
        found = find(asked, PAGE_SIZE, total=counts.total)
    except BadCursor as error:
        asked, problems = asked.first_page(), (str(error),)
        found = find(asked, PAGE_SIZE, total=counts.total)
    suggestions = suggested(asked.query) if not counts.total and not asked.query.identifier else []
    page = search_page(
        asked,
        found,
        counts,
        topics=topics,
        suggestions=suggestions,
        problems=problems,
        shelf_is_empty=_is_empty(asked, counts),
    )
    return page, 400 if problems else 200


def _is_empty(asked: Asked, counts: Counts) -> bool:
    return not counts.total and (asked.is_everything or not counted(Asked()).total)
