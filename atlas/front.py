"""What stands before Django: a finished page from the page store, or else Django itself (docs/page-store.md).

A page is served from the store when the request is a GET or HEAD for exactly its address, without a question, under a
name of the site, over HTTPS where the site asks for it, and for what the page is (a program may ask for another file
at the same address). A reader's choice of colours, size and spacing is written into the page; a choice of language or
of how much to show is Django's. Every request looks at the disk: a page that was removed is gone at once, everywhere.

Where Django fails, a reader whose choices only it could follow gets the page as it usually is. Where it fails because
the database is away, a page that is not kept is served as it was before (`Store.earlier`), and says so.
"""

from __future__ import annotations

import hashlib
import os
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from sys import intern
from typing import Any

from django.conf import settings
from django.http.cookie import parse_cookie
from django.http.request import split_domain_port, validate_host

from atlas.display import COOKIE, Display
from atlas.front_log import FrontLog
from atlas.pagestore.addresses import file_name, is_kept, is_negotiated
from atlas.pagestore.compressing import IDENTITY, accepted, codings
from atlas.pagestore.files import Head, Store

StartResponse = Callable[..., Any]
Asked = tuple[str | None, ...]
Application = Callable[[dict[str, Any], StartResponse], Iterable[bytes]]

KEPT_IN_MEMORY = 32 * 1024 * 1024
"""Bytes of pages a process keeps at hand. Each is checked against the disk whenever it is served."""
REMEMBERED, LONGEST_REMEMBERED = 20_000, 1_000
"""Requests whose meaning a process keeps at hand, and how many characters they may have."""
ON_304 = frozenset({"cache-control", "content-location", "expires", "last-modified", "vary"})
"""What RFC 9110 (section 15.4.5) asks for beside the ETag."""
SERVER_ERROR = 500
USUAL = Display()
AWAY = "503 Database Away"
"""As `atlas.outages` says it: that module needs Django, and this one does not wait for it."""
EARLIER = "This page has changed. You see it as it was before: the new one can be read in a few minutes."
"""English, as every page that is kept."""
_MARK, _CONTENT = b"<html lang=", b'<main id="main" tabindex="-1">'


@dataclass(slots=True)
class Answer:
    """A page in one coding and look, ready to be sent. `stamp` is what its head looked like on the disk."""

    stamp: tuple[int, int]
    etags: frozenset[str]
    headers: list[tuple[str, str]]
    unchanged: list[tuple[str, str]]
    body: list[bytes]
    size: int


@dataclass(frozen=True, slots=True)
class Plan:
    """What is asked for: the address, its head on the disk, and the codings that are taken, the best first."""

    address: str
    head: str
    order: tuple[str, ...]


