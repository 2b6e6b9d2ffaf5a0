"""Lists: the criteria, one set of criteria."""

from __future__ import annotations

from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from evidence.models import Publication
from evidence.pem.reference import reference_criteria
from evidence.presenters.criteria import criteria_page, criteria_rows, timeline_rows
from evidence.presenters.study_list import study_rows
from evidence.views.caching import public_page

PAGE_SIZE = 20


@public_page
def criteria_list(request: HttpRequest) -> HttpResponse:
    return render(request, "evidence/criteria_list.html", {"rows": criteria_rows()})


@public_page
def criteria_detail(request: HttpRequest, key: str) -> HttpResponse:
    entry = reference_criteria().get(key)
    if entry is None:
        raise Http404(_("There is no set of criteria at this address."))
    using = Publication.objects.current().filter(criteria_keys__contains=[key])
    years = using.exclude(year=None).order_by("year").values_list("year").annotate(Count("pk"))
    timeline = timeline_rows(years, key)
    context = {
        "criteria": criteria_page(entry),
        "timeline": timeline,
        "total": using.count(),
        "rows": study_rows(using.newest_first()[:PAGE_SIZE]),
        "all_address": f"/evidence?criteria={key}",
    }
    return render(request, "evidence/criteria_page.html", context)
