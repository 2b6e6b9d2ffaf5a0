"""The evidence page, its numbered versions, its citation files, and the addresses that lead to it."""

from __future__ import annotations

import json

from django.conf import settings
from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from evidence.citations.exporters import EXPORTERS, format_reference
from evidence.citations.identifiers import canonical_doi
from evidence.citations.record import CitationRecord
from evidence.models import NoticeAlert, Publication, SlugRedirect
from evidence.presenters.jargon import Jargon
from evidence.presenters.notice_alert import notice_alert
from evidence.presenters.paper import short_address, square_code
from evidence.presenters.reading_depth import reading
from evidence.presenters.study_page import REFERENCE_STYLES, StudyPage
from evidence.presenters.withdrawn_page import WithdrawnPage
from evidence.structured_data import highwire_tags, json_for_script, open_graph_tags, page_graph
from evidence.views.caching import conditional, public_page
from evidence.views.negotiation import HTML, JSON_LD, in_place, signposted, wanted

FILES = {exporter.extension.lstrip("."): exporter for exporter in EXPORTERS.values() if exporter.extension != ".txt"}
"""What stands beside a page: file extension -> exporter. Plain text shows the formatted references."""
PLAIN_TEXT, GRAPH = "txt", "jsonld"
GONE = 410
"""A withdrawn page keeps its address and says that it is gone on purpose, and why."""


@public_page
def study_page(request: HttpRequest, slug: str) -> HttpResponse:
    publication = shelf().standing().filter(slug=slug).first()
    if publication is None:
        return moved(slug)
    extension = wanted(request)
    response = _file(request, publication, extension) if extension else _page(request, publication)
    return in_place(response, slug, extension)


