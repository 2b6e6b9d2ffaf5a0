"""The pictures of the README: taken of the demonstration in a real browser, and looked at by a person before a commit.

`ATLAS_TAKE_PICTURES=1 make test ARGS=tests/functional/test_readme_pictures.py` takes them anew into docs/pictures/.
Otherwise they are taken aside, and have to be as wide as those of the README and to show something.
"""

from __future__ import annotations

import os
import re
import struct
import zlib
from pathlib import Path
from typing import Any

import pytest

from atlas.demo.load import PEOPLE, load_demo
from tests.conftest import REPOSITORY

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.browser, pytest.mark.slow]

PICTURES = REPOSITORY / "docs" / "pictures"
STUDY = "/evidence/rodriguez-2023-achieving-symptom"
SHOTS = {
    "study-desktop-light": (STUDY, 1280, 900, "light"),
    "study-phone-light": (STUDY, 390, 844, "light"),
    "study-phone-dim": (STUDY, 390, 844, "dim"),
    "search-desktop-dark": ("/evidence", 1280, 900, "dark"),
}
"""Name -> address, width and height in CSS pixels, theme."""


def size(picture: bytes) -> tuple[int, int]:
    """Width and height of a PNG."""
    return struct.unpack(">II", picture[16:24])


def colours(picture: bytes) -> int:
    """How many different bytes its uncompressed rows hold: an empty page has very few."""
    data = b"".join(chunk for kind, chunk in _chunks(picture) if kind == b"IDAT")
    return len(set(zlib.decompress(data)))


def _chunks(picture: bytes) -> Any:
    place = 8
    while place < len(picture):
        (length,) = struct.unpack(">I", picture[place : place + 4])
        yield picture[place + 4 : place + 8], picture[place + 8 : place + 8 + length]
        place += 12 + length


def test_they_are_of_this_site(visit: Any, live_server: Any, tmp_path: Path) -> None:
    load_demo(passwords=dict.fromkeys(PEOPLE, "a password for tests"))
    folder = PICTURES if os.environ.get("ATLAS_TAKE_PICTURES") else tmp_path
    folder.mkdir(parents=True, exist_ok=True)
    for name, (address, width, height, theme) in SHOTS.items():
        page = visit(address, width=width)
        page.set_viewport_size({"width": width, "height": height})
        page.context.add_cookies([{"name": "display", "value": f"{theme}.usual.usual.all", "url": live_server.url}])
        page.reload()
        page.screenshot(path=folder / f"{name}.png")
        taken = (folder / f"{name}.png").read_bytes()
        kept = (PICTURES / f"{name}.png").read_bytes()
        assert size(taken) == size(kept) == (width, height), name
        assert min(colours(taken), colours(kept)) > 20, f"{name} shows nothing"
    readme = (REPOSITORY / "README.md").read_text(encoding="utf-8")
    assert set(re.findall(r"docs/pictures/([\w-]+)\.png", readme)) == set(SHOTS)
