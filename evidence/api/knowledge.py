"""Case definitions, topics, codes and their words, versions, and how often the classifier is right."""

from collections import Counter
from collections.abc import Mapping
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Func, TextField
from django.http import Http404, HttpRequest
from ninja import Path
from pydantic import Field

from evidence import vocabulary as words
from evidence.api import addresses
from evidence.api.application import VERSION, endpoint
from evidence.api.happenings import KINDS
from evidence.api.parameters import Parameters
from evidence.api.schemas.knowledge import (
    Criteria,
    CriteriaDetail,
    CriteriaList,
    Reader,
    Scoreboard,
    ShapedBy,
    Share,
    ShelfFigures,
    TopicList,
    UnseenFigures,
    VerdictFigures,
    VersionsNow,
    Vocabularies,
    Vocabulary,
)
from evidence.api.schemas.knowledge import Topic as ToldTopic
from evidence.api.telling import COMBINATIONS, VERDICTS, licence, term
from evidence.citations.record import PUBLICATION_TYPES
from evidence.classifier import CLASSIFIER_VERSION
from evidence.classifier.scoreboard import published_scoreboard, unseen_measurement
from evidence.models import Publication, ShelfEntry, ShelfState, Topic
from evidence.models.assessment import METHODS
from evidence.models.shelf_entry import HOW_CHECKED
from evidence.pem import POLICY_VERSION
from evidence.pem.facts import INFORMAL_DIAGNOSES, PURPOSES, REQUIREMENT_WORDS
from evidence.pem.reference import ReferenceCriterion, reference_criteria
from evidence.pem.verdicts import NOT_APPLICABLE_REASONS, NOT_REQUIRED_REASONS
from evidence.presenters.criteria import criteria_page
from evidence.presenters.machines import scoreboard as presented
from evidence.scanner import SCANNER_VERSION

CONFIDENCE = {
    "high": "the source was read, or a source that quotes it",
    "medium": "a part rests on an indirect source",
    "low": "no source has been opened yet",
}
VOCABULARIES: dict[str, Mapping[str, str]] = {
    "verdict": VERDICTS,
    "why_not_required": NOT_REQUIRED_REASONS,
    "not_applicable": NOT_APPLICABLE_REASONS,
    "criteria_pem": REQUIREMENT_WORDS,
    "informal_diagnosis": INFORMAL_DIAGNOSES,
    "combination": COMBINATIONS,
    "purpose": PURPOSES,
    "method": METHODS,
    "design": words.STUDY_DESIGNS,
    "peer_review": words.PEER_REVIEW,
    "basis": words.BASIS,
    "checked": HOW_CHECKED,
    "risk_of_bias": words.RISK_OF_BIAS,
    "replication": words.REPLICATION,
    "notice": words.NOTICES,
    "related": words.LINKS,
    "text": words.TEXT_FIELDS,
    "paper_type": PUBLICATION_TYPES,
    "change": KINDS,
    "confidence": CONFIDENCE,
}


class CriteriaPath(Parameters):
    key: str = Field(
        description="Key of the set.", examples=["ccc2003"], json_schema_extra={"pattern": "^[a-z0-9_]{1,40}$"}
    )


@endpoint("/criteria", response=CriteriaList, tag="knowledge")
def criteria(request: HttpRequest) -> CriteriaList:
    """Every set of diagnostic criteria.

    What each asks about post-exertional malaise, how sure we are of that, and how many studies used it.
    """
    counts = _counts("criteria")
    entries = sorted(reference_criteria().values(), key=lambda entry: (entry.year or 9999, entry.name))
    return CriteriaList(criteria=[Criteria(**_criteria(entry, counts.get(entry.key, 0))) for entry in entries])


@endpoint("/criteria/{key}", response=CriteriaDetail, tag="knowledge", problems=(404,))
def one_criteria(request: HttpRequest, path: Path[CriteriaPath]) -> CriteriaDetail:
    """One set of diagnostic criteria.

    With what it says about post-exertional malaise, and where we saw that.
    """
    entry = reference_criteria().get(path.key)
    if entry is None:
        raise Http404(f"There is no set of criteria “{path.key[:40]}”.")
    count = ShelfEntry.objects.filter(criteria__contains=[entry.key]).count()
    page = criteria_page(entry)
    return CriteriaDetail(**_criteria(entry, count), detail=page.detail, source=page.source)


@endpoint("/topics", response=TopicList, tag="knowledge")
def topics(request: HttpRequest) -> TopicList:
    """Every topic.

    What studies are about: a small vocabulary with definitions, and how many studies have each.
    """
    counts = _counts("topics")
    return TopicList(
        topics=[
            ToldTopic(
                key=topic.key,
                name=topic.name,
                definition=topic.definition,
                retired=topic.retired,
                studies=counts.get(topic.key, 0),
                page=addresses.site(topic.path),
                study_list=addresses.api("/studies", ("topic", topic.key)),
            )
            for topic in Topic.objects.order_by("order", "key")
        ]
    )


@endpoint("/vocabulary", response=Vocabularies, tag="knowledge")
def vocabulary(request: HttpRequest) -> Vocabularies:
    """Every code with its words.

    The codes that answers may hold today. More may come: treat one that you do not know as “other”.
    """
    return Vocabularies(
        vocabularies=[
            Vocabulary(name=name, terms=[term(code, table) for code in table]) for name, table in VOCABULARIES.items()
        ]
    )


