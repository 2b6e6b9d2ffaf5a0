"""The style sheets: contrast of every pair of colours, layers in their order, and sides that follow the writing."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from atlas import palette

SHEETS = Path(palette.SHEET).parent
DESK = ("admin.css", "desk.css", "letters.css")
"""They stand beside Django's own sheets of the admin, which have no layers."""
PUBLIC = sorted(path.name for path in SHEETS.glob("*.css") if path.name not in DESK)

PHYSICAL = re.compile(
    r"[{;]\s*((?:margin|padding|border)-(?:left|right|top|bottom)(?:-\w+)?|(?:min-|max-)?(?:width|height)"
    r"|left|right|top|bottom|overflow-[xy])\s*:"
    r"|[{;]\s*((?:text-align|float|clear)\s*:\s*(?:left|right))\b"
)
ALLOWED = {"overflow-x"}  # Safari has no overflow-inline
MEDIA = re.compile(r"@media\s*\([^{]*\{|@page\s*\{[^}]*\}|/\*.*?\*/", re.DOTALL)


def test_contrast_is_that_of_the_standard() -> None:
    assert palette.contrast("#000", "#ffffff") == pytest.approx(21)
    assert palette.contrast("#777777", "#fff") == pytest.approx(4.48, abs=0.01)  # WCAG's best known near miss
    assert palette.contrast("#17504f", "#17504f") == 1
    with pytest.raises(ValueError, match="no colour"):
        palette.luminance("green")


@pytest.mark.parametrize("theme", palette.THEMES)
def test_text_reaches_aaa_and_edges_are_seen(theme: str) -> None:
    pairs = palette.measured(theme)
    assert len(pairs) == 2 * (len(palette.TEXTS) + len(palette.EDGES))
    assert not [(pair.token, pair.background, pair.words) for pair in pairs if not pair.is_enough]


@pytest.mark.parametrize("theme", palette.THEMES)
def test_no_theme_is_pure_white_or_black(theme: str) -> None:
    colours = palette.themes()[theme]
    assert not {colours[token] for token in (*palette.BACKGROUNDS, *palette.TEXTS)} & {"#fff", "#ffffff", "#000"}


def test_a_dark_device_gets_the_dark_theme() -> None:
    blocks = palette.blocks(palette.SHEET.read_text("utf-8"))
    assert blocks[":root:not([data-theme])"] == palette.themes()["dark"]


def test_every_theme_has_every_colour() -> None:
    assert len({tuple(colours) for colours in palette.themes().values()}) == 1


def test_tokens_come_before_bare_elements_before_components() -> None:
    sheet = palette.SHEET.read_text("utf-8")
    assert re.search(r"@layer tokens, base, components, print;", sheet)
    assert re.findall(r"^@layer (\w+) \{", sheet, re.MULTILINE) == ["tokens", "base", "components", "print"]
    colours = re.findall(r"#[0-9a-f]{3,6}\b", sheet.partition("@layer base {")[2].partition("@layer print {")[0])
    assert not colours, "a colour beside the tokens"


@pytest.mark.parametrize("name", PUBLIC)
def test_every_rule_of_a_public_sheet_has_a_layer(name: str) -> None:
    rest = re.sub(r"/\*.*?\*/", "", (SHEETS / name).read_text("utf-8"), flags=re.DOTALL)
    outside, depth = [], 0
    for character in rest:
        depth += {"{": 1, "}": -1}.get(character, 0)
        if depth == 0 and character not in "{}":
            outside.append(character)
    assert depth == 0
    told = re.sub(r"@layer [\w, ]+;?", "", "".join(outside))
    assert not told.strip(), told


@pytest.mark.parametrize("name", PUBLIC)
def test_sides_follow_the_direction_of_writing(name: str) -> None:
    sheet = MEDIA.sub("", (SHEETS / name).read_text("utf-8"))
    found = {found[1] or found[2] for found in PHYSICAL.finditer(sheet)} - ALLOWED
    assert not found, f"{name}: use margin-inline, inset-block, inline-size and so on instead of {sorted(found)}"


def test_a_physical_side_would_be_found() -> None:
    for line in ("a { margin-left: 1px }", "a{top:0}", "a { width: 3rem }", "a { text-align: right }"):
        assert PHYSICAL.search(line), line
    for line in ("a { border-inline-start: 1px }", "a { vertical-align: top }", "a { line-height: 1 }"):
        assert not PHYSICAL.search(line), line
