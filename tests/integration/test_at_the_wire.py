"""What granian does with requests that are meant to be read in two ways, are too large, or never end.

The server runs as docs/operations.md has it, with a shorter patience, and with the application below in Django's place:
it tells what reached it. What the server does not do by itself, nginx does: docs/operations.md, "In front of the site".
"""

from __future__ import annotations

import http.client
import json
import os
import socket
import subprocess
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from atlas.connections import Moving
from tests.conftest import REPOSITORY

pytestmark = [pytest.mark.slow]

HOST = b"Host: atlas.example\r\n"
POST = b"POST / HTTP/1.1\r\n" + HOST
GET = b"GET / HTTP/1.1\r\n" + HOST
SECOND = b"GET /second HTTP/1.1\r\n" + HOST + b"\r\n"
"""What somebody hides behind a request, in the hope that it is taken for the next one of somebody else."""
PATIENCE = 30.0
HEADER_SECONDS = 0.5


def told(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """A WSGI application: what reached it, as JSON."""
    body = environ["wsgi.input"].read() if environ.get("CONTENT_LENGTH") else b""
    headers = {name: value for name, value in environ.items() if name.startswith("HTTP_")}
    seen = {"path": environ["PATH_INFO"], "body": len(body), "length": environ.get("CONTENT_LENGTH"), **headers}
    answer = json.dumps(seen).encode()
    start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(answer)))])
    return [answer]


def who(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """A WSGI application: the worker that answers."""
    answer = str(os.getpid()).encode()
    start_response("200 OK", [("Content-Length", str(len(answer)))])
    return [answer]


moving = Moving(who)


@contextmanager
def served(application: str, *words: str) -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(port),
         "--http", "1", *words, "--log-level", "error", f"tests.integration.test_at_the_wire:{application}"],
        cwd=REPOSITORY,
    )  # fmt: skip
    try:
        end = time.monotonic() + 30
        while True:
            try:
                socket.create_connection(("127.0.0.1", port)).close()
                break
            except OSError:
                assert time.monotonic() < end, "the server did not start"
                time.sleep(0.05)
        yield port
    finally:
        server.terminate()
        server.wait(timeout=30)


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    patience = ("--http1-header-read-timeout", str(round(HEADER_SECONDS * 1000)))
    with served("told", "--http1-buffer-size", "65536", *patience) as port:
        yield port


def exchange(port: int, sent: bytes, patience: float = PATIENCE) -> bytes:
    """Everything that comes back until the server closes the connection."""
    with socket.create_connection(("127.0.0.1", port), timeout=patience) as connection:
        connection.sendall(sent)
        parts = []
        try:
            while part := connection.recv(65_536):
                parts.append(part)
        except ConnectionResetError:  # closed while we were still sending
            pass
        return b"".join(parts)


def status(answer: bytes) -> int:
    return int(answer.split(b" ", 2)[1])


@pytest.mark.parametrize(
    "sent",
    [
        POST + b"Content-Length: 6\r\nContent-Length: 5\r\n\r\nabcdef",
        POST + b"Content-Length: 5, 5\r\n\r\nabcde",
        POST + b"Content-Length: +5\r\n\r\nabcde",
        POST + b"Content-Length: -5\r\n\r\n",
        POST + b"Transfer-Encoding: xchunked\r\nContent-Length: 5\r\n\r\nabcde",
        POST + b"Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
        POST + b"Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
        GET + b"X-Folded: a\r\n b\r\n\r\n",
        GET + b"X-Return: a\rb\r\n\r\n",
        GET + b"X-Nul: a\x00b\r\n\r\n",
    ],
    ids=["two-lengths", "list-of-lengths", "plus", "minus", "unknown-coding", "chunked-not-last", "space-in-name",
         "folded-line", "bare-return", "nul"],
)  # fmt: skip
def test_what_can_be_read_in_two_ways_is_refused_and_the_connection_closed(port: int, sent: bytes) -> None:
    answer = exchange(port, sent + SECOND)
    assert status(answer) == 400
    assert answer.count(b"HTTP/1.1 ") == 1, "nothing behind it was read as a second request"


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_a_length_beside_chunks_is_dropped_and_nothing_hides_behind_it(port: int, order: tuple[int, int]) -> None:
    """RFC 9112, section 6.3: the coding decides, the length is removed, and the connection ends."""
    both = (b"Content-Length: 6\r\n", b"Transfer-Encoding: chunked\r\n")
    answer = exchange(port, POST + both[order[0]] + both[order[1]] + b"\r\n0\r\n\r\n" + SECOND)
    assert answer.count(b"HTTP/1.1 ") == 1
    assert b"/second" not in answer
    assert json.loads(answer.partition(b"\r\n\r\n")[2])["length"] is None


