"""Beside a page, for machines: all its links as a set (RFC 9264)."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

from evidence.harvest.accept import preferred
from evidence.harvest.links import as_json, text
from evidence.models import Publication
from evidence.presenters.study_page import StudyPage
from evidence.views.caching import conditional, public_page
from evidence.views.negotiation import LINKSET_JSON, LINKSET_TEXT, all_links
from evidence.views.study import gone, moved


@public_page
def linkset(request: HttpRequest, slug: str) -> HttpResponse:
    """JSON, unless the request likes text better."""
    publication = Publication.objects.standing().filter(slug=slug).first()
    if publication is None:
        return moved(slug, suffix="/linkset")
    if publication.is_withdrawn:
        return gone(publication)
    as_text = preferred(request.headers.get("Accept", ""), (LINKSET_JSON, LINKSET_TEXT)) == LINKSET_TEXT
    links = all_links(StudyPage(publication))

    def draw() -> HttpResponse:
        if as_text:
            return HttpResponse(text(links), content_type=LINKSET_TEXT)
        return HttpResponse(as_json(links), content_type=LINKSET_JSON)

    response = conditional(request, ("linkset", publication.sha256, as_text, settings.CONTENT_LICENCE_URL), draw)
    patch_vary_headers(response, ("Accept",))
    return response
