"""What the tags of an evidence page tell machines: JSON-LD, Highwire and Open Graph, from one publication.

The page is a reading *about* a paper (docs/adr/0003). So the JSON-LD is a `MedicalWebPage` and a `Review` whose
`itemReviewed` is the `MedicalScholarlyArticle`, while the Highwire tags describe the paper alone: a
reference manager that saves the page saves the paper, with its own DOI and all its authors.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django.conf import settings
from django.templatetags.static import static
from django.utils import translation
from django.utils.safestring import SafeString, mark_safe

from evidence import vocabulary as words
from evidence.citations.record import CitationRecord, Name
from evidence.models import Publication
from evidence.presenters.coins import inverted, page_range
from evidence.presenters.page_parts import NoticeLine
from evidence.presenters.study_page import StudyPage

Made = TypeVar("Made")
_SCRIPT_ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


def json_for_script(data: Any) -> SafeString:
    """JSON that cannot break out of a <script> element, whatever the texts hold."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    # Safe: the three characters that could end the element or start markup are escaped.
    return mark_safe(text.translate(_SCRIPT_ESCAPES))  # noqa: S308


def _in_english(make: Callable[[StudyPage], Made]) -> Callable[[StudyPage], Made]:
    """What machines are told is English, whatever language the page around it is in."""

    @wraps(make)
    def made(page: StudyPage) -> Made:
        with translation.override(settings.LANGUAGE_CODE):
            # A page object of its own: that of the reader keeps words in the reader's language.
            return make(StudyPage(page.publication, page.published_slugs))

    return made


@_in_english
def page_graph(page: StudyPage) -> dict[str, Any]:
    """The JSON-LD of an evidence page."""
    publication = page.publication
    address = settings.SITE_URL + page.path
    return {
        "@context": "https://schema.org",
        "@graph": [
            {
                "@type": ["MedicalWebPage", "Review"],
                "@id": address,
                "url": address,
                "name": page.title,
                "description": page.description,
                "inLanguage": page.content["language"],
                "datePublished": _first_day(publication),
                "dateModified": publication.published_at.date().isoformat(),
                "version": str(publication.number),
                "isPartOf": {"@type": "WebSite", "name": settings.SITE_NAME, "url": settings.SITE_URL + "/"},
                "author": _site(),
                "publisher": _site(),
                "license": settings.CONTENT_LICENCE_URL,
                "about": [
                    {
                        "@type": "MedicalCondition",
                        "name": "Myalgic encephalomyelitis/chronic fatigue syndrome",
                    },
                    {"@id": _paper_id(page)},
                ],
                "itemReviewed": {"@id": _paper_id(page)},
                "reviewAspect": "Whether post-exertional malaise was an explicit required criterion for inclusion",
                "reviewBody": page.description,
            },
            article(page),
            {
                "@type": "BreadcrumbList",
                "itemListElement": [
                    {
                        "@type": "ListItem",
                        "position": 1,
                        "name": "Evidence",
                        "item": settings.SITE_URL + "/evidence",
                    },
                    {"@type": "ListItem", "position": 2, "name": page.title, "item": address},
                ],
            },
        ],
    }


def site_graph() -> dict[str, Any]:
    """The JSON-LD of the home page: the site, and how to search it."""
    return {
        "@context": "https://schema.org",
        "@type": "WebSite",
        "name": settings.SITE_NAME,
        "url": settings.SITE_URL + "/",
        "inLanguage": "en-GB",
        "license": settings.CONTENT_LICENCE_URL,
        "potentialAction": {
            "@type": "SearchAction",
            "target": {"@type": "EntryPoint", "urlTemplate": settings.SITE_URL + "/evidence?q={search_term_string}"},
            "query-input": "required name=search_term_string",
        },
    }


def _site() -> dict[str, Any]:
    return {"@type": "Organization", "name": settings.SITE_NAME, "url": settings.SITE_URL + "/"}


def _paper_id(page: StudyPage) -> str:
    return page.citation.address or f"{settings.SITE_URL}{page.path}#paper"


