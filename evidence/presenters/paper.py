"""What a printed page carries at its foot: a short address, and a square code that leads there."""

from __future__ import annotations

import re
from functools import lru_cache

import segno
from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

from evidence.models import Publication


def short_address(publication: Publication) -> str:
    """ "https://atlas.example/s/17": leads to the page for as long as there is one."""
    return f"{settings.SITE_URL}/s/{publication.study_id}"


@lru_cache(maxsize=1024)
def square_code(address: str) -> SafeString:
    """The address as a QR code: inline SVG without a style of its own, with a white edge of four modules."""
    code = segno.make(address, error="m", micro=False)
    drawn = code.svg_inline(omitsize=True, border=4, lineclass=None, svgclass="code")
    named = re.sub(r"<svg ", f'<svg role="img" aria-label="Square code: {address}" ', drawn, count=1)
    # Safe: the library draws one path; the address is ours and holds no quotation mark.
    return mark_safe(named)  # noqa: S308
