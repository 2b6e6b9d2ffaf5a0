"""Topics as pages show them: what each means, and how many studies of each verdict have it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from evidence.models import Topic
from evidence.pem import VERDICT_WORDS
from evidence.presenters.gap_map import list_address
from evidence.presenters.words import plain_date, shown, studies


@dataclass(frozen=True, slots=True)
class TopicRow:
    """One topic in the list of topics."""

    path: str
    name: str
    definition: str
    studies: str


@dataclass(frozen=True, slots=True)
class VerdictLine:
    """How many studies of the topic have a verdict, and where they are listed."""

    key: str
    words: str
    count: int
    address: str


@dataclass(frozen=True, slots=True)
class TopicPage:
    """One topic. `counts` is verdict -> studies; `as_of` None while nothing has been published."""

    topic: Topic
    counts: Mapping[str, int]
    as_of: date | None

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def studies(self) -> str:
        return studies(self.total)

    @property
    def list_address(self) -> str:
        return list_address(topic=self.topic.key)

    @property
    def day(self) -> str:
        return plain_date(self.as_of.isoformat()) if self.as_of else ""

    @property
    def verdicts(self) -> list[VerdictLine]:
        return [
            VerdictLine(
                str(key),
                shown(words),
                self.counts.get(str(key), 0),
                list_address(pem=str(key), topic=self.topic.key),
            )
            for key, words in VERDICT_WORDS.items()
        ]


def topic_rows(topics: Iterable[Topic], counts: Counter[str]) -> list[TopicRow]:
    """Every topic in use; a retired one as long as a live page has it."""
    return [
        TopicRow(topic.path, str(topic), topic.definition, studies(counts[topic.key]))
        for topic in topics
        if not topic.retired or counts[topic.key]
    ]
