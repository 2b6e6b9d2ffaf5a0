"""The colours of the style sheet, read from it and measured: WCAG 2.2 contrast of every pair that pages use.

The style sheet is the one source; `/design` shows these figures, and a test holds them to AAA.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

SHEET = Path(__file__).resolve().parent.parent / "static/css/atlas.css"

THEMES: Mapping[str, str] = {"light": "Light", "dim": "Dim", "dark": "Dark"}
"""Value of `data-theme` -> its words."""

BACKGROUNDS = ("paper", "raised")
TEXTS = ("ink", "soft", "accent", "required", "not-required", "unclear", "not-applicable", "notice")
EDGES = ("border",)
"""What draws the edges of fields and buttons. The ring of the focus and the frames of notices have colours of texts."""

TEXT_AT_LEAST = 7.0
"""WCAG 2.2, 1.4.6 Contrast (Enhanced), level AAA, for text of any size."""
EDGE_AT_LEAST = 3.0
"""WCAG 2.2, 1.4.11 Non-text Contrast, level AA."""

_COLOUR = re.compile(r"--([a-z-]+):\s*(#[0-9a-f]{3}(?:[0-9a-f]{3})?)\b")


@dataclass(frozen=True, slots=True)
class Measured:
    """One token on one background: the ratio (1 to 21), and the least that it has to be."""

    token: str
    background: str
    ratio: float
    at_least: float

    @property
    def is_enough(self) -> bool:
        return self.ratio >= self.at_least

    @property
    def words(self) -> str:
        """ "10.2 to 1". Cut, not rounded: 6.99 is not 7."""
        return f"{int(self.ratio * 10) / 10:.1f} to 1"


def contrast(one: str, other: str) -> float:
    """WCAG contrast ratio of two colours "#rrggbb", from 1.0 (the same) to 21.0 (black and white)."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    """Relative luminance of "#rrggbb" or "#rgb", 0.0 to 1.0, as WCAG 2.2 defines it. Raises ValueError otherwise."""
    digits = colour.removeprefix("#")
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    if len(digits) != 6:
        raise ValueError(f"“{colour}” is no colour like “#17504f”.")
    parts = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def blocks(sheet: str) -> dict[str, dict[str, str]]:
    """Selector -> token -> colour, for every rule of the style sheet that sets colours on screen."""
    screen = sheet.partition("@layer print {")[0]
    found: dict[str, dict[str, str]] = {}
    for selector, body in re.findall(r"([^{};]+)\{([^{}]*)\}", re.sub(r"/\*.*?\*/", "", screen, flags=re.DOTALL)):
        if colours := dict(_COLOUR.findall(body)):
            found[selector.strip()] = colours
    return found


@cache
def themes() -> dict[str, dict[str, str]]:
    """Theme -> token -> colour, as the style sheet has them. Raises ValueError where it lacks one."""
    sheet = blocks(SHEET.read_text("utf-8"))
    found = {}
    for theme in THEMES:
        rules = [colours for selector, colours in sheet.items() if f"[data-theme={theme}]" in selector]
        if not rules:
            raise ValueError(f"The style sheet has no colours for the theme “{theme}”.")
        found[theme] = rules[0]
    return found


def measured(theme: str) -> list[Measured]:
    """Every pair of text or edge and background of a theme."""
    colours = themes()[theme]
    kinds = ((TEXTS, TEXT_AT_LEAST), (EDGES, EDGE_AT_LEAST))
    return [
        Measured(token, background, contrast(colours[token], colours[background]), at_least)
        for tokens, at_least in kinds
        for token in tokens
        for background in BACKGROUNDS
    ]
