"""The readers' style sheet, as it stands in each of their pages (docs/adr/0006-the-style-sheet-in-the-page.md). Pure.

It is the one thing inline that the Content-Security-Policy lets through, and it is let through by its SHA-256.
"""

from __future__ import annotations

import base64
import hashlib
import re
from pathlib import Path

SHEET = Path(__file__).resolve().parent.parent / "static/css/atlas.css"


def in_a_page(css: str) -> str:
    """Without comments and indents. Raises ValueError for what would end the element it stands in."""
    short = re.sub(r"\s*\n\s*", "\n", re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)).strip()
    if "<" in short:
        raise ValueError("A style sheet that stands in a page must not hold a “<”.")
    return short


TEXT = in_a_page(SHEET.read_text("utf-8"))
SOURCE = f"'sha256-{base64.b64encode(hashlib.sha256(TEXT.encode()).digest()).decode()}'"
"""As the policy's `style-src` names it."""
