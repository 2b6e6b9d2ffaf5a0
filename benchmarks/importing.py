"""How fast citations come onto the desk, against a raw COPY of the very rows that an import leaves behind.

    python -m benchmarks.importing                      20,000 entries, 3 rounds
    python -m benchmarks.importing --entries 100000 --rounds 1
    python -m benchmarks.importing memory               the command on 100,000 BibTeX entries and on 1 GB of PubMed XML
    python -m benchmarks.importing memory --megabytes 50 --entries 10000

Starts a PostgreSQL cluster of its own, with its usual durability, in a temporary folder. Each measurement has a fresh
copy of the migrated database; the rounds take turns:

    copy, facts     COPY of studies, authors and authorships alone, into tables of the same shape with the same indexes
                    and check constraints, without foreign keys and triggers
    copy, plain     the same of every row that the import writes: also what was read, links, batch, trail
    copy, kept      COPY of every row into the desk's own tables: foreign keys and triggers too
    records         the import from parsed entries to the desk: matching, addresses, authors, records, batch, trail
    BibTeX          the import of the file, as the command does it: looked through, parsed by a child, all of the above

Which of the three is "raw COPY of the same rows with the same indexes"? The same rows are all that an import leaves,
else its duty to keep the original text would count as slowness: so not "facts". Where the desk is, no COPY gets past
its foreign keys: somebody who loads these rows by hand into these tables has "kept", and that is the one the promise
is held against. "plain" takes the word "indexes" by itself, and is printed as well. Of the time of "kept" the keys
take about two fifths, which every import pays too: from "plain" no import can get beyond about one half.

The rows of the COPY are text in COPY's own format, ready in memory, so that COPY has nothing to do but load them. Each
measurement ends with the commit. Rows a second are entries a second; ratios are medians against the medians of COPY, by
the clock and by processor time. The latter is that of Python, its child and PostgreSQL together, which other programs
on the machine change little; by the clock they work side by side where there is a processor for each.

Memory is the peak resident set of `manage.py import_citations` in a process of its own. Promises: at least half of the
rate of COPY, and below 400 MB.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from typing import Any

from atlas import embedded_postgres
from benchmarks.parsing import PUBMED_HEAD, pubmed_article
from benchmarks.rows import Row, as_line
from evidence.citations.exporters import EXPORTERS
from evidence.citations.record import CitationRecord, Name

REPOSITORY = Path(__file__).resolve().parents[1]
TABLES = (
    "evidence_study",
    "evidence_author",
    "evidence_authorship",
    "evidence_importbatch",
    "evidence_importrecord",
    "evidence_studylink",
    "evidence_auditevent",
)
FACTS = TABLES[:3]
COPIES = ("copy, facts", "copy, plain", "copy, kept")
SYLLABLES = tuple(consonant + vowel for consonant in "bdfghjklmnprstvw" for vowel in "aeio")
WORDS = """
    fatigue rest exertion sleep pain walking oxygen muscle blood heart brain memory standing pacing symptom activity
    recovery illness adults women men children cohort trial interview survey plasma cells response capacity burden
    season family school work home clinic daily weekly severe mild early late chronic acute random
    """.split()  # noqa: SIM905
SENTENCE = "Adults who were ill for {} years rested for {} minutes, and {} of them felt better on day {} than before. "


def word(chance: random.Random, syllables: int) -> str:
    return "".join(chance.choice(SYLLABLES) for _ in range(syllables))


def invented(count: int, seed: int = 2026) -> Iterator[tuple[str, CitationRecord]]:
    """Records of the usual length: one to twelve authors, some of whom write much, an abstract, a DOI, a PMID."""
    chance = random.Random(seed)
    people = [
        Name(word(chance, 3).capitalize(), f"{word(chance, 2).capitalize()} {chance.choice('ABDEKMS')}.", particle)
        for particle in chance.choices(("", "van der", "de"), (90, 5, 5), k=max(50, 2 * count))
    ]
    for number in range(count):
        names = {people[int(len(people) * chance.random() ** 3)]: None for _ in range(chance.randint(1, 12))}
        sentences = [SENTENCE.format(*(chance.randint(1, 400) for _ in range(4))) for _ in range(12)]
        yield (
            f"entry{number}",
            CitationRecord(
                title=f"{' '.join(chance.choices(WORDS, k=8)).capitalize()}: {word(chance, 4)} in {number} people",
                authors=tuple(names),
                container_title=f"Journal of {word(chance, 2).capitalize()} Medicine",
                year=chance.randint(1985, 2026),
                month=chance.randint(1, 12),
                volume=str(chance.randint(1, 90)),
                issue=str(chance.randint(1, 12)),
                pages=f"{number % 1000}-{number % 1000 + 9}",
                doi=f"10.1234/invented.{number}" if chance.random() < 0.95 else "",
                pmid=str(10_000_000 + number) if chance.random() < 0.8 else "",
                abstract="".join(sentences).strip(),
            ),
        )


class Bench:
    """A cluster, a migrated database to copy from, and databases that are thrown away."""

    def __init__(self, home: Path) -> None:
        self.home = home
        os.environ["ATLAS_MODE"] = "local"
        os.environ["DEBUG"] = "false"
        os.environ["DJANGO_SETTINGS_MODULE"] = "atlas.settings"
        os.environ["ATLAS_PAGE_STORE_DIR"] = str(home / "no-pages")  # that of `make run` knows another database
        os.environ["DATABASE_URL"] = embedded_postgres.ensure(home / "postgres", database="migrated")
        import django
        from django.core.management import call_command

        django.setup()
        call_command("migrate", verbosity=0)
        embedded_postgres.ensure(home / "postgres", database="aside")

    def fresh(self, name: str = "measured") -> None:
        """Connect Django to a new copy of the migrated database."""
        import psycopg
        from django.db import connection

        connection.close()
        connection.settings_dict["NAME"] = "aside"
        with psycopg.connect(**connection.get_connection_params() | {"autocommit": True}) as server:
            server.execute(f"DROP DATABASE IF EXISTS {name}")
            server.execute(f"CREATE DATABASE {name} TEMPLATE migrated")
            server.execute("CHECKPOINT")
        connection.settings_dict["NAME"] = name
        connection.ensure_connection()

    def url(self, name: str) -> str:
        return embedded_postgres.ensure(self.home / "postgres", database=name)


def rows_of_the_desk() -> dict[str, list[bytes]]:
    """Every row that an import has left, as COPY writes and reads it."""
    from django.db import connection

    rows = {}
    with connection.cursor() as cursor:
        for table in TABLES:
            with cursor.copy(f"COPY (SELECT * FROM {table} ORDER BY id) TO STDOUT") as copy:
                whole = b"".join(bytes(part) for part in copy)
            rows[table] = [whole[place : place + 65_536] for place in range(0, len(whole), 65_536)]
    return rows


def load(rows: dict[str, list[bytes]], prefix: str = "", tables: tuple[str, ...] = TABLES) -> None:
    from django.db import connection, transaction

    with transaction.atomic(), connection.cursor() as cursor:
        for table in tables:
            parts = rows[table]
            with cursor.copy(f"COPY {prefix}{table} FROM STDIN") as copy:
                for part in parts:
                    copy.write(part)


def bring(readings: Iterator[Any]) -> None:
    from evidence.actions import imports

    report = imports._import(readings, name="invented", by=None, dry_run=False, now=None)
    assert report.refused == 0, report.problems[:3]


def processor_time(backend: int) -> float:
    """Seconds that this process, its children that have ended, and the server's process for it have worked."""
    fields = Path(f"/proc/{backend}/stat").read_text().rpartition(")")[2].split()
    children = sum(os.times()[2:4])
    return time.process_time() + children + (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def speed(count: int, rounds: int) -> list[Row]:
    from django.db import connection

    from evidence.citations.importers import AtPath, FileReading, read_beside, read_file
    from evidence.citations.record import ParsedEntry

    data = "".join(EXPORTERS["bibtex"].stream(invented(count))).encode()
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(Path(folder))
        file = AtPath(Path(folder) / "entries.bib")
        file.path.write_bytes(data)
        try:
            (reading,) = read_file(lambda: io.BytesIO(data))
            entries = [item for item in reading.items if isinstance(item, ParsedEntry)]
            assert len(entries) == count
            bench.fresh()
            bring(read_file(lambda: io.BytesIO(data)))
            rows = rows_of_the_desk()
            for table, parts in rows.items():
                lines, size = sum(part.count(10) for part in parts), sum(map(len, parts))
                print(f"{table:>24}  {lines:9,} rows  {size / 1e6:7.1f} MB")

            def plain() -> None:
                with connection.cursor() as cursor:
                    cursor.execute("CREATE SCHEMA bench")
                    for table in TABLES:
                        cursor.execute(f"CREATE TABLE bench.{table} (LIKE {table} INCLUDING ALL)")

            work: dict[str, tuple[Callable[[], None], Callable[[], None]]] = {
                "copy, facts": (plain, lambda: load(rows, "bench.", FACTS)),
                "copy, plain": (plain, lambda: load(rows, "bench.")),
                "copy, kept": (lambda: None, lambda: load(rows)),
                "records": (
                    lambda: None,
                    lambda: bring(iter([FileReading("", "bibtex", "", iter(entries), "0" * 64, len(data))])),
                ),
                "BibTeX": (lambda: None, lambda: bring(read_beside(file))),
            }
            seconds: dict[str, list[tuple[float, float]]] = {name: [] for name in work}
            for _ in range(rounds):
                for name, (prepare, measured) in work.items():
                    bench.fresh()
                    prepare()
                    assert connection.connection is not None
                    backend = connection.connection.info.backend_pid
                    worked, started = processor_time(backend), time.perf_counter()
                    measured()
                    clock = time.perf_counter() - started
                    seconds[name].append((clock, processor_time(backend) - worked))
            clock, worked = ({name: median(pair[place] for pair in seconds[name]) for name in work} for place in (0, 1))
            print(f"{count:,} entries, {len(data) / 1e6:.0f} MB of BibTeX; medians of {rounds} rounds")
            for name in work:
                by_clock, by_processor = (
                    ", ".join(f"{taken[copy] / taken[name]:.2f}" for copy in COPIES) for taken in (clock, worked)
                )
                print(
                    f"{name:>12}  {clock[name]:7.2f} s  {count / clock[name]:8,.0f} rows/s  of COPY (all three): "
                    f"{by_clock} by the clock, {by_processor} by processor time"
                )
            return rows_of(count, clock, worked)
        finally:
            connection.close()
            embedded_postgres.destroy(bench.home / "postgres")


def rows_of(count: int, clock: dict[str, float], worked: dict[str, float]) -> list[Row]:
    """The rate of each way, and of each kind of COPY; the aim is held against COPY into the desk's own tables."""
    rows = []
    for way in (name for name in clock if name not in COPIES):
        rows.append(Row(f"{way}, entries", "", count / clock[way], "/s"))
        for copy in reversed(COPIES):
            aim = ">= 0.5" if copy == "copy, kept" else ""
            rows.append(Row(f"{way} / {copy}, by the clock", aim, clock[copy] / clock[way]))
            rows.append(Row(f"{way} / {copy}, processor", "", worked[copy] / worked[way]))
    return rows


def memory(entries: int, megabytes: int) -> list[Row]:
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(Path(folder))
        try:
            file = Path(folder) / "entries.bib"
            with file.open("w", encoding="utf-8") as out:
                out.writelines(EXPORTERS["bibtex"].stream(invented(entries)))
            rows = [peak(bench, "BibTeX", file, entries)]
            file.unlink()
            file = Path(folder) / "articles.xml"
            size = number = 0
            with file.open("w", encoding="utf-8") as out:
                size += out.write(PUBMED_HEAD)
                while size < megabytes * 1_000_000:
                    size += out.write(pubmed_article(number))
                    number += 1
                out.write("</PubmedArticleSet>\n")
            return [*rows, peak(bench, "PubMed XML", file, number)]
        finally:
            embedded_postgres.destroy(bench.home / "postgres")


_CHILD = """
import json, resource, sys, time
from django.core.management import execute_from_command_line
started = time.perf_counter()
execute_from_command_line(["manage.py", "import_citations", sys.argv[1], "--json"])
own, others = (resource.getrusage(who).ru_maxrss // 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
print(own, others, time.perf_counter() - started, file=sys.stderr)
"""


def peak(bench: Bench, label: str, file: Path, count: int) -> Row:
    from django.db import connection

    bench.fresh()
    connection.close()
    done = subprocess.run(
        [sys.executable, "-c", _CHILD, str(file)], cwd=REPOSITORY, capture_output=True, text=True, check=True,
        env=os.environ | {"DATABASE_URL": bench.url("measured")},
    )  # fmt: skip
    told = json.loads(done.stdout)
    assert (told["read"], told["created"]) == (count, count), {**told, "problems": told["problems"][:3]}
    own, others, seconds = done.stderr.split()[-3:]
    print(
        f"{label}: {file.stat().st_size / 1e6:,.0f} MB, {count:,} entries on the desk in {float(seconds):.0f} s "
        f"({count / float(seconds):,.0f} rows/s); peak {own} MB, its child {others} MB (promised: below 400 in all)"
    )
    size = f"{file.stat().st_size / 1e6:,.0f} MB"
    return Row(f"memory, {label} of {size} onto the desk", "<= 400", int(own) + int(others), "MB")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", nargs="?", choices=["speed", "memory"], default="speed")
    parser.add_argument("--entries", type=int)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--megabytes", type=int, default=1000)
    parser.add_argument("--json", action="store_true", help="the figures again in the last line, for benchmarks.run")
    options = parser.parse_args()
    if options.what == "speed":
        rows = speed(options.entries or 20_000, options.rounds)
    else:
        rows = memory(options.entries or 100_000, options.megabytes)
    if options.json:
        print(as_line(rows))


if __name__ == "__main__":
    main()
