"""Looks over the whole desk for studies that may be one work, and proposes them to a person.

    the same title, year and first author, and no identifier that contradicts
    an identifier of one stands in another field of the other (its address, its number)
    a registry's record of one names an identifier of the other
    an entry of an import may be either

A pair that somebody has decided about is not proposed again. A preprint and its journal version are proposed too where
they are not linked yet: the room offers to link them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import datetime

from django.db import connection, models
from django.utils import timezone

from evidence.actions.merging import propose_merge
from evidence.actions.roles import require
from evidence.citations.identifiers import canonical_doi, canonical_pmid
from evidence.models import DoubtfulEntry, ImportBatch, MergeProposal, RegistryAnswer, Study, StudyLink
from evidence.tongue import Sentence, gettext_noop, stored

AT_MOST = 500
"""Pairs that one search proposes."""

MAY_BE_EITHER = stored(gettext_noop("An entry of an import may be either. {reason}"))
IN_ANOTHER_FIELD = stored(gettext_noop("{scheme} {value} of one stands in another field of the other."))
AT_A_REGISTRY = stored(gettext_noop("A registry's record of one names the {scheme} {value} of the other."))

Pair = tuple[int, int]

_SAME_KEY = """
    SELECT one.id, other.id FROM {study} one JOIN {study} other ON other.match_key = one.match_key AND other.id > one.id
    WHERE one.match_key <> '' AND NOT one.demo AND NOT other.demo
        AND (one.doi IS NULL OR other.doi IS NULL OR one.type <> other.type)
        AND (one.pmid IS NULL OR other.pmid IS NULL OR one.type <> other.type)
        AND (one.pmcid IS NULL OR other.pmcid IS NULL OR one.type <> other.type)
    ORDER BY 1, 2 LIMIT %s
"""
_PUBMED = re.compile(r"(?:pubmed\.ncbi\.nlm\.nih\.gov/|/pubmed/|pmid:?\s*)(\d{1,9})\b", re.IGNORECASE)
_DOI = re.compile(r"\b10\.\d{4,9}/\S+")


def find_doubles(*, by: models.Model | None = None, now: datetime | None = None) -> int:
    """Propose every pair that is not decided about yet. Returns how many are new."""
    now = now or timezone.now()
    if by is not None:
        require(by, "edit_desk")
    return _propose((*_by_title(), *_by_other_field(), *_by_registry(), *_by_doubt()), by=by, now=now)


def propose_from_doubts(*, batch: ImportBatch, now: datetime | None = None) -> int:
    """Propose the studies between which entries of an import could not tell. Returns how many pairs are new."""
    return _propose(_by_doubt(batch), by=None, now=now or timezone.now())


def _propose(pairs: Iterable[tuple[int, int, str]], *, by: models.Model | None, now: datetime) -> int:
    found: dict[Pair, str] = {}
    for one, other, reason in pairs:
        found.setdefault((min(one, other), max(one, other)), reason)
    settled = set(MergeProposal.objects.values_list("one", "other")) | _linked(found)
    fresh = [pair for pair in sorted(found) if pair not in settled][:AT_MOST]
    studies = Study.objects.only("title", "demo").in_bulk({number for pair in fresh for number in pair})
    fresh = [pair for pair in fresh if studies.keys() >= set(pair)]
    for one, other in fresh:
        propose_merge(one=studies[one], other=studies[other], reason=found[one, other], by=by, now=now)
    return len(fresh)


def _by_title() -> Iterator[tuple[int, int, str]]:
    sql = _SAME_KEY.format(study=connection.ops.quote_name(Study._meta.db_table))
    with connection.cursor() as cursor:
        cursor.execute(sql, [AT_MOST * 4])
        for one, other in cursor.fetchall():
            yield one, other, gettext_noop("They have the same title, year and first author.")


def _by_other_field() -> Iterator[tuple[int, int, str]]:
    """An address or a number of one that holds the DOI or the PMID of another."""
    rows = Study.objects.filter(demo=False).filter(
        models.Q(url__icontains="pubmed") | models.Q(url__icontains="doi.org") | models.Q(number__icontains="pmid")
        | models.Q(number__contains="10.")
    )  # fmt: skip
    named: dict[tuple[str, str], list[int]] = {}
    for pk, doi, pmid, url, number in rows.values_list("pk", "doi", "pmid", "url", "number").iterator():
        for text in (url, number):
            if not pmid and (match := _PUBMED.search(text)) and (value := canonical_pmid(match[1])):
                named.setdefault(("pmid", value), []).append(pk)
            if not doi and (match := _DOI.search(text)) and (value := canonical_doi(match[0])):
                named.setdefault(("doi", value), []).append(pk)
    yield from _owned_by_another(named, IN_ANOTHER_FIELD)


def _by_registry() -> Iterator[tuple[int, int, str]]:
    answers = RegistryAnswer.objects.filter(result="found", titles_agree=True, study__demo=False)
    named: dict[tuple[str, str], list[int]] = {}
    for pk, doi, pmid in answers.values_list("study_id", "record__doi", "record__pmid").iterator():
        for scheme, value in (("doi", doi), ("pmid", pmid)):
            if value:
                named.setdefault((scheme, value), []).append(pk)
    yield from _owned_by_another(named, AT_A_REGISTRY)


def _by_doubt(batch: ImportBatch | None = None) -> Iterator[tuple[int, int, str]]:
    """The first two studies that an entry may be. Several that are only near each other are no doubles."""
    doubts = DoubtfulEntry.objects.filter(state="open", candidates__len__gte=2)
    if batch is not None:
        doubts = doubts.filter(batch=batch)
    for one, other, reason in doubts.values_list("candidates__0", "candidates__1", "reason").iterator():
        if not reason.startswith("This may be"):
            yield one, other, Sentence.of(MAY_BE_EITHER, reason=reason)


def _owned_by_another(named: dict[tuple[str, str], list[int]], reason: str) -> Iterator[tuple[int, int, str]]:
    for scheme in ("doi", "pmid"):
        values = [value for name, value in named if name == scheme]
        owners = Study.objects.filter(**{f"{scheme}__in": values}, demo=False).values_list("pk", scheme)
        for owner, value in owners:
            for pk in named[scheme, str(value)]:
                if pk != owner:
                    yield pk, owner, Sentence.of(reason, scheme=scheme.upper(), value=str(value))


def _linked(pairs: dict[Pair, str]) -> set[Pair]:
    """Pairs between which somebody has said already how they relate."""
    numbers = {number for pair in pairs for number in pair}
    links = StudyLink.objects.filter(study__in=numbers, target__in=numbers).values_list("study_id", "target_id")
    return {(min(pair), max(pair)) for pair in links if pair[1] is not None}
