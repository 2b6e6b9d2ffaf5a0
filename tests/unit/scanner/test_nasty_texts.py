"""Texts made to be slow: the scanner takes a time in proportion to their length."""

from __future__ import annotations

import time

import pytest

from evidence.scanner import Facts, Source, scan

MOST_SECONDS = 10
"""Of the processor. What grows with the square takes minutes; what is linear takes less than one second."""

REPEATED = [
    "(", "([{<", "1", "1,234,", "45 of 57 (30%), ", "twenty ", "1 in ", "rose from 1 to ", "not cured and ", " ", "\n",
    ". ", "a_", "<b ", "{{ ", "&", "a-", "“", "5% of the ", "all people had ", "higher in the ", "patients with ",
    "et al. ", "higher cortisol ", "A", "é",
]  # fmt: skip


@pytest.mark.parametrize("part", REPEATED)
def test_a_text_that_repeats_itself(part: str) -> None:
    text = (part * 30_000)[:30_000]
    source = Source(title="Sleep", abstract=text, basis="abstract")
    facts = Facts(design="cohort", pem_verdict="not_required", authors=("Sørland",))
    started = time.process_time()
    scan({"summary": text, "does_not_prove": text[:2000]}, source, facts)
    assert time.process_time() - started < MOST_SECONDS


def test_a_hundred_thousand_nested_brackets() -> None:
    started = time.process_time()
    text = "(" * 100_000 + "It proves it." + ")" * 100_000
    found = scan({"summary": text}, Source(abstract=text, basis="abstract"))
    assert "proof" in {finding.rule for finding in found}
    assert time.process_time() - started < MOST_SECONDS
