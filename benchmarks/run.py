"""All benchmarks, one after the other, and one table: name, aim, measured, does it hold?

    python -m benchmarks.run [--quick | --full] [--million] [--only NAME ...] [--markdown FILE] [--json FILE]

Each benchmark is a program of its own in this folder and says there what it measures and how. Within each the things
compared take turns, and medians count (of what other work disturbs most, the quickest), so that a busy machine changes
the figures more than the ratios. Sizes:

               search            export and import   serving             memory of imports
    --quick    300, 3,000        500, 5,000          1 round of 1 s      -
    usual      1,000, 10,000     2,000, 20,000       3 rounds of 2 s     10,000 entries, 50 MB of XML
    --full     ... and 100,000   10,000, 100,000     5 rounds of 2 s     100,000 entries, 1 GB of XML

`--million` measures the search at one million studies, too; it takes hours. `--markdown` writes the table, the date and
the machine between the two marks of that file (docs/performance.md). Exit code 1 where a benchmark did not end well; an
aim that does not hold is only told.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.rows import Row, from_line

ROOT = Path(__file__).resolve().parents[1]
BEGIN, END = "<!-- table: written by make bench -->", "<!-- end of the table -->"
HOMES = ("serving-benchmark", "search-benchmark")
"""Folders of `.local` where benchmarks keep a PostgreSQL between runs."""


@dataclass(frozen=True, slots=True)
class Sizes:
    search: tuple[int, ...]
    queries: int
    rows: tuple[int, int]
    rounds: int
    serving: tuple[int, int, int]
    """Rounds, seconds of each, studies baked at the cold start."""
    memory: tuple[int, int] | None
    """Entries of BibTeX, megabytes of XML."""


QUICK = Sizes((300, 3_000), 40, (500, 5_000), 1, (1, 1, 1_000), None)
USUAL = Sizes((1_000, 10_000), 110, (2_000, 20_000), 3, (3, 2, 10_000), (10_000, 50))
FULL = Sizes((1_000, 10_000, 100_000), 220, (10_000, 100_000), 3, (5, 2, 10_000), (100_000, 1_000))


class DidNotEnd(Exception):
    """A benchmark failed; the message says how."""


def serving(sizes: Sizes) -> Iterator[Row]:
    rounds, seconds, copies = map(str, sizes.serving)
    yield from _told("serving", "--rounds", rounds, "--seconds", seconds, "--copies", copies, "--json")


def search(sizes: Sizes) -> Iterator[Row]:
    yield from _told("search", "--sizes", ",".join(map(str, sizes.search)), "--queries", str(sizes.queries), "--json")


def classifier(sizes: Sizes) -> Iterator[Row]:
    yield from _told("classifier", "--json")


def exporting(sizes: Sizes) -> Iterator[Row]:
    small, large = (
        list(_told("exporting", "--studies", str(count), "--rounds", str(sizes.rounds), "--json"))
        for count in sizes.rows
    )
    yield from (replace(row, name=f"{row.name}, {sizes.rows[1]:,} studies") for row in large)
    rate = {row.name: row.measured for row in small}
    for row in large:
        if row.name.endswith("records"):
            yield Row(
                f"{row.name.partition(',')[0]}, time a record, {_from_to(sizes)}", "", rate[row.name] / row.measured
            )


def importing(sizes: Sizes) -> Iterator[Row]:
    """Reads what is printed: what a row of COPY into the desk's own tables takes, of what one of the import takes."""
    line = re.compile(
        r"^\s*(records|BibTeX)\s+[\d.]+ s\s+([\d,]+) rows/s.*?: ([\d.]+), ([\d.]+), ([\d.]+) by the clock, "
        r"([\d.]+), ([\d.]+), ([\d.]+) by processor", re.MULTILINE,
    )  # fmt: skip
    rates = []
    for count in sizes.rows:
        out = _ran("importing", "--entries", str(count), "--rounds", str(sizes.rounds))
        found = {each[1]: each for each in line.finditer(out)}
        if len(found) != 2:
            raise DidNotEnd(f"its lines cannot be read: {out[-300:]}")
        rates.append({name: float(each[2].replace(",", "")) for name, each in found.items()})
        if count == sizes.rows[1]:
            for name, each in found.items():
                yield Row(f"{name}, of COPY into the same tables, by the clock", ">= 0.5", float(each[5]))
                yield Row(f"{name}, of COPY into the same tables, processor", "", float(each[8]))
                yield Row(f"{name}, of COPY without foreign keys, by the clock", "", float(each[4]))
    for name in rates[0]:
        yield Row(f"{name}, time an entry, {_from_to(sizes)}", "", rates[0][name] / rates[1][name])
    if sizes.memory:
        entries, megabytes = map(str, sizes.memory)
        out = _ran("importing", "memory", "--entries", entries, "--megabytes", megabytes)
        for name, own, child in re.findall(r"^(.+?): .*peak (\d+) MB, its child (\d+) MB", out, re.MULTILINE):
            yield Row(f"memory, {name} onto the desk", "<= 400", int(own) + int(child), "MB")


