"""The sheet in the page is the sheet on the disk, and the policy lets through exactly this one."""

from __future__ import annotations

import base64
import hashlib
import re

import pytest

from atlas.security import CONTENT_SECURITY_POLICY
from atlas.style_sheet import SHEET, TEXT, in_a_page


def test_the_policy_names_its_hash_and_nothing_looser() -> None:
    told = base64.b64encode(hashlib.sha256(TEXT.encode()).digest()).decode()
    assert CONTENT_SECURITY_POLICY["DIRECTIVES"]["style-src"] == ["'self'", f"'sha256-{told}'"]


def test_it_says_what_the_file_says() -> None:
    def rules(css: str) -> str:
        return re.sub(r"\s+", "", re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL))

    assert rules(TEXT) == rules(SHEET.read_text("utf-8"))
    assert "/*" not in TEXT


def test_what_would_end_the_element_is_refused() -> None:
    with pytest.raises(ValueError, match="must not hold"):
        in_a_page("a::after { content: '</style>' }")
