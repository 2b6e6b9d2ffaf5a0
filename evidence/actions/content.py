"""From the desk to the content of a page: everything a reader will see, as one plain structure.

Shape (schema 1; additive changes only, else a new number):

    schema, slug, language          1, the page's address, BCP 47: the language of the texts, sealed with them
    citation                        `CitationRecord.to_dict()` without the abstract
    design, peer_review, basis      keys of `evidence.vocabulary`
    topics                          [{"key", "name"}] sorted by key, as they were called then; left out where there is
                                    none, as it is in pages made before there were topics
    texts                           block -> text, or list of items; empty blocks are left out
    drafted                         {"by": "person" | "generator", "version": ""}
    pem                             verdict, keys, cohorts, criteria (as they were known), reasons, quote, place, ...
    facts                           cases, controls, severity, duration, country, funder, registration, ...
    judgement                       risk_of_bias, replication, replication_note
    identity                        confirmed_on, sources
    notices, links                  lists
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Subquery

from evidence import vocabulary
from evidence.models import DiagnosticCriteria, Study, StudyText, Topic
from evidence.pem import INFORMAL_DIAGNOSES
from evidence.tongue import Sentence, gettext_noop

SCHEMA = 1
ENGLISH = "en-GB"
NO_LANGUAGE = gettext_noop("“{text}” is no tag of a language. Write it like “en-GB” or “de”.")


def page_content(study: Study, language: str | None = None) -> dict[str, Any]:
    """The content of the study's page as the desk has it now. Texts and whole numbers only.

    `language` is a BCP 47 tag; without it, that of `text_of_page`.
    """
    citation = study.record.to_dict()
    citation.pop("abstract", None)
    if language is None:
        language, text = text_of_page(study)
    else:
        text = study.texts.filter(language=language).first()
    return {
        "schema": SCHEMA,
        "slug": study.slug,
        "language": language,
        "citation": citation,
        "design": study.design,
        "peer_review": study.peer_review,
        "basis": study.basis,
        "texts": text.content() if text else {},
        "drafted": {
            "by": text.drafted_by if text else "person",
            "version": text.generator_version if text else "",
        },
        "pem": _pem(study),
        "facts": _facts(study),
        "judgement": {
            "risk_of_bias": study.risk_of_bias,
            "replication": study.replication,
            "replication_note": study.replication_note,
        },
        "identity": {
            "confirmed_on": _day(study.identity_confirmed_at),
            "sources": list(study.identity_sources),
        },
        "notices": _notices(study),
        "links": _links(study),
        **({"topics": topics} if (topics := _topics(study)) else {}),
    }


def tombstone(content: Mapping[str, Any], *, reason: str, on: str) -> dict[str, Any]:
    """What stands at the address of a withdrawn page: which paper it was about, and why it is gone.

    `on` is an ISO date. Texts, classification and facts are left out; notices stay, as they may be the reason.
    """
    kept = ("schema", "slug", "language", "citation", "design", "peer_review", "basis", "identity", "notices")
    return {key: content[key] for key in kept} | {
        "withdrawn": {"reason": reason, "on": on},
        "texts": {},
        "drafted": {"by": "person", "version": ""},
        "pem": {},
        "facts": {},
        "judgement": {},
        "links": [],
    }


def text_of_page(study: Study) -> tuple[str, StudyText | None]:
    """In which language the page of this study is worked on (a BCP 47 tag), and its texts in it. One query, rarely two.

    It is the language of its live page; of a new one the language in which there are texts; English where there are
    none, or more than one.
    """
    live = study.publications.filter(is_current=True).values_list("content__language", flat=True)
    texts = {text.language: text for text in study.texts.annotate(live=Subquery(live[:1]))}
    written = [language for language, text in texts.items() if text.content()]
    known = next(iter(texts.values())).live if texts else live.first()
    language = known or (written[0] if len(written) == 1 else ENGLISH)
    return language, texts.get(language)


def language_refusals(study: Study, language: str) -> list[str]:
    """Why no page of this study can be made in this language (a BCP 47 tag); [] where one can."""
    if not vocabulary.is_language_tag(language):
        return [Sentence.of(NO_LANGUAGE, text=language[:40])]
    written = [text.language for text in study.texts.all() if text.content()]
    if written and language not in written:
        told = ", ".join(f"“{one}”" for one in sorted(written))
        missing = gettext_noop("There are no texts in the language “{language}”. There are texts in: {written}.")
        return [Sentence.of(missing, language=language, written=told)]
    return []


def _pem(study: Study) -> dict[str, Any]:
    settled = study.standing_classification
    if settled is None:
        return {}
    keys = list(settled.facts.keys)
    known = DiagnosticCriteria.objects.in_bulk(keys, field_name="key")
    return {
        "verdict": settled.verdict,
        "keys": [key for key in keys if key in known],
        "cohorts": settled.facts.to_dict()["cohorts"],
        "criteria": [_criterion(key, known) for key in keys],
        "not_applicable": settled.not_applicable,
        "reasons": list(settled.reasons),
        "why_not_required": settled.why_not_required,
        "quote": settled.quote,
        "place": settled.place,
        "basis": settled.basis,
        "method": settled.method,
        "reason": settled.reason,
        "decided_on": _day(settled.decided_at),
        "policy_version": settled.policy_version,
        "machine_version": settled.machine_version,
    }


def _criterion(key: str, known: dict[str, DiagnosticCriteria]) -> dict[str, Any]:
    if key not in known:
        return {"key": key, "name": INFORMAL_DIAGNOSES[key], "year": None, "pem": "", "formal": False}
    criterion = known[key]
    return {"key": key, "name": criterion.name, "year": criterion.year, "pem": criterion.pem, "formal": True}


def _topics(study: Study) -> list[dict[str, str]]:
    if not study.topics:
        return []
    chosen = Topic.objects.filter(key__in=study.topics).values_list("key", "name")
    return [{"key": key, "name": name} for key, name in sorted(chosen)]


def _facts(study: Study) -> dict[str, Any]:
    facts = {
        "cases": study.participants_cases,
        "controls": study.participants_controls,
        "severity": study.severity,
        "duration": study.duration,
        "country": study.country,
        "funder": study.funder,
        "registration": study.registration,
        "open_access_url": study.open_access_url,
    }
    return {name: value for name, value in facts.items() if value not in (None, "")}


def _notices(study: Study) -> list[dict[str, str]]:
    order = list(vocabulary.NOTICES)
    confirmed = study.notices.filter(confirmed_at__isnull=False)
    return [
        {field: getattr(notice, field) for field in ("kind", "date", "title", "doi", "pmid", "source", "detail")}
        for notice in sorted(confirmed, key=lambda notice: (order.index(notice.kind), notice.date, notice.pk))
    ]


def _links(study: Study) -> list[dict[str, Any]]:
    order = list(vocabulary.LINKS)
    rows = []
    for link in study.links.select_related("target"):
        target = link.target
        rows.append(
            {
                "kind": link.kind,
                "slug": target.slug if target else "",
                "title": link.title,
                "doi": link.doi,
                "pmid": link.pmid,
            }
        )
    return sorted(rows, key=lambda row: (order.index(row["kind"]), row["title"]))


def _day(moment: Any) -> str:
    return moment.date().isoformat() if moment else ""
