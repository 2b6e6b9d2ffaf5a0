"""How many finished pages a second are put into the page store, and what keeping them adds to rendering them.

    python -m benchmarks.baking [--studies 1000] [--rounds 3] [--json]

Starts a PostgreSQL cluster of its own in a temporary folder, with invented publications on its shelf (those of
`benchmarks.exporting`). Every measurement is a process of its own and begins with an empty store, when Django is
loaded and connected. The rounds take turns:

    rendered    Django renders the pages of a tenth of the studies, in one process, and nothing is kept
    one         the same pages are baked by one process: rendered, compressed twice, brought to the disk, put in place
    all         the pages of every study are baked, by a process a processor, as `manage.py bake` does
    a tenth     the pages of a tenth of the studies by as many: with "all" it tells whether a page's time grows
    sweep       after "all", when every page is there and true: what the job of every fifteen minutes costs a page

"all" is measured once, in the first round: it is thousands of pages long. Each study has its page, its citation files,
its history and its number; the lists, the guides and the charts are among the pages, too. Pages a second are medians.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

from atlas import embedded_postgres
from benchmarks.rows import Row, as_line

REPOSITORY = Path(__file__).resolve().parents[1]
TENTH = 10
WORK = ("rendered", "one", "a tenth", "all")

_CHILD = """
import sys
from benchmarks.baking import once
once(sys.argv[1])
"""


def once(what: str) -> None:
    """One measurement in this process: prints the number of pages, the seconds that they took, and those of a sweep."""
    import time

    import django

    django.setup()
    from django.conf import settings

    from atlas.pagestore import baking
    from atlas.pagestore.build import build_id
    from atlas.pagestore.catalogue import everything, families
    from atlas.pagestore.changes import fingerprints, follow
    from atlas.pagestore.files import Store
    from atlas.pagestore.rendering import CannotBeKept, rendered
    from evidence.models import Publication

    shutil.rmtree(settings.PAGE_STORE_DIR, ignore_errors=True)
    store = Store(settings.PAGE_STORE_DIR, build_id())
    store.use()
    follow(store)  # a store that has met no database yet begins anew
    processors = os.cpu_count() or 1
    slugs = list(Publication.objects.standing().order_by("pk").values_list("slug", flat=True))
    tenth = list(families(slugs[: len(slugs) // TENTH]))
    wanted = list(everything()) if what == "all" else tenth
    for address in tenth[:8]:  # templates and translations are loaded, as in a process that runs
        rendered(address)
    began = time.perf_counter()
    if what == "rendered":
        known = fingerprints(set(slugs[: len(slugs) // TENTH]))
        count = 0
        for address in wanted:
            try:
                rendered(address, known)
                count += 1
            except CannotBeKept as reason:
                sys.exit(f"{address}: {reason}")
    else:
        outcome = baking.bake_in_parallel(store, wanted, processes=1 if what == "one" else processors)
        count = outcome.baked
        assert count > 0.9 * len(wanted), outcome.refused
    seconds = time.perf_counter() - began
    began = time.perf_counter()
    if what == "all":
        swept = baking.sweep(store)
        assert (swept.untrue, swept.baked) == (0, 0), swept
    print(count, seconds, time.perf_counter() - began)


def measured(what: str) -> tuple[int, float, float]:
    """(pages, seconds, seconds of the sweep)"""
    done = subprocess.run(
        [sys.executable, "-c", _CHILD, what], cwd=REPOSITORY, env=os.environ, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    if done.returncode:
        sys.exit(done.stderr)
    count, seconds, swept = done.stdout.split()[-3:]
    return int(count), float(seconds), float(swept)


def rows_of(rate: dict[str, float], studies: int) -> list[Row]:
    processors = os.cpu_count() or 1
    return [
        Row(f"pages, {processors} processes, {studies:,} studies", "", rate["all"], "/s"),
        Row("pages, one process", "", rate["one"], "/s"),
        Row(f"{processors} processes / one process", "", rate["a tenth"] / rate["one"]),
        Row("baked / only rendered, time a page", "", rate["rendered"] / rate["one"]),
        Row(f"time a page, {studies // TENTH:,} -> {studies:,} studies", "", rate["a tenth"] / rate["all"]),
        Row("pages that a sweep finds true", "", rate["sweep"], "/s"),
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--studies", type=int, default=1_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", action="store_true", help="the ratios again in the last line, for benchmarks.run")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.environ |= {
            "ATLAS_MODE": "local", "DEBUG": "false", "DJANGO_SETTINGS_MODULE": "atlas.settings", "LOG_LEVEL": "ERROR",
            "ATLAS_FACE": "public", "ATLAS_PAGE_STORE_DIR": str(folder / "pages"),
            "DATABASE_URL": embedded_postgres.ensure(folder / "postgres", database="shelf"),
        }  # fmt: skip
        import django
        from django.core.management import call_command
        from django.db import connection

        from benchmarks.exporting import fill

        django.setup()
        try:
            call_command("migrate", verbosity=0)
            fill(options.studies)
            connection.close()
            found: dict[str, list[tuple[int, float, float]]] = {what: [] for what in WORK}
            for _ in range(options.rounds):
                for what in WORK:
                    if what != "all" or not found[what]:
                        found[what].append(measured(what))
        finally:
            connection.close()
            embedded_postgres.destroy(folder / "postgres")
    print(f"{options.studies:,} studies, medians of {options.rounds} rounds")
    rate = {}
    for what, rounds in found.items():
        rate[what] = median(count / seconds for count, seconds, _ in rounds)
        print(f"{what:>9}  {rounds[0][0]:7,} pages  {rate[what]:9,.1f} pages/s")
    rate["sweep"] = median(count / swept for count, _, swept in found["all"])
    rows = rows_of(rate, options.studies)
    for row in rows:
        print(f"  {row.name:45} {row.measured:9.2f} {row.unit}")
    if options.json:
        print(as_line(rows))


if __name__ == "__main__":
    main()
