"""All benchmarks, one after the other, and one table: name, aim, measured, how much of the aim, does it hold?

    python -m benchmarks.run [--quick | --full] [--million] [--only NAME ...] [--markdown FILE] [--json FILE]

Each benchmark is a program of its own in this folder and says there what it measures and how. Within each the things
compared take turns, and medians count (of what other work disturbs most, the quickest), so that a busy machine changes
the figures more than the ratios. A part that fails leaves a row that says why, and the rest goes on. Sizes, in studies
or entries:

               search                    export and import       baking    serving          memory of imports
    --quick    300, 3,000                500, 5,000              60        1 round of 1 s   -
    usual      1,000, 10,000, 100,000    2,000, 20,000           1,000     3 rounds of 2 s  10,000 entries, 50 MB of XML
    --full     the same                  1,000, 10,000, 100,000  2,000     5 rounds of 2 s  100,000 entries, 1 GB of XML

`--million` measures the search at one million studies, too; it takes hours. `--markdown` writes the table, the date and
the machine between the two marks of that file (docs/performance.md). Exit code 1 where a part did not end well; an aim
that does not hold is only told.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import platform
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path

from benchmarks.rows import Row, from_line

ROOT = Path(__file__).resolve().parents[1]
BEGIN, END = "<!-- table: written by make bench -->", "<!-- end of the table -->"
HOMES = ("serving-benchmark/postgres", "search-benchmark")
"""Folders of `.local` where benchmarks keep a PostgreSQL between runs."""
BIOPYTHON = ROOT / ".local" / "biopython"
FIRST_PAINT = ROOT / "benchmarks" / "first_paint.py"


@dataclass(frozen=True, slots=True)
class Sizes:
    search: tuple[int, ...]
    queries: int
    rows: tuple[int, ...]
    rounds: int
    baking: tuple[int, int]
    """Studies, rounds."""
    serving: tuple[int, int, int]
    """Rounds, seconds of each, studies baked at the cold start."""
    reading: tuple[int, int]
    """Entries that are parsed of each format; characters that classifier and scanner read in one text."""
    memory: tuple[int, int] | None
    """Entries of BibTeX, megabytes of XML."""
    limit: int
    """Seconds after which one program is stopped."""


QUICK = Sizes((300, 3_000), 40, (500, 5_000), 1, (60, 1), (1, 1, 1_000), (500, 400_000), None, 600)
USUAL = Sizes(
    (1_000, 10_000, 100_000), 80, (2_000, 20_000), 3, (1_000, 3), (3, 2, 10_000), (2_000, 5_000_000), (10_000, 50),
    900,
)  # fmt: skip
FULL = Sizes(
    (1_000, 10_000, 100_000), 220, (1_000, 10_000, 100_000), 3, (2_000, 3), (5, 2, 10_000), (2_000, 5_000_000),
    (100_000, 1_000), 7_200,
)  # fmt: skip


class DidNotEnd(Exception):
    """A program failed; the message says how."""


@dataclass
class Told:
    """What one benchmark has told, and what of it failed."""

    rows: list[Row] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)
    seconds: float = 0.0


# --- The benchmarks: each yields its parts, one after the other ----------------------------------------------

Part = Callable[[], list[Row]]


def serving(sizes: Sizes) -> Iterator[Part]:
    rounds, seconds, copies = map(str, sizes.serving)
    yield lambda: _told(sizes, "serving", "--rounds", rounds, "--seconds", seconds, "--copies", copies)


def search(sizes: Sizes) -> Iterator[Part]:
    counts = ",".join(map(str, sizes.search))
    yield lambda: _told(sizes, "search", "--sizes", counts, "--queries", str(sizes.queries))


def baking(sizes: Sizes) -> Iterator[Part]:
    studies, rounds = map(str, sizes.baking)
    yield lambda: _told(sizes, "baking", "--studies", studies, "--rounds", rounds)


def exporting(sizes: Sizes) -> Iterator[Part]:
    formats = ("bib", "ris", "csl.json", "csv", "jsonl")  # those that it tells rows of
    yield lambda: _growing(sizes, "exporting", "--studies", "records", "--only", *formats)


def importing(sizes: Sizes) -> Iterator[Part]:
    yield lambda: _growing(sizes, "importing", "--entries", "entries")
    if sizes.memory:
        entries, megabytes = map(str, sizes.memory)
        yield lambda: _told(sizes, "importing", "memory", "--entries", entries, "--megabytes", megabytes)


def parsing(sizes: Sizes) -> Iterator[Part]:
    count = str(sizes.reading[0])
    yield lambda: _told(sizes, "parsing", "speed", count)
    yield lambda: _told(sizes, "parsing", "growth", str(sizes.rows[-1]))
    yield lambda: _told(sizes, "parsing", "biopython", count, path=_biopython())


def classifier(sizes: Sizes) -> Iterator[Part]:
    yield lambda: _told(sizes, "classifier", "--characters", str(sizes.reading[1]))


def scanner(sizes: Sizes) -> Iterator[Part]:
    yield lambda: _told(sizes, "scanner", str(sizes.reading[1]))


def first_paint(sizes: Sizes) -> Iterator[Part]:
    yield lambda: _told(sizes, "first_paint")


BENCHMARKS: dict[str, Callable[[Sizes], Iterator[Part]]] = {
    "serving": serving, "search": search, "baking": baking, "exporting": exporting, "importing": importing,
    "parsing": parsing, "classifier": classifier, "scanner": scanner,
}  # fmt: skip
if FIRST_PAINT.exists():
    BENCHMARKS["first_paint"] = first_paint


def _growing(sizes: Sizes, module: str, option: str, unit: str, *more: str) -> list[Row]:
    """All rows at the largest size, and from each size to the next how much longer one record takes."""
    found = {}
    for count in sorted(sizes.rows):
        rounds = sizes.rounds if count == max(sizes.rows) else 1  # the smaller ones are there for the growth alone
        found[count] = _told(sizes, module, option, str(count), "--rounds", str(rounds), *more)
    rates = {
        count: {row.name: row.measured for row in rows if row.name.endswith(unit)} for count, rows in found.items()
    }
    largest = max(found)
    rows = [replace(row, name=f"{row.name}, {largest:,} {option.strip('-')}") for row in found[largest]]
    for small, large in itertools.pairwise(found):
        for name, rate in rates[small].items():
            label = f"{name.partition(',')[0]}, time of one of the {unit}, {small:,} -> {large:,}"
            rows.append(Row(label, "", rate / rates[large][name]))
    return rows


def _biopython() -> str:
    """The folder of a Biopython of our own: it is compared with, never used. Fetched once, as pip is set up here."""
    if find_spec("Bio") is None and not (BIOPYTHON / "Bio").is_dir():
        words = ("install", "--disable-pip-version-check", "--quiet", "--no-deps", "--target", str(BIOPYTHON))
        done = subprocess.run(
            [sys.executable, "-m", "pip", *words, "biopython"], capture_output=True, text=True, check=False
        )
        if done.returncode:
            why = done.stderr.strip().splitlines() or ["pip says nothing"]
            raise DidNotEnd(f"Biopython cannot be fetched: {why[-1]}")
    return str(BIOPYTHON)


def _told(sizes: Sizes, module: str, *words: str, path: str = "") -> list[Row]:
    """The rows of one program. What it prints is also shown here as it comes.

    Raises DidNotEnd where it ends badly, takes longer than it may, or tells no rows.
    """
    with tempfile.TemporaryDirectory() as pages:
        process = subprocess.Popen(
            [sys.executable, "-m", f"benchmarks.{module}", *words, "--json"], cwd=ROOT, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            env=os.environ | {
                "DJANGO_SETTINGS_MODULE": "atlas.settings", "ATLAS_MODE": "local", "PYTHONUNBUFFERED": "1",
                "PYTHONPATH": os.pathsep.join(filter(None, (os.environ.get("PYTHONPATH", ""), path))),
                # Another database would empty the page store of `make run`.
                "ATLAS_PAGE_STORE_DIR": str(Path(pages) / "pages"),
            },
        )  # fmt: skip
        late = threading.Event()
        watch = threading.Timer(sizes.limit, lambda: (late.set(), process.send_signal(signal.SIGINT)))
        watch.start()
        lines = []
        try:
            assert process.stdout is not None
            for line in process.stdout:
                lines.append(line.rstrip())
                if not line.startswith("[{"):
                    print(f"    {line}", end="", flush=True)
            code = process.wait()
        finally:
            watch.cancel()
    named = " ".join((f"benchmarks.{module}", *words))
    if late.is_set():
        raise DidNotEnd(f"{named} was stopped after {sizes.limit} s")
    if code or not lines:
        raise DidNotEnd(f"exit code {code} of {named}: {lines[-1] if lines else 'it printed nothing'}")
    try:
        return from_line(lines[-1])
    except ValueError as error:
        raise DidNotEnd(f"{named}: {error}") from None


def run(name: str, sizes: Sizes) -> Told:
    told, began = Told(), time.monotonic()
    for part in BENCHMARKS[name](sizes):
        try:
            told.rows += part()
        except (DidNotEnd, OSError) as error:
            print(f"    failed: {error}", flush=True)
            told.failed.append(str(error))
    told.seconds = time.monotonic() - began
    return told


def machine() -> dict[str, str]:
    model = re.search(r"^model name\s*: (.+)$", _text(Path("/proc/cpuinfo")), re.MULTILINE)
    return {
        "date": f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC",
        "processors": f"{os.cpu_count()}" + (f" ({model[1]})" if model else ""),
        "load before, of one minute": f"{os.getloadavg()[0]:.1f}",
        "system": f"{platform.system()} {platform.machine()}",
        "Python": platform.python_version(),
        "commit": _git("rev-parse", "--short=12", "HEAD") + (" and changes" if _git("status", "--porcelain") else ""),
    }


def postgres() -> str:
    from atlas import embedded_postgres

    for home in HOMES:
        with suppress(embedded_postgres.EmbeddedPostgresError):
            version = embedded_postgres.status(ROOT / ".local" / home).version
            if version:
                return version
    return "not told"


def _git(*words: str) -> str:
    done = subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=False)
    return done.stdout.strip()


def _text(path: Path) -> str:
    try:
        return path.read_text()
    except OSError:
        return ""


def table(found: dict[str, Told], about: dict[str, str]) -> str:
    """Markdown that can be read as it is."""
    lines = [f"{name}: {value}  " for name, value in about.items()]
    rows = [["benchmark", "what", "aim", "measured", "of the aim", "holds"]]
    for name, told in found.items():
        for row in told.rows:
            reached = "" if row.of_the_aim is None else _figure(row.of_the_aim)
            holds = {None: "", True: "yes", False: "**no**"}[row.holds]
            rows.append([name, row.name, row.aim, f"{_figure(row.measured)} {row.unit}".strip(), reached, holds])
        rows += [[name, f"failed: {why.replace('|', '/')[:200]}", "", "", "", "**no**"] for why in told.failed]
    widths = [max(len(row[column]) for row in rows) for column in range(6)]
    told_rows = [
        "| " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |" for row in rows
    ]
    told_rows.insert(1, "|" + "|".join("-" * (width + 2) for width in widths) + "|")
    return "\n".join([*lines, "", *told_rows])


def _figure(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.2f}"


def write_markdown(path: Path, text: str) -> None:
    whole = path.read_text()
    before, begin, rest = whole.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        sys.exit(f"{path} has no place for the table: it needs the lines “{BEGIN}” and “{END}”.")
    path.write_text(f"{before}{BEGIN}\n\n{text}\n\n{END}{after}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--quick", action="store_true")
    how.add_argument("--full", action="store_true")
    parser.add_argument("--million", action="store_true")
    parser.add_argument("--only", nargs="+", choices=list(BENCHMARKS), default=list(BENCHMARKS))
    parser.add_argument("--markdown", type=Path)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    sizes = QUICK if options.quick else FULL if options.full else USUAL
    if options.million:
        sizes = replace(sizes, search=(*sizes.search, 1_000_000))
    about = {"sizes": "quick" if options.quick else "full" if options.full else "usual"} | machine()
    found: dict[str, Told] = {}
    for name in options.only:
        print(f"{name} ...", flush=True)
        found[name] = run(name, sizes)
        print(f"  {found[name].seconds:.0f} s", flush=True)
    about["PostgreSQL"] = postgres()
    about["took"] = ", ".join(f"{name} {told.seconds:.0f} s" for name, told in found.items())
    text = table(found, about)
    print(f"\n{text}")
    if options.markdown and (options.quick or options.only != list(BENCHMARKS)):
        print(f"\n{options.markdown} is left as it is: it keeps whole tables at usual sizes.")
    elif options.markdown:
        write_markdown(options.markdown, text)
    if options.json:
        rows = {name: [asdict(row) | {"holds": row.holds} for row in told.rows] for name, told in found.items()}
        failed = {name: told.failed for name, told in found.items() if told.failed}
        options.json.write_text(json.dumps({"about": about, "rows": rows, "failed": failed}, indent=1) + "\n")
    sys.exit(1 if any(told.failed for told in found.values()) else 0)


if __name__ == "__main__":
    main()
