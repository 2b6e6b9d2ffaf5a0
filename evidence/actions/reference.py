"""Reference data: the case definitions, kept equal to `evidence/pem/criteria.json`."""

from __future__ import annotations

from typing import Any

from django.db import DEFAULT_DB_ALIAS, router

from evidence.models import DiagnosticCriteria
from evidence.pem.reference import reference_criteria


def load_reference_criteria(*, using: str = DEFAULT_DB_ALIAS, **_: Any) -> int:
    """Write every case definition of the file; returns how many. Runs after each migrate.

    Nothing is removed: a definition that studies name stays.
    """
    if not router.allow_migrate_model(using, DiagnosticCriteria):
        return 0
    rows = [
        DiagnosticCriteria(
            key=entry.key,
            name=entry.name,
            aliases=list(entry.aliases),
            year=entry.year,
            author=entry.author,
            citation=entry.citation,
            pem=entry.pem,
            detail=entry.detail,
            source=entry.source,
            confidence=entry.confidence,
            is_mecfs=entry.criterion.is_mecfs,
            position=position,
        )
        for position, entry in enumerate(reference_criteria().values(), start=1)
    ]
    fields = [f.name for f in DiagnosticCriteria._meta.concrete_fields if f.name not in ("id", "key")]
    DiagnosticCriteria.objects.using(using).bulk_create(
        rows, update_conflicts=True, unique_fields=["key"], update_fields=fields
    )
    return len(rows)