def article(page: StudyPage) -> dict[str, Any]:
    """The paper itself, in schema.org's words; only facts that are known."""
    record = page.citation
    address = settings.SITE_URL + page.path
    facts: dict[str, Any] = {
        "@type": "MedicalScholarlyArticle",
        "@id": _paper_id(page),
        "headline": record.title,
        "name": record.title,
        "alternateName": page.original_title,
        "genre": page.kind_of_record,
        "url": record.address,
        "author": [_person(name) for name in record.authors],
        "datePublished": "-".join(f"{part:02d}" for part in record.date_parts),
        "isPartOf": _container(record),
        "pagination": record.pages or record.number,
        "identifier": _identifiers(record),
        "sameAs": [f"https://pubmed.ncbi.nlm.nih.gov/{record.pmid}/"] if record.pmid and record.doi else None,
        "inLanguage": record.language or None,
        "publisher": {"@type": "Organization", "name": record.publisher} if record.publisher else None,
        "creativeWorkStatus": ", ".join(dict.fromkeys(notice.word for notice in page.notices)) or None,
        "correction": [_correction(notice) for notice in page.notices if notice.kind != "superseded"],
        "subjectOf": {"@id": address},
    }
    return {key: value for key, value in facts.items() if value}


def _person(name: Name) -> dict[str, Any]:
    if name.is_body:
        return {"@type": "Organization", "name": name.literal}
    person = {
        "@type": "Person",
        "name": name.display,
        "familyName": name.family_full,
        "givenName": name.given,
        "honorificSuffix": name.suffix,
        "sameAs": f"https://orcid.org/{name.orcid}" if name.orcid else "",
    }
    return {key: value for key, value in person.items() if value}


def _correction(notice: NoticeLine) -> dict[str, Any]:
    """A notice about the paper: what kind it is, and where it stands."""
    told = {"@type": "CorrectionComment", "text": notice.title or notice.word, "url": notice.address}
    return {key: value for key, value in told.items() if value}


def _container(record: CitationRecord) -> dict[str, Any] | None:
    """The journal, wrapped in its volume and issue where those are known."""
    if not record.container_title:
        return None
    kind = "Periodical" if record.type in ("article-journal", "article") else "Book"
    part: dict[str, Any] = {"@type": kind, "name": record.container_title}
    if record.issn and kind == "Periodical":
        part["issn"] = record.issn
    if record.volume and kind == "Periodical":
        part = {"@type": "PublicationVolume", "volumeNumber": record.volume, "isPartOf": part}
        if record.issue:
            part = {"@type": "PublicationIssue", "issueNumber": record.issue, "isPartOf": part}
    return part


def _identifiers(record: CitationRecord) -> list[dict[str, str]]:
    known = (("DOI", record.doi), ("PMID", record.pmid), ("PMCID", record.pmcid))
    return [{"@type": "PropertyValue", "propertyID": scheme, "value": value} for scheme, value in known if value]


@_in_english
def highwire_tags(page: StudyPage) -> list[tuple[str, str]]:
    """(name, content) of the `citation_*` tags: one tag an author, the paper's own DOI."""
    record = page.citation
    first, last = page_range(record)
    tags = [("citation_title", record.title)]
    tags += [("citation_author", inverted(name)) for name in record.authors]
    tags += [
        ("citation_publication_date", "/".join(f"{part:02d}" for part in record.date_parts)),
        (
            "citation_journal_title",
            record.container_title if record.type in ("article-journal", "article") else "",
        ),
        ("citation_journal_abbrev", record.container_short),
        (
            "citation_inbook_title",
            record.container_title if record.type in ("chapter", "paper-conference") else "",
        ),
        ("citation_publisher", record.publisher),
        ("citation_volume", record.volume),
        ("citation_issue", record.issue),
        ("citation_firstpage", first),
        ("citation_lastpage", last),
        ("citation_doi", record.doi),
        ("citation_pmid", record.pmid),
        ("citation_issn", record.issn),
        ("citation_isbn", record.isbn),
        ("citation_language", record.language),
        ("citation_abstract_html_url", settings.SITE_URL + page.path),
    ]
    return [(name, content) for name, content in tags if content]


@_in_english
def open_graph_tags(page: StudyPage) -> list[tuple[str, str]]:
    return [
        ("og:title", page.title),
        ("og:type", "article"),
        ("og:url", settings.SITE_URL + page.path),
        ("og:description", page.description),
        ("og:site_name", settings.SITE_NAME),
        ("og:locale", _locale(page.content["language"])),
        ("og:image", settings.SITE_URL + static("preview.png")),
        ("og:image:alt", "The sign of the atlas, in ink on paper."),
        *(("article:tag", words.NOTICES[notice["kind"]]) for notice in page.content["notices"]),
    ]


def _locale(language: str) -> str:
    """Open Graph's spelling of a BCP 47 tag: "en-GB" -> "en_GB"; what has no region is left as it is."""
    return language.replace("-", "_")


def _first_day(publication: Publication) -> str:
    return publication.provenance["history"][0]["published_on"]
