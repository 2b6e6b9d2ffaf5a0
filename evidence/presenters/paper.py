"""What a printed page carries at its foot: a short address, and a square code that leads there."""

from __future__ import annotations

from functools import lru_cache

import segno
from django.conf import settings
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from evidence.models import Publication


def short_address(publication: Publication) -> str:
    """ "https://atlas.example/s/17": leads to the page for as long as there is one."""
    return f"{settings.SITE_URL}/s/{publication.study_id}"


def square_code(address: str) -> SafeString:
    """The address as a QR code: inline SVG without a style of its own, with a white edge of four modules."""
    label = conditional_escape(_("Square code: %(address)s") % {"address": address})
    # Safe: the library draws one path, and the label is escaped.
    return mark_safe(_drawn(address).replace("<svg ", f'<svg role="img" aria-label="{label}" ', 1))  # noqa: S308


@lru_cache(maxsize=1024)
def _drawn(address: str) -> str:
    code = segno.make(address, error="m", micro=False)
    return str(code.svg_inline(omitsize=True, border=4, lineclass=None, svgclass="code"))
