"""How long BibTeX takes to come in and go out, and whether it grows with the number of entries and no faster.

    python -m benchmarks.import_parsing [largest]      default 100000 entries

Prints, for each size, microseconds an entry and the most memory used so far; the last line is the ratio between
the largest and the smallest size, which stays near 1 when the work is linear.
"""

from __future__ import annotations

import resource
import sys
import time

from evidence.citations.exporters import EXPORTERS
from evidence.citations.importers import parse
from evidence.citations.record import CitationRecord, Name


def study(number: int) -> CitationRecord:
    """A record of the usual length: eight authors, accents, a DOI, a PubMed number."""
    authors = tuple(Name(f"Sørland{place}", "Kari M.", "van der" if place % 3 else "") for place in range(8))
    return CitationRecord(
        title=f"Symptom relief & fatigue in ME/CFS: a randomised trial with 5 % of {number} patients",
        authors=authors,
        container_title="Journal of Clinical Medicine",
        year=2000 + number % 25,
        month=1 + number % 12,
        volume=str(number % 90),
        issue="3",
        pages="1121-1133",
        doi=f"10.1234/example.{number}",
        pmid=str(10_000_000 + number),
    )


def measure(count: int) -> float:
    """Microseconds an entry takes to be read."""
    items = ((f"study{number}", study(number)) for number in range(count))
    started = time.perf_counter()
    text = EXPORTERS["bibtex"].render(items)
    written = time.perf_counter()
    result = parse(text, format="bibtex")
    read = time.perf_counter()
    assert result.read == len(result.entries) == count
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(
        f"{count:>8} entries  {len(text) / 1e6:7.1f} MB   written {1e6 * (written - started) / count:6.0f} µs   "
        f"read {1e6 * (read - written) / count:6.0f} µs an entry   {memory} MiB"
    )
    return 1e6 * (read - written) / count


def main() -> None:
    largest = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    sizes = [size for size in (300, 1_000, 10_000, 100_000, 1_000_000) if size < largest] + [largest]
    times = [measure(size) for size in sizes]
    print(f"{sizes[-1]} against {sizes[0]} entries: {times[-1] / times[0]:.2f} times as long an entry")


if __name__ == "__main__":
    main()
