"""A shelf of invented studies for `benchmarks.search`: as many as wanted, straight into a database of its own.

Titles and texts are made by walking from word to word as real titles and abstracts do (`../shared`, read at run time
and never kept), so that words are as common and as rare as in the field. Without that folder the words are invented.
"""

from __future__ import annotations

import itertools
import json
import os
import random
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"
VERDICTS = {"required": 0.3, "not_required": 0.4, "unclear": 0.2, "not_applicable": 0.1}
CRITERIA = {"fukuda1994": 0.5, "ccc2003": 0.3, "icc2011": 0.12, "iom2015": 0.2, "oxford1991": 0.08, "nice2021": 0.05}
TOPICS = [f"topic-{number}" for number in range(14)]
COLUMNS = (
    "id, study_id, revision_id, number, content, sha256, provenance, review_policy, override_reason, reason,"
    " published_at, published_by_id, is_current, demo"
)


def real_titles() -> list[str]:
    """Titles of the bibliographies in `../shared`; [] where the folder is not there."""
    from evidence.citations.importers import parse

    titles = []
    for path in sorted((SHARED / "bibliography").glob("*.bib")):
        titles += [entry.record.title for entry in parse(path.read_bytes()).entries]
    return sorted(set(titles))


def _sources(chance: random.Random) -> tuple[list[list[str]], list[list[str]]]:
    """(titles, sentences), each a list of words."""
    titles = [title.split() for title in real_titles()]
    if titles:
        abstracts = json.loads((SHARED / "pubmed" / "abstracts.json").read_text("utf-8"))
        texts = re.findall(r'[^".?!]{40,400}', " ".join(_strings(abstracts)))
        return titles, [text.split() for text in texts]
    syllables = [
        "ra",
        "mi",
        "to",
        "ne",
        "ku",
        "sal",
        "ver",
        "dro",
        "pin",
        "lac",
        "ost",
        "em",
        "ul",
        "ith",
        "gen",
        "oph",
    ]
    words = ["".join(chance.choices(syllables, k=chance.choice((2, 3, 4)))) for _ in range(6_000)]
    weights = [1 / (place + 5) for place in range(len(words))]
    sentences = [chance.choices(words, weights, k=14) for _ in range(4_000)]
    return [sentence[:11] for sentence in sentences[:800]], sentences


def _strings(data: Any) -> Iterator[str]:
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict | list):
        for value in data.values() if isinstance(data, dict) else data:
            yield from _strings(value)


class Walk:
    """From word to word as the sources do."""

    def __init__(self, sentences: list[list[str]], chance: random.Random) -> None:
        self.chance = chance
        self.starts = [sentence[0] for sentence in sentences if sentence]
        self.words = list(itertools.chain.from_iterable(sentences))
        self.next: dict[str, list[str]] = {}
        for sentence in sentences:
            for one, other in itertools.pairwise(sentence):
                self.next.setdefault(one, []).append(other)

    def __call__(self, length: int) -> str:
        word = self.chance.choice(self.starts)
        walked = [word]
        while len(walked) < length:
            following = self.next.get(word)
            word = self.chance.choice(following if following and self.chance.random() > 0.05 else self.words)
            walked.append(word)
        return " ".join(walked)