def parsing(sizes: Sizes) -> Iterator[Row]:
    """Reads what is printed."""
    out = _ran("parsing", "growth", str(sizes.rows[1]))
    for words, ratio in re.findall(r"^([\d,]+ against [\d,]+ entries): ([\d.]+) times", out, re.MULTILINE):
        yield Row(f"BibTeX, time an entry, {words}", "<= 1.5", float(ratio))
    out = _ran("parsing", "biopython")
    for ratio in re.findall(r"([\d.]+) times as fast \(promised", out):
        yield Row("PubMed XML, as fast as Entrez.read", ">= 6", float(ratio))


BENCHMARKS: dict[str, Callable[[Sizes], Iterator[Row]]] = {
    "serving": serving, "search": search, "exporting": exporting, "importing": importing, "parsing": parsing,
    "classifier": classifier,
}  # fmt: skip


def _from_to(sizes: Sizes) -> str:
    return f"{sizes.rows[0]:,} -> {sizes.rows[1]:,}"


def _told(module: str, *words: str) -> list[Row]:
    return from_line(_ran(module, *words).splitlines()[-1])


def _ran(module: str, *words: str) -> str:
    """What it prints, also shown here as it comes."""
    process = subprocess.Popen(
        [sys.executable, "-m", f"benchmarks.{module}", *words], cwd=ROOT, text=True, stdout=subprocess.PIPE,
        env=os.environ | {
            "DJANGO_SETTINGS_MODULE": "atlas.settings", "ATLAS_MODE": "local",
            # Another database would empty the page store of `make run`.
            "ATLAS_PAGE_STORE_DIR": str(ROOT / ".local" / "no-pages"),
        },
    )  # fmt: skip
    assert process.stdout is not None
    lines = []
    for line in process.stdout:
        lines.append(line)
        if not line.startswith("[{"):
            print(f"    {line}", end="", flush=True)
    if process.wait():
        raise DidNotEnd(f"exit code {process.returncode} of benchmarks.{module} {' '.join(words)}")
    return "".join(lines)


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


def table(found: dict[str, list[Row]], failed: dict[str, str], about: dict[str, str]) -> str:
    """Markdown that can be read as it is."""
    lines = [f"{name}: {value}  " for name, value in about.items()]
    rows = [["benchmark", "what", "aim", "measured", "holds"]]
    for name, told in found.items():
        for row in told:
            holds = {None: "", True: "yes", False: "**no**"}[row.holds]
            rows.append([name, row.name, row.aim, f"{_figure(row.measured)} {row.unit}".strip(), holds])
    rows += [[name, f"did not end: {why}", "", "", "**no**"] for name, why in failed.items()]
    widths = [max(len(row[column]) for row in rows) for column in range(5)]
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
    found: dict[str, list[Row]] = {}
    failed: dict[str, str] = {}
    for name in options.only:
        print(f"{name} ...", flush=True)
        began = time.monotonic()
        try:
            found[name] = list(BENCHMARKS[name](sizes))
        except (DidNotEnd, ValueError, IndexError) as error:
            failed[name] = str(error)
        print(f"  {time.monotonic() - began:.0f} s", flush=True)
    about["PostgreSQL"] = postgres()
    text = table(found, failed, about)
    print(f"\n{text}")
    if options.markdown and (options.quick or options.only != list(BENCHMARKS)):
        print(f"\n{options.markdown} is left as it is: it keeps whole tables at usual sizes.")
    elif options.markdown:
        write_markdown(options.markdown, text)
    if options.json:
        told = {name: [asdict(row) | {"holds": row.holds} for row in rows] for name, rows in found.items()}
        options.json.write_text(json.dumps({"about": about, "rows": told, "failed": failed}, indent=1) + "\n")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
