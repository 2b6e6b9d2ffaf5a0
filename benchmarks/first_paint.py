"""When a reader sees the largest text of an evidence page, beside an empty page from the same server.

    python -m benchmarks.first_paint [--home FOLDER] [--rounds 9] [--json]

Makes a private PostgreSQL and page store under the home (default `.local/serving-benchmark`, as `benchmarks.serving`)
with the demonstration, and serves it on granian. An empty page is answered by the same process. Between it and
Chromium stands a line like the one that Lighthouse assumes of a phone: 150 ms there and back (and once more for each
new connection), 1,638 kbit/s; the processor is slowed to a quarter. Each round opens both pages in a fresh browser
with an empty cache, in turn; the table shows medians of Largest Contentful Paint. Needs Chromium and playwright.

Target: study/empty <= 1.1.
"""

from __future__ import annotations

import argparse
import asyncio
import gzip
import os
import shutil
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.rows import Row, as_line
from benchmarks.serving import ROOT, _free_ports, _prepared, _served

EMPTY = "/empty"
EMPTY_PAGE = (
    b'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Empty</title>'
    b'<meta name="viewport" content="width=device-width, initial-scale=1"></head>'
    b"<body><main><h1>Empty</h1><p>Nothing stands here, in one short line of text.</p></main></body></html>"
)
ROUND_TRIP = 0.150
"""Seconds: Lighthouse's "slow 4G", which stands for the slower quarter of 4G and the faster quarter of 3G."""
BYTES_A_SECOND = 1_638_400 / 8
SLOWER = 4
PHONE = {"viewport": {"width": 412, "height": 823}, "device_scale_factor": 1.75}
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-proxy-server",
]  # fmt: skip
LARGEST = """() => new Promise((resolve) => {
  let last = 0;
  new PerformanceObserver((list) => { for (const one of list.getEntries()) last = one.startTime; })
    .observe({type: "largest-contentful-paint", buffered: true});
  requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => resolve(last), 200)));
})"""

_site: Callable[..., Iterable[bytes]] | None = None


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """The site, and one address more: the empty page. What granian serves here."""
    global _site
    if environ["PATH_INFO"] == EMPTY:
        body = gzip.compress(EMPTY_PAGE)
        start_response("200 OK", [("Content-Type", "text/html; charset=utf-8"), ("Content-Encoding", "gzip"),
                                  ("Content-Length", str(len(body))), ("Cache-Control", "no-cache")])  # fmt: skip
        return [body]
    if _site is None:
        from atlas.wsgi import application as site

        _site = site
    return _site(environ, start_response)


def main() -> None:
    parser = argparse.ArgumentParser(prog="benchmarks.first_paint")
    parser.add_argument("--home", type=Path, default=ROOT / ".local" / "serving-benchmark")
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--json", action="store_true", help="the ratios again in the last line, for benchmarks.run")
    options = parser.parse_args()
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        sys.exit("Chromium is not here; this benchmark needs it (Debian: apt-get install chromium).")
    options.home.mkdir(parents=True, exist_ok=True)
    server, line = _free_ports(2)
    environment = _prepared(options.home, f"http://127.0.0.1:{line}")
    page, weight = _median_page(options.home)
    with _granian(environment, server, options.home), _line(line, server):
        found = measure(chromium, f"http://127.0.0.1:{line}", {"empty": EMPTY, "study": page}, options.rounds)
    print(f"{page}, {weight:,} bytes of HTML (br); medians of {options.rounds} rounds, interleaved")
    for name, times in found.items():
        print(f"  {name:6} {statistics.median(times):6.0f} ms  ({min(times):.0f} to {max(times):.0f})")
    ratio = statistics.median(found["study"]) / statistics.median(found["empty"])
    rows = [Row("largest paint, study / empty page", "<= 1.1", ratio)]
    print(f"  {rows[0].name:40} {ratio:.2f}   {rows[0].aim}")
    if options.json:
        print(as_line(rows))


def measure(chromium: str, site: str, pages: dict[str, str], rounds: int) -> dict[str, list[float]]:
    """Milliseconds until the largest paint of each page, a figure a round. The first round only warms up."""
    from playwright.sync_api import sync_playwright

    found: dict[str, list[float]] = {name: [] for name in pages}
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        for number in range(rounds + 1):
            for name, path in pages.items():
                context = browser.new_context(**PHONE)  # type: ignore[arg-type]
                page = context.new_page()
                context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
                page.goto(site + path, wait_until="load")
                if number:
                    found[name].append(page.evaluate(LARGEST))
                context.close()
        browser.close()
    return found


# --- The server and the line ---------------------------------------------------------------------------------


def _median_page(home: Path) -> tuple[str, int]:
    """The evidence page of the demonstration that weighs as much as the middle one, and its bytes."""
    pages = sorted((home / "pages" / "current" / "site" / "evidence").glob("*.html.br"), key=_bytes_of)
    middle = pages[len(pages) // 2]
    return f"/evidence/{middle.name.removesuffix('.html.br')}", _bytes_of(middle)


def _bytes_of(path: Path) -> int:
    return path.stat().st_size


@contextmanager
def _granian(environment: dict[str, str], port: int, home: Path) -> Iterator[subprocess.Popen[bytes]]:
    with (home / f"granian-{port}.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "granian", "--interface", "wsgi", "--http", "1", "--no-ws", "--host", "127.0.0.1",
             "--port", str(port), "--workers", "1", "--blocking-threads", "2", "--log-level", "error",
             "benchmarks.first_paint:application"],
            cwd=ROOT, env=os.environ | environment, stdout=log, stderr=log,
        )  # fmt: skip
        yield from _served(process, f"http://127.0.0.1:{port}{EMPTY}")


@contextmanager
def _line(port: int, server: int) -> Iterator[None]:
    """A slow line from `port` to `server`: half a round trip each way, a whole one for each new connection."""
    loop = asyncio.new_event_loop()

    async def carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, rate: float) -> None:
        free, waiting = 0.0, asyncio.Queue[tuple[float, bytes]]()

        async def deliver() -> None:
            while True:
                due, piece = await waiting.get()
                await asyncio.sleep(max(0.0, due - time.monotonic()))
                if not piece:
                    break
                writer.write(piece)
                await writer.drain()
            writer.close()

        delivering = asyncio.ensure_future(deliver())
        while piece := await reader.read(4096):
            free = max(free, time.monotonic()) + len(piece) / rate
            waiting.put_nowait((free + ROUND_TRIP / 2, piece))
        waiting.put_nowait((max(free, time.monotonic()) + ROUND_TRIP / 2, b""))
        await delivering

    async def connected(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(ROUND_TRIP)  # the handshake of TCP
        there, back = await asyncio.open_connection("127.0.0.1", server)
        await asyncio.gather(
            carry(reader, back, BYTES_A_SECOND), carry(there, writer, BYTES_A_SECOND), return_exceptions=True
        )

    async def listen() -> None:
        await asyncio.start_server(connected, "127.0.0.1", port)

    async def hang_up() -> None:
        """A browser that was closed leaves lines open; a task that is never ended is told of behind our last line."""
        left = asyncio.all_tasks() - {asyncio.current_task()}
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)

    loop.run_until_complete(listen())
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        yield
    finally:
        asyncio.run_coroutine_threadsafe(hang_up(), loop).result(5)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(5)
        loop.close()


if __name__ == "__main__":
    main()
