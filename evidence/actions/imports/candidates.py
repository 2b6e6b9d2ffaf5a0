"""Which studies of the desk an entry may be, where the import could not tell: for a person to decide."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any

from django.db.models import Q

from evidence.citations.brief import plain_key
from evidence.citations.kinds import kind_by_title
from evidence.citations.matching import compare
from evidence.citations.record import CitationRecord, Name, ParsedEntry
from evidence.models import Study

IDENTIFIERS = ("doi", "pmid", "pmcid")
AT_MOST = 5
"""Studies that are shown beside one entry."""

_ONLY = (
    "slug",
    "title",
    "type",
    "year",
    "doi",
    "pmid",
    "pmcid",
    "match_key",
    "demo",
    "container_title",
    "kind_of_record",
)


def fingerprint(raw: str) -> str:
    """One name for one entry, however it is indented."""
    return hashlib.sha256(" ".join(raw.split()).encode("utf-8", "replace")).hexdigest()


def candidates_of(entries: Iterable[ParsedEntry]) -> dict[int, list[Study]]:
    """id(entry) -> the studies it may be, at most AT_MOST; entries that may be none are left out.

    By identifier; else by the same title, year and first author; else by a title that is near it. One query.
    """
    entries = list(entries)
    wanted = Q(pk__in=[])
    for name in IDENTIFIERS:
        wanted |= Q(**{f"{name}__in": [value for one in entries if (value := getattr(one.record, name))]})
    keys = {id(one): plain_key(one.record) for one in entries}
    wanted |= Q(match_key__in=[key for key in keys.values() if key])
    for prefix in {_prefix(key) for key in keys.values() if key}:
        wanted |= Q(match_key__startswith=prefix)
    studies = list(Study.objects.filter(wanted, demo=False).only(*_ONLY).order_by("pk")) if entries else []
    found = {id(one): _may_be(one.record, keys[id(one)], studies) for one in entries}
    return {name: some[:AT_MOST] for name, some in found.items() if some}


def _may_be(record: CitationRecord, key: str, studies: list[Study]) -> list[Study]:
    by_identifier = [
        study
        for study in studies
        if any(getattr(record, name) and getattr(record, name) == getattr(study, name) for name in IDENTIFIERS)
    ]
    if by_identifier:
        return by_identifier
    if not key:
        return []
    same = [study for study in studies if study.match_key == key]
    return same or [study for study in studies if study.match_key.startswith(_prefix(key)) and _is_near(study, record)]


def _is_near(study: Study, record: CitationRecord) -> bool:
    author = study.match_key.split("|")[1]
    known: dict[str, Any] = {name: getattr(study, name) or "" for name in IDENTIFIERS}
    ours = CitationRecord(
        title=study.title, type=study.type, year=study.year, authors=(Name(family=author),) if author else (),
        kind_of_record=study.kind_of_record or kind_by_title(study.title), **known,
    )  # fmt: skip
    return compare(ours, record).outcome in ("same", "doubtful")


def _prefix(key: str) -> str:
    """Year and first author of a `plain_key`: "2019|berg|"."""
    year, author, _ = key.split("|", 2)
    return f"{year}|{author}|"