@endpoint("/versions", response=VersionsNow, tag="machines")
def versions(request: HttpRequest) -> VersionsNow:
    """Versions of rules and machines.

    Those in force now, and those that shaped the live pages. Each study names its own.
    """
    state = _state()
    return VersionsNow(
        api=VERSION,
        policy=POLICY_VERSION,
        classifier=CLASSIFIER_VERSION,
        scanner=SCANNER_VERSION,
        on_the_shelf=list(_on_the_shelf(state)),
        licence=licence(),
    )


@endpoint("/classifier/scoreboard", response=Scoreboard, tag="machines")
def classifier_scoreboard(request: HttpRequest) -> Scoreboard:
    """How often the classifier is right.

    It proposes verdicts and criteria; people decide. The figures on texts it had never met are those to expect.
    """
    published = published_scoreboard() or {}
    state = _state()
    return Scoreboard(
        version=str(published.get("version", "")),
        policy_version=str(published.get("policy_version", "")),
        unseen=_unseen(),
        measured=[_reader(row) for row in published.get("rows", ())],
        shelf=_shelf_figures(state),
        page=addresses.site("/methodology/classifier"),
    )


def _state() -> UUID | None:
    """Which state the shelf is in: another one after each publication and withdrawal."""
    return ShelfState.objects.values_list("version", flat=True).first()


@lru_cache(maxsize=4)
def _on_the_shelf(state: UUID | None) -> tuple[ShapedBy, ...]:
    """Which versions shaped the live pages, of one state of the shelf: it reads every page, so it is kept."""
    rows = (
        Publication.objects.current()
        .order_by()
        .values(
            shaped=F("provenance__versions"),
            policy=F("content__pem__policy_version"),
            generator=F("content__drafted__version"),
        )
        .annotate(pages=Count("pk"))
    )
    counted: Counter[tuple[str | None, ...]] = Counter()
    for row in rows:
        shaped = row["shaped"] or {}
        policy, generator = row["policy"] or shaped.get("policy"), row["generator"] or shaped.get("generator")
        counted[policy, shaped.get("classifier"), shaped.get("scanner"), generator] += row["pages"]
    most_first = sorted(counted.items(), key=lambda item: (-item[1], [part or "" for part in item[0]]))
    return tuple(
        ShapedBy(policy=policy, classifier=classifier, scanner=scanner, generator=generator, pages=pages)
        for (policy, classifier, scanner, generator), pages in most_first
    )


@lru_cache(maxsize=4)
def _shelf_figures(state: UUID | None) -> ShelfFigures:
    """The classifier on the pages of one state of the shelf: it reads every page, so it is kept."""
    shelf = presented().shelf
    return ShelfFigures(
        pages=shelf.pages,
        demonstration_pages=shelf.demo_pages,
        about=" ".join(filter(None, (shelf.sentence, shelf.demo_sentence))),
    )


def _counts(column: str) -> dict[str, int]:
    """Value -> how many live pages have it, of a column that holds several."""
    one: Func = Func(F(column), function="unnest", output_field=TextField())
    return dict(ShelfEntry.objects.order_by().values_list(one).annotate(Count("pk")))


def _criteria(entry: ReferenceCriterion, studies: int) -> dict[str, Any]:
    page = criteria_page(entry)
    return {
        "key": entry.key,
        "name": entry.name,
        "year": entry.year,
        "author": entry.author,
        "aliases": list(entry.aliases),
        "citation": entry.citation,
        "citation_address": page.citation_address or None,
        "pem": term(entry.pem, REQUIREMENT_WORDS),
        "used_alone": page.sole_use,
        "person_decides": page.person_decides,
        "confidence": term(entry.confidence, CONFIDENCE),
        "studies": studies,
        "page": addresses.site(page.path),
        "api": addresses.api(f"/criteria/{entry.key}"),
        "study_list": addresses.api("/studies", ("criteria", entry.key)),
    }


def _share(told: Mapping[str, Any]) -> Share:
    return Share(right=told["right"], of=told["of"], value=told["value"])


def _reader(row: Mapping[str, Any]) -> Reader:
    return Reader(
        reader=row["reader"],
        part=row["part"],
        texts=row["count"],
        accuracy=_share(row["accuracy"]),
        verdicts=[
            VerdictFigures(
                verdict=term(code, VERDICTS),
                precision=_share(row["precision"][code]),
                recall=_share(row["recall"][code]),
            )
            for code in VERDICTS
            if code in row["precision"] and code in row["recall"]
        ],
        criteria_precision=_share(row["criteria"]["precision"]),
        criteria_recall=_share(row["criteria"]["recall"]),
    )


def _unseen() -> UnseenFigures | None:
    told = unseen_measurement()
    if told is None:
        return None

    def share(right: str, of: str) -> Share:
        value = round(told[right] / told[of], 4) if told[of] else None
        return Share(right=told[right], of=told[of], value=value)

    return UnseenFigures(
        measured_on=told["measured_on"],
        verdict=share("verdict_right", "texts"),
        required_precision=share("required_proposed_right", "required_proposed"),
        required_recall=share("required_found", "required_settled"),
        criteria_precision=share("criteria_named_right", "criteria_named"),
        criteria_recall=share("criteria_found", "criteria_settled"),
        about=told["about"],
    )
