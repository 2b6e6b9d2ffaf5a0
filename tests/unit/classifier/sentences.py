"""All sentences of the tables together. Every one is invented here; none is an author's."""

from __future__ import annotations

from tests.unit.classifier.sentences_in import COMBINED, INCLUDED, PEM_ADDED, Row
from tests.unit.classifier.sentences_methods import METHODS
from tests.unit.classifier.sentences_near import NEAR
from tests.unit.classifier.sentences_out import INFORMAL, NOT_INCLUDED, SORTED
from tests.unit.classifier.sentences_titled import TITLED
from tests.unit.classifier.sentences_traps import VERDICTS

TABLES: dict[str, tuple[Row, ...]] = {
    "included": INCLUDED,
    "combined": COMBINED,
    "PEM added": PEM_ADDED,
    "not included": NOT_INCLUDED,
    "sorted": SORTED,
    "informal": INFORMAL,
    "methods": METHODS,
    "near misses": NEAR,
}

__all__ = [
    "COMBINED",
    "INCLUDED",
    "METHODS",
    "NEAR",
    "NOT_INCLUDED",
    "PEM_ADDED",
    "TABLES",
    "TITLED",
    "VERDICTS",
    "Row",
]
