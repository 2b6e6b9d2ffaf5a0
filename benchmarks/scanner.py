"""How many pages a second the scanner reads, and whether its time grows with the text and no faster.

    python -m benchmarks.scanner [largest] [--json]      default 4000000 characters

Counts the time of the processor, so that a busy machine tells nearly the same. Prints pages a second for a usual page
(about 350 words, nine blocks, an abstract of 250 words): with the source known from the scan before, as while somebody
writes, and with a new source each time, as when the whole shelf is scanned. Then, for texts that grow, microseconds a
thousand characters; the last figure of each line is the ratio between the largest and the smallest, which stays near 1
when the work is linear.
"""

from __future__ import annotations

import argparse
import time
from statistics import median

from benchmarks.rows import Row, as_line
from evidence.scanner import SCANNER_VERSION, Facts, Source, scan

ROUNDS = 5
SENTENCE = (
    "In this study {n} people with the illness slept for {n} hours, and their scores fell from 72.{n} to 43.1. "
    "It does not show why sleep was poor, or that it was worse than in healthy people. "
)
ABSTRACT = (
    "We recruited {n} patients with ME/CFS and 39 healthy controls. Mean sleep was {n} hours (range 4-9; p = 0.0{n}) "
    "and mean "
    "scores decreased from 72.{n} to 43.1 on average in patients compared with controls over twelve months of "
    "follow-up. "
)
FACTS = Facts(design="case_control", pem_verdict="required", cases=45, controls=39, year=2020)
GROWING = {
    "ordinary sentences": SENTENCE.format(n=45),
    "numbers without end": "45 of 57 (30%), ",
    "nested brackets": "([{",
    "one sentence without end": "not cured and ",
}


def page(number: int) -> dict[str, str]:
    sentence = SENTENCE.format(n=number % 90 + 10)
    return {
        "one_sentence": sentence.split(". ")[0] + ".",
        "summary": sentence * 4,
        "why_it_matters": sentence,
        "does_not_prove": sentence,
        "observed_findings": sentence * 2,
        "authors_conclude": sentence,
        "open_questions": "Would others find the same?\nDoes it last?",
        "strengths": "Sleep was measured.",
        "limitations": "The study was small.",
    }


def pages_a_second(count: int, *, new_source: bool) -> float:
    sources = [
        Source(title="Sleep", abstract=ABSTRACT.format(n=n % 90 + 10) * 5 + str(n * new_source), basis="abstract")
        for n in range(count)
    ]
    pages = [page(number) for number in range(count)]
    started = time.process_time()
    for texts, source in zip(pages, sources, strict=True):
        scan(texts, source if new_source else sources[0], FACTS)
    return count / (time.process_time() - started)


def growth(text: str, largest: int) -> list[float]:
    """Microseconds a thousand characters, for the text up to a sixteenth, a quarter and the whole of `largest`."""
    times = []
    for size in (largest // 16, largest // 4, largest):
        long = (text * (size // len(text) + 1))[:size]
        source = Source(abstract=ABSTRACT.format(n=45), basis="abstract")
        started = time.process_time()
        scan({"summary": long}, source, FACTS)
        times.append(1e9 * (time.process_time() - started) / size)
    return times


def main() -> None:
    parser = argparse.ArgumentParser(prog="benchmarks.scanner")
    parser.add_argument("largest", nargs="?", type=int, default=4_000_000)
    parser.add_argument("--json", action="store_true", help="the figures again in the last line, for benchmarks.run")
    options = parser.parse_args()
    pages_a_second(20, new_source=True)
    print(f"scanner {SCANNER_VERSION}")
    # In turn, so that a machine that changes its mind changes both.
    rounds = [[pages_a_second(100, new_source=new) for new in (False, True)] for _ in range(ROUNDS)]
    known, new = (median(each) for each in zip(*rounds, strict=True))
    print(f"{known:>8.0f} pages a second, the source known")
    print(f"{new:>8.0f} pages a second, a new source each")
    rows = [Row("pages, the source known", "", known, "/s"), Row("pages, a new source each", "", new, "/s")]
    for name, text in GROWING.items():
        times = growth(text, options.largest)
        told = "  ".join(f"{one:8.0f}" for one in times)
        print(f"{name:<26} {told} µs a thousand characters   {times[-1] / times[0]:.2f} times")
        rows.append(Row(f"{name}, sixteen times as long, time a character", "<= 1.5", times[-1] / times[0]))
    if options.json:
        print(as_line(rows))


if __name__ == "__main__":
    main()
