"""All sentences of the tables together. Every one is invented here; none is an author's."""

from __future__ import annotations

from tests.unit.classifier import sentences_titled, sentences_traps
from tests.unit.classifier.sentences_doubt import DOUBTED, PLAIN
from tests.unit.classifier.sentences_held import HELD, OF_EXPERTS, PRACTICE
from tests.unit.classifier.sentences_held import NEVER as NEVER_HELD
from tests.unit.classifier.sentences_in import COMBINED, INCLUDED, PEM_ADDED, Row
from tests.unit.classifier.sentences_lists import LISTED
from tests.unit.classifier.sentences_methods import METHODS
from tests.unit.classifier.sentences_near import NEAR
from tests.unit.classifier.sentences_never import NEVER_REQUIRED as NEVER
from tests.unit.classifier.sentences_out import INFORMAL, NOT_INCLUDED, SORTED
from tests.unit.classifier.sentences_papers import PAPERS
from tests.unit.classifier.sentences_said import KINDS_OF_PAPER, SAID

TITLED = (*sentences_titled.TITLED, *KINDS_OF_PAPER, *PAPERS, *OF_EXPERTS)
NEVER_REQUIRED = (*NEVER, *DOUBTED, *NEVER_HELD)
VERDICTS = (*sentences_traps.VERDICTS, *SAID)
TABLES: dict[str, tuple[Row, ...]] = {
    "included": INCLUDED,
    "combined": COMBINED,
    "PEM added": PEM_ADDED,
    "not included": NOT_INCLUDED,
    "sorted": SORTED,
    "informal": INFORMAL,
    "lists": LISTED,
    "methods": METHODS,
    "near misses": NEAR,
    "doubt and plain words": PLAIN,
    "held against several": HELD,
    "what others use": PRACTICE,
}

__all__ = [
    "COMBINED",
    "INCLUDED",
    "METHODS",
    "NEAR",
    "NEVER_REQUIRED",
    "NOT_INCLUDED",
    "PEM_ADDED",
    "TABLES",
    "TITLED",
    "VERDICTS",
    "Row",
]
