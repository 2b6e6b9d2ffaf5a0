"""The desk has the colours of the public pages: one set of tokens, written in two style sheets."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

CSS = Path(__file__).parents[2] / "static" / "css"
THEMES = {
    "light": r":root(?:, \[data-theme=light\])? \{",
    "device, when it is dark": r":root:not\(\[data-theme\]\) \{",
    "dark": r"\[data-theme=dark\] \{",
    "dim": r"\[data-theme=dim\] \{",
}


def tokens(sheet: str, opening: str) -> dict[str, str]:
    """The colours that the first block after `opening` sets."""
    block = re.search(rf"{opening}([^}}]*)\}}", (CSS / sheet).read_text())
    assert block, f"{sheet} has no block {opening}"
    return dict(re.findall(r"(--[\w-]+): (#[0-9a-f]{3,6})", block[1]))


@pytest.mark.parametrize("opening", THEMES.values(), ids=THEMES)
def test_the_desk_has_the_colours_of_the_public_pages(opening: str) -> None:
    desk, public = tokens("admin.css", opening), tokens("atlas.css", opening)
    assert len(desk) >= 10
    assert desk == {name: public.get(name) for name in desk}


def test_text_grows_as_on_the_public_pages() -> None:
    sizes = [
        re.findall(r"\[data-text=(\w+)\] \{ font-size: (\d+%)", (CSS / name).read_text())
        for name in ("admin.css", "atlas.css")
    ]
    assert sizes[0] == sizes[1] != []
