"""Work grows with the length of the text and no faster, whatever the text.

What is counted is processor time, two lengths of one text against each other, so that a busy machine does not decide.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from benchmarks.classifier import LONG
from evidence.classifier import classify
from evidence.classifier.rules import FAMILIES
from evidence.classifier.text import LONGEST_SENTENCE

NASTY: dict[str, Callable[[int], str]] = LONG | {
    "100,000 brackets": lambda size: "(" * size,
    "square brackets": lambda size: "[" * size + "]" * size,
    "tags": lambda size: "<b" * size,
    "hyphens": lambda size: "post-" * (size // 5),
    "line ends": lambda size: "a-\n" * (size // 3),
    "names without verbs": lambda size: "Canadian me/cfs cfs/me " * (size // 23),
    "self-reports": lambda size: "reported that they have self-reported a diagnosis " * (size // 50),
    "diagnosed by": lambda size: "diagnosed with me/cfs by the physician " * (size // 39),
    "long covid": lambda size: "long covid met the who criteria. " * (size // 33),
}


def seconds(text: str) -> float:
    started = time.process_time()
    classify(title="", text=text, part="methods")
    return time.process_time() - started


@pytest.mark.parametrize("name", sorted(NASTY))
def test_eight_times_the_text_takes_about_eight_times_the_work(name: str) -> None:
    short, long = NASTY[name](6_000), NASTY[name](48_000)
    once = min(seconds(short) for _ in range(3))
    assert seconds(long) <= 24 * once + 0.02, "Work grows faster than the text."


def test_a_paper_of_many_statements_takes_no_more_work_a_statement() -> None:
    """Thousands of sentences, each with a rule: what is kept of them must not be gone through again for each."""
    once = min(seconds(LONG["prose"](40_000)) for _ in range(3))
    assert seconds(LONG["prose"](640_000)) <= 40 * once + 0.02


@pytest.mark.parametrize(
    "one", [rule for rules in FAMILIES.values() for rule in rules], ids=lambda rule: rule.name.replace(" ", "-")
)
def test_no_pattern_backtracks_without_end(one: object) -> None:
    """Every pattern meets the longest sentence of each nasty kind: doubling it may not multiply the work."""
    for make in NASTY.values():
        half, full = (
            make(LONGEST_SENTENCE)[: LONGEST_SENTENCE // 2].lower(),
            make(LONGEST_SENTENCE)[:LONGEST_SENTENCE].lower(),
        )
        times = []
        for text in (half, full):
            started = time.process_time()
            one.pattern.search(text)  # type: ignore[attr-defined]
            times.append(time.process_time() - started)
        assert times[1] <= 16 * times[0] + 0.02