@pytest.mark.parametrize(
    ("sent", "expected"),
    [
        (GET + b"".join(b"X-%d: a\r\n" % number for number in range(150)) + b"\r\n", 431),
        (b"GET /" + b"a" * 70_000 + b" HTTP/1.1\r\n" + HOST + b"\r\n", 414),
        (GET + b"X-Long: " + b"a" * 300_000 + b"\r\n\r\n", 431),
    ],
    ids=["many-headers", "long-address", "long-header"],
)
def test_what_is_too_large_is_refused(port: int, sent: bytes, expected: int) -> None:
    assert status(exchange(port, sent)) == expected


@pytest.mark.parametrize("sent", [b"GET / HTTP/1.1\r\nHost: atl", b""], ids=["half-a-header", "nothing"])
def test_whoever_never_ends_their_headers_is_cut_off(port: int, sent: bytes) -> None:
    began = time.monotonic()
    assert exchange(port, sent) == b""
    assert HEADER_SECONDS * 0.9 < time.monotonic() - began < PATIENCE


def test_no_other_protocol_is_spoken(port: int) -> None:
    """With prior knowledge HTTP/2 would be a second way in, past what a proxy has looked at."""
    assert b"HTTP" not in exchange(port, b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + b"\x00\x00\x00\x04\x00\x00\x00\x00\x00")


def test_two_names_of_a_host_are_one_that_django_refuses(port: int) -> None:
    answer = exchange(port, b"GET / HTTP/1.1\r\nHost: atlas.example\r\nHost: evil.example\r\nConnection: close\r\n\r\n")
    assert json.loads(answer.partition(b"\r\n\r\n")[2])["HTTP_HOST"] == "atlas.example,evil.example"


def test_a_name_with_an_underscore_shadows_the_real_one_so_the_proxy_has_to_drop_it(port: int) -> None:
    """WSGI spells both alike. nginx drops such names by itself; docs/operations.md asks it of every proxy."""
    answer = exchange(
        port, GET + b"X-Forwarded-Proto: http\r\nX_Forwarded_Proto: https\r\nConnection: close\r\n\r\n"
    )  # fmt: skip
    assert json.loads(answer.partition(b"\r\n\r\n")[2])["HTTP_X_FORWARDED_PROTO"] == "https"


class TestTwoWorkers:
    """Whoever keeps a connection stays with the worker that took it, were the connection never to end."""

    READERS = 12

    def test_readers_that_all_came_to_one_are_shared_out_again(self) -> None:
        with served("moving", "--workers", "2") as port:
            crowded, readers = self.all_with_one(port)
            assert set(map(_who_answers, readers)) == {crowded}
            end, answers = time.monotonic() + PATIENCE, Counter[int]()
            while answers[crowded] > self.READERS - 2 or not answers:
                assert time.monotonic() < end, answers
                answers = Counter(map(_who_answers, readers))
            for reader in readers:
                reader.close()

    def all_with_one(self, port: int) -> tuple[int, list[http.client.HTTPConnection]]:
        """As after a start, when whoever waits comes to the worker that is the first to listen."""
        with_whom: dict[int, list[http.client.HTTPConnection]] = defaultdict(list)
        end = time.monotonic() + PATIENCE
        while len(with_whom) < 2 or max(map(len, with_whom.values())) < self.READERS:
            assert time.monotonic() < end, with_whom
            reader = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
            readers = with_whom[_who_answers(reader)]
            if len(readers) < self.READERS:
                readers.append(reader)
            else:  # the other one does not listen yet, and no worker takes very many
                reader.close()
        crowded, readers = max(with_whom.items(), key=lambda found: len(found[1]))
        for reader in (one for pid, others in with_whom.items() if pid != crowded for one in others):
            reader.close()
        return crowded, readers


def _who_answers(reader: http.client.HTTPConnection) -> int:
    """The connection is opened again where the answer before ended it."""
    reader.request("GET", "/")
    return int(reader.getresponse().read())
