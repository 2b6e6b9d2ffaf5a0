"""One address, several representations: which one a request wants, and the links that lead to the others.

A browser gets the page. A program that names a citation format in its Accept header gets that format at once, at the
same address, with `Content-Location` saying where it stands by itself, as the services behind DOIs do it. Whoever asks
for something that there is not gets the page: a DOI resolver leads to the page then, too. docs/harvesting.md has the
table.
"""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

from evidence.citations.exporters import EXPORTERS
from evidence.citations.identifiers import doi_url
from evidence.harvest.accept import preferred
from evidence.harvest.links import Link, header
from evidence.models import Publication
from evidence.presenters.study_page import StudyPage

HTML, JSON_LD = "text/html", "application/ld+json"
LINKSET_JSON, LINKSET_TEXT = "application/linkset+json", "application/linkset"
SCHEMA_ORG_TYPES = ("AboutPage", "Review")
"""What the page is, in schema.org's words: a page about something, and a reading of it."""

_CITED = {e.extension.lstrip("."): e.media_type.partition(";")[0] for e in EXPORTERS.values() if e.extension != ".txt"}
FILES = {**_CITED, "jsonld": JSON_LD, "txt": "text/plain"}
"""Extension of what stands beside a page -> its media type."""
_OTHER_NAMES = {
    "application/xhtml+xml": HTML,  # browsers name it beside text/html
    "application/citeproc+json": _CITED["csl.json"],
    "application/vnd.schemaorg.ld+json": JSON_LD,
    "text/x-bibliography": "text/plain",
}
"""Names by which services of DOIs are asked for the same."""
_OFFERED = (HTML, *FILES.values(), *_OTHER_NAMES)
_EXTENSIONS = {media_type: extension for extension, media_type in FILES.items()}


def wanted(request: HttpRequest) -> str:
    """Extension of the file that the request wants at the page's address; "" for the page itself."""
    found = preferred(request.headers.get("Accept", ""), _OFFERED) or HTML
    return _EXTENSIONS.get(_OTHER_NAMES.get(found, found), "")


def in_place(response: HttpResponse, slug: str, extension: str) -> HttpResponse:
    """Mark what the page's address answers: it depends on Accept, and may stand elsewhere by itself."""
    patch_vary_headers(response, ("Accept",))
    if extension:
        response.headers["Content-Location"] = f"/evidence/{slug}.{extension}"
    return response


def signposted(response: HttpResponse, publication: Publication, *, numbered: bool = False) -> HttpResponse:
    """Add the links of the page to its answer."""
    if response.status_code == 200:
        page = StudyPage(publication)
        response.headers["Link"] = header(numbered_links(page) if numbered else page_links(page))
    return response


def page_links(page: StudyPage) -> list[Link]:
    """FAIR Signposting of a page, level 1 (https://signposting.org/FAIR/).

    What is cited here is the page itself, so `cite-as` is its own lasting address. The paper is related; its authors
    did not write the page, so they are no authors of it. The linkset names them as authors of the paper.
    """
    here = settings.SITE_URL + page.path
    described = [Link(here, "describedby", f"{here}.{extension}", kind) for extension, kind in FILES.items()]
    linksets = [Link(here, "linkset", f"{here}/linkset", kind) for kind in (LINKSET_JSON, LINKSET_TEXT)]
    return [Link(here, "cite-as", here), *_nature(here, page), *described, *linksets]


def numbered_links(page: StudyPage) -> list[Link]:
    """Of one numbered publication, at its own address for ever."""
    here, newest = settings.SITE_URL + page.version_path, settings.SITE_URL + page.path
    return [
        Link(here, "cite-as", here),
        *_nature(here, page),
        Link(here, "latest-version", newest, HTML),
        Link(here, "version-history", f"{newest}/history", HTML),
    ]


def all_links(page: StudyPage) -> list[Link]:
    """Level 2: the links of the page, of each file beside it, and of the paper."""
    here, paper = settings.SITE_URL + page.path, page.citation.address
    files = [Link(f"{here}.{extension}", "describes", here, HTML) for extension in FILES]
    numbered = Link(here, "version-history", f"{here}/history", HTML)
    authors = [
        Link(paper, "author", f"https://orcid.org/{name.orcid}", title=name.display)
        for name in page.citation.authors
        if paper and name.orcid
    ]
    return [*page_links(page), numbered, *files, *authors]


def _nature(here: str, page: StudyPage) -> list[Link]:
    paper = doi_url(page.citation.doi) if page.citation.doi else page.citation.address
    return [
        *(Link(here, "type", f"https://schema.org/{kind}") for kind in SCHEMA_ORG_TYPES),
        Link(here, "license", settings.CONTENT_LICENCE_URL),
        *([Link(here, "related", paper)] if paper else []),
    ]
