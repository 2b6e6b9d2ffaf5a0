"""Letters sent while the database and the web server are killed: is every one with a receipt there, exactly once?

    python -m benchmarks.faults_contributions [--letters 2000] [--seed 1]

Starts a stack of its own in a temporary folder: a PostgreSQL cluster that waits for the disk, and the site under
granian. Every letter is a real form: it is opened, filled in and sent over HTTP, all of them at the same time, from as
many addresses. Meanwhile PostgreSQL (the postmaster and all its processes) and the web server are killed with SIGKILL
at random moments and started again. A letter without a receipt is sent again, as the same form, but for one in ten,
whose writer gives up after the first attempt.

Afterwards the database is read and every letter opened. Exit code 1 if a letter with a receipt is missing, or is there
twice, or if anybody without a receipt got a page without their text.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import html
import os
import random
import re
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode

import httpx

from atlas import embedded_postgres, local

REPOSITORY = Path(__file__).resolve().parent.parent
CONNECTIONS = 250  # sockets at a time; the rest waits in line, as behind a proxy
PATIENCE = 60  # seconds for one answer
DEADLINE = 900  # seconds after which what has no receipt yet is given up
GIVES_UP = 10  # one writer in so many never tries again


@dataclass
class Stack:
    """The database and the web server, and how to kill them."""

    home: Path
    port: int
    environment: dict[str, str] = field(default_factory=dict)
    web: subprocess.Popen[bytes] | None = None
    kills: Counter[str] = field(default_factory=Counter)

    def start_database(self) -> None:
        url = embedded_postgres.ensure(self.home, database="atlas")
        self.environment["DATABASE_URL"] = url

    def start_web(self) -> None:
        self.web = subprocess.Popen(
            [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(self.port),
             "--workers", "2", "--blocking-threads", "8", "--log-level", "error", "atlas.wsgi:application"],
            cwd=REPOSITORY, env=os.environ | self.environment, start_new_session=True,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip

    def kill_web(self) -> None:
        assert self.web is not None
        os.killpg(self.web.pid, signal.SIGKILL)
        self.web.wait()
        self.kills["web server"] += 1

    def kill_database(self) -> None:
        """The postmaster and every process of it, at once, without a word."""
        data = embedded_postgres.status(self.home).data
        assert data is not None
        postmaster = int((data / "postmaster.pid").read_text().split()[0])
        for process in (postmaster, *_children(postmaster)):
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
        self.kills["database"] += 1


def _children(parent: int) -> list[int]:
    found = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError, IndexError, ValueError):
            # "pid (name) state ppid ...": the name may hold blanks and brackets.
            if int(status.read_text().rpartition(")")[2].split()[1]) == parent:
                found.append(int(status.parent.name))
    return found


@dataclass
class Writer:
    """One reader with one letter. `answers` are what each attempt met."""

    number: int
    gives_up: bool
    mark: str = field(default_factory=lambda: secrets.token_hex(12))
    fields: dict[str, str] = field(default_factory=dict)
    cookie: str = ""
    code: str = ""
    tried_at: float = 0.0
    answers: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        return f'Letter {self.number}.\nIts mark is {self.mark} & its "quotes" are <kept>.'

    @property
    def address(self) -> str:
        return f"10.{self.number >> 16 & 255}.{self.number >> 8 & 255}.{self.number & 255}"


class Site:
    """Forms over HTTP. No cookie jar: every writer has their own cookie."""

    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self.transport = httpx.AsyncHTTPTransport(limits=httpx.Limits(max_keepalive_connections=0))
        self.places = asyncio.Semaphore(CONNECTIONS)

    async def ask(self, method: str, writer: Writer, body: str | None = None) -> tuple[int, str]:
        """Status and page; (0, "") where there was no connection or no answer."""
        headers = {"X-Forwarded-For": writer.address, "Cookie": writer.cookie}
        if body is not None:
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "Origin": "null"}
        request = httpx.Request(
            method, f"{self.url}/contribute", headers=headers, content=body,
            extensions={"timeout": dict.fromkeys(("connect", "read", "write"), PATIENCE) | {"pool": None}},
        )  # fmt: skip
        try:
            async with self.places:
                response = await self.transport.handle_async_request(request)
                page = (await response.aread()).decode()
        except httpx.TransportError:
            return 0, ""
        for header in response.headers.get_list("set-cookie"):
            writer.cookie = "; ".join(f"{name}={morsel.value}" for name, morsel in SimpleCookie(header).items())
        return response.status_code, page


def read_form(writer: Writer, page: str) -> None:
    """Take over the hidden fields, as a browser does with each page it shows."""
    for name in ("csrfmiddlewaretoken", "stamp"):
        found = re.search(rf'name="{name}" value="([^"]*)"', page)
        if found:
            writer.fields[name] = html.unescape(found[1])


def text_is_in_the_box(writer: Writer, page: str) -> bool:
    found = re.search(r'<textarea name="message"[^>]*>(.*?)</textarea>', page, re.DOTALL)
    return found is not None and html.unescape(found[1]).strip() == writer.text


async def open_form(site: Site, writer: Writer) -> None:
    while True:
        status, page = await site.ask("GET", writer)
        if status == 200:
            read_form(writer, page)
            writer.fields |= {"message": writer.text, "kind": "other"}
            return
        await asyncio.sleep(0.5)


async def send(site: Site, writer: Writer, until: float) -> None:
    """Send the form until there is a receipt; whoever gives up does so after the first attempt."""
    while time.monotonic() < until:
        writer.tried_at = time.time()
        status, page = await site.ask("POST", writer, urlencode(writer.fields))
        code = re.search(r'<p class="code"[^>]*>([0-9A-Z-]+)</p>', page)
        if status == 200 and code:
            writer.answers.append("receipt")
            writer.code = code[1]
            return
        if status == 0:
            writer.answers.append("no connection")
        elif text_is_in_the_box(writer, page):
            writer.answers.append(f"{status}, text in the box")
            read_form(writer, page)
        else:
            writer.answers.append(f"{status}, TEXT LOST")
        if writer.gives_up:
            return
        await asyncio.sleep(random.uniform(0.5, 4.0))


async def trouble(stack: Stack, busy: asyncio.Event) -> None:
    """Kill and start again, until the last letter has been sent."""
    turn = 0
    while not busy.is_set():
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(busy.wait(), random.uniform(1.0, 4.0))
        if busy.is_set():
            return
        if turn % 2:
            await asyncio.to_thread(stack.kill_web)
            await asyncio.sleep(random.uniform(0.0, 1.0))
            stack.start_web()
        else:
            await asyncio.to_thread(stack.kill_database)
            await asyncio.sleep(random.uniform(0.0, 2.0))
            await asyncio.to_thread(stack.start_database)
        turn += 1


async def write_letters(stack: Stack, count: int) -> list[Writer]:
    site = Site(stack.port)
    writers = [Writer(number, gives_up=number % GIVES_UP == 0) for number in range(count)]
    began = time.monotonic()
    await asyncio.gather(*(open_form(site, writer) for writer in writers))
    print(f"{count} forms opened in {time.monotonic() - began:.0f} s; now all of them are sent", flush=True)
    began = time.monotonic()
    done = asyncio.Event()
    troubles = asyncio.create_task(trouble(stack, done))
    await asyncio.gather(*(send(site, writer, began + DEADLINE) for writer in writers))
    done.set()
    await troubles
    print(f"sent in {time.monotonic() - began:.0f} s", flush=True)
    # A receipt that comes again is the same one, after everything that has happened.
    sample = [writer for writer in writers if writer.code][:: max(1, count // 50)]
    for writer in sample:
        code, tried_at = writer.code, writer.tried_at
        writer.code = ""
        await send(site, writer, time.monotonic() + PATIENCE)
        writer.answers[-1] = "receipt, the same again" if writer.code == code else "ANOTHER RECEIPT"
        writer.tried_at = tried_at
    await site.transport.aclose()
    return writers


def letters_in_the_database() -> tuple[Counter[str], dict[str, tuple[str, float]]]:
    """Marks that the stored messages hold, and mark of a code -> mark of its message, when it came."""
    import django

    django.setup()
    from contributions import sealing
    from contributions.models import Contribution

    marks: Counter[str] = Counter()
    by_code = {}
    rows = Contribution.objects.values_list("code_mark", "message_sealed", "received_at")
    for code_mark, sealed, came in rows:
        mark = re.search(r"Its mark is (\w+)", sealing.unseal(sealed))[1]  # type: ignore[index]
        marks[mark] += 1
        by_code[code_mark] = (mark, came.timestamp())
    return marks, by_code


def report(stack: Stack, writers: list[Writer]) -> bool:
    """Print what happened; True where nothing was lost and nothing doubled."""
    from contributions import sealing

    marks, by_code = letters_in_the_database()
    answers = Counter(answer for writer in writers for answer in writer.answers)
    with_receipt = [writer for writer in writers if writer.code]
    without = [writer for writer in writers if not writer.code]
    found = [(writer, *by_code.get(sealing.code_mark(writer.code), ("", 0.0))) for writer in with_receipt]
    stored = sum(mark == writer.mark for writer, mark, _ in found)
    earlier = sum(came < writer.tried_at for writer, _, came in found)
    doubled = sum(number > 1 for number in marks.values())
    untold = sum(marks[writer.mark] for writer in without)
    lost = sum("LOST" in answer or "ANOTHER" in answer for writer in writers for answer in writer.answers)
    gave_up = sum(writer.gives_up for writer in without)
    rows = [
        ("letters written", len(writers)),
        *((f"killed: {name}", number) for name, number in sorted(stack.kills.items())),
        *((f"answer: {name}", number) for name, number in sorted(answers.items())),
        ("letters with a receipt", len(with_receipt)),
        ("  of these in the database, opened, under their code", stored),
        ("  of these stored by an attempt that got no receipt", earlier),
        ("letters in the database twice", doubled),
        ("letters without a receipt (their writer gave up)", len(without)),
        ("  of these in the database all the same, once", untold),
        ("answers without the text, or with another receipt", lost),
    ]
    for name, number in rows:
        print(f"{name:<54} {number:>6}")
    return (
        stored == len(with_receipt)
        and doubled == 0
        and lost == 0
        and gave_up == len(without)
        and sum(marks.values()) == stored + untold
        and min(stack.kills["database"], stack.kills["web server"]) > 0
    )


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--letters", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1, help="of the moments of the kills")
    options = parser.parse_args()
    random.seed(options.seed)
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        folder.chmod(0o755)  # the server's account has to reach its folder
        stack = Stack(folder / "postgres", _free_port())
        stack.environment |= {
            "ATLAS_MODE": "local", "DJANGO_SETTINGS_MODULE": "atlas.settings", "TRUSTED_PROXIES": "1",
            "ATLAS_LETTER_KEYS": ",".join(local.letter_keys(folder)),
            "ATLAS_RECEIPT_KEYS": ",".join(local.receipt_keys(folder)),
            "SECRET_KEY": secrets.token_urlsafe(40),
            "ATLAS_PAGE_STORE_DIR": str(folder / "pages"),
        }  # fmt: skip
        try:
            stack.start_database()
            os.environ |= stack.environment
            for command in (["migrate", "--verbosity", "0"], ["collectstatic", "--no-input", "--verbosity", "0"]):
                subprocess.run([sys.executable, "manage.py", *command], cwd=REPOSITORY, check=True)
            stack.start_web()
            writers = asyncio.run(write_letters(stack, options.letters))
            fine = report(stack, writers)
        finally:
            if stack.web is not None and stack.web.poll() is None:
                os.killpg(stack.web.pid, signal.SIGKILL)
            embedded_postgres.destroy(stack.home)
    print("Nothing was lost and nothing doubled." if fine else "SOMETHING IS WRONG: see above.")
    sys.exit(0 if fine else 1)


if __name__ == "__main__":
    main()
