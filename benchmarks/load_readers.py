"""The readers of `benchmarks.load`, in a process of their own: pages, searches and letters over plain sockets.

    python -m benchmarks.load_readers < plan.json       keys: port, slugs, seconds, rate, connections, first, out

With a rate (requests a second) each request has its moment, and its time counts from there, however late it could be
sent; a reader who would come more than GIVES_UP seconds late does not come any more, and is counted. With the rate 0
everybody asks again as soon as they have an answer. A letter is a form that is opened and sent; without a receipt the
same form is sent again, as a reader would. Of 100 requests 95 are for pages, 4 searches, 1 a letter.

`out` gets the records, six doubles each: due, sent, ended (seconds of the clock), place in KINDS, status (0: no
answer), flags. Printed: letters with a receipt (mark of the text, code, when), and answers 5xx with their addresses.
"""

from __future__ import annotations

import asyncio
import gzip
import itertools
import json
import random
import sys
import time
from array import array
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from benchmarks.faults_contributions import Writer, read_form, text_is_in_the_box

KINDS = ("page", "search", "form", "letter")
RETRY_AFTER, TEXT_BACK, BROKEN, EARLIER = 1, 2, 4, 8
"""Flags: the answer named a time to come again; the text of a letter came back with it; a page was not whole; a page
said that it is the copy of before."""
PATIENCE = 30
"""Seconds for one answer; and after the end, for letters that have no receipt yet."""
GIVES_UP = 5.0
WORDS = ("rest", "symptoms", "score", "months", "berg", "journal", "people", "canadian", "fatigue", "walking", "sleep")
COMMON_PAGES = ("/", "/evidence", "/criteria", "/about", "/methodology", "/topics", "/sitemap.xml")


