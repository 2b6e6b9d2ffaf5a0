"""Lists: all evidence, the criteria, one set of criteria."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from evidence.models import Publication
from evidence.pem.reference import reference_criteria
from evidence.presenters.criteria import criteria_page, criteria_rows
from evidence.presenters.study_list import study_row
from evidence.views.caching import public_page

PAGE_SIZE = 20


@public_page
def study_list(request: HttpRequest) -> HttpResponse:
    paginator = Paginator(Publication.objects.current().newest_first(), PAGE_SIZE)
    asked = request.GET.get("page", "1")
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 7 else 0
    if not 1 <= number <= paginator.num_pages:
        raise Http404(f"The list of evidence has {paginator.num_pages} pages; there is no page “{asked[:20]}”.")
    if "page" in request.GET and number == 1:
        return redirect("/evidence")
    page = paginator.page(number)
    rows = [study_row(publication) for publication in page.object_list]
    return render(request, "evidence/study_list.html", {"page": page, "rows": rows})


@public_page
def criteria_list(request: HttpRequest) -> HttpResponse:
    return render(request, "evidence/criteria_list.html", {"rows": criteria_rows()})


@public_page
def criteria_detail(request: HttpRequest, key: str) -> HttpResponse:
    entry = reference_criteria().get(key)
    if entry is None:
        raise Http404("There is no set of criteria at this address.")
    using = Publication.objects.current().filter(criteria_keys__contains=[key]).newest_first()
    paginator = Paginator(using, PAGE_SIZE)
    page = paginator.get_page(request.GET.get("page"))
    context = {
        "criteria": criteria_page(entry),
        "page": page,
        "rows": [study_row(publication) for publication in page.object_list],
    }
    return render(request, "evidence/criteria_page.html", context)
