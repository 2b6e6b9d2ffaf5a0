"""OAI-PMH: the shelf -> records and sets.

A record is one page. It changes when the page is published anew, and is deleted when the page is withdrawn. It tells of
our reading, not of the paper: title and creator are the reading's, the paper stands under source and relation.
A set is spelled like the search that finds the same pages: `pem:required`, `criteria:ccc2003`.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import F, Min, Q, QuerySet

from evidence.citations.identifiers import doi_url
from evidence.harvest.answers import Record
from evidence.harvest.protocol import Asked, ProtocolError
from evidence.harvest.tokens import Token, microseconds
from evidence.models import Publication
from evidence.pem import VERDICT_WORDS
from evidence.pem.reference import reference_criteria
from evidence.presenters.study_page import StudyPage
from evidence.presenters.wording import byline_authors

AT_ONCE = 100
"""Records in one answer."""
BEGAN = datetime(2026, 1, 1, tzinfo=UTC)
"""No record is older; told while there is none."""
DEMONSTRATION = "This record belongs to a demonstration. Do not rely on it."

_SLUG = re.compile(r"[a-z0-9-]{1,120}")
_DOMAIN = re.compile(r"[a-zA-Z][a-zA-Z0-9-]*(\.[a-zA-Z][a-zA-Z0-9-]*)+")
"""What the scheme of `oai:` identifiers takes for a repository: a domain name, no number of a machine."""


def host() -> str:
    return urlsplit(settings.SITE_URL).hostname or "localhost"


def domain() -> str:
    """The domain name of this site; "" where it has none, as on somebody's own machine."""
    return host() if _DOMAIN.fullmatch(host()) else ""


def name_of(slug: str) -> str:
    return f"oai:{host()}:{slug}"


def slug_of(name: str) -> str:
    """The slug in a record's name; "" where the name is none of ours."""
    slug = name.removeprefix(f"oai:{host()}:")
    return slug if slug != name and _SLUG.fullmatch(slug) else ""


def all_sets() -> dict[str, str]:
    """setSpec -> name, parents before their children."""
    verdicts = {f"pem:{verdict}": words for verdict, words in VERDICT_WORDS.items()}
    criteria = {f"criteria:{key}": f"Used: {entry.name}" for key, entry in reference_criteria().items()}
    return {
        "pem": "All pages, by whether post-exertional malaise (PEM) was required for inclusion",
        **verdicts,
        "criteria": "Pages of studies that used a known set of diagnostic criteria",
        **criteria,
    }


def earliest() -> datetime:
    """No record that is told of, or ever was, changed before."""
    return Publication.objects.aggregate(first=Min("published_at"))["first"] or BEGAN


def sample() -> str:
    """The name of some record; "" while there is none."""
    slug = Publication.objects.current().order_by("pk").values_list("slug", flat=True).first()
    return name_of(slug) if slug else ""


def one(name: str) -> Record:
    """The record of this name. Raises `ProtocolError`."""
    slug = slug_of(name)
    publication = _pages().filter(slug=slug).first() if slug else None
    if publication is None:
        raise ProtocolError("idDoesNotExist", "There is no record of this name.")
    return _record(publication, told=True)


def exists(name: str) -> bool:
    slug = slug_of(name)
    return bool(slug) and Publication.objects.standing().filter(slug=slug).exists()


def listed(asked: Asked) -> tuple[list[Record], int, int, Token | None]:
    """(records, how many were given before, how many there are in all, where it goes on). Raises `ProtocolError`.

    It costs one query, and one more where a list begins.
    """
    told = asked.verb == "ListRecords"
    found = _matching(asked)
    token = asked.token
    if token:
        last = token.after
        rows = found.filter(published_at__gte=last).exclude(published_at=last, pk__lte=token.row)
    else:
        rows = found
    rows = rows.order_by("published_at", "pk")[: AT_ONCE + 1]
    publications = list(rows if told else rows.defer("content", "provenance"))
    if not publications:
        raise ProtocolError("noRecordsMatch", "No record answers to that.")
    more, publications = len(publications) > AT_ONCE, publications[:AT_ONCE]
    given = token.given if token else 0
    total = token.total if token else found.count() if more else len(publications)
    records = [_record(publication, told=told) for publication in publications]
    return records, given, total, _next(asked, publications[-1], given + len(records), total) if more else None