class Wire:
    """One reader's connection, kept open while the server does."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.reader: asyncio.StreamReader | None = None
        self.writer: asyncio.StreamWriter | None = None

    async def ask(
        self, method: str, path: str, headers: dict[str, str], body: bytes = b""
    ) -> tuple[int, dict[str, list[str]], bytes]:
        """Status, headers (names in small letters) and body as sent; status 0 where there was no answer."""
        kept = self.writer is not None
        try:
            return await asyncio.wait_for(self._ask(method, path, headers, body), PATIENCE)
        except (OSError, EOFError, ValueError, TimeoutError) as error:
            self.close()
            if kept and method == "GET" and not isinstance(error, TimeoutError):
                return await self.ask(method, path, headers, body)  # a kept connection may have ended in between
            return 0, {}, b""

    async def _ask(
        self, method: str, path: str, headers: dict[str, str], body: bytes
    ) -> tuple[int, dict[str, list[str]], bytes]:
        if self.writer is None:
            self.reader, self.writer = await asyncio.open_connection("127.0.0.1", self.port, limit=1 << 20)
        assert self.reader is not None
        lines = [f"{method} {path} HTTP/1.1", f"Host: 127.0.0.1:{self.port}", "Accept: text/html,*/*;q=0.5"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        if method == "POST":
            lines.append(f"Content-Length: {len(body)}")
        self.writer.write("\r\n".join(lines).encode() + b"\r\n\r\n" + body)
        head = (await self.reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        status = int(head[0].split(" ", 2)[1])
        told: dict[str, list[str]] = {}
        for line in head[1:-2]:
            name, _, value = line.partition(":")
            told.setdefault(name.lower(), []).append(value.strip())
        answer = b"" if status in (204, 304) else await self._body(told)
        if "close" in told.get("connection", []):
            self.close()
        return status, told, answer

    async def _body(self, told: dict[str, list[str]]) -> bytes:
        assert self.reader is not None
        if "content-length" in told:
            return await self.reader.readexactly(int(told["content-length"][0]))
        parts = []
        while size := int(await self.reader.readuntil(b"\r\n"), 16):
            parts.append(await self.reader.readexactly(size))
            await self.reader.readexactly(2)
        await self.reader.readexactly(2)
        return b"".join(parts)

    def close(self) -> None:
        if self.writer is not None:
            self.writer.close()
        self.reader = self.writer = None


class Readers:
    def __init__(self, plan: dict[str, Any]) -> None:
        self.plan, self.port = plan, plan["port"]
        self.records = array("d")
        self.etags: dict[str, str] = {}
        self.writers: list[Writer] = []
        self.waiting: list[Writer] = []
        self.numbers = itertools.count(plan["first"])
        self.ended = False
        self.gave_up = 0
        self.failed: list[tuple[float, float, str, int]] = []

    async def run(self) -> None:
        seconds, rate = self.plan["seconds"], self.plan["rate"]
        began = time.time()
        moments = (
            (began + number / rate for number in range(int(seconds * rate))) if rate else _now_until(began + seconds)
        )
        again = asyncio.create_task(self.send_again())
        await asyncio.gather(*(self.one_reader(moments) for _ in range(self.plan["connections"])))
        self.ended = True
        await again

    async def one_reader(self, moments: Iterator[float]) -> None:
        wire = Wire(self.port)
        for due in moments:
            if (early := due - time.time()) > 0:
                await asyncio.sleep(early)
            elif early < -GIVES_UP:
                self.gave_up += 1
                continue
            chance = random.random()
            if chance < 0.95:
                await self.page(wire, due)
            elif chance < 0.99:
                await self.search(wire, due)
            else:
                await self.letter(wire, due)
        wire.close()

    async def page(self, wire: Wire, due: float) -> None:
        sent = time.time()
        path = self.a_page()
        headers = {"Accept-Encoding": "gzip"}
        if path in self.etags and random.random() < 0.2:
            headers["If-None-Match"] = self.etags[path]
        status, told, body = await wire.ask("GET", path, headers)
        flags = (RETRY_AFTER if "retry-after" in told else 0) | (EARLIER if "atlas-copy" in told else 0)
        if status == 200:
            self.etags[path] = told.get("etag", [""])[0]
            if random.random() < 0.02 and not _whole(body, told):
                flags |= BROKEN
        self.note(due, sent, "page", path, status, flags)

    def a_page(self) -> str:
        """Few pages are read by most."""
        chance = random.random()
        if chance < 0.15:
            return random.choice(COMMON_PAGES)
        slugs = self.plan["slugs"]
        page = f"/evidence/{slugs[int(len(slugs) * random.random() ** 3)]}"
        return page + random.choice((".bib", ".ris", "/v/1", "/history")) if chance > 0.95 else page

    async def search(self, wire: Wire, due: float) -> None:
        sent = time.time()
        asked = " ".join(random.sample(WORDS, random.randint(1, 2)))
        status, told, _ = await wire.ask(
            "GET", f"/evidence?q={quote(asked)}", {"Accept-Encoding": "gzip", "X-Forwarded-For": _an_address()}
        )
        self.note(due, sent, "search", "/evidence?q=", status, RETRY_AFTER if "retry-after" in told else 0)

    async def letter(self, wire: Wire, due: float) -> None:
        sent = time.time()
        writer = Writer(next(self.numbers), gives_up=False)
        self.writers.append(writer)
        status, page, _ = await self.form(wire, "GET", writer)
        self.note(due, sent, "form", "/contribute", status, 0)
        if status != 200:
            self.writers.remove(writer)  # nothing has been written yet
            return
        read_form(writer, page)
        writer.fields |= {"message": writer.text, "kind": "other"}
        await self.send(wire, writer)

    async def send(self, wire: Wire, writer: Writer) -> None:
        began = time.time()
        status, page, told = await self.form(wire, "POST", writer, urlencode(writer.fields).encode())
        code = page.partition('<p class="code" translate="no">')[2].partition("</p>")[0]
        flags = 0
        if status == 200 and code:
            writer.code, writer.tried_at = code, time.time()
        elif status:
            read_form(writer, page)
            flags = TEXT_BACK if text_is_in_the_box(writer, page) else 0
            flags |= RETRY_AFTER if "retry-after" in told else 0
        if not writer.code:
            self.waiting.append(writer)
        self.note(began, began, "letter", "/contribute", status, flags)

    async def form(
        self, wire: Wire, method: str, writer: Writer, body: bytes = b""
    ) -> tuple[int, str, dict[str, list[str]]]:
        headers = {"X-Forwarded-For": writer.address, "Cookie": writer.cookie}
        if body:
            headers |= {
                "Content-Type": "application/x-www-form-urlencoded",
                "Origin": "null",
                "Sec-Fetch-Site": "same-origin",
            }
        status, told, page = await wire.ask(
            method, "/contribute", {name: one for name, one in headers.items() if one}, body
        )
        for cookie in told.get("set-cookie", []):
            writer.cookie = cookie.partition(";")[0]
        return status, page.decode("utf-8", "replace"), told

    async def send_again(self) -> None:
        """Every two seconds, whoever has no receipt; for a while also after the end."""
        wire, until = Wire(self.port), None
        while not self.ended or self.waiting:
            if self.ended:
                until = until or time.time() + PATIENCE
                if time.time() > until:
                    return
            await asyncio.sleep(0.2 if self.ended else 2)
            some, self.waiting = self.waiting, []
            wire.close()  # a connection of before the web process was killed would answer nobody
            for writer in some:
                await self.send(wire, writer)
        wire.close()

    def note(self, due: float, sent: float, kind: str, path: str, status: int, flags: int) -> None:
        self.records.extend((due, sent, time.time(), KINDS.index(kind), status, flags))
        if status >= 500 and len(self.failed) < 10_000:
            self.failed.append((sent, time.time(), path, status))


def _now_until(end: float) -> Iterator[float]:
    while (now := time.time()) < end:
        yield now


def _an_address() -> str:
    return f"10.{random.randrange(256)}.{random.randrange(256)}.{random.randrange(256)}"


def _whole(body: bytes, told: dict[str, list[str]]) -> bool:
    try:
        plain = gzip.decompress(body) if told.get("content-encoding") == ["gzip"] else body
    except (OSError, EOFError):
        return False
    is_page = told.get("content-type", [""])[0].startswith("text/html")
    return plain.rstrip().endswith(b"</html>") if is_page else bool(plain)


def main() -> None:
    plan = json.load(sys.stdin)
    random.seed(plan["first"])
    readers = Readers(plan)
    asyncio.run(readers.run())
    Path(plan["out"]).write_bytes(readers.records.tobytes())
    receipts = [[one.mark, one.code, one.tried_at] for one in readers.writers if one.code]
    print(
        json.dumps(
            {
                "receipts": receipts,
                "written": len(readers.writers),
                "open": len(readers.waiting),
                "failed": readers.failed,
                "gave_up": readers.gave_up,
                "processor": time.process_time(),
            }
        )
    )


if __name__ == "__main__":
    main()
