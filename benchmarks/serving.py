"""What a finished page costs, beside nginx with the same file and headers, and beside Django that renders it.

    python -m benchmarks.serving [--home FOLDER] [--rounds 5] [--seconds 2] [--copies 10000] [--json]

Makes a private PostgreSQL and page store under the home (default `.local/serving-benchmark`) with the demonstration.
Each round asks everybody in turn, 16 connections, with one worker process each; the table shows medians. CPU is read
from /proc: seconds of the server and its children for each request that it answered. Needs nginx and wrk.

    kept       the front on granian (`atlas.wsgi`), page from the store, gzip, access log on
    304        the same, with the page's ETag
    rendered   Django alone (ATLAS_PAGE_STORE=false), with as many threads
    nginx      a plain static file: the same bytes and headers, access log on
    folder     nginx with the configuration of `manage.py bake --nginx` on the store

Targets: kept/nginx >= 0.45 requests/s and <= 3 CPU; kept/rendered >= 80; 304/kept <= 0.85 CPU; folder/nginx >= 0.95.
With --copies the store gets so many copies of studies; then the time from the start to the first page of each of two
workers, and their memory, before and after Django has been asked for a page.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import socket
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.rows import Row, as_line

ROOT = Path(__file__).resolve().parents[1]
OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))
TICKS = os.sysconf("SC_CLK_TCK")
CONNECTIONS = 16


def main() -> None:
    parser = argparse.ArgumentParser(prog="benchmarks.serving")
    parser.add_argument("--home", type=Path, default=ROOT / ".local" / "serving-benchmark")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=2)
    parser.add_argument("--copies", type=int, default=10_000)
    parser.add_argument("--json", action="store_true", help="the ratios again in the last line, for benchmarks.run")
    options = parser.parse_args()
    for needed in ("nginx", "wrk"):
        if shutil.which(needed) is None:
            sys.exit(f"{needed} is not here; this benchmark needs it (Debian: apt-get install {needed}).")
    options.home.mkdir(parents=True, exist_ok=True)
    ports = dict(zip(("kept", "rendered", "nginx", "folder"), _free_ports(4), strict=True))
    site = f"http://127.0.0.1:{ports['kept']}"
    environment = _prepared(options.home, site)
    page = _a_page(options.home)
    environment_of = {"kept": environment, "rendered": environment | {"ATLAS_PAGE_STORE": "false"}}
    with _all(
        *(_granian(environment_of[name], ports[name], 1, options.home) for name in environment_of),
        _nginx(options.home, "nginx", ports["nginx"], _plain(options.home, page)),
        _nginx(options.home, "folder", ports["folder"], _folder(environment, ports["kept"])),
    ) as servers:
        processes = dict(zip((*environment_of, "nginx", "folder"), servers, strict=True))
        etag = _etag(f"{site}{page}")
        rows = compare(page, ports, processes, etag, rounds=options.rounds, seconds=options.seconds)
    rows += cold_start(options.home, environment, page, options.copies)
    if options.json:
        print(as_line(rows))


def compare(
    page: str, ports: dict[str, int], processes: dict[str, subprocess.Popen[bytes]], etag: str, *, rounds: int,
    seconds: int,
) -> list[Row]:  # fmt: skip
    asked: dict[str, tuple[str, list[str]]] = {name: (name, []) for name in ports}
    asked["304"] = ("kept", ["-H", f"If-None-Match: {etag}"])
    rates: dict[str, list[float]] = {name: [] for name in asked}
    costs: dict[str, list[float]] = {name: [] for name in asked}
    for _ in range(rounds):
        for name, (server, headers) in asked.items():
            before = _cpu(processes[server].pid)
            count, rate = _wrk(f"http://127.0.0.1:{ports[server]}{page}", headers, seconds)
            rates[name].append(rate)
            costs[name].append((_cpu(processes[server].pid) - before) / count)
    rate = {name: statistics.median(found) for name, found in rates.items()}
    cost = {name: statistics.median(found) for name, found in costs.items()}
    print(f"{page}, {CONNECTIONS} connections, medians of {rounds} rounds of {seconds} s, interleaved")
    for name in asked:
        print(f"  {name:10} {rate[name]:10,.0f} requests/s {cost[name] * 1e6:10.1f} us CPU a request")
    rows = [
        Row("kept / nginx, requests/s", ">= 0.45", rate["kept"] / rate["nginx"]),
        Row("kept / nginx, CPU", "<= 3", cost["kept"] / cost["nginx"]),
        Row("kept / rendered, requests/s", ">= 80", rate["kept"] / rate["rendered"]),
        Row("304 / kept, CPU", "<= 0.85", cost["304"] / cost["kept"]),
        Row("folder / nginx, requests/s", ">= 0.95", rate["folder"] / rate["nginx"]),
        Row("folder / nginx, CPU", "", cost["folder"] / cost["nginx"]),
    ]
    for row in rows:
        print(f"  {row.name:30} {row.measured:8.2f}   {row.aim}")
    return rows


def cold_start(home: Path, environment: dict[str, str], page: str, copies: int) -> list[Row]:
    """With the pages of so many studies in the store."""
    for build in (home / "pages" / "builds").iterdir():
        for number in range(copies):
            for folder, tail in (("site", ""), ("site", ".gz"), ("site", ".br"), ("heads", ".json")):
                source = build / folder / f"{page[1:]}.html{tail}"
                place = build / folder / "evidence" / f"copy-{number}.html{tail}"
                if source.exists() and not place.exists():
                    os.link(source, place)
    (port,) = _free_ports(1)
    began = time.perf_counter()
    with _granian(environment | {"ATLAS_SITE_URL": environment["ATLAS_SITE_URL"]}, port, 2, home) as server:
        seconds = time.perf_counter() - began
        for _ in range(50):
            _get(f"http://127.0.0.1:{port}{page}")
        kept = _memory(server.pid)
        for _ in range(20):
            _get(f"http://127.0.0.1:{port}/evidence?q=fatigue")
        print(f"cold start, two workers, {copies:,} studies baked")
        print(f"  first page after {seconds:.2f} s                     <= 3")
        searched = _memory(server.pid)
        print(f"  memory (resident) {kept:.0f} MB with kept pages, {searched:.0f} MB after searches   < 200")
    return [
        Row(f"cold start, {copies:,} studies", "<= 3", seconds, "s"),
        Row("memory of two workers, kept pages", "<= 200", kept, "MB"),
        Row("memory of two workers, after searches", "", searched, "MB"),
    ]


# --- The servers -----------------------------------------------------------------------------------------


def _prepared(home: Path, site: str) -> dict[str, str]:
    from atlas import embedded_postgres

    database = embedded_postgres.ensure(home / "postgres", database="serving")
    environment = os.environ | {
        "ATLAS_MODE": "local", "DATABASE_URL": database, "ATLAS_SITE_URL": site, 
        "DJANGO_SETTINGS_MODULE": "atlas.settings",
        "ATLAS_PAGE_STORE_DIR": str(home / "pages"), "ATLAS_FACE": "public", "ATLAS_LIMITS": "false",
    }  # fmt: skip
    for name in ("PYTEST_VERSION",):
        environment.pop(name, None)
    desk = environment | {"ATLAS_FACE": "all"}
    _manage(desk, "migrate", "--verbosity", "0")
    _manage(desk, "collectstatic", "--no-input", "--verbosity", "0")
    if not (home / "loaded").exists():
        _manage(desk, "load_demo")
        (home / "loaded").touch()
    shutil.rmtree(home / "pages", ignore_errors=True)
    _manage(environment, "bake", "--quiet")
    return environment


def _manage(environment: dict[str, str], *words: str) -> str:
    done = subprocess.run(
        [sys.executable, "manage.py", *words], cwd=ROOT, env=environment, check=True, stdout=subprocess.PIPE, text=True
    )
    return done.stdout


def _a_page(home: Path) -> str:
    """The largest evidence page of the demonstration."""
    pages = (home / "pages" / "current" / "site" / "evidence").glob("*.html")
    return f"/evidence/{max(pages, key=lambda path: path.stat().st_size).stem}"


@contextmanager
def _granian(environment: dict[str, str], port: int, workers: int, home: Path) -> Iterator[subprocess.Popen[bytes]]:
    with (home / f"granian-{port}.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "granian", "--interface", "wsgi", "--http", "1", "--no-ws", "--host", "127.0.0.1",
             "--port", str(port), "--workers", str(workers), "--blocking-threads", "2", "--log-level", "error",
             "atlas.wsgi:application"],
            cwd=ROOT, env=environment, stdout=log, stderr=log,
        )  # fmt: skip
        yield from _served(process, f"http://127.0.0.1:{port}/about")


@contextmanager
def _nginx(home: Path, name: str, port: int, inner: tuple[str, str]) -> Iterator[subprocess.Popen[bytes]]:
    outer, server = inner
    folder = home / name
    folder.mkdir(exist_ok=True)
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    temporary = "".join(f"{kind}_temp_path {folder}/{kind};\n" for kind in kinds)
    (folder / "nginx.conf").write_text(
        f"daemon off; master_process off; worker_processes 1; pid {folder}/pid; error_log {folder}/error.log;\n"
        f"events {{ worker_connections 1024; }}\nhttp {{\n{temporary}"
        f"access_log {folder}/access.log; sendfile on; tcp_nopush on; keepalive_requests 100000000;\n"
        f"{outer}\nserver {{ listen 127.0.0.1:{port};\n{server}\n}} }}\n"
    )
    process = subprocess.Popen(
        ["nginx", "-c", str(folder / "nginx.conf"), "-p", str(folder)], stderr=subprocess.DEVNULL
    )
    yield from _served(process, f"http://127.0.0.1:{port}/about")


def _served(process: subprocess.Popen[bytes], address: str) -> Iterator[subprocess.Popen[bytes]]:
    try:
        for _ in range(600):
            if process.poll() is not None:
                sys.exit(f"The server of {address} ended with exit code {process.returncode}.")
            try:
                _get(address)
                break
            except OSError:
                time.sleep(0.02)
        yield process
    finally:
        process.terminate()
        process.wait()


def _plain(home: Path, page: str) -> tuple[str, str]:
    """The same bytes and headers, as a static file and nothing else."""
    folder = home / "plain"
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "evidence").mkdir(parents=True)
    source = home / "pages" / "current" / "site"
    for name in (f"{page[1:]}.html", "about.html"):
        for tail in ("", ".gz"):
            shutil.copyfile(source / (name + tail), folder / ((name.removesuffix(".html")) + tail))
    import json

    head = json.loads((home / "pages" / "current" / "heads" / f"{page[1:]}.html.json").read_text())
    quoted = [(name, value.replace('"', '\\"')) for name, value in head["headers"] if name != "Content-Type"]
    lines = "".join(f'add_header {name} "{value}";\n' for name, value in quoted)
    return "", f'root {folder}; types {{ }} default_type "text/html; charset=utf-8"; gzip_static on;\n{lines}'


def _folder(environment: dict[str, str], port: int) -> tuple[str, str]:
    text = _manage(environment, "bake", "--nginx")
    maps, _, server = text.partition("# --- in server { } ---\n")
    return maps, f"{server}\nlocation @atlas {{ proxy_pass http://127.0.0.1:{port}; }}"


@contextmanager
def _all(*managers):  # type: ignore[no-untyped-def]
    from contextlib import ExitStack

    with ExitStack() as stack:
        yield [stack.enter_context(manager) for manager in managers]


# --- Measuring -------------------------------------------------------------------------------------------


def _get(address: str) -> None:
    with OPENER.open(address, timeout=10) as answer:
        answer.read()


def _etag(address: str) -> str:
    with OPENER.open(urllib.request.Request(address, headers={"Accept-Encoding": "gzip"}), timeout=10) as answer:
        return answer.headers["ETag"]


def _wrk(address: str, headers: list[str], seconds: int) -> tuple[int, float]:
    command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "-H", "Accept-Encoding: gzip", *headers, address]
    told = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    if "Non-2xx" in told and "304" not in str(headers) and not headers:
        sys.exit(told)
    count, rate = re.search(r"(\d+) requests in", told), re.search(r"Requests/sec:\s+([0-9.]+)", told)
    return (int(count[1]) if count else 1) or 1, float(rate[1]) if rate else 0.0


def _tree(pid: int) -> list[int]:
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *(one for child in children for one in _tree(int(child)))]


def _cpu(pid: int) -> float:
    """Seconds of a process and its children."""
    return (
        sum(sum(map(int, Path(f"/proc/{one}/stat").read_text().split(")")[1].split()[11:13])) for one in _tree(pid))
        / TICKS
    )


def _memory(pid: int) -> float:
    """Resident megabytes of a process and its children, what they share counted each time."""
    pages = sum(int(Path(f"/proc/{one}/statm").read_text().split()[1]) for one in _tree(pid))
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def _free_ports(count: int) -> list[int]:
    probes = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [probe.getsockname()[1] for probe in probes]
    for probe in probes:
        probe.close()
    return ports


if __name__ == "__main__":
    main()
