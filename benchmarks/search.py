"""What a search costs, beside PostgreSQL ranking everything and SQLite's FTS5, on a shelf of 10,000 and of 100,000.

    python -m benchmarks.search [--sizes 10000,100000] [--home FOLDER] [--queries 220]

Makes a private PostgreSQL under the home (default `.local/search-benchmark`) with one database a size, filled once with
invented studies (`search_corpus`); the larger takes a quarter of an hour. The queries are single words and pairs of
words of real titles, read from `../shared` at run time (of invented titles where it is not there). Each way answers
each query in turn, three times; the quickest counts, as a machine has other work.

    exact    PostgreSQL ranks every match by its whole text, as it plans it by itself, and gives ids
    page     ours: `find` with its count, rows and passages
    order    ours: the ids of the first page alone
    facets   ours: all counts of all facets, and the exact total
    fts5     SQLite, stems, bm25, ids

Targets: page p50 <= 25 ms at 10,000; growth from 10,000 to 100,000 <= 9 for common words (more than 1,000 matches),
<= 3 for rare ones (up to 50); the same first 20 as exact in 95 of 100 queries; facets in one pass >= 8 times as quick
as one GROUP BY each; page 100 <= 1.5 times page 1.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import random
import re
import sqlite3
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.rows import Row, as_line

ROOT = Path(__file__).resolve().parents[1]
REPEATS = 3
COMMON, RARE = 1_000, 50


def main() -> None:
    parser = argparse.ArgumentParser(prog="benchmarks.search")
    parser.add_argument("--sizes", default="10000,100000")
    parser.add_argument("--home", type=Path, default=ROOT / ".local" / "search-benchmark")
    parser.add_argument("--queries", type=int, default=220)
    parser.add_argument("--json", action="store_true", help="the ratios again in the last line, for benchmarks.run")
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        print(json.dumps(measure(options.one, options.home, options.queries)))
        return
    results = {}
    for size in map(int, options.sizes.split(",")):
        command = [sys.executable, "-m", "benchmarks.search", "--one", str(size), "--home", str(options.home)]
        made = subprocess.run(
            [*command, "--queries", str(options.queries)], cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True
        )
        results[size] = json.loads(made.stdout.splitlines()[-1])
        tell(size, results[size])
    sizes = sorted(results)
    if len(sizes) > 1:
        tell_growth(results[sizes[0]], results[sizes[-1]])
    if options.json:
        print(as_line([row for size in sizes for row in rows_of(size, results[size])] + rows_of_growth(results)))


def rows_of(size: int, result: dict[str, Any]) -> list[Row]:
    rows = result["rows"]
    each = [one["each"] / one["pass"] for one in result["facets"]]
    paging = [one["hundredth"] / one["first"] for one in result["paging"]]
    p50 = statistics.median(row["times"]["page"] for row in rows)
    return [
        Row(f"page, p50, {size:,} studies", "<= 25" if size <= 10_000 else "", p50, "ms"),
        Row(f"same first 20 as exact, {size:,}", ">= 95", 100 * sum(row["list"] for row in rows) / len(rows), "%"),
        Row(f"facets, one GROUP BY each / one pass, {size:,}", ">= 8", statistics.median(each)),
        Row(f"page 100 / page 1, the worst list, {size:,}", "<= 1.5", max(paging)),
    ]


def rows_of_growth(results: dict[int, dict[str, Any]]) -> list[Row]:
    """From each size to the next, of a page: the median over the queries that are common, and that are rare."""
    found = []
    sizes = sorted(results)
    for small, large in itertools.pairwise(sizes):
        other = {row["text"]: row for row in results[large]["rows"]}
        for words, least, most, aim in (("common", COMMON + 1, 10**12, "<= 9"), ("rare", 1, RARE, "<= 3")):
            ratios = [
                other[row["text"]]["times"]["page"] / row["times"]["page"]
                for row in results[small]["rows"]
                if least <= row["matches"] <= most
            ]
            if ratios:
                name = f"page, {words} words, {small:,} -> {large:,}"
                found.append(Row(name, aim if large == 10 * small else "", statistics.median(ratios)))
    return found


def prepare(size: int, home: Path) -> None:
    """Django on the database of this size, filled."""
    from atlas import embedded_postgres

    os.environ["ATLAS_MODE"] = "local"
    os.environ["ATLAS_PAGE_STORE_DIR"] = str(home / "no-pages")  # that of `make run` knows another database
    os.environ["DATABASE_URL"] = embedded_postgres.ensure(home, database=f"shelf_{size}", fast=True)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "atlas.settings")
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from benchmarks.search_corpus import fill

    call_command("migrate", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM evidence_shelfentry")
        if cursor.fetchone()[0] < size:
            fill(cursor, size)


def words_of_titles(count: int) -> list[str]:
    """Single words and pairs out of one title, always the same ones."""
    from benchmarks.search_corpus import real_titles, studies
    from evidence.search.query import plain
    from evidence.search.words import LITTLE_WORDS

    titles = real_titles() or [row["content"]["citation"]["title"] for row in studies(400)]
    chance = random.Random(11)
    found: dict[str, None] = {}
    while len(found) < count:
        words = [word for word in plain(chance.choice(titles)).split() if len(word) > 3 and word not in LITTLE_WORDS]
        if len(words) > 1:
            found[" ".join(chance.sample(words, 1 + len(found) % 2))] = None
    return list(found)


def measure(size: int, home: Path, count: int) -> dict[str, Any]:
    prepare(size, home)
    from evidence.search.asked import from_params
    from evidence.search.shelf import counted, find

    lite = fts5()
    rows = []
    for text in words_of_titles(count):
        asked = from_params({"q": text})
        ways: dict[str, Callable[[], Any]] = {
            "exact": lambda asked=asked: exact(asked),
            "page": lambda asked=asked: find(asked),
            "order": lambda asked=asked: order(asked),
            "facets": lambda asked=asked: counted(asked),
            "fts5": lambda text=text: lite(text),
        }
        times, answers = interleaved(ways)
        ours, theirs = [one.pk for one in answers["page"].rows], answers["exact"]
        rows.append(
            {"text": text, "matches": answers["facets"].total, "times": times, "list": ours == theirs,
             "set": set(ours) == set(theirs)}
        )  # fmt: skip
    return {"rows": rows, "facets": facets(), "paging": paging(), "load": os.getloadavg()[0]}


def interleaved(ways: dict[str, Callable[[], Any]]) -> tuple[dict[str, float], dict[str, Any]]:
    """(way -> milliseconds of its quickest run, way -> answer)."""
    times: dict[str, float] = {}
    answers = {}
    for _ in range(REPEATS):
        for name, way in ways.items():
            begun = time.perf_counter()
            answers[name] = way()
            taken = (time.perf_counter() - begun) * 1000
            times[name] = min(taken, times.get(name, taken))
    return times, answers


def exact(asked: Any) -> list[int]:
    """Every match ranked by its whole text: the recipe of PostgreSQL's manual with our weights."""
    from django.db import connection

    from evidence.search.words import CONFIG, WEIGHTS, asked_text, ranked_text

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT publication_id FROM evidence_shelfentry WHERE document @@ to_tsquery(%s::regconfig, %s)"
            " ORDER BY ts_rank(%s::real[], document, to_tsquery(%s::regconfig, %s)) DESC, coalesce(year, 0) DESC,"
            " publication_id DESC LIMIT 20",
            [CONFIG, asked_text(asked.query), WEIGHTS, CONFIG, ranked_text(asked.query)],
        )
        return [one for (one,) in cursor.fetchall()]


