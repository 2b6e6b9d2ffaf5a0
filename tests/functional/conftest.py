"""A real browser: Debian's Chromium, driven by Playwright, against a live server."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from http.client import HTTPConnection
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.conftest import BROWSERS

PATIENCE = 60
"""Seconds for what surely comes. A machine at the end of its strength may need them; a page that works never does."""

expect.set_options(timeout=PATIENCE / 2 * 1000)


@pytest.fixture(scope="session", autouse=True)
def _browser_is_there_where_it_must_be(request: pytest.FixtureRequest) -> None:
    """In CI a missing browser is a failure, not a skip."""
    if os.environ.get("ATLAS_BROWSER_REQUIRED"):
        assert any(map(shutil.which, BROWSERS)), "Chromium is required here and is not installed."
    # Playwright's synchronous driver runs an event loop in this thread; Django would refuse the ORM beside it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=chromium,
            args=[
                "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
                "--disable-background-networking", "--disable-component-update", "--disable-sync",
            ],
        )  # fmt: skip
        yield browser
        browser.close()


@pytest.fixture
def at_rest(live_server: Any) -> Callable[[], None]:
    """`at_rest()` waits until the server has done all that was asked of it. The browser must be closed.

    A browser takes back what it asked for when it leaves a page; the server does it all the same, a moment later.
    """

    def wait() -> None:
        # Callers are let in one after the other: when this one is served, all before it have their threads.
        last = HTTPConnection(live_server.thread.host, live_server.thread.port, timeout=PATIENCE)
        last.request("GET", "/health/live")
        last.getresponse().read()
        last.close()
        for thread in threading.enumerate():
            if thread.name.endswith("(process_request_thread)"):
                thread.join(PATIENCE)
                assert not thread.is_alive(), "The server still answers somebody."

    return wait


@pytest.fixture
def visit(browser: Any, live_server: Any, at_rest: Callable[[], None]) -> Iterator[Any]:
    """`visit(path, width=..., dark=..., javascript=...)` opens a page; requests to other hosts fail the test."""
    contexts, foreign, errors = [], [], []

    def open_page(path: str, *, width: int = 1280, dark: bool = False, javascript: bool = True) -> Any:
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme="dark" if dark else "light",
            java_script_enabled=javascript,
        )
        context.set_default_timeout(PATIENCE * 1000)
        contexts.append(context)
        page = context.new_page()
        page.on("request", lambda request: foreign.append(request.url)
                if not request.url.startswith((live_server.url, "data:")) else None)  # fmt: skip
        page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
        page.on("response", lambda response: errors.append(f"{response.status} {response.url}")
                if response.status >= 400 and not response.url.endswith(path) else None)  # fmt: skip
        page.goto(live_server.url + path)
        return page

    open_page.errors = errors
    yield open_page
    for context in contexts:
        context.close()
    at_rest()  # before the tables are emptied and what a test changed is put back
    assert not foreign, f"The page asked other servers: {foreign}"
