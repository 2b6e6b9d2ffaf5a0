"""Steps of a person in a browser. Each waits for what it brings, so that no test depends on how fast a machine is.

A click is over before its page has come. What is looked at afterwards with `expect(...)` waits by itself; but what is
read from the database, and what has to be gone, would be true of the page of before. `follow` and `press` wait for the
next page, loaded with its scripts: then the server has done what it was asked.
"""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import expect


def follow(target: Any) -> None:
    """Press `target`, a link or button that leads to another page, and wait until that page is loaded."""
    with target.page.expect_navigation():
        target.click()


def press(page: Any, name: str) -> None:
    """`follow` the first button called `name`."""
    follow(page.get_by_role("button", name=name, exact=True).first)


def enter(page: Any) -> None:
    """Press Enter on what has the focus and leads to another page, and wait until that page is loaded."""
    with page.expect_navigation():
        page.keyboard.press("Enter")


def see(page: Any, words: str | re.Pattern[str]) -> None:
    """`words` stand on the page, now or once it has come."""
    try:
        expect(page.get_by_text(words).first).to_be_visible()
    except AssertionError as error:
        raise AssertionError(
            f"“{words}” is not to be seen on {page.url}:\n{page.locator('main').inner_text()}"
        ) from error
