"""A newspaper's day in a quarter of an hour: readers, searches, letters and an editor, while things are killed.

    python -m benchmarks.load [--minutes 15] [--studies 200] [--every 10] [--share 0.7] [--json FILE] [--keep]

Copies the code into a temporary folder and starts everything of its own there: a PostgreSQL that waits for the disk,
the public face on granian as in the Dockerfile (two workers, the front and the page store, the public role of the
database), and at the desk the jobs and an editor. First the ceiling is measured, by readers who ask again as soon as
they have an answer. Then come `--minutes` at `--share` of it: of 100 requests 95 for pages, 4 searches, 1 letter, and
the editor publishes every `--every` seconds. Meanwhile PostgreSQL, with all its processes, is killed three times and
comes back after three seconds; the web process, with all its workers, is killed twice and started again at once, as
systemd would.

Promises (exit code 1 where one is broken): no 5xx while the database is up, and no page that is not whole; while it is
away the text of a letter comes back; the workers grow by at most 5 % from their first minute to the end; each
publication is there within a second; no letter with a receipt is lost or doubled.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from array import array
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg

from atlas import embedded_postgres, local
from benchmarks.faults_contributions import _children
from benchmarks.load_readers import KINDS
from benchmarks.load_report import judged, length, meets, tell

ROOT = Path(__file__).resolve().parents[1]
LEFT_OUT = shutil.ignore_patterns(
    ".git", ".local", ".venv", ".hypothesis", ".*_cache", "__pycache__", "staticfiles", "pages"
)
KILLS = ((0.12, "database"), (0.2, "web"), (0.28, "database"), (0.36, "web"), (0.44, "database"))
"""Share of the time -> what is killed. The rest is long enough to see memory grow."""
DATABASE_AWAY, WEB_AWAY = 3.0, 0.1
"""Seconds until the supervisor starts it again; the latter is RestartSec of systemd."""
READY = 60
CEILING_SECONDS, CONNECTIONS = 10, (4, 8, 16, 32)
ROLE = "atlas_public"


@dataclass
class Stack:
    """Everything that runs, and when what was away. Moments are seconds of the clock."""

    home: Path
    site: Path
    port: int
    environment: dict[str, str] = field(default_factory=dict)
    web: subprocess.Popen[bytes] | None = None
    away: dict[str, list[tuple[float, float]]] = field(default_factory=lambda: {"database": [], "web": []})
    memory: list[tuple[float, int, list[float]]] = field(default_factory=list)
    generation: int = 0
    ended_by_itself: Counter[str] = field(default_factory=Counter)

    def as_public(self) -> dict[str, str]:
        """The owner who signs in and becomes the public role: sockets of the embedded server know the owner alone."""
        options = quote(f"-c role={ROLE} -c default_transaction_read_only=on -c statement_timeout=15s")
        return self.environment | {
            "ATLAS_FACE": "public", "DATABASE_URL": f"{self.environment['DATABASE_URL']}?options={options}"
        }  # fmt: skip

    def manage(self, *words: str, environment: dict[str, str] | None = None) -> None:
        subprocess.run(
            [sys.executable, "manage.py", *words], cwd=self.site, env=os.environ | (environment or self.environment),
            check=True, stdout=subprocess.DEVNULL,
        )  # fmt: skip

    def python(self, module: str, *words: str, out: Any = subprocess.PIPE, face: str = "all") -> subprocess.Popen[str]:
        environment = os.environ | self.environment | {"ATLAS_FACE": face}
        return subprocess.Popen(
            [sys.executable, "-m", module, *words], cwd=self.site, env=environment, text=True,
            stdin=subprocess.PIPE, stdout=out,
        )  # fmt: skip

    def editor(self, seconds: float, every: float, file: str) -> subprocess.Popen[str]:
        with (self.home / file).open("w") as told:
            return self.python(
                "benchmarks.load_editor", "publish", str(seconds), str(every), f"127.0.0.1:{self.port}", out=told,
                face="desk",
            )  # fmt: skip

    def prepare(self, studies: int) -> list[str]:
        self.environment |= {
            "ATLAS_MODE": "local", "DJANGO_SETTINGS_MODULE": "atlas.settings", "TRUSTED_PROXIES": "1",
            "ATLAS_LIMITS": "false", "ATLAS_SITE_URL": f"http://127.0.0.1:{self.port}", "LOG_LEVEL": "WARNING",
            "ATLAS_LETTER_KEYS": ",".join(local.letter_keys(self.home)),
            "ATLAS_RECEIPT_KEYS": ",".join(local.receipt_keys(self.home)),
            "SECRET_KEY": secrets.token_urlsafe(60), "ATLAS_PAGE_STORE": "true",
            "ATLAS_PAGE_STORE_DIR": str(self.home / "pages"),
            "DATABASE_URL": embedded_postgres.ensure(self.home / "postgres"),
        }  # fmt: skip
        self.manage("migrate", "--verbosity", "0")
        self.manage("grant_roles")
        self.manage("collectstatic", "--no-input", "--verbosity", "0")
        slugs: list[str] = json.loads(_answered(self.python("benchmarks.load_editor", "make", str(studies))))
        self.manage("bake", "--quiet", environment=self.as_public())
        return slugs

    # --- The web process and its supervisor ---------------------------------------------------------------
    def start_web(self) -> None:
        with (self.home / "web.log").open("ab") as log:
            self.web = subprocess.Popen(
                [sys.executable, "-m", "granian", "--interface", "wsgi", "--http", "1", "--no-ws",
                 "--host", "127.0.0.1", "--port", str(self.port), "--workers", "2",
                 "--blocking-threads", "2", "--http1-header-read-timeout", "10000", "--respawn-failed-workers",
                 "--log-level", "error", "atlas.wsgi:application"],
                cwd=self.site, env=os.environ | self.as_public(), start_new_session=True, stdout=log, stderr=log,
            )  # fmt: skip
        self.generation += 1

    def wait_for_web(self) -> float:
        """Until a page comes; the moment."""
        end = time.time() + READY
        while time.time() < end:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 2) as line:
                line.sendall(b"GET /about HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
                if line.recv(12) == b"HTTP/1.1 200":
                    return time.time()
            time.sleep(0.01)
        raise SystemExit(f"The web process does not answer; its log is {self.home}/web.log.")

    def kill_web(self) -> None:
        assert self.web is not None
        began = time.time()
        os.killpg(self.web.pid, signal.SIGKILL)
        self.web.wait()
        time.sleep(WEB_AWAY)
        self.start_web()
        self.away["web"].append((began, self.wait_for_web()))

    def kill_database(self) -> None:
        data = embedded_postgres.status(self.home / "postgres").data
        assert data is not None
        postmaster = int((data / "postmaster.pid").read_text().split()[0])
        began = time.time()
        for process in (postmaster, *_children(postmaster)):
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        time.sleep(DATABASE_AWAY)
        back: list[float] = []
        knocks = threading.Thread(target=self.knock, args=(back,), daemon=True)
        knocks.start()
        embedded_postgres.ensure(self.home / "postgres")
        knocks.join(READY)
        self.away["database"].append((began, back[0]))

    def knock(self, back: list[float]) -> None:
        """Until the database accepts a connection, which is when it is back; the moment."""
        told = local.database_settings(self.environment["DATABASE_URL"])
        place = {"host": told["HOST"], "port": told["PORT"], "user": told["USER"], "dbname": told["NAME"]}
        while not back:
            with contextlib.suppress(psycopg.OperationalError):
                psycopg.connect(**place, connect_timeout=5).close()
                back.append(time.time())
            time.sleep(0.005)

    def watch(self, done: threading.Event) -> None:
        """Notes each second the memory of the workers; the jobs start again where they end, as with systemd."""
        with (self.home / "jobs.log").open("ab") as log:
            jobs = None
            while not done.is_set():
                if jobs is None or jobs.poll() is not None:
                    self.ended_by_itself["jobs"] += jobs is not None
                    jobs = subprocess.Popen(
                        [sys.executable, "manage.py", "run_due_jobs", "--loop"], cwd=self.site, stdout=log, stderr=log,
                        env=os.environ | self.environment | {"ATLAS_FACE": "desk"},
                    )  # fmt: skip
                if self.web is not None:
                    workers = [_resident(pid) for pid in _children(self.web.pid)]
                    self.memory.append((time.time(), self.generation, [one for one in workers if one > 20]))
                done.wait(1)
            if jobs is not None:
                jobs.terminate()
                jobs.wait()

    def what_was_away(self, sent: float, ended: float) -> str:
        return next((what for what, found in self.away.items() if meets(sent, ended, found)), "")

    def stop(self) -> None:
        if self.web is not None and self.web.poll() is None:
            os.killpg(self.web.pid, signal.SIGTERM)
            self.web.wait()
        embedded_postgres.destroy(self.home / "postgres")


def readers(stack: Stack, slugs: list[str], **plan: Any) -> tuple[subprocess.Popen[str], Path]:
    out = stack.home / f"records-{plan['first']}"
    process = stack.python("benchmarks.load_readers")
    assert process.stdin is not None
    json.dump({"port": stack.port, "slugs": slugs, "out": str(out), **plan}, process.stdin)
    process.stdin.close()
    process.stdin = None
    return process, out


def records(path: Path) -> list[tuple[float, float, float, str, int, int]]:
    """Due, sent, ended, kind, status, flags of each request."""
    found = array("d", path.read_bytes())
    return [
        (found[at], found[at + 1], found[at + 2], KINDS[int(found[at + 3])], int(found[at + 4]), int(found[at + 5]))
        for at in range(0, len(found), 6)
    ]


def ceiling(stack: Stack, slugs: list[str], every: float) -> tuple[float, list[Any]]:
    """Requests a second of the same mixture, the most of several numbers of readers; and their letters.

    The editor and the jobs work meanwhile, as they do afterwards.
    """
    editor = stack.editor(len(CONNECTIONS) * (CEILING_SECONDS + 1), every, "published-before.jsonl")
    process, _ = readers(stack, slugs, seconds=CEILING_SECONDS, rate=0, connections=4, first=9_000_000)
    best, receipts = 0.0, json.loads(_answered(process))["receipts"]  # everything is loaded and warm now
    for turn, connections in enumerate(CONNECTIONS):
        process, out = readers(
            stack, slugs, seconds=CEILING_SECONDS, rate=0, connections=connections, first=(turn + 1) * 1_000_000
        )
        receipts += json.loads(_answered(process))["receipts"]
        rate = sum(kind != "form" for _, _, _, kind, _, _ in records(out)) / CEILING_SECONDS
        print(f"  {connections:3} readers at a time {rate:8,.0f} requests/s", flush=True)
        best = max(best, rate)
    editor.wait()
    return best, receipts


def run(stack: Stack, slugs: list[str], seconds: float, rate: float, every: float) -> dict[str, Any]:
    began = time.time()
    process, out = readers(stack, slugs, seconds=seconds, rate=rate, connections=256, first=0)
    editor = stack.editor(seconds, every, "published.jsonl")
    for share, what in KILLS:
        time.sleep(max(0.0, began + share * seconds - time.time()))
        {"web": stack.kill_web, "database": stack.kill_database}[what]()
        print(f"  {what} killed after {share * seconds:.0f} s, away {length(stack.away[what][-1]):.1f} s", flush=True)
    answered = json.loads(_answered(process))
    editor.wait()
    publications = [json.loads(line) for line in (stack.home / "published.jsonl").read_text().splitlines()]
    return {"records": records(out), "publications": publications, "seconds": seconds, **answered}


def _resident(pid: int) -> float:
    """Megabytes; 0 of a process that has ended."""
    with contextlib.suppress(OSError):
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6
    return 0.0


def _answered(process: subprocess.Popen[str]) -> str:
    out, _ = process.communicate()
    if process.returncode:
        raise SystemExit(f"A process of the load ended with exit code {process.returncode}: {process.args!r}")
    return out


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--minutes", type=float, default=15)
    parser.add_argument("--studies", type=int, default=200)
    parser.add_argument("--every", type=float, default=10)
    parser.add_argument("--share", type=float, default=0.7)
    parser.add_argument("--json", type=Path, help="write all that is told there")
    parser.add_argument("--keep", action="store_true", help="leave the folder with its logs")
    options = parser.parse_args()
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)  # what Python compiles is kept, as the image has it
    home = Path(tempfile.mkdtemp(prefix="atlas-load-"))
    home.chmod(0o755)  # the database's account has to reach its folder
    shutil.copytree(ROOT, home / "site", ignore=LEFT_OUT)
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    stack = Stack(home, home / "site", port)
    done = threading.Event()
    watcher = threading.Thread(target=stack.watch, args=(done,))
    try:
        slugs = stack.prepare(options.studies)
        stack.start_web()
        stack.wait_for_web()
        watcher.start()
        most, receipts = ceiling(stack, slugs, options.every)
        outcome = run(stack, slugs, options.minutes * 60, most * options.share, options.every)
        receipts += outcome["receipts"]
        counted = stack.python("benchmarks.load_editor", "letters")
        out, _ = counted.communicate(json.dumps(receipts))
        told = judged(stack, outcome, receipts, json.loads(out))
        told |= {"minutes": options.minutes, "share": options.share, "ceiling": most, "rate": most * options.share}
    finally:
        done.set()
        if watcher.ident:
            watcher.join()
        stack.stop()
        if options.keep:
            print(f"The folder is {home}.")
        else:
            shutil.rmtree(home, ignore_errors=True)
    tell(told)
    if options.json:
        options.json.parent.mkdir(parents=True, exist_ok=True)
        options.json.write_text(json.dumps(told, indent=1) + "\n")
    sys.exit(1 if told["broken"] else 0)


if __name__ == "__main__":
    main()