def order(asked: Any) -> list[tuple[Any, ...]]:
    from evidence.search import shelf

    return shelf._page(asked, "", 21, None, count=True)[0]


def fts5() -> Callable[[str], list[int]]:
    from django.db import connection

    lite = sqlite3.connect(":memory:")
    lite.execute(
        "CREATE VIRTUAL TABLE shelf USING fts5(title, main, rest, tokenize = 'porter unicode61', content = '')"
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, title, content #>> '{texts,one_sentence}', ((content -> 'texts') - 'one_sentence')::text"
            " FROM evidence_publication"
        )
        while batch := cursor.fetchmany(5_000):
            lite.executemany("INSERT INTO shelf (rowid, title, main, rest) VALUES (?, ?, ?, ?)", batch)
    lite.execute("INSERT INTO shelf (shelf) VALUES ('optimize')")

    def ask(text: str) -> list[int]:
        words = " ".join(f'"{word}"' for word in re.findall(r"\w+", text))
        ranked = "SELECT rowid FROM shelf WHERE shelf MATCH ? ORDER BY bm25(shelf, 10, 4, 1), rowid DESC LIMIT 20"
        return [one for (one,) in lite.execute(ranked, [words])]

    return ask


def facets() -> list[dict[str, float]]:
    """All counts in one pass, and by one GROUP BY for each, which leaves its own selection out too."""
    from django.db.models import Count, F, Func

    from evidence.search.asked import from_params
    from evidence.search.facets import FACETS, counted
    from evidence.search.shelf import entries

    columns = {
        "pem": F("pem_verdict"), "design": F("design"), "checked": F("how_checked"), "basis": F("basis"),
        "severity": F("severity"), "year": F("year"), "journal": F("journal"),
        "criteria": Func("criteria", function="unnest"), "topic": Func("topics", function="unnest"),
        "notice": Func("notices", function="unnest"),
    }  # fmt: skip

    def one_each(params: dict[str, str]) -> list[Any]:
        grouped = []
        for key in FACETS:
            found = entries(from_params({name: value for name, value in params.items() if name != key}))
            grouped.append(list(found.annotate(value=columns[key]).values("value").annotate(n=Count("pk")).order_by()))
        return grouped

    timed = []
    for params in (
        {}, {"q": "fatigue"}, {"q": "chronic fatigue"}, {"q": "patients"}, {"q": "exercise"}, {"q": "sleep"},
        {"pem": "required"}, {"q": "fatigue", "pem": "required"}, {"q": "patients", "criteria": "fukuda1994"},
        {"design": "cohort", "year": "2010..2020"}, {"q": "treatment", "checked": "two_people", "basis": "abstract"},
    ):  # fmt: skip
        asked = from_params(params)
        times, _ = interleaved(
            {"pass": lambda asked=asked: counted(asked), "each": lambda params=params: one_each(params)}
        )
        timed.append(times)
    return timed


