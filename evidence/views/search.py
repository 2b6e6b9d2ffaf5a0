"""The list of all evidence with its search, and the help that goes with it."""

from __future__ import annotations

from urllib.parse import parse_qsl

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from django.utils.translation import get_language

from evidence.models import Publication
from evidence.presenters.search_help import search_help
from evidence.presenters.search_page import PATH, Item, SearchPage, search_page
from evidence.presenters.study_list import StudyRow, study_row
from evidence.search.asked import Asked, from_params
from evidence.search.facets import Counts, counted
from evidence.search.shelf import BadCursor, Found, find
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
    page, demo, status = _page(asked)
    context = {"page": page, "canonical_url": settings.SITE_URL + page.address, "demo_is_loaded": demo}
    return render(request, "evidence/study_list.html", context, status=status)


@public_page
def help_page(request: HttpRequest) -> HttpResponse:
    return render(request, "evidence/search_help.html", {"page": search_help()})


def _pairs(request: HttpRequest) -> list[tuple[str, str]]:
    query = request.META.get("QUERY_STRING", "")
    return parse_qsl(query, keep_blank_values=True, errors="replace", max_num_fields=None)


def _page(asked: Asked) -> tuple[SearchPage, bool, int]:
    """The page, whether it tells of the demonstration, and its status.

    That is 400 for a place that leads nowhere, which shows the first page instead.
    """
    counts = counted(asked, around=True)
    around = counts.around
    assert around is not None
    problems: tuple[str, ...] = ()
    try:
        found = _found(asked, counts)
    except BadCursor as error:
        asked, problems = asked.first_page(), (str(error),)
        found = _found(asked, counts)
    suggestions = suggested(asked.query) if not counts.total and not asked.query.identifier else []
    page = search_page(
        asked,
        found,
        counts,
        topics=around.topics,
        suggestions=suggestions,
        problems=problems,
        shelf_is_empty=not counts.total and (asked.is_everything or not around.shelf),
    )
    return page, around.demo, 400 if problems else 200


def _found(asked: Asked, counts: Counts) -> Found:
    return find(asked, PAGE_SIZE, total=counts.total, draw=_drawn, depends_on=get_language())


def _drawn(publication: Publication, alert: str | None) -> Item:
    study = study_row(publication, alert)
    # No text that PostgreSQL holds has a NUL in it.
    before, behind = _item(study, "\0").split("\0")
    return Item(study, mark_safe(_item(study)), mark_safe(before), mark_safe(behind))  # noqa: S308 - parts of a template


def _item(study: StudyRow, passage: str = "") -> str:
    return render_to_string("components/_search_row.html", {"study": study, "passage": passage})
