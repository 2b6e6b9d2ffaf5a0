"""From a publication to the shapes of the API: the same facts that its page shows, code beside words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.conf import settings

from evidence import vocabulary as words
from evidence.api import addresses
from evidence.api.schemas.fields import Term
from evidence.api.schemas.paper import Author, FoundNotice, Notice, Paper, Related
from evidence.api.schemas.study import (
    Checked,
    Cohort,
    CriteriaName,
    CriteriaUse,
    Facts,
    Judgement,
    Licence,
    Pem,
    PublicationLine,
    Study,
    StudyLinks,
    StudySummary,
    StudyVersion,
    Texts,
    TopicName,
    Versions,
)
from evidence.citations.record import KINDS, PUBLICATION_TYPES, CitationRecord, Name
from evidence.models import Publication
from evidence.models.assessment import METHODS
from evidence.pem import VERDICT_WORDS, Verdict
from evidence.pem import Cohort as Rule
from evidence.pem.facts import PURPOSES, REQUIREMENT_WORDS
from evidence.pem.verdicts import (
    BADGE_EXPLANATION,
    NOT_APPLICABLE_REASONS,
    NOT_REQUIRED_REASONS,
    VERDICT_SENTENCES,
)
from evidence.presenters.history import reason_of
from evidence.presenters.study_page import StudyPage
from evidence.workflow import how_checked

COMBINATIONS = {
    "none": "the text at hand does not say which criteria had to be met",
    "single": "this set had to be met",
    "and": "all of these had to be met",
    "or": "any one of these was enough",
    "mixed": "a combination of these had to be met",
}
VERDICTS = {str(verdict): told for verdict, told in VERDICT_WORDS.items()}


def term(code: str, table: Mapping[str, str]) -> Term:
    """A code with its words. A code from before a change of the vocabulary speaks for itself."""
    return Term(code=code, words=table.get(code, code.replace("_", " ")))


def term_or_none(code: str | None, table: Mapping[str, str]) -> Term | None:
    return term(code, table) if code else None


def licence() -> Licence:
    return Licence(name=settings.CONTENT_LICENCE, address=settings.CONTENT_LICENCE_URL)


# --- The paper -------------------------------------------------------------------------------------------------


def paper(record: CitationRecord, open_access: str = "") -> Paper:
    return Paper(
        title=record.title,
        original_title=record.original_title,
        kind_of_record=term_or_none(record.kind_of_record, KINDS),
        authors=[_author(name) for name in record.authors],
        authors_complete=record.authors_complete,
        type=term(record.type, PUBLICATION_TYPES),
        journal=record.container_title,
        journal_short=record.container_short,
        publisher=record.publisher,
        year=record.year,
        date=_date(record.date_parts),
        volume=record.volume,
        issue=record.issue,
        pages=record.pages,
        number=record.number,
        language=record.language,
        doi=record.doi or None,
        pmid=record.pmid or None,
        pmcid=record.pmcid or None,
        address=record.address or None,
        open_access=open_access or None,
    )


def _author(name: Name) -> Author:
    return Author(
        name=name.display,
        family=name.family,
        given=name.given,
        particle=name.particle,
        suffix=name.suffix,
        is_body=name.is_body,
        orcid=name.orcid or None,
    )


def _date(parts: Iterable[int]) -> str | None:
    """ "2019", "2019-05" or "2019-05-04"."""
    shown = [f"{part:04d}" if place == 0 else f"{part:02d}" for place, part in enumerate(parts)]
    return "-".join(shown) or None


def notices(content: Mapping[str, Any]) -> list[Notice]:
    return [
        Notice(
            kind=term(row["kind"], words.NOTICES),
            date=row["date"] or None,
            title=row["title"],
            detail=row["detail"],
            source=row["source"],
            doi=row["doi"] or None,
            pmid=row["pmid"] or None,
            address=_address_of(row),
        )
        for row in content["notices"]
    ]


def _address_of(row: Mapping[str, str]) -> str | None:
    if row["doi"] or row["pmid"]:
        return CitationRecord(title=row["title"] or "-", doi=row["doi"], pmid=row["pmid"]).address
    return None


# --- The page --------------------------------------------------------------------------------------------------


def summary(publication: Publication) -> StudySummary:
    """A live page, for lists."""
    return StudySummary(**_summary(StudyPage(publication)))


def _summary(page: StudyPage) -> dict[str, Any]:
    content, publication = page.content, page.publication
    return {
        "slug": page.slug,
        "paper": paper(page.citation, page.open_access_url),
        "verdict": term(page.verdict, VERDICTS),
        "criteria": [CriteriaName(key=row["key"], name=row["name"]) for row in page.pem["criteria"] if row["formal"]],
        "design": term_or_none(content["design"], words.STUDY_DESIGNS),
        "peer_review": term(content["peer_review"], words.PEER_REVIEW),
        "basis": term(content["basis"], words.BASIS),
        "topics": [TopicName(key=row["key"], name=row["name"]) for row in content.get("topics", ())],
        "notices": notices(content),
        "checked": _checked(page),
        "one_sentence": content["texts"].get("one_sentence") or None,
        "number": publication.number,
        "sha256": publication.sha256,
        "published_at": addresses.moment(publication.published_at),
        "demonstration": publication.demo,
        "links": _links(page),
    }


def _links(page: StudyPage) -> StudyLinks:
    address = addresses.site(page.path)
    return StudyLinks(
        self=addresses.of_study(page.slug),
        page=address,
        permanent=f"{address}/v/{page.publication.number}",
        history=f"{address}/history",
        bibtex=f"{address}.bib",
        ris=f"{address}.ris",
        csl_json=f"{address}.csl.json",
    )


def checked_code(provenance: Mapping[str, Any], sha256: str) -> str:
    """How many people approved exactly this content: a key of HOW_CHECKED."""
    people = {vote["person"] for vote in provenance.get("approvals", ()) if vote["sha256"] == sha256}
    return ("not_checked", "one_person", "two_people")[min(len(people), 2)]


def _checked(page: StudyPage) -> Checked:
    approvals = page.publication.provenance["approvals"]
    return Checked(
        code=checked_code(page.publication.provenance, page.publication.sha256),
        words=how_checked(page.publication.provenance, page.publication.sha256),
        by=page.checked_by,
        on=max((vote["on"] for vote in approvals), default=None),
        without_the_usual_checks_because=page.override_reason or None,
    )


# --- One publication, whole ------------------------------------------------------------------------------------


def publication_whole(publication: Publication, published: frozenset[str]) -> StudyVersion:
    """`publication` comes from `views.study.shelf`; `published` are the link targets that have a page."""
    return StudyVersion(**_version(StudyPage(publication, published)))


def whole(publication: Publication, published: frozenset[str], publications: list[PublicationLine]) -> Study:
    return Study(**_version(StudyPage(publication, published)), publications=publications)


def _version(page: StudyPage) -> dict[str, Any]:
    content, publication = page.content, page.publication
    judged = content["judgement"]
    return _summary(page) | {
        "pem": _pem(page),
        "texts": Texts(**{name: content["texts"].get(name) or None for name in Texts.model_fields}),
        "facts": Facts(**{name: content["facts"].get(name) for name in Facts.model_fields}),
        "judgement": Judgement(
            risk_of_bias=term(judged["risk_of_bias"], words.RISK_OF_BIAS),
            replication=term(judged["replication"], words.REPLICATION),
            replication_note=judged["replication_note"],
        ),
        "related": [_related(page, row) for row in content["links"]],
        "found_notice": _found_notice(publication),
        "drafted_by": page.drafted,
        "versions": versions(content, publication.provenance),
        "reason": reason_of(publication),
        "is_current": publication.is_current,
        "page_withdrawn": bool(publication.withdrawn_since),
        "bibtex_key": page.bibtex_key,
        "language": content["language"],
        "licence": licence(),
    }


def _related(page: StudyPage, row: Mapping[str, str]) -> Related:
    slug = row["slug"] if row["slug"] in page.published_slugs else None
    return Related(
        relation=term(row["kind"], words.LINKS),
        title=row["title"],
        doi=row["doi"] or None,
        pmid=row["pmid"] or None,
        slug=slug,
        address=addresses.site(f"/evidence/{slug}") if slug else _address_of(row),
    )


def _found_notice(publication: Publication) -> FoundNotice | None:
    """What stands above the page because a notice was found since."""
    if publication.notice_found_at is None:
        return None
    return FoundNotice(
        kind=term_or_none(publication.notice_confirmed, words.NOTICES),
        found_on=publication.notice_found_at.date().isoformat(),
    )


def versions(content: Mapping[str, Any], provenance: Mapping[str, Any]) -> Versions:
    shaped = provenance.get("versions") or {}
    return Versions(
        policy=content["pem"].get("policy_version") or shaped.get("policy"),
        classifier=shaped.get("classifier"),
        scanner=shaped.get("scanner"),
        generator=content["drafted"]["version"] or shaped.get("generator"),
        content=content["schema"],
    )


def _pem(page: StudyPage) -> Pem:
    pem = page.pem
    return Pem(
        verdict=term(page.verdict, VERDICTS),
        sentence=VERDICT_SENTENCES[Verdict(page.verdict)],
        explanation=BADGE_EXPLANATION,
        why_not_required=term_or_none(pem["why_not_required"], NOT_REQUIRED_REASONS),
        not_applicable=term_or_none(pem["not_applicable"], NOT_APPLICABLE_REASONS),
        reasons=pem["reasons"],
        quote=pem["quote"],
        place=pem["place"],
        basis=term(pem["basis"], words.BASIS),
        method=term(pem["method"], METHODS),
        reason=pem["reason"],
        decided_on=pem["decided_on"] or None,
        policy_version=pem["policy_version"],
        machine_version=pem["machine_version"] or None,
        criteria=[
            CriteriaUse(
                key=row["key"], name=row["name"], year=row["year"], formal=row["formal"],
                pem=term_or_none(row["pem"], REQUIREMENT_WORDS),
            )
            for row in pem["criteria"]
        ],
        cohorts=[_cohort(row) for row in pem["cohorts"]],
    )  # fmt: skip


def _cohort(row: Mapping[str, Any]) -> Cohort:
    rule = Rule.from_dict(row)
    return Cohort(
        label=rule.label,
        combination=term(rule.combination, COMBINATIONS),
        all_of=[[use.key for use in group] for group in rule.groups],
        explicit_pem=rule.explicit_pem,
        purpose=term(rule.purpose, PURPOSES),
    )