def _next(asked: Asked, last: Publication, given: int, total: int) -> Token:
    begun = asked.token
    return Token(
        verb=asked.verb,
        set_spec=asked.set_spec,
        since=begun.since if begun else asked.arguments.get("from", ""),
        until=begun.until if begun else asked.arguments.get("until", ""),
        moment=microseconds(last.published_at),
        row=last.pk,
        given=given,
        total=max(total, given + 1),  # the list may have grown since it was counted
    )


def _pages() -> QuerySet[Publication]:
    """What stands at each address, tombstones included, each with what the page said before it was withdrawn."""
    return Publication.objects.standing().annotate(
        verdict_before=F("supersedes__pem_verdict"), criteria_before=F("supersedes__criteria_keys")
    )


def _matching(asked: Asked) -> QuerySet[Publication]:
    found = _pages()
    if asked.since:
        found = found.filter(published_at__gte=asked.since)
    if asked.before:
        found = found.filter(published_at__lt=asked.before)
    return found.filter(_in_set(asked.set_spec)) if asked.set_spec else found


def _in_set(spec: str) -> Q:
    """A withdrawn page stays in the sets in which it was, so that who collects a set hears of the end."""
    kind, _, value = spec.partition(":")
    if kind == "pem" and spec in all_sets():
        now, before = ("pem_verdict", value), ("verdict_before", value)
    elif kind == "criteria" and spec in all_sets():
        now, before = ("criteria_keys__contains", [value]), ("criteria_before__contains", [value])
    else:
        raise ProtocolError("noRecordsMatch", "There is no such set. ListSets names those there are.")
    if value:
        return Q(now, is_withdrawn=False) | Q(before, is_withdrawn=True)
    if kind == "pem":
        return Q()
    return ~Q(criteria_keys=[]) & Q(is_withdrawn=False) | Q(is_withdrawn=True) & ~Q(criteria_before=[])


def _record(publication: Publication, *, told: bool) -> Record:
    withdrawn = publication.is_withdrawn
    verdict = publication.verdict_before if withdrawn else publication.pem_verdict
    criteria = publication.criteria_before if withdrawn else publication.criteria_keys
    known = reference_criteria()
    return Record(
        identifier=name_of(publication.slug),
        changed=publication.published_at,
        sets=(
            *([f"pem:{verdict}"] if verdict else []),
            *(f"criteria:{key}" for key in criteria or [] if key in known),
        ),
        deleted=withdrawn,
        told=() if withdrawn or not told else _told(publication),
    )


def _told(publication: Publication) -> tuple[tuple[str, str], ...]:
    """Dublin Core of our reading, in our words: what it is about, what it says, where it and the paper stand."""
    page = StudyPage(publication)
    reading, paper, site = page.reading_record, page.citation, settings.SITE_URL
    where = ", ".join(filter(None, [paper.container_title, str(paper.year or "")]))
    source = " ".join(_sentence(part) for part in (byline_authors(paper), paper.title, where) if part)
    notices = [
        " ".join(_sentence(part) for part in (f"{notice.word} {notice.date}".strip(), notice.title) if part)
        for notice in page.notices
    ]
    paper_addresses = [
        doi_url(paper.doi) if paper.doi else "",
        f"https://pubmed.ncbi.nlm.nih.gov/{paper.pmid}/" if paper.pmid else "",
        "" if paper.doi or paper.pmid else paper.address,
    ]
    criteria = [line["name"] for line in page.pem["criteria"]]
    topics = [topic["name"] for topic in page.content.get("topics", [])]
    described = [
        DEMONSTRATION if publication.demo else "",
        *notices,
        f"{page.verdict_words}. {page.verdict_sentence}",
        page.content["texts"].get("one_sentence", ""),
    ]
    return (
        ("title", reading.title),
        ("creator", settings.SITE_NAME),
        *(("subject", subject) for subject in ("ME/CFS", page.verdict_words, page.design, *criteria, *topics)),
        *(("description", text) for text in described),
        ("publisher", settings.SITE_NAME),
        ("date", publication.published_at.astimezone(UTC).date().isoformat()),
        ("type", "Text"),
        ("type", "review"),
        ("format", "text/html"),
        ("identifier", site + page.path),
        ("identifier", site + page.version_path),
        ("source", source),
        *(("relation", address) for address in paper_addresses),
        ("language", page.content["language"]),
        ("rights", settings.CONTENT_LICENCE),
        ("rights", settings.CONTENT_LICENCE_URL),
    )


def _sentence(text: str) -> str:
    return text if text.endswith((".", "?", "!")) else f"{text}."
