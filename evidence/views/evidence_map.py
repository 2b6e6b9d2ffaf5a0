"""The map and the charts: how much the atlas holds, and where it holds nothing."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from evidence.charts import counting
from evidence.presenters.charts import MAKERS, all_charts
from evidence.presenters.gap_map import BY, GapMap, map_address
from evidence.views.caching import conditional, public_page
from evidence.vocabulary import STUDY_DESIGNS


@public_page
def gap_map(request: HttpRequest) -> HttpResponse:
    by, design = _asked(request)
    if {name: request.GET[name] for name in ("by", "design") if name in request.GET} != _canonical(by, design):
        return redirect(map_address(by, design))
    chart, demo = _gap_map(by, design), counting.demo_is_loaded()

    def draw() -> HttpResponse:
        context = {"map": chart, "demo_is_loaded": demo, "canonical_url": settings.SITE_URL + chart.address}
        return render(request, "evidence/gap_map.html", context)

    return conditional(request, ("map", chart.state, demo), draw)


@public_page
def gap_map_csv(request: HttpRequest) -> HttpResponse:
    """The same numbers, one place a line."""
    by, design = _asked(request)
    text = _gap_map(by, design).csv(settings.SITE_URL)
    name = "-".join(["evidence-map", by, *([design] if design else [])])
    return conditional(request, ("map.csv", text), lambda: _file(text, name))


@public_page
def charts(request: HttpRequest) -> HttpResponse:
    page, demo = all_charts(), counting.demo_is_loaded()
    context = {"page": page, "demo_is_loaded": demo}
    return conditional(request, ("charts", page, demo), lambda: render(request, "evidence/charts.html", context))


@public_page
def chart_csv(request: HttpRequest, key: str) -> HttpResponse:
    if key not in MAKERS:
        raise Http404(_("There is no chart at this address. There are: %(known)s.") % {"known": ", ".join(MAKERS)})
    state = counting.shelf_state()
    text = MAKERS[key](state).csv(counting.as_of(state=state))
    return conditional(request, ("chart.csv", key, text), lambda: _file(text, f"evidence-{key}"))


def _asked(request: HttpRequest) -> tuple[str, str]:
    """What the columns are and which design counts. Http404 for what there is not."""
    by, design = request.GET.get("by") or counting.VERDICTS, request.GET.get("design", "")
    if by not in BY:
        raise Http404(
            _("The map has no columns “%(asked)s”. There are: %(known)s.") % {"asked": by[:40], "known": ", ".join(BY)}
        )
    if design and design not in STUDY_DESIGNS:
        raise Http404(_("There is no study design “%(asked)s”.") % {"asked": design[:40]})
    return by, design


def _canonical(by: str, design: str) -> dict[str, str]:
    usual = {"by": counting.VERDICTS, "design": ""}
    return {name: value for name, value in {"by": by, "design": design}.items() if value != usual[name]}


def _gap_map(by: str, design: str) -> GapMap:
    """At most five queries, whatever the number of studies; two while the shelf stays as it is."""
    state = counting.shelf_state()
    return GapMap(
        by=by,
        design=design,
        cross=counting.cross(by, design, state=state),
        topics=tuple(counting.vocabulary()),
        designs=counting.designs(state=state),
        as_of=counting.as_of(state=state),
    )


def _file(text: str, name: str) -> HttpResponse:
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response