class Front:
    """A WSGI application. `django` is asked whenever the store has no answer; `missed` hears of what was missing."""

    def __init__(
        self, store: Store, django: Application, *, missed: Callable[[str], object] = lambda address: None
    ) -> None:
        self.store, self.django, self.missed = store, django, missed
        self.heads = f"{store.heads}{os.sep}"
        self.log = FrontLog()
        self.answers: OrderedDict[tuple[str, str, str], Answer] = OrderedDict()
        self.size = 0
        self.lock = threading.Lock()
        self.plans: dict[Asked, Plan | None] = {}
        self.scheme = settings.SITE_URL.partition(":")[0]
        self.proxy_header = getattr(settings, "SECURE_PROXY_SSL_HEADER", None)
        # Whatever decides whether a page may be served, and which; cookies and ETags are looked at each time.
        self.asked_in: tuple[str, ...] = (
            "PATH_INFO",
            "HTTP_HOST",
            "HTTP_ACCEPT",
            "HTTP_ACCEPT_ENCODING",
            "wsgi.url_scheme",
        )
        if self.proxy_header:
            self.asked_in += (self.proxy_header[0],)
        self.off = settings.USE_X_FORWARDED_HOST or settings.DEBUG

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        method = environ["REQUEST_METHOD"]
        if (method != "GET" and method != "HEAD") or environ.get("QUERY_STRING") or self.off:
            return self.django(environ, start_response)
        asked = tuple(map(environ.get, self.asked_in))
        try:
            plan = self.plans[asked]
        except KeyError:
            plan = self._remember(asked, self._planned(environ))
        if plan is None:
            return self.django(environ, start_response)
        look, usual = "", True
        cookie = environ.get("HTTP_COOKIE")
        if cookie and COOKIE in cookie:
            display = Display.from_cookie(parse_cookie(cookie).get(COOKIE, ""))
            if not display.is_usual:
                usual = (display.depth, display.lang) == (USUAL.depth, USUAL.lang)
                look = "".join(f' {name}="{value}"' for name, value in display.attributes.items())
        if not usual:
            return self._django_or_kept(environ, start_response, plan)
        answer = self._answer(plan, look)
        if answer is None:
            self.missed(plan.address)
            return self._django_or_kept(environ, start_response, plan)
        return self._send(environ, start_response, plan.address, answer)

    def _send(
        self, environ: dict[str, Any], start_response: StartResponse, address: str, answer: Answer
    ) -> Iterable[bytes]:
        method, tags = environ["REQUEST_METHOD"], environ.get("HTTP_IF_NONE_MATCH")
        if tags is not None and _matches(tags, answer.etags):
            start_response("304 Not Modified", answer.unchanged)
            self.log.note(method, address, 304)
            return []
        start_response("200 OK", answer.headers)
        self.log.note(method, address, 200)
        return answer.body if method == "GET" else []

    # --- May it be served? -----------------------------------------------------------------------------
    def _planned(self, environ: dict[str, Any]) -> Plan | None:
        """What these headers ask for, whoever sends them; None for what is Django's."""
        address = environ["PATH_INFO"]
        domain, _ = split_domain_port(environ.get("HTTP_HOST", ""))
        # A name that is the desk's alone has pages of its own.
        if not domain or not validate_host(domain, settings.ALLOWED_HOSTS) or domain == settings.DESK_HOST:
            return None
        if not is_kept(address) or (self.scheme == "https") != self._is_secure(environ):
            return None
        if is_negotiated(address) and not takes_a_page(environ.get("HTTP_ACCEPT", "")):
            return None
        order = accepted(environ.get("HTTP_ACCEPT_ENCODING", ""))
        return Plan(address, f"{self.heads}{file_name(address)}.json", order)

    def _is_secure(self, environ: dict[str, Any]) -> bool:
        if self.proxy_header:
            name, secure = self.proxy_header
            told = environ.get(name)
            if told is not None:
                return bool(told.partition(",")[0].strip() == secure)
        return environ.get("wsgi.url_scheme") == "https"

    def _remember(self, asked: Asked, plan: Plan | None) -> Plan | None:
        """What somebody may make up is not kept for ever."""
        if sum(map(len, filter(None, asked))) < LONGEST_REMEMBERED:
            if len(self.plans) >= REMEMBERED:
                self.plans.clear()
            self.plans[asked] = plan
        return plan

    # --- The page --------------------------------------------------------------------------------------
    def _answer(self, plan: Plan, look: str) -> Answer | None:
        try:
            found = os.stat(plan.head)
        except OSError:
            return None
        stamp = (found.st_mtime_ns, found.st_ino)
        key = (plan.address, plan.order[0], look)
        answer = self.answers.get(key)
        if answer is None or answer.stamp != stamp:
            answer = self._read(plan.address, plan.order, look, stamp)
            self._keep(key, answer)
        return answer

    def _read(self, address: str, order: tuple[str, ...], look: str, stamp: tuple[int, int]) -> Answer | None:
        """From the disk; None where what lies there is not whole."""
        if not _lies_within(self.store.folder, Path(f"{self.heads}{file_name(address)}.json")):
            return None
        head = self.store.head(address)
        if head is None or head.address != address:
            return None
        if not look:
            coding = next(one for one in order if one in head.files)
            body = self.store.body(head, coding)
            return None if body is None else _ready(head, head.etag, coding, body, stamp)
        plain = self.store.body(head)
        if plain is None or not _is_html(head):
            return None if plain is None else _ready(head, head.etag, IDENTITY, plain, stamp)
        body = _with_look(plain, look)
        if body is None:
            return None
        made = codings(body, best=False)
        coding = next(one for one in order if one in made)
        tag = f"{head.etag}-{hashlib.sha256(look.encode()).hexdigest()[:8]}"
        return _ready(head, tag, coding, made[coding], stamp, private=True)

    def _keep(self, key: tuple[str, str, str], answer: Answer | None) -> None:
        with self.lock:
            if (before := self.answers.pop(key, None)) is not None:
                self.size -= before.size
            if answer is not None:
                self.answers[key] = answer
                self.size += answer.size
            while self.size > KEPT_IN_MEMORY:
                _, gone = self.answers.popitem(last=False)
                self.size -= gone.size

    # --- While the database is away ---------------------------------------------------------------------
    def _django_or_kept(self, environ: dict[str, Any], start_response: StartResponse, plan: Plan) -> Iterable[bytes]:
        told: list[Any] = []
        body = self.django(environ, lambda *given: told.append(given))
        if told and int(told[0][0][:3]) >= SERVER_ERROR:
            answer = self._answer(plan, "")
            if answer is None and told[0][0] == AWAY:
                answer = earlier(self.store, plan)
            if answer is not None:
                getattr(body, "close", lambda: None)()
                return self._send(environ, start_response, plan.address, answer)
        start_response(*told[0])
        return body


