"""Studies: lists, one page, one numbered publication, lookups by identifier."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Path, Query
from pydantic import Field

from evidence.api import telling
from evidence.api.application import endpoint
from evidence.api.finding import Filters, StudiesQuery, SuggestQuery, found_facets, found_studies, suggestions
from evidence.api.parameters import NO_NUL, Parameters
from evidence.api.problems import refused_parameter
from evidence.api.schemas.lists import Facets, Found, Lookup, StudyPage, Suggestions
from evidence.api.schemas.study import Study, StudyVersion
from evidence.api.shelf import (
    by_slug,
    numbered,
    publications_of,
    published_targets,
    refuse_withdrawn,
    standing,
)
from evidence.citations.identifiers import canonical_doi
from evidence.models import Publication
from evidence.views.study import shelf

MOST_IDENTIFIERS = 50


def _slug() -> Any:
    return Field(
        description="The page's name in addresses.", examples=["van-der-berg-2019-rest-symptoms"],
        json_schema_extra={"pattern": "^[a-z0-9-]{1,120}$"},
    )  # fmt: skip


class StudyPath(Parameters):
    slug: str = _slug()


class VersionPath(Parameters):
    slug: str = _slug()
    number: int = Field(ge=1, le=2_147_483_647, description="Number of the publication.", examples=[1])


class DoiPath(Parameters):
    doi: str = Field(
        description="The paper's DOI, in any spelling. Slashes may stay as they are.", examples=["10.1234/berg2019"],
        json_schema_extra={"pattern": r"^10\.[0-9]{4,9}/[0-9A-Za-z._;()/-]{0,80}[0-9A-Za-z]$"},
    )  # fmt: skip


class PmidPath(Parameters):
    pmid: str = Field(
        description="The paper's PubMed number.", examples=["12345678"],
        json_schema_extra={"pattern": "^[1-9][0-9]{0,8}$"},
    )  # fmt: skip


class LookupQuery(Parameters):
    doi: list[str] = Field(
        [], max_length=MOST_IDENTIFIERS, description="DOIs, in any spelling; repeat it for more than one.",
        examples=[["10.1234/berg2019"]],
        json_schema_extra={"items": {"type": "string", "maxLength": 300, "pattern": NO_NUL}},
    )  # fmt: skip
    pmid: list[str] = Field(
        [], max_length=MOST_IDENTIFIERS, description="PubMed numbers; repeat it for more than one.",
        examples=[["12345678"]],
        json_schema_extra={"items": {"type": "string", "maxLength": 300, "pattern": NO_NUL}},
    )  # fmt: skip


@endpoint("/studies", response=StudyPage, tag="studies", problems=(404,))
def studies(request: HttpRequest, query: Query[StudiesQuery]) -> StudyPage:
    """Find studies.

    The same search, filters and orders as the list for people at /evidence. Without parameters: every study.
    """
    return found_studies(request.GET, query)


@endpoint("/facets", response=Facets, tag="studies")
def facets(request: HttpRequest, query: Query[Filters]) -> Facets:
    """Count what a list holds.

    For each filter of the list: its values and how many studies each would leave. Takes the filters of the list.
    """
    return found_facets(request.GET, query)


@endpoint("/suggest", response=Suggestions, tag="studies")
def suggest(request: HttpRequest, query: Query[SuggestQuery]) -> Suggestions:
    """Mend a query that finds nothing.

    Other spellings of what was typed that lead to studies. Nothing is ever replaced by itself.
    """
    return suggestions(query)


@endpoint("/studies/{slug}", response=Study, tag="studies", problems=(404, 410), moves=True)
def study(request: HttpRequest, path: Path[StudyPath]) -> Any:
    """One study.

    Its page as it stands now, and every publication the page ever had. A page that was withdrawn is 410 with the
    reason; its numbered publications stay where they are.
    """
    return _whole(by_slug(path.slug))


@endpoint("/studies/{slug}/versions/{number}", response=StudyVersion, tag="studies", problems=(404, 410), moves=True)
def study_version(request: HttpRequest, path: Path[VersionPath]) -> Any:
    """One numbered publication.

    Exactly what was published under this number. It stays for ever; `is_current` and `page_withdrawn` say whether it
    still stands.
    """
    publication = numbered(path.slug, path.number)
    if isinstance(publication, HttpResponse):
        return publication
    refuse_withdrawn(publication)
    return telling.publication_whole(publication, published_targets(publication))


@endpoint("/doi/{path:doi}", response=Study, tag="studies", problems=(404, 410))
def study_by_doi(request: HttpRequest, path: Path[DoiPath]) -> Any:
    """The study with a DOI.

    The page about the paper with this DOI, whole.
    """
    return _whole(_about("doi", canonical_doi(path.doi), f"the DOI {path.doi[:300]}"))


@endpoint("/pmid/{pmid}", response=Study, tag="studies", problems=(404, 410))
def study_by_pmid(request: HttpRequest, path: Path[PmidPath]) -> Any:
    """The study with a PubMed number.

    The page about the paper with this PubMed number, whole.
    """
    return _whole(_about("pmid", canonical_pmid(path.pmid), f"the PubMed number {path.pmid[:300]}"))


@endpoint("/lookup", response=Lookup, tag="studies")
def lookup(request: HttpRequest, query: Query[LookupQuery]) -> Lookup:
    """Look many identifiers up at once.

    For lists of references: which of these papers have a page? One answer for each identifier, also where there is
    no page.
    """
    asked = [("doi", text, canonical_doi(text)) for text in query.doi]
    asked += [("pmid", text, canonical_pmid(text)) for text in query.pmid]
    for scheme, text, _ in asked:
        if len(text) > 300:
            raise refused_parameter(scheme, "An identifier has at most 300 characters.")
    known: dict[tuple[str, str], Publication] = {}
    for scheme in ("doi", "pmid"):
        wanted = [canonical for kind, _, canonical in asked if kind == scheme and canonical]
        for publication in Publication.objects.current().filter(**{f"{scheme}__in": wanted}).order_by():
            known[scheme, getattr(publication, scheme)] = publication
    told = {publication.pk: telling.summary(publication) for publication in known.values()}
    results = []
    for scheme, text, canonical in asked:
        publication = known.get((scheme, canonical))
        results.append(
            Found(
                scheme=scheme, asked=text, canonical=canonical or None,
                study=told[publication.pk] if publication else None,
            )
        )  # fmt: skip
    return Lookup(found=sum((scheme, canonical) in known for scheme, _, canonical in asked), results=results)


def canonical_pmid(text: str) -> str:
    """The digits of a PubMed number; "" where it is none."""
    digits = text.strip()
    return digits.lstrip("0") if digits.isascii() and digits.isdigit() and len(digits) <= 12 else ""


def _about(scheme: str, identifier: str, called: str) -> Publication:
    publication = standing(shelf().standing().filter(**{scheme: identifier})) if identifier else None
    if publication is None:
        raise Http404(f"There is no study with {called}.")
    return publication


def _whole(publication: Publication | HttpResponse) -> Any:
    if isinstance(publication, HttpResponse):
        return publication
    refuse_withdrawn(publication)
    return telling.whole(publication, published_targets(publication), publications_of(publication.slug))
