"""How fast the shelf goes out as files, and in how much memory, through the very views that readers ask.

    python -m benchmarks.exporting                      20,000 studies, 3 rounds, every format
    python -m benchmarks.exporting --studies 100000 --rounds 1
    python -m benchmarks.exporting --only bib zip
    python -m benchmarks.exporting --profile bib        where the time goes, in this process

Starts a PostgreSQL cluster of its own in a temporary folder and puts invented publications, complete as the schema of
rows asks for, straight on its shelf (triggers switched off, the search table filled afterwards). Each measurement is a
process of its own: it asks the address, takes every piece and lets it go, as a server does. The rounds take turns.

    read      the rows are read and nothing is written: what the database and its driver take
    bib ...   /evidence.bib and its like, from the request to the last byte
    304       /evidence.bib for a harvester that has it already
    zip       /evidence.zip
    release   manage.py make_release, with its checksums

Records a second are medians; memory is the largest peak of the resident set. "Own processor" leaves out what the
database and everything else on the machine did. Promises: BibTeX at 3,000 records a second or more, and below 150 MB.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from typing import Any

from atlas import embedded_postgres
from benchmarks.importing import invented
from benchmarks.rows import Row, as_line
from evidence.canonical import content_hash

REPOSITORY = Path(__file__).resolve().parents[1]
FORMATS = ("bib", "ris", "csl.json", "csv", "jsonl")
WORK = ("read", *FORMATS, "304", "zip", "release")
SENTENCE = "People who rested on day {} told of fewer symptoms than on day {}, and {} of them walked further."
COLUMNS = (
    "id, study_id, revision_id, number, content, sha256, provenance, review_policy, override_reason, reason,"
    " published_at, published_by_id, is_current, demo"
)


def contents(count: int) -> Iterator[dict[str, Any]]:
    """Contents of pages of the usual length, with every field that a page has."""
    for number, (_, record) in enumerate(invented(count), start=1):
        citation = record.to_dict()
        citation.pop("abstract")
        told = [SENTENCE.format(number % 90 + place, number % 70, number % 50 + 3) for place in range(12)]
        yield {
            "schema": 1, "slug": f"study-{number}-rest-walking", "language": "en-GB", "citation": citation,
            "design": "cohort", "peer_review": "peer_reviewed", "basis": "full_text",
            "texts": {
                "one_sentence": told[0], "summary": " ".join(told[:6]), "why_it_matters": told[7],
                "does_not_prove": told[8:10], "observed_findings": told[9:12], "authors_conclude": told[2],
                "limitations": told[3:5],
            },
            "drafted": {"by": "person", "version": ""},
            "pem": {
                "verdict": ("required", "not_required", "unclear")[number % 3], "keys": ["ccc2003"],
                "cohorts": [{"label": "", "groups": [[{"key": "ccc2003", "judged": ""}]], "explicit_pem": False,
                             "purpose": "inclusion"}],
                "criteria": [{"key": "ccc2003", "name": "Canadian Consensus Criteria", "year": 2003,
                              "pem": "mandatory", "formal": True}],
                "not_applicable": "", "reasons": [told[5]], "why_not_required": "", "quote": told[6],
                "place": "Methods, Participants", "basis": "full_text", "method": "two_coders", "reason": "",
                "decided_on": "2026-05-04", "policy_version": "v0.1", "machine_version": "",
            },
            "topics": [{"key": "sleep", "name": "Sleep"}],
            "facts": {"cases": number % 200, "controls": 20, "severity": "mild", "country": "Norway"},
            "judgement": {"risk_of_bias": "not_judged", "replication": "not_assessed", "replication_note": ""},
            "identity": {"confirmed_on": "2026-05-01", "sources": ["the registry", "the journal's page"]},
            "notices": [] if number % 50 else [
                {"kind": "retraction", "date": "2026-01-02", "title": "", "doi": "", "pmid": "", "source": "a journal",
                 "detail": ""}],
            "links": [],
        }  # fmt: skip


def fill(count: int) -> None:
    """Put that many invented pages on the shelf of the connected database."""
    from django.db import connection, transaction

    from evidence.models._shelf_sql import FILL

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        with cursor.copy(f"COPY evidence_publication ({COLUMNS}) FROM STDIN") as copy:
            for number, content in enumerate(contents(count), start=1):
                sha256 = content_hash(content)
                votes = [{"person": one, "name": "", "sha256": sha256, "on": "2026-05-05"} for one in (1, 2)]
                provenance = {
                    "approvals": votes, "objections": 0, "publisher": "", "coding": [],
                    "versions": {"policy": "v0.1", "page": 1},
                    "history": [{"number": 1, "published_on": "2026-05-06", "reason": ""}],
                }  # fmt: skip
                copy.write_row(
                    (number, number, number, 1, json.dumps(content), sha256, json.dumps(provenance), "two_people", "",
                     "", "2026-05-06 10:00:00+00", 1, True, False)
                )  # fmt: skip
        cursor.execute(FILL)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE evidence_publication")
        cursor.execute("VACUUM ANALYZE evidence_shelfentry")


_CHILD = """
import sys
from benchmarks.exporting import once
once(sys.argv[1], int(sys.argv[2]))
"""


def once(what: str, count: int) -> None:
    """One measurement in this process: prints seconds, seconds of this processor, bytes, and peak memory in MB."""
    import resource
    import time

    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.test import Client

    settings.ALLOWED_HOSTS = ["testserver"]
    from evidence.exports import shelf

    client = Client()
    client.get("/evidence.bib?year=1901").getvalue()  # everything is loaded and connected, as in a server that runs
    list(shelf.Selection(shelf.whole_shelf().keys[:50], {}).rows())
    size = 0
    headers = {"if-none-match": client.head("/evidence.bib")["ETag"]} if what == "304" else {}
    began, own = time.perf_counter(), time.process_time()
    if what == "read":
        assert sum(1 for _ in shelf.whole_shelf().rows()) == count
    elif what == "release":
        call_command("make_release", stdout=sys.stderr)
    else:
        response = client.get(f"/evidence.{'bib' if what == '304' else what}", headers=headers)
        assert response.status_code == (304 if what == "304" else 200), response.content
        if response.streaming:
            for piece in response.streaming_content:
                size += len(piece)
        assert size > 100 * count or what == "304"
    seconds = time.perf_counter() - began
    print(seconds, time.process_time() - own, size, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)


def measured(what: str, count: int, folder: Path) -> tuple[float, float, int, int]:
    environment = os.environ | {"ATLAS_RELEASES_DIR": str(folder / os.urandom(4).hex())}
    done = subprocess.run(
        [sys.executable, "-c", _CHILD, what, str(count)], cwd=REPOSITORY, env=environment, capture_output=True,
        text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        sys.exit(done.stderr)
    seconds, own, size, memory = done.stdout.split()[-4:]
    return float(seconds), float(own), int(size), int(memory)


def profile(what: str, count: int) -> None:
    import cProfile
    import pstats

    with cProfile.Profile() as watch:
        once(what, count)
    pstats.Stats(watch).sort_stats("tottime").print_stats(28)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--studies", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", nargs="+", choices=WORK, default=WORK)
    parser.add_argument("--profile", choices=WORK)
    parser.add_argument("--json", action="store_true", help="the ratios again in the last line, for benchmarks.run")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.environ |= {
            "ATLAS_PAGE_STORE_DIR": str(folder / "no-pages"),
            "ATLAS_MODE": "local", "DEBUG": "false", "DJANGO_SETTINGS_MODULE": "atlas.settings", "LOG_LEVEL": "ERROR",
            "DATABASE_URL": embedded_postgres.ensure(folder / "postgres", database="shelf"),
        }  # fmt: skip
        import django
        from django.core.management import call_command
        from django.db import connection

        django.setup()
        try:
            call_command("migrate", verbosity=0)
            fill(options.studies)
            connection.close()
            if options.profile:
                profile(options.profile, options.studies)
                return
            found: dict[str, list[tuple[float, float, int, int]]] = {what: [] for what in options.only}
            for _ in range(options.rounds):
                for what in options.only:
                    found[what].append(measured(what, options.studies, folder))
            print(f"{options.studies:,} studies, medians of {options.rounds} rounds")
            rows = []
            for what, rounds in found.items():
                seconds, own = (median(one[place] for one in rounds) for place in (0, 1))
                memory = max(one[3] for one in rounds)
                print(
                    f"{what:>9}  {seconds:7.2f} s (own processor {own:6.2f} s)  {options.studies / seconds:9,.0f} "
                    f"records/s  {rounds[0][2] / 1e6:7.1f} MB of file  {memory:4d} MB of memory"
                )
                if what in FORMATS:
                    rows.append(
                        Row(f"{what}, records", ">= 3000" if what == "bib" else "", options.studies / seconds, "/s")
                    )
                    rows.append(Row(f"{what}, memory", "<= 150", memory, "MB"))
            if options.json:
                print(as_line(rows))
        finally:
            connection.close()
            embedded_postgres.destroy(folder / "postgres")


if __name__ == "__main__":
    main()