def studies(count: int, seed: int = 7) -> Iterator[dict[str, Any]]:
    """Rows for `evidence_publication`: those of a smaller shelf are the first of a larger one."""
    chance = random.Random(seed)
    titles, sentences = _sources(chance)
    title, text = Walk(titles, chance), Walk(titles + sentences, chance)
    families = [text(1).strip("().,;:").capitalize() + end for end in ("", "son", "er", "ova", "i") for _ in range(400)]
    journals = [f"Journal of {title(2)}" for _ in range(180)]
    begin = datetime(2024, 1, 1, tzinfo=UTC)
    for number in range(1, count + 1):
        verdict = _one(VERDICTS, chance)
        kinds = [kind for kind, share in (("retraction", 0.01), ("correction", 0.03)) if chance.random() < share]
        content = {
            "slug": f"study-{number}",
            "citation": {
                "title": title(chance.randint(6, 16)),
                "authors": [
                    {"family": chance.choice(families), "given": chance.choice("ABCDEFGHJKLMNPRSTW") + ". M.",
                     "particle": "", "suffix": "", "literal": ""}
                    for _ in range(chance.randint(1, 8))
                ],
                "container_title": journals[min(int(chance.expovariate(0.03)), len(journals) - 1)],
                "year": min(2026, 1988 + int(38 * chance.random() ** 0.6)),
                "doi": f"10.5555/study.{number}",
                "pmid": str(20_000_000 + number),
                "pmcid": "",
            },
            "design": chance.choice(DESIGNS), "peer_review": "peer_reviewed",
            "basis": chance.choice(("full_text", "abstract", "abstract")),
            "texts": {
                "one_sentence": text(18), "summary": text(110), "why_it_matters": text(25),
                "does_not_prove": [text(12), text(12)], "observed_findings": [text(20), text(20)],
                "authors_conclude": text(25), "limitations": [text(20)],
            },
            "pem": {
                "verdict": verdict, "quote": "quoted", "place": "Methods",
                "keys": [key for key, share in CRITERIA.items() if chance.random() < share], "criteria": [],
            },
            "facts": {"severity": "mild"} if chance.random() < 0.4 else {},
            "notices": [{"kind": kind} for kind in kinds],
            "topics": [{"key": key, "name": key} for key in chance.sample(TOPICS, chance.choice((0, 1, 1, 2)))],
            "links": [],
        }  # fmt: skip
        votes = [{"person": person, "sha256": "0" * 64} for person in range(chance.choice((1, 2, 2)))]
        yield {
            "content": content,
            "provenance": {"approvals": votes},
            "published_at": begin + timedelta(minutes=5 * number),
        }


DESIGNS = [
    "randomised_trial", "non_randomised_trial", "cohort", "case_control", "case_control", "cross_sectional",
    "cross_sectional", "qualitative", "systematic_review", "narrative_review", "animal", "in_vitro", "commentary",
]  # fmt: skip


def _one(shares: dict[str, float], chance: random.Random) -> str:
    return chance.choices(list(shares), list(shares.values()))[0]


PAST_THE_TRIGGERS = "SET session_replication_role = replica"
SLOW = ("entry_document", "entry_authors", "word_trigrams")
"""Indexes that are made anew after filling: that is quicker than one row at a time."""


def fill(cursor: Any, count: int) -> None:
    """Put the first `count` studies on an empty shelf, and what the triggers would add for them.

    Not by the triggers: they take one row at a time, and here a process of the database works for each processor.
    """
    from evidence.models._shelf_sql import ADD_WORDS, CHANGED, FILL

    cursor.execute(PAST_THE_TRIGGERS)
    cursor.execute("TRUNCATE evidence_publication, evidence_shelfentry, evidence_shelfword CASCADE")
    cursor.execute("SELECT pg_get_indexdef(oid) FROM pg_class WHERE relname = ANY(%s)", [list(SLOW)])
    indexes = [index for (index,) in cursor.fetchall()]
    cursor.execute(f"DROP INDEX IF EXISTS {', '.join(SLOW)}")
    try:
        with cursor.copy(f"COPY evidence_publication ({COLUMNS}) FROM STDIN") as copy:
            for number, row in enumerate(studies(count), start=1):
                copy.write_row(
                    (
                        number, number, number, 1, json.dumps(row["content"]), "0" * 64, json.dumps(row["provenance"]),
                        "two_people", "", "", row["published_at"], 1, True, False,
                    )
                )  # fmt: skip
        cursor.execute("ANALYZE evidence_publication")
        spans = [(first, first + 2_500) for first in range(1, count + 1, 2_500)]
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            list(pool.map(lambda span: _entries(f"{FILL} AND p.id >= {span[0]} AND p.id < {span[1]}"), spans))
        cursor.execute(ADD_WORDS.format(narrower=""))
        cursor.execute(CHANGED)
    finally:
        for index in indexes:
            cursor.execute(index)
        cursor.execute("SET session_replication_role = DEFAULT")
    for table in ("shelfentry", "shelfword", "publication"):
        cursor.execute(f"VACUUM ANALYZE evidence_{table}")


def _entries(statement: str) -> None:
    """In a thread, whose connection is its own."""
    from django.db import connection

    try:
        with connection.cursor() as cursor:
            cursor.execute(PAST_THE_TRIGGERS)
            cursor.execute(statement)
    finally:
        connection.close()
