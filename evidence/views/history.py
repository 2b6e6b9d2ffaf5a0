"""The history of a page: every publication, and what changed from one to another. Publications only, never drafts."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from evidence.models import Publication
from evidence.presenters.history import DiffPage, HistoryPage
from evidence.views.caching import conditional, public_page
from evidence.views.study import moved, shelf


@public_page
def history(request: HttpRequest, slug: str) -> HttpResponse:
    publications = list(shelf().filter(slug=slug))
    if not publications:
        return moved(slug, suffix="/history")
    page = HistoryPage(publications)
    context = {"page": page, "demo_is_loaded": page.newest.demo_loaded}
    return conditional(
        request, ("history", *_state(publications)), lambda: render(request, "evidence/history.html", context)
    )


@public_page
def diff(request: HttpRequest, slug: str, number: int, other: int) -> HttpResponse:
    """From publication `number` to publication `other`, forwards or back."""
    steps = list(shelf().filter(slug=slug, number__gte=min(number, other), number__lte=max(number, other)))
    missing = {number, other} - {publication.number for publication in steps}
    if missing:
        if not Publication.objects.filter(slug=slug).exists():
            return moved(slug, suffix=f"/v/{number}/diff/{other}")
        raise Http404(
            _("There is no publication %(number)d of this page. Its history lists those there are.")
            % {"number": min(missing)}
        )
    if number == other:
        return redirect(f"/evidence/{slug}/v/{number}", permanent=True)
    page = DiffPage(steps, number, other)
    context = {"page": page, "demo_is_loaded": steps[0].demo_loaded}
    return conditional(
        request, ("diff", number, other, *_state(steps)), lambda: render(request, "evidence/diff.html", context)
    )


def _state(publications: list[Publication]) -> list[object]:
    """What the page depends on: the publications never change, only which of them is the newest."""
    rows = [(one.pk, one.sha256, one.is_current) for one in sorted(publications, key=lambda one: one.number)]
    return [publications[0].demo_loaded, *rows]