def paging() -> list[dict[str, float]]:
    """The first page and the hundredth, by following the list."""
    from dataclasses import replace

    from evidence.search.asked import from_params
    from evidence.search.shelf import find

    timed = []
    for params in ({"q": "fatigue"}, {"q": "fatigue", "sort": "newest"}, {"q": "patients", "sort": "changed"}, {}):
        asked = first = from_params(params)
        for _ in range(99):
            following = find(asked).next
            if following is None:
                break
            asked = replace(asked, after=following)
        times, _ = interleaved({"first": lambda asked=first: find(asked), "hundredth": lambda asked=asked: find(asked)})
        timed.append(times)
    return timed


def tell(size: int, result: dict[str, Any]) -> None:
    rows = result["rows"]
    print(f"\n{size:,} studies, {len(rows)} queries, load of the machine {result['load']:.1f}")
    for way in ("exact", "page", "order", "facets", "fts5"):
        times = sorted(row["times"][way] for row in rows)
        print(f"  {way:8} p50 {statistics.median(times):7.2f} ms   p95 {times[int(len(times) * 0.95)]:7.2f} ms")
    both = statistics.median(row["times"]["page"] + row["times"]["facets"] for row in rows)
    print(f"  page and facets together: p50 {both:.2f} ms")
    for name in ("list", "set"):
        print(f"  same first 20 as exact ({name}): {100 * sum(row[name] for row in rows) / len(rows):.1f} %")
    ratios = [one["each"] / one["pass"] for one in result["facets"]]
    passes = statistics.median(one["pass"] for one in result["facets"])
    print(f"  facets: one pass {passes:.2f} ms, {statistics.median(ratios):.1f} times as quick as one each", end="")
    print(f" (least {min(ratios):.1f})")
    ratios = [one["hundredth"] / one["first"] for one in result["paging"]]
    print(f"  page 100 / page 1: {', '.join(f'{ratio:.2f}' for ratio in ratios)}")


def tell_growth(small: dict[str, Any], large: dict[str, Any]) -> None:
    print("\ngrowth of the median")
    for words, rows in (
        ("common words", [row for row in small["rows"] if row["matches"] > COMMON]),
        ("rare words", [row for row in small["rows"] if 0 < row["matches"] <= RARE]),
    ):
        other = {row["text"]: row for row in large["rows"]}
        for way in ("exact", "page", "order", "facets", "fts5"):
            ratios = [other[row["text"]]["times"][way] / row["times"][way] for row in rows]
            if ratios:
                print(f"  {words:12} {way:8} {statistics.median(ratios):5.1f} ({len(ratios)} queries)")


if __name__ == "__main__":
    main()