@public_page
def study_version(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    publication = shelf().filter(slug=slug, number=number).first()
    if publication is None:
        raise Http404(_("There is no publication %(number)d of this page.") % {"number": number})
    return _page(request, publication, numbered=True)


@public_page
def study_citation(request: HttpRequest, slug: str, extension: str) -> HttpResponse:
    """The paper, and this page's reading of it as an entry of its own, for a reference manager."""
    publication = Publication.objects.standing().filter(slug=slug).first()
    if publication is None:
        return moved(slug, suffix=f".{extension}")
    return _file(request, publication, extension)


@public_page
def by_doi(request: HttpRequest, doi: str) -> HttpResponse:
    return _lead_to(
        Publication.objects.standing().filter(doi=canonical_doi(doi) or None).order_by("is_withdrawn"),
        _("the DOI %(doi)s") % {"doi": doi},
    )


@public_page
def by_pmid(request: HttpRequest, pmid: int) -> HttpResponse:
    return _lead_to(
        Publication.objects.standing().filter(pmid=str(pmid)).order_by("is_withdrawn"),
        _("the PubMed number %(pmid)s") % {"pmid": pmid},
    )


@public_page
def by_short_address(request: HttpRequest, number: int) -> HttpResponse:
    return _lead_to(
        Publication.objects.standing().filter(study_id=number),
        _("the short address %(number)d") % {"number": int(number)},
    )


def shelf() -> QuerySet[Publication]:
    """Publications, each with what a page has to know besides, so that it needs no further query: is the
    demonstration loaded, has the page been withdrawn since, was a notice about the paper found?"""
    alert = NoticeAlert.objects.filter(pk=OuterRef("study_id"))
    tombstones = Publication.objects.standing().filter(slug=OuterRef("slug"), is_withdrawn=True)
    return Publication.objects.annotate(
        demo_loaded=Exists(Publication.objects.filter(demo=True)),
        withdrawn_since=Exists(tombstones.exclude(pk=OuterRef("pk"))),
        notice_found_at=Subquery(alert.values("found_at")),
        notice_confirmed=Subquery(alert.values("confirmed_kind")),
    )


def _page(request: HttpRequest, publication: Publication, *, numbered: bool = False) -> HttpResponse:
    if publication.is_withdrawn:
        return _tombstone(request, publication)
    targets = [link["slug"] for link in publication.content["links"] if link["slug"]]
    published = (
        frozenset(Publication.objects.current().filter(slug__in=targets).values_list("slug", flat=True))
        if targets
        else frozenset()
    )
    page = StudyPage(publication, published)
    asked = reading(
        page, depth=request.GET.get("depth", ""), part=request.GET.get("part", ""),
        usual=getattr(getattr(request, "display", None), "depth", ""),
        path=page.version_path if numbered else page.path,
    )  # fmt: skip
    whole = request.GET.get("print") == "whole"

    def draw() -> HttpResponse:
        context = {
            "page": page,
            "reading": asked,
            "jargon": Jargon(),
            "whole": whole,
            "short_address": short_address(publication).partition("://")[2],
            "code": square_code(short_address(publication)),
            "numbered": numbered,
            "withdrawn_since": publication.withdrawn_since,
            "notice_alert": notice_alert(publication),
            "demo_is_loaded": publication.demo_loaded,
            "canonical_url": settings.SITE_URL + page.path,
            "highwire": highwire_tags(page),
            "open_graph": open_graph_tags(page),
            "json_ld": json_for_script(page_graph(page)),
            "exports": [] if publication.withdrawn_since else _files_beside(page),
        }
        return render(request, "evidence/study_page.html", context)

    state = (publication.pk, publication.sha256, publication.is_current, publication.withdrawn_since, numbered,
             publication.demo_loaded, publication.notice_found_at, publication.notice_confirmed, asked.depth,
             asked.part, whole)  # fmt: skip
    return signposted(conditional(request, (*state, *sorted(published)), draw), publication, numbered=numbered)


def _files_beside(page: StudyPage) -> list[tuple[str, str, str]]:
    """(label, media type, address) of the citation files."""
    files = [(e.label, e.media_type.partition(";")[0], f"{page.path}.{extension}") for extension, e in FILES.items()]
    return [*files, (_("Plain text"), "text/plain", f"{page.path}.{PLAIN_TEXT}")]


def _tombstone(request: HttpRequest, publication: Publication) -> HttpResponse:
    context = {
        "page": WithdrawnPage(publication),
        "withdrawn_since": publication.withdrawn_since,
        "notice_alert": notice_alert(publication),
        "demo_is_loaded": publication.demo_loaded,
    }
    return render(request, "evidence/withdrawn.html", context, status=GONE)


def gone(publication: Publication) -> HttpResponse:
    """A withdrawn page has nothing beside it but the reason."""
    text = WithdrawnPage(publication).plain_text
    return HttpResponse(text, content_type="text/plain; charset=utf-8", status=GONE)


def _file(request: HttpRequest, publication: Publication, extension: str) -> HttpResponse:
    if publication.is_withdrawn:
        return gone(publication)
    # The number is in the files, and two publications can hold the same content.
    state = (publication.sha256, publication.number, extension)
    return conditional(request, state, lambda: _citation_file(publication, extension))


def _citation_file(publication: Publication, extension: str) -> HttpResponse:
    page = StudyPage(publication)
    key = page.bibtex_key
    items = [(key, publication.citation), (f"{key}-reading-{publication.number}", page.reading_record)]
    if extension == PLAIN_TEXT:
        text, media_type = _plain_text([record for _, record in items]), "text/plain; charset=utf-8"
    elif extension == GRAPH:
        text, media_type = json.dumps(page_graph(page), ensure_ascii=False, indent=1) + "\n", JSON_LD
    else:
        exporter = FILES[extension]
        text, media_type = exporter.render(items), exporter.media_type
    response = HttpResponse(text, content_type=media_type)
    response.headers["Content-Disposition"] = f'inline; filename="{page.slug}.{extension}"'
    response.headers["Link"] = f'<{settings.SITE_URL}{page.path}>; rel="describes"; type="{HTML}"'
    return response


def _plain_text(records: list[CitationRecord]) -> str:
    """The paper, then this page's reading of it, in every style that the page shows."""
    parts = [
        f"{name}\n\n" + "\n\n".join(format_reference(record, style=style) for record in records)
        for style, name in REFERENCE_STYLES.items()
    ]
    return "\n\n\n".join(parts) + "\n"


def moved(slug: str, suffix: str = "") -> HttpResponse:
    """An old address redirects for good; an unknown one is a 404 that helps."""
    old = SlugRedirect.objects.filter(old_slug=slug).values("study_id")
    now = Publication.objects.standing().filter(study_id__in=old).values_list("slug", flat=True).first()
    if now is None:
        raise Http404(_("There is no evidence page at this address."))
    return HttpResponsePermanentRedirect(f"/evidence/{now}{suffix}")


def _lead_to(found: QuerySet[Publication], what: str) -> HttpResponse:
    slug = found.values_list("slug", flat=True).first()
    if slug is None:
        raise Http404(_("There is no page for %(what)s.") % {"what": what})
    # Not permanent: which page reads a paper can change, the paper's identifier cannot.
    return redirect(f"/evidence/{slug}")