def earlier(store: Store, plan: Plan) -> Answer | None:
    """The copy that lies aside, marked as one of before: for this once, to be kept by nobody."""
    found = store.earlier(plan.address)
    if found is None:
        return None
    head, plain = found
    made = codings(_marked(plain) if _is_html(head) else plain, best=False)
    coding = next(one for one in plan.order if one in made)
    headers = [(name, "no-store" if name.lower() == "cache-control" else value) for name, value in head.headers]
    headers += [("Atlas-Copy", "earlier"), *([("Content-Encoding", coding)] if coding else [])]
    headers.append(("Content-Length", str(len(made[coding]))))
    return Answer((0, 0), frozenset(), headers, [], [made[coding]], 0)


def _marked(body: bytes) -> bytes:
    """With a line above the content, as `templates/base.html` has it. A page of a kept copy is in English."""
    before, found, after = body.partition(_CONTENT)
    return before + found + f'\n<p class="alert older" role="status">{EARLIER}</p>'.encode() + after if found else body


def takes_a_page(accept: str) -> bool:
    """Does this Accept header get the page, and no other file, at an address that has several?

    Only what is sure: the page stands first in our own order (`evidence.views.negotiation`), so nothing is liked better
    than a page that is named without a quality. Whatever else is asked for, Django weighs.
    """
    ranges = [part.strip().lower().replace(" ", "") for part in accept.split(",")]
    return accept.strip() in ("", "*/*") or any(
        one in ("text/html", "text/html;q=1", "text/html;q=1.0") for one in ranges
    )


def _matches(asked: str, etags: frozenset[str]) -> bool:
    """If-None-Match, compared weakly (RFC 9110, section 13.1.2)."""
    if asked in etags:
        return True
    return any(one == "*" or one.removeprefix("W/") in etags for one in map(str.strip, asked.split(",")))


def _lies_within(folder: Path, path: Path) -> bool:
    """Nothing that a link leads to elsewhere is ever served."""
    return os.path.realpath(path) == os.path.join(os.path.realpath(folder), path.relative_to(folder))


def _is_html(head: Head) -> bool:
    return any(name.lower() == "content-type" and value.startswith("text/html") for name, value in head.headers)


def _with_look(body: bytes, look: str) -> bytes | None:
    """The page with these attributes of <html>, as `templates/base.html` writes them; None where it has no place."""
    start = body.find(_MARK, 0, 200)
    end = body.find(b">", start) if start >= 0 else -1
    return body[:end] + look.encode() + body[end:] if end > 0 else None


def _ready(head: Head, tag: str, coding: str, body: bytes, stamp: tuple[int, int], *, private: bool = False) -> Answer:
    etag = f'"{tag}-{coding}"' if coding else f'"{tag}"'
    # Most headers are those of every page: they are kept once.
    headers = [(intern(name), intern(value)) for name, value in head.headers]
    if private:
        headers = [(name, "private, no-cache" if name.lower() == "cache-control" else value) for name, value in headers]
    headers.append(("ETag", etag))
    unchanged = [(name, value) for name, value in headers if name.lower() in ON_304 or name == "ETag"]
    if coding:
        headers.append(("Content-Encoding", coding))
    headers.append(("Content-Length", str(len(body))))
    return Answer(stamp, frozenset({etag}), headers, unchanged, [body], len(body) + 2_048)
